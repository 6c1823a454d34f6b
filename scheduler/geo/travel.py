"""Travel between the places of a team: on the roads, or estimated when that is asked for."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import numpy as np

from scheduler.domain.carer import Mode
from scheduler.domain.location import Location
from scheduler.domain.travel import Matrix, Travel
from scheduler.geo.cache import cached_matrices
from scheduler.geo.earth import Floats, great_circle_metres
from scheduler.geo.joining import JoinedNetwork
from scheduler.geo.network import RoadNetwork
from scheduler.geo.snapping import PlaceError, Places, off_road, off_road_error

DETOUR_FACTOR: Final[Mapping[Mode, float]] = MappingProxyType(
    {Mode.WALK: 1.3, Mode.BIKE: 1.4, Mode.EBIKE: 1.4, Mode.CAR: 1.5}
)
"""Road metres per great-circle metre of an estimate (docs/roads.md tells where it is from)."""

ESTIMATE_KPH: Final[Mapping[Mode, float]] = MappingProxyType(
    {Mode.WALK: 5.0, Mode.BIKE: 15.0, Mode.EBIKE: 18.0, Mode.CAR: 30.0}
)
"""Speed along the road of an estimate, junctions included."""

# Far below any difference that matters, far above the error of the sums.
_ROUNDING_SLACK: Final = 1e-6


@dataclass(frozen=True, slots=True)
class LegPath:
    """One leg on the map.

    Attributes:
        seconds: on the way, access time not included: what `build_travel` gives less the access.
        metres: as `build_travel` gives.
        points: from door to door along the road.
    """

    seconds: int
    metres: int
    points: tuple[Location, ...]


def build_travel(
    networks: Mapping[Mode, RoadNetwork],
    places: Places,
    access_seconds: Mapping[Mode, int],
    snap_limit_metres: int,
    cache: Path | None = None,
    *,
    keeps: bool = True,
) -> Travel:
    """Seconds and metres from door to door between all places, for every mode in `networks`.

    The way between door and road is walked in a straight line. Seconds are rounded up, so that
    a detour over a third place is never shorter; the access time of the mode is part of every leg
    between different locations.

    Args:
        places: every location and who or what is there, in words with ids.
        access_seconds: to park or lock and reach the door, by mode; none where it is missing.
        cache: folder of the cache, see `scheduler.geo.cache.cache_folder`.
        keeps: whether travel is kept in the cache, for whoever plans these places again.

    Raises:
        PlaceError: `place-off-road` or `place-unreachable`, with all such places of all modes.
    """
    locations = tuple(sorted(places))
    joined = _joined(networks, places, locations, snap_limit_metres)
    seconds: dict[Mode, Matrix] = {}
    metres: dict[Mode, Matrix] = {}
    for mode, network in joined.items():
        exact_seconds, exact_metres = (
            cached_matrices(network, cache) if keeps else network.matrices()
        )
        _refuse_unreachable(mode, exact_seconds, places, locations)
        seconds[mode] = _whole_seconds(exact_seconds, access_seconds.get(mode, 0))
        metres[mode] = np.rint(exact_metres).astype(np.int32)
    return Travel(locations, seconds, metres)


def estimate_travel(
    modes: Iterable[Mode], places: Iterable[Location], access_seconds: Mapping[Mode, int]
) -> Travel:
    """Great-circle estimates with a detour factor and one speed per mode. `estimated` says so."""
    locations = tuple(sorted(set(places)))
    lat = np.array([place.lat for place in locations])
    lon = np.array([place.lon for place in locations])
    direct = great_circle_metres(lat[:, None], lon[:, None], lat[None, :], lon[None, :])
    chosen = sorted(set(modes))
    by_road = {mode: direct * DETOUR_FACTOR[mode] for mode in chosen}
    seconds = {
        mode: _whole_seconds(metres / (ESTIMATE_KPH[mode] / 3.6), access_seconds.get(mode, 0))
        for mode, metres in by_road.items()
    }
    metres = {mode: np.rint(metres).astype(np.int32) for mode, metres in by_road.items()}
    return Travel(locations, seconds, metres, estimated=frozenset(chosen))


def leg_paths(
    network: RoadNetwork,
    locations: Sequence[Location],
    legs: Iterable[tuple[Location, Location]],
    seconds: Matrix | None = None,
) -> dict[tuple[Location, Location], LegPath]:
    """The fastest path of each leg, the one whose seconds and metres `build_travel` gives.

    Args:
        locations: all locations of the travel (`Travel.locations`), in that order.
        legs: pairs of them.
        seconds: what no leg takes longer than (`Travel.seconds` of the mode), shape (n, n); saves
            looking further than that.
    """
    joined = JoinedNetwork.of(network, locations)
    index = {location: position for position, location in enumerate(locations)}
    by_origin: dict[int, set[int]] = {}
    for origin, target in legs:
        by_origin.setdefault(index[origin], set()).add(index[target])
    paths = {}
    for row, columns in sorted(by_origin.items()):
        longest = np.inf if seconds is None else max(seconds[row, each] for each in columns)
        exact_seconds, metres, before = joined.search(row, longest)
        for column in sorted(columns):
            points = joined.path(row, column, before)
            paths[locations[row], locations[column]] = LegPath(
                seconds=math.ceil(exact_seconds[column] - _ROUNDING_SLACK),
                metres=int(np.rint(metres[column])),
                points=points if row != column else (locations[row],) * 2,
            )
    return paths


def _joined(
    networks: Mapping[Mode, RoadNetwork],
    places: Places,
    locations: tuple[Location, ...],
    snap_limit_metres: int,
) -> dict[Mode, JoinedNetwork]:
    """The places on every network, or one error for all that are too far from any of them."""
    joined = {
        mode: JoinedNetwork.of(networks[mode], locations) for mode in sorted(networks) if locations
    }
    in_order = {location: places[location] for location in locations}
    astray = [
        place
        for network in joined.values()
        for place in off_road(network.network, in_order, snap_limit_metres, network.snaps)
    ]
    if astray:
        raise off_road_error(astray, snap_limit_metres)
    return joined


def _refuse_unreachable(
    mode: Mode, seconds: Floats, places: Places, locations: tuple[Location, ...]
) -> None:
    """Name the places that most others cannot reach or be reached from."""
    apart = ~np.isfinite(seconds)
    if not apart.any():
        return
    missing = (apart | apart.T).sum(axis=1)
    odd = np.flatnonzero(2 * missing >= missing.max())
    names = sorted(name for position in odd for name in places[locations[position]])
    raise PlaceError(
        "place-unreachable",
        f"No road for mode {mode.value} leads there and back: {'; '.join(names)}.",
        names,
    )


def _whole_seconds(exact: Floats, access_seconds: int) -> Matrix:
    seconds: Matrix = np.ceil(exact - _ROUNDING_SLACK).astype(np.int32)
    seconds += np.int32(access_seconds)
    np.fill_diagonal(seconds, 0)
    return seconds
