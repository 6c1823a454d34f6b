"""Roads drawn as the background of a map."""

import json
from pathlib import Path

import numpy as np
import pytest
from streets import Point, Street, at, network, street
from test_road_network import random_streets

from scheduler.domain.carer import Mode
from scheduler.geo.drawing import DrawnRoads, drawn_roads
from scheduler.geo.earth import Bounds, great_circle_metres

Unit = tuple[int, int]


def unit(point: Point) -> Unit:
    """A point in whole units of 1e-5 degrees."""
    place = at(point)
    return round(place.lat * 1e5), round(place.lon * 1e5)


def unpacked(text: str) -> dict[str, list[list[Unit]]]:
    """Lines out of the compact form, as a page reads it."""
    packed = json.loads(text)
    (lat0, lon0), lines = packed.pop("origin"), {}
    assert packed.pop("scale") == 100_000
    for name, flat_lines in packed.items():
        lines[name] = []
        for flat in flat_lines:
            lat, lon, line = lat0, lon0, []
            for north, east in zip(flat[::2], flat[1::2], strict=True):
                lat, lon = lat + north, lon + east
                line.append((lat, lon))
            lines[name].append(line)
    return lines


def length(drawn: DrawnRoads) -> float:
    """Metres of all lines."""
    total = 0.0
    for line in (line for lines in drawn.lines.values() for line in lines):
        lat, lon = (np.array(part) / 1e5 for part in zip(*line, strict=True))
        total += float(great_circle_metres(lat[:-1], lon[:-1], lat[1:], lon[1:]).sum())
    return total


def test_roads_are_drawn_by_class(tmp_path: Path) -> None:
    """Main roads, minor roads and paths apart; ferries are left out."""
    ferry = Street([(300, 0), (900, 0)], {"route": "ferry"})
    roads = network(
        tmp_path,
        Mode.BIKE,
        street((0, 0), (100, 0), highway="tertiary"),
        street((100, 0), (200, 0)),
        street((200, 0), (300, 0), highway="cycleway"),
        ferry,
    )
    assert drawn_roads(roads).lines == {
        "main": ((unit((0, 0)), unit((100, 0))),),
        "minor": ((unit((100, 0)), unit((200, 0))),),
        "path": ((unit((200, 0)), unit((300, 0))),),
    }


@pytest.mark.parametrize("seed", range(4))
def test_every_road_is_drawn_once(tmp_path: Path, seed: int) -> None:
    """Strung together or not, the lines are as long as the roads."""
    roads = network(tmp_path, Mode.BIKE, *random_streets(seed))
    drawn = drawn_roads(roads, tolerance_metres=0.0)
    assert length(drawn) == pytest.approx(roads.report.metres, rel=2e-3)


def test_lines_are_strung_together(tmp_path: Path) -> None:
    """A street with side streets is one line."""
    side = [street((x, 0.0), (x, 80.0)) for x in (100.0, 200.0)]
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (100, 0), (200, 0), (300, 0)), *side)
    assert len(drawn_roads(roads).lines["minor"]) < roads.report.stretches


def test_small_bends_are_left_out(tmp_path: Path) -> None:
    """Points within the tolerance go, larger bends stay."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (50, 3), (100, 0), (150, 60), (200, 0)))
    (line,) = drawn_roads(roads).lines["minor"]
    assert line == tuple(map(unit, [(0, 0), (100, 0), (150, 60), (200, 0)]))


def test_only_roads_that_touch_the_box_are_drawn(tmp_path: Path) -> None:
    """A road with one bend in the box counts, a road beyond it does not."""
    near, far = street((0, 0), (100, 0)), street((100, 0), (5000, 0), highway="cycleway")
    roads = network(tmp_path, Mode.BIKE, near, far, street((5000, 0), (5100, 0)))
    low, high = at((-10, -10)), at((50, 10))
    drawn = drawn_roads(roads, Bounds(low.lat, low.lon, high.lat, high.lon))
    assert drawn.lines == {"main": (), "minor": ((unit((0, 0)), unit((100, 0))),), "path": ()}


@pytest.mark.parametrize("seed", range(3))
def test_the_compact_form_is_the_same_lines(tmp_path: Path, seed: int) -> None:
    """What a page unpacks is what was drawn."""
    drawn = drawn_roads(network(tmp_path, Mode.BIKE, *random_streets(seed)))
    assert unpacked(drawn.to_json()) == {
        name: [list(line) for line in lines] for name, lines in drawn.lines.items()
    }


def test_nothing_to_draw(tmp_path: Path) -> None:
    """A box without roads gives empty classes."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (100, 0)))
    drawn = drawn_roads(roads, Bounds(0, 0, 1, 1))
    assert unpacked(drawn.to_json()) == {"main": [], "minor": [], "path": []}
