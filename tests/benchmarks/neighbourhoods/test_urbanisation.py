"""The surrounding density of addresses, and the degrees that follow from it."""

import math

import numpy as np
import pytest
import shapely

from benchmarks.neighbourhoods.urbanisation import degree, surrounding_density
from scheduler.geo.earth import Floats


def grid(side_metres: float, apart_metres: float) -> Floats:
    """Addresses on a square, as many metres apart."""
    along = np.arange(apart_metres / 2, side_metres, apart_metres)
    east, north = np.meshgrid(along, along)
    return np.stack([east.ravel(), north.ravel()], axis=-1)


@pytest.mark.parametrize(
    ("density", "expected"),
    [(9000, 1), (2500, 1), (2499, 2), (1500, 2), (1000, 3), (999, 4), (500, 4), (499, 5), (0, 5)],
)
def test_degrees_are_those_of_cbs(density: float, expected: int) -> None:
    """Bounds belong to the more urban degree."""
    assert degree(density) == expected


def test_density_is_that_of_the_circles() -> None:
    """Counted by hand for a few scattered addresses far from any edge."""
    addresses = np.array([[0.0, 0.0], [600.0, 0.0], [0.0, 900.0], [1500.0, 0.0]])
    counts = [
        sum(math.dist(one, other) <= 1000 for other in addresses.tolist())
        for one in addresses.tolist()
    ]
    known = shapely.box(-5000, -5000, 5000, 5000)
    found = surrounding_density(addresses, addresses, known)
    assert found == pytest.approx(sum(counts) / len(counts) / math.pi)


def test_the_edge_of_what_is_known_makes_nobody_lonelier() -> None:
    """Even density stays even density up to the corners of an extract."""
    addresses = grid(3000, 25)
    found = surrounding_density(addresses, addresses, shapely.box(0, 0, 3000, 3000))
    assert found == pytest.approx(1600, rel=0.01)


def test_addresses_beyond_the_box_count() -> None:
    """A hamlet beside a town is as urban as its surroundings."""
    town, hamlet = grid(1000, 20), np.array([[-50.0, 500.0]])
    known = shapely.box(-3000, -3000, 3000, 3000)
    alone = surrounding_density(hamlet, hamlet, known)
    beside = surrounding_density(np.concatenate([town, hamlet]), hamlet, known)
    assert alone < 1
    assert beside > 500
