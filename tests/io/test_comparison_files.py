"""comparison.json and comparison.csv: what they say, in the published form, and all or none."""

import csv
import json
from io import StringIO
from pathlib import Path
from random import Random

import compared_plans
import generated
import jsonschema
import plans
import pytest
from generated import small_case

from scheduler.checker import check
from scheduler.comparison import JudgedPlan
from scheduler.errors import RoundsError
from scheduler.io.comparison_document import ComparisonDocument
from scheduler.io.comparison_folder import comparison_files, write_comparison
from scheduler.io.comparison_json import comparison_document, comparison_text
from scheduler.io.comparison_report import ComparisonReport
from scheduler.io.comparison_tables import MOVE_COLUMNS, comparison_csv
from scheduler.io.document import schema_text
from scheduler.score import score

REPORT = compared_plans.small_comparison()
DOCUMENT = comparison_document(REPORT)
GIVEN = json.loads(comparison_text(DOCUMENT))
PUBLISHED_SCHEMA = Path(__file__).parents[2] / "docs" / "comparison.schema.json"
MOVES = {move["visit_id"]: move for move in GIVEN["moves"]}
REPORTS = {
    "one of everything": REPORT,
    "twelve carers": compared_plans.large_comparison(2),
    "nothing": compared_plans.unchanged(),
    "nobody left": compared_plans.nothing_left(),
}


def test_published_schema_is_that_of_the_code() -> None:
    """docs/comparison.schema.json is written from the code and not by hand."""
    assert PUBLISHED_SCHEMA.read_text(encoding="utf-8") == schema_text(ComparisonDocument)


@pytest.mark.parametrize("report", REPORTS.values(), ids=REPORTS)
def test_what_is_written_obeys_the_published_schema(report) -> None:
    """Also where nothing differs, and where a whole plan is gone."""
    schema = json.loads(PUBLISHED_SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(comparison_text(comparison_document(report))), schema)


def test_a_move_tells_both_places_and_the_newcomer() -> None:
    """v04 goes to the primary carer and starts a little later."""
    move = MOVES["v04"]
    assert (move["kind"], move["client_id"], move["call"]) == ("moved", "k04", True)
    assert [filled["carer_id"] for filled in move["before"]] == ["c03"]
    assert [filled["carer_id"] for filled in move["after"]] == ["c01"]
    assert move["newcomers"] == [{"carer_id": "c01", "familiarity": "primary"}]
    assert move["after"][0]["start"].endswith("+01:00")


def test_every_kind_of_move_is_told() -> None:
    """Moved, left out now, and no longer left out."""
    assert MOVES["v10"]["moved_seconds"] == 1800
    assert (MOVES["v08"]["kind"], MOVES["v08"]["after"]) == ("newly_left_out", [])
    assert (MOVES["v14"]["kind"], MOVES["v14"]["before"]) == ("newly_assigned", [])
    assert MOVES["v05"]["call"] is False


def test_the_other_lists_refer_to_moves_by_number() -> None:
    """Of clients, carers and calls."""
    number = {visit_id: move["number"] for visit_id, move in MOVES.items()}
    assert sorted(number.values()) == list(range(1, len(number) + 1))
    carers = {carer["carer_id"]: carer for carer in GIVEN["carers"]}
    assert carers["c01"]["gained"] == carers["c03"]["lost"] == [number["v04"]]
    clients = {client["client_id"]: client for client in GIVEN["clients"]}
    assert set(clients["k08"]["moves"]) == {number["v08"], number["v14"]}
    (call,) = [each for each in GIVEN["call_list"] if each["client_id"] == "k04"]
    assert call["moves"] == [number["v04"]]
    assert call["at"] == MOVES["v04"]["after"][0]["start"]


def test_differences_are_after_less_before() -> None:
    """Of every carer and every rule, and of the totals."""
    for carer in GIVEN["carers"]:
        for name, difference in carer["difference"].items():
            assert difference == carer["after"][name] - carer["before"][name]
    for rule in GIVEN["rules"]:
        for name in ("quantity", "cost"):
            assert rule["difference"][name] == rule["after"][name] - rule["before"][name]
    score = GIVEN["score"]
    assert score["difference"] == score["after"] - score["before"]
    assert score["difference"] == sum(rule["difference"]["cost"] for rule in GIVEN["rules"])


def test_no_name_and_no_address_is_in_the_documents() -> None:
    """They are passed around; the page is not."""
    texts = comparison_text(DOCUMENT) + comparison_csv(DOCUMENT)
    for client in plans.small_team().clients:
        assert client.name not in texts
        assert client.address not in texts
    assert "Anna Bakker" not in texts


def test_the_table_has_a_row_per_move() -> None:
    """With the agreed columns, in the order of the numbers."""
    text = comparison_csv(DOCUMENT)
    assert tuple(text.splitlines()[0].split(",")) == MOVE_COLUMNS
    rows = list(csv.DictReader(StringIO(text, newline="")))
    assert [row["number"] for row in rows] == [str(n) for n in range(1, len(MOVES) + 1)]
    row = next(row for row in rows if row["visit_id"] == "v04")
    assert (row["carers_before"], row["carers_after"]) == ("c03", "c01")
    assert (row["newcomers"], row["call"]) == ("c01:primary", "yes")
    left = next(row for row in rows if row["visit_id"] == "v08")
    assert (left["start_after"], left["carers_after"], left["moved_seconds"]) == ("", "", "")


def test_all_files_are_written(tmp_path: Path) -> None:
    """Into a folder that is made; equal reports give equal bytes."""
    folder = tmp_path / "out" / "compared"
    written = write_comparison(REPORT, folder)
    assert [path.name for path in written] == [
        "comparison.csv",
        "comparison.html",
        "comparison.json",
    ]
    again = comparison_files(compared_plans.small_comparison())
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == again


def test_none_is_written_when_one_cannot_be(tmp_path: Path) -> None:
    """A folder stands where the last file should go: nothing else is touched."""
    (tmp_path / "comparison.json").mkdir()
    with pytest.raises(RoundsError) as caught:
        write_comparison(REPORT, tmp_path)
    assert caught.value.code == "comparison-not-written"
    assert [path.name for path in tmp_path.iterdir()] == ["comparison.json"]


@pytest.mark.parametrize("seed", range(40))
def test_any_two_plans_can_be_written(seed: int) -> None:
    """However broken: of carers who have left, without any round on a date, without a score."""
    case = small_case(seed)
    sides = []
    for number in (seed, seed + 1_000_000):
        dice = generated._Draw(Random(f"plan {number}"), 300, 6)
        plan = dice.published(case.team, case.horizon)
        violations = check(case.team, case.travel, plan)
        scored = None
        if "carer-gone" not in {each.shift.carer_id for each in plan.rounds}:
            scored = score(case.team, plan)
        sides.append(JudgedPlan(case.team, plan, scored, violations))
    files = comparison_files(ComparisonReport(*sides))
    assert len(files) == 3
    assert json.loads(files["comparison.json"])["team_id"] == case.team.team_id
