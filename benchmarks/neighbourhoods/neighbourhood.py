"""A neighbourhood: the dwellings of a place, and how close together they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
import shapely

from benchmarks.neighbourhoods import urbanisation
from benchmarks.neighbourhoods.dwelling import Dwelling, Point
from benchmarks.neighbourhoods.dwellings import (
    METRES_PER_ADDRESS,
    Street,
    Traces,
    along,
    read_traces,
    traces_of,
)
from benchmarks.neighbourhoods.place import Box, Place
from scheduler.domain.agreements import Agreements
from scheduler.domain.carer import Mode
from scheduler.domain.location import Location
from scheduler.errors import RoundsError
from scheduler.geo.earth import Floats, plane
from scheduler.geo.extract import EXTRACT_SUFFIXES
from scheduler.geo.network import RoadNetwork
from scheduler.geo.snapping import snap
from scheduler.geo.source import looks_like_file, open_network

MODES: Final = (Mode.WALK, Mode.BIKE, Mode.CAR)
"""From every dwelling each of these reaches the roads; electric bikes use those of bikes."""

BESIDE_METRES: Final = 10.0
"""How far beside its roads an extract is known."""

COMPLETE_SHARE: Final = 0.5
"""Addresses, or houses, are taken as all there are from this share of the estimate by streets."""


class Evidence(StrEnum):
    """What dwellings and density were read off: addresses are counted, all others estimated."""

    ADDRESSES = "addresses"
    HOUSES = "houses"
    STREETS = "streets"
    GIVEN = "given"

    @property
    def sentence(self) -> str:
        """For people."""
        return {
            Evidence.ADDRESSES: "counted: the addresses of the extract",
            Evidence.HOUSES: "an estimate: the residential buildings of the extract, one address "
            "each",
            Evidence.STREETS: "an estimate: the length of residential streets",
            Evidence.GIVEN: "given with the place, spread along its residential streets",
        }[self]


@dataclass(frozen=True)
class Neighbourhood:
    """What teams are drawn from.

    Attributes:
        source: the network, as `scheduler.geo.source.open_network` takes it.
        dwellings: from which all modes reach the roads, from south to north.
        addresses: how many there are, those included that nobody lives at.
        km2: area of the box, as far as the network knows it.
        surrounding_density: mean addresses per km² within a kilometre, see `urbanisation`.
    """

    place: Place
    source: Path | str
    dwellings: tuple[Dwelling, ...]
    addresses: int
    km2: float
    surrounding_density: float
    evidence: Evidence

    @property
    def addresses_per_km2(self) -> float:
        """Density over the whole area, fields and water included."""
        return self.addresses / self.km2

    @property
    def urbanisation(self) -> int:
        """The degree of urbanisation of CBS, 1 to 5."""
        return urbanisation.degree(self.surrounding_density)

    @property
    def text(self) -> str:
        """One line for people."""
        return (
            f"{self.place.name}: {self.addresses} addresses on {self.km2:.1f} km², "
            f"{self.surrounding_density:.0f} per km² around them: degree {self.urbanisation}, "
            f"{urbanisation.DEGREES[self.urbanisation]} ({self.evidence.sentence})"
        )

    @cached_property
    def points(self) -> Floats:
        """The dwellings as metres east and north, shape (n, 2)."""
        return _plane([dwelling.point for dwelling in self.dwellings], self._middle)

    @cached_property
    def _middle(self) -> float:
        return sum(dwelling.lat for dwelling in self.dwellings) / len(self.dwellings)

    def nearest(self, centre: Dwelling, count: int) -> list[Dwelling]:
        """So many dwellings around one of them, the nearest first, or all there are."""
        middle = _plane([centre.point], self._middle)[0]
        # Whole metres, so that two machines put equally near ones in the same order.
        distance = np.rint(np.hypot(*(self.points - middle).T))
        order = np.argsort(distance, kind="stable")[:count]
        return [self.dwellings[each] for each in order.tolist()]


def read_neighbourhood(place: Place, folder: Path, cache: Path | None = None) -> Neighbourhood:
    """Read the neighbourhood of a place.

    Args:
        folder: what the path of the network is relative to.
        cache: folder of the cache of networks; the user's own by default.

    Raises:
        RoundsError: the network cannot be used, or `neighbourhood-empty`.
    """
    source = _source(place, folder)
    networks = {mode: open_network(source, mode, cache) for mode in MODES}
    is_extract = str(source).lower().endswith(EXTRACT_SUFFIXES)
    traces = read_traces(Path(source)) if is_extract else traces_of(networks[Mode.CAR])
    ground = _Ground(traces, place)
    found, others, evidence = _evidence(traces, place, ground)
    lived_in = _reached([each for each in found if ground.holds(each.point)], networks)
    if not lived_in:
        raise RoundsError("neighbourhood-empty", f"Nobody lives at {place.name}.")
    inside = [point for point in others if ground.holds(point)]
    inside += [each.point for each in found if ground.holds(each.point)]
    everywhere = [each.point for each in found] + list(others)
    return Neighbourhood(
        place=place,
        source=source,
        dwellings=tuple(lived_in),
        addresses=len(inside),
        km2=ground.km2,
        surrounding_density=urbanisation.surrounding_density(
            _plane(everywhere, ground.middle), _plane(inside, ground.middle), ground.known
        ),
        evidence=evidence,
    )


class _Ground:
    """What the extract knows, and the piece of it that is the neighbourhood."""

    def __init__(self, traces: Traces, place: Place) -> None:
        if not traces.ground:
            raise RoundsError("neighbourhood-empty", f"There are no roads at {place.name}.")
        self.middle = sum(lat for lat, _ in traces.ground) / len(traces.ground)
        roads = shapely.MultiPoint(_plane(traces.ground, self.middle).tolist())
        # what stands beside the outermost roads is known too, even where all of them are one line
        self.known = shapely.convex_hull(roads).buffer(BESIDE_METRES)
        self._box = place.box
        self.km2 = self._area(place.box) / 1e6

    def holds(self, point: Point) -> bool:
        """Whether a point lies in the neighbourhood."""
        if self._box is None:
            return True
        west, south, east, north = self._box
        return south <= point[0] <= north and west <= point[1] <= east

    def _area(self, box: Box | None) -> float:
        if box is None:
            return float(self.known.area)
        west, south, east, north = box
        (left, low), (right, high) = _plane([(south, west), (north, east)], self.middle)
        return float(shapely.intersection(self.known, shapely.box(left, low, right, high)).area)


def _source(place: Place, folder: Path) -> Path | str:
    path = folder / place.network
    return path if path.exists() or looks_like_file(place.network) else place.network


def _evidence(
    traces: Traces, place: Place, ground: _Ground
) -> tuple[list[Dwelling], list[Point], Evidence]:
    """Dwellings, addresses that are none, and what they were read off."""
    by_streets = along(traces.streets, METRES_PER_ADDRESS)
    expected = sum(ground.holds(each.point) for each in by_streets)
    for dwellings, others, evidence in (
        (traces.addresses, traces.others, Evidence.ADDRESSES),
        (traces.houses, [], Evidence.HOUSES),
    ):
        known = sum(ground.holds(each.point) for each in dwellings)
        if known and known >= COMPLETE_SHARE * expected:
            return sorted(set(dwellings), key=_order), others, evidence
    if place.addresses_per_km2 is None or not expected:
        return sorted(set(by_streets), key=_order), [], Evidence.STREETS
    closer = place.addresses_per_km2 * ground.km2 / expected
    return sorted(set(_packed(traces.streets, closer)), key=_order), [], Evidence.GIVEN


def _packed(streets: Sequence[Street], closer: float) -> list[Dwelling]:
    """Dwellings so many times closer together than usual."""
    return along(streets, {kind: apart / closer for kind, apart in METRES_PER_ADDRESS.items()})


def _order(dwelling: Dwelling) -> tuple[float, float, str]:
    return (dwelling.lat, dwelling.lon, dwelling.address)


def _reached(dwellings: list[Dwelling], networks: Mapping[Mode, RoadNetwork]) -> list[Dwelling]:
    """Those from which the roads of every mode are as near as a team's agreements ask.

    A network keeps only roads that are connected both ways, so from its roads all are reached.
    """
    limit = Agreements().snap_limit_metres
    for network in networks.values():
        if not dwellings:
            break
        doors = [Location(*dwelling.point) for dwelling in dwellings]
        near = snap(network, doors).door_metres <= limit
        dwellings = [
            each for each, is_near in zip(dwellings, near.tolist(), strict=True) if is_near
        ]
    return dwellings


def _plane(points: Sequence[Point], middle: float) -> Floats:
    both = np.array(points, dtype=np.float64).reshape(-1, 2)
    return plane(both[:, 0], both[:, 1], middle)
