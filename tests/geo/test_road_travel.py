"""Seconds, metres and paths between places, against plain networkx and by hand."""

import math
import random
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest
from streets import Point, Street, Town, at, network, places, street
from test_road_network import random_streets

from scheduler.domain.carer import Mode
from scheduler.domain.location import Location
from scheduler.domain.travel import Travel
from scheduler.errors import RoundsError
from scheduler.geo.earth import great_circle_metres
from scheduler.geo.network import RoadNetwork, sums, weights
from scheduler.geo.snapping import OffRoadPlace, PlaceError
from scheduler.geo.source import build_network
from scheduler.geo.tag_rules import passage
from scheduler.geo.travel import DETOUR_FACTOR, build_travel, estimate_travel, leg_paths


def direct_metres(one: Location, two: Location) -> float:
    """Great-circle metres between two locations."""
    arrays = (np.array([value]) for value in (one.lat, one.lon, two.lat, two.lon))
    return float(great_circle_metres(*arrays)[0])


def plain_graph(streets: list[Street], mode: Mode) -> "nx.DiGraph[Point]":
    """The streets as a plain directed graph of points with seconds and metres."""
    graph: nx.DiGraph[Point] = nx.DiGraph()
    for one in streets:
        how = passage(one.tags, mode)
        if how is None:
            continue
        for u, v in pairwise(one.points):
            metres = direct_metres(at(u), at(v))
            for tail, head, kph in ((u, v, how.forward_kph), (v, u, how.backward_kph)):
                seconds = metres / (kph / 3.6) if kph else math.inf
                known = graph.get_edge_data(tail, head, {"seconds": math.inf})
                if seconds < known["seconds"]:
                    graph.add_edge(tail, head, seconds=seconds, metres=metres)
    return graph


def travel_on(roads: RoadNetwork, *points: Point, limit: int = 250) -> Travel:
    """Travel of one mode between the points."""
    return build_travel({roads.mode: roads}, places(*points), {}, limit)


def leg(roads: RoadNetwork, origin: Point, target: Point) -> tuple[int, int]:
    """Seconds and metres of one leg."""
    return travel_on(roads, origin, target).leg(roads.mode, at(origin), at(target))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("mode", Mode)
def test_matrices_are_those_of_networkx(tmp_path: Path, seed: int, mode: Mode) -> None:
    """Every pair of junctions of random towns: within a second, metres of the fastest path."""
    streets = random_streets(seed)
    graph = plain_graph(streets, mode)
    core = sorted(max(nx.strongly_connected_components(graph), key=len))
    points = random.Random(seed).sample(core, min(14, len(core)))
    roads = build_network(Town(streets).write(tmp_path / "town.osm.pbf"), mode)
    travel = travel_on(roads, *points)
    ties = 0
    for origin in points:
        lengths, paths = nx.single_source_dijkstra(graph, origin, weight="seconds")
        for target in points:
            seconds, metres = travel.leg(mode, at(origin), at(target))
            along = sum(graph[u][v]["metres"] for u, v in pairwise(paths[target]))
            assert abs(seconds - math.ceil(lengths[target])) <= 1
            ties += abs(metres - along) > 2
    # Two ways whose seconds differ by less than the rounding to milliseconds are both fastest.
    assert ties <= 2


@pytest.mark.parametrize("seed", range(6))
def test_a_detour_is_never_shorter(tmp_path: Path, seed: int) -> None:
    """The triangle inequality holds for places anywhere, access time included."""
    roads = network(tmp_path, Mode.BIKE, *random_streets(seed))
    rng = random.Random(seed)
    doors = places(*((rng.uniform(-50, 650), rng.uniform(-50, 650)) for _ in range(20)))
    travel = build_travel({Mode.BIKE: roads}, doors, {Mode.BIKE: 60}, 1000)
    seconds = travel.seconds[Mode.BIKE].astype(int)
    for middle in range(len(seconds)):
        assert (seconds <= seconds[:, [middle]] + seconds[[middle], :]).all()


@pytest.mark.parametrize("seed", range(6))
def test_a_point_drawn_at_the_door_changes_nothing(tmp_path: Path, seed: int) -> None:
    """Snapping to the middle of a street equals a node of the street at that very point."""
    streets = random_streets(seed)
    rng = random.Random(seed)
    chosen = rng.sample(range(len(streets)), 8)
    drawn, doors = list(streets), []
    for number in chosen:
        (x1, y1), (x2, y2), *rest = streets[number].points
        share = rng.uniform(0.2, 0.8)
        middle = (x1 + share * (x2 - x1), y1 + share * (y2 - y1))
        drawn[number] = Street([(x1, y1), middle, (x2, y2), *rest], streets[number].tags)
        doors.append(middle)
    for mode in Mode:
        roads = build_network(Town(streets).write(tmp_path / "town.osm.pbf"), mode)
        exact = build_network(Town(drawn).write(tmp_path / "drawn.osm.pbf"), mode)
        one, two = (travel_on(part, *doors, limit=5000) for part in (roads, exact))
        assert np.abs(one.seconds[mode] - two.seconds[mode]).max() <= 1
        assert np.abs(one.metres[mode] - two.metres[mode]).max() <= 1


def test_a_house_on_a_long_road_is_not_taken_to_its_end(tmp_path: Path) -> None:
    """A kilometre of polder road: the client in the middle is at 300 m, not at 0 or 1000."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (1000, 0)))
    assert leg(roads, (0, 0), (300, 0)) == (68, 300)
    assert leg(roads, (300, 0), (1000, 0)) == (158, 700)


def test_two_houses_on_the_same_road(tmp_path: Path) -> None:
    """Between two doors on one stretch one goes straight."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (1000, 0)))
    assert leg(roads, (300, 0), (400, 0)) == leg(roads, (400, 0), (300, 0)) == (23, 100)


def test_two_houses_on_a_one_way_street(tmp_path: Path) -> None:
    """Back to the neighbour one goes round the block."""
    oneway = street((0, 0), (400, 0), oneway="yes")
    back = street((400, 0), (400, 100), (0, 100), (0, 0))
    roads = network(tmp_path, Mode.CAR, oneway, back)
    assert leg(roads, (100, 0), (200, 0))[1] == 100
    assert leg(roads, (200, 0), (100, 0))[1] == 200 + 600 + 100


def test_a_house_at_the_end_of_a_one_way_street(tmp_path: Path) -> None:
    """A door at a junction is left and reached in every direction of the junction."""
    oneway = street((0, 0), (400, 0), oneway="yes")
    back = street((400, 0), (400, 100), (0, 100), (0, 0))
    roads = network(tmp_path, Mode.CAR, oneway, back)
    assert leg(roads, (400, 50), (400, 0.2))[1] == pytest.approx(50, abs=1)


def test_bicycles_may_use_the_one_way_street_both_ways(tmp_path: Path) -> None:
    """`oneway:bicycle=no` opens the short way back, for bicycles only."""
    oneway = street((0, 0), (400, 0), oneway="yes", oneway__bicycle="no")
    back = street((400, 0), (400, 100), (0, 100), (0, 0))
    bike, car = (network(tmp_path, mode, oneway, back) for mode in (Mode.BIKE, Mode.CAR))
    assert leg(bike, (400, 0), (0, 0))[1] == 400
    assert leg(car, (400, 0), (0, 0))[1] == 600


def test_a_roundabout_is_driven_one_way(tmp_path: Path) -> None:
    """The third exit is three quarters of the ring away, and a quarter on the way back."""
    corners: list[Point] = [(20, 0), (0, 20), (-20, 0), (0, -20)]
    ring = street(*corners, corners[0], junction="roundabout", highway="tertiary")
    arms = [street(corner, (corner[0] * 5, corner[1] * 5)) for corner in corners]
    roads = network(tmp_path, Mode.CAR, ring, *arms)
    side = math.hypot(20, 20)
    assert leg(roads, (100, 0), (0, -100))[1] == pytest.approx(160 + 3 * side, abs=1)
    assert leg(roads, (0, -100), (100, 0))[1] == pytest.approx(160 + side, abs=1)


def test_a_bicycle_is_pushed_through_the_shopping_street(tmp_path: Path) -> None:
    """100 m of footway at 4 km/h take 90 s; a long way round is ridden when that is faster."""
    footway = street((0, 0), (100, 0), highway="footway")
    feeder = street((-10, 0), (0, 0))
    only_way = network(tmp_path, Mode.BIKE, footway, feeder)
    assert leg(only_way, (0, 0), (100, 0)) == (pytest.approx(90, abs=1), 100)
    around = street((0, 0), (0, 50), (100, 50), (100, 0))
    with_road = network(tmp_path, Mode.BIKE, footway, feeder, around)
    assert leg(with_road, (0, 0), (100, 0))[1] == 200


def test_the_way_to_the_door_is_walked(tmp_path: Path) -> None:
    """50 m off the road cost 36 s at 5 km/h, at both ends, and count as metres."""
    roads = network(tmp_path, Mode.CAR, street((0, 0), (1000, 0), highway="tertiary"))
    at_road = leg(roads, (100, 0), (900, 0))
    seconds, metres = leg(roads, (100, 50), (900, 50))
    assert seconds - at_road[0] == pytest.approx(72, abs=1)
    assert metres - at_road[1] == 100


def test_access_time_is_part_of_every_leg_but_the_diagonal(tmp_path: Path) -> None:
    """Locking the bicycle costs its time between different places only."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (1000, 0)))
    doors = places((0, 0), (300, 0))
    plain = build_travel({Mode.BIKE: roads}, doors, {}, 50).seconds[Mode.BIKE]
    locked = build_travel({Mode.BIKE: roads}, doors, {Mode.BIKE: 60}, 50).seconds[Mode.BIKE]
    assert (locked - plain).tolist() == [[0, 60], [60, 0]]
    assert locked.dtype == np.int32


def test_locations_are_sorted_whatever_the_order_of_the_places(tmp_path: Path) -> None:
    """The order of the mapping does not reach the travel."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (1000, 0)))
    doors = places((900, 0), (0, 0), (300, 0))
    one = build_travel({Mode.BIKE: roads}, doors, {}, 50)
    two = build_travel({Mode.BIKE: roads}, dict(reversed(doors.items())), {}, 50)
    assert one.locations == two.locations == tuple(sorted(doors))
    assert (one.seconds[Mode.BIKE] == two.seconds[Mode.BIKE]).all()


def test_no_places_make_an_empty_travel(tmp_path: Path) -> None:
    """Nothing to visit is no error."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (1000, 0)))
    assert build_travel({Mode.BIKE: roads}, {}, {}, 50).locations == ()


def test_all_places_off_the_road_are_named_at_once(tmp_path: Path) -> None:
    """Every id of every mode, with distance and limit; a place on the road is not among them."""
    streets = (street((0, 0), (500, 0)), street((0, 0), (0, 500), highway="cycleway"))
    networks = {mode: network(tmp_path, mode, *streets) for mode in (Mode.BIKE, Mode.CAR)}
    doors = {
        at((0, 300)): ["client c1", "client c2"],
        at((250, -400)): ["home of carer k3"],
        at((100, 0)): ["base"],
    }
    with pytest.raises(PlaceError) as caught:
        build_travel(networks, doors, {}, 250)
    assert caught.value.code == "place-off-road"
    assert caught.value.places == (
        OffRoadPlace(Mode.BIKE, "home of carer k3", 400),
        OffRoadPlace(Mode.CAR, "client c1", 300),
        OffRoadPlace(Mode.CAR, "client c2", 300),
        OffRoadPlace(Mode.CAR, "home of carer k3", 400),
    )
    assert "250 m" in caught.value.message
    assert "home of carer k3 (400 m from the roads for bike)" in caught.value.message


def test_a_place_at_the_limit_is_accepted(tmp_path: Path) -> None:
    """The limit itself is still on the road."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (500, 0)))
    assert travel_on(roads, (250, 99), limit=100).locations
    with pytest.raises(PlaceError):
        travel_on(roads, (250, 101), limit=100)


def test_unreachable_places_are_named(tmp_path: Path) -> None:
    """A network that falls apart is caught; the place on its smaller part is the one named."""
    roads = network(
        tmp_path, Mode.BIKE, street((0, 0), (500, 0)), street((500, 0), (500, 90), name="B")
    )
    broken = RoadNetwork(
        **{name: getattr(roads, name) for name in RoadNetwork.__dataclass_fields__}
        | {"forward": np.array([True, False]), "backward": np.array([True, False])}
    )
    with pytest.raises(PlaceError) as caught:
        travel_on(broken, (0, 0), (100, 0), (200, 0), (500, 60))
    assert caught.value.code == "place-unreachable"
    assert caught.value.places == ("client c3",)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("mode", [Mode.BIKE, Mode.CAR])
def test_paths_agree_with_the_matrices(tmp_path: Path, seed: int, mode: Mode) -> None:
    """Each leg's seconds and metres are the matrix's, and its points are as long as it says."""
    roads = network(tmp_path, mode, *random_streets(seed))
    rng = random.Random(seed)
    doors = [(rng.uniform(0, 600), rng.uniform(0, 600)) for _ in range(10)]
    travel = travel_on(roads, *doors, limit=5000)
    legs = [(a, b) for a in travel.locations for b in travel.locations]
    for (origin, target), path in leg_paths(roads, travel.locations, legs).items():
        assert (path.seconds, path.metres) == travel.leg(mode, origin, target)
        assert (path.points[0], path.points[-1]) == (origin, target)
        length = sum(direct_metres(a, b) for a, b in pairwise(path.points))
        assert length == pytest.approx(path.metres, abs=1)


def test_a_path_follows_the_bends_of_the_road(tmp_path: Path) -> None:
    """From door to door: the bend of the road is on the path, in order of travel."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (100, 50), (200, 0)))
    origin, target = at((0, 0)), at((200, 0))
    there = leg_paths(roads, sorted([origin, target]), [(origin, target)])[origin, target].points
    back = leg_paths(roads, sorted([origin, target]), [(target, origin)])[target, origin].points
    assert there == (origin, at((100, 50)), target)
    assert back == there[::-1]


def test_estimates_say_that_they_are() -> None:
    """Great-circle metres times the detour factor; marked as estimated; access time included."""
    doors = [at((0, 0)), at((1000, 0)), at((0, 0))]
    travel = estimate_travel([Mode.WALK, Mode.CAR], doors, {Mode.CAR: 120})
    assert travel.estimated == {Mode.WALK, Mode.CAR}
    assert travel.locations == (at((0, 0)), at((1000, 0)))
    assert travel.metres[Mode.WALK][0, 1] == pytest.approx(1000 * DETOUR_FACTOR[Mode.WALK], abs=1)
    assert travel.seconds[Mode.WALK][0, 1] == pytest.approx(1300 * 3.6 / 5, abs=1)
    assert travel.seconds[Mode.CAR][0, 1] == pytest.approx(1500 * 3.6 / 30 + 120, abs=1)
    assert travel.seconds[Mode.CAR][0, 0] == 0


def test_travel_on_roads_is_not_estimated(tmp_path: Path) -> None:
    """Only estimates are marked."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (500, 0)))
    assert not travel_on(roads, (0, 0), (100, 0)).estimated


def test_errors_carry_what_to_try(tmp_path: Path) -> None:
    """An error about places says what to do about them."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (500, 0)))
    with pytest.raises(RoundsError) as caught:
        travel_on(roads, (0, 5000))
    assert "snap_limit_metres" in caught.value.remedy


def test_weights_hold_seconds_and_metres() -> None:
    """Packed and unpacked, alone and added up, to the millisecond and the decimetre."""
    seconds, metres = np.array([0.0, 12.345, 536_000.0]), np.array([0.1, 678.9, 1_600_000.0])
    packed = weights(seconds, metres)
    assert [part.tolist() for part in sums(packed)] == [seconds.tolist(), metres.tolist()]
    again = sums(packed[:2].cumsum())
    assert [part.tolist() for part in again] == [[0.0, 12.345], [0.1, 679.0]]


def test_of_equally_fast_roads_the_shorter_is_lighter() -> None:
    """Seconds decide, metres break the tie."""
    light = weights(np.array([10.0, 10.0, 9.999]), np.array([80.0, 320.0, 900.0]))
    assert light.argsort().tolist() == [2, 0, 1]


def test_no_way_has_no_sum() -> None:
    """Infinite weight is infinitely long and far."""
    seconds, metres = sums(np.array([np.inf]))
    assert np.isinf([seconds[0], metres[0]]).all()


def test_a_network_as_wide_as_a_country_is_refused(tmp_path: Path) -> None:
    """Sums could overflow: the error says to cut the extract."""
    ends = (0.0, 0.0), (700_000.0, 0.0)
    roads = network(tmp_path, Mode.CAR, street(*ends, highway="tertiary"))
    with pytest.raises(RoundsError, match="network-too-wide"):
        travel_on(roads, (0, 0))
