"""Reading extracts: every format, and what is wrong with broken ones."""

from pathlib import Path

import pytest
from streets import Street, Town, at, network, places, street

from scheduler.domain.carer import Mode
from scheduler.errors import RoundsError
from scheduler.geo.earth import Bounds
from scheduler.geo.network import RoadNetwork
from scheduler.geo.source import build_network, open_network
from scheduler.geo.travel import build_travel

CROSS = (street((0, 0), (100, 0), (200, 0)), street((100, 0), (100, 100), name="Side Street"))


def seconds(roads: RoadNetwork, *points: tuple[float, float]) -> list[list[int]]:
    """Seconds between the points, by the mode of the network."""
    travel = build_travel({roads.mode: roads}, places(*points), {}, 250)
    order = [travel.index[location] for location in places(*points)]
    matrix: list[list[int]] = travel.seconds[roads.mode][order][:, order].tolist()
    return matrix


@pytest.mark.parametrize("suffix", [".osm.pbf", ".osm", ".osm.gz", ".osm.bz2"])
def test_every_format_gives_the_same_network(tmp_path: Path, suffix: str) -> None:
    """The format of an extract does not matter."""
    first = build_network(Town(CROSS).write(tmp_path / "town.osm.pbf"), Mode.BIKE)
    again = build_network(Town(CROSS).write(tmp_path / f"again{suffix}"), Mode.BIKE)
    assert again.fingerprint == first.fingerprint


def test_the_source_is_not_modified(tmp_path: Path) -> None:
    """Building reads the extract and nothing else."""
    source = Town(CROSS).write(tmp_path / "town.osm.pbf")
    before = (source.read_bytes(), source.stat().st_mtime_ns)
    build_network(source, Mode.BIKE)
    assert (source.read_bytes(), source.stat().st_mtime_ns) == before


def test_street_names_are_kept(tmp_path: Path) -> None:
    """Every stretch knows the name of its street."""
    roads = network(tmp_path, Mode.BIKE, *CROSS)
    named = {roads.names[name] for name in roads.name.tolist()}
    assert named == {"", "Side Street"}


def test_clipped_ways_are_cut_at_the_missing_point(tmp_path: Path) -> None:
    """A way that lost a point in the middle stays usable on both sides of the gap."""
    ring = street((0, 0), (100, 0), (200, 0), (300, 0), (300, 100), (0, 100), (0, 0))
    town = Town([ring], clipped=frozenset({(100.0, 0.0)}))
    roads = build_network(town.write(tmp_path / "town.osm"), Mode.WALK)
    assert roads.report.metres == pytest.approx(100 + 100 + 300 + 100, abs=2)


@pytest.mark.parametrize("content", [b"", b"not an extract", b"\x00\x00\x00\x0d\x0a\x09OSMHeader"])
@pytest.mark.parametrize("suffix", [".osm.pbf", ".osm", ".osm.gz", ".osm.bz2"])
def test_broken_extracts_are_refused(tmp_path: Path, content: bytes, suffix: str) -> None:
    """Empty files, text and torn files are an error with a code, in every format."""
    source = tmp_path / f"town{suffix}"
    source.write_bytes(content)
    with pytest.raises(RoundsError) as caught:
        build_network(source, Mode.BIKE)
    assert caught.value.code == "extract-unreadable"
    assert f"town{suffix}" in caught.value.message


def test_a_torn_extract_is_refused(tmp_path: Path) -> None:
    """Half a download is not taken for a small town."""
    source = Town(CROSS).write(tmp_path / "town.osm.pbf")
    source.write_bytes(source.read_bytes()[:-20])
    with pytest.raises(RoundsError, match="extract-unreadable"):
        build_network(source, Mode.BIKE)


def test_an_extract_without_roads_is_refused(tmp_path: Path) -> None:
    """An extract of buildings only is called what it is."""
    houses = Town([Street([(0, 0), (10, 0)], {"building": "yes"})])
    with pytest.raises(RoundsError, match="holds no roads"):
        build_network(houses.write(tmp_path / "town.osm"), Mode.BIKE)


def test_no_roads_for_the_mode(tmp_path: Path) -> None:
    """Cycle paths alone make no network for cars."""
    with pytest.raises(RoundsError) as caught:
        network(tmp_path, Mode.CAR, street((0, 0), (9, 0), highway="cycleway"))
    assert caught.value.code == "no-roads"


def test_one_way_out_is_no_network(tmp_path: Path) -> None:
    """A street that cannot be left again is no place to send a carer."""
    with pytest.raises(RoundsError, match="there and back"):
        network(tmp_path, Mode.CAR, street((0, 0), (9, 0), oneway="yes"))


@pytest.mark.parametrize("opened", [build_network, open_network])
def test_a_missing_file_is_named(tmp_path: Path, opened: object) -> None:
    """A path that leads nowhere is an error, not a place name."""
    with pytest.raises(RoundsError, match="network-not-found"):
        opened(tmp_path / "missing.osm.pbf", Mode.BIKE)


@pytest.mark.parametrize("opened", [build_network, open_network])
def test_an_unknown_suffix_is_refused(tmp_path: Path, opened: object) -> None:
    """The error says which kinds of files can be read."""
    source = tmp_path / "town.shp"
    source.write_bytes(b"roads")
    with pytest.raises(RoundsError, match="source-unsupported") as caught:
        opened(source, Mode.BIKE)
    assert ".osm.pbf" in caught.value.message


def test_a_bollard_stops_cars_only(tmp_path: Path) -> None:
    """Bicycles go through, cars go round."""
    short, post = (0.0, 0.0), (100.0, 0.0)
    direct = street(short, post, (200, 0))
    round_about = street(short, (0, 300), (200, 300), (200, 0))
    nodes = {post: {"barrier": "bollard"}}
    bike = network(tmp_path, Mode.BIKE, direct, round_about, nodes=nodes)
    car = network(tmp_path, Mode.CAR, direct, round_about, nodes=nodes)
    by_bike = build_travel({Mode.BIKE: bike}, places((0, 0), (200, 0)), {}, 50)
    by_car = build_travel({Mode.CAR: car}, places((0, 0), (200, 0)), {}, 50)
    assert by_bike.metres[Mode.BIKE][0, 1] == pytest.approx(200, abs=1)
    assert by_car.metres[Mode.CAR][0, 1] == pytest.approx(800, abs=1)


def test_a_house_beyond_the_bollard_is_reached_from_its_own_side(tmp_path: Path) -> None:
    """Both sides of a barrier stay on the network, up to the barrier."""
    post = (100.0, 0.0)
    direct = street((0, 0), post, (200, 0))
    round_about = street((0, 0), (0, 300), (200, 300), (200, 0))
    car = network(tmp_path, Mode.CAR, direct, round_about, nodes={post: {"barrier": "bollard"}})
    travel = build_travel({Mode.CAR: car}, places((95, 0), (105, 0)), {}, 50)
    assert travel.metres[Mode.CAR][0, 1] == pytest.approx(95 + 800 + 95, abs=2)


def test_traffic_lights_add_their_wait(tmp_path: Path) -> None:
    """Each way past the lights costs the same wait, in both directions."""
    roads = (street((0, 0), (100, 0), (200, 0)),)
    plain = seconds(network(tmp_path, Mode.BIKE, *roads), (0, 0), (200, 0))
    lights = {(100.0, 0.0): {"highway": "traffic_signals"}}
    waited = seconds(network(tmp_path, Mode.BIKE, *roads, nodes=lights), (0, 0), (200, 0))
    assert [
        [b - a for a, b in zip(*rows, strict=True)] for rows in zip(plain, waited, strict=True)
    ] == [
        [0, 5],
        [5, 0],
    ]


def test_a_ferry_takes_its_duration(tmp_path: Path) -> None:
    """The boat takes ten minutes and is waited for ten, whatever its length."""
    ferry = Street(
        [(100, 0), (300, 0), (900, 0)],
        {"route": "ferry", "duration": "00:10", "interval": "00:20"},
    )
    banks = (street((0, 0), (100, 0)), street((900, 0), (1000, 0)))
    matrix = seconds(network(tmp_path, Mode.WALK, *banks, ferry), (100, 0), (900, 0))
    assert matrix == [[0, 1200], [1200, 0]]


def test_nobody_lives_on_a_ferry_or_a_motorway(tmp_path: Path) -> None:
    """A door near the boat's course is taken to the bank."""
    ferry = Street([(100, 0), (900, 0)], {"route": "ferry"})
    banks = (street((0, 0), (100, 0)), street((900, 0), (1000, 0)))
    roads = network(tmp_path, Mode.WALK, *banks, ferry)
    with pytest.raises(RoundsError, match=r"client c0 \(200 m"):
        build_travel({Mode.WALK: roads}, places((300, 0)), {}, 150)


def test_nowhere_to_live(tmp_path: Path) -> None:
    """A network of motorways alone has no doors."""
    ring = street((0, 0), (100, 0), (50, 80), (0, 0), highway="motorway")
    roads = network(tmp_path, Mode.CAR, ring)
    with pytest.raises(RoundsError, match="no-roads"):
        build_travel({Mode.CAR: roads}, places((0, 0)), {}, 150)


def test_cropping_keeps_what_touches_the_box(tmp_path: Path) -> None:
    """Only roads with an end in the box are kept, and the crop is part of the cache key."""
    source = Town([street(*((100.0 * n, 0.0) for n in range(11)))]).write(tmp_path / "town.osm")
    low, high = at((-10, -10)), at((310, 10))
    crop = Bounds(low.lat, low.lon, high.lat, high.lon)
    cache = tmp_path / "cache"
    whole = open_network(source, Mode.BIKE, cache)
    cropped = open_network(source, Mode.BIKE, cache, crop)
    assert whole.report.metres == pytest.approx(1000, abs=2)
    assert cropped.report.metres == pytest.approx(400, abs=2)
