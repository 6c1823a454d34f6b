"""Where a round has its break, if that matters to the wished starts of the visits around it.

The earliest times of a round know no wishes: by them a visit that could begin hours before its wish
has the break behind it, and so does a round whose carer only waits for that wish.
"""

from scheduler.solver.compiled import compiled
from scheduler.solver.search.reach import arrival, breaks_of, first_start, last_start, location_at
from scheduler.solver.search.state import State, Workshop
from scheduler.solver.search.tables import NEVER, NOBODY, Tables


@compiled
def suit_wishes(
    tables: Tables, state: State, shop: Workshop, row: int, shift: int, begin: int
) -> bool:
    """Let a feasible row of a shift with one break have it where that suits wishes best.

    What begins before its wish in the earliest times waits for it here, as far as the rest of the
    round can still be done; among places that suit as well the one that delays least is taken.

    Returns:
        Whether that is another place than the one in `shop.taken` and `shop.split`, which then tell
        of it, as does `shop.ready` of the earliest times; if not, they stay as they are.
    """
    place, split = _place(tables, state, shop, row, shift, begin)
    if place == NOBODY or (
        shop.taken[place] > shop.taken[place - 1] and shop.split[place] == split
    ):
        return False
    if not _hasten(tables, state, shop, row, shift, begin, place):
        return False
    for position in range(1, state.length[row] + 2):
        shop.taken[position] = position >= place
        shop.split[position] = 0
    shop.split[place] = split
    return True


@compiled
def _place(
    tables: Tables, state: State, shop: Workshop, row: int, shift: int, begin: int
) -> tuple[int, int]:
    """The position before which the break suits wishes best, and whether before the leg (1)."""
    earliest, latest, lengths = breaks_of(tables, shift)
    seconds = tables.seconds[tables.mode[shift]]
    last = state.length[row] + 1
    _work_out_eases(tables, state, shop, row, shift)
    chosen, chosen_split, least_off, least_delay = NOBODY, 0, NEVER, NEVER
    ready, early = begin, 0
    for position in range(1, last + 1):
        if ready > latest[0]:
            break
        leg = seconds[
            location_at(tables, state, row, shift, position - 1),
            location_at(tables, state, row, shift, position),
        ]
        reached, split = arrival(earliest, latest, lengths, ready, leg, 0, 1)
        moment = ready + leg
        off, too_early = early, 0
        if position < last:
            moment, too_early = _unhurried(tables, state, row, position, 0, moment)
            reached, still_early = _unhurried(tables, state, row, position, 1, reached)
            reached = max(moment, reached)
            off += still_early
        ease = shop.ease[position]
        off += max(0, reached - ease) - max(0, moment - ease)
        delay = reached - moment
        if reached <= state.latest[row, 1, position] and (
            off < least_off or (off == least_off and delay < least_delay)
        ):
            chosen, chosen_split, least_off, least_delay = position, split, off, delay
        early += too_early
        if position < last:
            ready = moment + tables.service[state.nodes[row, position - 1]]
    return chosen, chosen_split


@compiled
def _unhurried(
    tables: Tables, state: State, row: int, position: int, taken: int, moment: int
) -> tuple[int, int]:
    """When the node at a position starts that is reached at a moment, and how early that is."""
    node = state.nodes[row, position - 1]
    if node < tables.tasks and state.frozen[tables.visit_of[node]] < NEVER:
        return max(moment, state.frozen[tables.visit_of[node]]), 0
    early = -NEVER
    if node < tables.tasks and tables.wished[node] < NEVER:
        early = tables.wished[node] - tables.tolerance
        moment = max(moment, min(state.latest[row, taken, position], early))
    start = first_start(tables.window_from, tables.opens, tables.closes, node, moment)
    return start, max(0, early - start)


@compiled
def _work_out_eases(tables: Tables, state: State, shop: Workshop, row: int, shift: int) -> None:
    """By position, the last arrival that makes nothing behind it late, were there no break."""
    seconds = tables.seconds[tables.mode[shift]]
    last = state.length[row] + 1
    ease = tables.end[shift]
    there = tables.last_location[shift]
    shop.ease[last] = ease
    for position in range(last - 1, 0, -1):
        node = state.nodes[row, position - 1]
        here = tables.location[node]
        ease -= seconds[here, there] + tables.service[node]
        if node < tables.tasks and tables.wished[node] < NEVER:
            ease = min(ease, tables.wished[node] + tables.tolerance)
        if node < tables.tasks and state.frozen[tables.visit_of[node]] < NEVER:
            ease = min(ease, state.frozen[tables.visit_of[node]])
        ease = last_start(tables.window_from, tables.opens, tables.closes, node, ease)
        shop.ease[position] = ease
        there = here


@compiled
def _hasten(
    tables: Tables, state: State, shop: Workshop, row: int, shift: int, begin: int, place: int
) -> bool:
    """Fill in the earliest times of a row with its break before a position; whether it has any."""
    earliest, latest, lengths = breaks_of(tables, shift)
    seconds = tables.seconds[tables.mode[shift]]
    last = state.length[row] + 1
    ready = begin
    for position in range(1, last + 1):
        if position < place:
            ready = state.ready[row, 0, position]
            shop.ready[position] = ready
            continue
        leg = seconds[
            location_at(tables, state, row, shift, position - 1),
            location_at(tables, state, row, shift, position),
        ]
        if position == place:
            ready, _ = arrival(earliest, latest, lengths, ready, leg, 0, 1)
        else:
            ready += leg
        if position == last:
            return ready <= state.latest[row, 1, position]
        node = state.nodes[row, position - 1]
        if node < tables.tasks and state.frozen[tables.visit_of[node]] < NEVER:
            fixed = state.frozen[tables.visit_of[node]]
            ready = fixed if ready <= fixed else NEVER
        else:
            ready = first_start(tables.window_from, tables.opens, tables.closes, node, ready)
        if ready >= NEVER:
            return False
        ready += tables.service[node]
        shop.ready[position] = ready
    return True
