"""A mixed-integer linear program in the making, and what HiGHS finds for it.

Branch and cut decides here because choosing rounds is set partitioning: its relaxation is nearly
whole, which a search by clauses makes no use of (docs/search.md).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

from scheduler.errors import FaultError
from scheduler.solver.interruption import interruptible

Floats = npt.NDArray[np.float64]
Term = tuple[int, float]
"""A column and its coefficient."""

INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class Relaxed:
    """The relaxation: its value, and by column what the objective rises by for each unit of it."""

    value: float
    reduced_costs: Floats


@dataclass(frozen=True, slots=True)
class Solved:
    """The best whole values found, None without any, and whether no others are better."""

    values: Floats | None
    proven: bool


class Program:
    """Columns, each from 0 to its upper limit, and rows between two limits; the least is sought."""

    def __init__(self) -> None:
        self._costs: list[float] = []
        self._uppers: list[float] = []
        self._whole: list[bool] = []
        self._begins = [0]
        self._columns: list[int] = []
        self._factors: list[float] = []
        self._limits: list[tuple[float, float]] = []

    def column(self, cost: float = 0.0, upper: float = 1.0, *, whole: bool = False) -> int:
        """Another column."""
        self._costs.append(cost)
        self._uppers.append(upper)
        self._whole.append(whole)
        return len(self._costs) - 1

    def row(self, terms: Iterable[Term], least: float, most: float = INFINITE) -> None:
        """The sum of some columns times their factors is between two limits."""
        factors: dict[int, float] = {}
        for column, factor in terms:
            factors[column] = factors.get(column, 0.0) + factor
        self._columns += factors.keys()
        self._factors += factors.values()
        self._begins.append(len(self._columns))
        self._limits.append((least, most))

    def value(self, values: Floats) -> float:
        """What values of all columns cost."""
        return float(np.dot(self._costs, values))

    def relax(self, seconds: float | None, cancelled: Callable[[], bool] | None) -> Relaxed | None:
        """The best values of all, whole or not; None where there are none, or not in time."""
        solver = self._solver(seconds)
        _run(solver, cancelled)
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        reduced = np.array(solver.getSolution().col_dual, dtype=np.float64)
        return Relaxed(float(solver.getInfo().objective_function_value), reduced)

    def solve(
        self,
        closed: Iterable[int],
        known: Sequence[int],
        nodes: int,
        seconds: float | None,
        cancelled: Callable[[], bool] | None,
    ) -> Solved:
        """The best values of which those that have to be are whole.

        Args:
            closed: columns that are 0.
            known: of the whole columns, those that are 1 in values to begin from.
            nodes: of the search tree, at most, so that the answer repeats itself.
            seconds: at most, None without a limit.
        """
        solver = self._solver(seconds)
        shut = np.array(sorted(closed), dtype=np.int32)
        solver.changeColsBounds(len(shut), shut, np.zeros(len(shut)), np.zeros(len(shut)))
        whole = np.flatnonzero(self._whole).astype(np.int32)
        kinds = np.full(len(whole), int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        solver.changeColsIntegrality(len(whole), whole, kinds)
        begun = np.zeros(len(self._whole))
        begun[list(known)] = 1.0
        solver.setSolution(len(whole), whole, begun[whole])
        solver.setOptionValue("mip_max_nodes", nodes)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", 0.5)
        _run(solver, cancelled)
        proven = solver.getModelStatus() in {
            highspy.HighsModelStatus.kOptimal,
            highspy.HighsModelStatus.kInfeasible,
        }
        if (
            solver.getInfo().primal_solution_status
            != highspy.SolutionStatus.kSolutionStatusFeasible
        ):
            return Solved(None, proven)
        return Solved(np.array(solver.getSolution().col_value, dtype=np.float64), proven)

    def _solver(self, seconds: float | None) -> Any:  # noqa: ANN401 - the library has no types
        solver = highspy.Highs()
        solver.silent()
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("parallel", "off")
        if seconds is not None:
            solver.setOptionValue("time_limit", seconds)
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(self._costs), len(self._limits)
        program.col_cost_ = np.array(self._costs, dtype=np.float64)
        program.col_lower_ = np.zeros(len(self._costs))
        program.col_upper_ = np.array(self._uppers, dtype=np.float64)
        limits = np.array(self._limits, dtype=np.float64).reshape(-1, 2)
        program.row_lower_, program.row_upper_ = limits[:, 0].copy(), limits[:, 1].copy()
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = np.array(self._begins, dtype=np.int32)
        program.a_matrix_.index_ = np.array(self._columns, dtype=np.int32)
        program.a_matrix_.value_ = np.array(self._factors, dtype=np.float64)
        if solver.passModel(program) != highspy.HighsStatus.kOk:
            raise FaultError("search-disagrees", "HiGHS does not take the rows over rounds.")
        return solver


def _run(solver: Any, cancelled: Callable[[], bool] | None) -> None:  # noqa: ANN401
    if cancelled is not None:
        solver.HandleUserInterrupt = True
    with interruptible(solver.cancelSolve, cancelled):
        solver.solve()
