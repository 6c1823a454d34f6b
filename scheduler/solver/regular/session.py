"""One annealing chain, as the rest of the solver sees it."""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from scheduler.solver.regular.anneal import anneal, copy_state, cost
from scheduler.solver.regular.parameters import Ruining
from scheduler.solver.regular.price import Rounds, earliest_starts
from scheduler.solver.regular.problem import NOBODY, RegularProblem
from scheduler.solver.regular.rebuild import complete, rebuild
from scheduler.solver.regular.references import (
    refer_to_state,
    refer_to_tables,
    refer_to_workshop,
)
from scheduler.solver.regular.state import State, empty_state, workshop
from scheduler.solver.regular.tables import Tables


class Session:
    """A chain of annealing; several may share one problem's tables.

    Args:
        seed: of the chain's random numbers.
    """

    def __init__(self, problem: RegularProblem, tables: Tables, seed: int) -> None:
        self.problem = problem
        self.tables = tables
        self.current, self.trial, self.best = (empty_state(tables) for _ in range(3))
        self.shop = workshop(tables, seed)
        self.to_tables = refer_to_tables(tables)
        self.to_current = refer_to_state(self.current)
        self.to_trial = refer_to_state(self.trial)
        self.to_best = refer_to_state(self.best)
        self.to_shop = refer_to_workshop(self.shop)

    def begin(self, rounds: Sequence[Sequence[int]]) -> None:
        """Start from rounds, with what they leave out put back where it costs least.

        Rounds that wait for each other in a circle lose their tied tasks first.
        """
        if not self._filled(rounds):
            partner = self.problem.partner
            rounds = [[task for task in tasks if partner[task] == NOBODY] for tasks in rounds]
            if not self._filled(rounds):
                self._clear()
        complete(self.to_tables, self.to_current, self.to_trial, self.to_shop)
        copy_state(self.to_tables, self.to_current, self.to_best)

    def run(self, iterations: int, hot: float, cold: float, ruining: Ruining) -> int:
        """Cool from `hot` to `cold` points; how often the best rounds got better."""
        return anneal(
            self.to_tables,
            self.to_current,
            self.to_trial,
            self.to_best,
            self.to_shop,
            iterations,
            hot,
            cold,
            ruining.removed,
            ruining.longest,
            ruining.singles,
            ruining.blink,
        )

    @property
    def cost(self) -> int:
        """Points of the best rounds."""
        return cost(self.to_tables, self.to_best)

    def rounds(self) -> Rounds:
        """The best rounds."""
        return _rounds(self.tables, self.best)

    def _filled(self, rounds: Sequence[Sequence[int]]) -> bool:
        starts = earliest_starts(self.problem, rounds)
        if starts is None:
            return False
        self._clear()
        tasks = np.array([task for each in rounds for task in each], dtype=np.int64)
        begins = np.array(list(accumulate(map(len, rounds), initial=0)), dtype=np.int64)
        moments = np.array([starts.get(t, 0) for t in range(self.tables.tasks)], dtype=np.int64)
        return rebuild(self.to_tables, self.to_current, self.to_shop, tasks, begins, moments)

    def _clear(self) -> None:
        for target, origin in zip(self.current, empty_state(self.tables), strict=True):
            target[:] = origin


def _rounds(tables: Tables, state: State) -> Rounds:
    rounds = []
    for shift in range(tables.shifts):
        tasks = []
        node = int(state.following[tables.tasks + shift])
        while node < tables.tasks:
            tasks.append(node)
            node = int(state.following[node])
        rounds.append(tuple(tasks))
    return tuple(rounds)
