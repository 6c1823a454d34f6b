"""What solvers of whole models do for a search: compose rounds, time them together, and prove.

Every step has a limit in its solver's own units, so that it repeats itself, and one in seconds
where the whole solve has one.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheduler.errors import RoundsError
from scheduler.solver.kernels import Kernel
from scheduler.solver.params import SearchParams
from scheduler.solver.problem import Problem
from scheduler.solver.schedule import Schedule
from scheduler.solver.search.session import Session

if TYPE_CHECKING:
    from scheduler.solver.oracle import OracleResult, Orders

WIDELY = 2
"""How many times the rounds and the effort of a composition one from around the best plan has."""

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
    problem: Problem,
    kernel: Kernel,
    lead: Session,
    params: SearchParams,
    allowance: Allowance,
    *,
    widely: bool = False,
) -> bool:
    """Look for a better plan among all that the rounds met make; whether there was one.

    Args:
        widely: also of rounds around the best plan, and of `WIDELY` times as many.
    """
    # only a solve that comes this far waits for the library
    from scheduler.solver.compose import compose  # noqa: PLC0415

    plans, pools, breadth = kernel.plans, kernel.pools, 1
    if widely:
        plans, pools, breadth = [lead.plan(), *plans], [*pools, lead.rounds_around()], WIDELY
    composition = compose(
        problem,
        lead.tables,
        plans,
        pools,
        cost=lead.cost,
        most=breadth * params.compose_rounds,
        effort=breadth * params.compose_effort,
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
    from scheduler.solver.oracle import orders_of  # noqa: PLC0415

    orders = orders_of(problem, schedules)
    result = _exactly(problem, schedules, params.retime_effort, allowance, orders)
    return None if result is None else (result.schedules, result.cost)


def prove(
    problem: Problem, schedules: Sequence[Schedule], params: SearchParams, allowance: Allowance
) -> tuple[tuple[Schedule, ...], int, bool] | None:
    """The best plan of all as far as the limits allow, its cost, and whether that is proven.

    Returns:
        None where the limits did not allow for any.
    """
    result = _exactly(problem, schedules, params.exact_effort, allowance)
    return None if result is None else (result.schedules, result.cost, result.proven)


def _exactly(
    problem: Problem,
    hint: Sequence[Schedule],
    effort: float,
    allowance: Allowance,
    orders: "Orders | None" = None,
) -> "OracleResult | None":
    """What the model of all rules finds within the limits, None when that is nothing."""
    # only a solve that comes this far waits for the library
    from scheduler.solver.oracle import solve_exactly  # noqa: PLC0415

    try:
        return solve_exactly(
            problem,
            orders=orders,
            hint=hint,
            effort=effort,
            seconds=allowance.seconds,
            cancelled=allowance.cancelled,
        )
    except RoundsError as error:
        if error.code != "oracle-out-of-time":
            raise
        return None
