"""Minimal sets of conditions that forbid something: all of them, whatever the something."""

from itertools import combinations
from random import Random

import pytest

from scheduler.solver.conflicts import Conflicts, conflicts, each_forbidden

CONDITIONS = tuple("abcdef")


def subsets():
    """Every set of the conditions."""
    return [
        frozenset(chosen)
        for size in range(len(CONDITIONS) + 1)
        for chosen in combinations(CONDITIONS, size)
    ]


def drawn(seed):
    """Some sets that forbid, none a part of another."""
    dice = Random(seed)
    chosen = [frozenset(dice.sample(CONDITIONS, dice.randint(1, 4))) for _ in range(4)]
    return {each for each in chosen if not any(other < each for other in chosen)}


@pytest.mark.parametrize("seed", range(40))
def test_every_minimal_set_is_found_and_nothing_else(seed):
    """Against sets that are known beforehand."""
    sets = drawn(seed)
    found = conflicts(CONDITIONS, lambda kept: not any(each <= kept for each in sets))
    assert set(found.sets) == sets
    assert found.proven
    assert found.smallest is not None
    assert len(found.smallest) == min(map(len, sets))


def test_what_is_possible_has_no_set():
    """And one question is enough to know it."""
    asked = []
    found = conflicts(CONDITIONS, lambda kept: asked.append(kept) or True)
    assert found.is_possible
    assert asked == [frozenset(CONDITIONS)]


def test_what_no_condition_allows_is_forbidden_by_none_of_them():
    """The set without conditions says so."""
    assert conflicts(CONDITIONS, lambda _: False).sets == (frozenset(),)


def test_an_answer_that_is_not_known_leaves_the_sets_unproven():
    """What is not known counts as forbidden."""
    found = conflicts(("a", "b"), lambda kept: None if "a" in kept else True)
    assert found.sets == (frozenset("a"),)
    assert not found.proven


@pytest.mark.parametrize("seed", range(40))
def test_all_ways_at_once_are_forbidden_by_the_minimal_unions(seed):
    """Against every subset: it forbids all ways when it holds a set of each."""
    ways = [drawn(f"{seed} {number}") for number in range(3)]
    found = each_forbidden([Conflicts(tuple(each)) for each in ways], CONDITIONS)
    forbidding = [s for s in subsets() if all(any(one <= s for one in way) for way in ways)]
    minimal = {each for each in forbidding if not any(other < each for other in forbidding)}
    assert set(found.sets) == minimal


def test_one_way_that_is_possible_is_enough():
    """Whatever forbids the others."""
    ways = [Conflicts((frozenset("a"),)), Conflicts(())]
    assert each_forbidden(ways, CONDITIONS).is_possible
