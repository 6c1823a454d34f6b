"""Roads drawn as the background of a map."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from streets import Point, Street, at, network, street
from test_road_network import random_streets

from scheduler.domain.carer import Mode
from scheduler.domain.location import Location
from scheduler.geo.drawing import Line, drawn_roads
from scheduler.geo.earth import Bounds, great_circle_metres

Drawn = Mapping[str, tuple[Line, ...]]


def unit(point: Point) -> Location:
    """A point to five decimals."""
    place = at(point)
    return Location(round(place.lat, 5), round(place.lon, 5))


def length(drawn: Drawn) -> float:
    """Metres of all lines."""
    total = 0.0
    for line in (line for lines in drawn.values() for line in lines):
        lat, lon = (np.array(part) for part in zip(*((p.lat, p.lon) for p in line), strict=True))
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
    assert drawn_roads(roads) == {
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
    assert len(drawn_roads(roads)["minor"]) < roads.report.stretches


def test_small_bends_are_left_out(tmp_path: Path) -> None:
    """Points within the tolerance go, larger bends stay."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (50, 3), (100, 0), (150, 60), (200, 0)))
    (line,) = drawn_roads(roads)["minor"]
    assert line == tuple(map(unit, [(0, 0), (100, 0), (150, 60), (200, 0)]))


def test_only_roads_that_touch_the_box_are_drawn(tmp_path: Path) -> None:
    """A road with one bend in the box counts, a road beyond it does not."""
    near, far = street((0, 0), (100, 0)), street((100, 0), (5000, 0), highway="cycleway")
    roads = network(tmp_path, Mode.BIKE, near, far, street((5000, 0), (5100, 0)))
    low, high = at((-10, -10)), at((50, 10))
    drawn = drawn_roads(roads, Bounds(low.lat, low.lon, high.lat, high.lon))
    assert drawn == {"main": (), "minor": ((unit((0, 0)), unit((100, 0))),), "path": ()}


def test_nothing_to_draw(tmp_path: Path) -> None:
    """A box without roads gives empty classes."""
    roads = network(tmp_path, Mode.BIKE, street((0, 0), (100, 0)))
    drawn = drawn_roads(roads, Bounds(0, 0, 1, 1))
    assert drawn == {"main": (), "minor": (), "path": ()}
