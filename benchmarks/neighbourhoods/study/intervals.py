"""Means with intervals of confidence, over teams drawn independently of each other.

Student's t throughout: with the handful of teams of a study a bootstrap gives intervals that are
too narrow (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, chapter 13).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, variance

from scipy import stats

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Interval:
    """A mean and where it lies with a confidence of 95 %.

    Attributes:
        low, high: None where one team alone gives no interval.
        count: independent values behind it.
    """

    mean: float
    low: float | None
    high: float | None
    count: int

    @property
    def is_apart_from_zero(self) -> bool:
        """Whether all of the interval lies on one side of 0."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def mean_interval(values: Sequence[float]) -> Interval | None:
    """The mean of independent values; None where there are none."""
    if not values:
        return None
    mean = fmean(values)
    if len(values) < 2:
        return Interval(mean, None, None, len(values))
    half = _quantile(len(values) - 1) * math.sqrt(variance(values) / len(values))
    return Interval(mean, mean - half, mean + half, len(values))


def paired_interval(pairs: Sequence[tuple[float, float]]) -> Interval | None:
    """The mean of second less first, for pairs that have all else in common."""
    return mean_interval([second - first for first, second in pairs])


def difference_interval(first: Sequence[float], second: Sequence[float]) -> Interval | None:
    """The mean of the second less that of the first, for values that have nothing in common.

    Welch (1947), The generalization of Student's problem when several different population
    variances are involved, Biometrika 34.
    """
    if not first or not second:
        return None
    mean, count = fmean(second) - fmean(first), len(first) + len(second)
    if min(len(first), len(second)) < 2:
        return Interval(mean, None, None, count)
    parts = [variance(values) / len(values) for values in (first, second)]
    if not sum(parts):
        return Interval(mean, mean, mean, count)
    freedom = sum(parts) ** 2 / sum(
        part**2 / (len(values) - 1) for part, values in zip(parts, (first, second), strict=True)
    )
    half = _quantile(freedom) * math.sqrt(sum(parts))
    return Interval(mean, mean - half, mean + half, count)


def ratio_interval(pairs: Sequence[tuple[float, float]]) -> Interval | None:
    """Mean of the second over mean of the first, for pairs that vary together.

    Fieller (1954), Some problems in interval estimation, Journal of the Royal Statistical Society
    B 16. None where the first cannot be told from 0: then no ratio means anything.
    """
    count = len(pairs)
    if count < 2:
        return None
    below, above = [first for first, _ in pairs], [second for _, second in pairs]
    x, y = fmean(below), fmean(above)
    x_variance, y_variance = variance(below) / count, variance(above) / count
    together = sum((a - x) * (b - y) for a, b in pairs) / (count - 1) / count
    square = _quantile(count - 1) ** 2
    a = x * x - square * x_variance
    if a <= 0:
        return None
    b = x * y - square * together
    c = y * y - square * y_variance
    root = math.sqrt(max(0.0, b * b - a * c))
    return Interval(y / x, (b - root) / a, (b + root) / a, count)


def _quantile(freedom: float) -> float:
    return float(stats.t.ppf((1 + CONFIDENCE) / 2, freedom))
