"""A peer's order of tasks as a plan of ours, timed as well as that order allows.

Peers differ in what they know of breaks, wished starts and waiting. So that each is judged by what
it decided, who makes which visit and in which order, starts and breaks are chosen anew by the
oracle's model of all rules with just that decided. A visit that cannot stay without a rule being
broken is dropped and counts as unassigned; nothing is moved and nothing is put in.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.team_days.statement import Orders, Starts
from scheduler.errors import RoundsError
from scheduler.plan import Plan, StopKind
from scheduler.rules import RuleId
from scheduler.solver import oracle
from scheduler.solver.oracle import OracleResult, solve_exactly
from scheduler.solver.problem import Problem
from scheduler.solver.schedule import Activity, Schedule

EFFORT = 4.0
"""CP-SAT's deterministic time units for one model, about a second each."""

VISITS_ALONE = {
    RuleId.UNASSIGNED_MUST: 2_000_000,
    RuleId.UNASSIGNED_SHOULD: 20_000,
    RuleId.UNASSIGNED_MAY: 200,
    RuleId.TRAVEL: 0,
}
"""What counts while it is decided which visits must be dropped."""

NOT_FOUND = {"orders-impossible", "oracle-out-of-time"}


@dataclass(frozen=True)
class Timed:
    """A plan in a given order.

    Attributes:
        dropped: tasks that were in the order and could not stay.
        proven: whether no better times exist for the order.
    """

    plan: Plan
    dropped: tuple[int, ...]
    proven: bool


def timed(problem: Problem, orders: Orders, starts: Starts) -> Timed:
    """The best plan that keeps to the orders.

    First all visits are asked to stay. Where that breaks a rule, as few as possible are dropped,
    by priority, and the rest is timed without them.

    Raises:
        RoundsError: `oracle-out-of-time` when no plan was found within the effort.
    """
    given = tuple(tuple(order) for order in orders)
    told = [
        Schedule(
            shift,
            tuple(Activity(StopKind.VISIT, task, starts[task]) for task in order if task in starts),
        )
        for shift, order in enumerate(given)
    ]
    whole = _in_order(problem, given, told)
    if whole is not None:
        return Timed(whole.plan, (), whole.proven)
    weights = {rule: VISITS_ALONE.get(rule, 0) for rule in problem.weights}
    fewer = solve_exactly(
        problem.replace(weights=weights),
        orders=oracle.Orders(given, all_stay=False),
        hint=told,
        effort=EFFORT,
    )
    kept = _tasks(fewer)
    left = tuple(tuple(task for task in order if task in kept) for order in given)
    rest = _in_order(problem, left, fewer.schedules)
    dropped = sorted({task for order in given for task in order} - kept)
    proven = fewer.proven and rest is not None and rest.proven
    return Timed((rest or fewer).plan, tuple(dropped), proven)


def _in_order(
    problem: Problem, given: tuple[tuple[int, ...], ...], hint: Sequence[Schedule]
) -> OracleResult | None:
    """The best plan with every visit of the orders; None where there is none, or none was found."""
    try:
        return solve_exactly(problem, orders=oracle.Orders(given), hint=hint, effort=EFFORT)
    except RoundsError as error:
        if error.code not in NOT_FOUND:
            raise
        return None


def _tasks(result: OracleResult) -> frozenset[int]:
    """Tasks that are in the plan."""
    return frozenset(
        activity.index
        for schedule in result.schedules
        for activity in schedule.activities
        if activity.kind is StopKind.VISIT
    )
