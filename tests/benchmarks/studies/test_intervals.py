"""Intervals: against published values, by coverage, and where there can be none."""

from random import Random

import pytest
from scipy import stats

from benchmarks.neighbourhoods.study.intervals import (
    difference_interval,
    mean_interval,
    paired_interval,
    ratio_interval,
)


def test_the_mean_of_five_has_the_interval_of_student() -> None:
    """2.776 standard errors either way, as tables of t have it for four degrees of freedom."""
    found = mean_interval([1, 2, 3, 4, 5])
    assert found is not None
    assert found.mean == 3
    assert found.high == pytest.approx(3 + 2.776 * (2.5 / 5) ** 0.5, abs=1e-3)
    assert found.low == pytest.approx(3 - 2.776 * (2.5 / 5) ** 0.5, abs=1e-3)


def test_one_value_has_no_interval() -> None:
    """And none has no mean."""
    found = mean_interval([2.0])
    assert found is not None
    assert (found.mean, found.low, found.high) == (2.0, None, None)
    assert not found.is_apart_from_zero
    assert mean_interval([]) is None


def test_pairs_are_compared_one_by_one() -> None:
    """What all pairs have in common does not widen the interval."""
    found = paired_interval([(10, 11), (100, 101.2), (1000, 1000.8)])
    assert found is not None
    assert found.mean == pytest.approx(1)
    assert found.is_apart_from_zero


def test_a_difference_is_that_of_welch() -> None:
    """The same limits as SciPy's test with unequal variances."""
    first, second = [1.0, 2.0, 4.0, 7.0], [3.0, 9.0, 12.0, 30.0, 31.0]
    found = difference_interval(first, second)
    theirs = stats.ttest_ind(second, first, equal_var=False).confidence_interval(0.95)
    assert found is not None
    assert (found.low, found.high) == pytest.approx((theirs.low, theirs.high))


def test_a_ratio_is_covered_as_often_as_it_says() -> None:
    """Fieller's limits hold the true ratio in 95 of 100 samples, give or take three."""
    dice = Random("ratios")
    held = 0
    for _ in range(1000):
        below = [dice.gauss(10, 3) for _ in range(8)]
        pairs = [(each, 2 * each + dice.gauss(0, 4)) for each in below]
        found = ratio_interval(pairs)
        assert found is not None
        held += found.low <= 2 <= found.high
    assert 920 <= held <= 980


def test_a_ratio_over_what_may_be_nothing_is_not_told() -> None:
    """There is no interval that means anything."""
    assert ratio_interval([(1, 5), (-1, 4), (0.5, 6)]) is None
    assert ratio_interval([(1, 5)]) is None
