"""The one way to solve a problem."""

import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

from scheduler.errors import FaultError
from scheduler.plan import Plan
from scheduler.score import Score, ScoreLine
from scheduler.solver.assemble import assemble
from scheduler.solver.params import DEFAULTS, SearchParams
from scheduler.solver.problem import Problem
from scheduler.solver.reasons import reasons
from scheduler.solver.result import OnProgress, Progress, Result
from scheduler.solver.schedule import cost, quantities
from scheduler.solver.search.population import Population
from scheduler.solver.search.session import Session
from scheduler.solver.stopping import Left, StoppingCriterion, what_is_left

def solve(
    problem: Problem,
    stop: StoppingCriterion,
    seed: int = 0,
    initial: Plan | None = None,
    on_progress: OnProgress | None = None,
    *,
    params: SearchParams = DEFAULTS,
    workers: int = 1,
) -> Result:
    begin = time.perf_counter()
    pop = Population(problem, seed, params)
    pop.begin(initial)
    session = pop.lead
    def tell() -> None:
        if on_progress is not None:
            schedules = session.schedules()
            on_progress(
                Progress(
                    iterations=pop.iterations,
                    cost=session.cost,
                    unassigned=len(session.left_out),
                    bound=None,
                    elapsed_seconds=time.perf_counter() - begin,
                    plan=lambda: assemble(problem, schedules),
                )
            )

    tell()
    reason = stop(0, session.cost) if problem.tasks else "nothing_to_plan"
    started = time.perf_counter()
    with ThreadPoolExecutor(workers) if workers > 1 else nullcontext() as threads:
        while reason is None:
            left = what_is_left(stop, pop.iterations)
            most, foreseen = 1 << 40, None
            if left.iterations is not None:
                most = left.iterations; foreseen = pop.iterations + most
            elif left.seconds is not None and pop.iterations:
                rate = pop.iterations / (time.perf_counter() - started)
                foreseen = pop.iterations + int(rate * left.seconds)
            elif left.seconds is not None:
                foreseen = 5000
            if pop.run(threads, most, foreseen):
                tell()
            reason = stop(pop.iterations, session.cost)
    session.fill_up()
    statistics = {"iterations": pop.iterations, "seconds": time.perf_counter() - begin, "generations": pop.generations}
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
