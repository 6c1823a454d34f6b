"""The two kinds of chains that a problem can be searched with, and how they share the best plan.

`search` knows all rules; `regular` is many times faster where no rule could make a later start
cheaper. The lead is a session that all rules are known to: it holds the best plan of all.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

import numpy as np

from scheduler.errors import FaultError
from scheduler.solver.compiled import is_ready
from scheduler.solver.params import SearchParams
from scheduler.solver.population import Chain, Elite, P, Population
from scheduler.solver.problem import Problem
from scheduler.solver.regular import anneal as regular_anneal
from scheduler.solver.regular.population import elite_of, regular_chains, share_origins
from scheduler.solver.regular.price import RegularPlan, Rounds, earliest_starts
from scheduler.solver.regular.serving import SERVING_SHARE, serve
from scheduler.solver.regular.translation import is_regular, regular_problem
from scheduler.solver.scouting import Scouted, Scouts
from scheduler.solver.search import anneal as search_anneal
from scheduler.solver.search.pool import RoundPool
from scheduler.solver.search.session import Session
from scheduler.solver.search.state import State
from scheduler.solver.search.warm import Planned, begin_from
from scheduler.solver.stopping import Part, StoppingCriterion, what_is_left

WORTH_COMPOSING = 1.0
"""Seconds that have to be left for what scouts met to be taken over, a few milliseconds each."""


class Kernel(Protocol):
    """A population of chains of one kind."""

    @property
    def population(self) -> "Population[State] | Population[RegularPlan]":
        """The chains and their elites."""

    params: SearchParams
    """The constants that it is tuned by."""

    retimes: bool
    """Whether other starts in the same orders can be cheaper than those of the chains."""

    pools: list[RoundPool]
    """The rounds that the chains met, where plans are composed of them."""

    @property
    def plans(self) -> list[State]:
        """The best plan, and others whose rounds count, where plans are composed."""

    def warm_up(self) -> None:
        """Have everything compiled, so that no time of the search goes into that."""

    def scout(
        self,
        stop: StoppingCriterion,
        threads: ThreadPoolExecutor | None,
        tell: Callable[[Session], None],
        *,
        again: bool,
    ) -> int:
        """Look for plans to begin from, telling of some on the way; the iterations that took.

        Args:
            again: whether they are to go on later.
        """

    def scout_on(self, stop: StoppingCriterion, lead: Session) -> int:
        """Let scouts go on from the lead's best plan; the iterations that took."""

    def hand_over(self, lead: Session) -> None:
        """Let the lead hold the population's best plan."""

    def adopt(self, lead: Session) -> None:
        """Let the population breed from the plan that the lead holds."""


def kernel_of(problem: Problem, lead: Session, seed: int, params: SearchParams) -> Kernel:
    """The faster kernel where the problem allows for it, with the lead's plan to begin from."""
    if is_regular(problem):
        return RegularKernel(problem, lead, seed, params)
    return GeneralKernel(problem, lead, seed, params)


class GeneralKernel:
    """Chains that know all rules."""

    def __init__(self, problem: Problem, lead: Session, seed: int, params: SearchParams) -> None:
        dice = np.random.default_rng(seed % (1 << 64))
        self.chains = [
            Session(problem, int(own), params, lead.tables)
            for own in dice.integers(1 << 63, size=params.chains)
        ]
        self._problem, self._seed, self.params = problem, seed, params
        self.retimes = True
        self._met: list[State] = []
        self._scouts: Scouts | None = None
        self.pools = [chain.pool for chain in self.chains] if params.compose_rounds else []
        first = Elite(lead.cost, lead.plan())
        self.population = Population(
            self.chains,
            first,
            seed,
            params,
            tasks=len(problem.tasks),
        )

    @property
    def plans(self) -> list[State]:
        """The best plan, the elites, and what scouts met."""
        return [*self.population.plans, *self._met]

    def warm_up(self) -> None:
        """Have everything compiled, so that no time of the search goes into that."""
        if not is_ready(search_anneal.anneal):
            first = self.chains[0]
            scratch = Session(first.problem, 0, first.params, first.tables)
            scratch.begin()
            _try_out(scratch)
            scratch.load_schedules(scratch.schedules())
            scratch.rounds_around()
        if self.params.scout_share:
            _compile_regular(self._problem)

    def scout(
        self,
        stop: StoppingCriterion,
        threads: ThreadPoolExecutor | None,
        tell: Callable[[Session], None],
        *,
        again: bool,
    ) -> int:
        """Begin at the best of the plans that scouts find; afresh at the next ones."""
        beside = Session(self._problem, self._seed, self.params, self.chains[0].tables)

        def on_the_way(planned: Planned) -> None:
            begin_from(beside, planned)
            tell(beside)

        scouts = Scouts(self._problem, stop, self._seed, threads, self.params, tell=on_the_way)
        self._scouts = scouts
        self._begin_where(scouts.set_out(again=again), stop)
        return scouts.iterations

    def scout_on(self, stop: StoppingCriterion, lead: Session) -> int:
        """Begin at the best of the plans that scouts find from the lead's on."""
        if self._scouts is None:
            return 0
        before = self._scouts.iterations
        orders = dict(enumerate(_rounds(lead)))
        starts = {
            node: start
            for shift, nodes in orders.items()
            for node, start in zip(nodes, lead.best.starts[shift].tolist(), strict=False)
        }
        self._begin_where(self._scouts.go_on(orders, starts), stop)
        return self._scouts.iterations - before

    def _begin_where(self, scouted: Scouted, stop: StoppingCriterion) -> None:
        scratch = self.chains[0]
        found = [_taken_over(scratch, planned) for planned in scouted.found]
        left = what_is_left(stop, 0)
        # whoever cancels does not wait for these, and without time they are not composed from
        if not left.cancelled and (left.seconds is None or left.seconds > WORTH_COMPOSING):
            self._met += [_taken_over(scratch, planned).plan for planned in scouted.met]
        found.sort(key=lambda each: each.cost)
        if found and found[0].cost < self.population.best.cost:
            self.population.adopt(found.pop(0))
        beginnings = [each.plan for each in found]
        for chain in self.chains:
            chain.beginnings = beginnings

    def hand_over(self, lead: Session) -> None:
        """Let the lead hold the population's best plan."""
        lead.take_best(self.population.best.plan, self.population.best.cost)

    def adopt(self, lead: Session) -> None:
        """Let the population breed from the plan that the lead holds."""
        self.population.adopt(Elite(lead.cost, lead.plan()))


class RegularKernel:
    """Chains of a regular objective. Their rounds are timed best already: nothing is composed."""

    def __init__(self, problem: Problem, lead: Session, seed: int, params: SearchParams) -> None:
        self._problem, self._regular, self.params = problem, regular_problem(problem), params
        self._seed, self._chains = seed, regular_chains(self._regular, seed, params)
        self.population = Population(
            self._chains,
            Elite(lead.cost, RegularPlan(_rounds(lead))),
            seed,
            params,
            tasks=len(problem.tasks),
        )
        self.retimes = False
        self.pools: list[RoundPool] = []
        self.plans: list[State] = []

    def warm_up(self) -> None:
        """Have everything compiled, so that no time of the search goes into that."""
        _compile_regular(self._problem)

    def scout(
        self,
        stop: StoppingCriterion,
        threads: ThreadPoolExecutor | None,
        tell: Callable[[Session], None],
        *,
        again: bool,
    ) -> int:
        """Look for who can be served; these chains are as fast as scouts would be otherwise."""
        del tell, again
        served = serve(self._regular, Part(stop, SERVING_SHARE), self._seed, threads, self.params)
        if served.iterations:
            share_origins(self._chains, served.plans)
            self.population.adopt(elite_of(self._regular, served.plans[0]))
        return served.iterations

    def scout_on(self, stop: StoppingCriterion, lead: Session) -> int:
        """Nothing: these chains are the scouts."""
        del stop, lead
        return 0

    def hand_over(self, lead: Session) -> None:
        """Let the lead hold the population's best plan.

        Raises:
            FaultError: when the lead counts other points.
        """
        best = self.population.best
        found = earliest_starts(self._regular, best.plan.rounds) or {}
        orders = {shift: tasks for shift, tasks in enumerate(best.plan.rounds) if tasks}
        starts = {self._problem.tasks[task].visit: start for task, start in found.items()}
        points = lead.load(orders, starts)
        if points != best.cost:
            raise FaultError(
                "search-disagrees", f"The fast search counts {best.cost} points, it is {points}."
            )

    def adopt(self, lead: Session) -> None:
        """Let the population breed from the plan that the lead holds."""
        self.population.adopt(Elite(lead.cost, RegularPlan(_rounds(lead))))


def _taken_over(scratch: Session, planned: Planned) -> Elite[State]:
    """What becomes of a plan where all rules are known."""
    begin_from(scratch, planned)
    return Elite(scratch.cost, scratch.plan())


def _compile_regular(problem: Problem) -> None:
    if not is_ready(regular_anneal.anneal):
        for scratch in regular_chains(regular_problem(problem), 0, SearchParams(chains=1)):
            scratch.begin_afresh()
            _try_out(scratch)


def _try_out(scratch: Chain[P]) -> None:
    """Let a chain do once all that chains do."""
    plan = scratch.plan()
    scratch.begin_between(plan, plan)
    scratch.begin_cycle(1.0, 1.0)
    scratch.run(1, 1)


def _rounds(lead: Session) -> Rounds:
    """The tasks of every shift in the plan that the lead holds."""
    lengths = lead.best.length[: len(lead.problem.shifts)]
    return tuple(
        tuple(int(node) for node in lead.best.nodes[shift, : max(0, length)])
        for shift, length in enumerate(lengths)
    )
