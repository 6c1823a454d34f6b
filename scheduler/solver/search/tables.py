"""The problem as arrays, which are what compiled code reads.

A node is something with a location that a round calls at: first the tasks, by their index, then
the appointments of all shifts. Lists of lists stand in one array with the places where each begins
(`..._from`, one entry more than lists).
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.solver.problem import Problem, ProblemVisit

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NEVER = 1 << 60
NOBODY = -1
OUT_OF_REACH = 10**13
"""Points, more than any plan costs: of a visit left out that is held, of one moved too many."""

NEAREST = 5
UNPUBLISHED, PUBLISHED, PUBLISHED_UNASSIGNED = 0, 1, 2


class Weights(NamedTuple):
    """Points per unit of the rules that the search reckons with unit by unit."""

    travel: int
    overtime: int
    wished_start: int
    worst_lateness: int
    waiting_spread: int
    fair_load: int
    change: int


class Tables(NamedTuple):
    """Everything the search looks up.

    Attributes:
        tasks: how many nodes are tasks; the others are appointments.
        location, service, load, client, visit_of: by node, the last three for tasks only.
        window_from, opens, closes: allowed starts of every node.
        wished: by task, NEVER without a wish and for all places but the first.
        first_task: by visit; tasks of a visit follow each other.
        tied: visits whose start is frozen while they are in the plan.
        worth: points that leaving a visit out costs, with all that depend on it.
        allowed: `[task, shift]`.
        others, rest: the carer's other shifts, and the rest that must lie between.
        seconds: `[mode, from, to]`.
        meeting, visiting: points of continuity, `[client, carer]`.
        published, published_carer, published_start: by visit, task, visit.
        moving: points that a change of carer costs at least, `[task, carer]`.
        counted, most_moved: the visits of which only so many may get other carers.
        movable, settled: the tasks of visits that can be elsewhere, and the visits that cannot.
        near: for every task the others, nearest in space and time first.
        near_leg: points that travel to one of the nearest visits costs in the middle.
    """

    tasks: int
    location: Ints
    service: Ints
    load: Ints
    client: Ints
    visit_of: Ints
    window_from: Ints
    opens: Ints
    closes: Ints
    wished: Ints
    first_task: Ints
    tied: Flags
    after: Ints
    min_gap: Ints
    max_gap: Ints
    unassigned: Ints
    worth: Ints
    priority: Ints
    start: Ints
    end: Ints
    latest_end: Ints
    first_location: Ints
    last_location: Ints
    mode: Ints
    carer: Ints
    load_cap: Ints
    break_from: Ints
    break_seconds: Ints
    break_earliest: Ints
    break_latest: Ints
    appointment_from: Ints
    appointments: Ints
    other_from: Ints
    others: Ints
    rest: Ints
    allowed: Flags
    seconds: Ints
    meeting: Ints
    visiting: Ints
    shift_seconds: Ints
    published: Ints
    published_carer: Ints
    published_start: Ints
    any_published: bool
    moving: Ints
    counted: Flags
    most_moved: int
    movable: Ints
    settled: Flags
    near: Ints
    near_leg: int
    weights: Weights
    tolerance: int
    change_tolerance: int


def tables_of(problem: Problem) -> Tables:
    """The arrays of a problem."""
    nodes = _nodes(problem)
    shifts = problem.shifts
    visits = problem.visits
    per_task = [visits[task.visit] for task in problem.tasks]
    breaks = [each for shift in shifts for each in shift.breaks]
    others = _others(problem)
    seconds = np.ascontiguousarray(problem.seconds, dtype=np.int64)
    points = problem.weights[RuleId.CONTINUITY]
    first_task = [visit.tasks[0] for visit in visits]
    settled = np.array([_settled(problem, visit) for visit in visits], dtype=np.bool_)
    return Tables(
        tasks=len(problem.tasks),
        location=_ints(node.location for node in nodes),
        service=_ints(node.service for node in nodes),
        load=_ints(visit.load for visit in per_task),
        client=_ints(visit.client for visit in per_task),
        visit_of=_ints(task.visit for task in problem.tasks),
        window_from=_from([node.windows for node in nodes]),
        opens=_ints(opens for node in nodes for opens, _ in node.windows),
        closes=_ints(closes for node in nodes for _, closes in node.windows),
        wished=_ints(
            NEVER if visit.wished is None or task.place > 1 else visit.wished
            for task, visit in zip(problem.tasks, per_task, strict=True)
        ),
        first_task=_ints([*first_task, len(problem.tasks)]),
        tied=np.array(problem.tied, dtype=np.bool_),
        after=_ints(NOBODY if visit.after is None else visit.after for visit in visits),
        min_gap=_ints(visit.min_gap for visit in visits),
        max_gap=_ints(NEVER if visit.max_gap is None else visit.max_gap for visit in visits),
        unassigned=_ints(_unassigned(problem, visit) for visit in visits),
        worth=_ints(_worth(problem, visit) for visit in range(len(visits))),
        priority=_ints(visit.priority for visit in visits),
        start=_ints(shift.start for shift in shifts),
        end=_ints(shift.end for shift in shifts),
        latest_end=_ints(shift.latest_end for shift in shifts),
        first_location=_ints(shift.start_location for shift in shifts),
        last_location=_ints(shift.end_location for shift in shifts),
        mode=_ints(shift.mode for shift in shifts),
        carer=_ints(shift.carer for shift in shifts),
        load_cap=_ints(NEVER if shift.load_cap is None else shift.load_cap for shift in shifts),
        break_from=_from([shift.breaks for shift in shifts]),
        break_seconds=_ints(each.seconds for each in breaks),
        break_earliest=_ints(each.window[0] for each in breaks),
        break_latest=_ints(each.window[1] for each in breaks),
        appointment_from=_from([shift.appointments for shift in shifts]),
        appointments=_ints(range(len(problem.tasks), len(nodes))),
        other_from=_from(others),
        others=_ints(other for pairs in others for other, _ in pairs),
        rest=_ints(rest for pairs in others for _, rest in pairs),
        allowed=np.array(
            [[index in task.shifts for index in range(len(shifts))] for task in problem.tasks],
            dtype=np.bool_,
        ).reshape(len(problem.tasks), len(shifts)),
        seconds=seconds,
        meeting=np.ascontiguousarray(problem.meeting_steps, dtype=np.int64) * points,
        visiting=np.ascontiguousarray(problem.visit_steps, dtype=np.int64) * points,
        shift_seconds=_ints(problem.shift_seconds),
        published=_ints(_published(visit.published) for visit in visits),
        published_carer=_published_carers(problem),
        published_start=_ints(
            NEVER if visit.published is None or visit.published[1] is None else visit.published[1]
            for visit in visits
        ),
        any_published=any(visit.published is not None for visit in visits),
        moving=_moving(problem),
        counted=np.array(
            [not visit.asked and bool(visit.published and visit.published[0]) for visit in visits],
            dtype=np.bool_,
        ),
        most_moved=NEVER if problem.most_moved is None else problem.most_moved,
        movable=_ints(
            number for number, task in enumerate(problem.tasks) if not settled[task.visit]
        ),
        settled=settled,
        near=_near(problem, seconds),
        near_leg=_near_leg(problem, seconds),
        weights=_weights(problem),
        tolerance=problem.wished_tolerance,
        change_tolerance=problem.change_tolerance,
    )


class _Node(NamedTuple):
    location: int
    service: int
    windows: Sequence[tuple[int, int]]


def _nodes(problem: Problem) -> list[_Node]:
    nodes = []
    for task in problem.tasks:
        visit = problem.visits[task.visit]
        nodes.append(_Node(visit.location, visit.service, visit.windows))
    for shift in problem.shifts:
        for each in shift.appointments:
            span = (each.start, each.start)
            nodes.append(_Node(each.location, each.end - each.start, (span,)))
    return nodes


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _from(lists: Sequence[Sequence[object]]) -> Ints:
    return np.cumsum([0, *map(len, lists)], dtype=np.int64)


def _unassigned(problem: Problem, visit: ProblemVisit) -> int:
    return OUT_OF_REACH if visit.held else problem.weights[UNASSIGNED_RULE[visit.priority]]


def _worth(problem: Problem, visit: int) -> int:
    own = _unassigned(problem, problem.visits[visit])
    return own + sum(_worth(problem, each) for each in problem.dependants[visit])


def _others(problem: Problem) -> list[list[tuple[int, int]]]:
    return [
        [
            (other, 0 if each.day == shift.day else problem.rest)
            for other, each in enumerate(problem.shifts)
            if each.carer == shift.carer and other != index
        ]
        for index, shift in enumerate(problem.shifts)
    ]


def _published(published: tuple[frozenset[tuple[int, int]], int | None] | None) -> int:
    if published is None:
        return UNPUBLISHED
    return PUBLISHED if published[0] else PUBLISHED_UNASSIGNED


def _published_carers(problem: Problem) -> Ints:
    """Who fills each task in the published plan.

    Where that plan fills other places than the visit has, nobody: then no carer is the same.
    """
    carers = []
    for task in problem.tasks:
        published = problem.visits[task.visit].published
        pairs = dict(published[0]) if published is not None else {}
        places = set(range(1, len(problem.visits[task.visit].tasks) + 1))
        carers.append(pairs[task.place] if set(pairs) == places else NOBODY)
    return _ints(carers)


def _moving(problem: Problem) -> Ints:
    """What a carer costs at least who was not published for a task, `[task, carer]`."""
    points = np.zeros((len(problem.tasks), len(problem.carer_ids)), dtype=np.int64)
    for number, (task, carer) in enumerate(
        zip(problem.tasks, _published_carers(problem), strict=True)
    ):
        visit = problem.visits[task.visit]
        if visit.published is not None and visit.published[0]:
            points[number] = problem.weights[RuleId.CHANGE] // len(visit.tasks)
            if carer != NOBODY:
                points[number, carer] = 0
    return points


def _settled(problem: Problem, visit: ProblemVisit) -> bool:
    """Whether a visit has one start, and one shift for each of its places."""
    starts = sum(closes - opens + 1 for opens, closes in visit.windows)
    return starts == 1 and all(len(problem.tasks[task].shifts) == 1 for task in visit.tasks)


def _weights(problem: Problem) -> Weights:
    points = problem.weights
    return Weights(
        travel=points[RuleId.TRAVEL],
        overtime=points[RuleId.OVERTIME],
        wished_start=points[RuleId.WISHED_START],
        worst_lateness=points[RuleId.WORST_LATENESS],
        waiting_spread=points[RuleId.WAITING_SPREAD],
        fair_load=points[RuleId.FAIR_LOAD],
        change=points[RuleId.CHANGE],
    )


def _near(problem: Problem, seconds: Ints) -> Ints:
    """Vidal et al. (2013), Computers & Operations Research 40:475-489, section 4.5.

    Travel plus a fifth of the waiting and all of the lateness that following directly must cause,
    in the better of the two directions.
    """
    count = len(problem.tasks)
    if not count or not len(seconds):
        return np.zeros((count, count), np.int64)
    visits = [problem.visits[task.visit] for task in problem.tasks]
    place = np.array([visit.location for visit in visits])
    opens = np.array([visit.windows[0][0] if visit.windows else NEVER for visit in visits])
    closes = np.array([visit.windows[-1][1] if visit.windows else -NEVER for visit in visits])
    service = np.array([visit.service for visit in visits])
    leg = seconds[0][np.ix_(place, place)]
    done = service[:, None] + leg
    waiting = np.maximum(0, opens[None, :] - closes[:, None] - done)
    lateness = np.maximum(0, opens[:, None] + done - closes[None, :])
    one_way = leg + waiting // 5 + lateness
    return np.argsort(np.minimum(one_way, one_way.T), axis=1, kind="stable")


def _near_leg(problem: Problem, seconds: Ints) -> int:
    """The median, over tasks and their nearest others, of the travel between two; at least 1."""
    place = np.array(
        [problem.visits[task.visit].location for task in problem.tasks], dtype=np.int64
    )
    points = max(1, problem.weights[RuleId.TRAVEL])
    if len(place) < 2 or not len(seconds):
        return points
    leg = seconds[0][np.ix_(place, place)]
    nearest = np.sort((leg + leg.T) // 2, axis=1)[:, 1 : 1 + NEAREST]
    return points * max(1, int(np.median(nearest)))
