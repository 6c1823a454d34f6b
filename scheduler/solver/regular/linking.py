"""A task comes into a round or leaves it, and what is summed over rounds knows of it."""

from scheduler.solver.compiled import compiled
from scheduler.solver.regular.gaps import meeting_points
from scheduler.solver.regular.pauses import pass_pause
from scheduler.solver.regular.problem import NOBODY
from scheduler.solver.regular.state import ABSENT, CONTINUITY, TRAVEL, State
from scheduler.solver.regular.tables import Tables


@compiled
def link(tables: Tables, state: State, task: int, node: int, first: bool) -> None:
    """Insert a task behind a node; starts and limits are not touched.

    Args:
        first: whether before the break, if that node has one behind it.
    """
    pass_pause(tables, state, task, node, first)
    behind, shift = state.following[node], state.shift[node]
    mode = tables.mode[shift]
    state.totals[CONTINUITY] += meeting_points(tables, state, task, shift)
    more = -state.leg[node]
    state.leg[node] = tables.hither[mode, task, node]
    state.leg[task] = tables.away[mode, task, behind]
    more += state.leg[node] + state.leg[task]
    state.totals[TRAVEL] += more
    if tables.compares:
        state.busy[shift] += more + tables.service[task]
        state.working[tables.carer[shift]] += more + tables.work[task]
    state.following[node], state.following[task] = task, behind
    state.previous[behind], state.previous[task] = task, node
    state.shift[task] = shift
    state.size[shift] += 1
    state.load[shift] += tables.load[task]
    state.met[tables.client[task], shift] += 1
    state.totals[ABSENT] -= tables.unassigned[task]


@compiled
def unlink(tables: Tables, state: State, task: int) -> None:
    """Take a task out of its round; starts and limits are not touched."""
    node, behind, shift = state.previous[task], state.following[task], state.shift[task]
    more = -state.leg[node] - state.leg[task]
    state.size[shift] -= 1
    state.load[shift] -= tables.load[task]
    state.met[tables.client[task], shift] -= 1
    state.totals[CONTINUITY] -= meeting_points(tables, state, task, shift)
    state.leg[node] = 0
    if state.size[shift] > 0:
        state.leg[node] = tables.away[tables.mode[shift], node, behind]
    more += state.leg[node]
    state.totals[TRAVEL] += more
    if tables.compares:
        state.busy[shift] += more - tables.service[task]
        state.working[tables.carer[shift]] += more - tables.work[task]
    state.following[node], state.previous[behind] = behind, node
    state.shift[task] = NOBODY
    state.pause[node] = (state.pause[node] or state.pause[task]) and state.size[shift] > 0
    state.pause[task] = False
    state.totals[ABSENT] += tables.unassigned[task]
