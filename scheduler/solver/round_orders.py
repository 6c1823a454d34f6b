"""Orders of a round: a newcomer anywhere behind what has begun, breaks here or elsewhere."""

from collections.abc import Iterator, Sequence

from scheduler.plan import StopKind
from scheduler.solver.problem import ProblemShift
from scheduler.solver.schedule import Activity


def empty_round(shift: ProblemShift) -> tuple[Activity, ...]:
    """A round without visits: its breaks and appointments."""
    pauses = [
        Activity(StopKind.BREAK, index, each.window[0]) for index, each in enumerate(shift.breaks)
    ]
    kept = [
        Activity(StopKind.APPOINTMENT, index, each.start)
        for index, each in enumerate(shift.appointments)
    ]
    return tuple(sorted((*pauses, *kept), key=lambda each: each.start))


def orders_with(
    shift: ProblemShift, activities: Sequence[Activity], newcomer: Activity
) -> Iterator[tuple[Activity, ...]]:
    """The newcomer everywhere behind what has begun, and for each place the breaks elsewhere."""
    begun = begun_length(shift, activities)
    for position in range(begun, len(activities) + 1):
        order = (*activities[:position], newcomer, *activities[position:])
        yield order
        yield from with_breaks_elsewhere(shift, order, begun)


def with_breaks_elsewhere(
    shift: ProblemShift, order: Sequence[Activity], begun: int
) -> Iterator[tuple[Activity, ...]]:
    """Orders in which one break that is still to come is taken at another place.

    A break on arrival at a visit that has left is one at another place.

    Args:
        begun: how many activities keep their places.
    """
    for at in range(begun, len(order)):
        if order[at].kind is not StopKind.BREAK:
            continue
        index = order[at].index
        pause = Activity(StopKind.BREAK, index, shift.breaks[index].window[0])
        rest = (*order[:at], *order[at + 1 :])
        low = max((p + 1 for p in range(at) if rest[p].kind is StopKind.BREAK), default=begun)
        high = min(
            (p for p in range(at, len(rest)) if rest[p].kind is StopKind.BREAK), default=len(rest)
        )
        for position in range(max(low, begun), high + 1):
            if position != at or order[at].on_arrival:
                yield (*rest[:position], pause, *rest[position:])


def begun_length(shift: ProblemShift, activities: Sequence[Activity]) -> int:
    """How many of the activities have begun: those up to the marker."""
    markers = (
        position + 1
        for position, activity in enumerate(activities)
        if activity.kind is StopKind.APPOINTMENT and shift.appointments[activity.index].marker
    )
    return max(markers, default=0)
