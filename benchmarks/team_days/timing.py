"""A peer's order of tasks as a plan of ours, timed as well as that order allows.

Peers differ in what they know of breaks, wished starts and waiting. So that each is judged by what
it decided, who makes which visit and in which order, starts and breaks are chosen anew by the
oracle's model of all rules with just that decided. A visit that cannot stay without a rule being
broken is dropped and counts as unassigned; nothing is moved and nothing is put in.
"""

from dataclasses import dataclass
from itertools import combinations, pairwise

from ortools.sat.python import cp_model

from benchmarks.team_days.statement import Orders, Starts
from scheduler.errors import RoundsError
from scheduler.plan import Plan, StopKind
from scheduler.rules import RuleId
from scheduler.solver.assemble import assemble
from scheduler.solver.oracle.hard import keep_hard_rules
from scheduler.solver.oracle.rounds import END, START, Decisions, Node, RoundVariables, decisions
from scheduler.solver.oracle.soft import total_cost
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
    whole = _Fixed(problem, orders, starts, all_stay=True)
    if whole.found:
        return Timed(whole.plan, (), whole.proven)
    weights = {rule: VISITS_ALONE.get(rule, 0) for rule in problem.weights}
    fewer = _Fixed(problem.replace(weights=weights), orders, starts, all_stay=False)
    if not fewer.found:
        raise RoundsError(
            "oracle-out-of-time", f"{len(problem.visits)} visits in a given order: no plan found."
        )
    kept = fewer.kept
    left = tuple(tuple(task for task in order if task in kept) for order in orders)
    rest = _Fixed(problem, left, fewer.starts, all_stay=True)
    dropped = sorted({task for order in orders for task in order} - kept)
    best = rest if rest.found else fewer
    return Timed(best.plan, tuple(dropped), fewer.proven and best.proven)


class _Fixed:
    """The model of all rules with orders fixed, solved."""

    def __init__(self, problem: Problem, orders: Orders, starts: Starts, *, all_stay: bool) -> None:
        self._problem = problem
        made = decisions(_as_ordered(problem, orders))
        keep_hard_rules(made)
        for order, each in zip(orders, made.rounds, strict=True):
            present = [task for task in order if task in each.present]
            _in_order(made, each, present)
            if all_stay:
                _all_stay(made, each, present)
        told = {problem.tasks[task].visit: start for task, start in starts.items()}
        for visit, start in told.items():
            made.model.add_hint(made.visits[visit].start, start)
        made.model.minimize(total_cost(made))
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.max_deterministic_time = EFFORT
        status = solver.solve(made.model)
        self.found = status in {cp_model.OPTIMAL, cp_model.FEASIBLE}
        self.proven = status == cp_model.OPTIMAL
        self._schedules = (
            [_schedule(solver, each) for each in made.rounds if solver.value(each.used)]
            if self.found
            else []
        )

    @property
    def plan(self) -> Plan:
        """What was found."""
        return assemble(self._problem, self._schedules)

    @property
    def starts(self) -> dict[int, int]:
        """Start of every task that is in the plan."""
        return {
            activity.index: activity.start
            for schedule in self._schedules
            for activity in schedule.activities
            if activity.kind is StopKind.VISIT
        }

    @property
    def kept(self) -> frozenset[int]:
        """Tasks that are in the plan."""
        return frozenset(self.starts)


def _all_stay(made: Decisions, each: RoundVariables, order: list[int]) -> None:
    """Every task of the order is made; without appointments the legs are known as well."""
    for task in order:
        made.model.add(each.present[task] == 1)
    if order and not each.shift.appointments:
        nodes = [START, *(Node(StopKind.VISIT, task) for task in order), END]
        for leg in pairwise(nodes):
            made.model.add(each.legs[leg] == 1)


def _as_ordered(problem: Problem, orders: Orders) -> Problem:
    """The problem in which every task may be filled only by the shift that it was given to."""
    given: dict[int, int] = {}
    for shift, order in enumerate(orders):
        for task in order:
            given.setdefault(task, shift)
    return problem.replace(
        # Times do not change how work is shared, and without it the model is proven sooner.
        weights={**problem.weights, RuleId.FAIR_LOAD: 0},
        tasks=tuple(
            type(task)(task.visit, task.place, task.shifts & {given.get(index, -1)}, task.barred)
            for index, task in enumerate(problem.tasks)
        ),
    )


def _in_order(made: Decisions, each: RoundVariables, order: list[int]) -> None:
    """No leg leads back in the order, and no appointment lets a later task come first."""
    rank = {task: number for number, task in enumerate(order)}
    for (origin, destination), leg in each.legs.items():
        both = origin.kind is destination.kind is StopKind.VISIT
        if both and rank[origin.index] > rank[destination.index]:
            made.model.add(leg == 0)
    if each.shift.appointments:
        for earlier, later in combinations(order, 2):
            here = made.visits[made.problem.tasks[earlier].visit].start
            there = made.visits[made.problem.tasks[later].visit].start
            made.model.add(here <= there).only_enforce_if(
                each.present[earlier], each.present[later]
            )


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
