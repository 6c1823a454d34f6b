"""What fair load costs at least, as prices of the seconds that carers are busy.

The rule costs its weight for every permille between the largest and the smallest share of their
work shifts that carers are busy. For any prices a and b of these shares, at least 0, where the a
make A, no more than the weight and no more than the b make, it costs at least
sum((a - b) * share): the largest share counts A times at most, the smallest A times at least. A
share is rounded down, so one permille goes for every a.
"""

import math
from collections.abc import Sequence

from scheduler.rules import RuleId
from scheduler.solver.bound.graphs import SCALE
from scheduler.solver.problem import Problem

Prices = tuple[int, ...]
PERMILLE = 1000


def is_priced(problem: Problem) -> bool:
    """Whether there are shares to compare."""
    return bool(problem.weights[RuleId.FAIR_LOAD]) and sum(map(bool, problem.shift_seconds)) > 1


def busy_prices(problem: Problem, shares: Sequence[float]) -> Prices:
    """Scaled points per busy second of every carer, from a - b for a permille of its share.

    Rounded down, which is the safe side of both conditions; nothing where they do not hold.
    """
    prices = [
        math.floor(PERMILLE * SCALE * share / seconds) if seconds else 0
        for share, seconds in zip(shares, problem.shift_seconds, strict=True)
    ]
    return _valid(problem, prices)


def between(problem: Problem, one: Sequence[int], other: Sequence[int], share: float) -> Prices:
    """Prices between two, `share` of the first."""
    mixed = [
        math.floor(share * here + (1 - share) * there)
        for here, there in zip(one, other, strict=True)
    ]
    return _valid(problem, mixed)


def rounding(problem: Problem, prices: Sequence[int]) -> int:
    """Scaled points that go for shares being rounded down to a whole permille."""
    return -(-_above(problem, prices) // PERMILLE)


def _above(problem: Problem, prices: Sequence[int]) -> int:
    """The a, times `PERMILLE`."""
    return sum(
        max(0, price) * seconds
        for price, seconds in zip(prices, problem.shift_seconds, strict=False)
    )


def _valid(problem: Problem, prices: Sequence[int]) -> Prices:
    balance = sum(
        price * seconds for price, seconds in zip(prices, problem.shift_seconds, strict=True)
    )
    most = problem.weights[RuleId.FAIR_LOAD] * SCALE * PERMILLE
    if balance > 0 or _above(problem, prices) > most:
        return (0,) * len(prices)
    return tuple(prices)
