"""The positions of all rounds that a task fits into, with a guess of what they cost."""

from scheduler.solver.compiled import compiled
from scheduler.solver.search.dice import chance
from scheduler.solver.search.reach import arrival, breaks_of, departure_limit, location_at
from scheduler.solver.search.rounds import met_before
from scheduler.solver.search.state import LOAD, State, Workshop
from scheduler.solver.search.tables import NEVER, Tables

GUESS, SHIFT, POSITION, START, LIMIT = range(5)
"""Columns of `Workshop.choices`: points added at a guess, where, the earliest start there and a
limit to how late it can be."""


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
    ranks: int,
    blink: float,
    worth: int,
) -> int:
    """Put the best gaps for a task into `shop.choices` from row `base` on, best first.

    A guess is never more than what the gap costs.

    Args:
        windows: how many of the windows on the bench count.
        ranks: how many gaps are kept at most.
        blink: chance to overlook a gap (Christiaens and Vanden Berghe 2020, section 5.3).
        worth: points from which on a gap is too dear.

    Returns:
        How many there are.
    """
    if windows == 0:
        return 0
    ranked, dearest = 0, worth
    first, last = shop.opens[0], shop.closes[windows - 1]
    soonest, at_last, nodes = state.soonest, state.at_last, state.nodes
    place, location, travel = tables.location[task], tables.location, tables.weights.travel
    load, finish = tables.load[task], first + tables.service[task]
    for shift in range(len(tables.start)):
        size = state.length[shift]
        if size < 0 or not tables.allowed[task, shift]:
            continue
        if state.figures[shift, LOAD] + load > tables.load_cap[shift]:
            continue
        meeting = _meeting_points(tables, state, task, shift)
        if meeting >= dearest:
            continue
        seconds = tables.seconds[tables.mode[shift]]
        there = tables.first_location[shift]
        for position in range(size + 1):
            if soonest[shift, position] > last:
                break
            here = there
            there = tables.last_location[shift]
            if position < size:
                there = location[nodes[shift, position]]
            leg = seconds[here, place]
            detour = leg + seconds[place, there]
            if size:
                detour -= seconds[here, there]
            guess = meeting + travel * detour
            if guess >= dearest or soonest[shift, position] + leg > last:
                continue
            if at_last[shift, position + 1] < finish:
                continue
            if blink > 0.0 and chance(shop.dice) < blink:
                continue
            start, limit = fit(tables, state, shop, task, windows, shift, position)
            if start >= NEVER:
                continue
            guess += wish_points(tables, task, start, limit)
            if guess < dearest:
                ranked = min(ranked + 1, ranks)
                _rank(shop, base, base + ranked - 1, guess, shift, position, start, limit)
                if ranked == ranks:
                    dearest = min(dearest, shop.choices[base + ranks - 1, GUESS])
    return ranked


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
    if breaks == 0:
        start = _in_window(shop, windows, state.ready[shift, 0, position] + leg_in)
        limit = state.latest[shift, 0, position + 1] - leg_out - service
        return (start, limit) if start <= limit else (NEVER, -NEVER)
    best, limit = NEVER, -NEVER
    earliest, latest, lengths = breaks_of(tables, shift)
    for taken in range(breaks + 1):
        leaving = state.ready[shift, taken, position]
        if leaving >= NEVER:
            continue
        for then in range(taken, breaks + 1):
            moment, _ = arrival(earliest, latest, lengths, leaving, leg_in, taken, then)
            start = _in_window(shop, windows, moment)
            if start >= NEVER:
                continue
            for after in range(then, breaks + 1):
                behind = state.latest[shift, after, position + 1]
                if start + service + leg_out > behind:
                    continue
                slack = departure_limit(earliest, latest, lengths, behind, leg_out, then, after)
                slack -= service
                if start <= slack:
                    best = min(best, start)
                    limit = max(limit, slack)
    return best, limit


@compiled
def _in_window(shop: Workshop, windows: int, moment: int) -> int:
    """The first start at or after a moment in the windows on the bench, NEVER if there is none."""
    for window in range(windows):
        if moment <= shop.closes[window]:
            return max(moment, shop.opens[window])
    return NEVER


@compiled
def _meeting_points(tables: Tables, state: State, task: int, shift: int) -> int:
    client, carer = tables.client[task], tables.carer[shift]
    points = tables.visiting[client, carer] + tables.moving[task, carer]
    meeting = tables.meeting[client, carer]
    if meeting and not met_before(tables, state, shift, state.length[shift], client):
        points += meeting
    return points


@compiled
def wish_points(tables: Tables, task: int, start: int, limit: int) -> int:
    """What the wish costs at least when the start lies between `start` and `limit`."""
    wished = tables.wished[task]
    if wished >= NEVER:
        return 0
    off = max(start - wished, wished - limit, 0) - tables.tolerance
    return tables.weights.wished_start * max(0, off)


@compiled
def _rank(
    shop: Workshop,
    base: int,
    place: int,
    guess: int,
    shift: int,
    position: int,
    start: int,
    limit: int,
) -> None:
    """Put a gap among the best, whose last row is `place` from now on."""
    choices = shop.choices
    while place > base and choices[place - 1, GUESS] > guess:
        for column in range(LIMIT + 1):
            choices[place, column] = choices[place - 1, column]
        place -= 1
    choices[place, GUESS] = guess
    choices[place, SHIFT] = shift
    choices[place, POSITION] = position
    choices[place, START] = start
    choices[place, LIMIT] = limit
