"""Which of many rounds may be part of a better plan: by their reduced costs.

The linear relaxation (cover every task or pay for its visit, one round per shift at most, costs of
single rounds only) prices tasks and shifts. What ties rounds together can only add to its value, so
no plan below the best known cost has a round whose reduced cost exceeds the gap between the two.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import optimize
from scipy.sparse import csr_array

from scheduler.rules import UNASSIGNED_RULE
from scheduler.solver.compose.rounds import KnownRound
from scheduler.solver.problem import Problem
from scheduler.solver.search.state import COST

linprog: Any = optimize.linprog
"""Its types do not say that matrices may be sparse."""

ROUNDING = 1.0
"""Points that reduced costs may be off by."""


def promising(
    problem: Problem, rounds: Sequence[KnownRound], kept: int, most: int, best_cost: int
) -> list[KnownRound] | None:
    """The first `kept` rounds, and of the others those of least reduced cost.

    Args:
        most: rounds handed back at most, beside those kept.
        best_cost: of the best plan known.

    Returns:
        None when the relaxation was not solved.
    """
    costs = np.array([each.figures[COST] for each in rounds], dtype=np.float64)
    reduced = _reduced_costs(problem, rounds, costs)
    if reduced is None:
        return None
    value, margins = reduced
    within = [
        number
        for number in np.argsort(margins[kept:], kind="stable")[:most]
        if margins[kept + number] <= best_cost - value + ROUNDING
    ]
    return [*rounds[:kept], *(rounds[kept + int(number)] for number in within)]


def _reduced_costs(
    problem: Problem, rounds: Sequence[KnownRound], costs: npt.NDArray[np.float64]
) -> tuple[float, npt.NDArray[np.float64]] | None:
    """The value of the relaxation, and the reduced cost of every round."""
    tasks, visits, shifts = len(problem.tasks), len(problem.visits), len(problem.shifts)
    entries = [
        (node, column) for column, each in enumerate(rounds) for node in each.nodes if node < tasks
    ]
    entries += [
        (task, len(rounds) + index)
        for index, visit in enumerate(problem.visits)
        for task in visit.tasks
    ]
    covering = len(entries)
    entries += [(tasks + each.shift, column) for column, each in enumerate(rounds)]
    rows, columns = np.array(entries).T
    signs = np.ones(len(entries))
    signs[:covering] = -1
    matrix = csr_array((signs, (rows, columns)), shape=(tasks + shifts, len(rounds) + visits))
    penalties = [problem.weights[UNASSIGNED_RULE[visit.priority]] for visit in problem.visits]
    # beyond what a plan of rounds can cost the size of a penalty only spoils the arithmetic
    capped = np.minimum(penalties, 4 * costs.max(initial=1.0))
    limits = np.concatenate([-np.ones(tasks), np.ones(shifts)])
    answer = linprog(
        np.concatenate([costs, capped]), A_ub=matrix, b_ub=limits, bounds=(0, None), method="highs"
    )
    if answer.status != 0:
        return None
    duals = answer.ineqlin.marginals
    margins = costs - (matrix.T @ duals)[: len(rounds)]
    return float(answer.fun), margins
