"""The problem as compiled code reads it: by node.

A node is a task, the start of a shift or its end: first the tasks, then the starts of all shifts,
then their ends. Rounds are linked lists from the start of a shift to its end.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from scheduler.solver.regular.problem import NEVER, NOBODY, Flags, Ints, RegularProblem

Legs = npt.NDArray[np.int32]

NEAREST = 5

PRICE_STEP = 4
"""How many times as much as one of the next lower price a task counts that would have to go."""


class Tables(NamedTuple):
    """Everything the search looks up.

    Attributes:
        tasks, shifts: how many.
        service, opens, closes, due, early, ideal, partner, lag: by node; `opens` is the first
            opening and `closes` the last closing, for shifts the earliest departure and the latest
            return. `ideal` is the first allowed start that is not early, or else the last one.
        apart: by task, whether its partner has to be with another carer.
        several: tasks with more than one window.
        window_from, window_opens, window_closes: all windows, by task.
        away, hither: `[mode, node, other node]` travel from and to the node.
        break_length, break_opens, break_closes: by shift.
        pauses: whether any shift has a break.
        visiting, meeting: `[task, shift]` points.
        client: by task.
        twin: by shift, the first shift that is like it in everything.
        near: `[measure, task, rank]` the others, nearest first: by proximity, then by travel.
        distance: by task, travel from the start of the first shift that may fill it.
        pairs: the first task of all partners.
        soft: whether lateness costs anything. wishes: whether beginning early does.
        tied: whether any task has a partner.
        meets: whether first meetings cost anything.
        rank: by task, a step more for every price below its own.
        near_leg: points of travel to a near task.
        duty: by carer. work: by task.
        compares: whether the plan's rounds are compared with each other.
    """

    tasks: int
    shifts: int
    service: Ints
    opens: Ints
    closes: Ints
    due: Ints
    early: Ints
    ideal: Ints
    partner: Ints
    lag: Ints
    apart: Flags
    several: Flags
    window_from: Ints
    window_opens: Ints
    window_closes: Ints
    load: Ints
    unassigned: Ints
    client: Ints
    allowed: Flags
    mode: Ints
    carer: Ints
    load_cap: Ints
    break_length: Ints
    break_opens: Ints
    break_closes: Ints
    pauses: bool
    away: Legs
    hither: Legs
    travel_weight: int
    visiting: Ints
    meeting: Ints
    twin: Ints
    near: Ints
    distance: Ints
    pairs: Ints
    soft: bool
    wishes: bool
    tied: bool
    meets: bool
    late_weight: int
    worst_weight: int
    rank: Ints
    near_leg: float
    duty: Ints
    work: Ints
    fair_weight: int
    spread_weight: int
    compares: bool


def tables_of(problem: RegularProblem) -> Tables:
    """The tables of a problem."""
    tasks, shifts = problem.tasks, problem.shifts
    places = np.concatenate([problem.location, problem.first_location, problem.last_location])
    away = np.ascontiguousarray(problem.travel[:, places][:, :, places], dtype=np.int32)
    windows = np.diff(problem.window_from)
    has_window = windows > 0
    first, last = problem.window_from[:-1], problem.window_from[1:] - 1
    opens = np.where(has_window, _at(problem.opens, first), NEVER)
    closes = np.where(has_window, _at(problem.closes, last), -NEVER)
    early = problem.early if problem.early is not None else np.full(tasks, -NEVER)
    ideal = _ideals(problem, opens, closes, early)
    moving = _or_zeros(problem.moving, tasks, shifts)
    visiting = problem.visiting[problem.client][:, problem.carer] + moving
    meeting = problem.meeting[problem.client][:, problem.carer]
    legs = away[0, :tasks, :tasks].astype(np.int64)
    near = np.sort(legs + np.where(np.eye(tasks, dtype=bool), NEVER, 0), axis=1)[:, :NEAREST]
    none = np.zeros(2 * shifts, np.int64)
    return Tables(
        tasks=tasks,
        shifts=shifts,
        service=_ints(problem.service, none),
        opens=_ints(opens, problem.start, problem.start),
        closes=_ints(closes, problem.start, problem.end),
        due=_ints(problem.due, none + NEVER),
        early=_ints(early, none - NEVER),
        ideal=_ints(ideal, problem.start, problem.start),
        partner=_ints(problem.partner, none + NOBODY),
        lag=_ints(problem.lag, none),
        apart=np.ones(tasks, np.bool_) if problem.apart is None else problem.apart,
        several=windows > 1,
        window_from=_ints(problem.window_from),
        window_opens=_ints(problem.opens),
        window_closes=_ints(problem.closes),
        load=_ints(problem.load),
        unassigned=_ints(problem.unassigned),
        client=_ints(problem.client),
        allowed=np.ascontiguousarray(problem.allowed),
        mode=_ints(problem.mode),
        carer=_ints(problem.carer),
        load_cap=_ints(problem.load_cap),
        break_length=_ints(problem.breaks[:, 0]),
        break_opens=_ints(problem.breaks[:, 1]),
        break_closes=_ints(problem.breaks[:, 2]),
        pauses=bool(problem.breaks[:, 0].any()),
        away=away,
        hither=np.ascontiguousarray(away.transpose(0, 2, 1)),
        travel_weight=problem.travel_weight,
        visiting=np.ascontiguousarray(visiting),
        meeting=np.ascontiguousarray(meeting),
        twin=_twins(problem),
        near=_near(problem, legs, ideal, closes),
        distance=_distances(problem, away),
        pairs=_ints(np.flatnonzero(problem.partner > np.arange(tasks))),
        soft=bool(problem.late_weight or problem.worst_weight),
        wishes=bool((early > -NEVER).any()),
        tied=bool((problem.partner != NOBODY).any()),
        meets=bool(meeting.any()),
        late_weight=problem.late_weight,
        worst_weight=problem.worst_weight,
        rank=_ranks(problem),
        duty=_ints(_or_zeros(problem.duty, problem.visiting.shape[1])),
        work=_ints(_or_zeros(problem.work, tasks)),
        fair_weight=problem.fair_weight,
        spread_weight=problem.spread_weight,
        compares=bool(problem.fair_weight or problem.spread_weight),
        near_leg=float(max(1.0, np.median(near) * problem.travel_weight)) if tasks > 1 else 1.0,
    )


def _or_zeros(values: Ints | None, *shape: int) -> Ints:
    return np.zeros(shape, np.int64) if values is None else values


def _ints(*parts: Ints) -> Ints:
    return np.ascontiguousarray(np.concatenate(parts), dtype=np.int64)


def _ideals(problem: RegularProblem, opens: Ints, closes: Ints, early: Ints) -> Ints:
    """By task, the first allowed start that is not early, or else the last one of all."""
    ideal = opens.copy()
    for task in np.flatnonzero(early > -NEVER):
        windows = range(problem.window_from[task], problem.window_from[task + 1])
        after = (
            max(problem.opens[window], early[task])
            for window in windows
            if early[task] <= problem.closes[window]
        )
        ideal[task] = next(after, closes[task])
    return ideal


def _at(values: Ints, places: Ints) -> Ints:
    """Values at places, whatever where there is no such place."""
    if not len(values):
        return np.zeros(len(places), np.int64)
    return values[np.clip(places, 0, len(values) - 1)]


def _twins(problem: RegularProblem) -> Ints:
    """Shifts that differ in nothing need not all be tried while they are empty."""
    moving = _or_zeros(problem.moving, problem.tasks, problem.shifts)
    looks: dict[tuple[object, ...], int] = {}
    twins = []
    for shift in range(problem.shifts):
        carer = problem.carer[shift]
        look = (
            *(
                int(values[shift])
                for values in (
                    problem.start,
                    problem.end,
                    problem.first_location,
                    problem.last_location,
                    problem.mode,
                    problem.load_cap,
                )
            ),
            problem.breaks[shift].tobytes(),
            problem.allowed[:, shift].tobytes(),
            problem.visiting[:, carer].tobytes(),
            moving[:, shift].tobytes(),
            problem.meeting[:, carer].tobytes(),
        )
        twins.append(looks.setdefault(look, shift))
    return np.array(twins, dtype=np.int64)


def _ranks(problem: RegularProblem) -> Ints:
    """Powers of a step by price."""
    prices = np.unique(problem.unassigned[problem.unassigned > 0])
    ranks = np.searchsorted(prices, problem.unassigned)
    return np.where(problem.unassigned > 0, PRICE_STEP ** np.maximum(ranks, 0), 0).astype(np.int64)


def _near(problem: RegularProblem, legs: Ints, opens: Ints, closes: Ints) -> Ints:
    """Vidal et al. (2013), Computers & Operations Research 40:475-489, section 4.5, and travel."""
    until = np.minimum(closes, problem.due)
    done = problem.service[:, None] + legs
    waiting = np.maximum(0, opens[None, :] - until[:, None] - done)
    lateness = np.maximum(0, opens[:, None] + done - until[None, :])
    one_way = legs + waiting // 5 + lateness
    proximity = np.minimum(one_way, one_way.T)
    own = np.eye(problem.tasks, dtype=bool)
    ranked = [
        np.argsort(np.where(own, -1, measure), axis=1, kind="stable")
        for measure in (proximity, np.minimum(legs, legs.T))
    ]
    return np.ascontiguousarray(np.stack(ranked), dtype=np.int64)


def _distances(problem: RegularProblem, away: Legs) -> Ints:
    tasks = problem.tasks
    if not problem.shifts:
        return np.zeros(tasks, np.int64)
    first = problem.allowed.argmax(axis=1)
    return away[problem.mode[first], tasks + first, np.arange(tasks)].astype(np.int64)
