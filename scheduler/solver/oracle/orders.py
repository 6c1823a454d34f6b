"""Orders that are given: who makes which visits one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from scheduler.plan import StopKind
from scheduler.solver.oracle.rounds import START, Decisions, Follows, Node
from scheduler.solver.problem import Problem
from scheduler.solver.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Orders:
    """Tasks in order for every shift, with the appointments wherever their time is.

    Attributes:
        tasks: by shift.
        all_stay: nothing may be left out; otherwise it may, but not be moved.
    """

    tasks: tuple[tuple[int, ...], ...]
    all_stay: bool = True


def orders_of(problem: Problem, schedules: Sequence[Schedule]) -> Orders:
    """The orders of the rounds of a plan."""
    made = {
        each.shift: tuple(
            activity.index for activity in each.activities if activity.kind is StopKind.VISIT
        )
        for each in schedules
    }
    return Orders(tuple(made.get(shift, ()) for shift in range(len(problem.shifts))))


def restricted(problem: Problem, orders: Orders) -> Problem:
    """The problem in which every task can only be filled by the first shift it was given to."""
    given: dict[int, int] = {}
    for shift, order in enumerate(orders.tasks):
        for task in order:
            given.setdefault(task, shift)
    return problem.replace(
        tasks=tuple(
            type(task)(task.visit, task.place, task.shifts & {given.get(index, -1)}, task.barred)
            for index, task in enumerate(problem.tasks)
        )
    )


def legs_in_order(problem: Problem, orders: Orders) -> Follows:
    """Whether, in a shift, one node may come straight after another.

    Args:
        problem: restricted to the orders.
    """
    ranks = []
    for shift, order in enumerate(orders.tasks):
        able = [task for task in order if shift in problem.tasks[task].shifts]
        ranks.append({task: number for number, task in enumerate(able)})

    def follows(shift: int, one: Node, other: Node) -> bool:
        rank = ranks[shift]

        def number(node: Node) -> int:
            if node.kind is StopKind.VISIT:
                return rank[node.index]
            return -1 if node == START else len(rank)

        if StopKind.APPOINTMENT in {one.kind, other.kind}:
            return True
        step = number(other) - number(one)
        return step == 1 if orders.all_stay else step > 0

    return follows


def keep_orders(made: Decisions, orders: Orders) -> None:
    """Visits stay where that is asked for, and none comes first by way of an appointment."""
    for order, each in zip(orders.tasks, made.rounds, strict=True):
        able = [task for task in order if task in each.present]
        if orders.all_stay:
            for task in able:
                made.model.add(each.present[task] == 1)
        if each.shift.appointments:
            for earlier, later in combinations(able, 2):
                here = made.visits[made.problem.tasks[earlier].visit].start
                there = made.visits[made.problem.tasks[later].visit].start
                made.model.add(here <= there).only_enforce_if(
                    each.present[earlier], each.present[later]
                )
