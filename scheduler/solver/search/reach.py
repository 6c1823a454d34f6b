"""How early and how late an order of nodes can be done.

Breaks have no place in the order: they are taken wherever that lets the round end earliest. For
every node there is, by the number of breaks already taken, the earliest moment at which the carer
is ready to leave it and the latest arrival from which the rest of the round can still be done. Both
follow from the neighbour in one step, because an earlier arrival never hurts: waiting is allowed
anywhere.
"""

from scheduler.solver.compiled import compiled
from scheduler.solver.search.state import State
from scheduler.solver.search.tables import NEVER, Ints, Tables


@compiled
def first_start(window_from: Ints, opens: Ints, closes: Ints, node: int, moment: int) -> int:
    """The first allowed start at or after a moment, NEVER if there is none."""
    for window in range(window_from[node], window_from[node + 1]):
        if moment <= closes[window]:
            return max(moment, opens[window])
    return NEVER


@compiled
def last_start(window_from: Ints, opens: Ints, closes: Ints, node: int, limit: int) -> int:
    """The last allowed start at or before a limit, -NEVER if there is none."""
    for window in range(window_from[node + 1] - 1, window_from[node] - 1, -1):
        if opens[window] <= limit:
            return min(limit, closes[window])
    return -NEVER


@compiled
def arrival(
    earliest: Ints, latest: Ints, lengths: Ints, ready: int, leg: int, taken: int, then: int
) -> tuple[int, int]:
    """Earliest arrival when breaks `taken` to `then` - 1 are taken on the way.

    Args:
        earliest, latest, lengths: of the breaks of the shift; starts, and seconds.

    Returns:
        The arrival (NEVER when impossible) and how many breaks are taken before leaving.
    """
    best, split = NEVER, 0
    for before in range(then - taken + 1):
        now = ready
        possible = True
        for number in range(taken, then):
            if number - taken == before:
                now += leg
            now = max(now, earliest[number])
            if now > latest[number]:
                possible = False
                break
            now += lengths[number]
        if before == then - taken:
            now += leg
        if possible and now < best:
            best, split = now, before
    return best, split


@compiled
def departure_limit(
    earliest: Ints, latest: Ints, lengths: Ints, limit: int, leg: int, taken: int, then: int
) -> int:
    """Latest moment ready to leave for an arrival by `limit`, with those breaks on the way."""
    best = -NEVER
    for before in range(then - taken + 1):
        now = limit
        possible = True
        if before == then - taken:
            now -= leg
        for number in range(then - 1, taken - 1, -1):
            now = min(now - lengths[number], latest[number])
            if now < earliest[number]:
                possible = False
                break
            if number - taken == before:
                now -= leg
        if possible:
            best = max(best, now)
    return best


@compiled
def location_at(tables: Tables, state: State, row: int, shift: int, position: int) -> int:
    """Where the carer is at a position: 0 is the start of the round."""
    if position == 0:
        return tables.first_location[shift]
    if position == state.length[row] + 1:
        return tables.last_location[shift]
    return tables.location[state.nodes[row, position - 1]]


@compiled
def breaks_of(tables: Tables, shift: int) -> tuple[Ints, Ints, Ints]:
    """Earliest starts, latest starts and seconds of a shift's breaks."""
    first, beyond = tables.break_from[shift], tables.break_from[shift + 1]
    return (
        tables.break_earliest[first:beyond],
        tables.break_latest[first:beyond],
        tables.break_seconds[first:beyond],
    )


@compiled
def earliest_arrival(
    ready: Ints, earliest: Ints, latest: Ints, lengths: Ints, position: int, leg: int, then: int
) -> tuple[int, int, int]:
    """Earliest arrival with `then` breaks taken: when, from how many breaks, and the split.

    Args:
        ready: of the row, `[breaks taken, position]`.
    """
    best, origin, split = NEVER, 0, 0
    for taken in range(then + 1):
        leaving = ready[taken, position - 1]
        if leaving < NEVER:
            moment, before = leaving + leg, 0
            if taken < then:
                moment, before = arrival(earliest, latest, lengths, leaving, leg, taken, then)
            if moment < best:
                best, origin, split = moment, taken, before
    return best, origin, split


@compiled
def look_forward(tables: Tables, state: State, row: int, shift: int, begin: int, known: int) -> int:
    """Fill in the ready times of a row; the earliest end of the round, NEVER if infeasible.

    Args:
        known: position up to which they stand already; 0 for none.
    """
    earliest, latest, lengths = breaks_of(tables, shift)
    breaks = len(lengths)
    seconds, location, service = tables.seconds[tables.mode[shift]], tables.location, tables.service
    window_from, opens, closes = tables.window_from, tables.opens, tables.closes
    tasks, visit_of, frozen = tables.tasks, tables.visit_of, state.frozen
    nodes, ready, soonest = state.nodes[row], state.ready[row], state.soonest[row]
    size = state.length[row]
    here = tables.first_location[shift]
    if known:
        here = location[nodes[known - 1]]
    else:
        ready[:, 0] = NEVER
        ready[0, 0] = soonest[0] = begin
    for position in range(known + 1, size + 1):
        node = nodes[position - 1]
        there = location[node]
        leg = seconds[here, there]
        fixed = frozen[visit_of[node]] if node < tasks else NEVER
        least = NEVER
        for then in range(breaks + 1):
            moment = ready[0, position - 1] + leg
            if breaks:
                moment, _, _ = earliest_arrival(
                    ready, earliest, latest, lengths, position, leg, then
                )
            if fixed < NEVER:
                moment = fixed if moment <= fixed else NEVER
            elif moment < NEVER:
                moment = first_start(window_from, opens, closes, node, moment)
            moment = min(NEVER, moment + service[node])
            ready[then, position] = moment
            least = min(least, moment)
        soonest[position] = least
        if least >= NEVER:
            return NEVER
        here = there
    leg = seconds[here, tables.last_location[shift]]
    return earliest_arrival(ready, earliest, latest, lengths, size + 1, leg, breaks)[0]


@compiled
def look_back(
    tables: Tables, state: State, row: int, shift: int, latest_end: int, known: int
) -> None:
    """Fill in the latest arrivals of a row.

    Args:
        known: position from which on they stand already; past the end of the round for none.
    """
    earliest, until, lengths = breaks_of(tables, shift)
    breaks = len(lengths)
    seconds, location, service = tables.seconds[tables.mode[shift]], tables.location, tables.service
    window_from, opens, closes = tables.window_from, tables.opens, tables.closes
    tasks, visit_of, frozen = tables.tasks, tables.visit_of, state.frozen
    nodes, latest, at_last = state.nodes[row], state.latest[row], state.at_last[row]
    last = state.length[row] + 1
    there = tables.last_location[shift]
    if known > last:
        latest[:, last] = -NEVER
        latest[breaks, last] = at_last[last] = latest_end
        known = last
    if known < last:
        there = location[nodes[known - 1]]
    for position in range(known - 1, 0, -1):
        node = nodes[position - 1]
        here = location[node]
        leg = seconds[here, there]
        fixed = frozen[visit_of[node]] if node < tasks else NEVER
        most = -NEVER
        for taken in range(breaks + 1):
            limit = latest[taken, position + 1] - leg
            for then in range(taken + 1, breaks + 1):
                behind = latest[then, position + 1]
                if behind > -NEVER:
                    limit = max(
                        limit,
                        departure_limit(earliest, until, lengths, behind, leg, taken, then),
                    )
            limit -= service[node]
            if fixed < NEVER:
                limit = fixed if fixed <= limit else -NEVER
            else:
                limit = last_start(window_from, opens, closes, node, limit)
            latest[taken, position] = limit
            most = max(most, limit)
        at_last[position] = most
        there = here
