"""From rounds to the best plan that they make."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from scheduler.rules import RuleId
from scheduler.solver.compose.model import Composing
from scheduler.solver.compose.program import Status
from scheduler.solver.compose.rounds import KnownRound, known_rounds
from scheduler.solver.problem import Problem
from scheduler.solver.search.pool import RoundPool
from scheduler.solver.search.state import State
from scheduler.solver.search.tables import Tables

NODES = 1000
"""Of the search tree, for each unit of effort."""

ROUNDING = 1.0
"""Points that reduced costs may be off by."""


@dataclass(frozen=True, slots=True)
class Composition:
    """What came of composing.

    Attributes:
        rounds: of the plan, empty when there is none better than the one known.
        cost: of the plan, or of the one known.
        considered: rounds that were met, before the promising ones were chosen.
        chosen_from: the promising ones.
        proven: whether no better plan can be made of the promising rounds.
    """

    rounds: tuple[KnownRound, ...]
    cost: int
    considered: int
    chosen_from: int
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
    cost exceeds the gap between the two, so that those are left aside; of the others the cheapest
    by reduced cost are chosen from.

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
    own = int(sum(plans[0].length[: len(problem.shifts)] > 0))
    composing = Composing(problem, rounds)
    program = composing.program
    relaxed = program.relax(seconds, cancelled)
    if relaxed is None:
        return Composition((), cost, len(rounds), 0, proven=False)
    known = composing.in_program(cost, np.flatnonzero(plans[0].absent).tolist())
    rounding = ROUNDING + problem.weights[RuleId.FAIR_LOAD]
    margins = relaxed.reduced_costs[: len(rounds)]
    promising = np.flatnonzero(margins[own:] <= known - relaxed.value + rounding) + own
    promising = promising[np.argsort(margins[promising], kind="stable")[:most]]
    if not len(promising):
        return Composition((), cost, len(rounds), 0, proven=True)
    program.close(set(range(own, len(rounds))) - set(promising.tolist()))
    left = None if seconds is None else max(0.0, seconds - (time.perf_counter() - begin))
    solved = program.solve(max(1, int(NODES * effort)), left, cancelled)
    chosen: tuple[KnownRound, ...] = ()
    if solved.values is not None and composing.cost(solved.values) < cost:
        cost = composing.cost(solved.values)
        chosen = tuple(rounds[n] for n in np.flatnonzero(solved.values[: len(rounds)] > 0.5))
    proven = solved.status is Status.OPTIMAL
    return Composition(chosen, cost, len(rounds), len(promising), proven)
