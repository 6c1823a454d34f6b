"""The best starts of a fixed order."""

from itertools import product
from random import Random
from typing import NamedTuple

import pytest

from scheduler.solver.references import refer_to
from scheduler.solver.timing import chain_of_size, time_chain


class Interval(NamedTuple):
    """Where a start may lie and what it costs there."""

    opens: int
    closes: int
    gap: int
    early_target: int = 0
    early_weight: int = 0
    late_target: int = 0
    late_weight: int = 0


def timed(intervals: list[Interval]) -> tuple[list[int], int]:
    """The best starts and what they are said to cost."""
    chain = chain_of_size(len(intervals))
    for position, interval in enumerate(intervals):
        for column, value in zip(chain, interval, strict=False):
            column[position] = value
    points = time_chain(refer_to(chain), len(intervals))
    return [int(start) for start in chain.starts[: len(intervals)]], points


def best_starts(intervals: list[Interval]) -> list[int]:
    """The best starts."""
    return timed(intervals)[0]


def cost(intervals: list[Interval], starts: list[int]) -> int:
    """Points of some starts."""
    return sum(
        each.early_weight * max(0, each.early_target - start)
        + each.late_weight * max(0, start - each.late_target)
        for each, start in zip(intervals, starts, strict=True)
    )


def feasible(intervals: list[Interval], starts: tuple[int, ...]) -> bool:
    """Whether starts keep their intervals and gaps."""
    inside = all(
        each.opens <= start <= each.closes for each, start in zip(intervals, starts, strict=True)
    )
    return inside and all(
        starts[i] + intervals[i].gap <= starts[i + 1] for i in range(len(starts) - 1)
    )


def drawn(seed: int) -> list[Interval]:
    """Up to four activities in fifteen seconds, some with one-sided or unequal wishes."""
    dice = Random(seed)
    intervals = []
    for _ in range(dice.randint(1, 4)):
        opens = dice.randint(0, 8)
        early = dice.randint(0, 12)
        intervals.append(
            Interval(
                opens=opens,
                closes=opens + dice.randint(0, 7),
                gap=dice.randint(0, 4),
                early_target=early,
                early_weight=dice.choice([0, 0, 1, 3]),
                late_target=early + dice.randint(0, 3),
                late_weight=dice.choice([0, 0, 1, 2]),
            )
        )
    return intervals


@pytest.mark.parametrize("batch", range(8))
def test_no_other_starts_cost_less(batch: int) -> None:
    """Against every combination of starts: least cost, and feasible."""
    compared = 0
    for seed in range(batch * 60, batch * 60 + 60):
        intervals = drawn(seed)
        ranges = [range(each.opens, each.closes + 1) for each in intervals]
        options = [starts for starts in product(*ranges) if feasible(intervals, starts)]
        if not options:
            continue
        compared += 1
        starts, points = timed(intervals)
        assert feasible(intervals, tuple(starts)), seed
        assert points == cost(intervals, starts), seed
        assert points == min(cost(intervals, list(s)) for s in options), seed
    assert compared > 20


def test_starts_are_as_early_as_the_cost_allows() -> None:
    """Where nothing is wished, everything starts as soon as it can."""
    intervals = [Interval(10, 50, 5), Interval(0, 90, 7), Interval(30, 90, 0)]
    assert best_starts(intervals) == [10, 15, 30]


def test_a_wish_pulls_those_before_it_no_further_than_needed() -> None:
    """The first waits for nobody: only the wished one moves."""
    intervals = [Interval(0, 90, 5), Interval(0, 90, 0, 40, 1, 50, 1)]
    assert best_starts(intervals) == [0, 40]


def test_two_wishes_that_collide_share_the_cost_by_weight() -> None:
    """The heavier wish is kept and the lighter one gives way."""
    heavy, light = Interval(0, 90, 10, 20, 5, 20, 5), Interval(0, 90, 0, 20, 1, 20, 1)
    assert best_starts([heavy, light]) == [20, 30]
    assert best_starts([Interval(0, 90, 10, 20, 1, 20, 1), Interval(0, 90, 0, 20, 5, 20, 5)]) == [
        10,
        20,
    ]
