"""The activities of a round in order, with the best starts for them.

A link is an activity of the round or its end, and the travel that leads to it.
"""

from scheduler.solver.compiled import compiled
from scheduler.solver.search.breaks import suit_wishes
from scheduler.solver.search.reach import breaks_of, earliest_arrival, location_at
from scheduler.solver.search.state import State, Workshop
from scheduler.solver.search.tables import NEVER, Tables
from scheduler.solver.timing import time_chain

NODE, PAUSE, RETURN = range(3)
"""Kinds of links: a task or appointment, a break, the end of the round."""


@compiled
def link_up(
    tables: Tables, state: State, shop: Workshop, row: int, shift: int, begin: int, latest_end: int
) -> tuple[int, int]:
    """Fill the workshop with the links of a feasible row and their best starts.

    Returns:
        How many links there are, and the points that wishes and overtime cost.
    """
    _retrace(tables, state, shop, row, shift)
    count, points = _timed(tables, state, shop, row, shift, begin, latest_end)
    one_break = tables.break_from[shift] + 1 == tables.break_from[shift + 1]
    if one_break and points > 0 and suit_wishes(tables, state, shop, row, shift, begin):
        count, other_points = _timed(tables, state, shop, row, shift, begin, latest_end)
        if other_points >= points:
            _retrace(tables, state, shop, row, shift)
            count, points = _timed(tables, state, shop, row, shift, begin, latest_end)
        points = min(points, other_points)
    _leave_late(tables, shop, count)
    return count, points


@compiled
def _timed(
    tables: Tables, state: State, shop: Workshop, row: int, shift: int, begin: int, latest_end: int
) -> tuple[int, int]:
    """Links and their best starts for breaks as `shop.taken` says; how many links, and points."""
    count = 0
    last = state.length[row] + 1
    seconds = tables.seconds[tables.mode[shift]]
    here = tables.first_location[shift]
    first_break = tables.break_from[shift]
    for position in range(1, last + 1):
        there = location_at(tables, state, row, shift, position)
        lead = seconds[here, there]
        origin, split = shop.taken[position - 1], shop.split[position]
        for number in range(origin, shop.taken[position]):
            late = number - origin >= split
            number_in_all = first_break + number
            shop.kind[count] = PAUSE
            shop.number[count] = number
            shop.late[count] = late
            shop.lead[count] = lead if late else 0
            shop.duration[count] = tables.break_seconds[number_in_all]
            _set_interval(
                shop,
                count,
                tables.break_earliest[number_in_all],
                tables.break_latest[number_in_all],
            )
            if late:
                lead = 0
            count += 1
        shop.lead[count] = lead
        shop.late[count] = False
        if position == last:
            shop.kind[count] = RETURN
            shop.number[count] = 0
            shop.duration[count] = 0
            _set_interval(shop, count, -NEVER, latest_end)
            shop.chain.late_targets[count] = tables.end[shift]
            shop.chain.late_weights[count] = tables.weights.overtime
        else:
            _link_node(tables, state, shop, row, position, count)
        count += 1
        here = there
    for link in range(count - 1):
        shop.chain.gaps[link] = shop.duration[link] + shop.lead[link + 1]
    shop.chain.opens[0] = max(shop.chain.opens[0], begin + shop.lead[0])
    return count, time_chain(shop.chain, count)


@compiled
def _leave_late(tables: Tables, shop: Workshop, count: int) -> None:
    """Delay what comes first as far as that costs nothing: who leaves later waits less."""
    chain = shop.chain
    limit = chain.starts[count - 1]
    for link in range(count - 2, -1, -1):
        limit = min(limit - chain.gaps[link], chain.closes[link])
        if shop.kind[link] == NODE and shop.number[link] < tables.tasks:
            task = shop.number[link]
            if tables.wished[task] < NEVER:
                limit = min(limit, max(chain.starts[link], chain.late_targets[link]))
            if tables.any_published:
                published = tables.published_start[tables.visit_of[task]]
                if published < NEVER:
                    kept = published + tables.change_tolerance
                    limit = min(limit, max(chain.starts[link], kept))
    for link in range(count):
        if chain.starts[link] >= limit:
            break
        chain.starts[link] = limit
        limit += chain.gaps[link]


@compiled
def leeway(tables: Tables, shop: Workshop, shift: int, count: int) -> tuple[int, int]:
    """What rounds that wait longer at no cost can do.

    Returns:
        Seconds by which the first link may begin earlier than it does, and the last activity later.
    """
    last = count - 2
    if last < 1:
        return 0, 0
    chain = shop.chain
    earliest, _ = _as_good(tables, shop, 0)
    _, latest = _as_good(tables, shop, last)
    home = chain.closes[last + 1]
    if tables.weights.overtime:
        home = min(home, max(chain.starts[last + 1], tables.end[shift]))
    latest = min(latest, home - chain.gaps[last])
    return max(0, chain.starts[0] - earliest), max(0, latest - chain.starts[last])


@compiled
def _as_good(tables: Tables, shop: Workshop, link: int) -> tuple[int, int]:
    """The first and the last start of a link that cost no more than the one it has."""
    chain = shop.chain
    start, earliest, latest = chain.starts[link], chain.opens[link], chain.closes[link]
    if shop.kind[link] != NODE or shop.number[link] >= tables.tasks:
        return earliest, latest
    task = shop.number[link]
    if tables.wished[task] < NEVER:
        earliest = max(earliest, min(start, chain.early_targets[link]))
        latest = min(latest, max(start, chain.late_targets[link]))
    if tables.any_published:
        published = tables.published_start[tables.visit_of[task]]
        tolerance = tables.change_tolerance
        if published < NEVER:
            if abs(start - published) > tolerance:
                return start, start
            earliest, latest = (
                max(earliest, published - tolerance),
                min(latest, published + tolerance),
            )
    return earliest, latest


@compiled
def _retrace(tables: Tables, state: State, shop: Workshop, row: int, shift: int) -> None:
    """How many breaks were taken at every position of the earliest round, and where."""
    seconds = tables.seconds[tables.mode[shift]]
    earliest, latest, lengths = breaks_of(tables, shift)
    taken, ready = len(lengths), state.ready[row]
    for position in range(state.length[row] + 1, 0, -1):
        shop.taken[position] = taken
        shop.split[position] = 0
        if taken:
            leg = seconds[
                location_at(tables, state, row, shift, position - 1),
                location_at(tables, state, row, shift, position),
            ]
            _, taken, split = earliest_arrival(
                ready, earliest, latest, lengths, position, leg, taken
            )
            shop.split[position] = split
    shop.taken[0] = 0
    for position in range(1, state.length[row] + 1):
        shop.ready[position] = state.ready[row, shop.taken[position], position]


@compiled
def _link_node(
    tables: Tables, state: State, shop: Workshop, row: int, position: int, count: int
) -> None:
    node = state.nodes[row, position - 1]
    shop.kind[count] = NODE
    shop.number[count] = node
    shop.duration[count] = tables.service[node]
    start = shop.ready[position] - tables.service[node]
    if node < tables.tasks and state.frozen[tables.visit_of[node]] < NEVER:
        _set_interval(shop, count, start, start)
    else:
        window = tables.window_from[node]
        while tables.closes[window] < start:
            window += 1
        _set_interval(shop, count, tables.opens[window], tables.closes[window])
    if node < tables.tasks and tables.wished[node] < NEVER:
        shop.chain.early_targets[count] = tables.wished[node] - tables.tolerance
        shop.chain.late_targets[count] = tables.wished[node] + tables.tolerance
        shop.chain.early_weights[count] = tables.weights.wished_start
        shop.chain.late_weights[count] = tables.weights.wished_start


@compiled
def _set_interval(shop: Workshop, link: int, opens: int, closes: int) -> None:
    shop.chain.opens[link] = opens
    shop.chain.closes[link] = closes
    shop.chain.early_weights[link] = 0
    shop.chain.late_weights[link] = 0
