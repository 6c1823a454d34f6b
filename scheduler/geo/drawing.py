"""Roads as a background for a map, light enough to go into an offline page."""

from typing import Final

import numpy as np
import shapely

from scheduler.domain.location import Location
from scheduler.geo.earth import METRES_PER_DEGREE, Bounds, Floats, plane
from scheduler.geo.network import Flags, Ints, RoadNetwork
from scheduler.geo.tag_rules import RoadKind

DRAWN_CLASSES: Final = {
    RoadKind.MOTORWAY: "main",
    RoadKind.MAIN: "main",
    RoadKind.MINOR: "minor",
    RoadKind.PATH: "path",
}
_SCALE: Final = 100_000


Line = tuple[Location, ...]


def drawn_roads(
    network: RoadNetwork, bounds: Bounds | None = None, tolerance_metres: float = 5.0
) -> dict[str, tuple[Line, ...]]:
    """Roads that touch the box (all without one), simplified to the tolerance; no ferries.

    Stretches of one class are strung together where they meet, which halves the size.
    """
    shapes = _simplified(network, tolerance_metres)
    inside = _touching(network, bounds)
    drawn = {}
    for name in sorted(set(DRAWN_CLASSES.values())):
        kinds = [kind for kind, of_class in DRAWN_CLASSES.items() if of_class == name]
        chosen = np.flatnonzero(inside & np.isin(network.kind, kinds))
        drawn[name] = tuple(map(_in_degrees, _strung(network, chosen, shapes)))
    return drawn


def _simplified(network: RoadNetwork, tolerance_metres: float) -> list[list[tuple[int, int]]]:
    """Points of every stretch; its two ends always stay."""
    middle = float(network.node_lat.mean())
    counts = np.diff(network.first_point)
    lines = shapely.linestrings(
        plane(network.point_lat, network.point_lon, middle),
        indices=np.repeat(np.arange(len(counts)), counts),
    )
    simple = shapely.simplify(lines, tolerance_metres, preserve_topology=False)
    metres, owner = shapely.get_coordinates(simple, return_index=True)
    east = METRES_PER_DEGREE * np.cos(np.radians(middle))
    degrees = np.stack([metres[:, 1] / METRES_PER_DEGREE, metres[:, 0] / east], axis=-1)
    units = np.rint(degrees * _SCALE).astype(np.int64)
    split = np.searchsorted(owner, np.arange(1, len(counts)))
    return [[(lat, lon) for lat, lon in part.tolist()] for part in np.split(units, split)]


def _touching(network: RoadNetwork, bounds: Bounds | None) -> Flags:
    if bounds is None:
        return np.ones(len(network.start), dtype=np.bool_)
    starts = network.first_point[:-1]

    def overlaps(values: Floats, low: float, high: float) -> Flags:
        below = np.minimum.reduceat(values, starts) <= high
        return below & (np.maximum.reduceat(values, starts) >= low)

    in_lat = overlaps(network.point_lat, bounds.south, bounds.north)
    return in_lat & overlaps(network.point_lon, bounds.west, bounds.east)


def _strung(
    network: RoadNetwork, chosen: Ints, shapes: list[list[tuple[int, int]]]
) -> list[tuple[tuple[int, int], ...]]:
    """Stretches strung together: each line goes on as long as an unused stretch leaves its end."""
    ends = {
        stretch: (int(network.start[stretch]), int(network.end[stretch]))
        for stretch in chosen.tolist()
    }
    waiting: dict[int, list[int]] = {}
    for stretch in reversed(ends):
        for node in ends[stretch]:
            waiting.setdefault(node, []).append(stretch)
    # Lines begin where an odd number of stretches meet: a line has to end there in any case.
    odd = [node for node in sorted(waiting) if len(waiting[node]) % 2]
    lines = []
    unused = set(ends)
    for first in odd + sorted(waiting):
        while line := _line_from(first, waiting, unused, ends, shapes):
            lines.append(tuple(line))
    return lines


def _line_from(
    node: int,
    waiting: dict[int, list[int]],
    unused: set[int],
    ends: dict[int, tuple[int, int]],
    shapes: list[list[tuple[int, int]]],
) -> list[tuple[int, int]]:
    line: list[tuple[int, int]] = []
    while True:
        here = waiting[node]
        while here and here[-1] not in unused:
            here.pop()
        if not here:
            return line
        stretch = here.pop()
        unused.remove(stretch)
        start, end = ends[stretch]
        shape = shapes[stretch] if start == node else shapes[stretch][::-1]
        line += shape[1:] if line else shape
        node = end if start == node else start


def _in_degrees(line: tuple[tuple[int, int], ...]) -> Line:
    return tuple(Location(lat / _SCALE, lon / _SCALE) for lat, lon in line)
