"""Simulated annealing over ruin and recreate, in cycles that each begin at the best plan."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from scheduler.rules import RuleId
from scheduler.solver.search.recreate import recreate
from scheduler.solver.search.ruin import Neighbourhood, chosen_to_leave
from scheduler.solver.search.state import State

FIRST_CYCLE = 400
"""Iterations of the first cycle; each later one is longer by `CYCLE_GROWTH`."""

CYCLE_GROWTH = 1.5
HOT_SECONDS = 300
COLD_SECONDS = 5
"""Temperature at the ends of a cycle, as the points of so many seconds of travel."""


@dataclass(frozen=True, slots=True)
class Step:
    """One iteration done; `state` and `cost` are the best so far."""

    state: State
    cost: int
    improved: bool


def anneal(state: State, rng: Random) -> Iterator[Step]:
    """Better and better states, one step per iteration, without end.

    Temperatures fall geometrically within a cycle (Christiaens and Vanden Berghe 2020, section 6).
    """
    near = Neighbourhood(state.tables)
    per_second = max(1, state.tables.weights[RuleId.TRAVEL])
    best, best_cost = state, state.cost()
    length = FIRST_CYCLE
    while True:
        current, current_cost = best, best_cost
        for iteration in range(length):
            share = iteration / length
            temperature = per_second * HOT_SECONDS * (COLD_SECONDS / HOT_SECONDS) ** share
            trial = current.copy()
            trial.remove(chosen_to_leave(trial, near, rng))
            recreate(trial, rng)
            cost = trial.cost()
            if cost < current_cost - temperature * math.log(1.0 - rng.random()):
                current, current_cost = trial, cost
            improved = cost < best_cost
            if improved:
                best, best_cost = trial, cost
            yield Step(best, best_cost, improved)
        length = int(length * CYCLE_GROWTH)
