"""Made-up addresses along the real residential streets of an extract.

Coordinates are drawn beside a street and house numbers are drawn too: neither belongs to a
building that is known to stand there.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import networkx as nx
import osmium

from benchmarks.neighbourhoods.dice import Dice
from benchmarks.neighbourhoods.dwelling import Dwelling, Point, metres

RESIDENTIAL = frozenset({"residential", "living_street", "unclassified"})
THROUGH = frozenset({"tertiary", "tertiary_link", "secondary", "secondary_link", "primary"})
CLOSED = frozenset({"no", "private", "agricultural", "forestry", "delivery", "customers"})
SETTLEMENTS = frozenset({"town", "village", "hamlet"})


@dataclass(frozen=True)
class Area:
    """A round piece of the neighbourhood; with `weight`, how many of the dwellings lie in it."""

    lat: float
    lon: float
    radius_metres: float
    weight: float = 1.0

    def metres_from(self, point: Point) -> float:
        """Distance of a point (lat, lon) from the middle."""
        return metres((self.lat, self.lon), point)


@dataclass(frozen=True)
class Segment:
    """A straight piece of a residential street."""

    street: str
    start: Point
    end: Point


class Streets:
    """The residential streets of an extract from which every other one can be reached.

    A street counts when nothing restricts who may use it and when it lies in the largest strongly
    connected part of the roads of that kind, so that bicycles and cars come and go whatever
    exceptions a road network makes for them.
    """

    def __init__(self, extract: Path, settlements: Mapping[str, Point]) -> None:
        """Read an extract; `settlements` are those that it has no node for."""
        ways, blocked, named = _read(extract)
        self._settlements = [*named, *settlements.items()]
        graph = nx.DiGraph()
        for tags, nodes in ways:
            _add(graph, tags, nodes, blocked)
        reached = max(nx.strongly_connected_components(graph), key=len)
        self._segments = [
            Segment(tags.get("name", ""), one[1], other[1])
            for tags, nodes in ways
            for one, other in pairwise(nodes)
            if _lived_on(tags) and {one[0], other[0]} <= reached and one[1] != other[1]
        ]

    def dwellings(self, dice: Dice, areas: Sequence[Area], count: int) -> list[Dwelling]:
        """That many dwellings in the areas on named streets, drawn by their length."""
        within = {
            area: {piece: length for piece, length in self._within(area).items() if piece.street}
            for area in areas
        }
        found: dict[str, Dwelling] = {}
        while len(found) < count:
            area = dice.weighted({area: area.weight for area in areas})
            dwelling = self._beside(dice, dice.weighted(within[area]))
            found.setdefault(dwelling.address, dwelling)
        return list(found.values())

    def farms(self, dice: Dice, area: Area, apart_metres: float, count: int) -> list[Dwelling]:
        """That many dwellings in the area, all so far from the middle of any settlement."""
        centres = [point for _, point in self._settlements]
        lonely = {
            segment: length
            for segment, length in self._within(area).items()
            if all(metres(segment.start, centre) > apart_metres for centre in centres)
        }
        found: dict[str, Dwelling] = {}
        while len(found) < count:
            dwelling = self._beside(dice, dice.weighted(lonely))
            found.setdefault(dwelling.address, dwelling)
        return list(found.values())

    def _within(self, area: Area) -> dict[Segment, float]:
        """The segments that start in an area, with their length."""
        return {
            segment: metres(segment.start, segment.end)
            for segment in self._segments
            if area.metres_from(segment.start) <= area.radius_metres
        }

    def _beside(self, dice: Dice, segment: Segment) -> Dwelling:
        """A dwelling 6 to 14 metres to one side of a segment, odd numbers on the left."""
        share, offset, odd = dice.between(0, 1), dice.between(6, 14), dice.chance(0.5)
        along = metres(segment.start, segment.end)
        (lat, lon), (north, east) = segment.start, _step(segment)
        side = (-1 if odd else 1) * offset / along
        shrink = math.cos(math.radians(lat))
        place = (
            round(lat + north * share - east * shrink * side, 6),
            round(lon + east * share + north / shrink * side, 6),
        )
        number = 2 * dice.step(1, 30) - odd
        return Dwelling(*place, self._address(segment.street, number, place))

    def _address(self, street: str, number: int, place: Point) -> str:
        """Street, number and, where the extract names any, the nearest settlement."""
        line = f"{street or 'Hof'} {number}"
        if not self._settlements:
            return line
        name, _ = min(self._settlements, key=lambda settlement: metres(place, settlement[1]))
        return f"{line}, {name}"


def _step(segment: Segment) -> Point:
    """From start to end of a segment, in degrees north and east."""
    return (segment.end[0] - segment.start[0], segment.end[1] - segment.start[1])


Road = tuple[dict[str, str], list[tuple[int, Point]]]


def _read(extract: Path) -> tuple[list[Road], set[int], list[tuple[str, Point]]]:
    """The roads of an extract, its barriers, and its settlements by name."""
    roads: list[Road] = []
    blocked: set[int] = set()
    settlements: list[tuple[str, Point]] = []
    for element in osmium.FileProcessor(str(extract)).with_locations():
        tags = {tag.k: tag.v for tag in element.tags}
        if element.is_node():
            if "barrier" in tags:
                blocked.add(element.id)
            if tags.get("place") in SETTLEMENTS:
                settlements.append((tags["name"], (element.location.lat, element.location.lon)))
        elif element.is_way() and _open(tags):
            known = (node for node in element.nodes if node.location.valid())
            roads.append((tags, [(n.ref, (n.location.lat, n.location.lon)) for n in known]))
    return roads, blocked, settlements


def _open(tags: dict[str, str]) -> bool:
    """Whether anybody may cycle and drive on a way."""
    keys = ("access", "vehicle", "bicycle", "motor_vehicle", "motorcar")
    closed = any(tags.get(key) in CLOSED for key in keys)
    return tags.get("highway") in RESIDENTIAL | THROUGH and tags.get("area") != "yes" and not closed


def _lived_on(tags: dict[str, str]) -> bool:
    return tags["highway"] in RESIDENTIAL and not {"bridge", "tunnel"} & tags.keys()


def _add(
    graph: nx.DiGraph, tags: dict[str, str], nodes: Iterable[tuple[int, Point]], blocked: set[int]
) -> None:
    """Add the arcs of a way that no barrier blocks, both ways unless it is one-way."""
    oneway = tags.get("oneway")
    circular = tags.get("junction") == "roundabout" and oneway != "no"
    for (one, _), (other, _) in pairwise(nodes):
        if {one, other} & blocked:
            continue
        if oneway != "-1":
            graph.add_edge(one, other)
        if oneway == "-1" or (oneway not in {"yes", "true", "1"} and not circular):
            graph.add_edge(other, one)
