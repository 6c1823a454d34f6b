"""How early and how late an order of nodes can be done.

Breaks have no place in the order: they are taken wherever that lets the round end earliest. For
every node there is, by the number of breaks already taken, the earliest moment at which the carer
is ready to leave it and the latest arrival from which the rest of the round can still be done. Both
follow from the neighbour in one step, because an earlier arrival never hurts: waiting is allowed
anywhere.
"""

from scheduler.solver.compiled import compiled
from scheduler.solver.search.state import State
from scheduler.solver.search.tables import NEVER, Tables


@compiled
def first_start(tables: Tables, node: int, moment: int) -> int:
    """The first allowed start at or after a moment, NEVER if there is none."""
    for window in range(tables.window_from[node], tables.window_from[node + 1]):
        if moment <= tables.closes[window]:
            return max(moment, tables.opens[window])
    return NEVER


@compiled
def earliest_start(tables: Tables, state: State, node: int, moment: int) -> int:
    """The first start at or after a moment of a node in the plan, frozen or not."""
    if node < tables.tasks:
        frozen = state.frozen[tables.visit_of[node]]
        if frozen < NEVER:
            return frozen if moment <= frozen else NEVER
    return first_start(tables, node, moment)


@compiled
def latest_start(tables: Tables, state: State, node: int, limit: int) -> int:
    """The last allowed start at or before a limit, -NEVER if there is none."""
    if node < tables.tasks:
        frozen = state.frozen[tables.visit_of[node]]
        if frozen < NEVER:
            return frozen if frozen <= limit else -NEVER
    for window in range(tables.window_from[node + 1] - 1, tables.window_from[node] - 1, -1):
        if tables.opens[window] <= limit:
            return min(limit, tables.closes[window])
    return -NEVER


@compiled
def arrival(
    tables: Tables, shift: int, ready: int, leg: int, taken: int, then: int
) -> tuple[int, int]:
    """Earliest arrival when breaks `taken` to `then` - 1 are taken on the way.

    Returns:
        The arrival (NEVER when impossible) and how many breaks are taken before leaving.
    """
    if taken == then:
        return ready + leg, 0
    best, split = NEVER, 0
    first = tables.break_from[shift]
    for before in range(then - taken + 1):
        now = ready
        possible = True
        for number in range(taken, then):
            if number - taken == before:
                now += leg
            now = max(now, tables.break_earliest[first + number])
            if now > tables.break_latest[first + number]:
                possible = False
                break
            now += tables.break_seconds[first + number]
        if before == then - taken:
            now += leg
        if possible and now < best:
            best, split = now, before
    return best, split


@compiled
def departure_limit(tables: Tables, shift: int, limit: int, leg: int, taken: int, then: int) -> int:
    """Latest moment ready to leave for an arrival by `limit`, with those breaks on the way."""
    if taken == then:
        return limit - leg
    best = -NEVER
    first = tables.break_from[shift]
    for before in range(then - taken + 1):
        now = limit
        possible = True
        if before == then - taken:
            now -= leg
        for number in range(then - 1, taken - 1, -1):
            now = min(
                now - tables.break_seconds[first + number], tables.break_latest[first + number]
            )
            if now < tables.break_earliest[first + number]:
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
def earliest_arrival(
    tables: Tables, state: State, row: int, shift: int, position: int, leg: int, then: int
) -> tuple[int, int, int]:
    """Earliest arrival with `then` breaks taken: when, from how many breaks, and the split."""
    best, origin, split = NEVER, 0, 0
    for taken in range(then + 1):
        ready = state.ready[row, taken, position - 1]
        if ready < NEVER:
            moment, before = arrival(tables, shift, ready, leg, taken, then)
            if moment < best:
                best, origin, split = moment, taken, before
    return best, origin, split


@compiled
def look_forward(tables: Tables, state: State, row: int, shift: int, begin: int) -> int:
    """Fill in the ready times of a row; the earliest end of the round, NEVER if infeasible."""
    breaks = tables.break_from[shift + 1] - tables.break_from[shift]
    seconds = tables.seconds[tables.mode[shift]]
    here = tables.first_location[shift]
    for taken in range(breaks + 1):
        state.ready[row, taken, 0] = begin if taken == 0 else NEVER
    for position in range(1, state.length[row] + 1):
        node = state.nodes[row, position - 1]
        there = tables.location[node]
        soonest = NEVER
        for then in range(breaks + 1):
            moment, _, _ = earliest_arrival(
                tables, state, row, shift, position, seconds[here, there], then
            )
            start = NEVER
            if moment < NEVER:
                start = earliest_start(tables, state, node, moment)
            ready = start + tables.service[node] if start < NEVER else NEVER
            state.ready[row, then, position] = ready
            soonest = min(soonest, ready)
        if soonest >= NEVER:
            return NEVER
        here = there
    leg = seconds[here, tables.last_location[shift]]
    end, _, _ = earliest_arrival(tables, state, row, shift, state.length[row] + 1, leg, breaks)
    return end


@compiled
def look_back(tables: Tables, state: State, row: int, shift: int, latest_end: int) -> None:
    """Fill in the latest arrivals of a row, and the best times over all breaks taken."""
    breaks = tables.break_from[shift + 1] - tables.break_from[shift]
    seconds = tables.seconds[tables.mode[shift]]
    last = state.length[row] + 1
    for taken in range(breaks + 1):
        state.latest[row, taken, last] = latest_end if taken == breaks else -NEVER
    there = tables.last_location[shift]
    for position in range(last - 1, 0, -1):
        node = state.nodes[row, position - 1]
        here = tables.location[node]
        leg = seconds[here, there]
        for taken in range(breaks + 1):
            limit = -NEVER
            for then in range(taken, breaks + 1):
                behind = state.latest[row, then, position + 1]
                if behind > -NEVER:
                    limit = max(limit, departure_limit(tables, shift, behind, leg, taken, then))
            if limit > -NEVER:
                limit = latest_start(tables, state, node, limit - tables.service[node])
            state.latest[row, taken, position] = limit
        there = here
    _summarise(state, row, breaks, last)


@compiled
def _summarise(state: State, row: int, breaks: int, last: int) -> None:
    """Best times of a row over all numbers of breaks taken."""
    for position in range(last + 1):
        soonest, at_last = NEVER, -NEVER
        for taken in range(breaks + 1):
            if position < last:
                soonest = min(soonest, state.ready[row, taken, position])
            if position > 0:
                at_last = max(at_last, state.latest[row, taken, position])
        state.soonest[row, position] = soonest
        state.at_last[row, position] = at_last
