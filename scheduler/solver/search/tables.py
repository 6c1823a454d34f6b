"""The problem as plain lists, which are what Python reads fastest.

A node is something with a location that a round calls at: first the tasks, by their index, then
the appointments of all shifts.
"""

from dataclasses import dataclass

from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.solver.problem import Problem, Span

NEVER = 1 << 60


@dataclass(frozen=True)
class ShiftTable:
    """What a round of one shift is bound by.

    Attributes:
        seconds: travel of this shift's mode, `[from][to]`.
        breaks: length, earliest start and latest start of each break.
        nodes: the appointments, as nodes.
        allowed: for every task, whether this shift may fill it.
        others: the carer's other shifts, with the rest that must lie between.
    """

    index: int
    carer: int
    start: int
    end: int
    latest_end: int
    first_location: int
    last_location: int
    seconds: list[list[int]]
    breaks: tuple[tuple[int, int, int], ...]
    nodes: tuple[int, ...]
    load_cap: int
    allowed: list[bool]
    others: tuple[tuple[int, int], ...]


class Tables:
    """Everything the search looks up, by node, shift or visit."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.weights = dict(problem.weights)
        self.tasks = len(problem.tasks)
        visits = [problem.visits[task.visit] for task in problem.tasks]
        self.visit_of = [task.visit for task in problem.tasks]
        self.location = [visit.location for visit in visits]
        self.service = [visit.service for visit in visits]
        self.windows: list[tuple[Span, ...]] = [visit.windows for visit in visits]
        self.load = [visit.load for visit in visits]
        self.client = [visit.client for visit in visits]
        self.wished = [
            visit.wished if problem.tasks[task].place == 1 else None
            for task, visit in enumerate(visits)
        ]
        self.tied = [
            len(visit.tasks) > 1 or visit.after is not None or bool(problem.dependants[index])
            for index, visit in enumerate(problem.visits)
        ]
        self.unassigned_cost = [
            problem.weights[UNASSIGNED_RULE[visit.priority]] for visit in problem.visits
        ]
        self.continuity = problem.weights[RuleId.CONTINUITY]
        self.meeting: list[list[int]] = (problem.meeting_steps * self.continuity).tolist()
        self.visiting: list[list[int]] = (problem.visit_steps * self.continuity).tolist()
        self.published = any(visit.published is not None for visit in problem.visits)
        matrices = [matrix.tolist() for matrix in problem.seconds]
        self.shifts = [self._shift(index, matrices) for index in range(len(problem.shifts))]

    def _shift(self, index: int, matrices: list[list[list[int]]]) -> ShiftTable:
        shift = self.problem.shifts[index]
        nodes = []
        for appointment in shift.appointments:
            nodes.append(len(self.location))
            self.location.append(appointment.location)
            self.service.append(appointment.end - appointment.start)
            self.windows.append(((appointment.start, appointment.start),))
        return ShiftTable(
            index=index,
            carer=shift.carer,
            start=shift.start,
            end=shift.end,
            latest_end=shift.latest_end,
            first_location=shift.start_location,
            last_location=shift.end_location,
            seconds=matrices[shift.mode],
            breaks=tuple((each.seconds, *each.window) for each in shift.breaks),
            nodes=tuple(nodes),
            load_cap=NEVER if shift.load_cap is None else shift.load_cap,
            allowed=[index in task.shifts for task in self.problem.tasks],
            others=tuple(
                (other, 0 if each.day == shift.day else self.problem.rest)
                for other, each in enumerate(self.problem.shifts)
                if each.carer == shift.carer and other != index
            ),
        )
