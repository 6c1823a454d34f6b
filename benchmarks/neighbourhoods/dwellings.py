"""Where people live according to an extract: its addresses, its houses, its residential streets."""

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

import osmium
from osmium.filter import KeyFilter
from osmium.osm import Node, Way

from benchmarks.neighbourhoods.dwelling import Dwelling, Point, metres
from scheduler.errors import RoundsError
from scheduler.geo.network import RoadNetwork
from scheduler.geo.tag_rules import RoadKind

HOUSES: Final = frozenset(
    {"house", "detached", "semidetached_house", "terrace", "apartments", "residential", "bungalow",
     "farm", "houseboat", "static_caravan"}
)  # fmt: skip
"""Kinds of buildings that people live in; what is just a building may be a barn."""

METRES_PER_ADDRESS: Final[Mapping[str, float]] = {
    # Measured on the extract of Kampen: each of its 25,914 addresses belongs to the nearest street,
    # 100.4 km of residential ones have 13,916 of them, 3.9 km of living streets 575.
    "residential": 7.2,
    "living_street": 6.8,
    # An assumption: country lanes carry farms and scattered houses only.
    "unclassified": 150.0,
}

_NOT_LIVED_IN: Final = (
    "shop", "office", "amenity", "tourism", "craft", "leisure", "healthcare",
)  # fmt: skip
_BESIDE_METRES: Final = 10.0


@dataclass(frozen=True)
class Street:
    """A line that people live along."""

    kind: str
    name: str
    points: tuple[Point, ...]

    @property
    def metres(self) -> float:
        """Its length."""
        return sum(metres(one, other) for one, other in pairwise(self.points))


@dataclass
class Traces:
    """What an extract tells about where people live.

    Attributes:
        addresses: doors with a house number that are no shop, office or the like.
        others: those that are.
        houses: the middles of residential buildings.
        ground: points of all roads: the extract knows what lies between them.
    """

    addresses: list[Dwelling] = field(default_factory=list)
    others: list[Point] = field(default_factory=list)
    houses: list[Dwelling] = field(default_factory=list)
    streets: list[Street] = field(default_factory=list)
    ground: list[Point] = field(default_factory=list)


def read_traces(extract: Path) -> Traces:
    """Read an extract.

    Raises:
        RoundsError: `extract-unreadable`.
    """
    found = Traces()
    try:
        entities = osmium.osm.NODE | osmium.osm.WAY
        reader = osmium.FileProcessor(os.fspath(extract), entities).with_locations()
        for item in reader.with_filter(KeyFilter("addr:housenumber", "building", "highway")):
            tags = {tag.k: tag.v for tag in item.tags}
            if isinstance(item, Way):
                _add_way(found, tags, [(n.lat, n.lon) for n in item.nodes if n.location.valid()])
            elif isinstance(item, Node) and "addr:housenumber" in tags:
                _add_address(found, tags, (item.lat, item.lon))
    except (RuntimeError, OSError) as fault:
        raise RoundsError(
            "extract-unreadable", f"{extract.name} cannot be read as an extract: {fault}."
        ) from fault
    return found


def traces_of(network: RoadNetwork) -> Traces:
    """What a network alone tells: its minor roads with a name stand for residential streets."""
    found = Traces()
    for number, kind in enumerate(network.kind.tolist()):
        span = slice(network.first_point[number], network.first_point[number + 1])
        points = tuple(
            zip(network.point_lat[span].tolist(), network.point_lon[span].tolist(), strict=True)
        )
        found.ground += points
        name = network.names[network.name[number]]
        if kind == RoadKind.MINOR and name:
            found.streets.append(Street("residential", name, points))
    return found


def along(streets: Sequence[Street], metres_per_address: Mapping[str, float]) -> list[Dwelling]:
    """Made-up dwellings along streets, so many metres apart, on either side in turn."""
    return [
        dwelling
        for street in streets
        for dwelling in _beside(street, metres_per_address[street.kind])
    ]


def _add_way(found: Traces, tags: Mapping[str, str], points: list[Point]) -> None:
    if not points:
        return
    if "addr:housenumber" in tags:
        _add_address(found, tags, _middle(points))
    if tags.get("building") in HOUSES:
        found.houses.append(_dwelling(_middle(points), tags.get("addr:street", "")))
    if "highway" in tags:
        found.ground += points
        if tags["highway"] in METRES_PER_ADDRESS and not {"bridge", "tunnel"} & tags.keys():
            street = Street(tags["highway"], tags.get("name", ""), tuple(points))
            found.streets.append(street)


def _add_address(found: Traces, tags: Mapping[str, str], point: Point) -> None:
    if any(key in tags for key in _NOT_LIVED_IN):
        found.others.append(point)
    else:
        found.addresses.append(_dwelling(point, tags.get("addr:street", "")))


def _dwelling(point: Point, street: str) -> Dwelling:
    """A dwelling without its house number: a made-up client lives in the street, not there."""
    return Dwelling(round(point[0], 6), round(point[1], 6), street)


def _middle(points: Sequence[Point]) -> Point:
    """The mean of the corners; a ring names its first one twice."""
    corners = points[:-1] if len(points) > 1 and points[0] == points[-1] else points
    lats, lons = zip(*corners, strict=True)
    return sum(lats) / len(corners), sum(lons) / len(corners)


def _beside(street: Street, apart: float) -> Iterator[Dwelling]:
    """Dwellings of one street, the first one half a distance from its start."""
    ahead, side = apart / 2, 1.0
    for start, end in pairwise(street.points):
        length = metres(start, end)
        while ahead < length:
            yield _dwelling(_offset(start, end, ahead / length, side / length), street.name)
            ahead += apart
            side = -side
        ahead -= length


def _offset(start: Point, end: Point, share: float, side: float) -> Point:
    """A point on the way from start to end, moved to one side of it."""
    north, east = end[0] - start[0], end[1] - start[1]
    shrink = math.cos(math.radians(start[0]))
    return (
        start[0] + north * share - east * shrink * side * _BESIDE_METRES,
        start[1] + east * share + north / shrink * side * _BESIDE_METRES,
    )
