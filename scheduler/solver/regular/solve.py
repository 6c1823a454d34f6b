"""Solving a regular problem."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass

from scheduler.errors import FaultError
from scheduler.solver.params import REGULAR, SearchParams
from scheduler.solver.population import Population, enough_chains
from scheduler.solver.regular.population import regular_population, search
from scheduler.solver.regular.price import RegularPlan, Rounds, priced
from scheduler.solver.regular.problem import RegularProblem
from scheduler.solver.regular.serving import SERVING_SHARE, serve
from scheduler.solver.stopping import After, Part, StoppingCriterion


@dataclass(frozen=True)
class RegularProgress:
    """A better plan was found."""

    iterations: int
    cost: int
    elapsed_seconds: float
    rounds: Rounds


@dataclass(frozen=True)
class RegularResult:
    """The best plan found.

    Attributes:
        rounds: the tasks of every shift in order.
        starts: by task, None when it is left out.
    """

    cost: int
    rounds: Rounds
    starts: tuple[int | None, ...]
    iterations: int
    stopped_by: str


def solve_regular(
    problem: RegularProblem,
    stop: StoppingCriterion,
    seed: int = 0,
    workers: int = 1,
    on_progress: Callable[[RegularProgress], None] | None = None,
    *,
    params: SearchParams = REGULAR,
) -> RegularResult:
    """The best rounds found until `stop` says so.

    The same problem, seed, parameters and number of iterations give the same rounds, whatever the
    number of workers; where only seconds end the search, there are as many chains at least.

    Raises:
        FaultError: when the search's own cost differs from that of the rounds it hands out.
    """
    begin = time.perf_counter()
    params = enough_chains(params, stop, workers)
    stop(0, int(problem.unassigned.sum()))  # its clock begins to run

    def tell(population: Population[RegularPlan]) -> None:
        best, elapsed = population.best, time.perf_counter() - begin
        done = served.iterations + population.iterations
        if on_progress is not None:
            on_progress(RegularProgress(done, best.cost, elapsed, best.plan.rounds))

    with ThreadPoolExecutor(workers) if workers > 1 else nullcontext() as threads:
        served = serve(problem, Part(stop, SERVING_SHARE), seed, threads, params)
        population = regular_population(problem, seed, params, served.plans)
        if served.iterations:
            tell(population)
        rest = After(stop, served.iterations)
        reason = search(population, rest, threads, tell)
    best = population.best
    found = priced(problem, best.plan.rounds, dict(best.plan.openings))
    if found is None or found.cost != best.cost:
        counted = "no plan" if found is None else f"{found.cost} points"
        raise FaultError("search-disagrees", f"The search counts {best.cost}, it is {counted}.")
    done = served.iterations + population.iterations
    return RegularResult(best.cost, best.plan.rounds, found.starts, done, reason)
