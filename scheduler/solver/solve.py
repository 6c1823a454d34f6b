"""The one way to solve a problem."""

import time
from collections.abc import Mapping
from random import Random

from scheduler.errors import FaultError
from scheduler.plan import Plan
from scheduler.score import Score, ScoreLine
from scheduler.solver.assemble import assemble
from scheduler.solver.problem import Problem
from scheduler.solver.reasons import reasons
from scheduler.solver.result import OnProgress, Progress, Result
from scheduler.solver.schedule import cost, quantities
from scheduler.solver.search.anneal import anneal
from scheduler.solver.search.recreate import recreate
from scheduler.solver.search.state import State
from scheduler.solver.search.tables import Tables
from scheduler.solver.search.warm import take_over
from scheduler.solver.stopping import StoppingCriterion


def solve(
    problem: Problem,
    stop: StoppingCriterion,
    seed: int = 0,
    initial: Plan | None = None,
    on_progress: OnProgress | None = None,
) -> Result:
    """The best plan found until `stop` says so.

    The same problem, seed and number of iterations give the same plan.

    Args:
        initial: a plan to begin from; what of it breaks a rule of this problem is dropped.
        on_progress: told of the first plan and of every better one.

    Raises:
        RoundsError: when the appointments of a shift cannot be kept by any round.
        FaultError: when the search's own cost differs from the cost of the rounds it hands out.
    """
    begin = time.perf_counter()
    rng = Random(seed)  # noqa: S311 - a search needs repeatable numbers, not secret ones
    state = State(Tables(problem))
    if initial is not None:
        take_over(state, initial)
    recreate(state, rng, blink=0.0)
    best, best_cost, iterations = state, state.cost(), 0

    def tell() -> None:
        if on_progress is not None:
            shown = best
            on_progress(
                Progress(
                    iterations=iterations,
                    cost=best_cost,
                    unassigned=len(best.absent),
                    bound=None,
                    elapsed_seconds=time.perf_counter() - begin,
                    plan=lambda: assemble(problem, shown.schedules()),
                )
            )

    tell()
    reason = stop(iterations, best_cost) if problem.tasks else "nothing_to_plan"
    steps = anneal(state, rng)
    while reason is None:
        step = next(steps)
        iterations += 1
        if step.improved:
            best, best_cost = step.state, step.cost
            tell()
        reason = stop(iterations, best_cost)
    best, best_cost = _with_all_that_fits(best, best_cost, rng)
    statistics = {"iterations": iterations, "seconds": time.perf_counter() - begin}
    return _result(best, best_cost, reason, statistics)


def _with_all_that_fits(state: State, points: int, rng: Random) -> tuple[State, int]:
    """The state after one more try, without blinks, to insert what it leaves out."""
    filled = state.copy()
    recreate(filled, rng, blink=0.0)
    total = filled.cost()
    return (filled, total) if total < points else (state, points)


def _result(state: State, claimed: int, reason: str, statistics: Mapping[str, float]) -> Result:
    problem, schedules = state.tables.problem, state.schedules()
    counts = quantities(problem, schedules)
    if cost(problem, counts) != claimed:
        raise FaultError(
            "search-disagrees",
            f"The search counts {claimed} points, its rounds cost {cost(problem, counts)}.",
        )
    return Result(
        plan=assemble(problem, schedules, reasons(state)),
        score=Score(tuple(ScoreLine(r, counts[r], w) for r, w in problem.weights.items())),
        bound=None,
        stopped_by=reason,
        statistics=statistics,
    )
