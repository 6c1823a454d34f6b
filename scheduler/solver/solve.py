"""The one way to solve a problem."""

import time
from collections.abc import Mapping

from scheduler.errors import FaultError
from scheduler.plan import Plan
from scheduler.score import Score, ScoreLine
from scheduler.solver.assemble import assemble
from scheduler.solver.problem import Problem
from scheduler.solver.reasons import reasons
from scheduler.solver.result import OnProgress, Progress, Result
from scheduler.solver.schedule import cost, quantities
from scheduler.solver.search.session import Session
from scheduler.solver.search.warm import take_over
from scheduler.solver.stopping import StoppingCriterion

SLICE = 10
"""Iterations between two questions to the stopping criterion."""


def solve(
    problem: Problem,
    stop: StoppingCriterion,
    seed: int = 0,
    initial: Plan | None = None,
    on_progress: OnProgress | None = None,
) -> Result:
    """The best plan found until `stop` says so, which is asked after every slice of iterations.

    The same problem, seed and number of iterations give the same plan.

    Args:
        initial: a plan to begin from; what of it breaks a rule of this problem is dropped.
        on_progress: told of the first plan and of every better one.

    Raises:
        RoundsError: when the appointments of a shift cannot be kept by any round.
        FaultError: when the search's own cost differs from the cost of the rounds it hands out.
    """
    begin = time.perf_counter()
    session = Session(problem, seed)
    if initial is not None:
        take_over(session, initial)
    session.begin()
    iterations = 0

    def tell() -> None:
        if on_progress is not None:
            schedules = session.schedules()
            on_progress(
                Progress(
                    iterations=iterations,
                    cost=session.cost,
                    unassigned=len(session.left_out),
                    bound=None,
                    elapsed_seconds=time.perf_counter() - begin,
                    plan=lambda: assemble(problem, schedules),
                )
            )

    tell()
    reason = stop(iterations, session.cost) if problem.tasks else "nothing_to_plan"
    while reason is None:
        improved = session.run(SLICE)
        iterations += SLICE
        if improved:
            tell()
        reason = stop(iterations, session.cost)
    session.fill_up()
    statistics = {"iterations": iterations, "seconds": time.perf_counter() - begin}
    return _result(session, reason, statistics)


def _result(session: Session, reason: str, statistics: Mapping[str, float]) -> Result:
    problem, schedules = session.problem, session.schedules()
    counts = quantities(problem, schedules)
    if cost(problem, counts) != session.cost:
        raise FaultError(
            "search-disagrees",
            f"The search counts {session.cost} points, its rounds cost {cost(problem, counts)}.",
        )
    return Result(
        plan=assemble(problem, schedules, reasons(session)),
        score=Score(tuple(ScoreLine(r, counts[r], w) for r, w in problem.weights.items())),
        bound=None,
        stopped_by=reason,
        statistics=statistics,
        schedules=tuple(schedules),
    )
