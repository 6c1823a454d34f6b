"""A published plan and one of its visits, as the solver's exact questions need them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from scheduler.begun import begun_stops
from scheduler.domain.client import Client
from scheduler.domain.horizon import visits_in
from scheduler.domain.shift import ShiftKey
from scheduler.domain.team import Team
from scheduler.domain.visit import Pin, Visit, VisitKey
from scheduler.errors import RoundsError
from scheduler.plan import Plan, StopKind
from scheduler.planning.changes.published import Published
from scheduler.solver.assemble import assemble
from scheduler.solver.build import build_problem
from scheduler.solver.holding import freeze
from scheduler.solver.keeping import Keeper, Kept, activities_of
from scheduler.solver.obstacles import Obstacle, Terms, Way
from scheduler.solver.placing import without
from scheduler.solver.problem import Problem
from scheduler.solver.questions import Questions
from scheduler.solver.schedule import Activity, Schedule
from scheduler.solver.standing import Standing
from scheduler.units import local_midnight, seconds_between


@dataclass(frozen=True)
class Scene:
    """A visit that is asked about, and the rounds that would take it.

    Attributes:
        team: with or without something that differs from the published one's.
        plan: the published one, its rounds under the keys that the shifts have in `team`.
    """

    published: Published
    visit_key: VisitKey
    team: Team
    plan: Plan

    @cached_property
    def visit(self) -> Visit:
        """The visit."""
        listed = visits_in(self.team, self.plan.horizon)
        return next(each for each in listed if each.key == self.visit_key)

    @cached_property
    def problem(self) -> Problem:
        """The day with what has begun frozen."""
        whole = build_problem(self.team, self.plan.horizon, self.published.travel, self.plan)
        return freeze(whole, self.plan, self.published.now)

    @cached_property
    def number(self) -> int:
        """Of the visit in the problem."""
        keys = (each.key for each in self.problem.visits)
        return next(number for number, key in enumerate(keys) if key == self.visit_key)

    @cached_property
    def tasks(self) -> tuple[int, ...]:
        """The places of the visit."""
        return self.problem.visits[self.number].tasks

    @cached_property
    def activities(self) -> dict[int, tuple[Activity, ...]]:
        """The rounds as published, without the visit."""
        known = activities_of(self.problem, self.plan)
        return without({n: _once(each) for n, each in known.items()}, frozenset(self.tasks))

    @cached_property
    def keepable(self) -> dict[int, tuple[Activity, ...]]:
        """Of those rounds the ones that can be kept as they are, or later by what they must."""
        keeper = Keeper(self.problem)
        return {
            number: activities
            for number, activities in self.activities.items()
            if activities and isinstance(keeper.keep(number, activities), Kept)
        }

    @cached_property
    def standing(self) -> Standing:
        """The rounds that would take the visit."""
        problem = self.problem
        return Standing(problem, self.activities, self.second(self.published.now), self._over)

    @cached_property
    def questions(self) -> Questions:
        """What can be asked of those rounds."""
        return Questions(self.standing, self.terms)

    @cached_property
    def _over(self) -> frozenset[int]:
        ends = {each.shift: begun_stops(each, self.published.now) for each in self.plan.rounds}
        finished = {key for key, stops in ends.items() if stops and stops[-1].kind is StopKind.END}
        now = self.second(self.published.now)
        return frozenset(
            number
            for number, shift in enumerate(self.problem.shifts)
            if shift.end <= now or shift.key in finished
        )

    @cached_property
    def terms(self) -> Terms:
        """What the visit asks for, each rule by itself."""
        visit, team = self.visit, self.team
        midnight = local_midnight(visit.key.date, team.timezone)
        next_midnight = local_midnight(visit.key.date + timedelta(days=1), team.timezone)
        windows = self.problem_windows
        last = max([self.second(next_midnight), *(closes for _, closes in windows)])
        pinned = next((pin.start for pin in self.pins if pin.start is not None), None)
        return Terms(
            visit=self.number,
            windows=windows,
            date=(min([self.second(midnight), *(opens for opens, _ in windows)]), last),
            pinned=None if pinned is None else self.second(pinned),
            barred={
                (place, carer): barred
                for place in range(1, len(visit.places) + 1)
                for carer, carer_id in enumerate(self.problem.carer_ids)
                if (barred := self.barring(place, carer_id))
            },
        )

    @cached_property
    def problem_windows(self) -> tuple[tuple[int, int], ...]:
        """The windows agreed, in seconds of the problem."""
        return tuple(
            (self.second(each.opens), self.second(each.closes)) for each in self.visit.windows
        )

    @cached_property
    def pins(self) -> tuple[Pin, ...]:
        """What of the visit is pinned."""
        return tuple(pin for pin in self.team.pins if pin.visit == self.visit_key)

    def barring(self, place: int, carer_id: str) -> frozenset[Obstacle]:
        """What keeps a carer from a place whatever the round."""
        carer, client = self.team.carer_by_id[carer_id], self._client
        pinned = {pin.carer_id for pin in self.pins if pin.place == place} - {None, carer_id}
        there = {
            Obstacle.QUALIFICATION: not carer.can_do(self.visit.places[place - 1]),
            Obstacle.REFUSAL: carer_id in client.refuses,
            Obstacle.PINNED_CARER: bool(pinned),
        }
        return frozenset(obstacle for obstacle, present in there.items() if present)

    @property
    def _client(self) -> Client:
        return self.team.client_by_id[self.visit.client_id]

    def shifts_of(self, carer_id: str) -> tuple[int, ...]:
        """The shifts of a carer in which the visit could be made: those of its date."""
        first, last = self.terms.date
        return tuple(
            number
            for number, shift in enumerate(self.problem.shifts)
            if shift.key.carer_id == carer_id and shift.start <= last and shift.latest_end >= first
        )

    def changed(self, team: Team, rekeyed: dict[ShiftKey, ShiftKey] | None = None) -> "Scene":
        """The same visit for a team in which something differs.

        Args:
            rekeyed: the new keys of shifts that start at another time.
        """
        keys = rekeyed or {}
        rounds = tuple(
            replace(each, shift=keys.get(each.shift, each.shift)) for each in self.plan.rounds
        )
        plan = replace(self.plan, rounds=rounds)
        return Scene(self.published, self.visit_key, team, plan)

    def same_way(self, way: Way, before: "Scene", rekeyed: Mapping[ShiftKey, ShiftKey]) -> Way:
        """The rounds of a way in another scene, in this one: shifts are numbered by their start."""
        number_of = {shift.key: number for number, shift in enumerate(self.problem.shifts)}
        keys = [shift.key for shift in before.problem.shifts]
        here = {number: number_of[rekeyed.get(keys[number], keys[number])] for number in way.shifts}
        return Way(
            tuple(sorted(here.values())),
            {place: frozenset(here[each] for each in able) for place, able in way.places.items()},
        )

    def plan_with(self, schedules: Iterable[Schedule]) -> Plan:
        """The published plan with these rounds in place of those of their shifts, and the visit.

        Raises:
            RoundsError: the round that loses the visit cannot be kept without it.
        """
        given = {each.shift: each for each in schedules}
        gone = {self.problem.shifts[number].key for number in self._losing}
        plan = replace(
            self.plan, rounds=tuple(each for each in self.plan.rounds if each.shift not in gone)
        )
        return with_rounds(plan, self.problem, (self._left_behind() | given).values())

    @cached_property
    def _losing(self) -> frozenset[int]:
        """The shifts whose rounds hold the visit as published."""
        filled = self.plan.filled_places()
        losing = {each.shift for key, each, _ in filled if key == self.visit_key}
        return frozenset(
            number for number, each in enumerate(self.problem.shifts) if each.key in losing
        )

    def _left_behind(self) -> dict[int, Schedule]:
        """The rounds that lose the visit, all else in them kept where it is."""
        keeper, left = Keeper(self.problem), {}
        for number in self._losing:
            used = self.standing.tasks(number) or self.problem.shifts[number].appointments
            if not used:
                continue
            kept = keeper.keep(number, self.activities[number])
            if not isinstance(kept, Kept):
                key = self.problem.shifts[number].key
                raise RoundsError("round-not-kept", f"The round of {key}.")
            left[number] = Schedule(number, kept.activities)
        return left

    def second(self, instant: datetime) -> int:
        """An instant in seconds of the problem."""
        return seconds_between(self.problem.origin, instant)


def scene(published: Published, visit: VisitKey) -> Scene:
    """A visit of a published plan.

    Raises:
        RoundsError: the plan's dates have no such visit.
    """
    if visit not in published.visits:
        raise RoundsError("change-visit-unknown", f"The plan has no visit {visit}.")
    return Scene(published, visit, published.team, published.plan)


def with_rounds(plan: Plan, problem: Problem, schedules: Iterable[Schedule]) -> Plan:
    """A plan with these rounds in place of those of their shifts, everything else word for word."""
    made = assemble(problem, tuple(schedules))
    new = {each.shift: each for each in made.rounds}
    rounds = [*(each for each in plan.rounds if each.shift not in new), *new.values()]
    rounds.sort(key=lambda each: (each.shift.start, each.shift.carer_id))
    filled = {stop.visit for each in made.rounds for stop in each.visit_stops}
    left = tuple(each for each in plan.unassigned if each.visit not in filled)
    return replace(plan, rounds=tuple(rounds), unassigned=left)


def _once(activities: tuple[Activity, ...]) -> tuple[Activity, ...]:
    """A round in which nothing is done twice, as plans from elsewhere may have it."""
    seen = {(each.kind, each.index): each for each in reversed(activities)}
    return tuple(each for each in activities if seen[each.kind, each.index] is each)
