"""Real roads: the extracts of data/, and Kampen and Rutland where they are at hand."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import numpy as np
import osmium
import pytest
from osmium.filter import KeyFilter
from streets import ROOT, SHARED_OSM

from scheduler.domain.carer import Mode
from scheduler.domain.location import Location
from scheduler.domain.travel import Travel
from scheduler.geo.drawing import drawn_roads
from scheduler.geo.earth import Bounds
from scheduler.geo.joining import JoinedNetwork
from scheduler.geo.network import sums
from scheduler.geo.source import build_network
from scheduler.geo.travel import build_travel

GOTHENBURG = ROOT / "data" / "gothenburg" / "gothenburg.osm.pbf"
LIECHTENSTEIN = ROOT / "data" / "liechtenstein" / "liechtenstein.osm.pbf"
KAMPEN = SHARED_OSM / "kampen_nl.osm.pbf"
RUTLAND = SHARED_OSM / "rutland_gb.osm.pbf"
KAMPEN_TOWN = Bounds(52.535, 5.88, 52.575, 5.95)
RUTLAND_AROUND_OAKHAM = Bounds(52.64, -0.78, 52.70, -0.66)


@dataclass(frozen=True)
class Region:
    """An extract, a part of it, and the speeds from door to door to be expected there."""

    extract: Path
    bounds: Bounds | None
    kph: Mapping[Mode, tuple[float, float]]


REGIONS = {
    "gothenburg": Region(
        GOTHENBURG,
        None,
        {Mode.WALK: (4, 5.1), Mode.BIKE: (12, 18), Mode.EBIKE: (14, 21), Mode.CAR: (18, 40)},
    ),
    "liechtenstein": Region(
        LIECHTENSTEIN,
        None,
        {Mode.WALK: (4, 5.1), Mode.BIKE: (12, 18), Mode.EBIKE: (14, 21), Mode.CAR: (25, 50)},
    ),
    "kampen": Region(
        KAMPEN,
        KAMPEN_TOWN,
        {Mode.WALK: (4, 5.1), Mode.BIKE: (12, 18), Mode.EBIKE: (14, 21), Mode.CAR: (18, 45)},
    ),
    "rutland": Region(
        RUTLAND,
        RUTLAND_AROUND_OAKHAM,
        {Mode.WALK: (4, 5.1), Mode.BIKE: (11, 18), Mode.EBIKE: (12, 21), Mode.CAR: (20, 60)},
    ),
}


def present(extract: Path) -> Path:
    """The extract, or a skipped test."""
    if not extract.exists():
        pytest.skip(f"{extract.name} is not at hand")
    return extract


def speed_kph(travel: Travel, mode: Mode) -> float:
    """Metres of all legs over their seconds."""
    return float(travel.metres[mode].sum() / travel.seconds[mode].sum() * 3.6)


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("region", REGIONS)
def test_journeys_are_plausible(region: str, mode: Mode) -> None:
    """Doors all over the region: every pair is reachable, at a speed people travel at."""
    extract, bounds = present(REGIONS[region].extract), REGIONS[region].bounds
    roads = build_network(extract, mode, bounds)
    rng = random.Random(1)
    points = rng.sample(range(len(roads.point_lat)), 60)
    doors = {
        Location(
            float(roads.point_lat[point]) + rng.uniform(-2e-4, 2e-4),
            float(roads.point_lon[point]) + rng.uniform(-2e-4, 2e-4),
        ): [f"client c{point}"]
        for point in points
    }
    travel = build_travel({mode: roads}, doors, {}, 2000)
    slowest, fastest = REGIONS[region].kph[mode]
    assert slowest <= speed_kph(travel, mode) <= fastest
    assert (travel.seconds[mode] > 0).sum() == len(doors) * (len(doors) - 1)
    assert roads.report.kept_share > 0.9


@pytest.mark.parametrize(
    ("extract", "bounds", "mode"),
    [
        (KAMPEN, KAMPEN_TOWN, Mode.BIKE),
        (KAMPEN, KAMPEN_TOWN, Mode.WALK),
        (RUTLAND, RUTLAND_AROUND_OAKHAM, Mode.CAR),
    ],
)
def test_all_addresses_are_on_the_roads(extract: Path, bounds: Bounds, mode: Mode) -> None:
    """Real addresses of a town snap within the usual limit of 250 m."""
    roads = build_network(present(extract), mode, bounds)
    nodes = osmium.FileProcessor(str(extract), osmium.osm.NODE)
    found = {
        Location(node.lat, node.lon)
        for node in nodes.with_filter(KeyFilter("addr:housenumber"))
        if bounds.covers(np.array(node.lat), np.array(node.lon))
    }
    chosen = random.Random(2).sample(sorted(found), 100)
    travel = build_travel({mode: roads}, {place: [f"client {place}"] for place in chosen}, {}, 250)
    assert len(travel.locations) == 100


@pytest.mark.parametrize("mode", [Mode.BIKE, Mode.CAR])
def test_real_matrices_are_those_of_networkx(mode: Mode) -> None:
    """On Liechtenstein, split stretches included."""
    roads = build_network(present(LIECHTENSTEIN), mode)
    rng = random.Random(3)
    points = rng.sample(range(len(roads.point_lat)), 25)
    locations = sorted(
        Location(float(roads.point_lat[p]), float(roads.point_lon[p])) for p in points
    )
    joined = JoinedNetwork.of(roads, locations)
    seconds, _ = sums(joined.edges.weight)
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_weighted_edges_from(
        zip(joined.edges.tail.tolist(), joined.edges.head.tolist(), seconds.tolist(), strict=True)
    )
    ours, _ = joined.matrices()
    for row, origin in enumerate(joined.vertex.tolist()):
        lengths = nx.single_source_dijkstra_path_length(graph, origin)
        plain = [lengths[target] for target in joined.vertex.tolist()]
        walk = (joined.snaps.door_metres + joined.snaps.door_metres[row]) * 3.6 / 5
        walk[row] = 0
        assert np.abs(ours[row] - walk - plain).max() < 0.01


def test_a_town_is_light_enough_to_be_drawn_offline() -> None:
    """The bicycle roads of Gothenburg fit into a page."""
    roads = build_network(present(GOTHENBURG), Mode.BIKE)
    lines = [line for lines in drawn_roads(roads).values() for line in lines]
    assert sum(map(len, lines)) < 30_000
