"""A way to make a visit in rounds that stand, and what it costs.

What it costs is told in the points of the rules that speak of single visits and rounds; those that
compare rounds (fair load, spread of waiting, worst lateness) show in the score of the plan that
comes of it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scheduler.plan import StopKind
from scheduler.rules import RuleId
from scheduler.solver.keeping import Kept
from scheduler.solver.problem import Problem, Task
from scheduler.solver.schedule import Activity

PUSHED = 1
"""Points of every second that somebody else's start is pushed, so that the calmer place wins."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A way to make a visit.

    Attributes:
        rounds: the rounds that change, by shift.
        start: of the visit.
        points: what it adds to the cost of the rounds, and to that of starts that are pushed.
        pushed: seconds that other starts move, all together.
        off: seconds from the start that was preferred.
    """

    visit: int
    rounds: Mapping[int, Kept]
    start: int
    points: int
    pushed: int
    off: int

    @property
    def rank(self) -> tuple[int, int, int]:
        """The cheapest come first, and of those the nearest to the start preferred."""
        return self.points, self.off, self.start

    @property
    def shifts(self) -> tuple[int, ...]:
        """Who makes it, by shift."""
        return tuple(self.rounds)


def round_points(problem: Problem, number: int, kept: Kept | None) -> int:
    """What the round of a shift costs by itself: road, overtime, wishes, changes; none nothing."""
    if kept is None:
        return 0
    weights, shift = problem.weights, problem.shifts[number]
    points = weights[RuleId.TRAVEL] * kept.travel
    points += weights[RuleId.OVERTIME] * max(0, kept.end - shift.end)
    return points + _visit_points(problem, shift.carer, kept)


def continuity_points(problem: Problem, visit: int, number: int, before: Kept | None) -> int:
    """What it costs in continuity that the carer of a round makes one more visit.

    Args:
        before: the round without the visit.
    """
    client, carer = problem.visits[visit].client, problem.shifts[number].carer
    steps = int(problem.visit_steps[client, carer])
    met = (problem.visits[task.visit].client for task, _ in visits_of(problem, before))
    if client not in met:
        steps += int(problem.meeting_steps[client, carer])
    return problem.weights[RuleId.CONTINUITY] * steps


def visits_of(problem: Problem, kept: Kept | None) -> Iterator[tuple[Task, Activity]]:
    """The tasks of a round in order, with their activities; none where there is no round."""
    for activity in kept.activities if kept else ():
        if activity.kind is StopKind.VISIT:
            yield problem.tasks[activity.index], activity


def _visit_points(problem: Problem, carer: int, kept: Kept) -> int:
    """What the visits of a round cost: wishes, and changes of what was published."""
    points = 0
    for task, activity in visits_of(problem, kept):
        visit = problem.visits[task.visit]
        if visit.wished is not None and task.place == 1:
            beyond = abs(activity.start - visit.wished) - problem.wished_tolerance
            points += problem.weights[RuleId.WISHED_START] * max(0, beyond)
        if visit.published is not None and visit.published[1] is not None:
            changed = abs(activity.start - visit.published[1]) > problem.change_tolerance
            changed = changed or (task.place, carer) not in visit.published[0]
            points += problem.weights[RuleId.CHANGE] * changed
    return points
