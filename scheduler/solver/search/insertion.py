"""Putting a visit where it costs least."""

from scheduler.solver.compiled import compiled
from scheduler.solver.search.dice import below
from scheduler.solver.search.gaps import (
    GUESS,
    POSITION,
    SHIFT,
    gather_starts,
    own_windows,
    rank_gaps,
)
from scheduler.solver.search.rounds import copy_row, evaluate_between, refresh_neighbours
from scheduler.solver.search.state import COST, OPTIONS, RANKS, State, Workshop
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
    worth = shop.worth[visit] + 1
    ranked = rank_gaps(tables, state, shop, task, windows, 0, False, blink, worth)
    shifts = len(tables.start)
    best, best_row, best_shift = NEVER, shifts, NOBODY
    for rank in range(min(ranked, shop.settings.exactly_judged)):
        if shop.choices[rank, GUESS] >= best:
            break
        row = shifts + 1 if best_row == shifts and best < NEVER else shifts
        shift = shop.choices[rank, SHIFT]
        points = try_task(tables, state, shop, task, shift, shop.choices[rank, POSITION], row)
        if points < best:
            best, best_row, best_shift = points, row, shift
    if best > shop.worth[visit]:
        shop.tally[0] += shop.price[visit]
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
    return state.figures[row, COST] - state.figures[shift, COST]


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
    """A tied visit is tried at some starts, every place of it at each of them."""
    windows = free_windows(tables, state, shop, visit)
    if windows == 0:
        return False
    starts = _starts_to_try(tables, state, shop, visit, windows)
    options = 0
    for number in range(starts):
        options = _consider(tables, state, shop, visit, shop.starts[number], options, blink)
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
    if best > shop.worth[visit]:
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
def _starts_to_try(tables: Tables, state: State, shop: Workshop, visit: int, windows: int) -> int:
    """The openings, the wished start, and a sample of when carers could be there first."""
    first = tables.first_task[visit]
    gathered = 0
    wished = tables.wished[first]
    for window in range(windows):
        shop.starts[gathered] = shop.opens[window]
        gathered += 1
        if wished < NEVER:
            clamped = min(max(wished, shop.opens[window]), shop.closes[window])
            shop.starts[gathered] = clamped
            gathered += 1
    fixed = gathered
    for task in range(first, tables.first_task[visit + 1]):
        gathered = gather_starts(tables, state, shop, task, windows, gathered)
    wanted = min(gathered, max(fixed, shop.settings.starts_tried))
    for number in range(fixed, wanted):
        chosen = number + below(shop.dice, gathered - number)
        shop.starts[number], shop.starts[chosen] = shop.starts[chosen], shop.starts[number]
    return wanted


@compiled
def _consider(
    tables: Tables,
    state: State,
    shop: Workshop,
    visit: int,
    start: int,
    options: int,
    blink: float,
) -> int:
    """Keep the best guess at filling all places at a start, if it is among the best of all starts.

    Options hold the guess, the start, and shift and position for every place.
    """
    first = tables.first_task[visit]
    places = tables.first_task[visit + 1] - first
    shop.opens[0] = shop.closes[0] = start
    spare = OPTIONS
    shop.options[spare, 0], shop.options[spare, 1] = NEVER, start
    counts = 1
    worth = shop.worth[visit] + 1
    if options == OPTIONS:
        worth = min(worth, shop.options[OPTIONS - 1, 0])
    for place in range(places):
        ranked = rank_gaps(
            tables, state, shop, first + place, 1, place * RANKS, places > 1, blink, worth
        )
        if ranked == 0:
            return options
        worth -= shop.choices[place * RANKS, GUESS]
        for rank in range(ranked, RANKS):
            shop.choices[place * RANKS + rank, GUESS] = NEVER
        counts *= RANKS
    for number in range(counts):
        _combine(tables, shop, number, places, spare)
    guess = shop.options[spare, 0]
    if guess >= NEVER:
        return options
    rank = min(options, OPTIONS - 1)
    if options == OPTIONS and shop.options[rank, 0] <= guess:
        return options
    while rank > 0 and shop.options[rank - 1, 0] > guess:
        _copy_option(shop, rank - 1, rank)
        rank -= 1
    _copy_option(shop, spare, rank)
    return min(options + 1, OPTIONS)


@compiled
def _copy_option(shop: Workshop, origin: int, target: int) -> None:
    for column in range(shop.options.shape[1]):
        shop.options[target, column] = shop.options[origin, column]


@compiled
def _combine(tables: Tables, shop: Workshop, number: int, places: int, spare: int) -> None:
    """Keep a combination of ranked gaps, one for every place, if it is the best by guess so far."""
    guess = 0
    rest = number
    for place in range(places):
        row = place * RANKS + rest % RANKS
        rest //= RANKS
        if shop.choices[row, GUESS] >= NEVER:
            return
        guess += shop.choices[row, GUESS]
        carer = tables.carer[shop.choices[row, SHIFT]]
        before = number
        for earlier in range(place):
            other = shop.choices[earlier * RANKS + before % RANKS, SHIFT]
            before //= RANKS
            if tables.carer[other] == carer:
                return
    if guess >= shop.options[spare, 0]:
        return
    shop.options[spare, 0] = guess
    rest = number
    for place in range(places):
        row = place * RANKS + rest % RANKS
        rest //= RANKS
        shop.options[spare, 2 + 2 * place] = shop.choices[row, SHIFT]
        shop.options[spare, 3 + 2 * place] = shop.choices[row, POSITION]


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
