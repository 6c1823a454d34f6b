"""From schedules in the problem's indices to a plan with ids and instants."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from scheduler.plan import Leg, Plan, Reason, Round, Stop, StopKind, Unassigned
from scheduler.solver.problem import Problem, ProblemShift
from scheduler.solver.schedule import Schedule, TimedStop, timed_stops
from scheduler.units import after


def assemble(
    problem: Problem,
    schedules: Sequence[Schedule],
    reasons: Mapping[int, tuple[Reason, ...]] | None = None,
) -> Plan:
    """The plan that the schedules make.

    Args:
        schedules: at most one per shift; shifts without activities are left out.
        reasons: why a task is filled by nobody, by task.
    """
    used = [each for each in schedules if each.activities]
    used.sort(key=lambda each: problem.shifts[each.shift].key)
    used.sort(key=lambda each: problem.shifts[each.shift].key.start)
    placed = {
        activity.index
        for each in used
        for activity in each.activities
        if activity.kind is StopKind.VISIT
    }
    reasons = reasons or {}
    return Plan(
        team_id=problem.team_id,
        horizon=problem.horizon,
        rounds=tuple(_round(problem, each) for each in used),
        unassigned=tuple(
            Unassigned(
                problem.visits[task.visit].key,
                task.place,
                problem.visits[task.visit].priority,
                reasons.get(index, ()),
            )
            for index, task in enumerate(problem.tasks)
            if index not in placed
        ),
    )


def _round(problem: Problem, schedule: Schedule) -> Round:
    stops = _without_markers(problem.shifts[schedule.shift], timed_stops(problem, schedule))
    return Round(
        problem.shifts[schedule.shift].key,
        tuple(_stop(problem, schedule.shift, stop) for stop in stops),
    )


def _without_markers(shift: ProblemShift, stops: Sequence[TimedStop]) -> Iterator[TimedStop]:
    """The stops of the plan: who waited where a marker stands waits where the next stop is.

    A marker stands where a visit that has begun is; before it, where that visit takes no time.
    """
    end, seconds, metres = stops[0].end, 0, 0
    for stop in stops:
        seconds, metres = seconds + stop.leg_seconds, metres + stop.leg_metres
        appointment = stop.kind is StopKind.APPOINTMENT
        if appointment and shift.appointments[stop.index].marker:
            continue
        kept = replace(stop, leg_seconds=seconds, leg_metres=metres, arrival=end + seconds)
        if stop.kind is StopKind.END:
            kept = replace(kept, start=kept.arrival, end=kept.arrival)
        yield kept
        end, seconds, metres = stop.end, 0, 0


def _stop(problem: Problem, shift: int, stop: TimedStop) -> Stop:
    task = problem.tasks[stop.index] if stop.kind is StopKind.VISIT else None
    mode = problem.modes[problem.shifts[shift].mode]
    leg = Leg(stop.leg_seconds, stop.leg_metres, mode)
    return Stop(
        kind=stop.kind,
        leg=None if stop.kind is StopKind.START else leg,
        arrival=after(problem.origin, stop.arrival),
        start=after(problem.origin, stop.start),
        end=after(problem.origin, stop.end),
        visit=problem.visits[task.visit].key if task else None,
        place=task.place if task else 0,
    )
