"""Graphs of osmnx: GraphML files, and places asked for by name."""

from pathlib import Path
from typing import Any

import networkx as nx
import numpy as np
import osmnx as ox
import pytest
import requests
from osmnx import _errors as osmnx_errors
from shapely import LineString
from streets import FakePlace, Point, Street, Town, at, places, street
from test_road_network import random_streets

from scheduler.domain.carer import Mode
from scheduler.errors import RoundsError
from scheduler.geo import graph as graph_module
from scheduler.geo.network import RoadNetwork
from scheduler.geo.source import build_network, fetch_network, open_network
from scheduler.geo.travel import build_travel


def graph_of(nodes: dict[int, Point], edges: list[tuple[int, int, dict[str, Any]]]) -> Any:
    """A graph as osmnx makes them."""
    graph = nx.MultiDiGraph(crs="epsg:4326", simplified=True)
    for number, point in nodes.items():
        graph.add_node(number, x=at(point).lon, y=at(point).lat)
    for u, v, data in edges:
        graph.add_edge(u, v, **data)
    return graph


def saved(graph: Any, path: Path) -> Path:
    """The graph as GraphML."""
    ox.save_graphml(graph, path)
    return path


def leg(roads: RoadNetwork, origin: Point, target: Point) -> tuple[int, int]:
    """Seconds and metres of one leg."""
    travel = build_travel({roads.mode: roads}, places(origin, target), {}, 50)
    return travel.leg(roads.mode, at(origin), at(target))


def edge(osmid: int, length: float, **tags: Any) -> dict[str, Any]:
    """Data of an edge."""
    return {"osmid": osmid, "length": length, "highway": "residential", "oneway": False} | tags


@pytest.fixture
def block(tmp_path: Path) -> Path:
    """A two-way street with a bend, and a one-way street back to its beginning."""
    bend = [at((0, 0)), at((50, 50)), at((100, 0))]
    line = LineString([(place.lon, place.lat) for place in bend])
    graph = graph_of(
        {1: (0, 0), 2: (100, 0), 3: (0, -100)},
        [
            (1, 2, edge(10, 141.4, geometry=line, name=["Long Lane", "Lane"])),
            (2, 1, edge(10, 141.4, geometry=line.reverse(), name=["Long Lane", "Lane"])),
            (2, 3, edge(11, 141.4, oneway=True)),
            (3, 1, edge(12, 100.0, oneway=True, highway=["tertiary", "residential"])),
        ],
    )
    return saved(graph, tmp_path / "block.graphml")


def test_a_graph_keeps_its_directions_and_shapes(block: Path) -> None:
    """Edges there and back are one stretch, single ones are one-way, bends are kept."""
    roads = build_network(block, Mode.CAR)
    assert leg(roads, (0, 0), (50, 50))[1] == pytest.approx(71, abs=1)
    assert leg(roads, (50, 50), (0, 0))[1] == pytest.approx(71, abs=1)
    assert leg(roads, (0, 0), (0, -100))[1] == pytest.approx(283, abs=1)
    assert leg(roads, (0, -100), (0, 0))[1] == 100
    assert "Long Lane" in roads.names


def test_of_joined_ways_the_slowest_counts(block: Path) -> None:
    """An edge of a tertiary and a residential road is as slow as the residential one."""
    roads = build_network(block, Mode.CAR)
    assert leg(roads, (0, -100), (0, 0))[0] == pytest.approx(100 / (18 / 3.6), abs=1)


def test_speeds_follow_maxspeed(tmp_path: Path) -> None:
    """A limit on the edge reaches the seconds."""
    both = [(1, 2), (2, 1)]
    graph = graph_of(
        {1: (0, 0), 2: (900, 0)},
        [(u, v, edge(1, 900.0, highway="tertiary", maxspeed="30 mph")) for u, v in both],
    )
    roads = build_network(saved(graph, tmp_path / "road.graphml"), Mode.CAR)
    kph = 48.28 * 0.6
    assert leg(roads, (0, 0), (900, 0))[0] == pytest.approx(900 / (kph / 3.6), abs=1)


def test_edges_closed_to_the_mode_are_left_out(tmp_path: Path) -> None:
    """Access and barriers count in graphs, too."""
    pairs = [(1, 2), (2, 1), (2, 3), (3, 2), (3, 4), (4, 3)]
    graph = graph_of(
        {1: (0, 0), 2: (100, 0), 3: (200, 0), 4: (300, 0)},
        [(u, v, edge(min(u, v), 100.0)) for u, v in pairs],
    )
    for u, v in [(3, 4), (4, 3)]:
        graph[u][v][0]["access"] = "private"
    graph.nodes[2]["barrier"] = "bollard"
    source = saved(graph, tmp_path / "road.graphml")
    assert build_network(source, Mode.BIKE).report.metres == pytest.approx(200, abs=1)
    assert build_network(source, Mode.CAR).report.metres == pytest.approx(100, abs=1)


def test_traffic_lights_of_a_graph_take_time(tmp_path: Path) -> None:
    """Node tags of the graph are read."""
    pairs = [(1, 2), (2, 1), (2, 3), (3, 2)]
    graph = graph_of(
        {1: (0, 0), 2: (100, 0), 3: (200, 0)},
        [(u, v, edge(min(u, v), 100.0)) for u, v in pairs],
    )
    plain = leg(build_network(saved(graph, tmp_path / "a.graphml"), Mode.BIKE), (0, 0), (200, 0))
    graph.nodes[2]["highway"] = "traffic_signals"
    waited = leg(build_network(saved(graph, tmp_path / "b.graphml"), Mode.BIKE), (0, 0), (200, 0))
    assert waited[0] - plain[0] == 5


@pytest.mark.parametrize(
    "content",
    ["", "not xml", "<graphml></graphml>", "<osm></osm>"],
)
def test_what_is_no_graph_is_refused(tmp_path: Path, content: str) -> None:
    """Anything but a graph of osmnx has one code."""
    source = tmp_path / "broken.graphml"
    source.write_text(content)
    with pytest.raises(RoundsError) as caught:
        build_network(source, Mode.CAR)
    assert caught.value.code == "graph-unreadable"


def test_a_graph_without_positions_is_refused(tmp_path: Path) -> None:
    """GraphML of something else than roads."""
    source = tmp_path / "friends.graphml"
    nx.write_graphml(nx.MultiDiGraph([(1, 2), (2, 1)]), source)
    with pytest.raises(RoundsError, match="graph-unreadable"):
        build_network(source, Mode.CAR)


def test_graphs_are_cached(block: Path, tmp_path: Path) -> None:
    """A graph goes through the cache as an extract does."""
    first = open_network(block, Mode.CAR, tmp_path / "cache")
    again = open_network(block, Mode.CAR, tmp_path / "cache")
    assert first.fingerprint == again.fingerprint
    assert len(list((tmp_path / "cache" / "networks").iterdir())) == 1


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakePlace:
    """A random town that answers to any name."""
    ferry = Street([(0, 0), (300, -300), (600, 0)], {"route": "ferry", "duration": "00:10"})
    banks = [street((0, 0), (-50, 0), (-50, -50)), street((600, 0), (650, 0))]
    town = Town([*random_streets(4), ferry, *banks], {(-50.0, 0.0): {"barrier": "bollard"}})
    fake = FakePlace(town.write(tmp_path / "place.osm"))
    monkeypatch.setattr(graph_module.ox, "graph_from_place", fake)
    return fake


@pytest.mark.parametrize("mode", Mode)
def test_a_place_gives_the_network_of_its_extract(place: FakePlace, mode: Mode) -> None:
    """The same tags through osmnx and through an extract: the same journeys."""
    fetched, read = fetch_network("Somewhere", mode), build_network(place.source, mode)
    points = places((10, 20), (300, 310), (590, 10), (150, 450), (-40, 0))
    one, two = (build_travel({mode: roads}, points, {}, 900) for roads in (fetched, read))
    assert np.abs(one.seconds[mode] - two.seconds[mode]).max() <= 1
    assert fetched.report.metres == read.report.metres


@pytest.mark.usefixtures("place")
def test_settings_of_osmnx_are_put_back() -> None:
    """Fetching changes the settings only for itself."""
    before = (ox.settings.all_oneway, ox.settings.use_cache, ox.settings.useful_tags_way)
    fetch_network("Somewhere", Mode.BIKE)
    after = (ox.settings.all_oneway, ox.settings.use_cache, ox.settings.useful_tags_way)
    assert after == before


def test_each_mode_asks_for_its_own_roads(place: FakePlace) -> None:
    """Cars do not ask for cycle paths, bicycles do, nobody for construction sites."""
    fetch_network("Somewhere", Mode.BIKE)
    fetch_network("Somewhere", Mode.CAR)
    bike, car = ("".join(asked) for asked in place.filters)
    assert "cycleway" in bike
    assert "cycleway" not in car
    assert "construction" not in bike + car


def test_a_place_is_asked_for_once(place: FakePlace, tmp_path: Path) -> None:
    """Afterwards it comes from the cache."""
    for _ in range(2):
        open_network("Kampen, Netherlands", Mode.BIKE, tmp_path / "cache")
    assert place.asked == ["Kampen, Netherlands"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (requests.exceptions.ConnectionError("no route"), "place-offline"),
        (requests.exceptions.ReadTimeout("slow"), "place-offline"),
        (osmnx_errors.ResponseStatusCodeError("504"), "place-offline"),
        (osmnx_errors.InsufficientResponseError("nothing"), "place-not-found"),
        (TypeError("not a polygon"), "place-not-found"),
    ],
)
def test_places_that_cannot_be_had(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, fault: Exception, code: str
) -> None:
    """Offline or unknown: the error says which, suggests an extract, and nothing is cached."""

    def fail(*_args: object, **_options: object) -> None:
        raise fault

    monkeypatch.setattr(graph_module.ox, "graph_from_place", fail)
    with pytest.raises(RoundsError) as caught:
        open_network("Nowhere", Mode.BIKE, tmp_path / "cache")
    assert caught.value.code == code
    assert "extract" in caught.value.remedy
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("name", ["roads/town.osm.pbf", "town.osm", "town.bike.rounds"])
def test_a_mistyped_path_is_not_taken_for_a_place(place: FakePlace, name: str) -> None:
    """Something that looks like a file is never looked up online."""
    with pytest.raises(RoundsError, match="network-not-found"):
        open_network(name, Mode.BIKE)
    assert not place.asked


def test_places_are_not_cropped() -> None:
    """A box belongs to a file: asking for both is a mistake of the caller."""
    with pytest.raises(ValueError, match="bounds belong to files"):
        open_network("Somewhere", Mode.BIKE, bounds=(0, 0, 1, 1))


@pytest.mark.parametrize("mode", [Mode.BIKE, Mode.CAR])
def test_a_drive_graph_of_osmnx_gives_the_journeys_of_its_extract(
    tmp_path: Path, mode: Mode
) -> None:
    """A town as osmnx reads, directs and saves it by default, against the town itself."""
    streets = [
        Street(one.points, {**one.tags, "highway": "tertiary"})
        for one in random_streets(5)
        if one.tags["highway"] != "footway"
    ]
    source = Town(streets).write(tmp_path / "town.osm")
    graph = ox.graph_from_xml(source, simplify=True, retain_all=True)
    one = build_network(saved(graph, tmp_path / "town.graphml"), mode)
    two = build_network(source, mode)
    points = places((10, 20), (300, 310), (590, 10), (150, 450))
    travels = [build_travel({mode: roads}, points, {}, 900) for roads in (one, two)]
    assert np.abs(travels[0].seconds[mode] - travels[1].seconds[mode]).max() <= 1
    assert np.abs(travels[0].metres[mode] - travels[1].metres[mode]).max() <= 1
