"""From rounds to the best plan that they make."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.solver.compose.model import Composing
from scheduler.solver.compose.relaxation import promising
from scheduler.solver.compose.rounds import KnownRound, known_rounds
from scheduler.solver.interruption import interruptible
from scheduler.solver.problem import Problem
from scheduler.solver.search.pool import RoundPool
from scheduler.solver.search.state import State
from scheduler.solver.search.tables import Tables


@dataclass(frozen=True, slots=True)
class Composition:
    """What came of composing.

    Attributes:
        rounds: of the plan, empty when there is none better than the one known.
        cost: of the plan, or of the one known.
        considered: rounds that were met, before the promising ones were chosen.
        proven: whether no better plan can be made of the promising rounds.
    """

    rounds: tuple[KnownRound, ...]
    cost: int
    considered: int
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

    Args:
        plans: whose rounds count as well; the first is the best known.
        cost: of the best known plan.
        most: rounds to choose from, beside those of the best plan.
        effort: limit in CP-SAT's deterministic time units.
        seconds: limit on wall-clock time, None for none.
        cancelled: asked now and then, from another thread, whether to stop.
    """
    rounds = known_rounds(tables, plans, pools)
    own = sum(plans[0].length[: len(problem.shifts)] > 0)
    choice = promising(problem, rounds, int(own), most, cost)
    if not choice:
        return Composition((), cost, len(rounds), proven=False)
    composing = Composing(problem, choice)
    for number, chosen in enumerate(composing.chosen):
        composing.model.add_hint(chosen, number < own)
    for visit, absent in enumerate(composing.absent):
        composing.model.add_hint(absent, bool(plans[0].absent[visit]))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = effort
    if seconds is not None:
        solver.parameters.max_time_in_seconds = seconds
    with interruptible(solver, cancelled):
        status = solver.solve(composing.model)
    proven = status == cp_model.OPTIMAL
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE} or solver.objective_value >= cost:
        return Composition((), cost, len(rounds), proven)
    picked = (
        each for each, chosen in zip(choice, composing.chosen, strict=True) if solver.value(chosen)
    )
    return Composition(tuple(picked), round(solver.objective_value), len(rounds), proven)
