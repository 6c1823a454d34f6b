"""A plan bred from two: most rounds of one, some of the other."""

from scheduler.solver.compiled import compiled
from scheduler.solver.search.anneal import copy_state
from scheduler.solver.search.dice import below
from scheduler.solver.search.recreate import UNLIMITED, recreate
from scheduler.solver.search.rounds import copy_row, evaluate, refresh_neighbours, remove_visits
from scheduler.solver.search.state import State, Workshop
from scheduler.solver.search.tables import Tables


@compiled
def breed(tables: Tables, one: State, other: State, child: State, shop: Workshop) -> None:
    """Make `child` the plan `one` with up to half of the rounds in which `other` differs.

    Joint and dependent visits of those rounds come back by insertion, like all that is then left
    out: their starts belong to the plan that they stood in.
    """
    copy_state(tables, one, child)
    shop.touched[:] = False
    shifts = len(tables.start)
    differing = 0
    for shift in range(shifts):
        if not _alike(one, other, shift):
            shop.order_of_shifts[differing] = shift
            differing += 1
    if differing:
        taken = 1 + below(shop.dice, max(1, differing // 2))
        for number in range(taken):
            chosen = number + below(shop.dice, differing - number)
            shift = shop.order_of_shifts[chosen]
            shop.order_of_shifts[chosen] = shop.order_of_shifts[number]
            shop.order_of_shifts[number] = shift
        _make_room(tables, one, other, child, shop, taken)
        for number in range(taken):
            _take(tables, other, child, shop, shop.order_of_shifts[number])
    recreate(tables, child, shop, 0.0, UNLIMITED)


@compiled
def _alike(one: State, other: State, shift: int) -> bool:
    if one.length[shift] != other.length[shift]:
        return False
    for position in range(one.length[shift]):
        if one.nodes[shift, position] != other.nodes[shift, position]:
            return False
    return True


@compiled
def _make_room(
    tables: Tables, one: State, other: State, child: State, shop: Workshop, taken: int
) -> None:
    """Take out of the child all visits of the rounds that are taken, wherever they are."""
    shop.leaving[:] = False
    for number in range(taken):
        shift = shop.order_of_shifts[number]
        for position in range(max(0, one.length[shift])):
            node = one.nodes[shift, position]
            if node < tables.tasks:
                shop.leaving[tables.visit_of[node]] = True
        for position in range(max(0, other.length[shift])):
            node = other.nodes[shift, position]
            if node < tables.tasks:
                shop.leaving[tables.visit_of[node]] = True
    remove_visits(tables, child, shop, len(tables.start))


@compiled
def _take(tables: Tables, other: State, child: State, shop: Workshop, shift: int) -> None:
    """Give a shift of the child the other's round, as far as its visits are not tied."""
    spare, size, visits = len(tables.start), 0, 0
    if child.length[shift] < 0:
        return
    for position in range(max(0, other.length[shift])):
        node = other.nodes[shift, position]
        if node >= tables.tasks or not tables.tied[tables.visit_of[node]]:
            child.nodes[spare, size] = node
            size += 1
            visits += node < tables.tasks
    child.length[spare] = size
    if not visits or not evaluate(tables, child, shop, spare, shift):
        return
    copy_row(tables, child, spare, child, shift, shift)
    for position in range(size):
        node = child.nodes[shift, position]
        if node < tables.tasks:
            child.shift_of[node] = shift
            child.absent[tables.visit_of[node]] = False
    refresh_neighbours(tables, child, shop, shift, spare)
