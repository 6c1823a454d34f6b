"""rounds.csv and unassigned.csv: exactly the agreed columns, a row per stop and per open place."""

import csv
from datetime import datetime
from io import StringIO
from itertools import pairwise

import plans

from scheduler.io.plan_json import plan_document
from scheduler.io.plan_tables import rounds_csv, unassigned_csv
from scheduler.units import seconds_between

REPORT = plans.small_report()
DOCUMENT = plan_document(REPORT)


def rows(text: str) -> list[dict[str, str]]:
    """The rows by column name."""
    return list(csv.DictReader(StringIO(text, newline="")))


def test_rounds_have_the_agreed_columns() -> None:
    """Other people's checkers rely on the header."""
    assert rounds_csv(DOCUMENT).splitlines()[0] == (
        "carer_id,shift_start,sequence,kind,visit_id,place,client_id,arrival,start,end,"
        "travel_seconds,travel_metres,mode"
    )


def test_unassigned_has_the_agreed_columns() -> None:
    """Other people's checkers rely on the header."""
    assert unassigned_csv(DOCUMENT).splitlines()[0] == "visit_id,date,place,priority,reasons"


def test_every_stop_is_a_row_in_order() -> None:
    """Sequence counts from 0 at the start of each round, and nothing is left out."""
    listed = rows(rounds_csv(DOCUMENT))
    assert len(listed) == sum(len(each.stops) for each in REPORT.plan.rounds)
    first = [row for row in listed if row["carer_id"] == "c01"]
    assert [row["sequence"] for row in first] == [str(n) for n in range(len(first))]
    kinds = ["start", "visit", "visit", "visit", "break", "appointment", "visit", "end"]
    assert [row["kind"] for row in first] == kinds


def test_times_can_be_added_up_from_the_file_alone() -> None:
    """Arrival is the end before plus the travel, with offsets that tell the instant."""
    listed = rows(rounds_csv(DOCUMENT))
    for before, row in pairwise(listed):
        if row["kind"] == "start":
            assert (row["travel_seconds"], row["travel_metres"], row["mode"]) == ("", "", "")
            continue
        left, arrived = (datetime.fromisoformat(t) for t in (before["end"], row["arrival"]))
        assert seconds_between(left, arrived) == int(row["travel_seconds"])


def test_other_stops_have_no_visit() -> None:
    """Visit, place and client are empty but for visits."""
    for row in rows(rounds_csv(DOCUMENT)):
        given = {bool(row[name]) for name in ("visit_id", "place", "client_id")}
        assert given == {row["kind"] == "visit"}


def test_reasons_are_listed_by_carer() -> None:
    """`carer: rule: text`, separated by semicolons; empty where no reason is known."""
    first, second = rows(unassigned_csv(DOCUMENT))
    assert first["reasons"].startswith("c01: qualification: lacks infusion; c02: refusal: ")
    assert (first["visit_id"], first["place"], first["priority"]) == ("v12", "1", "2")
    assert second["reasons"] == ""
