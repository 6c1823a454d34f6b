"""Neighbourhoods: where people live according to an extract."""

import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from streets import SHARED_OSM, Street, Town, at, street

from benchmarks.neighbourhoods.neighbourhood import Evidence, Neighbourhood, read_neighbourhood
from benchmarks.neighbourhoods.place import Place
from scheduler.errors import RoundsError

ROAD = street((0, 0), (200, 0), (400, 0), (600, 0), (600, 400), name="Kade")
PLACE = Place("Kade", "town.osm.pbf", None, "Europe/Amsterdam")


def neighbourhood(
    folder: Path,
    *streets: Street,
    nodes: Mapping[tuple[float, float], Mapping[str, str]] | None = None,
    place: Place = PLACE,
) -> Neighbourhood:
    """The neighbourhood of a town of these streets and what stands beside them."""
    doors = dict(nodes or {})
    # a way of no kind holds the nodes that stand alone
    corners = [Street(tuple(doors), {"note": "doors"})] if len(doors) > 1 else []
    Town([*streets, *corners], doors).write(folder / "town.osm.pbf")
    return read_neighbourhood(place, folder, folder / "cache")


def house(*, east: float, north: float) -> Street:
    """A residential building of ten metres."""
    corners = [(east, north), (east + 10, north), (east + 10, north + 10), (east, north + 10)]
    return Street((*corners, corners[0]), {"building": "house", "addr:street": "Kade"})


def doors(*points: tuple[float, float], **tags: str) -> dict[tuple[float, float], dict[str, str]]:
    """Addresses."""
    return {
        point: {"addr:housenumber": str(number), "addr:street": "Kade"} | tags
        for number, point in enumerate(points, 1)
    }


MANY = doors(*((float(east), 20.0) for east in range(0, 600, 5)))


def test_addresses_are_counted_where_the_extract_has_them(tmp_path: Path) -> None:
    """Each is a dwelling in its street, without its number."""
    here = neighbourhood(tmp_path, ROAD, nodes=MANY)
    assert here.evidence is Evidence.ADDRESSES
    assert here.addresses == len(here.dwellings) == 120
    assert {dwelling.address for dwelling in here.dwellings} == {"Kade"}
    first = at((0.0, 20.0))
    assert (round(first.lat, 6), round(first.lon, 6)) in {each.point for each in here.dwellings}


def test_nobody_lives_in_a_shop(tmp_path: Path) -> None:
    """It counts for density and is nobody's home."""
    shops = doors((100.0, -20.0), (110.0, -20.0), shop="bakery")
    here = neighbourhood(tmp_path, ROAD, nodes={**MANY, **shops})
    assert (here.addresses, len(here.dwellings)) == (122, 120)


def test_houses_stand_in_for_addresses(tmp_path: Path) -> None:
    """Where few buildings have an address, each residential one is a dwelling."""
    houses = [house(east=float(east), north=20.0) for east in range(0, 600, 8)]
    here = neighbourhood(tmp_path, ROAD, *houses, nodes=doors((5.0, 50.0), (9.0, 50.0)))
    assert here.evidence is Evidence.HOUSES
    assert len(here.dwellings) == len(houses)


def test_a_building_of_no_kind_is_no_home(tmp_path: Path) -> None:
    """It may be a barn."""
    barns = [
        Street(house(east=float(east), north=20.0).points, {"building": "yes"})
        for east in range(0, 600, 8)
    ]
    here = neighbourhood(tmp_path, ROAD, *barns)
    assert here.evidence is Evidence.STREETS


def test_streets_stand_in_for_houses(tmp_path: Path) -> None:
    """One dwelling every 7.2 metres, ten metres beside the street, on both sides."""
    here = neighbourhood(tmp_path, ROAD)
    assert here.evidence is Evidence.STREETS
    assert len(here.dwellings) == pytest.approx(1000 / 7.2, abs=1)
    axis = at((0.0, 0.0)).lat
    south = sum(dwelling.lat < axis for dwelling in here.dwellings)
    assert 30 <= south <= 50


def test_a_country_lane_has_few_dwellings(tmp_path: Path) -> None:
    """Farms lie 150 metres apart."""
    lane = street((0, 0), (0, 1500), highway="unclassified")
    assert len(neighbourhood(tmp_path, lane).dwellings) == 10


def test_a_known_density_is_kept(tmp_path: Path) -> None:
    """Spread along the streets of the place."""
    place = replace(PLACE, addresses_per_km2=5000.0)
    here = neighbourhood(tmp_path, ROAD, place=place)
    assert here.evidence is Evidence.GIVEN
    assert here.addresses_per_km2 == pytest.approx(5000, rel=0.01)


def test_only_what_lies_in_the_box_is_the_neighbourhood(tmp_path: Path) -> None:
    """Density is counted beyond it all the same."""
    low, high = at((-10.0, -100.0)), at((295.0, 100.0))
    place = replace(PLACE, box=(low.lon, low.lat, high.lon, high.lat))
    here = neighbourhood(tmp_path, ROAD, nodes=MANY, place=place)
    assert len(here.dwellings) == 60
    known = (600 * 400 / 2 + 10 * (600 + 400 + 721) + 10**2 * math.pi) / 1e6
    assert here.surrounding_density == pytest.approx(120 / known, rel=0.01)


def test_nobody_lives_where_a_mode_does_not_get_to(tmp_path: Path) -> None:
    """Houses on a footpath far from any road, which neither bicycles nor cars may use."""
    path = street((0, 0), (0, 900), highway="footway", name="Dam")
    far = doors((20.0, 800.0), (20.0, 810.0))
    here = neighbourhood(tmp_path, ROAD, path, nodes={**MANY, **far})
    assert (here.addresses, len(here.dwellings)) == (122, 120)


def test_nobody_lives_on_an_island(tmp_path: Path) -> None:
    """A street that no other leads to is no home of a client."""
    island = street((0, 3000), (100, 3000), name="Eiland")
    away = doors((10.0, 3010.0), (20.0, 3010.0))
    here = neighbourhood(tmp_path, ROAD, island, nodes={**MANY, **away})
    assert len(here.dwellings) == 120


def test_a_box_without_anybody_is_refused(tmp_path: Path) -> None:
    """With a code of its own."""
    low, high = at((5000.0, 5000.0)), at((6000.0, 6000.0))
    place = replace(PLACE, box=(low.lon, low.lat, high.lon, high.lat))
    with pytest.raises(RoundsError, match="neighbourhood-empty"):
        neighbourhood(tmp_path, ROAD, nodes=MANY, place=place)


def test_the_nearest_dwellings_come_first(tmp_path: Path) -> None:
    """From the one in the middle outwards, and no more than are asked for."""
    here = neighbourhood(tmp_path, ROAD, nodes=MANY)
    westmost = min(here.dwellings, key=lambda each: each.lon)
    near = here.nearest(westmost, 5)
    assert near == sorted(here.dwellings, key=lambda each: each.lon)[:5]
    assert len(here.nearest(westmost, 1000)) == 120


@pytest.mark.skipif(
    not (SHARED_OSM / "kampen_nl.osm.pbf").exists(),
    reason="no extract of Kampen beside the project",
)
def test_the_middle_of_kampen_is_counted(tmp_path: Path) -> None:
    """Its addresses are all there: 8,336 on 2.6 square kilometres, nearly all of them homes."""
    box = (5.90, 52.548, 5.925, 52.562)
    place = Place("Kampen", "kampen_nl.osm.pbf", box, "Europe/Amsterdam")
    here = read_neighbourhood(place, SHARED_OSM, tmp_path)
    assert here.evidence is Evidence.ADDRESSES
    assert here.addresses == pytest.approx(8336, rel=0.01)
    assert len(here.dwellings) > 0.98 * here.addresses
    assert here.urbanisation == 2


@pytest.mark.skipif(
    not (SHARED_OSM / "rutland_gb.osm.pbf").exists(),
    reason="no extract of Rutland beside the project",
)
def test_rutland_is_estimated_as_country(tmp_path: Path) -> None:
    """The few addresses that the extract has are not all there are: streets tell of more."""
    box = (-0.70, 52.60, -0.60, 52.70)
    place = Place("Rutland", "rutland_gb.osm.pbf", box, "Europe/London")
    here = read_neighbourhood(place, SHARED_OSM, tmp_path)
    assert here.evidence is Evidence.STREETS
    assert here.addresses > 1000
    assert here.urbanisation == 5
