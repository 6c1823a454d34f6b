"""Room for a task that is left out: others go instead, none of which is worth more.

Nagata and Braysy (2009), A powerful route minimization heuristic for the vehicle routing problem
with time windows, Operations Research Letters 37:333-338: of all tasks that could go, those go
that were in the way least often so far; here those of lower price sooner than others.
"""

from scheduler.solver.compiled import compiled
from scheduler.solver.regular.linking import link
from scheduler.solver.regular.pauses import with_pause
from scheduler.solver.regular.problem import NEVER, NOBODY
from scheduler.solver.regular.ruin import close_ranks, remove, wait_for_room
from scheduler.solver.regular.starts import stand_in_order
from scheduler.solver.regular.state import State, Workshop
from scheduler.solver.regular.tables import Tables
from scheduler.solver.regular.windows import next_start
from scheduler.solver.search.dice import below

MOST_EJECTED = 3
"""Neighbours in a round that go for one task, at most."""


@compiled
def eject(tables: Tables, state: State, shop: Workshop) -> bool:
    """Put a task that is left out where the least stubborn others stand; whether it is in.

    What was absent already, and what leaves, stands in `shop.waiting`.
    """
    task = _neediest(tables, state, shop)
    if task == NOBODY:
        return False
    shop.stubborn[task] += 1
    best, before, count = NEVER, NOBODY, 0
    offset = below(shop.dice, tables.shifts)
    for number in range(tables.shifts):
        shift = (number + offset) % tables.shifts
        node = tables.tasks + shift
        if not tables.allowed[task, shift]:
            continue
        while node < tables.tasks or node == tables.tasks + shift:
            weight, length = _least(tables, state, shop, task, node, best)
            if weight < best:
                best, before, count = weight, node, length
            node = state.following[node]
    if before == NOBODY:
        return False
    shift = state.shift[before]
    moment = state.start[before] + tables.service[before]
    moment += tables.hither[tables.mode[shift], task, before]
    link(tables, state, task, before, True)
    state.start[task] = next_start(tables, task, moment)
    state.opening[task] = tables.opens[task]
    wait_for_room(tables, state, shop)
    for _ in range(count):
        remove(tables, state, shop, state.following[task])
    shop.touched[shift] = True
    close_ranks(tables, state, shop)
    stand_in_order(tables, state, task)
    return True


@compiled
def _neediest(tables: Tables, state: State, shop: Workshop) -> int:
    """A task without partner that is left out, one of those of the highest price."""
    task, equals = NOBODY, 0
    for other in range(tables.tasks):
        if state.shift[other] != NOBODY or tables.partner[other] != NOBODY:
            continue
        if task == NOBODY or tables.unassigned[other] > tables.unassigned[task]:
            task, equals = other, 1
        elif tables.unassigned[other] == tables.unassigned[task]:
            equals += 1
            if below(shop.dice, equals) == 0:
                task = other
    return task


@compiled
def _least(
    tables: Tables, state: State, shop: Workshop, task: int, node: int, best: int
) -> tuple[int, int]:
    """How stubborn the fewest tasks behind a node are that make room for another, and how many.

    NEVER where no room can be made, or those are no less stubborn than the best.
    """
    shift = state.shift[node]
    mode = tables.mode[shift]
    moment = state.start[node] + tables.service[node] + tables.hither[mode, task, node]
    moment = next_start(tables, task, moment)
    if moment >= NEVER:
        return NEVER, 0
    ready = moment + tables.service[task]
    load = state.load[shift] + tables.load[task]
    paused, weight, leaving = state.pause[node], 0, state.following[node]
    for count in range(1, MOST_EJECTED + 1):
        if leaving >= tables.tasks:
            break
        if tables.partner[leaving] != NOBODY and state.shift[tables.partner[leaving]] == shift:
            break
        price = tables.unassigned[leaving]
        rank = tables.rank[leaving]
        if tables.partner[leaving] != NOBODY:
            price += tables.unassigned[tables.partner[leaving]]
            rank += tables.rank[tables.partner[leaving]]
        weight += shop.stubborn[leaving] * rank
        if price > tables.unassigned[task] or weight >= best:
            break
        load -= tables.load[leaving]
        paused |= state.pause[leaving]
        behind = state.following[leaving]
        leg = tables.away[mode, task, behind]
        reached = with_pause(tables, shift, ready, leg) if paused else ready + leg
        if load <= tables.load_cap[shift] and reached <= state.latest[behind]:
            return weight, count
        leaving = behind
    return NEVER, 0
