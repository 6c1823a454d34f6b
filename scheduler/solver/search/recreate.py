"""Putting absent visits back, one by one, each where it costs least."""

from scheduler.solver.compiled import compiled
from scheduler.solver.search.dice import below, chance
from scheduler.solver.search.insertion import insert_visit
from scheduler.solver.search.state import COST, State, Workshop
from scheduler.solver.search.tables import NEVER, NOBODY, Tables

UNLIMITED = 1e300

RANDOM, LONG, FEW_SHIFTS, NARROW, EARLY, NEAR_ORDERS = range(6)


@compiled
def recreate(tables: Tables, state: State, shop: Workshop, blink: float, limit: float) -> bool:
    """Try to insert every absent visit, in a random kind of order.

    Returns:
        False once the plan must cost more than the limit: then it is left as it is.
    """
    shop.tally[0] = 0
    for shift in range(len(tables.start)):
        if state.length[shift] > 0:
            shop.tally[0] += state.figures[shift, COST]
    waiting = _line_up(tables, state, shop)
    for place in range(waiting):
        visit = shop.order[place]
        if state.absent[visit]:
            _insert_after_others(tables, state, shop, visit, place, waiting, blink)
            if shop.tally[0] >= limit:
                return False
    return True


@compiled
def _insert_after_others(
    tables: Tables,
    state: State,
    shop: Workshop,
    visit: int,
    place: int,
    waiting: int,
    blink: float,
) -> None:
    """Insert a visit; the one it depends on goes first, wherever the order had put it."""
    going = True
    while going:
        first = visit
        steps = 0
        while tables.after[first] != NOBODY and state.absent[tables.after[first]]:
            if not _is_waiting(shop, tables.after[first], place, waiting):
                return
            first = tables.after[first]
            steps += 1
        if not insert_visit(tables, state, shop, first, blink):
            return
        going = first != visit


@compiled
def _is_waiting(shop: Workshop, visit: int, place: int, waiting: int) -> bool:
    for later in range(place, waiting):
        if shop.order[later] == visit:
            return True
    return False


@compiled
def _line_up(tables: Tables, state: State, shop: Workshop) -> int:
    """Sort the absent visits by a random kind of key; how many there are."""
    waiting = 0
    for visit in range(len(tables.after)):
        if state.absent[visit]:
            shop.order[waiting] = visit
            waiting += 1
    kind = below(shop.dice, NEAR_ORDERS)
    by_tied = chance(shop.dice) < shop.settings.tied_first
    by_priority = chance(shop.dice) < shop.settings.by_priority
    for place in range(waiting):
        chosen = place + below(shop.dice, waiting - place)
        visit = shop.order[chosen]
        shop.order[chosen] = shop.order[place]
        rank = tables.priority[visit] if by_priority else 0
        untied = not tables.tied[visit] if by_tied else 0
        key = _key(tables, visit, kind)
        sorted_in = place
        while sorted_in > 0 and _goes_before(shop, rank, untied, key, sorted_in - 1):
            shop.order[sorted_in] = shop.order[sorted_in - 1]
            for column in range(3):
                shop.keys[sorted_in, column] = shop.keys[sorted_in - 1, column]
            sorted_in -= 1
        shop.order[sorted_in] = visit
        shop.keys[sorted_in, 0] = rank
        shop.keys[sorted_in, 1] = untied
        shop.keys[sorted_in, 2] = key
    return waiting


@compiled
def _goes_before(shop: Workshop, rank: int, untied: int, key: int, place: int) -> bool:
    if rank != shop.keys[place, 0]:
        return rank < shop.keys[place, 0]
    if untied != shop.keys[place, 1]:
        return untied < shop.keys[place, 1]
    return key < shop.keys[place, 2]


@compiled
def _key(tables: Tables, visit: int, kind: int) -> int:
    task = tables.first_task[visit]
    first, beyond = tables.window_from[task], tables.window_from[task + 1]
    if kind == LONG:
        return -tables.service[task] * (tables.first_task[visit + 1] - task)
    if kind == FEW_SHIFTS:
        count = 0
        for shift in range(len(tables.start)):
            count += tables.allowed[task, shift]
        return count
    if kind == NARROW:
        width = 0
        for window in range(first, beyond):
            width += tables.closes[window] - tables.opens[window]
        return width
    if kind == EARLY:
        return tables.opens[first] if first < beyond else NEVER
    return 0
