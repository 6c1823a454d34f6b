"""Rounds with their starts chosen, in the problem's indices, and what they cost.

Every engine hands its result out in this form; it becomes a `Plan` in `scheduler.solver.assemble`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from scheduler.plan import StopKind
from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.solver.problem import Problem, ProblemShift


@dataclass(frozen=True, slots=True)
class Activity:
    """Something a carer does in a round, with its start.

    Attributes:
        index: of the task for a visit, else of the break or appointment within its shift.
        on_arrival: a break that is taken on arrival at the next location, not before leaving.
    """

    kind: StopKind
    index: int
    start: int
    on_arrival: bool = False

    def at(self, start: int) -> "Activity":
        """The same at another start."""
        return Activity(self.kind, self.index, start, self.on_arrival)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The activities of one shift in order, start and end of the round left out."""

    shift: int
    activities: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class TimedStop:
    """A stop with every time filled in; `index` as in `Activity`, 0 for start and end."""

    kind: StopKind
    index: int
    leg_seconds: int
    leg_metres: int
    arrival: int
    start: int
    end: int


def timed_stops(problem: Problem, schedule: Schedule) -> tuple[TimedStop, ...]:
    """All stops of a round, markers too: the carer leaves as late as the first activity allows."""
    shift = problem.shifts[schedule.shift]
    seconds, metres = problem.seconds[shift.mode], problem.metres[shift.mode]
    stops: list[TimedStop] = []
    here, now = shift.start_location, 0
    for activity, there in zip(
        schedule.activities, _locations(problem, shift, schedule), strict=True
    ):
        leg = int(seconds[here, there])
        if not stops:
            departure = activity.start - leg
            stops.append(TimedStop(StopKind.START, 0, 0, 0, departure, departure, departure))
            now = departure
        end = activity.start + _duration(problem, shift, activity)
        distance = int(metres[here, there])
        stops.append(
            TimedStop(activity.kind, activity.index, leg, distance, now + leg, activity.start, end)
        )
        here, now = there, end
    back = int(seconds[here, shift.end_location])
    distance = int(metres[here, shift.end_location])
    home = now + back
    stops.append(TimedStop(StopKind.END, 0, back, distance, home, home, home))
    return tuple(stops)


def quantities(problem: Problem, schedules: Sequence[Schedule]) -> dict[RuleId, int]:
    """The quantity of every soft rule, as defined in docs/rules.md."""
    rounds = [(each, timed_stops(problem, each)) for each in schedules]
    counts = dict.fromkeys(problem.weights, 0)
    starts: dict[int, int] = {}
    filled: dict[int, set[tuple[int, int]]] = {}
    busy = [0] * len(problem.carer_ids)
    for schedule, stops in rounds:
        shift = problem.shifts[schedule.shift]
        travel = sum(stop.leg_seconds for stop in stops)
        counts[RuleId.TRAVEL] += travel
        counts[RuleId.OVERTIME] += max(0, stops[-1].end - shift.end)
        busy[shift.carer] += travel
        met = set()
        for stop in stops:
            if stop.kind is not StopKind.VISIT:
                continue
            task = problem.tasks[stop.index]
            visit = problem.visits[task.visit]
            busy[shift.carer] += visit.service
            counts[RuleId.CONTINUITY] += int(problem.visit_steps[visit.client, shift.carer])
            met.add(visit.client)
            starts[task.visit] = stop.start
            filled.setdefault(task.visit, set()).add((task.place, shift.carer))
        counts[RuleId.CONTINUITY] += sum(
            int(problem.meeting_steps[client, shift.carer]) for client in met
        )
    counts[RuleId.WAITING_SPREAD] = spread(
        [sum(stop.start - stop.arrival for stop in stops) for _, stops in rounds]
    )
    counts[RuleId.FAIR_LOAD] = spread(
        [
            1000 * worked // available
            for worked, available in zip(busy, problem.shift_seconds, strict=True)
            if available
        ]
    )
    _count_visits(problem, starts, filled, counts)
    return counts


def cost(problem: Problem, counts: dict[RuleId, int]) -> int:
    """Points: the sum of weight times quantity."""
    return sum(weight * counts[rule] for rule, weight in problem.weights.items())


def moved(problem: Problem, schedules: Sequence[Schedule]) -> int:
    """How many visits get other carers than they were published with, without being asked to."""
    filled: dict[int, set[tuple[int, int]]] = {}
    for schedule in schedules:
        for activity in schedule.activities:
            if activity.kind is StopKind.VISIT:
                task = problem.tasks[activity.index]
                pair = task.place, problem.shifts[schedule.shift].carer
                filled.setdefault(task.visit, set()).add(pair)
    return sum(problem.visits[visit].moved(frozenset(pairs)) for visit, pairs in filled.items())


def spread(amounts: Sequence[int]) -> int:
    """Largest minus smallest; 0 for fewer than two."""
    return max(amounts) - min(amounts) if len(amounts) > 1 else 0


def changed(
    problem: Problem, visit: int, start: int | None, filled: frozenset[tuple[int, int]]
) -> bool:
    """Whether a visit is no longer what the published plan says of it."""
    published = problem.visits[visit].published
    if published is None:
        return False
    pairs, published_start = published
    if pairs != filled:
        return True
    return (
        start is not None
        and published_start is not None
        and abs(start - published_start) > problem.change_tolerance
    )


def _count_visits(
    problem: Problem,
    starts: dict[int, int],
    filled: dict[int, set[tuple[int, int]]],
    counts: dict[RuleId, int],
) -> None:
    for index, visit in enumerate(problem.visits):
        start = starts.get(index)
        pairs = frozenset(filled.get(index, ()))
        counts[RuleId.CHANGE] += changed(problem, index, start, pairs)
        if start is None:
            counts[UNASSIGNED_RULE[visit.priority]] += 1
        elif visit.wished is not None:
            late = start - visit.wished - problem.wished_tolerance
            beyond = abs(start - visit.wished) - problem.wished_tolerance
            counts[RuleId.WISHED_START] += max(0, beyond)
            counts[RuleId.WORST_LATENESS] = max(counts[RuleId.WORST_LATENESS], late)


def _locations(problem: Problem, shift: ProblemShift, schedule: Schedule) -> Iterator[int]:
    """Where each activity takes place; a break stands where the carer is."""
    fixed = [_location(problem, shift, activity) for activity in schedule.activities]
    here = shift.start_location
    for position, activity in enumerate(schedule.activities):
        place = fixed[position]
        if place is None and activity.on_arrival:
            ahead = (each for each in fixed[position:] if each is not None)
            place = next(ahead, shift.end_location)
        here = here if place is None else place
        yield here


def _location(problem: Problem, shift: ProblemShift, activity: Activity) -> int | None:
    if activity.kind is StopKind.VISIT:
        return problem.visits[problem.tasks[activity.index].visit].location
    if activity.kind is StopKind.APPOINTMENT:
        return shift.appointments[activity.index].location
    return None


def _duration(problem: Problem, shift: ProblemShift, activity: Activity) -> int:
    if activity.kind is StopKind.VISIT:
        return problem.visits[problem.tasks[activity.index].visit].service
    if activity.kind is StopKind.APPOINTMENT:
        appointment = shift.appointments[activity.index]
        return appointment.end - appointment.start
    return shift.breaks[activity.index].seconds
