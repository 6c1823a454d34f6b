"""The master problem: which share of which rounds covers every task, and at what dual prices."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from ortools.linear_solver import pywraplp  # type: ignore[import-untyped]  # it has no types

from scheduler.rules import RuleId
from scheduler.solver.bound.cuts import Cut
from scheduler.solver.bound.fair_load import PERMILLE
from scheduler.solver.bound.pricing import Column
from scheduler.solver.problem import Problem

ATTEMPTS = (
    "use_dual_simplex: true",
    "use_preprocessing: true use_dual_simplex: false",
    "use_preprocessing: false use_scaling: false",
    "perturb_costs_in_dual_simplex: true use_dual_simplex: true",
)
"""Settings tried in turn where the solver of linear programs gives up."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Relaxation:
    """A solution of the linear relaxation over the columns known so far.

    Attributes:
        value: points; no bound, since columns are missing.
        task, shift, cut: dual prices.
        shares: of each column.
        left_out: share of every visit that is left out.
        least_left_out: dual price of the least number of visits left out.
        busy: of every carer, points for a permille of its share; empty without fair load.
    """

    value: float
    task: Floats
    shift: Floats
    cut: Floats
    shares: Floats
    left_out: Floats
    least_left_out: float
    busy: tuple[float, ...] = ()


class Master:
    """Cover every task or leave the visit out; one round per shift at most.

    A visit that is left out pays its penalty once, for all its places. Rows say "at least": the
    solver of linear programs came back abnormal on rows that say "exactly". Fair load is the
    largest share of a carer less the smallest.

    Attributes:
        columns: in the order of their shares.
        least_left_out: at least so many visits are left out.
    """

    def __init__(
        self,
        problem: Problem,
        penalties: Sequence[int],
        rewards: Sequence[int],
        *,
        fair: bool = False,
    ) -> None:
        self._problem = problem
        self.columns: list[Column] = []
        self.least_left_out = 0
        self._known: dict[tuple[int, tuple[int, ...]], int] = {}
        self._rewards = rewards
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        # Preprocessing would lose the basis of the solution before.
        self._solver.SetSolverSpecificParametersAsString("use_preprocessing: false")
        self._infinity = self._solver.infinity()
        self._objective = self._solver.Objective()
        self._objective.SetMinimization()
        self._tasks = [self._solver.Constraint(1.0, self._infinity) for _ in problem.tasks]
        self._shifts = [self._solver.Constraint(-self._infinity, 1.0) for _ in problem.shifts]
        self._cuts: list[pywraplp.Constraint] = []
        self._shown: list[Cut] = []
        self._uses: list[pywraplp.Variable] = []
        self._left_out = []
        self._least = self._solver.Constraint(0.0, self._infinity)
        for visit in problem.visits:
            variable = self._solver.NumVar(0.0, self._infinity, "")
            for task in visit.tasks:
                self._tasks[task].SetCoefficient(variable, 1.0)
            self._least.SetCoefficient(variable, 1.0)
            self._left_out.append(variable)
        self.penalise(penalties)
        self._largest: list[pywraplp.Constraint] = []
        self._smallest: list[pywraplp.Constraint] = []
        if fair:
            self._compare_shares()

    def _compare_shares(self) -> None:
        weight = float(self._problem.weights[RuleId.FAIR_LOAD])
        largest = self._solver.NumVar(0.0, self._infinity, "")
        smallest = self._solver.NumVar(0.0, self._infinity, "")
        self._objective.SetCoefficient(largest, weight)
        self._objective.SetCoefficient(smallest, -weight)
        for seconds in self._problem.shift_seconds:
            for rows, variable, sign in (
                (self._largest, largest, 1.0),
                (self._smallest, smallest, -1.0),
            ):
                row = self._solver.Constraint(0.0, self._infinity)
                if seconds:
                    row.SetCoefficient(variable, sign)
                rows.append(row)

    def penalise(self, penalties: Sequence[int]) -> None:
        """Set the points of every visit that is left out."""
        for variable, points in zip(self._left_out, penalties, strict=True):
            self._objective.SetCoefficient(variable, float(points))

    def leave_out(self, count: int) -> None:
        """Demand that so many visits are left out."""
        self.least_left_out = count
        self._least.SetBounds(float(count), self._infinity)

    def add(self, columns: Iterable[Column]) -> int:
        """Add the columns that are new, or cheaper than they were known; how many."""
        added = 0
        for column in columns:
            known = self._known.setdefault((column.shift, column.tasks), len(self.columns))
            if known == len(self.columns):
                self._add(column)
            elif column.points < self.columns[known].points:
                self.columns[known] = column
                self._objective.SetCoefficient(self._uses[known], self._points(column))
            else:
                continue
            added += 1
        return added

    def cut(self, cuts: Sequence[Cut]) -> None:
        """Hold these cuts; the first ones may be known, with more memory now."""
        for number, cut in enumerate(cuts):
            if number == len(self._cuts):
                self._cuts.append(self._solver.Constraint(-self._infinity, 1.0))
            elif self._shown[number] == cut:
                continue
            for variable, column in zip(self._uses, self.columns, strict=True):
                hits = cut.hits(column.tasks)
                if hits:
                    self._cuts[number].SetCoefficient(variable, float(hits))
        self._shown = list(cuts)

    def forbid(self, numbers: Iterable[int]) -> None:
        """Use these columns no more: they come back to tasks that are remembered now."""
        for number in numbers:
            self._uses[number].SetUb(0.0)

    def solve(self) -> Relaxation | None:
        """The relaxation over the known columns; None where the solver gives up."""
        status = self._solver.Solve()
        for attempt in ATTEMPTS:
            if status == pywraplp.Solver.OPTIMAL:
                break
            self._solver.SetSolverSpecificParametersAsString(attempt)
            status = self._solver.Solve()
        if status != pywraplp.Solver.OPTIMAL:
            return None
        return Relaxation(
            self._objective.Value(),
            np.array([row.dual_value() for row in self._tasks]),
            np.array([row.dual_value() for row in self._shifts]),
            np.array([row.dual_value() for row in self._cuts]),
            np.array([variable.solution_value() for variable in self._uses]),
            np.array([variable.solution_value() for variable in self._left_out]),
            self._least.dual_value(),
            tuple(
                above.dual_value() - below.dual_value()
                for above, below in zip(self._largest, self._smallest, strict=True)
            ),
        )

    def _points(self, column: Column) -> float:
        return float(column.points - self._rewards[column.shift])

    def _add(self, column: Column) -> None:
        variable = self._solver.NumVar(0.0, self._infinity, "")
        self._objective.SetCoefficient(variable, self._points(column))
        for task, times in Counter(column.tasks).items():
            self._tasks[task].SetCoefficient(variable, float(times))
        self._shifts[column.shift].SetCoefficient(variable, 1.0)
        for row, cut in zip(self._cuts, self._shown, strict=True):
            hits = cut.hits(column.tasks)
            if hits:
                row.SetCoefficient(variable, float(hits))
        self._share(variable, column)
        self._uses.append(variable)
        self.columns.append(column)

    def _share(self, variable: pywraplp.Variable, column: Column) -> None:
        """What the column adds to the share of its carer, in permille."""
        carer = self._problem.shifts[column.shift].carer
        seconds = self._problem.shift_seconds[carer]
        if self._largest and seconds:
            share = PERMILLE * column.busy / seconds
            self._largest[carer].SetCoefficient(variable, -share)
            self._smallest[carer].SetCoefficient(variable, share)
