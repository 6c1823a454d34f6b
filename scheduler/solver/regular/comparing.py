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
    """The longest waiting of a round less the shortest one."""
    most, least = -1, NEVER
    for shift in range(tables.shifts):
        if state.size[shift] > 0:
            waiting = _waiting(tables, state, shift)
            most, least = max(most, waiting), min(least, waiting)
    return max(0, most - least)


@compiled
def _waiting(tables: Tables, state: State, shift: int) -> int:
    """The waiting of a round that begins as late as nothing gets later by."""
    depot = tables.tasks + shift
    first, last = state.following[depot], state.previous[depot + tables.shifts]
    waiting = arrival(tables, state, last) - state.start[first] + state.leg[depot]
    waiting -= state.busy[shift]
    if not state.pause[depot]:
        waiting -= tables.break_length[shift]
    limit = state.slack[first] if tables.soft else state.latest[first]
    return max(0, waiting - max(0, limit - state.start[first]))
