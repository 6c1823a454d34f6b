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
from scheduler.solver.search.tables import NOBODY, Ints, Tables

DONE, LENGTH, CURRENT_COST, BEST_COST, RAMPED = range(5)
"""Columns of the log: iterations done of the cycle and its length, the costs of the current plan
and of the best one of the cycle, and whether leaving visits out is cheap at first."""

HOT, COLD, BEGIN, FINAL = range(4)
"""Columns of the heat: points of temperature at the ends of the cycle, and what leaving out a visit
that may be made costs at the ends of the ramp."""

REPRICED_EVERY = 50

PRIORITY_STEP = 4
"""How many times more a visit costs on the ramp than one of the priority below."""

LOWEST_PRIORITY = 3

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
    On the ramp a plan is accepted by what leaving visits out costs for the time being; the best
    plan is chosen by what it really costs.

    Returns:
        Whether `best` has become better.
    """
    improved = False
    for _ in range(iterations):
        share = log[DONE] / log[LENGTH]
        if log[RAMPED] and log[DONE] % REPRICED_EVERY == 0:
            _reprice(tables, shop, log, heat, share)
            log[CURRENT_COST] = total_cost(tables, trial, shop) - _discount(tables, trial, shop)
        log[DONE] += 1
        shop.touched[:] = False
        temperature = heat[HOT] * (heat[COLD] / heat[HOT]) ** min(1.0, share)
        threshold = log[CURRENT_COST] - temperature * math.log(1.0 - chance(shop.dice))
        hopeless = max(threshold, float(log[BEST_COST])) if log[RAMPED] else threshold
        if not (chance(shop.dice) < shop.settings.ejections and eject(tables, trial, shop)):
            ruin(tables, trial, shop)
        if not recreate(tables, trial, shop, shop.settings.blink, hopeless):
            _copy_touched(tables, current, trial, shop)
            continue
        true_cost = total_cost(tables, trial, shop)
        cost = true_cost
        if log[RAMPED]:
            cost -= _discount(tables, trial, shop)
        best_yet = true_cost < log[BEST_COST]
        if not best_yet and cost >= threshold:
            _copy_touched(tables, current, trial, shop)
            continue
        log[CURRENT_COST] = cost
        if true_cost < log[BEST_COST] * (1.0 + shop.settings.pool_margin):
            _keep_touched(tables, trial, pool, shop)
        _copy_touched(tables, trial, current, shop)
        if best_yet:
            log[BEST_COST] = true_cost
            copy_state(tables, current, best)
            improved = True
    return improved


@compiled
def _reprice(tables: Tables, shop: Workshop, log: Ints, heat: Floats, share: float) -> None:
    """What leaving visits out costs at this point of the ramp; what it really costs after it."""
    way = share / shop.settings.ramp_share
    for visit in range(len(tables.after)):
        price = tables.unassigned[visit]
        if way < 1.0:
            ramp = heat[BEGIN] * (heat[FINAL] / heat[BEGIN]) ** way
            ramp *= PRIORITY_STEP ** (LOWEST_PRIORITY - tables.priority[visit])
            price = min(price, int(ramp))
        shop.price[visit] = price
        shop.worth[visit] = 0
    for visit in range(len(tables.after)):
        first = visit
        while first != NOBODY:
            shop.worth[first] += shop.price[visit]
            first = tables.after[first]
    if way >= 1.0:
        log[RAMPED] = 0


@compiled
def _discount(tables: Tables, state: State, shop: Workshop) -> int:
    """Points that the visits left out cost less than they really do."""
    points = 0
    for visit in range(len(tables.after)):
        if state.absent[visit]:
            points += tables.unassigned[visit] - shop.price[visit]
    return points


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
