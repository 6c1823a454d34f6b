"""Sets of starts: what they hold is what a set of single seconds would hold."""

from itertools import pairwise
from random import Random

import pytest

from scheduler.solver.spans import common, nearest, united


def seconds(spans):
    """Every second of some spans."""
    return {each for low, high in spans for each in range(low, high + 1)}


def drawn(dice):
    """A few short spans, in no order and overlapping."""
    lows = [dice.randrange(40) for _ in range(dice.randrange(5))]
    return [(low, low + dice.randrange(8)) for low in lows]


@pytest.mark.parametrize("seed", range(50))
def test_spans_are_sets_of_seconds(seed):
    """United and in common, in order and apart from each other."""
    dice = Random(seed)
    one, other = drawn(dice), drawn(dice)
    for spans, expected in (
        (united([*one, *other]), seconds(one) | seconds(other)),
        (common(one, other), seconds(one) & seconds(other)),
    ):
        assert seconds(spans) == expected
        assert all(high + 1 < low for (_, high), (low, _) in pairwise(spans))


@pytest.mark.parametrize("seed", range(50))
def test_the_nearest_start_is_the_nearest_second(seed):
    """How far it is from a window, and none where there is none."""
    dice = Random(f"nearest {seed}")
    spans, windows = united(drawn(dice)), united(drawn(dice))
    pairs = [abs(one - other) for one in seconds(spans) for other in seconds(windows)]
    found = nearest(spans, windows)
    assert (None if found is None else found[0]) == min(pairs, default=None)
    if found is not None:
        assert found[1] in seconds(spans)
        assert min(abs(found[1] - other) for other in seconds(windows)) == found[0]
