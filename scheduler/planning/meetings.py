"""When several carers of a team could meet at the base, in a plan that is published."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from scheduler.comparison import JudgedPlan, compare
from scheduler.domain.shift import Appointment, Endpoint, Shift
from scheduler.domain.team import Team
from scheduler.errors import RoundsError
from scheduler.plan import StopKind, Unassigned
from scheduler.planning.changes.published import Published
from scheduler.planning.explaining.scene import with_rounds
from scheduler.planning.explaining.working import WorkingPlan, more_points
from scheduler.planning.judging import judge
from scheduler.score import score
from scheduler.solver.keeping import Keeper, Kept, activities_of
from scheduler.solver.placing import Placing
from scheduler.solver.problem import Problem, ProblemAppointment
from scheduler.solver.schedule import Activity, Schedule, cost, quantities
from scheduler.units import after, local_midnight, minutes, seconds_between

STEP_SECONDS = minutes(15)
"""Meetings begin on the quarter."""


@dataclass(frozen=True)
class MeetingFit:
    """A time for a meeting.

    Attributes:
        left_out: visits that were made and that nobody makes with this meeting.
        working: the plan that comes of it, for a team whose carers have the appointment.
    """

    start: datetime
    end: datetime
    left_out: tuple[Unassigned, ...]
    working: WorkingPlan


@dataclass(frozen=True)
class _Slot:
    """A meeting timed into the rounds.

    Attributes:
        rank: visits left out, visits with another carer, points.
    """

    rank: tuple[int, int, int]
    start: datetime
    team: Team
    problem: Problem
    schedules: tuple[Schedule, ...]


def fit_meeting(
    published: Published, carers: Sequence[str], seconds: int, day: date, k: int = 3
) -> tuple[MeetingFit, ...]:
    """The best times for a meeting of carers at the base: fewest visits left out, then least moved.

    Every quarter of the time that all of them work is tried: each round takes the appointment at
    the place where it pushes others least; visits that cannot stay are put elsewhere. The best are
    checked and scored.

    Args:
        seconds: how long they meet.
        k: how many.

    Raises:
        RoundsError: the team has no such carer, or the travel misses the base.
    """
    if published.team.base not in published.travel.index:
        raise RoundsError(
            "travel-lacks-place", f"Travel misses the base of {published.team.team_id}."
        )
    for carer_id in carers:
        if carer_id not in published.team.carer_by_id:
            raise RoundsError("change-carer-unknown", f"There is no carer {carer_id}.")
    finder = _Finder(published, frozenset(carers), seconds)
    slots = sorted(
        (slot for start in finder.starts(day) if (slot := finder.slot(start)) is not None),
        key=lambda each: (each.rank, each.start),
    )
    found = (finder.judged(slot) for slot in slots)
    return tuple(islice((each for each in found if each is not None), k))


class _Finder:
    def __init__(self, published: Published, carers: frozenset[str], seconds: int) -> None:
        self._published = published
        self._carers = carers
        self._seconds = seconds

    def starts(self, day: date) -> Iterator[datetime]:
        """Every quarter of a date, from now on, at which all of them work."""
        zone, now = self._published.team.timezone, self._published.now
        start = local_midnight(day, zone)
        last = local_midnight(day + timedelta(days=1), zone)
        while start < last:
            if start >= now and len(self._shifts_at(start)) == len(self._carers):
                yield start
            start = after(start, STEP_SECONDS)

    def _shifts_at(self, start: datetime) -> dict[str, Shift]:
        """The shift of each carer that the meeting lies in, clear of other appointments."""
        end = after(start, self._seconds)
        return {
            shift.carer_id: shift
            for shift in self._published.shifts
            if shift.carer_id in self._carers
            and shift.start <= start
            and end <= shift.end
            and all(end <= kept.start or kept.end <= start for kept in shift.appointments)
        }

    def slot(self, start: datetime) -> _Slot | None:
        """The rounds with a meeting at a start; None where they cannot have it."""
        team, problem = self._meeting(start), self._problem(start)
        keeper = Keeper(problem)
        rounds = self._with_meeting(problem, keeper, start)
        broken = {
            number
            for number, activities in rounds.items()
            if problem.shifts[number].key.carer_id not in self._carers
            and not isinstance(keeper.keep(number, activities), Kept)
        }
        sound = {number: each for number, each in rounds.items() if number not in broken}
        tasks = tuple(replace(each, shifts=each.shifts - broken) for each in problem.tasks)
        problem = problem.replace(tasks=tasks)
        try:
            placing = Placing(problem, sound)
        except RoundsError as error:
            if error.code != "round-cannot-go-on":
                raise
            return None
        moved = {problem.tasks[task].visit for task in placing.displaced}
        left = self._put_back(problem, placing, moved)
        points = cost(problem, quantities(problem, placing.schedules))
        changed = tuple(
            each
            for each in placing.schedules
            if each.activities != rounds.get(each.shift)
            or problem.shifts[each.shift].key.carer_id in self._carers
        )
        return _Slot((left, len(moved) - left, points), start, team, problem, changed)

    def _put_back(self, problem: Problem, placing: Placing, displaced: set[int]) -> int:
        """Give displaced visits another place; how many have none."""
        left = 0
        for visit in sorted(displaced, key=lambda each: (problem.visits[each].priority, each)):
            ways = placing.placements(visit, problem.visits[visit].tasks)
            if ways:
                placing.place(ways[0])
            else:
                left += 1
        return left

    def _meeting(self, start: datetime) -> Team:
        """The team whose carers have the appointment."""
        team, chosen = self._published.team, set(self._shifts_at(start).values())
        kept = Appointment(start, after(start, self._seconds), Endpoint.BASE)
        shifts = tuple(
            replace(
                shift,
                appointments=tuple(
                    sorted((*shift.appointments, kept), key=lambda each: each.start)
                ),
            )
            if shift in chosen
            else shift
            for shift in team.shifts
        )
        return replace(team, shifts=shifts)

    def _problem(self, start: datetime) -> Problem:
        """The published day in which the carers have the appointment."""
        published = self._published
        problem, keys = published.problem, {each.key for each in self._shifts_at(start).values()}
        second = seconds_between(problem.origin, start)
        base = published.travel.index[published.team.base]
        kept = ProblemAppointment(second, second + self._seconds, base)
        return problem.replace(
            shifts=tuple(
                replace(
                    shift,
                    appointments=tuple(
                        sorted((*shift.appointments, kept), key=lambda each: (each.start, each.end))
                    ),
                )
                if shift.key in keys
                else shift
                for shift in problem.shifts
            )
        )

    def _with_meeting(
        self, problem: Problem, keeper: Keeper, start: datetime
    ) -> dict[int, tuple[Activity, ...]]:
        """The rounds as published, those of the carers with the appointment in them."""
        second = seconds_between(problem.origin, start)
        rounds = activities_of(problem, self._published.plan)
        keys = {each.key for each in self._shifts_at(start).values()}
        for number, shift in enumerate(problem.shifts):
            if shift.key not in keys:
                continue
            index = next(
                n
                for n, each in enumerate(shift.appointments)
                if (each.start, each.end) == (second, second + self._seconds) and not each.marker
            )
            own = tuple(
                self._shown(problem, number, each, index) for each in rounds.get(number, ())
            ) or self._idle(problem, number, index)
            rounds[number] = _inserted(
                keeper, number, own, Activity(StopKind.APPOINTMENT, index, second)
            )
        return rounds

    def _shown(self, problem: Problem, number: int, each: Activity, index: int) -> Activity:
        """An activity with its index among the appointments that there are now.

        Those published were numbered as though the new one were not there.
        """
        kept = problem.shifts[number].appointments
        if each.kind is not StopKind.APPOINTMENT or kept[each.index].marker:
            return each
        right = next(n for n, one in enumerate(kept) if one.start == each.start and n != index)
        return replace(each, index=right)

    @staticmethod
    def _idle(problem: Problem, number: int, index: int) -> tuple[Activity, ...]:
        """A round that was not used: its breaks and appointments."""
        shift = problem.shifts[number]
        pauses = [
            Activity(StopKind.BREAK, position, each.window[0])
            for position, each in enumerate(shift.breaks)
        ]
        kept = [
            Activity(StopKind.APPOINTMENT, position, each.start)
            for position, each in enumerate(shift.appointments)
            if position != index
        ]
        return tuple(sorted((*pauses, *kept), key=lambda each: each.start))

    def judged(self, slot: _Slot) -> MeetingFit | None:
        """The plan with a meeting; None where it breaks a rule that the published one keeps."""
        published, problem = self._published, slot.problem
        before = published.judged
        plan = with_rounds(published.plan, problem, slot.schedules)
        made = {key for key, _, _ in plan.filled_places()}
        left = tuple(
            Unassigned(key, place, published.visits[key].priority)
            for key, place in sorted(published.stops)
            if key not in made
        )
        plan = replace(plan, unassigned=(*plan.unassigned, *left))
        judgement = judge(slot.team, published.travel, plan)
        news = [each for each in judgement.violations if each not in set(before.violations)]
        if news or judgement.score is None:
            return None
        scored = score(slot.team, plan, published.plan)
        after_it = JudgedPlan(slot.team, plan, scored, judgement.violations)
        working = WorkingPlan(after_it, compare(before, after_it), more_points(before, after_it))
        end = slot.start + timedelta(seconds=self._seconds)
        return MeetingFit(slot.start, end, left, working)


def _inserted(
    keeper: Keeper, number: int, activities: tuple[Activity, ...], meeting: Activity
) -> tuple[Activity, ...]:
    """A round with a meeting where that pushes others least, or else by its time."""
    orders = [
        (*activities[:position], meeting, *activities[position:])
        for position in range(len(activities) + 1)
    ]
    kept = [
        (each.pushed, each.travel, order)
        for order in orders
        if isinstance(each := keeper.keep(number, order), Kept)
    ]
    if kept:
        return min(kept, key=lambda each: each[:2])[2]
    behind = sum(each.start < meeting.start for each in activities)
    return orders[behind]
