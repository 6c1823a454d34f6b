"""Several chains of one search, side by side, and the elite plans that they breed from.

All chains run a cycle of the same length at the same time; then their plans become elites and the
next cycle begins. Nothing passes between chains in the meantime, so that the plan depends on the
iterations alone, however many threads run them.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from scheduler.plan import Plan
from scheduler.solver.params import SearchParams
from scheduler.solver.problem import Problem
from scheduler.solver.search.anneal import copy_state
from scheduler.solver.search.pool import RoundPool
from scheduler.solver.search.references import refer_to_state
from scheduler.solver.search.session import Session
from scheduler.solver.search.state import State, empty_state
from scheduler.solver.search.tables import tables_of
from scheduler.solver.search.warm import take_over

LAST = 1.6
"""A cycle that would leave less than so many times its length is the last one."""

BEST_BREEDS = 0.5
"""How often the best elite is a parent for certain."""


@dataclass
class Elite:
    """A plan worth breeding from."""

    cost: int
    state: State


class Population:
    """The chains and the elites.

    Attributes:
        lead: holds the best plan of all.
        iterations: done by all chains together.
        generations: cycles begun.
    """

    def __init__(self, problem: Problem, seed: int, params: SearchParams) -> None:
        tables = tables_of(problem)
        self._params = params
        self._dice = np.random.default_rng(seed % (1 << 64))
        self.lead, *self._chains = (
            Session(problem, int(own), params, tables)
            for own in self._dice.integers(1 << 63, size=params.chains + 1)
        )
        self._elites: list[Elite] = []
        self._in_cycle = 0
        self._share = 0.0
        self._begun_at = 0
        self._is_last = False
        self.iterations = 0
        self.generations = 0

    @property
    def chains(self) -> tuple[Session, ...]:
        """The chains."""
        return tuple(self._chains)

    @property
    def pools(self) -> list[RoundPool]:
        """The rounds that the chains met."""
        return [chain.pool for chain in self._chains]

    @property
    def plans(self) -> list[State]:
        """The best plan, and the elites."""
        return [self.lead.best, *(elite.state for elite in self._elites)]

    def cycle_is_over(self, foreseen: int | None) -> bool:
        """Whether the chains have ended a cycle, so that the next one begins at new plans."""
        return self._in_cycle >= self._cycle(foreseen)

    def adopt_lead(self) -> None:
        """The best plan came from elsewhere: let the chains breed from it."""
        if self._elites:
            self._make_elite(self.lead)

    def begin(self, initial: Plan | None) -> None:
        """Make the first plan."""
        if initial is not None:
            take_over(self.lead, initial)
        self.lead.begin()

    def run(self, threads: ThreadPoolExecutor | None, most: int, foreseen: int | None) -> bool:
        """Run every chain on for a slice of iterations; whether the best plan became better.

        Args:
            threads: run the chains side by side; None runs them one after the other.
            most: iterations of all chains together, at most.
            foreseen: iterations in all, from the first to the last, where that is known.
        """
        if not self.generations:
            self._set_out(foreseen)
        elif self.cycle_is_over(foreseen):
            self._select()
            self._breed(foreseen)
        cycle = self._cycle(foreseen)
        steps = self._steps(most, cycle - self._in_cycle)
        if threads is None:
            improved = [
                chain.run(step, cycle) for chain, step in zip(self._chains, steps, strict=True)
            ]
        else:
            improved = list(
                threads.map(
                    lambda each: each[0].run(each[1], cycle), zip(self._chains, steps, strict=True)
                )
            )
        self._in_cycle += max(steps)
        self.iterations += sum(steps)
        return any(improved) and self._follow()

    def _set_out(self, foreseen: int | None) -> None:
        """The first chain begins at the first plan, the others at plans of their own."""
        first, *others = self._chains
        first.begin_at(self.lead.best)
        for chain in others:
            chain.begin()
        self._begin_cycle(foreseen, afresh=True)
        self._follow()

    def _breed(self, foreseen: int | None) -> None:
        """The chains begin afresh until there are enough elites, then at children of those."""
        afresh = len(self._elites) < self._params.elites
        for chain in self._chains:
            if afresh:
                chain.load({}, {})
                chain.begin()
            else:
                one, other = self._parents()
                chain.begin_between(one.state, other.state)
        self._begin_cycle(foreseen, afresh=afresh)

    def _begin_cycle(self, foreseen: int | None, *, afresh: bool) -> None:
        params = self._params
        self.generations += 1
        self._in_cycle, self._begun_at = 0, self.iterations
        self._share = params.first_share if afresh else params.child_share
        if foreseen is not None:
            remaining = 1 - self.iterations / max(1, foreseen)
            self._is_last = remaining < LAST * self._share * len(self._chains)
        hot = params.first_hot if afresh else params.child_hot
        cold = params.first_cold if afresh else params.child_cold
        for chain in self._chains:
            chain.begin_cycle(hot, cold, ramped=bool(self.lead.left_out))

    def _cycle(self, foreseen: int | None) -> int:
        """Iterations of the cycle; the last one ends when all do."""
        if foreseen is None:
            foreseen = 2 * self._begun_at
        elif self._is_last:
            return -(-max(1, foreseen - self._begun_at) // len(self._chains))
        return max(self._params.shortest_cycle, int(self._share * foreseen))

    def _steps(self, most: int, cycle: int) -> list[int]:
        """Iterations for every chain."""
        chains = len(self._chains)
        step = max(1, min(self._params.slice_iterations, cycle))
        if most >= step * chains:
            return [step] * chains
        return [most // chains + (number < most % chains) for number in range(chains)]

    def _select(self) -> None:
        """The best plans of the cycle become elites, in place of worse ones."""
        for chain in self._chains:
            self._make_elite(chain)

    def _make_elite(self, chain: Session) -> None:
        if any(chain.cost == elite.cost for elite in self._elites):
            return
        if len(self._elites) < self._params.elites:
            elite = Elite(chain.cost, empty_state(chain.tables))
            self._elites.append(elite)
        else:
            elite = max(self._elites, key=lambda each: each.cost)
            if elite.cost < chain.cost:
                return
            elite.cost = chain.cost
        copy_state(chain.to_tables, chain.to_best, refer_to_state(elite.state))

    def _parents(self) -> tuple[Elite, Elite]:
        """One of the better elites, and any other."""
        ranked = sorted(self._elites, key=lambda each: each.cost)
        count = len(ranked)
        one = 0
        if self._dice.random() >= BEST_BREEDS:
            one = int(self._dice.integers(count, size=2).min())
        other = int(self._dice.integers(max(1, count - 1)))
        return ranked[one], ranked[min(count - 1, other + (other >= one))]

    def _follow(self) -> bool:
        """The best plan of all chains is the one to hand out, where it is better."""
        best = min(self._chains, key=lambda each: each.cost)
        if best.cost >= self.lead.cost:
            return False
        self.lead.take_best(best.best, best.cost)
        return True
