"""Which rules of a day a solver must be able to state, read off the problem."""

from collections import defaultdict
from enum import StrEnum
from itertools import combinations

from scheduler.rules import RuleId
from scheduler.solver.problem import Problem


class Feature(StrEnum):
    """Something that changes what the best plan is, and that not every solver can state."""

    SEVERAL_WINDOWS = "several windows"
    LOAD_CAP = "load cap"
    SPLIT_SHIFT = "split shifts"
    OVERTIME = "overtime"
    BREAK = "breaks"
    APPOINTMENT = "appointments"
    WISHED_START = "wished starts"
    WORST_LATENESS = "worst lateness"
    MEETING = "meeting once a round"
    JOINT = "joint visits"
    DEPENDENCY = "dependencies"
    FAIR_LOAD = "fair load"
    WAITING_SPREAD = "spread of waiting"
    RANKED_PRIORITIES = "priorities a hundred apart"


def features(problem: Problem) -> frozenset[Feature]:
    """What of all this the problem has."""
    visits, shifts, weights = problem.visits, problem.shifts, problem.weights
    wished = any(visit.wished is not None for visit in visits)
    found = {
        Feature.SEVERAL_WINDOWS: any(len(visit.windows) > 1 for visit in visits),
        Feature.LOAD_CAP: any(shift.load_cap is not None for shift in shifts),
        Feature.SPLIT_SHIFT: len({shift.carer for shift in shifts}) < len(shifts),
        Feature.OVERTIME: any(shift.latest_end > shift.end for shift in shifts),
        Feature.BREAK: any(shift.breaks for shift in shifts),
        Feature.APPOINTMENT: any(shift.appointments for shift in shifts),
        Feature.WISHED_START: wished and weights[RuleId.WISHED_START] > 0,
        Feature.WORST_LATENESS: wished and weights[RuleId.WORST_LATENESS] > 0,
        Feature.MEETING: bool(shared_meetings(problem)),
        Feature.JOINT: any(len(visit.tasks) > 1 for visit in visits),
        Feature.DEPENDENCY: any(visit.after is not None for visit in visits),
        Feature.FAIR_LOAD: weights[RuleId.FAIR_LOAD] > 0,
        Feature.WAITING_SPREAD: weights[RuleId.WAITING_SPREAD] > 0,
        Feature.RANKED_PRIORITIES: weights[RuleId.UNASSIGNED_MUST] > 10_000_000,
    }
    return frozenset(feature for feature, present in found.items() if present)


def shared_meetings(problem: Problem) -> dict[tuple[int, int], int]:
    """By client and shift: how many of the client's tasks the shift could make, where several.

    A first meeting counts once a round, so that where one shift may make two visits of a client
    its cost is no sum over visits. Pairs whose starts cannot both lie within the shift are none.
    """
    tasks_of: dict[int, list[int]] = defaultdict(list)
    for index, task in enumerate(problem.tasks):
        tasks_of[problem.visits[task.visit].client].append(index)
    shared: dict[tuple[int, int], int] = {}
    for client, tasks in tasks_of.items():
        for number, shift in enumerate(problem.shifts):
            if not problem.meeting_steps[client, shift.carer]:
                continue
            able = [task for task in tasks if _could(problem, task, number)]
            pairs = combinations({problem.tasks[task].visit for task in able}, 2)
            if any(pairs):
                shared[client, number] = len(able)
    return shared


def _could(problem: Problem, task: int, number: int) -> bool:
    """Whether a shift may fill a task within its hours."""
    shift, own = problem.shifts[number], problem.tasks[task]
    visit = problem.visits[own.visit]
    return number in own.shifts and any(
        opens <= shift.latest_end - visit.service and closes >= shift.start
        for opens, closes in visit.windows
    )
