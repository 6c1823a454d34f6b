"""A day as routing libraries know such problems: tasks, shifts, arcs, windows, prizes.

Costs are those of our score as far as they are sums over arcs and tasks. What cannot be stated so
is approximated here, once for all peers that need it, and every approximation is named in
docs/benchmarks.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from benchmarks.team_days.features import shared_meetings
from scheduler.domain.visit import Priority
from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.solver.problem import Problem, ProblemAppointment, ProblemVisit, Span

Orders = tuple[tuple[int, ...], ...]
"""Tasks by shift in the order in which they are made."""

Starts = Mapping[int, int]
"""Start of service by task, where the engine says one."""

PRIZES: Mapping[Priority, int] = {
    Priority.MUST: 2_000_000,
    Priority.SHOULD: 600_000,
    Priority.MAY: 200_000,
}
"""Points of a visit left out where the weights are too far apart for penalties to work with.

A must in our default weights outweighs all travel of a day by four powers of ten: PyVRP then
collects prizes with time warp, and OR-Tools' penalties drown every other difference.
"""

GRID = 300
"""Seconds between the starts that are tried when a window is cut."""


@dataclass(frozen=True)
class Statement:
    """The tasks and shifts of a problem, with costs that add up.

    Nodes of the matrices: first the tasks, then the starts of all shifts, then their ends, then all
    appointments.
    """

    problem: Problem

    @property
    def tasks(self) -> int:
        """How many tasks there are."""
        return len(self.problem.tasks)

    @property
    def shifts(self) -> int:
        """How many shifts there are."""
        return len(self.problem.shifts)

    @property
    def nodes(self) -> int:
        """Rows of a matrix."""
        return self.tasks + 2 * self.shifts + len(self.appointments)

    @cached_property
    def appointments(self) -> tuple[tuple[int, ProblemAppointment], ...]:
        """Every appointment with its shift."""
        shifts = enumerate(self.problem.shifts)
        return tuple((number, each) for number, shift in shifts for each in shift.appointments)

    def appointment_node(self, index: int) -> int:
        """Where an appointment is held, by its index among all of them."""
        return self.tasks + 2 * self.shifts + index

    def start_node(self, shift: int) -> int:
        """Where a shift begins."""
        return self.tasks + shift

    def end_node(self, shift: int) -> int:
        """Where a shift ends."""
        return self.tasks + self.shifts + shift

    def visit(self, task: int) -> ProblemVisit:
        """The visit of a task."""
        return self.problem.visits[self.problem.tasks[task].visit]

    def prize(self, task: int) -> int:
        """Points of leaving a task out: those of its visit, shared by its places."""
        visit = self.visit(task)
        weight = self.problem.weights[UNASSIGNED_RULE[visit.priority]]
        return min(weight, PRIZES[visit.priority]) // len(visit.tasks)

    @cached_property
    def locations(self) -> npt.NDArray[np.int64]:
        """Location of every node."""
        shifts = self.problem.shifts
        return np.array(
            [self.visit(task).location for task in range(self.tasks)]
            + [shift.start_location for shift in shifts]
            + [shift.end_location for shift in shifts]
            + [appointment.location for _, appointment in self.appointments]
        )

    def travel_seconds(self, shift: int) -> npt.NDArray[np.int64]:
        """Seconds between all nodes by the mode of a shift."""
        mode = self.problem.shifts[shift].mode
        grid = np.ix_(self.locations, self.locations)
        seconds: npt.NDArray[np.int64] = self.problem.seconds[mode][grid].astype(np.int64)
        return seconds

    def arc_points(self, shift: int) -> npt.NDArray[np.int64]:
        """Points of travel between all nodes, with those of the task that an arc leads to."""
        points = self.travel_seconds(shift) * self.problem.weights[RuleId.TRAVEL]
        points[:, : self.tasks] += self.task_points[:, shift][None, :]
        np.fill_diagonal(points, 0)
        return points

    @cached_property
    def task_points(self) -> npt.NDArray[np.int64]:
        """Points of continuity by task and shift.

        A first meeting is shared evenly by the visits of the client that the shift could make.
        """
        shared = shared_meetings(self.problem)
        weight = self.problem.weights[RuleId.CONTINUITY]
        points = np.zeros((self.tasks, self.shifts), dtype=np.int64)
        for task in range(self.tasks):
            client = self.visit(task).client
            for number, shift in enumerate(self.problem.shifts):
                meeting = weight * int(self.problem.meeting_steps[client, shift.carer])
                every = weight * int(self.problem.visit_steps[client, shift.carer])
                points[task, number] = every + meeting // shared.get((client, number), 1)
        return points

    @cached_property
    def untied_windows(self) -> tuple[tuple[Span, ...], ...]:
        """Windows of every visit, cut so that whatever starts are chosen keep every tie.

        A joint visit gets one start for all its places: the wished one, else the middle of its
        first window. Windows of visits that depend on each other are cut where both keep most.
        """
        windows = [visit.windows for visit in self.problem.visits]
        for index, visit in enumerate(self.problem.visits):
            if len(visit.tasks) > 1 and visit.windows:
                windows[index] = (_agreed(visit),)
        for index, visit in enumerate(self.problem.visits):
            if visit.after is not None and windows[index] and windows[visit.after]:
                first, second = _cut(windows[visit.after][0], windows[index][0], visit)
                windows[visit.after], windows[index] = (first,), (second,)
        return tuple(windows)


def _agreed(visit: ProblemVisit) -> Span:
    opens, closes = visit.windows[0]
    start = (opens + closes) // 2 if visit.wished is None else visit.wished
    start = min(max(start, opens), closes)
    return (start, start)


def _cut(first: Span, second: Span, visit: ProblemVisit) -> tuple[Span, Span]:
    """The pair of windows, each within its own, that keeps the gap for all starts and is widest.

    Where no pair does, the windows stay as they are and the plan is judged by what comes out.
    """
    best, widest = (first, second), -1
    for opens in range(first[0], first[1] + 1, GRID):
        for closes in range(opens, first[1] + 1, GRID):
            earliest = max(second[0], closes + visit.min_gap)
            latest = second[1] if visit.max_gap is None else min(second[1], opens + visit.max_gap)
            width = min(closes - opens, latest - earliest)
            if latest >= earliest and width > widest:
                best, widest = ((opens, closes), (earliest, latest)), width
    return best
