"""A plan that is known already, told to the model as a place to begin."""

from collections.abc import Sequence
from itertools import pairwise

from scheduler.plan import StopKind
from scheduler.solver.oracle.rounds import END, START, Decisions, Node, RoundVariables
from scheduler.solver.schedule import Schedule


def add_hint(made: Decisions, schedules: Sequence[Schedule]) -> None:
    """Tell the model who makes which visits when, in which order, and when breaks are taken."""
    if not schedules:
        return
    rounds = {each.shift: each for each in schedules if each.activities}
    starts = {
        made.problem.tasks[activity.index].visit: activity.start
        for each in schedules
        for activity in each.activities
        if activity.kind is StopKind.VISIT
    }
    for visit, variables in enumerate(made.visits):
        made.model.add_hint(variables.assigned, visit in starts)
        if visit in starts:
            made.model.add_hint(variables.start, starts[visit])
    for each in made.rounds:
        _add_round(made, each, rounds.get(each.number))


def _add_round(made: Decisions, each: RoundVariables, schedule: Schedule | None) -> None:
    model = made.model
    model.add_hint(each.used, schedule is not None)
    nodes = [START]
    for activity in schedule.activities if schedule else ():
        if activity.kind is StopKind.BREAK:
            model.add_hint(each.breaks[activity.index], activity.start)
            # a break on arrival is told of at the node that follows it
            continue
        nodes.append(Node(activity.kind, activity.index))
    nodes.append(END)
    taken = set(pairwise(nodes)) if schedule else set()
    for pair, leg in each.legs.items():
        model.add_hint(leg, pair in taken)
    for task, present in each.present.items():
        model.add_hint(present, Node(StopKind.VISIT, task) in nodes)
