"""Plans to begin from: those of the regular problem that is most like the one at hand.

Its chains do several iterations while those that know all rules do one, so that they find much
sooner who goes where; what they do not know of is mended where their plans are taken over.
"""

import dataclasses
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from scheduler.solver.params import SCOUTS, SearchParams
from scheduler.solver.population import Population
from scheduler.solver.problem import Problem
from scheduler.solver.regular.population import regular_population, search
from scheduler.solver.regular.price import RegularPlan, earliest_starts
from scheduler.solver.regular.problem import PAUSE, RegularProblem
from scheduler.solver.regular.serving import SERVING_SHARE, serve
from scheduler.solver.regular.translation import regular_problem
from scheduler.solver.search.warm import Planned
from scheduler.solver.stopping import After, Part, StoppingCriterion

PACE = 2
"""Iterations of the scouts for one of the search."""

TOLD = 6
"""How often scouts tell of better plans: each has to be made one that keeps all rules."""


REMEMBERED = 20
"""Plans of a cycle that every scout leaves behind: their rounds are worth composing from."""


class Scouted(NamedTuple):
    """What scouts come back with.

    Attributes:
        found: plans worth beginning from, the best one first.
        met: others, whose rounds are worth composing from; each takes some milliseconds.
        iterations: that it took.
    """

    found: list[Planned]
    met: Iterator[Planned]
    iterations: int


def scout(
    problem: Problem,
    stop: StoppingCriterion,
    seed: int,
    threads: ThreadPoolExecutor | None,
    params: SearchParams,
    *,
    tell: Callable[[Planned], None],
) -> Scouted:
    """Plans of the regular problem most like this one, found in a part of the time.

    Args:
        tell: given better plans on the way, some times in all.
    """
    part = Part(stop, params.scout_share, pace=PACE)
    scouts = dataclasses.replace(SCOUTS, chains=params.chains)
    alike = regular_problem(problem)
    served = serve(alike, Part(part, SERVING_SHARE), seed, threads, scouts)
    if served.iterations:
        tell(_planned(problem, alike, served.plan))
    population = regular_population(alike, seed, scouts, served.plan, remembers=REMEMBERED)
    told = 0.0

    def tell_some(population: Population[RegularPlan]) -> None:
        nonlocal told
        used = part.used(served.iterations + population.iterations)
        if used >= told + 1 / TOLD:
            told = used
            tell(_planned(problem, alike, population.best.plan))

    search(population, After(part, served.iterations), threads, tell_some)
    found = dict.fromkeys(population.plans)
    met = (plan for plan in dict.fromkeys(population.met) if plan not in found)
    return Scouted(
        [_planned(problem, alike, plan) for plan in found],
        (_planned(problem, alike, plan) for plan in met),
        served.iterations + population.iterations,
    )


def _planned(problem: Problem, alike: RegularProblem, plan: RegularPlan) -> Planned:
    starts = earliest_starts(alike, plan.rounds, dict(plan.openings)) or {}
    planned: Planned = {}
    for shift, tasks in enumerate(plan.rounds):
        for task in tasks:
            if task != PAUSE and task < len(problem.tasks):
                visit = problem.tasks[task].visit
                planned.setdefault(visit, (starts[task], {}))[1][task] = shift
    return planned
