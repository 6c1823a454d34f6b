"""Problems in which part of a published plan is held: what has begun, other rounds, most starts.

Every function takes a problem and gives a new one, so that they can be combined.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import datetime

from scheduler.begun import begun
from scheduler.domain.shift import ShiftKey
from scheduler.domain.visit import VisitKey
from scheduler.plan import Plan, Round, Stop, StopKind
from scheduler.solver.problem import (
    Problem,
    ProblemAppointment,
    ProblemBreak,
    ProblemShift,
    ProblemVisit,
    Span,
)
from scheduler.units import seconds_between

_WORK = (StopKind.VISIT, StopKind.APPOINTMENT)


def freeze(problem: Problem, plan: Plan, now: datetime, running: VisitKey | None = None) -> Problem:
    """What has begun stays as it is; everything else starts from now on.

    Visits that have begun keep carer and start. Nobody sets out before now, from where the stop
    that has begun leaves them; who has finished the round does no more.

    Args:
        now: what the clock shows.
        running: a visit known to be still going on (`scheduler.begun`).
    """
    second = seconds_between(problem.origin, now)
    shift_of = {shift.key: number for number, shift in enumerate(problem.shifts)}
    stops_of = {
        shift_of[shift]: stops
        for shift, stops in begun(plan, now, running).items()
        if shift in shift_of and any(stop.kind in _WORK for stop in stops)
    }
    held = _held(problem, stops_of)
    over = frozenset(
        number
        for number, shift in enumerate(problem.shifts)
        if shift.end <= second or (number in stops_of and stops_of[number][-1].kind is StopKind.END)
    )
    problem = problem.replace(
        visits=tuple(
            visit if _start_of(visit, held) is not None else _not_before(visit, second)
            for visit in problem.visits
        ),
        tasks=tuple(
            task if number in held else dataclasses.replace(task, shifts=task.shifts - over)
            for number, task in enumerate(problem.tasks)
        ),
        shifts=tuple(
            _from_where_it_stands(problem, shift, stops_of[number], second)
            if number in stops_of and number not in over
            else _from(shift, second, fixed=number in over)
            for number, shift in enumerate(problem.shifts)
        ),
    )
    return hold(problem, held)


Held = Mapping[int, tuple[int, int]]
"""The shift and the start of tasks."""


def planned(problem: Problem, plan: Plan) -> dict[int, tuple[int, int]]:
    """The shift and the start of every task that a plan fills, as far as the problem knows them."""
    return _held(
        problem,
        {
            number: each.stops
            for number, shift in enumerate(problem.shifts)
            for each in _rounds_of(plan, shift.key)
        },
    )


def hold(problem: Problem, held: Held) -> Problem:
    """These tasks keep their shift and start, and are not left out, whatever other rules say."""
    starts = {problem.tasks[task].visit: start for task, (_, start) in held.items()}
    return problem.replace(
        visits=tuple(
            dataclasses.replace(visit, windows=((starts[number], starts[number]),), held=True)
            if number in starts
            else visit
            for number, visit in enumerate(problem.visits)
        ),
        tasks=tuple(
            dataclasses.replace(task, shifts=frozenset({held[number][0]}))
            if number in held
            else task
            for number, task in enumerate(problem.tasks)
        ),
    )


def keep_near(problem: Problem, held: Held, seconds: int) -> Problem:
    """The visits of these tasks start at most so many seconds from where they do now."""
    starts = {problem.tasks[task].visit: start for task, (_, start) in held.items()}
    return problem.replace(
        visits=tuple(
            _within(visit, starts[number] - seconds, starts[number] + seconds)
            if number in starts
            else visit
            for number, visit in enumerate(problem.visits)
        )
    )


def give(problem: Problem, tasks: Mapping[int, frozenset[int]]) -> Problem:
    """These tasks are filled by one of these shifts, or not at all."""
    return problem.replace(
        tasks=tuple(
            dataclasses.replace(task, shifts=task.shifts & tasks[number])
            if number in tasks
            else task
            for number, task in enumerate(problem.tasks)
        )
    )


def ask(problem: Problem, visits: Iterable[int]) -> Problem:
    """Somebody asks for a change of these visits: they are not counted as moved."""
    asked = frozenset(visits)
    return problem.replace(
        visits=tuple(
            dataclasses.replace(visit, asked=True) if number in asked else visit
            for number, visit in enumerate(problem.visits)
        )
    )


def _rounds_of(plan: Plan, key: ShiftKey) -> Iterable[Round]:
    return (each for each in plan.rounds if each.shift == key)


def _held(problem: Problem, stops_of: Mapping[int, tuple[Stop, ...]]) -> dict[int, tuple[int, int]]:
    """The shift and the start of every task at these stops."""
    visit_of = {visit.key: visit for visit in problem.visits}
    held: dict[int, tuple[int, int]] = {}
    for number, stops in stops_of.items():
        for stop in stops:
            visit = None if stop.visit is None else visit_of.get(stop.visit)
            if visit is not None and 1 <= stop.place <= len(visit.tasks):
                start = seconds_between(problem.origin, stop.start)
                held[visit.tasks[stop.place - 1]] = number, start
    return held


def _start_of(visit: ProblemVisit, held: Held) -> int | None:
    return next((held[task][1] for task in visit.tasks if task in held), None)


def _not_before(visit: ProblemVisit, second: int) -> ProblemVisit:
    return _within(visit, second, max((closes for _, closes in visit.windows), default=second))


def _within(visit: ProblemVisit, earliest: int, latest: int) -> ProblemVisit:
    windows: list[Span] = [
        (max(opens, earliest), min(closes, latest)) for opens, closes in visit.windows
    ]
    kept = tuple((opens, closes) for opens, closes in windows if opens <= closes)
    return visit if kept == visit.windows else dataclasses.replace(visit, windows=kept)


def _from(shift: ProblemShift, second: int, *, fixed: bool) -> ProblemShift:
    """A shift that nobody has set out on yet."""
    if fixed or second <= shift.start:
        return shift
    return dataclasses.replace(shift, start=second)


def _from_where_it_stands(
    problem: Problem, shift: ProblemShift, stops: tuple[Stop, ...], second: int
) -> ProblemShift:
    """A shift of which these stops have begun: breaks taken stay, a marker says what is free."""
    ready, location = _standing(problem, shift, stops)
    ready = max(ready, second)
    taken = [
        seconds_between(problem.origin, stop.start) for stop in stops if stop.kind is StopKind.BREAK
    ]
    breaks = tuple(
        ProblemBreak(each.seconds, (taken[number], taken[number]))
        if number < len(taken)
        else ProblemBreak(each.seconds, (max(each.window[0], ready), max(each.window[1], ready)))
        for number, each in enumerate(shift.breaks)
    )
    marker = ProblemAppointment(ready, ready, location, marker=True)
    appointments = tuple(
        sorted((*shift.appointments, marker), key=lambda each: (each.start, each.end))
    )
    return dataclasses.replace(shift, breaks=breaks, appointments=appointments)


def _standing(problem: Problem, shift: ProblemShift, stops: tuple[Stop, ...]) -> tuple[int, int]:
    """When the carer is ready with stops, as long as they take by now, and at which location."""
    visit_of = {visit.key: visit for visit in problem.visits}
    ready, location = shift.start, shift.start_location
    kept = iter(shift.appointments)
    for stop in stops:
        start = seconds_between(problem.origin, stop.start)
        ready = seconds_between(problem.origin, stop.end)
        visit = None if stop.visit is None else visit_of.get(stop.visit)
        if visit is not None:
            ready, location = start + visit.service, visit.location
        elif stop.kind is StopKind.APPOINTMENT:
            location = next(kept).location
    return ready, location
