"""Which tasks to take out: strings of neighbouring rounds, or single ones.

Christiaens and Vanden Berghe (2020), Slack induction by string removals for vehicle routing
problems, Transportation Science 54:417-433, section 5.2, split strings included.
"""

from scheduler.solver.compiled import compiled
from scheduler.solver.regular.linking import unlink
from scheduler.solver.regular.pauses import choose_pause
from scheduler.solver.regular.problem import NOBODY
from scheduler.solver.regular.state import PRESENT, State, Workshop
from scheduler.solver.regular.tables import Tables
from scheduler.solver.search.dice import below, chance

SPLIT = 0.5
LONGER_GAP = 0.5
AROUND_ABSENT = 0.5


@compiled
def ruin(
    tables: Tables,
    state: State,
    shop: Workshop,
    removed: float,
    longest: int,
    singles: float,
) -> None:
    """Take tasks out; what was absent already, and what leaves, stands in `shop.waiting`.

    The breaks of the rounds that lost some are taken where they suit best then.

    Args:
        removed: how many to remove on average. longest: of a string.
        singles: how often to remove single tasks all over the plan.
    """
    wait_for_room(tables, state, shop)
    if chance(shop.dice) < singles:
        _remove_singles(tables, state, shop, 1 + below(shop.dice, int(1.5 * removed)))
    else:
        _remove_strings(tables, state, shop, removed, longest)
    close_ranks(tables, state, shop)


@compiled
def wait_for_room(tables: Tables, state: State, shop: Workshop) -> None:
    """Let all tasks that are left out stand in `shop.waiting`."""
    shop.counts[0] = 0
    for task in range(tables.tasks):
        if state.shift[task] == NOBODY:
            shop.waiting[shop.counts[0]] = task
            shop.counts[0] += 1


@compiled
def close_ranks(tables: Tables, state: State, shop: Workshop) -> None:
    """Once tasks have left: breaks where they suit best, and the order without those tasks."""
    for shift in range(tables.shifts):
        if shop.touched[shift] and state.size[shift] > 0 and tables.break_length[shift] > 0:
            choose_pause(tables, state, shop, shift)
    if not tables.tied:
        return
    kept = 0
    for place in range(state.totals[PRESENT]):
        task = state.order[place]
        if state.shift[task] != NOBODY:
            state.order[kept] = task
            kept += 1
    state.totals[PRESENT] = kept


@compiled
def remove(tables: Tables, state: State, shop: Workshop, task: int) -> int:
    """Take a task out with its partner; how many that were."""
    count = 0
    for each in (task, tables.partner[task]):
        if each != NOBODY:
            shop.touched[state.shift[each]] = True
            unlink(tables, state, each)
            shop.waiting[shop.counts[0]] = each
            shop.counts[0] += 1
            count += 1
    return count


@compiled
def _seed(tables: Tables, shop: Workshop) -> int:
    """The task around which to remove: any, or one that is left out and needs room."""
    absent = shop.counts[0]
    if absent and chance(shop.dice) < AROUND_ABSENT:
        return shop.waiting[below(shop.dice, absent)]
    return below(shop.dice, tables.tasks)


@compiled
def _remove_singles(tables: Tables, state: State, shop: Workshop, wanted: int) -> None:
    for _ in range(4 * wanted):
        if wanted <= 0:
            return
        task = below(shop.dice, tables.tasks)
        if state.shift[task] != NOBODY:
            wanted -= remove(tables, state, shop, task)


@compiled
def _remove_strings(
    tables: Tables, state: State, shop: Workshop, removed: float, longest: int
) -> None:
    used, tasks = 0, 0
    for shift in range(tables.shifts):
        tasks += state.size[shift]
        used += state.size[shift] > 0
    if used == 0:
        return
    most = min(float(longest), tasks / used)
    strings = 1 + int(chance(shop.dice) * max(0.0, 4.0 * removed / (1.0 + most) - 1.0))
    seed = _seed(tables, shop)
    measure = below(shop.dice, 2)
    shop.stamp[0] += 1
    for rank in range(tables.tasks):
        task = tables.near[measure, seed, rank]
        shift = state.shift[task]
        if shift == NOBODY or shop.done[tables.tasks + shift] == shop.stamp[0]:
            continue
        shop.done[tables.tasks + shift] = shop.stamp[0]
        size = state.size[shift]
        length = 1 + int(chance(shop.dice) * min(most, float(size)))
        _remove_string(tables, state, shop, task, shift, min(length, size))
        strings -= 1
        if strings == 0:
            return


@compiled
def _remove_string(
    tables: Tables, state: State, shop: Workshop, task: int, shift: int, length: int
) -> None:
    """Take `length` tasks out of a round near a task, often with a gap that stays between."""
    size = state.size[shift]
    node, at = state.following[tables.tasks + shift], 0
    for place in range(size):
        shop.row[place] = node
        if node == task:
            at = place
        node = state.following[node]
    kept = 0
    if 1 < length < size and chance(shop.dice) < SPLIT:
        kept = 1
        while length + kept < size and chance(shop.dice) < LONGER_GAP:
            kept += 1
    span = length + kept
    lowest, highest = max(0, at - span + 1), min(at, size - span)
    begin = lowest + below(shop.dice, highest - lowest + 1)
    gap = begin + span
    if kept:
        gap = begin + 1 + below(shop.dice, length - 1)
    for place in range(begin, begin + span):
        each = shop.row[place]
        if not gap <= place < gap + kept and state.shift[each] != NOBODY:
            remove(tables, state, shop, each)
