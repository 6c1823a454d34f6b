"""Several chains of one search, side by side, and the elite plans that they breed from.

All chains run a cycle of the same length at the same time; then their plans become elites and the
next cycle begins. Nothing passes between chains in the meantime, so that the plan depends on the
iterations alone, however many threads run them.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from random import Random
from typing import Generic, Protocol, TypeVar

from scheduler.solver.params import SearchParams
from scheduler.solver.stopping import StoppingCriterion, what_is_left

P = TypeVar("P")
"""The form in which chains hand plans on."""

LAST = 1.6
"""A cycle that would leave less than so many times its length is the last one."""

PATIENCE = 25
"""Cycles without a better plan after which the population begins anew."""

LONGER = 2
"""Every population that begins anew has longest cycles so many times those of the one before: what
stands in one valley after many short cycles may need a longer one."""

BEST_BREEDS = 0.5
"""How often the best elite is a parent for certain."""


class Chain(Protocol[P]):
    """A plan that is annealed in cycles; `cost` and `plan` are those of the cycle's best."""

    @property
    def cost(self) -> int:
        """Points of the best plan of the cycle."""

    def plan(self) -> P:
        """The best plan of the cycle, to keep."""

    def begin_afresh(self) -> None:
        """Begin at a plan made from nothing."""

    def begin_at(self, plan: P) -> None:
        """Begin at a plan."""

    def begin_between(self, one: P, other: P) -> None:
        """Begin at a child of two plans."""

    def begin_cycle(self, hot: float, cold: float) -> None:
        """Begin to anneal; temperatures in near legs."""

    def run(self, iterations: int, cycle: int) -> bool:
        """Search on, in a cycle of so many iterations; whether its best plan became better."""


def enough_chains(params: SearchParams, stop: StoppingCriterion, workers: int) -> SearchParams:
    """The same with a chain for every worker at least, where only seconds end the search."""
    left = what_is_left(stop, 0)
    if left.seconds is None or left.iterations is not None:
        return params
    return replace(params, chains=max(params.chains, workers))


@dataclass(frozen=True)
class Elite(Generic[P]):
    """A plan worth breeding from."""

    cost: int
    plan: P


class Population(Generic[P]):
    """The chains and the elites.

    Attributes:
        chains: what is searched with.
        best: the best plan of all.
        iterations: done by all chains together.
        generations: cycles begun.
    """

    def __init__(
        self,
        chains: Sequence[Chain[P]],
        first: Elite[P],
        seed: int,
        params: SearchParams,
        *,
        tasks: int,
        remembers: int = 0,
    ) -> None:
        """Set out from a first plan.

        Args:
            tasks: of the problem, which the longest cycles go by.
            remembers: how many plans of a cycle every chain leaves behind: the last ones that
                were each better than the one before.
        """
        self.chains, self._params, self._tasks = chains, params, tasks
        self._steps_up: list[deque[P]] = [deque(maxlen=remembers) for _ in chains]
        self._met: list[P] = []
        self._dice = Random(f"population {seed}")  # noqa: S311 - no secret
        self._elites: list[Elite[P]] = []
        self._winners: list[Elite[P]] = []
        self._since = 0
        self._anew = 0
        self._in_cycle = 0
        self._share, self._longest = 0.0, 0
        self._begun_at = 0
        self._is_last = False
        self._is_ended = False
        self.best = first
        self.iterations = 0
        self.generations = 0

    @property
    def plans(self) -> list[P]:
        """The best plan, and the elites."""
        return [self.best.plan, *(elite.plan for elite in self._elites)]

    @property
    def met(self) -> list[P]:
        """What the chains have left behind, cycle by cycle."""
        return [*self._met, *(plan for plans in self._steps_up for plan in plans)]

    def cycle_is_over(self, foreseen: int | None) -> bool:
        """Whether the chains have ended a cycle, so that the next one begins at new plans."""
        return self._is_ended or self._in_cycle >= self._cycle(foreseen)

    def end_cycle(self) -> None:
        """Let the next iterations be those of a new cycle, however long the last one was to be."""
        self._is_ended = True

    def adopt(self, found: Elite[P]) -> None:
        """A plan came from elsewhere: let the chains breed from it."""
        if found.cost < self.best.cost:
            self.best = found
        if self._elites:
            self._keep(found)

    def breed_from(self, plans: Sequence[Elite[P]]) -> None:
        """Let the chains begin at children of some plans, before they have run."""
        for plan in plans:
            self._keep(plan)
        self._params = replace(self._params, elites=len(self._elites))

    def run(self, threads: ThreadPoolExecutor | None, most: int, foreseen: int | None) -> bool:
        """Run every chain on for a slice of iterations; whether the best plan became better.

        Args:
            threads: run the chains side by side; None runs them one after the other.
            most: iterations of all chains together, at most.
            foreseen: iterations in all, from the first to the last, where that is known.
        """
        before = self.best.cost
        if not self.generations:
            if self._elites:
                self._breed(foreseen)
            else:
                self._set_out(foreseen)
        elif self.cycle_is_over(foreseen):
            for chain in self.chains:
                self._keep(Elite(chain.cost, chain.plan()))
            self._met = self.met
            for plans in self._steps_up:
                plans.clear()
            self._begin_anew()
            self._breed(foreseen)
        cycle = self._cycle(foreseen)
        steps = self._steps(most, cycle - self._in_cycle)
        spread: Callable[..., object] = map if threads is None else threads.map
        improved = list(
            spread(lambda chain, step: chain.run(step, cycle), self.chains, steps)  # type: ignore[call-overload]
        )
        self._in_cycle += max(steps)
        self.iterations += sum(steps)
        for chain, better, plans in zip(self.chains, improved, self._steps_up, strict=True):
            if better and plans.maxlen:
                plans.append(chain.plan())
        if any(improved):
            self._follow()
        return self.best.cost < before

    def _set_out(self, foreseen: int | None) -> None:
        """The first chain begins at the first plan, the others at plans of their own."""
        first, *others = self.chains
        first.begin_at(self.best.plan)
        for chain in others:
            chain.begin_afresh()
        self._begin_cycle(foreseen, afresh=True)
        self._follow()

    def _breed(self, foreseen: int | None) -> None:
        """The chains begin afresh until there are enough elites, then at children of those."""
        afresh = len(self._elites) < self._params.elites
        for chain in self.chains:
            if afresh:
                chain.begin_afresh()
            else:
                one, other = self._parents()
                chain.begin_between(one.plan, other.plan)
        self._begin_cycle(foreseen, afresh=afresh)

    def _begin_anew(self) -> None:
        """A population that finds nothing any more ends; its best plan meets those of others later.

        Every second one begins at the best plans of all before it.
        """
        self._since += 1
        if self._since <= PATIENCE or len(self._elites) < self._params.elites:
            return
        self._since = 0
        self._anew += 1
        self._winners.append(min(self._elites, key=lambda each: each.cost))
        meet = len(self._winners) > 1 and len(self._winners) % 2 == 0
        self._elites = []
        if meet:
            for winner in self._winners:
                self._keep(winner)

    def _begin_cycle(self, foreseen: int | None, *, afresh: bool) -> None:
        params = self._params
        self.generations += 1
        self._in_cycle, self._begun_at = 0, self.iterations
        self._is_ended = False
        self._share = params.first_share if afresh else params.child_share
        self._longest = params.longest_first if afresh else params.longest_child
        if foreseen is not None:
            remaining = foreseen - self.iterations
            self._is_last = remaining < LAST * self._length(foreseen) * len(self.chains)
        hot = params.first_hot if afresh else params.child_hot
        cold = params.first_cold if afresh else params.child_cold
        for chain in self.chains:
            chain.begin_cycle(hot, cold)

    def _cycle(self, foreseen: int | None) -> int:
        """Iterations of the cycle; the last one ends when all do."""
        if foreseen is None:
            foreseen = 2 * self._begun_at
        elif self._is_last:
            return -(-max(1, foreseen - self._begun_at) // len(self.chains))
        return max(self._params.shortest_cycle, int(self._length(foreseen)))

    def _length(self, foreseen: int) -> float:
        """Iterations of a cycle that is not the last."""
        length = self._share * foreseen
        longest = self._longest * self._tasks * LONGER**self._anew
        return min(length, longest) if longest else length

    def _steps(self, most: int, cycle: int) -> list[int]:
        """Iterations for every chain."""
        chains = len(self.chains)
        step = max(1, min(self._params.slice_iterations, cycle))
        if most >= step * chains:
            return [step] * chains
        return [most // chains + (number < most % chains) for number in range(chains)]

    def _keep(self, found: Elite[P]) -> None:
        """Let a plan into the population, in place of the dearest one and never twice."""
        if any(found.cost == elite.cost for elite in self._elites):
            return
        if len(self._elites) < self._params.elites:
            self._elites.append(found)
            return
        dearest = max(range(len(self._elites)), key=lambda each: self._elites[each].cost)
        if found.cost < self._elites[dearest].cost:
            self._elites[dearest] = found

    def _parents(self) -> tuple[Elite[P], Elite[P]]:
        """One of the better elites, and any other."""
        ranked = sorted(self._elites, key=lambda each: each.cost)
        last = len(ranked) - 1
        one = 0
        if self._dice.random() >= BEST_BREEDS:
            one = min(self._dice.randint(0, last), self._dice.randint(0, last))
        other = self._dice.randint(0, max(0, last - 1))
        return ranked[one], ranked[min(last, other + (other >= one))]

    def _follow(self) -> None:
        """Keep the best plan of all chains where it is the best of all."""
        chain = min(self.chains, key=lambda each: each.cost)
        if chain.cost < self.best.cost:
            self._since = 0
            self.best = Elite(chain.cost, chain.plan())
