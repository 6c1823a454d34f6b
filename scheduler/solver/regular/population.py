"""Chains over a regular problem, and how they search."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from scheduler.errors import FaultError
from scheduler.solver.foresight import Foresight
from scheduler.solver.params import SearchParams
from scheduler.solver.population import Elite, Population
from scheduler.solver.regular.price import RegularPlan, nothing_planned, priced
from scheduler.solver.regular.problem import RegularProblem
from scheduler.solver.regular.session import Session
from scheduler.solver.regular.tables import tables_of
from scheduler.solver.stopping import StoppingCriterion


def elite_of(problem: RegularProblem, plan: RegularPlan) -> Elite[RegularPlan]:
    """A plan with what it costs.

    Raises:
        FaultError: when it breaks a rule.
    """
    found = priced(problem, plan.rounds, dict(plan.openings))
    if found is None:
        raise FaultError("search-disagrees", f"No plan to begin at: {plan}.")
    return Elite(found.cost, plan)


def regular_chains(problem: RegularProblem, seed: int, params: SearchParams) -> list[Session]:
    """As many chains as the parameters say, all over the same tables."""
    tables = tables_of(problem)
    return [
        Session(problem, tables, (seed * params.chains + number) % (1 << 64), params)
        for number in range(params.chains)
    ]


def regular_population(
    problem: RegularProblem,
    seed: int,
    params: SearchParams,
    origins: Sequence[RegularPlan] = (),
    *,
    remembers: int = 0,
) -> Population[RegularPlan]:
    """Chains that begin at some plans, or with nothing planned, and no elites yet.

    Args:
        origins: plans that keep all rules.
        remembers: as for a `Population`.

    Raises:
        FaultError: when the first of these plans breaks a rule.
    """
    origins = origins or (nothing_planned(problem),)
    chains = regular_chains(problem, seed, params) if problem.tasks and problem.shifts else []
    share_origins(chains, origins)
    return Population(
        chains,
        elite_of(problem, origins[0]),
        seed,
        params,
        tasks=problem.tasks,
        remembers=remembers,
    )


def share_origins(chains: Sequence[Session], origins: Sequence[RegularPlan]) -> None:
    """Let chains begin afresh at some plans, each at others as far as there are enough."""
    for number, chain in enumerate(chains):
        chain.origins = origins[number % len(origins) :: len(chains)]


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
