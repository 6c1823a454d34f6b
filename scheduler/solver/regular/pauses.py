"""Breaks on the way from one task of a round to the next.

A break begins within its window, where the carer is before the leg or, sooner done, where the leg
leads to. It belongs to the node that it follows, so that orders and legs are those of the tasks.
"""

from scheduler.solver.compiled import compiled
from scheduler.solver.regular.problem import NEVER
from scheduler.solver.regular.state import State, Workshop
from scheduler.solver.regular.tables import Tables
from scheduler.solver.regular.windows import last_start, next_start

TOO_LATE = 2 * NEVER
"""Beyond what any window closes at, even one that never does."""


@compiled
def with_pause(tables: Tables, shift: int, moment: int, leg: int) -> int:
    """The arrival of a carer who is ready at a moment, has a break and a leg, or TOO_LATE."""
    closes = tables.break_closes[shift]
    if moment + leg <= closes:
        return max(moment + leg, tables.break_opens[shift]) + tables.break_length[shift]
    if moment <= closes:
        return max(moment, tables.break_opens[shift]) + tables.break_length[shift] + leg
    return TOO_LATE


@compiled
def ready_for_pause(tables: Tables, shift: int, limit: int, leg: int) -> int:
    """The last moment to be ready and still arrive by a limit after a break; -NEVER for none."""
    opens, closes = tables.break_opens[shift], tables.break_closes[shift]
    last = limit - tables.break_length[shift]
    if last < opens:
        return -NEVER
    ready = min(last, closes) - leg
    return max(ready, min(last - leg, closes)) if last - leg >= opens else ready


@compiled
def arrival(tables: Tables, state: State, node: int) -> int:
    """When a round reaches the node behind this one."""
    ready = state.start[node] + tables.service[node]
    if state.pause[node]:
        return with_pause(tables, state.shift[node], ready, state.leg[node])
    return ready + state.leg[node]


@compiled
def leave_for(tables: Tables, state: State, node: int, limit: int) -> int:
    """The last start of a node after which the one behind it is reached by a limit."""
    if state.pause[node]:
        ready = ready_for_pause(tables, state.shift[node], limit, state.leg[node])
        return ready - tables.service[node]
    return limit - state.leg[node] - tables.service[node]


@compiled
def is_paused(tables: Tables, state: State, shift: int, node: int) -> bool:
    """Whether a task put in behind a node can stand before or behind the break of the shift."""
    if not tables.pauses:
        return False
    return state.pause[node] or (state.size[shift] == 0 and tables.break_length[shift] > 0)


@compiled
def pass_pause(tables: Tables, state: State, task: int, node: int, first: bool) -> None:
    """Let a task that goes in behind a node stand before the break that is there, or behind it."""
    paused = is_paused(tables, state, state.shift[node], node)
    state.pause[node] = paused and not first
    state.pause[task] = paused and first


@compiled
def choose_pause(tables: Tables, state: State, shop: Workshop, shift: int) -> None:
    """Take the break of a used shift where it makes the round late least, and then delays it least.

    The starts of the round are taken to be the least ones that its own order allows for; partners
    in other rounds count by the starts they have. Where nothing fits, the break stays where it is.
    """
    tasks, end = tables.tasks, tables.tasks + tables.shifts + shift
    _work_out_eases(tables, state, shop, shift)
    node, position, moment = tasks + shift, 0, state.start[tasks + shift]
    chosen, least_late, least_delay = end, NEVER, NEVER
    while node != end:
        behind, leg = state.following[node], state.leg[node]
        ready = moment + tables.service[node]
        if ready > tables.break_closes[shift]:
            break
        reached, moment = with_pause(tables, shift, ready, leg), ready + leg
        if behind < tasks:
            moment = _least_start(tables, state, behind, moment)
            reached = max(moment, next_start(tables, behind, reached))
        ease = shop.eases[1, position]
        late = max(0, reached - ease) - max(0, moment - ease)
        if reached <= shop.eases[0, position] and (
            late < least_late or (late == least_late and reached - moment < least_delay)
        ):
            chosen, least_late, least_delay = node, late, reached - moment
        node = behind
        position += 1
    if chosen == end:
        return
    node = tasks + shift
    while node != end:
        state.pause[node] = node == chosen
        node = state.following[node]


@compiled
def _least_start(tables: Tables, state: State, task: int, moment: int) -> int:
    """The least start of a task that is reached at a moment and waits for its partner."""
    other = tables.partner[task]
    if other >= 0 and state.shift[other] >= 0:
        moment = max(moment, state.start[other] + tables.lag[other])
    return next_start(tables, task, max(moment, state.opening[task]))


@compiled
def _work_out_eases(tables: Tables, state: State, shop: Workshop, shift: int) -> None:
    """By position, the last arrivals behind it that keep all windows, and those late for none."""
    node = state.previous[tables.tasks + tables.shifts + shift]
    limit = ease = tables.closes[tables.tasks + tables.shifts + shift]
    for position in range(state.size[shift], -1, -1):
        shop.eases[0, position], shop.eases[1, position] = limit, ease
        if position:
            length = tables.service[node] + state.leg[node]
            limit = last_start(tables, node, limit - length)
            ease = last_start(tables, node, min(ease - length, tables.due[node]))
            node = state.previous[node]
