"""plan.json: what is written is read back, and nothing else is taken for a plan."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import jsonschema
import plans
import pytest

from scheduler.domain.carer import Mode
from scheduler.errors import InputError, RoundsError
from scheduler.io.document import schema_text
from scheduler.io.plan_document import PlanDocument
from scheduler.io.plan_json import (
    plan_document,
    plan_of,
    plan_text,
    read_document,
    read_plan,
)
from scheduler.io.report import PlanReport
from scheduler.plan import Plan

PUBLISHED_SCHEMA = Path(__file__).parents[2] / "docs" / "plan.schema.json"


@pytest.fixture(scope="module")
def report() -> PlanReport:
    """A day with one of everything."""
    return plans.small_report()


@pytest.fixture
def given(report: PlanReport) -> dict:
    """A plan.json as plain JSON, to be spoilt."""
    return json.loads(plan_text(plan_document(report)))


def refused(tmp_path: Path, given: object) -> InputError:
    """The error that reading the given JSON raises."""
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_document(path)
    return caught.value


def test_reading_gives_the_plan_that_was_written(report: PlanReport, tmp_path: Path) -> None:
    """Every stop, leg, reason and instant survives the way to the file and back."""
    path = tmp_path / "plan.json"
    path.write_text(plan_text(plan_document(report)), encoding="utf-8")
    assert read_plan(path) == report.plan
    assert read_document(path) == plan_document(report)


def test_same_report_gives_same_text() -> None:
    """Two reports made alike give the same bytes, nothing depends on when."""
    first, second = plans.small_report(), plans.small_report()
    assert plan_text(plan_document(first)) == plan_text(plan_document(second))


def test_neither_names_nor_addresses_are_in_it(report: PlanReport) -> None:
    """The file that is passed around holds ids only."""
    text = json.dumps(json.loads(plan_text(plan_document(report))), ensure_ascii=False)
    team = report.team
    names = [person.name for person in (*team.carers, *team.clients)]
    for word in names + [client.address for client in team.clients]:
        assert json.dumps(word, ensure_ascii=False)[1:-1] not in text
    assert "Lindelaan" not in text


def test_published_schema_is_that_of_the_code() -> None:
    """docs/plan.schema.json is written from the code and not by hand."""
    assert PUBLISHED_SCHEMA.read_text(encoding="utf-8") == schema_text(PlanDocument)


def test_what_is_written_obeys_the_published_schema(given: dict) -> None:
    """An independent validator accepts the file, and refuses a spoilt one."""
    schema = json.loads(PUBLISHED_SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(given, schema)
    given["rounds"][0]["stops"][0]["kind"] = "nap"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(given, schema)


def test_instants_carry_the_offset_of_the_team(given: dict) -> None:
    """A reader sees the clock time of the team and can still tell the instant."""
    assert given["rounds"][0]["shift_start"] == "2026-11-23T07:00:00+01:00"


@pytest.mark.parametrize(
    ("day", "offsets"),
    [(date(2026, 3, 28), {"+01:00", "+02:00"}), (date(2026, 10, 24), {"+02:00", "+01:00"})],
)
def test_nights_of_the_clock_change_survive(day: date, offsets: set[str], tmp_path: Path) -> None:
    """A round through the missing or the doubled hour comes back as it was, to the second."""
    report = plans.night_report(day)
    text = plan_text(plan_document(report))
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    assert read_plan(path) == report.plan
    stops = json.loads(text)["rounds"][0]["stops"]
    assert {stop["start"][-6:] for stop in stops} == offsets


def test_a_team_in_utc_is_read_back(tmp_path: Path) -> None:
    """The zone without offset is a zone like any other."""
    report = plans.small_report(ZoneInfo("UTC"))
    path = tmp_path / "plan.json"
    path.write_text(plan_text(plan_document(report)), encoding="utf-8")
    assert read_plan(path) == report.plan


def test_new_face_joint_places_and_reasons_are_marked(given: dict, report: PlanReport) -> None:
    """What a reader looks for stands at the stop: new faces as many as there are, both places."""
    stops = [stop for each in given["rounds"] for stop in each["stops"]]
    assert sum(stop["new_face"] for stop in stops) == len(report.new_faces) > 0
    assert sorted(s["place"] for s in stops if s["visit_id"] == "v09") == [1, 2]
    assert given["unassigned"][0]["reasons"][1] == {
        "carer_id": "c02",
        "rule": "refusal",
        "text": "k12 refuses c02",
    }


def test_gap_is_the_distance_to_the_bound(report: PlanReport) -> None:
    """(score - bound) / score; null without a bound; nought for a plan that costs nothing."""
    total = report.score.total
    made = report.provenance
    half = replace(report, provenance=replace(made, lower_bound=total // 2))
    assert plan_document(half).provenance.gap == pytest.approx(0.5, abs=1e-5)
    none = replace(report, provenance=replace(made, lower_bound=None))
    assert plan_document(none).provenance.gap is None
    free = replace(half.score, lines=())
    nothing = replace(half, score=free, provenance=replace(made, lower_bound=0))
    assert plan_document(nothing).provenance.gap == 0


def test_estimated_modes_are_named_in_order(report: PlanReport) -> None:
    """A plan on estimates says so."""
    made = replace(report.provenance, estimated=frozenset({Mode.WALK, Mode.BIKE}))
    document = plan_document(replace(report, provenance=made))
    assert document.provenance.estimated_modes == (Mode.BIKE, Mode.WALK)


def test_an_empty_plan_is_a_plan(report: PlanReport, tmp_path: Path) -> None:
    """No rounds and nothing left out: written and read like any other."""
    empty = Plan(report.team.team_id, report.plan.horizon, (), ())
    document = plan_document(plans.report_of(report.team, empty, {}))
    path = tmp_path / "plan.json"
    path.write_text(plan_text(document), encoding="utf-8")
    assert plan_of(read_document(path)) == empty


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The error says which path and has its code."""
    with pytest.raises(RoundsError) as caught:
        read_plan(tmp_path / "none.json")
    assert caught.value.code == "plan-not-read"
    assert "none.json" in caught.value.message


@pytest.mark.parametrize("content", [b"{", b"", b'{"a": 1,}', b"\xff\xfe{}", b"[" * 100_000])
def test_what_is_not_json_is_refused(content: bytes, tmp_path: Path) -> None:
    """Broken, empty, wrongly encoded or absurdly deep text is one clear error."""
    path = tmp_path / "plan.json"
    path.write_bytes(content)
    with pytest.raises(RoundsError) as caught:
        read_plan(path)
    assert caught.value.code == "plan-not-json"


def test_another_schema_version_is_refused_before_anything_else(
    given: dict, tmp_path: Path
) -> None:
    """A plan of a later version is not read with a hundred complaints, but with the one."""
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(given | {"schema_version": "2.0", "new": 1}), encoding="utf-8")
    with pytest.raises(RoundsError) as caught:
        read_plan(path)
    assert caught.value.code == "plan-version"
    assert "2.0" in caught.value.message


@pytest.mark.parametrize("given", [[], 7, None, {}, {"schema_version": 1}])
def test_other_json_is_refused(given: object, tmp_path: Path) -> None:
    """JSON that is no plan at all."""
    assert {finding.code for finding in refused(tmp_path, given).findings} == {"plan-malformed"}


def test_all_problems_are_listed_with_their_json_path(given: dict, tmp_path: Path) -> None:
    """Three faults in three places are three findings, each with path and value."""
    given["rounds"][1]["stops"][2]["arrival"] = "2026-11-23T07:00:00"
    given["unassigned"][0]["priority"] = 9
    given["extra"] = "x" * 100
    found = {finding.column: finding for finding in refused(tmp_path, given).findings}
    assert set(found) == {"$.rounds[1].stops[2].arrival", "$.unassigned[0].priority", "$.extra"}
    assert found["$.unassigned[0].priority"].value == "9"
    assert len(found["$.extra"].value) == 60


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("timezone",), "Europe/Kampen"),
        (("timezone",), "../etc/passwd"),
        (("days",), 0),
        (("score", "total"), 1),
        (("score", "lines", 0, "cost"), -1),
        (("rounds", 0, "stops", 1, "visit_id"), None),
        (("rounds", 0, "stops", 0, "place"), 1),
        (("rounds", 0, "stops", 1, "leg", "metres"), -5),
        (("rounds", 0, "stops", 1, "leg", "mode"), "skates"),
        (("continuity", "after", "clients", 0, "upc"), "NaN"),
    ],
)
def test_a_value_that_cannot_be_is_refused(
    given: dict, path: tuple, value: object, tmp_path: Path
) -> None:
    """Sums that do not add up, visits without a name, zones that do not exist."""
    spot = given
    for key in path[:-1]:
        spot = spot[key]
    spot[path[-1]] = value
    column = refused(tmp_path, given).findings[0].column
    whole = "$" + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path)
    assert whole.startswith(column)
