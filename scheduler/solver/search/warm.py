"""Beginning from a plan, however broken: what of it still holds is kept."""

from scheduler.plan import Plan
from scheduler.solver.problem import Problem
from scheduler.solver.search.rounds import RoundState
from scheduler.solver.search.state import State
from scheduler.units import seconds_between


def take_over(state: State, plan: Plan) -> None:
    """Put the plan's visits into an empty state, leaving out those that do not fit any more.

    Visits go in by their planned start, so that every visit meets the one it depends on.
    """
    problem = state.tables.problem
    planned = _planned(problem, plan)
    for visit in sorted(planned, key=lambda each: (planned[each][0], each)):
        start, shifts = planned[visit]
        if len(shifts) == len(problem.visits[visit].tasks):
            _append(state, visit, start, shifts)


def _planned(problem: Problem, plan: Plan) -> dict[int, tuple[int, dict[int, int]]]:
    """For every visit of the problem in the plan: its start, and the shift of each task."""
    shift_of = {shift.key: index for index, shift in enumerate(problem.shifts)}
    visit_of = {visit.key: index for index, visit in enumerate(problem.visits)}
    planned: dict[int, tuple[int, dict[int, int]]] = {}
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


def _append(state: State, visit: int, start: int, shifts: dict[int, int]) -> None:
    """Add a visit at the ends of its rounds, before any appointments still to come."""
    tables = state.tables
    own = tables.problem.visits[visit]
    if len({tables.shifts[shift].carer for shift in shifts.values()}) < len(shifts):
        return
    tied = tables.tied[visit]
    if tied and not (_starts_within(own.windows, start) and _keeps_distance(state, visit, start)):
        return
    frozen = {**state.frozen, visit: start} if tied else state.frozen
    rounds: list[RoundState] = []
    for task, shift in shifts.items():
        current = state.rounds[shift]
        nodes = () if current is None else current.nodes
        position = len(nodes)
        while position and _comes_later(state, nodes[position - 1], start):
            position -= 1
        new = state.evaluated(shift, (*nodes[:position], task, *nodes[position:]), frozen)
        if new is None:
            return
        rounds.append(new)
    state.add(visit, rounds, start if tied else None)


def _comes_later(state: State, node: int, start: int) -> bool:
    """Whether a node is an appointment that begins at or after a moment."""
    return node >= state.tables.tasks and state.tables.windows[node][0][0] >= start


def _starts_within(windows: tuple[tuple[int, int], ...], start: int) -> bool:
    return any(opens <= start <= closes for opens, closes in windows)


def _keeps_distance(state: State, visit: int, start: int) -> bool:
    own = state.tables.problem.visits[visit]
    if own.after is None:
        return True
    first = state.frozen.get(own.after)
    if first is None:
        return False
    return first + own.min_gap <= start and (own.max_gap is None or start <= first + own.max_gap)
