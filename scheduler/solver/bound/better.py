"""A plan from the rounds that a proof came upon."""

from collections.abc import Sequence

from scheduler.plan import Plan, StopKind
from scheduler.solver.assemble import assemble
from scheduler.solver.bound.pricing import Column
from scheduler.solver.problem import Problem
from scheduler.solver.schedule import Activity, Schedule


def plan_of(problem: Problem, columns: Sequence[Column]) -> Plan:
    """A plan to begin a search from (`solve(..., initial=...)`): orders of visits.

    Its starts are the earliest ones that legs and windows allow; breaks are left aside. The search
    times it anew, takes over what is legal, and fits in the visits that are in no round.
    """
    return assemble(problem, [_schedule(problem, column) for column in columns])


def _schedule(problem: Problem, column: Column) -> Schedule:
    shift = problem.shifts[column.shift]
    seconds = problem.seconds[shift.mode]
    to_come = list(zip(column.before, shift.appointments, strict=True))
    activities = []
    now, here = shift.start, shift.start_location
    for place, task in enumerate(column.tasks):
        while to_come and to_come[0][0] <= place:
            _, kept = to_come.pop(0)
            now, here = kept.end, kept.location
        visit = problem.visits[problem.tasks[task].visit]
        start = _start(visit.windows, now + int(seconds[here, visit.location]))
        if start is not None:
            activities.append(Activity(StopKind.VISIT, task, start))
            now, here = start + visit.service, visit.location
    return Schedule(column.shift, tuple(activities))


def _start(windows: Sequence[tuple[int, int]], soonest: int) -> int | None:
    """The earliest start in a window."""
    return next((max(soonest, opens) for opens, closes in windows if soonest <= closes), None)
