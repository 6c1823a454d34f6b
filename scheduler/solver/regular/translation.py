"""Team problems as regular ones: to arrays and back."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from scheduler.plan import StopKind
from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.solver.problem import Problem, ProblemShift, Task
from scheduler.solver.regular.price import Rounds
from scheduler.solver.regular.problem import NEVER, NOBODY, Flags, Ints, RegularProblem
from scheduler.solver.schedule import Activity, Schedule

DEAR = 10
"""How many times dearer than the dearest visit an appointment is."""


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
    """The arrays of a problem that `is_regular`; of others, those of the regular one most like it.

    There shifts end earlier by the length of all breaks but the longest, and appointments are tasks
    (behind the others) that only their shift can do. A visit and the one that depends on it are
    both in the plan or none. Other dependencies (of or on a joint visit, more than one, or
    one on another), overtime, rest, and joint visits of more than two are not in it. Of what was
    published, other carers count, those of a joint visit half each, and other starts do not.
    """
    visits = [problem.visits[task.visit] for task in problem.tasks]
    weights = problem.weights
    meetings = [(shift, each) for shift in problem.shifts for each in shift.appointments]
    windows = [visit.windows for visit in visits]
    windows += [((each.start, each.start),) for _, each in meetings]
    nobody = np.zeros((1, len(problem.carer_ids)), np.int64)
    wishes = any(visit.wished is not None for visit in visits)
    points = weights[RuleId.CONTINUITY]
    more = len(meetings)
    return RegularProblem(
        location=_ints([*(v.location for v in visits), *(a.location for _, a in meetings)]),
        service=_ints([*(v.service for v in visits), *(a.end - a.start for _, a in meetings)]),
        load=_ints([*(visit.load for visit in visits), *[0] * more]),
        window_from=np.cumsum([0, *map(len, windows)], dtype=np.int64),
        opens=_ints(opens for each in windows for opens, _ in each),
        closes=_ints(closes for each in windows for _, closes in each),
        due=_ints([*(_due(problem, task) for task in problem.tasks), *[NEVER] * more]),
        early=_ints([*(_early(problem, task) for task in problem.tasks), *[-NEVER] * more]),
        partner=_ints([*_partners(problem), *[NOBODY] * more]),
        lag=_ints([*_lags(problem), *[0] * more]),
        apart=np.array([*_apart(problem), *[False] * more], np.bool_),
        client=_ints([*(v.client for v in visits), *[len(problem.client_ids)] * more]),
        unassigned=_ints([*_prices(problem), *[DEAR * max(_prices(problem), default=1)] * more]),
        allowed=_allowed(problem, [shift for shift, _ in meetings]),
        start=_ints(shift.start for shift in problem.shifts),
        end=_ints(_end(shift) for shift in problem.shifts),
        first_location=_ints(shift.start_location for shift in problem.shifts),
        last_location=_ints(shift.end_location for shift in problem.shifts),
        mode=_ints(shift.mode for shift in problem.shifts),
        carer=_ints(shift.carer for shift in problem.shifts),
        load_cap=_ints(NEVER if s.load_cap is None else s.load_cap for s in problem.shifts),
        breaks=np.array([_longest_break(s) for s in problem.shifts], np.int64).reshape(-1, 3),
        travel=problem.seconds.astype(np.int64),
        travel_weight=weights[RuleId.TRAVEL],
        visiting=np.vstack([problem.visit_steps.astype(np.int64) * points, nobody]),
        meeting=np.vstack([problem.meeting_steps.astype(np.int64) * points, nobody]),
        late_weight=weights[RuleId.WISHED_START] if wishes else 0,
        worst_weight=weights[RuleId.WORST_LATENESS] if wishes else 0,
        fair_weight=weights[RuleId.FAIR_LOAD],
        duty=_ints(problem.shift_seconds),
        work=_ints([*(visit.service for visit in visits), *[0] * more]),
        spread_weight=weights[RuleId.WAITING_SPREAD],
        moving=_moving(problem, more),
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


def _end(shift: ProblemShift) -> int:
    return shift.end - sum(each.seconds for each in shift.breaks) + _longest_break(shift)[0]


def _longest_break(shift: ProblemShift) -> tuple[int, int, int]:
    """Its length and window; zeros without any."""
    if not shift.breaks:
        return 0, 0, 0
    longest = max(shift.breaks, key=lambda each: each.seconds)
    return longest.seconds, *longest.window


def _due(problem: Problem, task: Task) -> int:
    """When a task begins to be late; a visit is late at its first place only."""
    wished = problem.visits[task.visit].wished
    if wished is None or task.place > 1:
        return NEVER
    return wished + problem.wished_tolerance


def _early(problem: Problem, task: Task) -> int:
    """Before when a task is early; a visit is early at its first place only."""
    wished = problem.visits[task.visit].wished
    if wished is None or task.place > 1 or not problem.weights[RuleId.WISHED_START]:
        return -NEVER
    return wished - problem.wished_tolerance


def _partners(problem: Problem) -> list[int]:
    partners = [NOBODY] * len(problem.tasks)
    for visit in problem.visits:
        if len(visit.tasks) == 2:
            one, other = visit.tasks
            partners[one], partners[other] = other, one
    for before, behind in _dependencies(problem):
        partners[before], partners[behind] = behind, before
    return partners


def _dependencies(problem: Problem) -> Iterator[tuple[int, int]]:
    """The tasks of two visits of which one depends on the other and nothing else on either."""
    tied: set[int] = set()
    for number, visit in enumerate(problem.visits):
        if visit.after is None or tied & {number, visit.after}:
            continue
        tasks = (*problem.visits[visit.after].tasks, *visit.tasks)
        if len(tasks) == 2:
            tied |= {number, visit.after}
            yield tasks


def _lags(problem: Problem) -> list[int]:
    """By task, how long after its start the partner's is at least."""
    lags = [0] * len(problem.tasks)
    for before, behind in _dependencies(problem):
        visit = problem.visits[problem.tasks[behind].visit]
        lags[before] = visit.min_gap
        lags[behind] = -NEVER if visit.max_gap is None else -visit.max_gap
    return lags


def _apart(problem: Problem) -> list[bool]:
    """Which tasks are places of a joint visit, and not of one that depends on another."""
    return [len(problem.visits[task.visit].tasks) == 2 for task in problem.tasks]


def _prices(problem: Problem) -> list[int]:
    """Points of a visit left out, on the first of its places."""
    prices = [0] * len(problem.tasks)
    for visit in problem.visits:
        if len(visit.tasks) <= 2:
            prices[visit.tasks[0]] = problem.weights[UNASSIGNED_RULE[visit.priority]]
            if visit.published is not None and visit.published[0]:
                prices[visit.tasks[0]] += problem.weights[RuleId.CHANGE]
    return prices


def _moving(problem: Problem, more: int) -> Ints | None:
    """What it costs that a task has another carer than it was published with; then `more` tasks."""
    weight = problem.weights[RuleId.CHANGE]
    if not weight or all(visit.published is None for visit in problem.visits):
        return None
    moving = np.zeros((len(problem.tasks) + more, len(problem.shifts)), np.int64)
    carers = np.array([shift.carer for shift in problem.shifts], np.int64)
    for visit in problem.visits:
        if visit.published is None:
            continue
        pairs, _ = visit.published
        for task in visit.tasks:
            place = problem.tasks[task].place
            kept = [carer for of, carer in pairs if of == place]
            moving[task, ~np.isin(carers, kept)] = weight // len(visit.tasks)
    return moving


def _allowed(problem: Problem, hosts: Sequence[ProblemShift]) -> Flags:
    """Which shifts can do which task; those of the hosts stand behind the others."""
    allowed = np.zeros((len(problem.tasks) + len(hosts), len(problem.shifts)), np.bool_)
    for number, task in enumerate(problem.tasks):
        allowed[number, list(task.shifts)] = True
    for number, host in enumerate(hosts, start=len(problem.tasks)):
        allowed[number, problem.shifts.index(host)] = True
    return allowed
