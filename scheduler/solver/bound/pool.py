"""The end of a proof: all rounds that a better plan can hold are known, and one has to choose.

The linear relaxation over the pool is made tighter by subset-row cuts with full memory, which cost
no pricing here, and rounds whose points less dual prices exceed the gap go. What is left is chosen
by CP-SAT, exactly.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model
from scipy import sparse

from scheduler.solver.bound.cuts import Cut
from scheduler.solver.bound.fair_load import is_priced
from scheduler.solver.bound.graphs import SCALE
from scheduler.solver.bound.lagrangian import duals_of, without_rounds
from scheduler.solver.bound.master import Master, Relaxation
from scheduler.solver.bound.pricing import Column, Duals
from scheduler.solver.bound.records import NEVER, Integers
from scheduler.solver.bound.separation import separate
from scheduler.solver.problem import Problem

MOST_ADDED = 400
CUTS_AT_ONCE = 30
MOST_ROUNDS_OF_CUTS = 40
MOST_CHOICES = 400
"""So few rounds are chosen from without more cuts."""
PAUSE = 0.05
"""Seconds between two questions whether to stop, while CP-SAT works."""
EFFORT = 600.0
"""CP-SAT's own measure of work, about seconds."""


@dataclass(frozen=True)
class Terms:
    """What a choice of rounds costs and must keep.

    Attributes:
        full: points of every visit when it is left out.
        must: of every shift, whether it has a round in any plan.
        rewards: of every shift, see `Master`.
        fewest: so many visits are left out at least.
        upper: points of a known plan; only cheaper choices are of interest.
    """

    full: Sequence[int]
    must: Sequence[bool]
    rewards: Sequence[int]
    fewest: int
    upper: int


class Pool:
    """Rounds among which those of every cheaper plan are.

    Attributes:
        bound: points; no plan costs less than this or `upper`.
        best: rounds of the cheapest choice, where it costs less than `upper`.
        proven: whether `bound` is the cost of `best`, or `upper`.
    """

    def __init__(
        self, problem: Problem, columns: Iterable[Column], terms: Terms, bound: int
    ) -> None:
        self.bound, self.proven = bound, False
        self.best: tuple[Column, ...] = ()
        self._problem, self._terms = problem, terms
        cheapest: dict[tuple[int, frozenset[int]], Column] = {}
        for column in columns:
            key = column.shift, frozenset(column.tasks)
            if key not in cheapest or column.points < cheapest[key].points:
                cheapest[key] = column
        self._cuts: list[Cut] = []
        self._take(list(cheapest.values()))
        self._everything = frozenset(range(len(problem.tasks)))

    def __len__(self) -> int:
        return len(self._columns)

    def tighten(self, on_slice: Callable[[], None]) -> None:
        """Raise the bound and drop rounds, by dual prices and cuts."""
        for _ in range(MOST_ROUNDS_OF_CUTS):
            before = len(self)
            solved = self._solve(on_slice)
            if solved is None or len(self) <= MOST_CHOICES:
                return
            relaxation, known = solved
            cuts = separate(known, relaxation.shares, self._cuts, CUTS_AT_ONCE)
            new = [Cut(cut.tasks, self._everything) for cut in cuts[len(self._cuts) :]]
            if not new:
                if len(self) == before:
                    return
                continue
            self._cuts += new
            self._count_hits()

    def choose(self, on_slice: Callable[[], None]) -> None:
        """The cheapest choice of all."""
        model = cp_model.CpModel()
        used = [model.new_bool_var("") for _ in self._columns]
        left_out = [model.new_bool_var("") for _ in self._problem.visits]
        filling: list[list[cp_model.IntVar]] = [[] for _ in self._problem.tasks]
        rounds: list[list[cp_model.IntVar]] = [[] for _ in self._problem.shifts]
        for variable, column in zip(used, self._columns, strict=True):
            rounds[column.shift].append(variable)
            for task in column.tasks:
                filling[task].append(variable)
        for task, variables in enumerate(filling):
            model.add_exactly_one([*variables, left_out[self._problem.tasks[task].visit]])
        for must, variables in zip(self._terms.must, rounds, strict=True):
            if must:
                model.add_exactly_one(variables)
            else:
                model.add_at_most_one(variables)
        model.add(sum(left_out) >= self._terms.fewest)
        points = sum(
            column.points * variable for column, variable in zip(self._columns, used, strict=True)
        ) + sum(full * variable for full, variable in zip(self._terms.full, left_out, strict=True))
        model.add(points <= self._terms.upper - 1)
        if not is_priced(self._problem):
            model.add(points >= self.bound)
        model.minimize(points)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = EFFORT
        status = watched(solver, model, on_slice)
        if status == cp_model.INFEASIBLE:
            self.bound, self.proven = self._terms.upper, True
        elif status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            self.best = tuple(
                column
                for column, variable in zip(self._columns, used, strict=True)
                if solver.boolean_value(variable)
            )
            self.proven = status == cp_model.OPTIMAL
        if self.proven and self.best:
            self.bound = round(solver.objective_value)

    def _take(self, columns: list[Column]) -> None:
        self._columns = columns
        self._points = np.array([column.points for column in columns], dtype=np.int64)
        self._shift = np.array([column.shift for column in columns], dtype=np.int64)
        rows = np.repeat(np.arange(len(columns)), [len(column.tasks) for column in columns])
        tasks = [task for column in columns for task in column.tasks]
        shape = (len(columns), len(self._problem.tasks))
        self._holds = sparse.csr_matrix(
            (np.ones(len(tasks), dtype=np.int64), (rows, tasks)), shape=shape
        )
        self._hits = np.zeros((len(columns), 0), dtype=np.int64)

    def _count_hits(self) -> None:
        by_task = self._holds.tocsc()
        self._hits = np.zeros((len(self._columns), len(self._cuts)), dtype=np.int64)
        for number, cut in enumerate(self._cuts):
            self._hits[:, number] = np.asarray(by_task[:, sorted(cut.tasks)].sum(axis=1)).ravel()
        self._hits //= 2

    def _solve(self, on_slice: Callable[[], None]) -> tuple[Relaxation, list[Column]] | None:
        """The relaxation over the pool, priced by looking at all of it; the bound rises."""
        terms = self._terms
        master = Master(self._problem, terms.full, terms.rewards)
        master.leave_out(terms.fewest)
        master.cut(self._cuts)
        rewards = np.array(terms.rewards, dtype=np.int64)
        first = self._points - rewards[self._shift]
        master.add(self._columns[number] for number in np.argsort(first)[:MOST_ADDED])
        while True:
            on_slice()
            relaxation = master.solve()
            if relaxation is None:
                return None
            duals = duals_of(self._problem, relaxation)
            reduced = self._reduced(duals)
            worth = np.rint(relaxation.shift * SCALE).astype(np.int64) + rewards * SCALE
            new = np.flatnonzero(reduced < worth[self._shift] - SCALE // 4)
            new = new[np.argsort(reduced[new], kind="stable")][:MOST_ADDED]
            if not master.add(self._columns[number] for number in new):
                known = master.columns[: len(relaxation.shares)]
                self._drop(duals, reduced)
                return relaxation, known

    def _reduced(self, duals: Duals) -> Integers:
        """Scaled points of every round less dual prices."""
        reduced: Integers = self._points * SCALE - self._holds @ duals.task
        return reduced + self._hits @ duals.cut

    def _drop(self, duals: Duals, reduced: Integers) -> None:
        """Raise the bound, and drop what costs too much to be in a cheaper plan."""
        terms = self._terms
        least = np.where(terms.must, NEVER, 0).astype(np.int64)
        np.minimum.at(least, self._shift, reduced)
        least[least >= NEVER] = 0
        lagrangian = without_rounds(self._problem, duals, terms.full, terms.fewest)
        lagrangian += int(least.sum())
        self.bound = max(self.bound, min(terms.upper, -(-lagrangian // SCALE)))
        kept = lagrangian + reduced - least[self._shift] <= (terms.upper - 1) * SCALE
        if not kept.all():
            self._take([self._columns[number] for number in np.flatnonzero(kept)])
            self._count_hits()


def watched(
    solver: cp_model.CpSolver, model: cp_model.CpModel, on_slice: Callable[[], None]
) -> cp_model.CpSolverStatus:
    """Solve in a thread of its own and stop it when told to."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        solving = beside.submit(solver.solve, model)
        try:
            while not solving.done():
                on_slice()
                wait((solving,), PAUSE)
        finally:
            solver.stop_search()
        return solving.result()
