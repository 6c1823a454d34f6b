"""Plans to begin from: those of the regular problem that is most like the one at hand.

Its chains do several iterations while those that know all rules do one, so that they find much
sooner who goes where; what they do not know of is mended where their plans are taken over.
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from scheduler.solver.params import FIRST_LOOK, SCOUTS, SECOND_LOOK, SearchParams
from scheduler.solver.population import Chain, Elite, Population
from scheduler.solver.problem import Problem
from scheduler.solver.regular.population import elite_of, regular_population, search
from scheduler.solver.regular.price import RegularPlan, earliest_starts, ideal_start
from scheduler.solver.regular.problem import PAUSE, RegularProblem
from scheduler.solver.regular.serving import SERVING_SHARE, serve
from scheduler.solver.regular.translation import regular_problem
from scheduler.solver.search.warm import Planned
from scheduler.solver.stopping import After, Part, StoppingCriterion

PACE = 2
"""Iterations of the scouts for one of the search."""

TOLD = 6
"""How often scouts tell of better plans: each has to be made one that keeps all rules."""

ON_RETURN = 0.4
"""The share of their time that scouts have for a second look, where there is one."""

REMEMBERED = 20
"""Plans of a cycle that every scout leaves behind: their rounds are worth composing from."""


class Scouted(NamedTuple):
    """What scouts come back with.

    Attributes:
        found: plans worth beginning from, the best one first.
        met: others, whose rounds are worth composing from; each takes some milliseconds.
    """

    found: list[Planned]
    met: Iterator[Planned]


class Scouts:
    """The chains that look for plans to begin from; they can be sent out again.

    Args:
        stop: of the search that they look for. params: its parameters.
        tell: given better plans on the way, some times in all.
    """

    def __init__(
        self,
        problem: Problem,
        stop: StoppingCriterion,
        seed: int,
        threads: ThreadPoolExecutor | None,
        params: SearchParams,
        *,
        tell: Callable[[Planned], None],
    ) -> None:
        self._problem, self._seed, self._threads, self._tell = problem, seed, threads, tell
        self._alike = regular_problem(problem)
        self._part = Part(stop, params.scout_share, pace=PACE)
        self._count, self._done = params.chains, 0
        self._chains: Sequence[Chain[RegularPlan]] = ()
        self._found: dict[RegularPlan, None] = {}

    def set_out(self, *, again: bool) -> Scouted:
        """Look for plans, everybody afresh.

        Args:
            again: whether they are to go on later, in `ON_RETURN` of their time.
        """
        params = dataclasses.replace(FIRST_LOOK if again else SCOUTS, chains=self._count)
        part = Part(self._part, 1 - ON_RETURN) if again else self._part
        serving = Part(self._part, SERVING_SHARE)
        served = serve(self._alike, serving, self._seed, self._threads, params)
        if served.iterations:
            self._tell(_planned(self._problem, self._alike, served.plans[0]))
        population = regular_population(
            self._alike, self._seed, params, served.plans, remembers=REMEMBERED
        )
        self._chains = population.chains
        self._done = served.iterations
        return self._search(population, part)

    def go_on(self, orders: Mapping[int, Sequence[int]], starts: Mapping[int, int]) -> Scouted:
        """Look for better plans among the children of those found and of another one.

        Args:
            orders: nodes of that one in order by shift. starts: of those nodes.
        """
        if not self._chains:
            return Scouted([], iter(()))
        rounds = tuple(tuple(orders.get(shift, ())) for shift in range(self._alike.shifts))
        early = [(t, s) for t, s in starts.items() if s < ideal_start(self._alike, t)]
        (lead, *_) = self._chains
        lead.begin_at(RegularPlan(rounds, tuple(early)))
        first = Elite(lead.cost, lead.plan())
        population = Population(
            self._chains,
            first,
            self._seed + 1,
            dataclasses.replace(SECOND_LOOK, chains=self._count),
            tasks=self._alike.tasks,
            remembers=REMEMBERED,
        )
        population.breed_from([first, *(elite_of(self._alike, plan) for plan in self._found)])
        return self._search(population, self._part)

    @property
    def iterations(self) -> int:
        """That they have done."""
        return self._done

    def _search(self, population: Population[RegularPlan], part: Part) -> Scouted:
        told, before = part.used(self._done), self._done

        def tell_some(population: Population[RegularPlan]) -> None:
            nonlocal told
            used = part.used(before + population.iterations)
            if used >= told + 1 / TOLD:
                told = used
                self._tell(_planned(self._problem, self._alike, population.best.plan))

        search(population, After(part, before), self._threads, tell_some)
        self._done += population.iterations
        found = self._found = dict.fromkeys(population.plans)
        met = (plan for plan in dict.fromkeys(population.met) if plan not in found)
        return Scouted(
            [_planned(self._problem, self._alike, plan) for plan in found],
            (_planned(self._problem, self._alike, plan) for plan in met),
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
