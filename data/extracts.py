"""How the two road extracts are cut out of what the registries hold.

Both keep roads only, with the tags that routing and street names need, and no trace of who drew
them: OpenStreetMap's version, time and contributor of each element are left out.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import osmium
from osmium.osm import mutable

_ROAD_TAGS = (
    "access agricultural area barrier bicycle bridge bus construction covered crossing duration "
    "ferry foot footway highway horse incline interval junction lanes layer lit loc_name locked "
    "maxspeed maxweight motor_vehicle motorcar motorcycle motorroad mtb:scale name noexit oneway "
    "path place psv ramp ref route sac_scale segregated service smoothness source:maxspeed "
    "step_count surface taxi toll tracktype traffic_signals trail_visibility tunnel vehicle width"
)
TAGS_KEPT = frozenset(_ROAD_TAGS.split())
FAMILIES_KEPT = (
    "access:", "bicycle:", "cycleway", "foot:", "maxspeed:", "motor_vehicle:", "oneway:", "ramp:",
    "sidewalk", "vehicle:",
)  # fmt: skip
NODE_SUBJECTS = ("barrier", "place", "highway")
FIRST_PIECE_ID = 10_000_000_000

Point = tuple[int, int]


@dataclass(frozen=True)
class Box:
    """West, south, east and north edges in degrees; points on an edge lie within."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, point: Point) -> bool:
        """Whether a point (lon, lat in units of 1e-7 degrees) lies within."""
        lon, lat = (ordinate / 1e7 for ordinate in point)
        return self.west <= lon <= self.east and self.south <= lat <= self.north


GOTHENBURG_BOX = Box(west=11.9300, south=57.6800, east=12.0140, north=57.7250)


@dataclass(frozen=True)
class Way:
    """A way as a row of points, with its tags."""

    way_id: int
    tags: Mapping[str, str]
    points: tuple[Point, ...]


def kept(tags: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The tags that matter for routing and street names, in order of key."""
    return {
        key: value
        for key, value in sorted(tags)
        if key in TAGS_KEPT or key.startswith(FAMILIES_KEPT)
    }


def clipped(points: Sequence[Point], box: Box) -> Iterator[tuple[Point, ...]]:
    """The runs of a way that touch the box, each as long as it stays in touch with it.

    A segment is kept when one of its ends lies within, so that a road which crosses the edge
    keeps its first point outside and nothing is cut between two points.
    """
    run: list[Point] = []
    for start, end in pairwise(points):
        if box.holds(start) or box.holds(end):
            run = [*run, end] if run else [start, end]
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)


def ways_of_geojson(text: str, box: Box) -> list[Way]:
    """The ways of an overpass-turbo export that touch the box, in order of id.

    The first piece of a way keeps the id it has in OpenStreetMap; further pieces are numbered
    from `FIRST_PIECE_ID` on.
    """
    features = json.loads(text)["features"]
    ids = {int(feature["id"].removeprefix("way/")): feature for feature in features}
    ways: list[Way] = []
    spare_id = FIRST_PIECE_ID
    for way_id, feature in sorted(ids.items()):
        tags = kept(feature["properties"].items())
        for number, piece in enumerate(clipped(_points(feature["geometry"]), box)):
            ways.append(Way(spare_id if number else way_id, tags, piece))
            spare_id += 1 if number else 0
    return sorted(ways, key=lambda way: way.way_id)


def write_ways(ways: Sequence[Way], target: Path) -> None:
    """Write ways as an extract; equal points become one node, numbered from south to north."""
    points = {point for way in ways for point in way.points}
    ids = {point: n for n, point in enumerate(sorted(points, key=lambda p: (p[1], p[0])), 1)}
    with _writer(target) as writer:
        for point, node_id in ids.items():
            lon, lat = point
            writer.add_node(mutable.Node(id=node_id, location=(lon / 1e7, lat / 1e7)))
        for way in ways:
            nodes = [ids[point] for point in way.points]
            writer.add_way(mutable.Way(id=way.way_id, nodes=nodes, tags=dict(way.tags)))


def write_roads(source: Path, target: Path) -> None:
    """Write the roads and ferries of an extract, their nodes, and the nodes that name a place."""
    roads = [
        (way.id, kept(_pairs(way)), [node.ref for node in way.nodes])
        for way in osmium.FileProcessor(str(source), osmium.osm.WAY)
        if "highway" in way.tags or way.tags.get("route") == "ferry"
    ]
    used = {ref for _, _, refs in roads for ref in refs}
    with _writer(target) as writer:
        for node in osmium.FileProcessor(str(source), osmium.osm.NODE):
            subject = any(key in node.tags for key in NODE_SUBJECTS)
            if node.id in used or "place" in node.tags:
                tags = kept(_pairs(node)) if subject else {}
                place = (node.location.lon, node.location.lat)
                writer.add_node(mutable.Node(id=node.id, location=place, tags=tags))
        for way_id, tags, refs in roads:
            writer.add_way(mutable.Way(id=way_id, nodes=refs, tags=tags))


def _points(geometry: Mapping[str, Any]) -> list[Point]:
    """The line, or the outer ring of an area, in units of 1e-7 degrees."""
    coordinates = geometry["coordinates"]
    line = coordinates[0] if geometry["type"] == "Polygon" else coordinates
    return [(round(lon * 1e7), round(lat * 1e7)) for lon, lat in line]


def _pairs(element: osmium.osm.Node | osmium.osm.Way) -> list[tuple[str, str]]:
    return [(tag.k, tag.v) for tag in element.tags]


def _writer(target: Path) -> osmium.SimpleWriter:
    """A writer whose header names neither a version nor a time, so that bytes repeat."""
    header = osmium.io.Header()
    header.set("generator", "rounds data/rebuild.py")
    form = osmium.io.File(str(target), "pbf,add_metadata=none,pbf_compression_level=9")
    return osmium.SimpleWriter(form, header=header, overwrite=True)
