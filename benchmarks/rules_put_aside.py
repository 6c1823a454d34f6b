"""Whether a visit can be made while some rules are put aside, by the oracle.

Nothing of the explanation's own models is used: rules are put aside in the team and in the whole
problem, and the model of all rules decides.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

import numpy as np

from scheduler.domain.team import Team
from scheduler.domain.visit import Amendment, ClockWindow, Pin, VisitKey
from scheduler.errors import RoundsError
from scheduler.plan import Plan
from scheduler.planning.changes.published import Published
from scheduler.rules import UNASSIGNED_RULE
from scheduler.solver.build import build_problem
from scheduler.solver.holding import planned
from scheduler.solver.obstacles import DAY, Obstacle
from scheduler.solver.oracle import solve_exactly
from scheduler.solver.problem import Problem, ProblemShift
from scheduler.units import SECONDS_PER_HOUR

MIDNIGHT = 24 * SECONDS_PER_HOUR

Possible = Callable[[frozenset[Obstacle]], bool]
"""Whether the visit can be made while these are kept and all others put aside."""


class Oracle:
    """Whether a visit can be made while some rules are kept and all others put aside.

    All that is not asked about is held as published.
    """

    def __init__(self, published: Published, visit: VisitKey) -> None:
        self._published = published
        self._visit = visit
        self._places = len(published.visits[visit].places)

    def carer(self, place: int, carer_id: str) -> Possible:
        """For one carer and place."""

        @cache
        def possible(kept: frozenset[Obstacle]) -> bool:
            problem = self._problem(kept, place)
            shifts = self._shifts(problem, carer_id)
            if not shifts:
                carer = problem.carer_ids.index(carer_id)
                own = next(n for n, each in enumerate(problem.visits) if each.key == self._visit)
                barred = any(carer in task.barred for task in problem.tasks if task.visit == own)
                return Obstacle.NO_SHIFT not in kept and not barred
            return any(self._fits(problem, kept, {each}) for each in shifts)

        return possible

    def team(self) -> Possible:
        """For whoever of the team, all places together unless that is put aside."""
        carers = [each.carer_id for each in self._published.team.carers]
        alone = [
            self.carer(place, carer_id)
            for place in range(1, self._places + 1)
            for carer_id in carers
        ]

        @cache
        def possible(kept: frozenset[Obstacle]) -> bool:
            if self._places == 1 or Obstacle.TOGETHER not in kept:
                return any(each(kept) for each in alone)
            problem = self._problem(kept, None)
            shifts = {each for one in carers for each in self._shifts(problem, one)}
            return self._fits(problem, kept, shifts)

        return possible

    def _problem(self, kept: frozenset[Obstacle], place: int | None) -> Problem:
        """The whole problem of a team that asks less of the visit."""
        published, visit = self._published, self._visit
        team = _eased(published.team, visit, kept, place)
        return build_problem(team, published.plan.horizon, published.travel)

    def _shifts(self, problem: Problem, carer_id: str) -> list[int]:
        """The carer's shifts of the visit's date, or of its windows."""
        whole = build_problem(
            self._published.team, self._published.plan.horizon, self._published.travel
        )
        own = self._published.visits[self._visit]
        seconds = [
            int((bound - whole.origin).total_seconds())
            for window in own.windows
            for bound in (window.opens, window.closes)
        ]
        day = (self._visit.date - self._published.plan.horizon.first_date).days
        first, last = min(day * MIDNIGHT, *seconds), max((day + 1) * MIDNIGHT, *seconds)
        return [
            number
            for number, shift in enumerate(problem.shifts)
            if shift.key.carer_id == carer_id and shift.start <= last and shift.latest_end >= first
        ]

    def _fits(self, problem: Problem, kept: frozenset[Obstacle], shifts: set[int]) -> bool:
        """Whether these rounds can take the visit, all other visits being made as they are."""
        problem, made = _with_rounds_held(problem, self._published.plan, self._visit, kept, shifts)
        weights = dict.fromkeys(problem.weights, 0)
        weights.update(dict.fromkeys(UNASSIGNED_RULE.values(), 1))
        try:
            least = solve_exactly(problem.replace(weights=weights))
        except RoundsError as error:
            if error.code != "appointment-out-of-reach":
                raise
            return False
        return least.cost == len(problem.visits) - made


def _eased(team: Team, visit: VisitKey, kept: frozenset[Obstacle], place: int | None) -> Team:
    """The team without what is put aside of the visit itself.

    Args:
        place: the only place that is asked about.
    """
    agreement = next(each for each in team.visits if each.visit_id == visit.visit_id)
    places = agreement.places if place is None else (agreement.places[place - 1],)
    pins = (each if each.visit != visit else _eased_pin(each, kept, place) for each in team.pins)
    if Obstacle.QUALIFICATION not in kept:
        places = tuple(frozenset[str]() for _ in places)
    eased = replace(agreement, places=places)
    clients = team.clients
    if Obstacle.REFUSAL not in kept:
        clients = tuple(
            replace(each, refuses=frozenset()) if each.client_id == agreement.client_id else each
            for each in clients
        )
    amendments = team.amendments
    if Obstacle.WINDOW not in kept:
        bounds = [bound for each in agreement.windows for bound in (each.opens, each.closes)]
        whole = ClockWindow(min(0, *bounds), max(MIDNIGHT, *bounds))
        amendments = (*amendments, Amendment(visit, windows=(whole,)))
    visits = tuple(eased if each is agreement else each for each in team.visits)
    return replace(team, visits=visits, pins=tuple(pins), clients=clients, amendments=amendments)


def _eased_pin(pin: Pin, kept: frozenset[Obstacle], place: int | None) -> Pin:
    """A pin without what is put aside; with one place only, that of this place."""
    carer = pin.carer_id if Obstacle.PINNED_CARER in kept else None
    start = pin.start if Obstacle.PINNED_START in kept else None
    if place is None:
        return replace(pin, carer_id=carer, start=start)
    return replace(pin, place=1, carer_id=carer if pin.place == place else None, start=start)


def _with_rounds_held(
    problem: Problem, plan: Plan, visit: VisitKey, kept: frozenset[Obstacle], shifts: set[int]
) -> tuple[Problem, int]:
    """Other rounds as published, these with their visits in any order and what is put aside.

    Returns:
        The problem, and how many visits are to be made in it.
    """
    number = next(n for n, each in enumerate(problem.visits) if each.key == visit)
    places = planned(problem, plan)
    inside = {task for task, (shift, _) in places.items() if shift in shifts}
    aside = inside if Obstacle.OTHER_VISITS not in kept else set()
    tasks = []
    for index, task in enumerate(problem.tasks):
        able = task.shifts & shifts
        if task.visit != number:
            gone = index in aside or index not in places
            able = frozenset() if gone else frozenset({places[index][0]})
        tasks.append(replace(task, shifts=able))
    starts = {problem.tasks[task].visit: start for task, (_, start) in places.items()}
    gone = {problem.tasks[task].visit for task in aside}
    held = _held_visits(problem, places, shifts)
    visits = []
    for each, own in enumerate(problem.visits):
        tied = number in {each, own.after}
        free = own.after in gone or (tied and Obstacle.DEPENDENCY not in kept)
        windows = ((starts[each], starts[each]),) if each in held else own.windows
        visits.append(replace(own, windows=windows, after=None if free else own.after))
    eased = problem.replace(tasks=tuple(tasks), visits=tuple(visits))
    return _freed(eased, kept, shifts), len(starts) - len(gone) + 1


def _held_visits(
    problem: Problem, places: Mapping[int, tuple[int, int]], shifts: set[int]
) -> set[int]:
    """The visits that keep their start: those of other rounds, and those tied to another round."""
    rounds_of: dict[int, set[int]] = {}
    for task, (shift, _) in places.items():
        rounds_of.setdefault(problem.tasks[task].visit, set()).add(shift)
    held = set()
    for each, rounds in rounds_of.items():
        own = problem.visits[each]
        ties = {own.after, *problem.dependants[each]} & rounds_of.keys()
        together = rounds.union(*(rounds_of[other] for other in ties))
        if len(own.tasks) > 1 or len(together) > 1 or not together <= shifts:
            held.add(each)
    return held


def _freed(problem: Problem, kept: frozenset[Obstacle], shifts: set[int]) -> Problem:
    """The shifts without what is put aside of them; other rounds of the carer are nobody's."""
    nobody = len(problem.carer_ids)
    carers = {problem.shifts[each].carer for each in shifts}
    changed = []
    for number, shift in enumerate(problem.shifts):
        own = shift
        if number in shifts:
            if Obstacle.SHIFT_START not in kept:
                # the order of a carer's rounds is that of their shifts
                before = [each.start + 1 for each in problem.shifts if _earlier(each, shift)]
                own = replace(own, start=max([own.start - DAY, *before]))
            if Obstacle.SHIFT_END not in kept:
                own = replace(own, latest_end=own.latest_end + DAY)
            if Obstacle.BREAK not in kept:
                own = replace(own, breaks=())
            if Obstacle.APPOINTMENT not in kept:
                own = replace(own, appointments=())
            if Obstacle.LOAD_CAP not in kept:
                own = replace(own, load_cap=None)
        elif shift.carer in carers and Obstacle.REST not in kept:
            own = replace(own, carer=nobody + number)
        changed.append(own)
    more = len(problem.shifts)
    return problem.replace(
        shifts=tuple(changed),
        carer_ids=(*problem.carer_ids, *(f"nobody {each}" for each in range(more))),
        meeting_steps=np.pad(problem.meeting_steps, ((0, 0), (0, more))),
        visit_steps=np.pad(problem.visit_steps, ((0, 0), (0, more))),
        shift_seconds=(*problem.shift_seconds, *([0] * more)),
    )


def _earlier(one: ProblemShift, other: ProblemShift) -> bool:
    return one.carer == other.carer and one.start < other.start
