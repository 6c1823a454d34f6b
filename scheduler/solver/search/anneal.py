"""Simulated annealing over ruin and recreate."""

import math

import numpy as np
import numpy.typing as npt

from scheduler.solver.arrays import overwrite
from scheduler.solver.compiled import compiled
from scheduler.solver.search.dice import chance
from scheduler.solver.search.ejection import eject
from scheduler.solver.search.pool import RoundPool, keep_round
from scheduler.solver.search.recreate import recreate
from scheduler.solver.search.rounds import copy_row, total_cost
from scheduler.solver.search.ruin import ruin
from scheduler.solver.search.state import State, Workshop
from scheduler.solver.search.tables import Ints, Tables

DONE, LENGTH, CURRENT_COST, BEST_COST = range(4)
"""Columns of the log: iterations done of the cycle and its length, the costs of the current plan
and of the best one of the cycle."""

HOT, COLD = range(2)
"""Columns of the heat: points of temperature at the ends of the cycle."""

Floats = npt.NDArray[np.float64]


@compiled
def anneal(
    tables: Tables,
    current: State,
    trial: State,
    best: State,
    shop: Workshop,
    pool: RoundPool,
    log: Ints,
    heat: Floats,
    iterations: int,
) -> bool:
    """Go on for some iterations; `current` and `trial` are alike before and after.

    Temperatures fall geometrically within a cycle (Christiaens and Vanden Berghe 2020, section 6).

    Returns:
        Whether `best` has become better.
    """
    improved = False
    for _ in range(iterations):
        share = log[DONE] / log[LENGTH]
        log[DONE] += 1
        shop.touched[:] = False
        temperature = heat[HOT] * (heat[COLD] / heat[HOT]) ** min(1.0, share)
        threshold = log[CURRENT_COST] - temperature * math.log(1.0 - chance(shop.dice))
        if not (chance(shop.dice) < shop.settings.ejections and eject(tables, trial, shop)):
            ruin(tables, trial, shop)
        if not recreate(tables, trial, shop, shop.settings.blink, threshold):
            _copy_touched(tables, current, trial, shop)
            continue
        cost = total_cost(tables, trial, shop)
        best_yet = cost < log[BEST_COST]
        if not best_yet and cost >= threshold:
            _copy_touched(tables, current, trial, shop)
            continue
        log[CURRENT_COST] = cost
        if cost < log[BEST_COST] * (1.0 + shop.settings.pool_margin):
            _keep_touched(tables, trial, pool, shop)
        _copy_touched(tables, trial, current, shop)
        if best_yet:
            log[BEST_COST] = cost
            copy_state(tables, current, best)
            improved = True
    return improved


@compiled
def copy_state(tables: Tables, origin: State, target: State) -> None:
    """Make one state like another."""
    for shift in range(len(tables.start)):
        copy_row(tables, origin, shift, target, shift, shift)
    overwrite(target.frozen, origin.frozen)
    overwrite(target.shift_of, origin.shift_of)
    overwrite(target.absent, origin.absent)


@compiled
def _copy_touched(tables: Tables, origin: State, target: State, shop: Workshop) -> None:
    for shift in range(len(tables.start)):
        if shop.touched[shift]:
            copy_row(tables, origin, shift, target, shift, shift)
    overwrite(target.frozen, origin.frozen)
    overwrite(target.shift_of, origin.shift_of)
    overwrite(target.absent, origin.absent)


@compiled
def _keep_touched(tables: Tables, state: State, pool: RoundPool, shop: Workshop) -> None:
    for shift in range(len(tables.start)):
        if shop.touched[shift]:
            keep_round(tables, state, pool, shift, shift)
