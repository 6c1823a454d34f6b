"""Why a visit is left unassigned: for every place and every carer the rule in the way."""

from scheduler.plan import Reason
from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.solver.problem import Problem, Task
from scheduler.solver.search.gaps import has_room, own_windows
from scheduler.solver.search.insertion import free_windows
from scheduler.solver.search.session import Session
from scheduler.solver.search.state import LOAD, State
from scheduler.solver.search.tables import NEVER


def reasons(session: Session) -> dict[int, tuple[Reason, ...]]:
    """For every task of a visit left out of the best plan, one reason for every carer of the team.

    Reasons speak of the plan as it is: what stands in the way of one more visit in it.
    """
    if not session.left_out:
        return {}
    problem = session.problem
    empty = Session(problem, 0, tables=session.tables)
    return {
        task: tuple(_reason(session, empty, task, carer) for carer in range(len(problem.carer_ids)))
        for visit in session.left_out
        for task in problem.visits[visit].tasks
    }


def _reason(session: Session, empty: Session, number: int, carer: int) -> Reason:
    rule, text = _obstacle(session, empty, number, carer)
    return Reason(session.problem.carer_ids[carer], rule, text)


def _obstacle(session: Session, empty: Session, number: int, carer: int) -> tuple[RuleId, str]:
    """The first thing in the way, from what never changes to what this plan makes of it."""
    task = session.problem.tasks[number]
    if carer in task.barred:
        return task.barred[carer]
    shifts = session.problem.shifts
    own = [index for index in sorted(task.shifts) if shifts[index].carer == carer]
    return (
        _out_of_hours(session.problem, task, own)
        or _in_the_way_of_any_plan(session, empty, number, own)
        or _in_the_way_of_this_plan(session, number, own)
    )


def _out_of_hours(problem: Problem, task: Task, own: list[int]) -> tuple[RuleId, str] | None:
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
    session: Session, empty: Session, task: int, own: list[int]
) -> tuple[RuleId, str] | None:
    problem = session.problem
    visit = problem.visits[problem.tasks[task].visit]
    if visit.after is not None and visit.after in session.left_out:
        return RuleId.DEPENDENCY, f"{problem.visits[visit.after].key} is left out itself"
    if all(visit.load > _cap(problem, index) for index in own):
        return RuleId.LOAD_CAP, f"the visit's {visit.load} load points exceed the cap of the shift"
    windows = own_windows(empty.to_tables, empty.to_shop, task)
    if not _fits(empty, empty.to_current, task, windows, own):
        return RuleId.SHIFT, "cannot get there and back within the shift, its breaks and meetings"
    return None


def _in_the_way_of_this_plan(session: Session, task: int, own: list[int]) -> tuple[RuleId, str]:
    problem, best = session.problem, session.best
    number = problem.tasks[task].visit
    visit = problem.visits[number]
    if all(best.figures[index, LOAD] + visit.load > _cap(problem, index) for index in own):
        text = f"the visit's {visit.load} load points exceed what the round has left"
        return RuleId.LOAD_CAP, text
    windows = free_windows(session.to_tables, session.to_best, session.to_shop, number)
    if not _fits(session, session.to_best, task, windows, own):
        return RuleId.ONE_PLACE, "has no room for it between the other visits of the round"
    if len(visit.tasks) > 1:
        return RuleId.TOGETHER, "is free, but not at one time with enough other carers"
    unassigned = UNASSIGNED_RULE[visit.priority]
    return unassigned, "has room for it, but that costs more than leaving it out"


def _cap(problem: Problem, shift: int) -> int:
    cap = problem.shifts[shift].load_cap
    return NEVER if cap is None else cap


def _fits(session: Session, state: State, task: int, windows: int, shifts: list[int]) -> bool:
    """Whether a task fits into one of these rounds, within the windows on the bench."""
    tables, shop = session.to_tables, session.to_shop
    return any(has_room(tables, state, shop, task, windows, shift) for shift in shifts)
