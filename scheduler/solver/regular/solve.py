"""Solving a regular problem."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass

from scheduler.errors import FaultError
from scheduler.solver.foresight import Foresight
from scheduler.solver.params import REGULAR, SearchParams
from scheduler.solver.population import Elite, Population, enough_chains
from scheduler.solver.regular.price import RegularPlan, Rounds, priced
from scheduler.solver.regular.problem import RegularProblem
from scheduler.solver.regular.session import Session
from scheduler.solver.regular.tables import tables_of
from scheduler.solver.stopping import StoppingCriterion


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


def regular_chains(problem: RegularProblem, seed: int, params: SearchParams) -> list[Session]:
    """As many chains as the parameters say, all over the same tables."""
    tables = tables_of(problem)
    return [
        Session(problem, tables, (seed * params.chains + number) % (1 << 64), params)
        for number in range(params.chains)
    ]


def regular_population(
    problem: RegularProblem, seed: int, params: SearchParams, remembers: int = 0
) -> Population[RegularPlan]:
    """Chains that begin with nothing planned, and no elites yet.

    Args:
        remembers: as for a `Population`.
    """
    nothing = Elite(int(problem.unassigned.sum()), RegularPlan(((),) * problem.shifts))
    chains = regular_chains(problem, seed, params) if problem.tasks and problem.shifts else []
    return Population(
        chains,
        nothing,
        seed,
        params,
        leaves_out=False,
        tasks=problem.tasks,
        remembers=remembers,
    )


def search(
    population: Population[RegularPlan],
    stop: StoppingCriterion,
    threads: ThreadPoolExecutor | None,
    tell: Callable[[Population[RegularPlan]], None],
) -> str:
    """Let a population search on until `stop` says so; why it did.

    Args:
        tell: is told of the population whenever its best plan has become better.
    """
    if not population.chains:
        return "nothing_to_plan"
    foresight = Foresight(stop)
    while True:
        if population.run(threads, *foresight(population.iterations)):
            tell(population)
        reason = stop(population.iterations, population.best.cost)
        if reason is not None:
            return reason


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

    def tell(population: Population[RegularPlan]) -> None:
        best, elapsed = population.best, time.perf_counter() - begin
        if on_progress is not None:
            on_progress(
                RegularProgress(population.iterations, best.cost, elapsed, best.plan.rounds)
            )

    with ThreadPoolExecutor(workers) if workers > 1 else nullcontext() as threads:
        population = regular_population(problem, seed, enough_chains(params, stop, workers))
        reason = search(population, stop, threads, tell)
    best = population.best
    found = priced(problem, best.plan.rounds, dict(best.plan.openings))
    if found is None or found.cost != best.cost:
        counted = "no plan" if found is None else f"{found.cost} points"
        raise FaultError("search-disagrees", f"The search counts {best.cost}, it is {counted}.")
    return RegularResult(best.cost, best.plan.rounds, found.starts, population.iterations, reason)
