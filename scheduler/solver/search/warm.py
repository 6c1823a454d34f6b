"""Beginning from a plan, however broken: what of it still holds is kept."""

from scheduler.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.search.rounds import copy_row, evaluate, refresh_neighbours
from scheduler.solver.search.session import Session
from scheduler.solver.search.tables import NEVER
from scheduler.units import seconds_between

Planned = dict[int, tuple[int, dict[int, int]]]
"""For every visit of a plan: its start, and the shift of each task."""


def take_over(session: Session, planned: Planned) -> None:
    """Put visits into a session without rounds, leaving out those that do not fit.

    They go in by their planned start, so that every visit meets the one it depends on.
    """
    for visit in sorted(planned, key=lambda each: (planned[each][0], each)):
        start, shifts = planned[visit]
        if len(shifts) == len(session.problem.visits[visit].tasks):
            _append(session, visit, start, shifts)


def begin_from(session: Session, planned: Planned) -> None:
    """Make a plan with such visits, and all others that fit, the current one."""
    session.load({}, {})
    take_over(session, planned)
    session.begin()


def planned_in(problem: Problem, plan: Plan) -> Planned:
    """What of a plan the problem knows."""
    shift_of = {shift.key: index for index, shift in enumerate(problem.shifts)}
    visit_of = {visit.key: index for index, visit in enumerate(problem.visits)}
    planned: Planned = {}
    for each, stop in plan.assignments():
        shift = shift_of.get(each.shift)
        visit = None if stop.visit is None else visit_of.get(stop.visit)
        if visit is None or shift is None:
            continue
        tasks = problem.visits[visit].tasks
        if not 1 <= stop.place <= len(tasks):
            continue
        task = tasks[stop.place - 1]
        if shift in problem.tasks[task].shifts:
            start = seconds_between(problem.origin, stop.start)
            planned.setdefault(visit, (start, {}))[1][task] = shift
    return planned


def _append(session: Session, visit: int, start: int, shifts: dict[int, int]) -> None:
    """Add a visit at the ends of its rounds, before any appointments still to come."""
    tables, state = session.tables, session.current
    own = session.problem.visits[visit]
    if len({session.problem.shifts[shift].carer for shift in shifts.values()}) < len(shifts):
        return
    if tables.tied[visit]:
        if not (_starts_within(own.windows, start) and _keeps_distance(session, visit, start)):
            return
        state.frozen[visit] = start
    rows = {}
    for number, (task, shift) in enumerate(shifts.items()):
        row = len(session.problem.shifts) + number
        if state.length[shift] < 0 or not _appended(session, row, shift, task, start):
            state.frozen[visit] = NEVER
            return
        rows[task] = row
    for task, shift in shifts.items():
        copy_row(
            session.to_tables, session.to_current, rows[task], session.to_current, shift, shift
        )
        state.shift_of[task] = shift
    state.absent[visit] = False
    for shift in shifts.values():
        refresh_neighbours(
            session.to_tables,
            session.to_current,
            session.to_shop,
            shift,
            len(session.problem.shifts),
        )


def _appended(session: Session, row: int, shift: int, task: int, start: int) -> bool:
    """Work out a spare row with the task behind the others; whether it is feasible."""
    state = session.current
    nodes = [int(node) for node in state.nodes[shift, : state.length[shift]]]
    position = len(nodes)
    while position and _comes_later(session, nodes[position - 1], start):
        position -= 1
    nodes.insert(position, task)
    state.nodes[row, : len(nodes)] = nodes
    state.length[row] = len(nodes)
    return evaluate(session.to_tables, session.to_current, session.to_shop, row, shift)


def _comes_later(session: Session, node: int, start: int) -> bool:
    """Whether a node is an appointment that begins at or after a moment."""
    tables = session.tables
    return node >= tables.tasks and int(tables.opens[tables.window_from[node]]) >= start


def _starts_within(windows: tuple[tuple[int, int], ...], start: int) -> bool:
    return any(opens <= start <= closes for opens, closes in windows)


def _keeps_distance(session: Session, visit: int, start: int) -> bool:
    own = session.problem.visits[visit]
    if own.after is None:
        return True
    first = int(session.current.frozen[own.after])
    if first >= NEVER:
        return False
    return first + own.min_gap <= start and (own.max_gap is None or start <= first + own.max_gap)
