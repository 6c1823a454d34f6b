"""Simulated annealing over ruin and recreate."""

import math

from scheduler.solver.arrays import overwrite
from scheduler.solver.compiled import compiled
from scheduler.solver.regular.comparing import spread_of_waiting, unfairness
from scheduler.solver.regular.ejection import eject
from scheduler.solver.regular.insertion import CROSSED, LEFT_OUT, insert
from scheduler.solver.regular.problem import NEVER, NOBODY
from scheduler.solver.regular.ruin import ruin
from scheduler.solver.regular.starts import renew
from scheduler.solver.regular.state import (
    ABSENT,
    CONTINUITY,
    LATE,
    TRAVEL,
    WORST,
    State,
    Workshop,
)
from scheduler.solver.regular.tables import Tables
from scheduler.solver.search.dice import below, chance

PARTNERS_FIRST = 0.2

EAGER = 0.1
"""How often tasks are inserted even where leaving them out is cheaper: two may be worth it that one
alone is not."""

UNTRIED, IN_VAIN = 0, -1
"""Stamps of waiting tasks: whether the partner was tried already."""


@compiled
def cost(tables: Tables, state: State) -> int:
    """Points of the whole plan."""
    points = _rounds(tables, state) + state.totals[ABSENT]
    if tables.compares:
        points += tables.fair_weight * unfairness(tables, state)
        points += tables.spread_weight * spread_of_waiting(tables, state)
    return points


@compiled
def _rounds(tables: Tables, state: State) -> int:
    """Points of a plan's rounds one by one, without those of what it leaves out."""
    totals = state.totals
    return (
        tables.travel_weight * totals[TRAVEL]
        + totals[CONTINUITY]
        + tables.late_weight * totals[LATE]
        + tables.worst_weight * totals[WORST]
    )


@compiled
def anneal(
    tables: Tables,
    current: State,
    trial: State,
    best: State,
    shop: Workshop,
    iterations: int,
    hot: float,
    cold: float,
    removed: float,
    longest: int,
    singles: float,
    blink: float,
    ejections: float,
) -> bool:
    """Run some iterations while the temperature falls geometrically from `hot` to `cold` points.

    `current` and `trial` are alike before and after. The threshold is drawn before recreating, so
    that a trial ends as soon as it is passed: insertions only add to what is counted then, as long
    as no detour is shorter than the direct way.

    Returns:
        Whether `best` has become better.
    """
    improved = False
    price = cost(tables, current)
    least = cost(tables, best)
    ratio = (cold / hot) ** (1.0 / max(1, iterations))
    temperature = hot
    for _ in range(iterations):
        temperature *= ratio
        limit = price - temperature * math.log(1.0 - chance(shop.dice))
        shop.touched[:] = False
        makes_room = trial.totals[ABSENT] > 0 and chance(shop.dice) < ejections
        if not (makes_room and eject(tables, trial, shop)):
            ruin(tables, trial, shop, removed, longest, singles)
        if renew(tables, trial, shop) and recreate(tables, trial, shop, blink, limit):
            found = cost(tables, trial)
            if found < limit:
                price = found
                copy_state(tables, trial, current)
                if found < least:
                    least = found
                    copy_state(tables, trial, best)
                    improved = True
                continue
        copy_state(tables, current, trial)
    return improved


@compiled
def recreate(tables: Tables, state: State, shop: Workshop, blink: float, limit: float) -> bool:
    """Insert every waiting task, in a random kind of order; False once the limit is passed."""
    count = shop.counts[0]
    _line_up(tables, shop, count)
    eager = blink > 0.0 and chance(shop.dice) < EAGER
    for place in range(count):
        shop.done[shop.waiting[place]] = UNTRIED
    lost = 0
    for place in range(count):
        task = shop.waiting[place]
        if state.shift[task] != NOBODY:
            continue
        outcome = LEFT_OUT
        if shop.done[task] != IN_VAIN:
            outcome = insert(tables, state, shop, task, blink, eager)
        if outcome == CROSSED:
            return False
        if outcome == LEFT_OUT:
            lost += tables.unassigned[task]
            if tables.partner[task] != NOBODY:
                shop.done[tables.partner[task]] = IN_VAIN
        if _rounds(tables, state) + lost >= limit:
            return False
    return True


@compiled
def _line_up(tables: Tables, shop: Workshop, count: int) -> None:
    """Sort the waiting tasks by a random kind of key."""
    kind = chance(shop.dice)
    partners_first = chance(shop.dice) < PARTNERS_FIRST
    for place in range(count):
        task = shop.waiting[place]
        key = below(shop.dice, 1 << 20)
        if kind < 0.36:
            pass
        elif kind < 0.50:
            key = -tables.service[task]
        elif kind < 0.62:
            key = min(tables.closes[task], tables.due[task]) - tables.ideal[task]
        elif kind < 0.74:
            key = tables.ideal[task]
        elif kind < 0.86:
            key = -min(tables.closes[task], tables.due[task])
        elif kind < 0.94:
            key = -tables.distance[task]
        else:
            key = tables.distance[task]
        if partners_first and tables.partner[task] == NOBODY:
            key += NEVER
        to = place
        while to > 0 and shop.keys[to - 1] > key:
            shop.keys[to] = shop.keys[to - 1]
            shop.waiting[to] = shop.waiting[to - 1]
            to -= 1
        shop.keys[to] = key
        shop.waiting[to] = task


@compiled
def copy_state(tables: Tables, origin: State, target: State) -> None:
    """Make one state like another."""
    overwrite(target.following, origin.following)
    overwrite(target.previous, origin.previous)
    overwrite(target.leg, origin.leg)
    overwrite(target.shift, origin.shift)
    if tables.pauses:
        overwrite(target.pause, origin.pause)
    if tables.wishes:
        overwrite(target.opening, origin.opening)
    overwrite(target.start, origin.start)
    overwrite(target.latest, origin.latest)
    if tables.soft:
        overwrite(target.slack, origin.slack)
        overwrite(target.calm, origin.calm)
    overwrite(target.size, origin.size)
    overwrite(target.load, origin.load)
    if tables.compares:
        overwrite(target.busy, origin.busy)
        overwrite(target.working, origin.working)
    if tables.meets:
        overwrite(target.met, origin.met)
    if tables.tied:
        overwrite(target.order, origin.order)
    overwrite(target.totals, origin.totals)
