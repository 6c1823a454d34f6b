"""The positions of all rounds that a task fits into, with a guess of what they cost."""

from scheduler.solver.compiled import compiled
from scheduler.solver.search.dice import chance
from scheduler.solver.search.reach import arrival, departure_limit, location_at
from scheduler.solver.search.rounds import met_before
from scheduler.solver.search.state import LOAD, RANKS, State, Workshop
from scheduler.solver.search.tables import NEVER, NOBODY, Tables

GUESS, SHIFT, POSITION, START = range(4)
"""Columns of `Workshop.choices`: points added at a guess, where, and the earliest start there."""


@compiled
def own_windows(tables: Tables, shop: Workshop, node: int) -> int:
    """Put the windows of a node on the bench; how many there are."""
    first = tables.window_from[node]
    count = tables.window_from[node + 1] - first
    for window in range(count):
        shop.opens[window] = tables.opens[first + window]
        shop.closes[window] = tables.closes[first + window]
    return count


@compiled
def rank_gaps(
    tables: Tables,
    state: State,
    shop: Workshop,
    task: int,
    windows: int,
    base: int,
    one_per_carer: bool,
    blink: float,
) -> int:
    """Put the best gaps for a task into `shop.choices` from row `base` on, best first.

    Args:
        windows: how many of the windows on the bench count.
        one_per_carer: keep only the best gap of each carer.
        blink: chance to overlook a gap (Christiaens and Vanden Berghe 2020, section 5.3).

    Returns:
        How many there are, at most RANKS.
    """
    if windows == 0:
        return 0
    ranked = 0
    first, last = shop.opens[0], shop.closes[windows - 1]
    for shift in range(len(tables.start)):
        size = state.length[shift]
        if size < 0 or not tables.allowed[task, shift]:
            continue
        if state.figures[shift, LOAD] + tables.load[task] > tables.load_cap[shift]:
            continue
        meeting = _meeting_points(tables, state, task, shift)
        for position in range(size + 1):
            if state.soonest[shift, position] > last:
                break
            if state.at_last[shift, position + 1] < first + tables.service[task]:
                continue
            if blink > 0.0 and chance(shop.dice) < blink:
                continue
            start, limit = fit(tables, state, shop, task, windows, shift, position)
            if start >= NEVER:
                continue
            guess = meeting + _road_points(tables, state, task, shift, position)
            guess += _wish_points(tables, task, start, limit)
            ranked = _rank(tables, shop, base, ranked, one_per_carer, guess, shift, position, start)
    return ranked


@compiled
def gather_starts(
    tables: Tables, state: State, shop: Workshop, task: int, windows: int, gathered: int
) -> int:
    """Add the earliest start of a task in every gap to `shop.starts`; how many there are then."""
    for shift in range(len(tables.start)):
        if state.length[shift] < 0 or not tables.allowed[task, shift]:
            continue
        for position in range(state.length[shift] + 1):
            if gathered >= len(shop.starts):
                return gathered
            start, _ = fit(tables, state, shop, task, windows, shift, position)
            if start < NEVER:
                shop.starts[gathered] = start
                gathered += 1
    return gathered


@compiled
def has_room(
    tables: Tables, state: State, shop: Workshop, task: int, windows: int, shift: int
) -> bool:
    """Whether a round has room for a task, within the windows on the bench."""
    size = state.length[shift]
    if size < 0 or state.figures[shift, LOAD] + tables.load[task] > tables.load_cap[shift]:
        return False
    for position in range(size + 1):
        if fit(tables, state, shop, task, windows, shift, position)[0] < NEVER:
            return True
    return False


@compiled
def fit(
    tables: Tables,
    state: State,
    shop: Workshop,
    task: int,
    windows: int,
    shift: int,
    position: int,
) -> tuple[int, int]:
    """Earliest start of a task after `position` nodes, and a limit to how late it can be."""
    seconds = tables.seconds[tables.mode[shift]]
    here = tables.location[task]
    leg_in = seconds[location_at(tables, state, shift, shift, position), here]
    leg_out = seconds[here, location_at(tables, state, shift, shift, position + 1)]
    breaks = tables.break_from[shift + 1] - tables.break_from[shift]
    service = tables.service[task]
    best, limit = NEVER, -NEVER
    for taken in range(breaks + 1):
        leaving = state.ready[shift, taken, position]
        if leaving >= NEVER:
            continue
        for then in range(taken, breaks + 1):
            moment, _ = arrival(tables, shift, leaving, leg_in, taken, then)
            start = NEVER
            for window in range(windows):
                if moment <= shop.closes[window]:
                    start = max(moment, shop.opens[window])
                    break
            if start >= NEVER:
                continue
            for after in range(then, breaks + 1):
                behind = state.latest[shift, after, position + 1]
                if start + service + leg_out > behind:
                    continue
                slack = departure_limit(tables, shift, behind, leg_out, then, after) - service
                if start <= slack:
                    best = min(best, start)
                    limit = max(limit, slack)
    return best, limit


@compiled
def _meeting_points(tables: Tables, state: State, task: int, shift: int) -> int:
    client, carer = tables.client[task], tables.carer[shift]
    points = tables.visiting[client, carer]
    meeting = tables.meeting[client, carer]
    if meeting and not met_before(tables, state, shift, state.length[shift], client):
        points += meeting
    return points


@compiled
def _road_points(tables: Tables, state: State, task: int, shift: int, position: int) -> int:
    seconds = tables.seconds[tables.mode[shift]]
    here = tables.location[task]
    before = location_at(tables, state, shift, shift, position)
    behind = location_at(tables, state, shift, shift, position + 1)
    detour = seconds[before, here] + seconds[here, behind]
    if state.length[shift] > 0:
        detour -= seconds[before, behind]
    return tables.weights.travel * detour


@compiled
def _wish_points(tables: Tables, task: int, start: int, limit: int) -> int:
    """What the wish costs at least when the start lies between `start` and `limit`."""
    wished = tables.wished[task]
    if wished >= NEVER:
        return 0
    off = max(start - wished, wished - limit, 0) - tables.tolerance
    return tables.weights.wished_start * max(0, off)


@compiled
def _rank(
    tables: Tables,
    shop: Workshop,
    base: int,
    ranked: int,
    one_per_carer: bool,
    guess: int,
    shift: int,
    position: int,
    start: int,
) -> int:
    """Put a gap in its place among the best; how many there are then."""
    choices = shop.choices
    if one_per_carer:
        known = _rank_of_carer(tables, shop, base, ranked, tables.carer[shift])
        if known != NOBODY and choices[known, GUESS] <= guess:
            return ranked
        if known != NOBODY:
            ranked -= 1
            for later in range(known, base + ranked):
                _copy_choice(shop, later + 1, later)
    if ranked == RANKS:
        if choices[base + RANKS - 1, GUESS] <= guess:
            return ranked
        ranked -= 1
    place = base + ranked
    while place > base and choices[place - 1, GUESS] > guess:
        _copy_choice(shop, place - 1, place)
        place -= 1
    choices[place, GUESS] = guess
    choices[place, SHIFT] = shift
    choices[place, POSITION] = position
    choices[place, START] = start
    return ranked + 1


@compiled
def _rank_of_carer(tables: Tables, shop: Workshop, base: int, ranked: int, carer: int) -> int:
    """The row of a carer's gap among the ranked ones, NOBODY without."""
    for rank in range(base, base + ranked):
        if tables.carer[shop.choices[rank, SHIFT]] == carer:
            return rank
    return NOBODY


@compiled
def _copy_choice(shop: Workshop, origin: int, target: int) -> None:
    for column in range(4):
        shop.choices[target, column] = shop.choices[origin, column]
