"""What compares the rounds of a plan with each other: shares of work, and waiting."""

from scheduler.solver.compiled import compiled
from scheduler.solver.regular.pauses import arrival
from scheduler.solver.regular.problem import NEVER
from scheduler.solver.regular.state import State
from scheduler.solver.regular.tables import Tables


@compiled
def unfairness(tables: Tables, state: State) -> int:
    """The largest share of a carer less the smallest one, in thousandths."""
    most, least = -1, NEVER
    for carer in range(len(tables.duty)):
        if tables.duty[carer] > 0:
            share = 1000 * state.working[carer] // tables.duty[carer]
            most, least = max(most, share), min(least, share)
    return max(0, most - least)


@compiled
def spread_of_waiting(tables: Tables, state: State) -> int:
    """The longest waiting of a round less the shortest one, both as near as costs nothing."""
    most, least = -1, NEVER
    for shift in range(tables.shifts):
        if state.size[shift] > 0:
            shortest, longest = _waiting(tables, state, shift)
            most, least = max(most, shortest), min(least, longest)
    return max(0, most - least)


@compiled
def _waiting(tables: Tables, state: State, shift: int) -> tuple[int, int]:
    """The least and the most waiting of a round that make nothing late.

    It begins as late as it may and ends at its earliest, or the other way round.
    """
    depot = tables.tasks + shift
    first, last = state.following[depot], state.previous[depot + tables.shifts]
    waiting = arrival(tables, state, last) - state.start[first] + state.leg[depot]
    waiting -= state.busy[shift]
    if not state.pause[depot]:
        waiting -= tables.break_length[shift]
    limits = state.slack if tables.soft else state.latest
    shortest = max(0, waiting - max(0, limits[first] - state.start[first]))
    if first == last:
        return shortest, max(0, waiting)
    return shortest, max(0, waiting) + max(0, limits[last] - state.start[last])
