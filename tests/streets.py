"""Small towns on a plane, written as extracts of OpenStreetMap.

Points are metres east and north of a corner in the Netherlands; equal points are one node.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import osmium
import osmnx as ox
from osmium.osm import mutable

from scheduler.domain.carer import Mode
from scheduler.domain.location import Location
from scheduler.geo.network import RoadNetwork
from scheduler.geo.source import build_network

ROOT = Path(__file__).resolve().parents[1]
SHARED_OSM = ROOT.parent / "shared" / "osm"

Point = tuple[float, float]

SOUTH, WEST = 52.5, 5.9
METRES_PER_DEGREE = 6_371_008.8 * math.pi / 180


def at(point: Point) -> Location:
    """Where a point lies on the earth, to the 1e-7 degrees that an extract can hold."""
    east, north = point
    lat = SOUTH + north / METRES_PER_DEGREE
    lon = WEST + east / (METRES_PER_DEGREE * math.cos(math.radians(SOUTH)))
    return Location(round(lat, 7), round(lon, 7))


@dataclass(frozen=True)
class Street:
    """A way through some points, with its tags."""

    points: Sequence[Point]
    tags: Mapping[str, str]


def street(*points: Point, **tags: str) -> Street:
    """A residential street unless `highway` says otherwise; `__` in a key stands for a colon."""
    named = {key.replace("__", ":"): value for key, value in tags.items()}
    return Street(points, {"highway": "residential"} | named)


@dataclass
class Town:
    """Streets, and what stands on their points."""

    streets: Sequence[Street]
    nodes: Mapping[Point, Mapping[str, str]] = field(default_factory=dict)
    clipped: frozenset[Point] = frozenset()

    def write(self, path: Path) -> Path:
        """Write the town as an extract; the suffix tells the format."""
        points = sorted({point for street in self.streets for point in street.points})
        refs = {point: number for number, point in enumerate(points, 1)}
        with osmium.SimpleWriter(str(path), overwrite=True) as writer:
            for point in points:
                if point in self.clipped:
                    continue
                place = at(point)
                tags = dict(self.nodes.get(point, {}))
                location = (place.lon, place.lat)
                writer.add_node(
                    mutable.Node(id=refs[point], location=location, tags=tags, version=1)
                )
            for number, one in enumerate(self.streets, 1):
                nodes = [refs[point] for point in one.points]
                writer.add_way(mutable.Way(id=number, nodes=nodes, tags=dict(one.tags), version=1))
        return path


def network(folder: Path, mode: Mode, *streets: Street, **nodes: object) -> RoadNetwork:
    """The network of a town of these streets."""
    town = Town(streets, **nodes)
    return build_network(town.write(folder / "town.osm.pbf"), mode)


def places(*points: Point) -> dict[Location, list[str]]:
    """Clients c0, c1, ... at the points."""
    return {at(point): [f"client c{number}"] for number, point in enumerate(points)}


class FakePlace:
    """Stands where osmnx asks OpenStreetMap: reads a town from a file, under osmnx's settings."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.asked: list[str] = []
        self.filters: list[list[str]] = []

    def __call__(self, place: str, **options: Any) -> Any:
        """What `osmnx.graph_from_place` would answer."""
        self.asked.append(place)
        self.filters.append(options["custom_filter"])
        return ox.graph_from_xml(
            self.source, simplify=options["simplify"], retain_all=options["retain_all"]
        )
