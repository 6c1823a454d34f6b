"""Team problems that are regular: to arrays and back."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from scheduler.plan import StopKind
from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.solver.problem import Problem, ProblemShift
from scheduler.solver.regular.price import Rounds
from scheduler.solver.regular.problem import NEVER, NOBODY, Flags, Ints, RegularProblem
from scheduler.solver.schedule import Activity, Schedule


def is_regular(problem: Problem) -> bool:
    """Whether no rule at work in a problem could make a later start, or another order, cheaper.

    Wishes, breaks, appointments, overtime, dependencies, joint visits of more than two, and soft
    rules over all rounds are what a regular problem does not have.
    """
    return not any(_obstacles(problem))


def _obstacles(problem: Problem) -> Iterator[bool]:
    weights = problem.weights
    yield any(
        weights[rule]
        for rule in (RuleId.FAIR_LOAD, RuleId.WAITING_SPREAD)
        if len(problem.shifts) > 1
    )
    for visit in problem.visits:
        wishes = weights[RuleId.WISHED_START] or weights[RuleId.WORST_LATENESS]
        yield visit.wished is not None and bool(wishes)
        yield visit.published is not None and bool(weights[RuleId.CHANGE])
        yield visit.after is not None or len(visit.tasks) > 2
    for shift in problem.shifts:
        yield bool(shift.breaks or shift.appointments)
        yield shift.latest_end > shift.end
        yield any(_binds(problem, shift, other) for other in problem.shifts)


def _binds(problem: Problem, shift: ProblemShift, other: ProblemShift) -> bool:
    """Whether a round of one shift could take time from a later shift of the same carer."""
    if shift is other or shift.carer != other.carer or other.start < shift.start:
        return False
    rest = 0 if shift.day == other.day else problem.rest
    return shift.latest_end + rest > other.start


def regular_problem(problem: Problem) -> RegularProblem:
    """The arrays of a problem that `is_regular`."""
    visits = [problem.visits[task.visit] for task in problem.tasks]
    points = problem.weights[RuleId.CONTINUITY]
    windows = [window for visit in visits for window in visit.windows]
    return RegularProblem(
        location=_ints(visit.location for visit in visits),
        service=_ints(visit.service for visit in visits),
        load=_ints(visit.load for visit in visits),
        window_from=np.cumsum([0, *(len(visit.windows) for visit in visits)], dtype=np.int64),
        opens=_ints(opens for opens, _ in windows),
        closes=_ints(closes for _, closes in windows),
        due=np.full(len(visits), NEVER, np.int64),
        partner=_partners(problem),
        lag=np.zeros(len(visits), np.int64),
        client=_ints(visit.client for visit in visits),
        unassigned=_prices(problem),
        allowed=_allowed(problem),
        start=_ints(shift.start for shift in problem.shifts),
        end=_ints(shift.end for shift in problem.shifts),
        first_location=_ints(shift.start_location for shift in problem.shifts),
        last_location=_ints(shift.end_location for shift in problem.shifts),
        mode=_ints(shift.mode for shift in problem.shifts),
        carer=_ints(shift.carer for shift in problem.shifts),
        load_cap=_ints(NEVER if s.load_cap is None else s.load_cap for s in problem.shifts),
        travel=problem.seconds.astype(np.int64),
        travel_weight=problem.weights[RuleId.TRAVEL],
        visiting=problem.visit_steps.astype(np.int64) * points,
        meeting=problem.meeting_steps.astype(np.int64) * points,
    )


def schedules(rounds: Rounds, starts: Sequence[int | None]) -> tuple[Schedule, ...]:
    """The rounds of a plan with their starts, without unused shifts."""
    return tuple(
        Schedule(shift, tuple(_visits(tasks, starts)))
        for shift, tasks in enumerate(rounds)
        if tasks
    )


def _visits(tasks: Sequence[int], starts: Sequence[int | None]) -> Iterator[Activity]:
    for task in tasks:
        start = starts[task]
        if start is not None:
            yield Activity(StopKind.VISIT, task, start)


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _partners(problem: Problem) -> Ints:
    partners = np.full(len(problem.tasks), NOBODY, np.int64)
    for visit in problem.visits:
        if len(visit.tasks) == 2:
            one, other = visit.tasks
            partners[one], partners[other] = other, one
    return partners


def _prices(problem: Problem) -> Ints:
    """Points of a visit left out, on the first of its places."""
    prices = np.zeros(len(problem.tasks), np.int64)
    for visit in problem.visits:
        prices[visit.tasks[0]] = problem.weights[UNASSIGNED_RULE[visit.priority]]
    return prices


def _allowed(problem: Problem) -> Flags:
    allowed = np.zeros((len(problem.tasks), len(problem.shifts)), np.bool_)
    for number, task in enumerate(problem.tasks):
        allowed[number, list(task.shifts)] = True
    return allowed
