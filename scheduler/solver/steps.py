"""What CP-SAT does for a search: compose rounds anew, time them together, and prove.

Every step has a limit in CP-SAT's own units, so that it repeats itself, and one in seconds where
the whole solve has one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from scheduler.errors import RoundsError
from scheduler.solver.kernels import Kernel
from scheduler.solver.params import SearchParams
from scheduler.solver.problem import Problem
from scheduler.solver.schedule import Schedule
from scheduler.solver.search.session import Session

TIGHTEST = 0.02
"""Seconds below which no step is begun."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a step may take: seconds, None without a limit, and until somebody cancels."""

    seconds: float | None
    cancelled: Callable[[], bool]

    @property
    def spent(self) -> bool:
        """Whether there is nothing left to begin a step with."""
        return self.cancelled() or (self.seconds is not None and self.seconds < TIGHTEST)


def compose_anew(
    problem: Problem, kernel: Kernel, lead: Session, params: SearchParams, allowance: Allowance
) -> bool:
    """Look for a better plan among all that the rounds met make; whether there was one."""
    # only a solve that comes this far waits for the library
    from scheduler.solver.compose import compose  # noqa: PLC0415

    composition = compose(
        problem,
        lead.tables,
        kernel.plans,
        kernel.pools,
        cost=lead.cost,
        most=params.compose_rounds,
        effort=params.compose_effort,
        seconds=allowance.seconds,
        cancelled=allowance.cancelled,
    )
    if not composition.rounds:
        return False
    before = lead.cost
    starts = {
        problem.tasks[node].visit: start
        for each in composition.rounds
        for node, start in zip(each.nodes, each.starts, strict=True)
        if node < len(problem.tasks)
    }
    lead.load({each.shift: each.nodes for each in composition.rounds}, starts)
    return lead.cost < before


def time_together(
    problem: Problem, schedules: Sequence[Schedule], params: SearchParams, allowance: Allowance
) -> tuple[tuple[Schedule, ...], int] | None:
    """The best starts of all rounds together in the orders they have, and what they then cost.

    Returns:
        None where the limits did not allow for any.
    """
    # only a solve that comes this far waits for the library
    from scheduler.solver.oracle import orders_of, solve_exactly  # noqa: PLC0415

    try:
        result = solve_exactly(
            problem,
            orders=orders_of(problem, schedules),
            hint=schedules,
            effort=params.retime_effort,
            seconds=allowance.seconds,
            cancelled=allowance.cancelled,
        )
    except RoundsError as error:
        if error.code != "oracle-out-of-time":
            raise
        return None
    return result.schedules, result.cost


def prove(
    problem: Problem, schedules: Sequence[Schedule], params: SearchParams, allowance: Allowance
) -> tuple[tuple[Schedule, ...], int, bool] | None:
    """The best plan of all as far as the limits allow, its cost, and whether that is proven.

    Returns:
        None where the limits did not allow for any.
    """
    # only a solve that comes this far waits for the library
    from scheduler.solver.oracle import solve_exactly  # noqa: PLC0415

    try:
        result = solve_exactly(
            problem,
            hint=schedules,
            effort=params.exact_effort,
            seconds=allowance.seconds,
            cancelled=allowance.cancelled,
        )
    except RoundsError as error:
        if error.code != "oracle-out-of-time":
            raise
        return None
    return result.schedules, result.cost, result.proven
