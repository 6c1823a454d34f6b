"""Rounds around a plan: those that differ from one of its rounds by one visit, or two.

A visit more, a visit less, or one in place of another, at the place in the order where that costs
least. Composed together they are exchanges between any number of rounds, and chains of ejections.
"""

from scheduler.solver.compiled import compiled
from scheduler.solver.search.pool import RoundPool, keep_round
from scheduler.solver.search.rounds import evaluate
from scheduler.solver.search.state import COST, State, Workshop
from scheduler.solver.search.tables import NEVER, NOBODY, Tables


@compiled
def keep_around(tables: Tables, state: State, shop: Workshop, pool: RoundPool, spare: int) -> None:
    """Keep the legal rounds around a plan in a pool.

    Visits whose starts are tied stay where they are.

    Args:
        state: the plan; it is left as it is, but for the spare row.
    """
    for shift in range(len(tables.start)):
        for gone in range(-1, state.length[shift]):
            if gone >= 0 and not _is_free(tables, state.nodes[shift, gone]):
                continue
            if gone >= 0:
                _keep(tables, state, shop, pool, shift, gone, NOBODY, 0, spare)
            for task in range(tables.tasks):
                elsewhere = state.shift_of[task] != shift
                if elsewhere and tables.allowed[task, shift] and _is_free(tables, task):
                    place = _best_place(tables, state, shop, shift, gone, task, spare)
                    if place != NOBODY:
                        _keep(tables, state, shop, pool, shift, gone, task, place, spare)


@compiled
def _is_free(tables: Tables, node: int) -> bool:
    """Whether a node is a visit that nothing ties to a start."""
    return node < tables.tasks and not tables.tied[tables.visit_of[node]]


@compiled
def _best_place(
    tables: Tables, state: State, shop: Workshop, shift: int, gone: int, task: int, spare: int
) -> int:
    """Where in a round without one node a task costs least, NOBODY if it cannot go anywhere."""
    least, chosen = NEVER, NOBODY
    for place in range(state.length[shift] + (gone < 0)):
        _write(state, shift, gone, task, place, spare)
        if evaluate(tables, state, shop, spare, shift) and state.figures[spare, COST] < least:
            least, chosen = state.figures[spare, COST], place
    return chosen


@compiled
def _keep(
    tables: Tables,
    state: State,
    shop: Workshop,
    pool: RoundPool,
    shift: int,
    gone: int,
    task: int,
    place: int,
    spare: int,
) -> None:
    _write(state, shift, gone, task, place, spare)
    if evaluate(tables, state, shop, spare, shift):
        keep_round(tables, state, pool, spare, shift)


@compiled
def _write(state: State, shift: int, gone: int, task: int, place: int, spare: int) -> None:
    """Write a round without one node and with a task at a place; NOBODY for neither."""
    size = 0
    for position in range(state.length[shift]):
        if position == gone:
            continue
        if task != NOBODY and size == place:
            state.nodes[spare, size] = task
            size += 1
        state.nodes[spare, size] = state.nodes[shift, position]
        size += 1
    if task != NOBODY and size == place:
        state.nodes[spare, size] = task
        size += 1
    state.length[spare] = size
