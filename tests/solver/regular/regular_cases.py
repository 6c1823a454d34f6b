"""Small regular problems, each from one seed, and their optima by trying everything."""

from collections.abc import Iterator
from itertools import permutations, product
from random import Random

import numpy as np

from scheduler.solver.regular.price import Rounds, priced
from scheduler.solver.regular.problem import NEVER, NOBODY, PAUSE, RegularProblem, no_breaks

MOST_TASKS = 5


def regular_case(seed: int) -> RegularProblem:
    """At most 5 tasks and 3 shifts; of four seeds two have lateness, two have partners.

    Every third one has breaks, every fifth one compares what carers work, another fifth how long
    rounds wait, and in another one tasks cost points by shift.
    """
    dice = Random(f"regular {seed}")
    tasks, shifts = dice.randint(2, MOST_TASKS), dice.randint(1, 3)
    soft, tied = seed % 2 == 0, seed // 2 % 2 == 0
    partner, lag = _ties(dice, tasks) if tied else (np.full(tasks, NOBODY), np.zeros(tasks))
    window_from, opens, closes = _windows(dice, tasks, soft=soft)
    clients, carers = 3, shifts
    return RegularProblem(
        location=_draw(dice, tasks, 1, 5),
        service=_draw(dice, tasks, 1, 20),
        load=_draw(dice, tasks, 0, 2),
        window_from=window_from,
        opens=opens,
        closes=closes,
        due=_draw(dice, tasks, 20, 90) if soft else np.full(tasks, NEVER),
        partner=partner.astype(np.int64),
        lag=lag.astype(np.int64),
        client=_draw(dice, tasks, 0, clients - 1),
        unassigned=_draw(dice, tasks, 100, 400),
        allowed=np.array([[dice.random() < 0.8 for _ in range(shifts)] for _ in range(tasks)]),
        start=_draw(dice, shifts, 0, 15),
        end=_draw(dice, shifts, 90, 200) if dice.random() < 0.7 else np.full(shifts, NEVER),
        first_location=_draw(dice, shifts, 0, 5),
        last_location=_draw(dice, shifts, 0, 5),
        mode=_draw(dice, shifts, 0, 1),
        carer=np.arange(carers),
        load_cap=_draw(dice, shifts, 2, 6),
        breaks=_breaks(seed, shifts) if seed % 3 == 0 else no_breaks(shifts),
        travel=np.stack([_legs(dice), _legs(dice)]),
        travel_weight=dice.randint(1, 3),
        visiting=_points(dice, clients, carers),
        meeting=_points(dice, clients, carers),
        late_weight=dice.randint(1, 3) if soft else 0,
        worst_weight=dice.randint(0, 3) if soft else 0,
        fair_weight=1 if seed % 5 == 0 else 0,
        duty=np.array([600, 900, 0][:carers]),
        work=np.arange(tasks) * 4,
        spread_weight=seed % 3 if seed % 5 == 1 else 0,
        moving=_draw(dice, tasks * shifts, 0, 20).reshape(-1, shifts) if seed % 5 == 2 else None,
    )


def optimum(problem: RegularProblem) -> int:
    """The least points that any rounds cost."""
    return min(found.cost for each in _all_rounds(problem) if (found := priced(problem, each)))


def _all_rounds(problem: RegularProblem) -> Iterator[Rounds]:
    choices = [[NOBODY, *np.flatnonzero(row).tolist()] for row in problem.allowed]
    for shifts in product(*choices):
        held = [[t for t, shift in enumerate(shifts) if shift == s] for s in range(problem.shifts)]
        yield from product(*(list(_orders(problem, s, held[s])) for s in range(problem.shifts)))


def _orders(problem: RegularProblem, shift: int, tasks: list[int]) -> Iterator[tuple[int, ...]]:
    """All orders, with the break at every place that it can have."""
    for order in permutations(tasks):
        if order and problem.breaks[shift, 0]:
            yield from ((*order[:at], PAUSE, *order[at:]) for at in range(len(order) + 1))
        else:
            yield order


def _breaks(seed: int, shifts: int) -> np.ndarray:
    dice = Random(f"breaks {seed}")
    opens = [dice.randint(0, 60) for _ in range(shifts)]
    return np.array([(dice.choice((0, 10, 25)), at, at + dice.randint(0, 40)) for at in opens])


def _draw(dice: Random, count: int, least: int, most: int) -> np.ndarray:
    return np.array([dice.randint(least, most) for _ in range(count)], dtype=np.int64)


def _legs(dice: Random) -> np.ndarray:
    """Travel between points of a plane, rounded up, so that no detour is shorter."""
    points = np.array([[dice.randint(0, 30), dice.randint(0, 30)] for _ in range(6)])
    apart = points[:, None] - points[None, :]
    return np.abs(apart).sum(axis=2).astype(np.int64)


def _points(dice: Random, clients: int, carers: int) -> np.ndarray:
    drawn = [dice.choice((0, 0, 5, 20)) for _ in range(clients * carers)]
    return np.array(drawn, dtype=np.int64).reshape(clients, carers)


def _ties(dice: Random, tasks: int) -> tuple[np.ndarray, np.ndarray]:
    partner, lag = np.full(tasks, NOBODY), np.zeros(tasks, np.int64)
    for first in range(0, tasks - 1, 2):
        if dice.random() < 0.8:
            partner[first], partner[first + 1] = first + 1, first
            least = dice.choice((0, 0, 10))
            lag[first], lag[first + 1] = least, -least - dice.choice((0, 0, 15, NEVER))
    return partner, lag


def _windows(dice: Random, tasks: int, *, soft: bool) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    counts, opens, closes = [0], [], []
    for _ in range(tasks):
        opening = dice.randint(0, 60)
        for _ in range(1 if soft else dice.randint(1, 2)):
            opens.append(opening)
            closes.append(NEVER if soft else opening + dice.randint(0, 40))
            opening = closes[-1] + dice.randint(1, 20)
        counts.append(len(opens))
    return (
        np.array(counts, dtype=np.int64),
        np.array(opens, dtype=np.int64),
        np.array(closes, dtype=np.int64),
    )
