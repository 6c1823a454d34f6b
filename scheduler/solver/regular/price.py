"""What given rounds cost, worked out plainly: what the compiled search must agree with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from scheduler.errors import FaultError
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


def nothing_planned(problem: RegularProblem) -> RegularPlan:
    """The plan that leaves everything out."""
    return RegularPlan(((),) * problem.shifts)


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
    points += problem.fair_weight * _unfairness(problem, orders)
    points += problem.spread_weight * _spread_of_waiting(problem, rounds, starts)
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
    carer = problem.carer[shift]
    clients = [int(problem.client[task]) for task in tasks]
    points = problem.travel_weight * sum(_legs(problem, shift, tasks))
    points += sum(int(problem.visiting[client, carer]) for client in clients)
    if problem.moving is not None:
        points += sum(int(problem.moving[task, shift]) for task in tasks)
    return points + sum(int(problem.meeting[client, carer]) for client in set(clients))


def _legs(problem: RegularProblem, shift: int, tasks: Sequence[int]) -> list[int]:
    """The times of travel of one round in use."""
    legs = problem.travel[problem.mode[shift]]
    places = [
        problem.first_location[shift],
        *problem.location[list(tasks)],
        problem.last_location[shift],
    ]
    return [int(legs[a, b]) for a, b in pairwise(places)]


def _unfairness(problem: RegularProblem, rounds: Sequence[Sequence[int]]) -> int:
    """The largest share of a carer less the smallest one, in thousandths."""
    if problem.duty is None or not problem.fair_weight:
        return 0
    working = [0] * len(problem.duty)
    for shift, tasks in enumerate(rounds):
        if tasks:
            working[problem.carer[shift]] += sum(_legs(problem, shift, tasks))
        if problem.work is not None:
            working[problem.carer[shift]] += sum(int(problem.work[task]) for task in tasks)
    duties = zip(working, problem.duty, strict=True)
    shares = [1000 * seconds // int(duty) for seconds, duty in duties if duty > 0]
    return max(shares, default=0) - min(shares, default=0)


def _spread_of_waiting(
    problem: RegularProblem, rounds: Sequence[Sequence[int]], starts: Mapping[int, int]
) -> int:
    """The longest waiting of a round less the shortest one, both as near as costs nothing.

    A round begins as late as nothing gets later by and ends at its earliest, or the reverse.
    """
    if not problem.spread_weight:
        return 0
    slack = _slack(problem, rounds, starts)
    shortest, longest = [], []
    for shift, order in enumerate(rounds):
        tasks = [task for task in order if task != PAUSE]
        if not tasks:
            continue
        legs, first, last = _legs(problem, shift, tasks), tasks[0], tasks[-1]
        done = starts[last] + int(problem.service[last])
        home = _arrival(problem, shift, done, legs[-1]) if order[-1] == PAUSE else done + legs[-1]
        if home is None:
            raise FaultError("search-disagrees", f"No break behind the last task of round {shift}.")
        waiting = home - starts[first] + legs[0] - sum(legs)
        waiting -= sum(int(problem.service[task]) for task in tasks)
        if order[0] != PAUSE:
            waiting -= int(problem.breaks[shift, 0])
        later = 0 if first == last else slack[last] - starts[last]
        longest.append(max(0, waiting) + max(0, later))
        shortest.append(max(0, waiting - max(0, slack[first] - starts[first])))
    return max(0, max(shortest, default=0) - min(longest, default=0))


def _slack(
    problem: RegularProblem, rounds: Sequence[Sequence[int]], starts: Mapping[int, int]
) -> dict[int, int]:
    """By task, the last start that makes nothing later than it is, or may be for nothing."""
    soft = problem.late_weight or problem.worst_weight
    slack = {
        task: _last_start(problem, task, max(int(problem.due[task]), start) if soft else NEVER)
        for task, start in starts.items()
    }
    for _ in range(len(slack) + 2):
        before = dict(slack)
        for shift, order in enumerate(rounds):
            _lower_round(problem, shift, order, slack)
        for task, limit in slack.items():
            other = int(problem.partner[task])
            if other in slack:
                tie = slack[other] - int(problem.lag[task])
                slack[task] = min(limit, _last_start(problem, task, tie))
        if slack == before:
            break
    return slack


def _lower_round(
    problem: RegularProblem, shift: int, order: Sequence[int], slack: dict[int, int]
) -> None:
    """Let every task of a round know what the ones behind it leave."""
    tasks = [task for task in order if task != PAUSE]
    if not tasks:
        return
    legs, limit, pause = _legs(problem, shift, tasks), int(problem.end[shift]), False
    for entry in reversed(order):
        if entry == PAUSE:
            pause = True
            continue
        leg = legs.pop()
        ready = _ready(problem, shift, limit, leg) if pause else limit - leg
        limit = _last_start(problem, entry, ready - int(problem.service[entry]))
        limit, pause = min(limit, slack[entry]), False
        slack[entry] = limit


def _ready(problem: RegularProblem, shift: int, limit: int, leg: int) -> int:
    """The last moment to be ready for a break and a leg, in any order, and arrive by a limit."""
    length, opens, closes = (int(value) for value in problem.breaks[shift])
    last = limit - length
    before_the_leg = min(last - leg, closes) if last - leg >= opens else -NEVER
    behind_it = min(last, closes) - leg if last >= opens else -NEVER
    return max(before_the_leg, behind_it)


def _last_start(problem: RegularProblem, task: int, limit: int) -> int:
    for window in reversed(range(problem.window_from[task], problem.window_from[task + 1])):
        if problem.opens[window] <= limit:
            return min(limit, int(problem.closes[window]))
    return -NEVER
