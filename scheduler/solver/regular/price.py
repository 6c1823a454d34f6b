"""What given rounds cost, worked out plainly: what the compiled search must agree with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from scheduler.solver.regular.problem import NEVER, NOBODY, PAUSE, RegularProblem

Rounds = tuple[tuple[int, ...], ...]
"""The tasks of every shift, in order, and PAUSE where its break is taken."""


Openings = Mapping[int, int]
"""Before which tasks do not begin, of those that may before their wish."""


NO_OPENINGS: Openings = MappingProxyType({})


class RegularPlan(NamedTuple):
    """Rounds, and the openings of the tasks that begin early."""

    rounds: Rounds
    openings: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class Priced:
    """Rounds with their earliest starts.

    Attributes:
        starts: by task, None when it is left out.
    """

    cost: int
    starts: tuple[int | None, ...]


def priced(
    problem: RegularProblem, rounds: Sequence[Sequence[int]], openings: Openings = NO_OPENINGS
) -> Priced | None:
    """Earliest starts and points of rounds; None when they break a rule.

    Args:
        openings: see `earliest_starts`.
    """
    orders = [tuple(task for task in tasks if task != PAUSE) for tasks in rounds]
    shift_of = {task: shift for shift, tasks in enumerate(orders) for task in tasks}
    if len(shift_of) < sum(map(len, orders)) or not _are_allowed(problem, orders, shift_of):
        return None
    starts = earliest_starts(problem, rounds, openings)
    if starts is None or not _have_breaks(problem, rounds):
        return None
    late = [max(0, starts[task] - int(problem.due[task])) for task in shift_of]
    absent = [int(problem.unassigned[t]) for t in range(problem.tasks) if t not in shift_of]
    hopes = problem.early
    early = [0 if hopes is None else max(0, int(hopes[task]) - starts[task]) for task in shift_of]
    points = problem.late_weight * (sum(late) + sum(early)) + problem.worst_weight * max(
        late, default=0
    )
    points += sum(absent) + sum(
        _round_points(problem, shift, tasks) for shift, tasks in enumerate(orders)
    )
    return Priced(points, tuple(starts.get(task) for task in range(problem.tasks)))


def earliest_starts(
    problem: RegularProblem, rounds: Sequence[Sequence[int]], openings: Openings = NO_OPENINGS
) -> dict[int, int] | None:
    """The least starts that keep all distances.

    None where a window or a shift end is missed, or where rounds wait for each other in a circle.

    Args:
        openings: moments before which tasks do not begin; for others that is their ideal start.
    """
    tasks = [task for tasks in rounds for task in tasks if task != PAUSE]
    starts = {task: openings.get(task, ideal_start(problem, task)) for task in tasks}
    for _ in range(len(starts) + 2):
        before = dict(starts)
        if not all(_raised(problem, shift, tasks, starts) for shift, tasks in enumerate(rounds)):
            return None
        if starts == before:
            return starts
    return None


def _raised(
    problem: RegularProblem, shift: int, tasks: Sequence[int], starts: dict[int, int]
) -> bool:
    """Raise the starts of one round as far as its own order and partners ask for; if it can be."""
    legs = problem.travel[problem.mode[shift]]
    here, moment = problem.first_location[shift], int(problem.start[shift])
    pause = False
    for task in tasks:
        if task == PAUSE:
            pause = True
            continue
        leg = int(legs[here, problem.location[task]])
        reached = _arrival(problem, shift, moment, leg) if pause else moment + leg
        if reached is None:
            return False
        other = int(problem.partner[task])
        if other in starts:
            reached = max(reached, starts[other] + int(problem.lag[other]))
        start = _next_start(problem, task, max(reached, starts[task]))
        if start is None:
            return False
        starts[task] = start
        here, moment, pause = problem.location[task], start + int(problem.service[task]), False
    leg = int(legs[here, problem.last_location[shift]])
    home = _arrival(problem, shift, moment, leg) if pause else moment + leg
    return not tasks or (home is not None and home <= problem.end[shift])


def _arrival(problem: RegularProblem, shift: int, moment: int, leg: int) -> int | None:
    """The sooner arrival of those with the break before and behind the leg."""
    length, opens, closes = (int(value) for value in problem.breaks[shift])
    begins = ((moment, leg), (moment + leg, 0))
    return min(
        (max(ready, opens) + length + rest for ready, rest in begins if ready <= closes),
        default=None,
    )


def _have_breaks(problem: RegularProblem, rounds: Sequence[Sequence[int]]) -> bool:
    """Whether all rounds have the breaks of their shifts, and no other ones."""
    return all(
        tasks.count(PAUSE) == (1 if len(tasks) > tasks.count(PAUSE) and length else 0)
        for tasks, length in zip(rounds, problem.breaks[:, 0], strict=True)
    )


def ideal_start(problem: RegularProblem, task: int) -> int:
    """The first allowed start that is not early, or else the last one."""
    if problem.early is None or problem.early[task] <= -NEVER:
        return -NEVER
    early = int(problem.early[task])
    start = _next_start(problem, task, early)
    return int(problem.closes[problem.window_from[task + 1] - 1]) if start is None else start


def _next_start(problem: RegularProblem, task: int, moment: int) -> int | None:
    for window in range(problem.window_from[task], problem.window_from[task + 1]):
        if moment <= problem.closes[window]:
            return max(moment, int(problem.opens[window]))
    return None


def _are_allowed(
    problem: RegularProblem, rounds: Sequence[Sequence[int]], shift_of: dict[int, int]
) -> bool:
    """Whether every task has a shift that may fill it, partners two carers, and loads their cap."""
    for task, shift in shift_of.items():
        if not problem.allowed[task, shift]:
            return False
        other = int(problem.partner[task])
        if other == NOBODY:
            continue
        apart = problem.apart is None or problem.apart[task]
        if other not in shift_of or (
            apart and problem.carer[shift_of[other]] == problem.carer[shift]
        ):
            return False
    return all(
        sum(int(problem.load[task]) for task in tasks) <= problem.load_cap[shift]
        for shift, tasks in enumerate(rounds)
    )


def _round_points(problem: RegularProblem, shift: int, tasks: Sequence[int]) -> int:
    """Points of travel and continuity of one round."""
    if not tasks:
        return 0
    legs, carer = problem.travel[problem.mode[shift]], problem.carer[shift]
    places = [
        problem.first_location[shift],
        *problem.location[list(tasks)],
        problem.last_location[shift],
    ]
    travel = sum(int(legs[a, b]) for a, b in pairwise(places))
    clients = [int(problem.client[task]) for task in tasks]
    points = problem.travel_weight * travel
    points += sum(int(problem.visiting[client, carer]) for client in clients)
    return points + sum(int(problem.meeting[client, carer]) for client in set(clients))
