"""From a door to the nearest point of a road, anywhere along it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from scheduler.domain.carer import Mode
from scheduler.domain.location import Location
from scheduler.errors import RoundsError
from scheduler.geo.earth import Floats, great_circle_metres, plane
from scheduler.geo.network import Ints, RoadNetwork

Places = Mapping[Location, Sequence[str]]
"""Who or what is at a location, in words with ids: `client c12`, `home of carer k3`, `base`."""

_NODE_REACH_METRES = 0.5


@dataclass(frozen=True, slots=True, order=True)
class OffRoadPlace:
    """A place too far from the roads of a mode."""

    mode: Mode
    place: str
    metres: int


class PlaceError(RoundsError):
    """Places that cannot be travelled to; `places` are all of them, in order of id."""

    def __init__(self, code: str, message: str, places: Sequence[OffRoadPlace | str]) -> None:
        self.places = tuple(places)
        super().__init__(code, message)


@dataclass(frozen=True)
class Snaps:
    """The road points nearest to some doors; arrays in the order of the doors.

    Attributes:
        stretch: the stretch the point lies on.
        point: the point of the stretch's shape before it.
        position: metres from the start of the stretch.
        forward: seconds from the start of the stretch, forward.
        backward: seconds of a backward trip between here and the start.
        door_metres: from the door to the road point in a straight line.
    """

    stretch: Ints
    point: Ints
    position: Floats
    forward: Floats
    backward: Floats
    lat: Floats
    lon: Floats
    door_metres: Floats


def snap(network: RoadNetwork, locations: Sequence[Location]) -> Snaps:
    """The nearest point of an inhabited road for every location.

    A point within half a metre of an end of its stretch is moved there, so that a place at a
    junction may be left in every direction.
    """
    lat = np.array([location.lat for location in locations])
    lon = np.array([location.lon for location in locations])
    middle = float(network.node_lat.mean())
    shape = plane(network.point_lat, network.point_lon, middle)
    doors = plane(lat, lon, middle)
    stretch = _nearest_stretches(network, shape, doors)
    point, share = _projections(network, shape, doors, stretch)

    def between(values: Floats) -> Floats:
        value: Floats = values[point] + share * (values[point + 1] - values[point])
        return value

    road_lat, road_lon = between(network.point_lat), between(network.point_lon)
    return Snaps(
        stretch=stretch,
        point=point,
        position=between(network.point_metres),
        forward=between(network.point_forward),
        backward=between(network.point_backward),
        lat=road_lat,
        lon=road_lon,
        door_metres=great_circle_metres(lat, lon, road_lat, road_lon),
    )


def off_road(
    network: RoadNetwork, places: Places, limit_metres: int, snaps: Snaps | None = None
) -> tuple[OffRoadPlace, ...]:
    """Every place further than the limit from the inhabited roads, in order of id."""
    snaps = snaps or snap(network, list(places))
    return tuple(
        sorted(
            OffRoadPlace(network.mode, name, round(float(metres)))
            for names, metres in zip(places.values(), snaps.door_metres, strict=True)
            if metres > limit_metres
            for name in names
        )
    )


def off_road_error(places: Sequence[OffRoadPlace], limit_metres: int) -> PlaceError:
    """One error for all of them."""
    listed = "; ".join(
        f"{p.place} ({p.metres} m from the roads for {p.mode.value})" for p in places
    )
    count = f"{len(places)} place" + ("s lie" if len(places) > 1 else " lies")
    message = f"{count} further than {limit_metres} m from the roads: {listed}."
    return PlaceError("place-off-road", message, places)


def _nearest_stretches(network: RoadNetwork, shape: Floats, doors: Floats) -> Ints:
    inhabited = network.inhabited
    if not len(inhabited):
        raise RoundsError("no-roads", f"Nobody can live on the roads for {network.mode.value}.")
    lengths = np.diff(network.first_point)
    chosen = np.repeat(np.isin(np.arange(len(lengths)), inhabited), lengths)
    lines = shapely.linestrings(
        shape[chosen], indices=np.repeat(np.arange(len(inhabited)), lengths[inhabited])
    )
    tree = shapely.STRtree(lines)
    door, line = tree.query_nearest(shapely.points(doors))
    # Several stretches are equally near at a junction: the first one, on every run.
    nearest = np.full(len(doors), len(inhabited))
    np.minimum.at(nearest, door, line)
    stretches: Ints = inhabited[nearest]
    return stretches


def _projections(
    network: RoadNetwork, shape: Floats, doors: Floats, stretch: Ints
) -> tuple[Ints, Floats]:
    """The shape point before the nearest point of each stretch, and the share of the way on."""
    points = np.zeros(len(doors), dtype=np.int64)
    shares = np.zeros(len(doors))
    for row, (door, chosen) in enumerate(zip(doors, stretch, strict=True)):
        first, last = network.first_point[chosen], network.first_point[chosen + 1] - 1
        begin, along = shape[first:last], np.diff(shape[first : last + 1], axis=0)
        squared = np.maximum((along**2).sum(axis=1), 1e-12)
        share = np.clip(((door - begin) * along).sum(axis=1) / squared, 0.0, 1.0)
        distance = ((begin + share[:, None] * along - door) ** 2).sum(axis=1)
        best = int(distance.argmin())
        metres = network.point_metres[first : last + 1]
        position = metres[best] + share[best] * (metres[best + 1] - metres[best])
        if position <= _NODE_REACH_METRES:
            best, share[0] = 0, 0.0
        elif position >= metres[-1] - _NODE_REACH_METRES:
            best, share[-1] = len(share) - 1, 1.0
        points[row], shares[row] = first + best, share[best]
    return points, shares
