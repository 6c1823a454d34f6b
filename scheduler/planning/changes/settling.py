"""Rounds that a search timed anew, with everybody back at the start that they were told.

A search times all rounds for the last point. Nobody should be called for that: visits return to the
starts they had, wherever the order of the new rounds leaves room for it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

import networkx as nx

from scheduler.plan import StopKind
from scheduler.solver.keeping import Keeper, Kept
from scheduler.solver.problem import Problem
from scheduler.solver.schedule import Activity, Schedule

Placed = Mapping[int, tuple[int, int]]
"""The shift and the start of tasks."""


def settled(
    problem: Problem, found: Sequence[Schedule], told: Sequence[Schedule]
) -> tuple[Schedule, ...]:
    """The same rounds in the same order, with starts as they were told, or pushed from there.

    A tied visit returns to its start where all rounds that it ties together leave room for that.
    Rounds that do not, and those that would move more, stay as they were found.

    Args:
        problem: whose windows the starts keep to.
        told: the rounds to return to.
    """
    keeper = Keeper(problem)
    before = {each.shift: each for each in told}
    starts = placed(told)
    loose = _bound(problem, _rearranged(problem, found, starts))
    while True:
        targets = _targets(problem, found, starts, loose)
        calm = []
        stuck: set[int] = set()
        for each in found:
            alike = before.get(each.shift)
            if alike is None or tasks_of(alike.activities) != tasks_of(each.activities):
                alike = each
            wanted = [
                activity.at(targets[activity.index])
                if activity.kind is StopKind.VISIT
                else activity
                for activity in alike.activities
            ]
            kept = keeper.keep(each.shift, wanted)
            calmer = Schedule(each.shift, kept.activities) if isinstance(kept, Kept) else each
            if calmer != alike and stir(calmer, starts) >= stir(each, starts):
                calmer = each
                stuck.update(_tied(problem, each))
            calm.append(calmer)
        if stuck <= loose:
            return tuple(calm)
        loose |= _bound(problem, stuck)


def placed(rounds: Iterable[Schedule]) -> dict[int, tuple[int, int]]:
    """The shift and the start of every task of rounds."""
    return {
        activity.index: (each.shift, activity.start)
        for each in rounds
        for activity in each.activities
        if activity.kind is StopKind.VISIT
    }


def tasks_of(activities: Iterable[Activity]) -> tuple[int, ...]:
    """The visits of a round, by task, in order."""
    return tuple(each.index for each in activities if each.kind is StopKind.VISIT)


def stir(each: Schedule, told: Placed) -> int:
    """Seconds that the starts of a round are from what was told, all together."""
    return sum(
        abs(activity.start - told[activity.index][1])
        for activity in each.activities
        if activity.kind is StopKind.VISIT and told.get(activity.index, (None, 0))[0] == each.shift
    )


def _rearranged(problem: Problem, found: Sequence[Schedule], told: Placed) -> set[int]:
    """The tied visits of which a place is in another round than it was."""
    return {
        problem.tasks[activity.index].visit
        for each in found
        for activity in each.activities
        if activity.kind is StopKind.VISIT
        and problem.tied[problem.tasks[activity.index].visit]
        and told.get(activity.index, (None, 0))[0] != each.shift
    }


def _targets(
    problem: Problem, found: Sequence[Schedule], told: Placed, loose: set[int]
) -> dict[int, int]:
    """The start for every task: that which it had, where it may have that; else as it was found."""
    targets = {}
    for task, (shift, start) in placed(found).items():
        visit = problem.tasks[task].visit
        number, before = told.get(task, (None, 0))
        returns = number == shift and visit not in loose and problem.visits[visit].may_start(before)
        targets[task] = before if returns else start
    return targets


def tied_together(problem: Problem, rounds: Sequence[Schedule]) -> Iterator[frozenset[int]]:
    """Positions of the rounds that cannot be timed apart, because of visits that are tied."""
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(rounds)))
    first: dict[int, int] = {}
    for position, each in enumerate(rounds):
        for visit in _tied(problem, each):
            for other in _bound(problem, (visit,)):
                graph.add_edge(position, first.setdefault(other, position))
    return (frozenset(each) for each in nx.connected_components(graph))


def _tied(problem: Problem, each: Schedule) -> Iterator[int]:
    visits = (problem.tasks[a.index].visit for a in each.activities if a.kind is StopKind.VISIT)
    return (visit for visit in visits if problem.tied[visit])


def _bound(problem: Problem, visits: Iterable[int]) -> set[int]:
    """Visits with all those that depend on them, or that they depend on, directly or not."""
    bound: set[int] = set()
    waiting = list(visits)
    while waiting:
        visit = waiting.pop()
        if visit not in bound:
            bound.add(visit)
            after = problem.visits[visit].after
            waiting += problem.dependants[visit]
            waiting += () if after is None else (after,)
    return bound
