"""Putting a visit where it costs least."""

from scheduler.solver.compiled import compiled
from scheduler.solver.search.gaps import (
    GUESS,
    LIMIT,
    POSITION,
    SHIFT,
    START,
    own_windows,
    rank_gaps,
    wish_points,
)
from scheduler.solver.search.rounds import copy_row, evaluate_between, refresh_neighbours
from scheduler.solver.search.state import COST, GAPS, OPTIONS, State, Workshop
from scheduler.solver.search.tables import NEVER, NOBODY, Tables


@compiled
def insert_visit(tables: Tables, state: State, shop: Workshop, visit: int, blink: float) -> bool:
    """Put an absent visit into the plan where it costs least, if it is worth that.

    Returns:
        Whether it is in.
    """
    if tables.tied[visit]:
        return _insert_tied(tables, state, shop, visit, blink)
    task = tables.first_task[visit]
    windows = own_windows(tables, shop, task)
    worth = tables.worth[visit] + 1
    judged = shop.settings.exactly_judged
    ranked = rank_gaps(tables, state, shop, task, windows, 0, judged, blink, worth)
    shifts = len(tables.start)
    best, best_row, best_shift = NEVER, shifts, NOBODY
    for rank in range(ranked):
        if shop.choices[rank, GUESS] >= best:
            break
        row = shifts + 1 if best_row == shifts and best < NEVER else shifts
        shift = shop.choices[rank, SHIFT]
        points = try_task(tables, state, shop, task, shift, shop.choices[rank, POSITION], row)
        if points < best:
            best, best_row, best_shift = points, row, shift
    if best > tables.worth[visit]:
        shop.tally[0] += tables.unassigned[visit]
        return False
    shop.tally[0] += best
    place_task(tables, state, shop, task, best_shift, best_row)
    state.absent[visit] = False
    refresh_neighbours(tables, state, shop, best_shift, shifts)
    return True


@compiled
def try_task(
    tables: Tables, state: State, shop: Workshop, task: int, shift: int, position: int, row: int
) -> int:
    """Work out a round with the task in a spare row; points that it adds, NEVER if infeasible."""
    size = state.length[shift]
    for earlier in range(position):
        state.nodes[row, earlier] = state.nodes[shift, earlier]
    state.nodes[row, position] = task
    for later in range(position, size):
        state.nodes[row, later + 1] = state.nodes[shift, later]
    state.length[row] = size + 1
    front, back = 0, size + 3
    if tables.other_from[shift] == tables.other_from[shift + 1]:
        front, back = position, position + 2
        _copy_times(state, shift, row, position, size)
    if not evaluate_between(tables, state, shop, row, shift, front, back):
        return NEVER
    moving = tables.moving[task, tables.carer[shift]]
    return state.figures[row, COST] - state.figures[shift, COST] + moving


@compiled
def _copy_times(state: State, shift: int, row: int, position: int, size: int) -> None:
    """Times of a round that an insertion at a position leaves as they are."""
    for taken in range(state.ready.shape[1]):
        for place in range(position + 1):
            state.ready[row, taken, place] = state.ready[shift, taken, place]
        for place in range(position + 1, size + 2):
            state.latest[row, taken, place + 1] = state.latest[shift, taken, place]
    for place in range(position + 1):
        state.soonest[row, place] = state.soonest[shift, place]
    for place in range(position + 1, size + 2):
        state.at_last[row, place + 1] = state.at_last[shift, place]


@compiled
def place_task(
    tables: Tables, state: State, shop: Workshop, task: int, shift: int, row: int
) -> None:
    """Make the spare row that holds a task the round of its shift."""
    copy_row(tables, state, row, state, shift, shift)
    state.shift_of[task] = shift
    shop.touched[shift] = True


@compiled
def free_windows(tables: Tables, state: State, shop: Workshop, visit: int) -> int:
    """Put on the bench when a tied visit may start beside the one it depends on."""
    count = own_windows(tables, shop, tables.first_task[visit])
    after = tables.after[visit]
    if after == NOBODY:
        return count
    first = state.frozen[after]
    if first >= NEVER:
        return 0
    kept = 0
    for window in range(count):
        opens = max(shop.opens[window], first + tables.min_gap[visit])
        closes = min(shop.closes[window], first + tables.max_gap[visit])
        if opens <= closes:
            shop.opens[kept] = opens
            shop.closes[kept] = closes
            kept += 1
    return kept


@compiled
def _insert_tied(tables: Tables, state: State, shop: Workshop, visit: int, blink: float) -> bool:
    """A tied visit gets a start that all its places can keep."""
    windows = free_windows(tables, state, shop, visit)
    options = _match(tables, state, shop, visit, windows, blink)
    shifts = len(tables.start)
    places = tables.first_task[visit + 1] - tables.first_task[visit]
    best, best_row, best_option = NEVER, shifts, 0
    for option in range(options):
        if shop.options[option, 0] >= best:
            break
        row = shifts + places if best_row == shifts and best < NEVER else shifts
        points = _try_option(tables, state, shop, visit, option, row)
        if points < best:
            best, best_row, best_option = points, row, option
    if best > tables.worth[visit]:
        return False
    shop.tally[0] += best
    state.frozen[visit] = shop.options[best_option, 1]
    state.absent[visit] = False
    for place in range(places):
        shift = shop.options[best_option, 2 + 2 * place]
        place_task(tables, state, shop, tables.first_task[visit] + place, shift, best_row + place)
    for place in range(places):
        shift = shop.options[best_option, 2 + 2 * place]
        refresh_neighbours(tables, state, shop, shift, shifts)
    return True


@compiled
def _match(
    tables: Tables, state: State, shop: Workshop, visit: int, windows: int, blink: float
) -> int:
    """Choose gaps for all places of a visit whose times overlap; how many ways are kept.

    Options hold the guess, the start, and shift and position for every place.
    """
    first = tables.first_task[visit]
    places = tables.first_task[visit + 1] - first
    worth = tables.worth[visit] + 1
    ways = 1
    for place in range(places):
        base = place * GAPS
        ranked = rank_gaps(tables, state, shop, first + place, windows, base, GAPS, blink, worth)
        if ranked == 0:
            return 0
        worth -= shop.choices[base, GUESS]
        ways *= ranked
        shop.ranked[place] = ranked
    options = 0
    for way in range(ways):
        if _combine(tables, shop, visit, way, places, windows):
            options = _keep_option(shop, options)
    return options


@compiled
def _keep_option(shop: Workshop, options: int) -> int:
    """Put the option on the spare row among the best; how many there are then."""
    spare, rank = OPTIONS, min(options, OPTIONS - 1)
    if options == OPTIONS and shop.options[rank, 0] <= shop.options[spare, 0]:
        return options
    while rank > 0 and shop.options[rank - 1, 0] > shop.options[spare, 0]:
        _copy_option(shop, rank - 1, rank)
        rank -= 1
    _copy_option(shop, spare, rank)
    return min(options + 1, OPTIONS)


@compiled
def _copy_option(shop: Workshop, origin: int, target: int) -> None:
    for column in range(shop.options.shape[1]):
        shop.options[target, column] = shop.options[origin, column]


@compiled
def _combine(
    tables: Tables, shop: Workshop, visit: int, way: int, places: int, windows: int
) -> bool:
    """Put a combination of ranked gaps, one for every place, on the spare row of the options.

    Returns:
        Whether different carers can begin together in these gaps.
    """
    guess, soonest, limit, spare = 0, -NEVER, NEVER, OPTIONS
    choices, options = shop.choices, shop.options
    for place in range(places):
        row = place * GAPS + way % shop.ranked[place]
        way //= shop.ranked[place]
        start, until = choices[row, START], choices[row, LIMIT]
        soonest, limit = max(soonest, start), min(limit, until)
        if soonest > limit:
            return False
        shift = choices[row, SHIFT]
        for earlier in range(place):
            if tables.carer[options[spare, 2 + 2 * earlier]] == tables.carer[shift]:
                return False
        task = tables.first_task[visit] + place
        guess += choices[row, GUESS] - wish_points(tables, task, start, until)
        options[spare, 2 + 2 * place] = shift
        options[spare, 3 + 2 * place] = choices[row, POSITION]
    points, start = _common_start(tables, shop, visit, windows, soonest, limit)
    options[spare, 0], options[spare, 1] = guess + points, start
    return start < NEVER


@compiled
def _common_start(
    tables: Tables, shop: Workshop, visit: int, windows: int, soonest: int, limit: int
) -> tuple[int, int]:
    """The first of the starts between two moments that its wish likes best, and what it costs."""
    task = tables.first_task[visit]
    wished = tables.wished[task]
    best, chosen = NEVER, NEVER
    for window in range(windows):
        start, until = max(soonest, shop.opens[window]), min(limit, shop.closes[window])
        if start > until:
            continue
        if wished < NEVER:
            start = max(start, min(wished - tables.tolerance, until))
        points = wish_points(tables, task, start, start)
        if points < best:
            best, chosen = points, start
    return best, chosen


@compiled
def _try_option(
    tables: Tables, state: State, shop: Workshop, visit: int, option: int, row: int
) -> int:
    """Work out all rounds of an option in spare rows; points that they add, NEVER if infeasible."""
    first = tables.first_task[visit]
    total = 0
    state.frozen[visit] = shop.options[option, 1]
    for place in range(tables.first_task[visit + 1] - first):
        shift, position = shop.options[option, 2 + 2 * place], shop.options[option, 3 + 2 * place]
        points = try_task(tables, state, shop, first + place, shift, position, row + place)
        if points >= NEVER:
            total = NEVER
            break
        total += points
    state.frozen[visit] = NEVER
    return total
