"""`rounds explain` and `rounds fit` as a user types them."""

import csv
import json
from pathlib import Path

import pytest
from commands import Run

RURAL = Path(__file__).parents[2] / "data" / "liechtenstein" / "team"
PLANNED = ("--date", "2026-11-23", "--iterations", 3, "--estimate", "--quiet")
JOINT = "k29-hoist1"
ASKED = ("--estimate", "--quiet")


@pytest.fixture
def plan(run: Run, tmp_path: Path) -> Path:
    """A plan of the rural demo team."""
    run("plan", RURAL, *PLANNED, "--out", tmp_path / "out")
    return tmp_path / "out" / "plan.json"


def left_out(plan: Path) -> str:
    """The first visit that a plan leaves unassigned."""
    with (plan.parent / "unassigned.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.DictReader(file))["visit_id"]


def without(plan: Path, visit_id: str) -> Path:
    """The rounds as a table, with one visit taken out by hand."""
    table = plan.parent / "by-hand.csv"
    with (plan.parent / "rounds.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(row for row in rows if row["visit_id"] != visit_id)
    return table


def test_an_unassigned_visit_is_explained_with_what_helps(run: Run, plan: Path) -> None:
    """By hand taken out of a table of rounds: every carer has a reason or could, some repair."""
    with (plan.parent / "rounds.csv").open(encoding="utf-8", newline="") as file:
        visit_id = next(
            row["visit_id"] for row in csv.DictReader(file) if row["visit_id"] not in {"", JOINT}
        )
    table = without(plan, visit_id)
    outcome = run("explain", RURAL, table, visit_id, *ASKED, "--iterations", 5, "--json")
    assert outcome.code == 0, outcome.err
    told = json.loads(outcome.out)
    assert told["visit_id"] == visit_id
    assert told["carers"] == []
    assert {each["carer_id"] for each in told["by_carer"]} >= {"c01", "c02"}
    assert told["repairs"]
    assert all(each["legal"] for each in told["repairs"])


def test_why_not_that_carer_is_told_in_sentences(run: Run, plan: Path) -> None:
    """For a visit that somebody makes: the difference rule by rule, or what forbids it."""
    document = json.loads(plan.read_text(encoding="utf-8"))
    made = next(
        (each["carer_id"], stop["visit_id"])
        for each in document["rounds"]
        for stop in each["stops"]
        if stop["kind"] == "visit" and stop["visit_id"] != JOINT
    )
    other = "c01" if made[0] != "c01" else "c02"
    asked = ("explain", RURAL, plan, made[1], "--carer", other, "--iterations", 5, *ASKED)
    outcome = run(*asked)
    assert outcome.code == 0, outcome.err
    assert f"is made by {made[0]}" in outcome.out
    assert f"{other} " in outcome.out
    assert json.loads(run(*asked, "--json").out)["rather"]["carer_id"] == other


def test_a_new_visit_is_fitted_with_its_cost_by_rule(run: Run, plan: Path) -> None:
    """The cheapest first; another run says the same."""
    asked = ("fit", RURAL, plan, "--client", "k01", "--windows", "09:00-16:00", *ASKED)
    outcome = run(*asked, "--json")
    assert outcome.code == 0, outcome.err
    fits = json.loads(outcome.out)["fits"]
    assert [each["points"] for each in fits] == sorted(each["points"] for each in fits)
    assert all(each["legal"] for each in fits)
    assert run(*asked, "--json").out == outcome.out
    assert fits[0]["carers"][0]["carer_id"] in run(*asked).out


def test_a_series_and_a_meeting_are_fitted(run: Run, plan: Path) -> None:
    """Weekdays with two carers, and a time at the base."""
    outcome = run("fit", RURAL, plan, "--client", "k01", "--times", 1, *ASKED)
    assert outcome.code == 0, outcome.err
    assert "1. MO" in outcome.out
    outcome = run("fit", RURAL, plan, "--meeting", "c01", "--minutes", 15, "--json", *ASKED)
    assert outcome.code == 0, outcome.err
    assert json.loads(outcome.out)["meetings"]


def test_what_fits_nowhere_ends_with_three(run: Run, plan: Path) -> None:
    """And says where to ask on."""
    night = ("--client", "k01", "--windows", "02:00-03:00")
    outcome = run("fit", RURAL, plan, *night, *ASKED)
    assert outcome.code == 3
    assert "rounds explain" in outcome.out


def test_everything_wrong_with_a_visit_to_be_fitted_is_told_at_once(run: Run, plan: Path) -> None:
    """Each value with its column."""
    wrong = ("--client", "k99", "--windows", "9-10", "--wished", "late", "--json")
    outcome = run("fit", RURAL, plan, *wrong, *ASKED)
    assert outcome.code == 2
    findings = json.loads(outcome.out)["error"]["findings"]
    assert {each["column"] for each in findings} == {"client_id", "windows", "wished_start"}


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (("fit",), "fit-of-nothing"),
        (("fit", "--client", "k01", "--windows", "09:00-10:00;12:00-11:00"), "window-reversed"),
        (("fit", "--client", "k01", "--windows", "9-10"), "not-a-time"),
        (("fit", "--client", "k99"), "k99"),
        (("fit", "--visit", "k99"), "change-visit-unknown"),
        (("explain", "k99"), "change-visit-unknown"),
        (("explain", "k01-bedtime", "--carer", "c99"), "change-carer-unknown"),
        (("explain", "k01-bedtime", "--at", "noon"), "--at"),
    ],
)
def test_what_cannot_be_asked_ends_with_two(
    run: Run, plan: Path, asked: tuple[str, ...], code: str
) -> None:
    """With a code and what to do."""
    command, *more = asked
    outcome = run(command, RURAL, plan, *more, *ASKED)
    assert outcome.code == 2
    assert code in outcome.err
