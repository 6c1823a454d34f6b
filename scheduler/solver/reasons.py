"""Why a visit is left unassigned: for every place and every carer the rule in the way."""

from random import Random

from scheduler.plan import Reason
from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.solver.problem import Task
from scheduler.solver.search.gaps import feasible_gaps
from scheduler.solver.search.insertion import free_windows
from scheduler.solver.search.state import State


def reasons(state: State) -> dict[int, tuple[Reason, ...]]:
    """For every task of an absent visit, one reason for every carer of the team.

    Reasons speak of the plan as it is: what stands in the way of one more visit in it.
    """
    problem = state.tables.problem
    empty = State(state.tables)
    return {
        task: tuple(_reason(state, empty, task, carer) for carer in range(len(problem.carer_ids)))
        for visit in sorted(state.absent)
        for task in problem.visits[visit].tasks
    }


def _reason(state: State, empty: State, number: int, carer: int) -> Reason:
    problem = state.tables.problem
    task = problem.tasks[number]
    rule, text = _obstacle(state, empty, number, task, carer)
    return Reason(problem.carer_ids[carer], rule, text)


def _obstacle(
    state: State, empty: State, number: int, task: Task, carer: int
) -> tuple[RuleId, str]:
    """The first thing in the way, from what never changes to what this plan makes of it."""
    if carer in task.barred:
        return task.barred[carer]
    shifts = state.tables.problem.shifts
    own = [index for index in task.shifts if shifts[index].carer == carer]
    return (
        _out_of_hours(state, task, own)
        or _in_the_way_of_any_plan(state, empty, number, own)
        or _in_the_way_of_this_plan(state, number, own)
    )


def _out_of_hours(state: State, task: Task, own: list[int]) -> tuple[RuleId, str] | None:
    problem = state.tables.problem
    windows = problem.visits[task.visit].windows
    if not windows:
        return RuleId.WINDOW, "the visit has no start that keeps its windows and pins"
    if not own:
        return RuleId.SHIFT, "has no shift on these dates"
    for index in own:
        shift = problem.shifts[index]
        if any(opens <= shift.latest_end and closes >= shift.start for opens, closes in windows):
            return None
    return RuleId.SHIFT, "does not work during the visit's windows"


def _in_the_way_of_any_plan(
    state: State, empty: State, task: int, own: list[int]
) -> tuple[RuleId, str] | None:
    problem = state.tables.problem
    visit = problem.visits[problem.tasks[task].visit]
    if visit.after is not None and visit.after in state.absent:
        return RuleId.DEPENDENCY, f"{problem.visits[visit.after].key} is left out itself"
    tables = state.tables
    if all(tables.load[task] > tables.shifts[index].load_cap for index in own):
        return RuleId.LOAD_CAP, f"the visit's {visit.load} load points exceed the cap of the shift"
    if not _fits(empty, task, visit.windows, own):
        return RuleId.SHIFT, "cannot get there and back within the shift, its breaks and meetings"
    return None


def _in_the_way_of_this_plan(state: State, task: int, own: list[int]) -> tuple[RuleId, str]:
    tables = state.tables
    visit = tables.visit_of[task]
    load = tables.load[task]
    if all(_load(state, index) + load > tables.shifts[index].load_cap for index in own):
        return RuleId.LOAD_CAP, f"the visit's {load} load points exceed what the round has left"
    if not _fits(state, task, free_windows(state, visit), own):
        return RuleId.ONE_PLACE, "has no room for it between the other visits of the round"
    if len(tables.problem.visits[visit].tasks) > 1:
        return RuleId.TOGETHER, "is free, but not at one time with enough other carers"
    unassigned = UNASSIGNED_RULE[tables.problem.visits[visit].priority]
    return unassigned, "has room for it, but that costs more than leaving it out"


def _fits(state: State, task: int, windows: tuple[tuple[int, int], ...], shifts: list[int]) -> bool:
    gaps = feasible_gaps(state, task, windows, Random(0))  # noqa: S311 - nothing is drawn
    return any(gap.shift in shifts for gap in gaps)


def _load(state: State, shift: int) -> int:
    current = state.rounds[shift]
    return 0 if current is None else current.load
