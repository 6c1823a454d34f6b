"""Filling all places of a visit at once, by different carers: against trying everything."""

from itertools import product
from random import Random

import pytest

from scheduler.solver.spans import united
from scheduler.solver.together import at_once, fillings


def able_of(dice, places, shifts):
    """For every place a few shifts with a span or two."""
    return {
        place: {
            shift: united((low, low + dice.randrange(4)) for low in dice.sample(range(20), 2))
            for shift in range(shifts)
            if dice.random() < 0.6
        }
        for place in range(1, places + 1)
    }


def by_trying(able, carers, start):
    """Every choice of a shift for each place that is able at a start, nobody chosen twice."""
    rows = [
        [s for s, spans in by.items() if any(low <= start <= high for low, high in spans)]
        for by in able.values()
    ]
    chosen = (each for each in product(*rows))
    return [each for each in chosen if len({carers[s] for s in each}) == len(each)]


@pytest.mark.parametrize("seed", range(60))
def test_the_starts_are_those_at_which_somebody_fills_every_place(seed):
    """Carers with two shifts among them."""
    dice = Random(f"together {seed}")
    places = dice.choice((1, 2, 3))
    carers = [dice.randrange(3) for _ in range(4)]
    able = able_of(dice, places, 4)
    found = at_once(able, carers)
    for start in range(25):
        chosen = by_trying(able, carers, start)
        # one place is filled by whoever is able
        assert any(low <= start <= high for low, high in found) == bool(chosen)
        told = {tuple(each[place] for place in able) for each in fillings(able, carers, start)}
        assert told == set(chosen)
