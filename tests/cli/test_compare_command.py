"""`rounds compare` and `rounds check` with plans in either form, as a user types them."""

import csv
import json
import shutil
from io import StringIO
from pathlib import Path

import pytest
from commands import Outcome, Run

from scheduler.io.team import read_team

DATA = Path(__file__).parents[2] / "data"
RURAL = DATA / "liechtenstein" / "team"
DAY = "2026-11-23"


@pytest.fixture(scope="session")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the folder of one plan is kept, made by the first test that asks."""
    return tmp_path_factory.mktemp("planned") / "out"


@pytest.fixture
def out(run: Run, planned: Path) -> Path:
    """The files of a plan of the rural demo team, as the crow flies."""
    if not planned.exists():
        made = run(
            *("plan", RURAL, "--date", DAY, "--iterations", 3, "--estimate", "--quiet"),
            *("--out", planned),
        )
        assert made.code in {0, 3}
    return planned


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a table."""
    return list(csv.DictReader(StringIO(path.read_text(encoding="utf-8"), newline="")))


def by_hand(out: Path, folder: Path, change: dict[str, dict[str, str]] | None = None) -> Path:
    """The visits of the plan as a person writes them, some cells changed, by visit id."""
    path = folder / "hand.csv"
    lines = ["carer_id;visit_id;start;place"]
    for row in rows(out / "rounds.csv"):
        if row["kind"] == "visit":
            cells = row | {"start": row["start"][11:16]} | (change or {}).get(row["visit_id"], {})
            lines.append(
                ";".join(cells[name] for name in ("carer_id", "visit_id", "start", "place"))
            )
    path.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


def compare(run: Run, old: Path, new: Path, *more: object) -> Outcome:
    """`rounds compare` of two plans of the rural team."""
    return run("compare", old, new, "--team", RURAL, "--estimate", "--quiet", *more)


def dependants(team):
    """What was agreed with clients that depends on another visit."""
    return [each for each in read_team(team).visits if each.dependency is not None]


class TestCheck:
    """A plan in a table of rounds is checked and scored like any other."""

    def test_a_table_of_rounds_is_the_plan_that_wrote_it(self, run, out):
        """The same score, without a claim of its own."""
        document = json.loads((out / "plan.json").read_text(encoding="utf-8"))
        outcome = run("check", RURAL, out / "rounds.csv", "--estimate", "--quiet", "--json")
        assert outcome.code == 0
        found = json.loads(outcome.out)
        assert (found["sound"], found["claimed"]) == (True, None)
        assert found["score"] == document["score"]["total"]
        assert sum(rule["cost"] for rule in found["rules"]) == found["score"]

    def test_a_plan_by_hand_is_checked(self, run, out, tmp_path):
        """Semicolons, a byte order mark, minutes, the date from the option: it keeps every rule."""
        hand = by_hand(out, tmp_path)
        outcome = run("check", RURAL, hand, "--date", DAY, "--estimate", "--quiet")
        assert outcome.code == 0
        assert "Every hard rule is kept." in outcome.out
        assert "points:" in outcome.out
        assert "travel: " in outcome.out

    def test_what_is_left_out_is_listed(self, run, out, tmp_path):
        """With its priority; it breaks no rule, so the exit code stays 0."""
        hand = by_hand(out, tmp_path)
        kept = hand.read_text(encoding="utf-8-sig").splitlines()
        needed = {agreement.dependency.after_visit for agreement in dependants(RURAL)}
        lone = next(
            row["visit_id"]
            for row in rows(out / "rounds.csv")
            if row["kind"] == "visit" and row["visit_id"] not in needed
        )
        others = [line for line in kept if line.split(";")[1] != lone]
        hand.write_text("\n".join(others) + "\n", encoding="utf-8")
        outcome = run("check", RURAL, hand, "--date", DAY, "--estimate", "--quiet")
        assert outcome.code == 0
        assert "Left unassigned: " in outcome.out
        assert f"  {lone} on {DAY} (" in outcome.out

    def test_a_broken_rule_ends_with_two(self, run, out, tmp_path):
        """The plan loads all the same, and the rule is named."""
        visit = next(row for row in rows(out / "rounds.csv") if row["kind"] == "visit")
        hand = by_hand(out, tmp_path, {visit["visit_id"]: {"start": "03:00"}})
        outcome = run("check", RURAL, hand, "--date", DAY, "--estimate", "--quiet")
        assert outcome.code == 2
        assert f"window: Visit {visit['visit_id']}" in outcome.out

    def test_what_cannot_be_read_is_listed_with_its_place(self, run, out, tmp_path):
        """File, row, column, value and remedy of every cell."""
        visit = next(row for row in rows(out / "rounds.csv") if row["kind"] == "visit")
        change = {"start": "early", "carer_id": "c99"}
        hand = by_hand(out, tmp_path, {visit["visit_id"]: change})
        outcome = run("check", RURAL, hand, "--date", DAY, "--estimate", "--json")
        assert outcome.code == 2
        found = json.loads(outcome.out)["error"]["findings"]
        assert {(each["column"], each["value"]) for each in found} == {
            ("carer_id", "c99"),
            ("start", "early"),
        }
        assert all(each["file"] == "hand.csv" and each["row"] > 1 for each in found)
        assert all(each["remedy"] for each in found)

    def test_carers_who_are_not_on_duty_are_judged_too(self, run, tmp_path):
        """Nobody else walks: the times on foot are there all the same, and no fault is."""
        shutil.copy(DATA / "liechtenstein" / "liechtenstein.osm.pbf", tmp_path)
        team = Path(shutil.copytree(RURAL, tmp_path / "team"))
        text = (team / "carers.csv").read_text(encoding="utf-8")
        first = next(csv.DictReader(StringIO(text, newline="")))["carer_id"]
        lines = [
            line.replace(",car,", ",walk,") if line.startswith(f"{first},") else line
            for line in text.splitlines()
        ]
        (team / "carers.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        shifts = (team / "shifts.csv").read_text(encoding="utf-8").splitlines()
        kept = [line for line in shifts if not line.startswith(f"{first},")]
        (team / "shifts.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
        visits = [row["visit_id"] for row in rows(team / "visits.csv")][:2]
        hand = tmp_path / "hand.csv"
        made = "".join(f"{first},{visit},09:0{n}\n" for n, visit in enumerate(visits))
        hand.write_text(f"carer_id,visit_id,start\n{made}", encoding="utf-8")
        outcome = run("check", team, hand, "--date", DAY, "--estimate", "--quiet")
        assert outcome.code == 2
        assert f"Carer {first} has no work shift" in outcome.out


class TestShow:
    """A table of rounds is shown like the plan that wrote it."""

    def test_rounds_and_score_are_those_of_the_plan(self, run, out):
        """The same tables; only what the search knew is not in it."""
        options = ("--team", RURAL, "--estimate", "--quiet", "--json")
        shown = json.loads(run("show", out / "rounds.csv", *options).out)
        plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
        for part in ("rounds", "score", "continuity", "timezone", "first_date"):
            assert shown[part] == plan[part]
        made = shown["provenance"]
        assert (made["seed"], made["iterations"], made["stopped"]) == (None, None, "made elsewhere")
        assert shown["provenance"]["estimated_modes"] == plan["provenance"]["estimated_modes"]

    def test_it_needs_the_team(self, run, out):
        """And says how to name it."""
        outcome = run("show", out / "rounds.csv")
        assert outcome.code == 2
        assert "team-not-named" in outcome.err
        assert "--team" in outcome.err


class TestCompare:
    """Two plans beside each other."""

    def test_a_plan_beside_itself(self, run, out):
        """In either form: nothing is different."""
        outcome = compare(run, out / "plan.json", out / "rounds.csv")
        assert outcome.code == 0
        assert "Nothing is different" in outcome.out

    def test_moves_calls_carers_and_rules_are_shown(self, run, out, tmp_path):
        """Of a visit that was handed over and put off; ids and no names."""
        visits = [row for row in rows(out / "rounds.csv") if row["kind"] == "visit"]
        moved = visits[0]
        other = next(row["carer_id"] for row in visits if row["carer_id"] != moved["carer_id"])
        change = {moved["visit_id"]: {"carer_id": other, "start": "11:59"}}
        hand = by_hand(out, tmp_path, change)
        outcome = compare(run, out / "plan.json", hand, "--date", DAY)
        assert outcome.code == 0
        assert "Clients to call: 1" in outcome.out
        assert f"{moved['carer_id']} → {other}" in outcome.out
        assert f"{moved['start'][11:16]} → 11:59" in outcome.out
        assert "Hard rules that only the new plan breaks" in outcome.out
        names = [row["name"] for row in rows(RURAL / "clients.csv")]
        assert not any(name in outcome.out for name in names)

    def test_json_is_the_document_that_is_written(self, run, out, tmp_path):
        """Nothing but the document is on stdout; all three files are there."""
        folder = tmp_path / "compared"
        outcome = compare(run, out / "plan.json", out / "rounds.csv", "--json", "--out", folder)
        assert outcome.out.encode() == (folder / "comparison.json").read_bytes()
        assert {path.name for path in folder.iterdir()} == {
            "comparison.json",
            "comparison.csv",
            "comparison.html",
        }

    def test_a_team_that_has_changed_since(self, run, out, tmp_path):
        """A shift is gone: the old plan is judged with the team it was made for."""
        team = Path(shutil.copytree(RURAL, tmp_path / "team"))
        ill = next(row["carer_id"] for row in rows(out / "rounds.csv"))
        shifts = (team / "shifts.csv").read_text(encoding="utf-8").splitlines()
        kept = [line for line in shifts if not line.startswith(f"{ill},{DAY}")]
        (team / "shifts.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
        plan = json.loads((out / "plan.json").read_text(encoding="utf-8"))
        hand = tmp_path / "hand.csv"
        lines = [
            f"{row['carer_id']},{row['visit_id']},{row['start']},{row['place']}"
            for row in rows(out / "rounds.csv")
            if row["kind"] == "visit" and row["carer_id"] != ill
        ]
        hand.write_text("\n".join(["carer_id,visit_id,start,place", *lines]), encoding="utf-8")
        options = ("--team", team, "--old-team", RURAL, "--estimate", "--quiet", "--json")
        outcome = run("compare", out / "plan.json", hand, *options)
        assert outcome.code == 0
        found = json.loads(outcome.out)
        assert found["violations"]["gone"] == []
        assert found["score"]["before"] == plan["score"]["total"]
        lost = next(carer for carer in found["carers"] if carer["carer_id"] == ill)
        assert lost["after"]["visits"] == 0

    def test_plans_are_compared_on_the_dates_that_both_are_for(self, run, out, tmp_path):
        """A plan of two dates beside one of the first: the second is left out of it."""
        both = tmp_path / "both"
        run(
            *("plan", RURAL, "--date", DAY, "--days", 2, "--iterations", 1, "--estimate"),
            *("--quiet", "--out", both),
        )
        found = json.loads(compare(run, both / "plan.json", out / "plan.json", "--json").out)
        assert (found["first_date"], found["days"]) == (DAY, 1)
        assert {move["date"] for move in found["moves"]} <= {DAY}
        assert all(move["kind"] != "removed" for move in found["moves"])

    def test_plans_without_a_date_in_common_are_refused(self, run, out, tmp_path):
        """With the dates of both."""
        later = tmp_path / "later.csv"
        later.write_text("carer_id,visit_id,start\n", encoding="utf-8")
        outcome = compare(run, out / "plan.json", later, "--date", "2026-11-25")
        assert outcome.code == 2
        assert "plans-of-other-dates" in outcome.err
        assert "2026-11-25" in outcome.err
