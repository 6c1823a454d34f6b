"""The Lagrangian bound of dual prices, in whole numbers."""

from collections.abc import Sequence

import numpy as np

from scheduler.solver.bound.fair_load import busy_prices, rounding
from scheduler.solver.bound.graphs import SCALE
from scheduler.solver.bound.master import Floats, Relaxation
from scheduler.solver.bound.pricing import Duals
from scheduler.solver.bound.records import Integers
from scheduler.solver.problem import Problem


def duals_of(problem: Problem, relaxation: Relaxation) -> Duals:
    """The dual prices of a relaxation, scaled and rounded."""
    cut, left_out = _whole(-relaxation.cut), round(relaxation.least_left_out * SCALE)
    busy = busy_prices(problem, relaxation.busy) if relaxation.busy else ()
    return Duals(_whole(relaxation.task), cut, max(0, left_out), busy)


def without_rounds(problem: Problem, duals: Duals, penalties: Sequence[int], fewest: int) -> int:
    """Scaled points of the Lagrangian bound, the rounds left aside.

    Args:
        penalties: points of every visit that is left out.
        fewest: so many visits are left out at least.
    """
    points = int(duals.task.sum()) - int(duals.cut.sum()) + duals.left_out * fewest
    points -= rounding(problem, duals.busy)
    for visit, penalty in zip(problem.visits, penalties, strict=True):
        worth = int(duals.task[list(visit.tasks)].sum()) + duals.left_out
        points += min(0, penalty * SCALE - worth)
    return points


def _whole(prices: Floats) -> Integers:
    return np.maximum(0, np.rint(prices * SCALE)).astype(np.int64)
