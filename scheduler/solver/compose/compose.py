"""From rounds to the best plan that they make."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.rules import RuleId
from scheduler.solver.compose.model import HALF, Composing
from scheduler.solver.compose.rounds import KnownRound, known_rounds
from scheduler.solver.problem import Problem
from scheduler.solver.search.pool import RoundPool
from scheduler.solver.search.state import State
from scheduler.solver.search.tables import Tables

NODES = 1000
"""Of the search tree, for each unit of effort."""

FEWER = 4
"""The first choice is from so many times fewer rounds than the second."""

ROUNDING = 1.0
"""Points that reduced costs may be off by."""


@dataclass(frozen=True, slots=True)
class Composition:
    """What came of composing.

    Attributes:
        rounds: of the plan, empty when there is none better than the one known.
        cost: of the plan, or of the one known.
        proven: whether none of the rounds make a better one.
    """

    rounds: tuple[KnownRound, ...]
    cost: int
    proven: bool


def compose(
    problem: Problem,
    tables: Tables,
    plans: Sequence[State],
    pools: Sequence[RoundPool],
    *,
    cost: int,
    most: int,
    effort: float,
    seconds: float | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Composition:
    """Look for a better plan among all that the rounds make.

    The relaxation prices every round. No plan below the best known cost has a round whose reduced
    cost exceeds the gap between the two, so that those are left aside. Of the others the cheapest
    by reduced cost are chosen from, a few first: the plan found leaves fewer to the next choice.

    Args:
        plans: whose rounds count as well; the first is the best known.
        cost: of the best known plan.
        most: rounds to choose from, beside those of the best plan.
        effort: limit of the search, in thousands of nodes.
        seconds: limit on wall-clock time, None for none.
        cancelled: asked now and then, from another thread, whether to stop.
    """
    begin = time.perf_counter()
    rounds = known_rounds(tables, plans, pools)
    taken = list(range(int(sum(plans[0].length[: len(problem.shifts)] > 0))))
    absent = np.flatnonzero(plans[0].absent).tolist()
    composing = Composing(problem, rounds)
    relaxed = composing.program.relax(seconds, cancelled)
    if relaxed is None:
        return Composition((), cost, proven=False)
    rounding = ROUNDING + problem.weights[RuleId.FAIR_LOAD]
    margins = relaxed.reduced_costs[: len(rounds)]
    ranked = np.argsort(margins, kind="stable")
    best, proven = cost, False
    for count in (most // FEWER, most):
        left = None if seconds is None else seconds - (time.perf_counter() - begin)
        if proven or (left is not None and left <= 0) or (cancelled is not None and cancelled()):
            break
        gap = composing.in_program(best, absent) - relaxed.value + rounding
        promising = ranked[margins[ranked] <= gap]
        solved = composing.program.solve(
            {*range(len(rounds))} - {*promising[:count].tolist(), *taken},
            composing.columns(taken, absent),
            max(1, int(NODES * effort)),
            left,
            cancelled,
        )
        proven = len(promising) <= count and solved.proven
        if solved.values is not None and composing.cost(solved.values) < best:
            best, absent = composing.cost(solved.values), composing.left_out(solved.values)
            taken = np.flatnonzero(solved.values[: len(rounds)] > HALF).tolist()
    better = tuple(rounds[number] for number in taken) if best < cost else ()
    return Composition(better, best, proven)
