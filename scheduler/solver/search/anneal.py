"""Simulated annealing over ruin and recreate, in cycles that each begin at the best plan."""

import math

from scheduler.solver.compiled import compiled
from scheduler.solver.search.dice import chance
from scheduler.solver.search.recreate import BLINK, recreate
from scheduler.solver.search.rounds import copy_row, total_cost
from scheduler.solver.search.ruin import ruin
from scheduler.solver.search.state import State, Workshop
from scheduler.solver.search.tables import Ints, Tables

FIRST_CYCLE = 4_000
"""Iterations of the first cycle; each later one is longer by half."""

HOT_SECONDS = 300.0
COLD_SECONDS = 3.0
"""Temperature at the ends of a cycle, as the points of so many seconds of travel."""

DONE, LENGTH, CURRENT_COST, BEST_COST = range(4)
"""Columns of the log: iterations done of the cycle and its length, and two costs."""


@compiled
def anneal(
    tables: Tables,
    current: State,
    trial: State,
    best: State,
    shop: Workshop,
    log: Ints,
    iterations: int,
) -> bool:
    """Go on for some iterations; `current` and `trial` are alike before and after.

    Temperatures fall geometrically within a cycle (Christiaens and Vanden Berghe 2020, section 6).

    Returns:
        Whether `best` has become better.
    """
    improved = False
    per_second = float(max(1, tables.weights.travel))
    for _ in range(iterations):
        if log[DONE] == log[LENGTH]:
            log[DONE] = 0
            log[LENGTH] += log[LENGTH] // 2
            log[CURRENT_COST] = log[BEST_COST]
            copy_state(tables, best, current)
            copy_state(tables, best, trial)
        share = log[DONE] / log[LENGTH]
        log[DONE] += 1
        shop.touched[:] = False
        ruin(tables, trial, shop)
        recreate(tables, trial, shop, BLINK)
        cost = total_cost(tables, trial, shop)
        temperature = per_second * HOT_SECONDS * (COLD_SECONDS / HOT_SECONDS) ** share
        if cost < log[CURRENT_COST] - temperature * math.log(1.0 - chance(shop.dice)):
            log[CURRENT_COST] = cost
            _copy_touched(tables, trial, current, shop)
        else:
            _copy_touched(tables, current, trial, shop)
        if cost < log[BEST_COST]:
            log[BEST_COST] = cost
            copy_state(tables, current, best)
            improved = True
    return improved


@compiled
def copy_state(tables: Tables, origin: State, target: State) -> None:
    """Make one state like another."""
    for shift in range(len(tables.start)):
        copy_row(tables, origin, shift, target, shift, shift)
    target.frozen[:] = origin.frozen
    target.shift_of[:] = origin.shift_of
    target.absent[:] = origin.absent


@compiled
def _copy_touched(tables: Tables, origin: State, target: State, shop: Workshop) -> None:
    for shift in range(len(tables.start)):
        if shop.touched[shift]:
            copy_row(tables, origin, shift, target, shift, shift)
    target.frozen[:] = origin.frozen
    target.shift_of[:] = origin.shift_of
    target.absent[:] = origin.absent
