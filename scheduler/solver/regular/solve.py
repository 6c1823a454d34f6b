"""Solving a regular problem: a small population of annealed plans and their children."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from scheduler.errors import FaultError
from scheduler.solver.regular.parameters import RegularParams
from scheduler.solver.regular.price import Rounds, priced
from scheduler.solver.regular.problem import RegularProblem
from scheduler.solver.regular.session import Session
from scheduler.solver.regular.tables import tables_of
from scheduler.solver.stopping import StoppingCriterion

CHAINS = 2
"""Chains that run beside each other, on however many workers."""

WORK_OF_SLICE = 40_000
"""Tasks times iterations between two questions to the stopping criterion."""


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


@dataclass(frozen=True)
class Elite:
    """A plan of the population."""

    cost: int
    rounds: Rounds


def solve_regular(
    problem: RegularProblem,
    stop: StoppingCriterion,
    seed: int = 0,
    workers: int = 1,
    on_progress: Callable[[RegularProgress], None] | None = None,
    params: RegularParams | None = None,
) -> RegularResult:
    """The best rounds found until `stop` says so.

    The same problem, seed, parameters and number of iterations give the same rounds, whatever the
    number of workers.

    Raises:
        FaultError: when the search's own cost differs from that of the rounds it hands out.
    """
    search = _Search(problem, seed, params or RegularParams(), on_progress)
    with ThreadPoolExecutor(workers) as pool:
        reason = search.run(stop, pool)
    best = search.best
    found = priced(problem, best.rounds)
    if found is None or found.cost != best.cost:
        counted = "no plan" if found is None else f"{found.cost} points"
        raise FaultError("search-disagrees", f"The search counts {best.cost}, it is {counted}.")
    return RegularResult(best.cost, best.rounds, found.starts, search.iterations, reason)


class _Chain:
    """A plan being annealed: where it came from and how far it has cooled."""

    def __init__(self, session: Session, iterations: int, hot: float, cold: float) -> None:
        self.session = session
        self.iterations = iterations
        self.done = 0
        self.hot, self.cold = hot, cold

    def advance(self, slice_length: int, params: RegularParams) -> int:
        count = min(slice_length, self.iterations - self.done)
        hot = self._temperature(self.done)
        self.done += count
        self.session.run(count, hot, self._temperature(self.done), params.ruining)
        return count

    def _temperature(self, done: int) -> float:
        return self.hot * (self.cold / self.hot) ** (done / self.iterations)


class _Search:
    def __init__(
        self,
        problem: RegularProblem,
        seed: int,
        params: RegularParams,
        on_progress: Callable[[RegularProgress], None] | None,
    ) -> None:
        self.begin = time.perf_counter()
        self.problem, self.params = problem, params
        self.tables = tables_of(problem)
        self.draw = np.random.default_rng(seed)
        self.elites: list[Elite] = []
        self.iterations = 0
        self.on_progress = on_progress
        self.sessions = [
            Session(problem, self.tables, int(self.draw.integers(1 << 62))) for _ in range(CHAINS)
        ]
        nothing: Rounds = ((),) * problem.shifts
        self.best = Elite(int(problem.unassigned.sum()), nothing)
        self.slice = max(20, WORK_OF_SLICE // max(1, problem.tasks))

    def run(self, stop: StoppingCriterion, pool: ThreadPoolExecutor) -> str:
        """Search; why it stopped."""
        if not self.problem.tasks or not self.problem.shifts:
            return "nothing_to_plan"
        while True:
            chains = [self._chain(session, first) for first, session in enumerate(self.sessions)]
            while chains[0].done < chains[0].iterations:
                steps = pool.map(lambda chain: chain.advance(self.slice, self.params), chains)
                self.iterations += sum(steps)
                self._note(chains)
                reason = stop(self.iterations, self.best.cost)
                if reason is not None:
                    return reason
            for chain in chains:
                self._keep(Elite(chain.session.cost, chain.session.rounds()))

    def _chain(self, session: Session, number: int) -> _Chain:
        params, unit = self.params, self.tables.unit
        if len(self.elites) + number < params.elites:
            session.begin(((),) * self.problem.shifts)
            return _Chain(session, params.first, params.hot * unit, params.cold * unit)
        session.begin(self._child())
        length = max(params.least, int(self.iterations * params.share))
        return _Chain(session, length, params.warm * unit, params.cold * unit)

    def _child(self) -> Sequence[Sequence[int]]:
        """An elite with up to half of the rounds in which another one differs."""
        one, other = self._parents()
        differing = [s for s, tasks in enumerate(one.rounds) if tasks != other.rounds[s]]
        if not differing:
            return one.rounds
        count = int(self.draw.integers(1, max(2, len(differing) // 2 + 1)))
        taken = {int(s) for s in self.draw.choice(differing, count, replace=False)}
        used = {task for shift in taken for task in other.rounds[shift]}
        rounds = [
            other.rounds[shift] if shift in taken else tuple(t for t in tasks if t not in used)
            for shift, tasks in enumerate(one.rounds)
        ]
        present = {task for tasks in rounds for task in tasks}
        partner = self.problem.partner
        return [
            [task for task in tasks if partner[task] < 0 or int(partner[task]) in present]
            for tasks in rounds
        ]

    def _parents(self) -> tuple[Elite, Elite]:
        """The better of two, or the best of all, and any other one."""
        order = sorted(range(len(self.elites)), key=lambda each: self.elites[each].cost)
        rank = 0
        if self.draw.random() < 0.5:
            rank = int(self.draw.integers(len(order), size=2).min())
        other = int(self.draw.integers(len(order) - 1)) if len(order) > 1 else 0
        other += len(order) > 1 and other >= rank
        return self.elites[order[rank]], self.elites[order[other]]

    def _keep(self, found: Elite) -> None:
        """Let a plan into the population: in place of the dearest one, and never twice."""
        if any(each.cost == found.cost for each in self.elites):
            return
        if len(self.elites) < self.params.elites:
            self.elites.append(found)
            return
        dearest = max(range(len(self.elites)), key=lambda each: self.elites[each].cost)
        if found.cost < self.elites[dearest].cost:
            self.elites[dearest] = found

    def _note(self, chains: Sequence[_Chain]) -> None:
        for chain in chains:
            if chain.session.cost < self.best.cost:
                self.best = Elite(chain.session.cost, chain.session.rounds())
                if self.on_progress is not None:
                    self.on_progress(
                        RegularProgress(
                            self.iterations,
                            self.best.cost,
                            time.perf_counter() - self.begin,
                            self.best.rounds,
                        )
                    )
