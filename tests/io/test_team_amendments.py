"""Amendments beside the visits and pins they speak of; test_team_defects has them one by one."""

from dataclasses import replace

import pytest
from team_forms import document, findings_of, good, good_team, places_of, write_folder

from scheduler.errors import InputError
from scheduler.io.team import read_team, read_team_document, write_team_document

MONDAY = {"visit_id": "v01", "date": "2026-11-23"}


def refusals(tables: dict, folder) -> list[tuple[str, str, int, str]]:
    """What is wrong with the team."""
    return places_of(findings_of(write_folder(tables, folder)))


def amended(**cells: object) -> dict:
    """The good team, its pinned visit v01 amended in row 2 and in no other way."""
    return {**good(), "amendments": [{**MONDAY, **cells}]}


def test_everything_wrong_with_a_row_is_reported_at_once(tmp_path):
    """Its visit, its date, its answer and both differences."""
    tables = amended(visit_id="v9", date="soon", cancelled="1", windows="9-10", minutes=0)
    assert sorted(refusals(tables, tmp_path)) == sorted(
        (code, "amendments.csv", 2, column)
        for code, column in (
            ("id-unknown", "visit_id"),
            ("not-a-date", "date"),
            ("choice-unknown", "cancelled"),
            ("not-a-time", "windows"),
            ("number-out-of-range", "minutes"),
        )
    )


def test_each_difference_of_a_cancelled_visit_is_reported(tmp_path):
    """Windows and minutes, in every row that has them."""
    both = {"cancelled": "Yes", "windows": "08:00-09:00", "minutes": 20}
    tables = amended(**both)
    tables["amendments"].append({"visit_id": "v02", "date": "2026-11-23", **both})
    assert refusals(tables, tmp_path) == [
        ("cell-not-used", "amendments.csv", row, column)
        for row in (2, 3)
        for column in ("minutes", "windows")
    ]


def test_an_unknown_visit_is_not_also_amended_twice(tmp_path):
    """Which visits the two rows mean cannot be told."""
    tables = amended(visit_id="v9", minutes=20)
    tables["amendments"] *= 2
    assert refusals(tables, tmp_path) == [
        ("id-unknown", "amendments.csv", row, "visit_id") for row in (2, 3)
    ]


def test_one_visit_may_be_amended_on_several_dates(tmp_path):
    """And several visits on one."""
    tables = amended(minutes=20)
    tables["amendments"] += [
        {"visit_id": "v04", "date": f"2026-11-{day}", "minutes": 20} for day in (23, 24, 25)
    ]
    assert refusals(tables, tmp_path) == []


def test_a_visit_whose_dates_cannot_be_told_may_be_amended_on_any(tmp_path):
    """The broken date is the visit's fault."""
    tables = good()
    tables["visits"][2]["first_date"] = "in November"
    assert refusals(tables, tmp_path) == [("not-a-date", "visits.csv", 4, "first_date")]


def test_protected_minutes_that_are_wrong_anyway_do_not_speak_against_an_amendment(tmp_path):
    """One mistake, one finding."""
    tables = good()
    tables["visits"][2]["protected_minutes"] = 60
    assert refusals(tables, tmp_path) == [
        ("protected-too-long", "visits.csv", 4, "protected_minutes")
    ]


def test_an_amendment_may_leave_just_the_protected_minutes(tmp_path):
    """Five of v03."""
    tables = good()
    tables["amendments"][1]["minutes"] = 5
    assert refusals(tables, tmp_path) == []


def test_windows_of_the_spring_night_need_not_lie_wholly_in_hours_that_exist(tmp_path):
    """Only a window of which nothing is left is an error."""
    tables = good()
    tables["amendments"] = [{"visit_id": "v04", "date": "2027-03-28", "windows": "01:30-02:30"}]
    assert refusals(tables, tmp_path) == []


@pytest.mark.parametrize(("start", "code"), [("12:15", None), ("08:15", "pin-outside-windows")])
def test_a_pinned_start_lies_in_the_windows_of_its_date(start, code, tmp_path):
    """Those amended, not those agreed."""
    tables = amended(windows="12:00-13:00")
    tables["pins"][0]["start"] = start
    expected = [] if code is None else [(code, "pins.csv", 2, "start")]
    assert refusals(tables, tmp_path) == expected


def test_an_amendment_of_the_minutes_leaves_pins_to_the_agreed_windows(tmp_path):
    """08:15 lies in them, 12:15 does not."""
    tables = amended(minutes=20)
    assert refusals(tables, tmp_path / "inside") == []
    tables["pins"][0]["start"] = "12:15"
    assert refusals(tables, tmp_path / "outside") == [
        ("pin-outside-windows", "pins.csv", 2, "start")
    ]


def test_an_amendment_of_another_date_does_not_move_the_windows_of_a_pin(tmp_path):
    """v04 is pinned on Monday and amended on Wednesday."""
    tables = good()
    tables["pins"][1]["start"] = "08:15"
    tables["amendments"] = [{"visit_id": "v04", "date": "2026-11-25", "windows": "12:00-13:00"}]
    assert refusals(tables, tmp_path) == []


def test_a_pin_is_not_blamed_for_windows_that_cannot_be_read(tmp_path):
    """They may be any."""
    assert refusals(amended(windows="noon"), tmp_path) == [
        ("window-malformed", "amendments.csv", 2, "windows")
    ]


def test_the_pins_of_a_cancelled_visit_are_kept(tmp_path):
    """They count again once the cancellation is taken back."""
    team = read_team(write_folder(amended(cancelled="yes"), tmp_path))
    assert team.pins == good_team(tmp_path).pins


def test_the_pins_of_a_cancelled_visit_are_judged_as_agreed(tmp_path):
    """So that they are right when the cancellation is taken back."""
    tables = amended(cancelled="yes")
    tables["pins"][0]["start"] = "12:15"
    assert refusals(tables, tmp_path) == [("pin-outside-windows", "pins.csv", 2, "start")]


@pytest.mark.parametrize(("given", "cancelled"), [(True, True), (False, False), ("YES", True)])
def test_a_document_may_answer_with_true_and_false(given, cancelled):
    """As programs do; words are understood in any case."""
    tables = document(amended(cancelled=given, **({} if cancelled else {"minutes": 20})))
    assert read_team_document(tables).amendments[0].cancelled is cancelled


def test_only_an_answer_may_be_true_or_false():
    """The other columns hold texts and numbers."""
    with pytest.raises(InputError) as caught:
        read_team_document(document(amended(cancelled=True, minutes=True)))
    assert ("wrong-type", "amendments", 1, "minutes") in places_of(caught.value.findings)


def test_an_amended_length_that_is_not_in_minutes_cannot_be_written(tmp_path):
    """As with the length agreed."""
    team = good_team(tmp_path)
    odd = replace(team, amendments=(replace(team.amendments[2], service_seconds=61),))
    with pytest.raises(ValueError, match="61 seconds"):
        write_team_document(odd)


def test_a_team_in_which_nothing_differs_is_written_without_the_table(tmp_path):
    """Its document is that of a team that never heard of amendments."""
    team = good_team(tmp_path)
    assert "amendments" in write_team_document(team)
    written = write_team_document(replace(team, amendments=()))
    assert "amendments" not in written
    assert read_team_document(written) == replace(team, amendments=())
