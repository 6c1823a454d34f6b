"""Maps of the places: the roads, and where the made-up clients of a team live."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from markupsafe import Markup

from benchmarks.neighbourhoods.report.drawing import Spot, town
from benchmarks.neighbourhoods.study.row import Row
from scheduler.domain.carer import Mode
from scheduler.geo.drawing import drawn_roads
from scheduler.geo.earth import Bounds, plane
from scheduler.geo.network import RoadNetwork
from scheduler.geo.source import open_network

MARGIN = 0.1


def place_map(
    title: str, rows: Sequence[Row], source: Path | str, colour: str, cache: Path | None
) -> Markup:
    """The clients of the first team of a place on its roads.

    Args:
        rows: of the place, the first one is drawn.
        source: the network.
        cache: folder of the cache of networks; the user's own by default.
    """
    dots = np.array(rows[0].dots)
    middle = float(dots[:, 0].mean())
    network = open_network(source, Mode.CAR, cache)
    roads = [_flat(line, middle) for line in _roads(network, dots)]
    spots = _flat(dots.tolist(), middle)
    return town(title, roads, spots[:-1], spots[-1:], colour)


def _roads(
    network: RoadNetwork, dots: "np.typing.NDArray[np.float64]"
) -> Iterable[list[tuple[float, float]]]:
    low, high = dots.min(axis=0), dots.max(axis=0)
    south, west = low - MARGIN * (high - low)
    north, east = high + MARGIN * (high - low)
    bounds = Bounds(south=south, west=west, north=north, east=east)
    for lines in drawn_roads(network, bounds).values():
        for line in lines:
            yield [(spot.lat, spot.lon) for spot in line]


def _flat(line: Sequence[Sequence[float]], middle: float) -> list[Spot]:
    """Metres east and north."""
    both = np.array(line, dtype=np.float64).reshape(-1, 2)
    return [(float(x), float(y)) for x, y in plane(both[:, 0], both[:, 1], middle)]
