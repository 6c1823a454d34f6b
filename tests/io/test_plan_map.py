"""map.geojson: lines and points of the rounds; and where a break is taken."""

import json
from dataclasses import replace

import plans
import pytest

from scheduler.domain.carer import Mode
from scheduler.domain.horizon import Horizon
from scheduler.domain.shift import Shift
from scheduler.errors import FaultError
from scheduler.io.plan_map import map_geojson
from scheduler.plan import Plan, StopKind
from scheduler.units import minutes

REPORT = plans.small_report()


def features(kind: str, report=REPORT) -> list[dict]:
    """The features with this kind of geometry."""
    collection = json.loads(map_geojson(report))
    return [each for each in collection["features"] if each["geometry"]["type"] == kind]


def test_every_stop_is_a_point() -> None:
    """Longitude first, and the place is that of the client."""
    points = features("Point")
    assert len(points) == sum(len(each.stops) for each in REPORT.plan.rounds)
    visit = next(each for each in points if each["properties"].get("visit_id") == "v01")
    home = REPORT.team.client_by_id["k01"].location
    assert visit["geometry"]["coordinates"] == [home.lon, home.lat]
    assert visit["properties"]["client_id"] == "k01"


def test_every_leg_between_places_is_a_line_along_its_path() -> None:
    """Seconds and metres of the leg, and a line that begins and ends where the stops are."""
    lines, points = features("LineString"), features("Point")
    at = {
        (p["properties"]["carer_id"], p["properties"]["sequence"]): p["geometry"]["coordinates"]
        for p in points
    }
    moving = [s for each in REPORT.plan.rounds for s in each.stops if s.leg and s.leg.metres]
    assert len(lines) == len(moving)
    for line in lines:
        carer, sequence = line["properties"]["carer_id"], line["properties"]["sequence"]
        assert line["geometry"]["coordinates"][0] == at[carer, sequence - 1]
        assert line["geometry"]["coordinates"][-1] == at[carer, sequence]
        assert line["properties"]["seconds"] > 0
        assert not line["properties"]["estimated"]


def test_ids_only_and_the_roads_are_credited() -> None:
    """No name and no address; the licence of the roads is named where there are any."""
    text = map_geojson(REPORT)
    assert "Bakker" not in text
    assert "Lindelaan" not in text
    assert json.loads(text)["attribution"] == "© OpenStreetMap contributors"
    assert "attribution" not in json.loads(map_geojson(replace(REPORT, roads_credit="")))


def test_estimated_modes_get_a_straight_line_that_says_so() -> None:
    """Without roads there is no path, and the map does not pretend."""
    made = replace(REPORT.provenance, estimated=frozenset(Mode))
    lines = features("LineString", replace(REPORT, paths={}, provenance=made))
    assert {line["properties"]["estimated"] for line in lines} == {True}
    assert {len(line["geometry"]["coordinates"]) for line in lines} == {2}


def test_a_leg_without_its_path_is_a_fault() -> None:
    """A missing path is never papered over by a straight line; the carer is named by id."""
    with pytest.raises(FaultError) as caught:
        map_geojson(replace(REPORT, paths={}))
    assert caught.value.code == "path-missing"
    assert "c01" in caught.value.message


@pytest.mark.parametrize(("on_arrival", "where"), [(False, (2, 2)), (True, (0, 0))])
def test_a_break_is_where_its_leg_says(on_arrival: bool, where: tuple[int, int]) -> None:
    """Before leaving with a leg of nothing, or on arrival at the next stop with all of it."""
    team = plans.large_team(1, 1, 1, plans.DAY)
    client = replace(team.clients[0], location=plans.corner(2, 2))
    shift = Shift("c00", plans.local(7), plans.local(15))
    team = replace(team, clients=(client,), shifts=(shift,))
    draft = plans.Draft(team, Horizon(plans.DAY), shift, {}).visit("v000")
    each = (
        draft.rest_at_base(minutes(30)) if on_arrival else draft.rest(draft.clock, minutes(30))
    ).finish()
    plan = Plan(team.team_id, draft.horizon, (each,), ())
    report = plans.report_of(team, plan, draft.paths)
    pause = next(n for n, stop in enumerate(each.stops) if stop.kind is StopKind.BREAK)
    assert report.locations(each)[pause] == plans.corner(*where)
    assert len(list(report.drawn_legs(each))) == 2
