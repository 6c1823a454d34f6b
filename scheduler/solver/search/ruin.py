"""Which visits to take out of a plan: adjacent strings of neighbouring rounds.

Christiaens and Vanden Berghe (2020), Slack induction by string removals for vehicle routing
problems, Transportation Science 54:417-433, section 5.2.
"""

from scheduler.solver.compiled import compiled
from scheduler.solver.search.dice import below, chance
from scheduler.solver.search.rounds import loses_some, remove_visits
from scheduler.solver.search.state import State, Workshop
from scheduler.solver.search.tables import NOBODY, Tables


@compiled
def ruin(tables: Tables, state: State, shop: Workshop) -> None:
    """Remove visits around a random one: strings of rounds, or single visits."""
    shop.leaving[:] = False
    seed = _seed(tables, state, shop)
    wanted = 1 + below(shop.dice, 2 * shop.settings.removed_on_average - 1)
    singles = chance(shop.dice) < shop.settings.single_removals
    marked = 0
    for place in range(tables.tasks):
        if marked >= wanted:
            break
        task = tables.near[seed, place]
        shift = state.shift_of[task]
        visit = tables.visit_of[task]
        if shift == NOBODY or shop.leaving[visit] or tables.settled[visit]:
            continue
        if singles:
            shop.leaving[visit] = True
            marked += 1
        elif not loses_some(tables, state, shop, shift):
            marked += _mark_string(tables, state, shop, shift, task)
    remove_visits(tables, state, shop, len(tables.start))


@compiled
def _seed(tables: Tables, state: State, shop: Workshop) -> int:
    """The task around which to ruin: any, or one that is left out and needs room."""
    absent = 0
    for visit in range(len(tables.after)):
        absent += state.absent[visit]
    if absent and chance(shop.dice) < shop.settings.around_absent:
        skip = below(shop.dice, absent)
        for visit in range(len(tables.after)):
            if state.absent[visit]:
                if skip == 0:
                    return tables.first_task[visit]
                skip -= 1
    if len(tables.movable) == 0:
        return 0
    return tables.movable[below(shop.dice, len(tables.movable))]


@compiled
def _mark_string(tables: Tables, state: State, shop: Workshop, shift: int, task: int) -> int:
    """Mark visits next to each other in a round, the task's among them; how many."""
    size, at = 0, 0
    for position in range(state.length[shift]):
        node = state.nodes[shift, position]
        if node == task:
            at = size
        size += node < tables.tasks
    length = 1 + below(shop.dice, min(shop.settings.string_length, size))
    lowest, highest = max(0, at - length + 1), min(at, size - length)
    begin = lowest + below(shop.dice, highest - lowest + 1)
    number = 0
    for position in range(state.length[shift]):
        node = state.nodes[shift, position]
        if node < tables.tasks:
            visit = tables.visit_of[node]
            if begin <= number < begin + length and not tables.settled[visit]:
                shop.leaving[visit] = True
            number += 1
    return length
