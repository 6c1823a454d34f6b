"""The network itself: what is joined, what is kept, what it says of itself."""

import random
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from streets import Point, Street, Town, network, places, street

from scheduler.domain.carer import Mode
from scheduler.geo.contraction import network_of
from scheduler.geo.extract import read_extract
from scheduler.geo.source import build_network
from scheduler.geo.tag_rules import RoadKind
from scheduler.geo.travel import build_travel


def random_streets(seed: int, size: int = 5) -> list[Street]:
    """A bent grid with one-way streets, parallel roads, paths and missing blocks."""
    rng = random.Random(seed)
    points = {
        (x, y): (150.0 * x + rng.uniform(-40, 40), 150.0 * y + rng.uniform(-40, 40))
        for x in range(size)
        for y in range(size)
    }
    streets = []
    for (x, y), here in points.items():
        for there in ((x + 1, y), (x, y + 1)):
            if there not in points or rng.random() < 0.15:
                continue
            bend: Point = (here[0] + rng.uniform(10, 140), here[1] + rng.uniform(10, 140))
            line = [here, bend, points[there]] if rng.random() < 0.5 else [here, points[there]]
            oneway = rng.choice(["yes", "-1", "no", "no", "no"])
            highway = rng.choice(["residential", "cycleway", "footway", "tertiary"])
            streets.append(street(*line, oneway=oneway, highway=highway))
            if rng.random() < 0.2:
                side: Point = (here[0] + 70.0, here[1] - 25.0)
                streets.append(street(here, side, points[there]))
    return streets


def test_points_between_junctions_are_joined(tmp_path: Path) -> None:
    """A bent street without side streets is one stretch that keeps its shape."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (50, 20), (100, 0), (150, 20)))
    assert (roads.report.nodes, roads.report.stretches, roads.report.points) == (2, 1, 4)


def test_a_change_of_direction_stays_a_node(tmp_path: Path) -> None:
    """Where a two-way street becomes one-way there is something to choose: turning round."""
    ring = street((100, 0), (200, 0), (200, 100), (100, 0), oneway="yes")
    roads = network(tmp_path, Mode.CAR, street((0, 0), (50, 0), (100, 0)), ring)
    assert roads.report.nodes == 2
    assert sorted(roads.backward.tolist()) == [False, True]


@pytest.mark.parametrize("other", [{"name": "Other Street"}, {"highway": "tertiary"}])
def test_a_change_of_name_or_kind_stays_a_node(tmp_path: Path, other: dict[str, str]) -> None:
    """A stretch has one name and one kind."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (50, 0)), street((50, 0), (99, 0), **other))
    assert roads.report.nodes == 3


def test_ways_drawn_towards_each_other_are_joined(tmp_path: Path) -> None:
    """The direction in which a mapper drew a two-way street does not matter."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (50, 0)), street((99, 0), (50, 0)))
    assert roads.report.stretches == 1


def test_one_way_streets_drawn_towards_each_other_are_joined(tmp_path: Path) -> None:
    """`oneway=-1` against `oneway=yes` is one street with one direction."""
    there = (street((0, 0), (50, 0), oneway="yes"), street((99, 0), (50, 0), oneway="-1"))
    back = street((99, 0), (99, 50), (0, 50), (0, 0))
    roads = network(tmp_path, Mode.CAR, *there, back)
    assert roads.report.stretches == 2


def test_a_ring_without_junctions_is_a_network(tmp_path: Path) -> None:
    """A ring has no natural node; it is still one stretch that can be travelled on."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (100, 0), (100, 100), (0, 0)))
    assert (roads.report.nodes, roads.report.stretches) == (1, 1)
    travel = build_travel({Mode.BIKE: roads}, places((40, 0), (100, 60)), {}, 50)
    assert travel.metres[Mode.BIKE].tolist() == [[0, 120], [120, 0]]


def test_only_what_is_connected_both_ways_is_kept(tmp_path: Path) -> None:
    """An island and a street that cannot be left are dropped, and the report says how much."""
    main = street(*((100.0 * n, 0.0) for n in range(6)))
    trap = street((500, 0), (500, 100), oneway="yes")
    island = street((0, 900), (100, 900))
    roads = network(tmp_path, Mode.CAR, main, trap, island)
    assert roads.report.metres == pytest.approx(500, abs=1)
    assert roads.report.kept_share == pytest.approx(6 / 9)
    assert "66.7%" in roads.report.text


def test_the_faster_of_parallel_roads_counts(tmp_path: Path) -> None:
    """Two roads between the same nodes are not added up."""
    short = street((0, 0), (100, 0), highway="residential")
    long = street((0, 0), (50, 80), (100, 0), highway="residential")
    feeders = (street((-50, 0), (0, 0)), street((100, 0), (150, 0)))
    travel = build_travel(
        {Mode.BIKE: network(tmp_path, Mode.BIKE, long, short, *feeders)},
        places((0, 0), (100, 0)),
        {},
        50,
    )
    assert travel.metres[Mode.BIKE][0, 1] == pytest.approx(100, abs=1)
    assert travel.seconds[Mode.BIKE][0, 1] == 23


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("mode", Mode)
def test_joining_changes_no_journey(tmp_path: Path, seed: int, mode: Mode) -> None:
    """Seconds and metres are those of the network in which every point stays a node."""
    streets = random_streets(seed)
    ways = read_extract(Town(streets).write(tmp_path / "town.osm.pbf"), mode)
    rng = random.Random(seed)
    doors = places(*((rng.uniform(0, 600), rng.uniform(0, 600)) for _ in range(12)))
    joined, plain = (
        build_travel({mode: network_of(ways, mode, contract=contract)}, doors, {}, 5000)
        for contract in (True, False)
    )
    assert np.abs(joined.seconds[mode] - plain.seconds[mode]).max() <= 1
    assert np.abs(joined.metres[mode] - plain.metres[mode]).max() <= 1


def test_building_twice_gives_the_same_network(tmp_path: Path) -> None:
    """Nothing depends on the run."""
    source = Town(random_streets(3)).write(tmp_path / "town.osm.pbf")
    first, again = (build_network(source, Mode.BIKE) for _ in range(2))
    assert first.fingerprint == again.fingerprint


def test_networks_cannot_be_changed(tmp_path: Path) -> None:
    """All arrays are read-only."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (50, 0)))
    arrays = [getattr(roads, field.name) for field in fields(roads)]
    writeable = [array.flags.writeable for array in arrays if isinstance(array, np.ndarray)]
    assert len(writeable) == 14
    assert not any(writeable)


def test_motorways_are_travelled_but_not_lived_on(tmp_path: Path) -> None:
    """A motorway is part of the network and not among the inhabited stretches."""
    there = street((0, 0), (900, 0), highway="motorway")
    back = street((900, 0), (900, 50), (0, 50), (0, 0), highway="tertiary")
    roads = network(tmp_path, Mode.CAR, there, back)
    kinds = {RoadKind(kind) for kind in roads.kind.tolist()}
    assert kinds == {RoadKind.MOTORWAY, RoadKind.MAIN}
    assert {RoadKind(kind) for kind in roads.kind[roads.inhabited].tolist()} == {RoadKind.MAIN}
