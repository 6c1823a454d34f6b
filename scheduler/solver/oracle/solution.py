"""The way from the model to a proven answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from scheduler.errors import FaultError, RoundsError
from scheduler.plan import Plan, StopKind
from scheduler.solver.assemble import assemble
from scheduler.solver.interruption import interruptible
from scheduler.solver.oracle.hard import keep_hard_rules
from scheduler.solver.oracle.hint import add_hint
from scheduler.solver.oracle.orders import Orders, keep_orders, legs_in_order, restricted
from scheduler.solver.oracle.rounds import END, START, Decisions, Node, RoundVariables, decisions
from scheduler.solver.oracle.soft import keep_budget, total_cost
from scheduler.solver.problem import Problem
from scheduler.solver.schedule import Activity, Schedule, cost, quantities


@dataclass(frozen=True, slots=True)
class OracleResult:
    """The best plan found, and what is known of any other.

    Attributes:
        cost: points of the plan.
        bound: no plan costs less.
        proven: whether the plan is optimal, so that bound and cost are equal.
    """

    plan: Plan
    schedules: tuple[Schedule, ...]
    cost: int
    bound: int
    proven: bool


def solve_exactly(
    problem: Problem,
    *,
    orders: Orders | None = None,
    hint: Sequence[Schedule] = (),
    seconds: float | None = None,
    effort: float | None = None,
    workers: int = 1,
    seed: int = 0,
    cancelled: Callable[[], bool] | None = None,
) -> OracleResult:
    """Solve the problem to proven optimality, or as far as it gets within the limits.

    Args:
        problem: a small one, unless orders are given: time grows exponentially with visits.
        orders: who makes which visits one after the other; then only starts and breaks are chosen,
            and the bound is one for these orders.
        hint: a plan to begin from.
        seconds: limit on wall-clock time; None for none. With a limit that is reached, or with
            more than one worker, another run may find another plan.
        effort: limit in CP-SAT's deterministic time units, about a second each; None for none.
        workers: threads.
        seed: of CP-SAT's random choices.
        cancelled: asked now and then, from another thread, whether to stop.

    Raises:
        RoundsError: `appointment-out-of-reach` when no plan keeps all appointments, with the
            breaks of their shifts and the rest between them;
            `held-out-of-reach` when some visits may not be left out and no plan makes them all;
            `orders-impossible` when the orders given cannot be kept;
            `oracle-out-of-time` when a limit was reached before any plan was found.
        FaultError: `oracle-disagrees` when the plan does not cost what the model says.
    """
    if orders is None:
        made = decisions(problem)
    else:
        problem = restricted(problem, orders)
        made = decisions(problem, legs_in_order(problem, orders))
        keep_orders(made, orders)
    keep_hard_rules(made)
    keep_budget(made)
    made.model.minimize(total_cost(made))
    add_hint(made, hint)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    # One worker gets no relaxation of the circuits by default; with it proofs take half the time.
    solver.parameters.linearization_level = 2
    if seconds is not None:
        solver.parameters.max_time_in_seconds = seconds
    if effort is not None:
        solver.parameters.max_deterministic_time = effort
    with interruptible(solver.stop_search, cancelled):
        status = solver.solve(made.model)
    if orders is not None and status == cp_model.INFEASIBLE:
        raise RoundsError("orders-impossible", f"{len(problem.visits)} visits in a given order.")
    return _result(made, solver, status)


def _result(
    made: Decisions, solver: cp_model.CpSolver, status: cp_model.CpSolverStatus
) -> OracleResult:
    problem = made.problem
    if status == cp_model.INFEASIBLE:
        stay = [str(visit.key) for visit in problem.visits if visit.held]
        if stay:
            text = f"No plan makes all visits that are held: {', '.join(stay)}."
            raise RoundsError("held-out-of-reach", text)
        held = [each.key for each in problem.shifts if each.appointments]
        shifts = ", ".join(f"{key.carer_id} at {key.start.isoformat()}" for key in held)
        raise RoundsError("appointment-out-of-reach", f"Shifts with appointments: {shifts}.")
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        raise RoundsError(
            "oracle-out-of-time",
            f"{len(problem.visits)} visits, {len(problem.shifts)} shifts: "
            f"{solver.status_name(status)} after {solver.wall_time:.1f} s.",
        )
    proven = status == cp_model.OPTIMAL
    schedules = read_schedules(solver, made)
    points = cost(problem, quantities(problem, schedules))
    claimed = round(solver.objective_value)
    if points > claimed or (proven and points != claimed):
        raise FaultError("oracle-disagrees", f"Plan: {points} points, model: {claimed} points.")
    bound = claimed if proven else round(solver.best_objective_bound)
    return OracleResult(assemble(problem, schedules), schedules, points, bound, proven)


def read_schedules(solver: cp_model.CpSolver, made: Decisions) -> tuple[Schedule, ...]:
    """The rounds that a solver decided on."""
    return tuple(_schedule(solver, each) for each in made.rounds if solver.value(each.used))


def _schedule(solver: cp_model.CpSolver, each: RoundVariables) -> Schedule:
    after = {origin: to for (origin, to), leg in each.legs.items() if solver.value(leg)}
    activities: list[Activity] = []
    node = START
    while node != END:
        activities += _breaks(solver, each, node, on_arrival=False)
        node = after[node]
        activities += _breaks(solver, each, node, on_arrival=True)
        if node != END:
            activities.append(Activity(node.kind, node.index, solver.value(each.begin[node])))
    return Schedule(each.number, tuple(activities))


def _breaks(
    solver: cp_model.CpSolver, each: RoundVariables, node: Node, *, on_arrival: bool
) -> list[Activity]:
    spots = each.on_arrival if on_arrival else each.before_leaving
    return [
        Activity(StopKind.BREAK, index, solver.value(start), on_arrival)
        for index, start in enumerate(each.breaks)
        if (index, node) in spots and solver.value(spots[index, node])
    ]
