"""What a good team is read as: every value, every default, and the three forms alike."""

import itertools
import json
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
import team_forms
from team_forms import document, findings_of, good, good_team, places_of, write_folder, write_form

from scheduler.domain.agreements import DEFAULT_ACCESS_SECONDS
from scheduler.domain.carer import Carer, Discipline, Mode
from scheduler.domain.client import Client, PastVisit
from scheduler.domain.location import Location
from scheduler.domain.shift import Appointment, Break, Endpoint, Shift, ShiftKind
from scheduler.domain.visit import (
    Amendment,
    ClockWindow,
    Dependency,
    Pin,
    Priority,
    Recurrence,
    VisitAgreement,
    VisitKey,
    VisitKind,
)
from scheduler.io.team import read_team, read_team_document, write_team_document

MONDAY = date(2026, 11, 23)


def utc(hour: int, minute: int = 0, day: int = 23) -> datetime:
    """An instant of the November of the good team."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.fixture(scope="module")
def team(tmp_path_factory):
    """The good team."""
    return good_team(tmp_path_factory.mktemp("values"))


def breaks_of(folder, **cells: object) -> tuple[Break, ...]:
    """The breaks of the good team's first shift, its break cells replaced."""
    tables = good()
    blank = {"break_minutes": "", "break_earliest": "", "break_latest": ""}
    tables["shifts"][0].update({**blank, **cells})
    return read_team(write_folder(tables, folder)).shifts[0].breaks


@pytest.mark.parametrize("form", ["xlsx", "json"])
def test_the_same_team_in_another_form_is_an_equal_team(form, team, tmp_path):
    """Workbook and document give what the folder gives."""
    assert read_team(write_form(form, good(), tmp_path)) == team


def test_a_workbook_typed_by_excel_is_an_equal_team(team, tmp_path):
    """Dates, times and date-times with Excel's own types are read as what they show."""
    path = team_forms.write_workbook(good(), tmp_path / "typed.xlsx", typed=True)
    assert read_team(path) == team


@pytest.mark.parametrize("form", ["folder", "xlsx", "json"])
def test_a_written_document_is_read_as_the_same_team(form, team, tmp_path):
    """Nothing is lost or changed on the way through JSON, whatever form the team was read from."""
    read = read_team(write_form(form, good(), tmp_path))
    written = json.loads(json.dumps(write_team_document(read)))
    assert read_team_document(written) == team


def test_settings_are_read(team):
    """Every key of the settings, and defaults for those left out."""
    assert (team.team_id, team.name, team.network) == (
        "kampen-south", "Kampen Zuid", "kampen.osm.pbf",
    )  # fmt: skip
    assert team.timezone == ZoneInfo("Europe/Amsterdam")
    assert team.base == Location(52.5551, 5.911)
    assert team.agreements.wished_tolerance_seconds == 600
    assert team.agreements.change_tolerance_seconds == 900
    assert team.agreements.rest_seconds == 41_400
    assert team.agreements.access_seconds == {**DEFAULT_ACCESS_SECONDS, Mode.BIKE: 90}
    assert team.agreements.weights == {"travel": 12}


def test_carers_are_read(team):
    """Every column, and defaults where cells are blank."""
    assert team.carers == (
        Carer("c01", "Zoë", Discipline.NURSE, frozenset({"wound", "injection"}), Mode.EBIKE,
              Location(52.56, 5.92), 86_400),
        Carer("c02", "Ben", Discipline.ASSISTANT, frozenset(), Mode.BIKE, None, None),
        Carer("c03", "c03", Discipline.PHYSIOTHERAPIST, frozenset(), Mode.CAR, None, None),
    )  # fmt: skip


def test_shifts_are_read_in_order_of_start(team):
    """Breaks and appointments stand inside their shifts, and every kind is kept."""
    assert team.shifts == (
        Shift("c01", utc(6), utc(14), Endpoint.HOME, Endpoint.BASE,
              (Break(1800, utc(10), utc(12, 30)),),
              (Appointment(utc(12, 30), utc(13, 15), Endpoint.BASE),), ShiftKind.WORK, 20),
        Shift("c03", utc(7), utc(11)),
        Shift("c02", utc(15), utc(23, 30), breaks=(Break(1800, utc(17), utc(21, 30)),)),
        Shift("c02", utc(7, day=24), utc(11, day=24), kind=ShiftKind.ON_CALL),
    )  # fmt: skip


def test_clients_are_read(team):
    """Every column, and defaults where cells are blank."""
    assert team.clients == (
        Client("k01", "J. Smit", Location(52.556, 5.915), "Kade 1, Kampen", "c01",
               frozenset({"c03"}), frozenset({"c01", "c02"})),
        Client("k02", "A. de Vries", Location(52.55, 5.9)),
        Client("k03", "k03", Location(52.5, 6.0)),
    )  # fmt: skip


def test_visits_are_read_in_the_order_of_the_file(team):
    """Every column, and defaults where cells are blank."""
    november = date(2026, 11, 2)
    assert team.visits == (
        VisitAgreement("v01", "k01", MONDAY,
                       (ClockWindow(25_200, 34_200), ClockWindow(57_600, 64_800)), 1500, 28_800,
                       (frozenset({"wound", "injection"}),)),
        VisitAgreement("v02", "k01", MONDAY, (ClockWindow(36_000, 43_200),), 900,
                       dependency=Dependency("v01", 7200, 14_400)),
        VisitAgreement("v03", "k02",
                       Recurrence("FREQ=WEEKLY;BYDAY=MO,TH", november, date(2027, 1, 31)),
                       (ClockWindow(0, 86_400),), 1800, priority=Priority.SHOULD,
                       protected_seconds=300, omaha="27-I", load=3),
        VisitAgreement("v04", "k03", Recurrence("FREQ=DAILY", november),
                       (ClockWindow(0, 86_400),), 2400,
                       places=(frozenset({"physiotherapist"}), frozenset({"assistant"})),
                       kind=VisitKind.JOINT),
        VisitAgreement("v05", "k02", Recurrence("FREQ=MONTHLY;BYDAY=1TU", november),
                       (ClockWindow(79_200, 91_800),), 600, places=(frozenset({"assistant"}),) * 2),
    )  # fmt: skip


def test_history_is_in_order_of_date_and_keeps_carers_who_left(team):
    """A former carer is part of what a client knows; a former client is passed over."""
    assert team.history == (
        PastVisit(date(2026, 10, 1), "k01", "left"),
        PastVisit(date(2026, 11, 16), "k02", "c02"),
        PastVisit(date(2026, 11, 20), "k01", "c01"),
    )


def test_pins_are_read(team):
    """A clock time is taken on the pin's date; the place is 1 unless written."""
    assert team.pins == (
        Pin(VisitKey("v01", MONDAY), 1, "c01", utc(7, 15)),
        Pin(VisitKey("v04", MONDAY), 2, "c02", None),
    )


def test_amendments_are_read(team):
    """In the order of the file; what a blank cell leaves as agreed is None."""
    assert team.amendments == (
        Amendment(VisitKey("v04", date(2026, 11, 24)), cancelled=True),
        Amendment(VisitKey("v03", date(2026, 11, 26)), False,
                  (ClockWindow(46_800, 54_000), ClockWindow(68_400, 73_800)), 2700),
        Amendment(VisitKey("v04", date(2026, 12, 1)), service_seconds=1200),
    )  # fmt: skip


def test_a_team_without_visits_is_fine(tmp_path):
    """A header alone makes an empty table."""
    tables = {**good(), "visits": [], "pins": [], "amendments": []}
    assert read_team(write_folder(tables, tmp_path)).visits == ()


@pytest.mark.parametrize("key", ["history", "pins", "amendments"])
def test_an_optional_file_may_be_left_out(key, tmp_path):
    """Without history.csv, pins.csv or amendments.csv there is none."""
    tables = good()
    del tables[key]
    assert getattr(read_team(write_folder(tables, tmp_path)), key) == ()


def test_blanks_around_cells_and_column_names_are_trimmed(team, tmp_path):
    """Padding changes nothing."""
    tables = good()
    padded = [
        {f" {name} ": f"  {cell}\t" for name, cell in row.items()} for row in tables["visits"]
    ]
    assert read_team(write_folder({**tables, "visits": padded}, tmp_path)) == team


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, (Break(1800, utc(8), utc(12)),)),
        ({"break_minutes": 0}, ()),
        ({"break_minutes": 45}, (Break(2700, utc(8), utc(12)),)),
        ({"break_earliest": "11:00"}, (Break(1800, utc(10), utc(12)),)),
        ({"break_latest": "2026-11-23T12:45"}, (Break(1800, utc(8), utc(11, 45)),)),
        ({"break_latest": "12:45+01:00"}, None),
        ({"break_earliest": "13:00"}, None),
    ],
)
def test_a_break_is_as_the_row_says_or_else_by_default(cells, expected, tmp_path):
    """Two hours from both ends by default; a lone cell leaves the other at its default."""
    if expected is None and cells == {"break_earliest": "13:00"}:
        tables = good()
        tables["shifts"][0].update({"break_minutes": "", "break_latest": "", **cells})
        del tables["shifts"][3]
        read = read_team(write_folder(tables, tmp_path)).shifts[0].breaks
        assert read == (Break(1800, utc(12), utc(14)),)
    elif expected is None:
        tables = good()
        tables["shifts"][0].update(cells)
        assert [f.code for f in findings_of(write_folder(tables, tmp_path))] == ["not-a-date-time"]
    else:
        assert breaks_of(tmp_path, **cells) == expected


@pytest.mark.parametrize(
    ("minutes", "end", "expected"),
    [
        ("", "12:00", ()),
        (15, "12:00", (Break(900, utc(8), utc(10)),)),
        (90, "10:00", (Break(5400, utc(7), utc(9)),)),
    ],
)
def test_a_short_shift_has_a_break_only_when_asked(minutes, end, expected, tmp_path):
    """In the middle half where it fits there, anywhere in the shift otherwise."""
    tables = good()
    tables["shifts"] = [
        {"carer_id": "c03", "start": "2026-11-23T08:00", "end": f"2026-11-23T{end}",
         "break_minutes": minutes}
    ]  # fmt: skip
    assert read_team(write_folder(tables, tmp_path)).shifts[0].breaks == expected


def test_a_default_break_makes_way_for_an_appointment(tmp_path):
    """A course over the whole middle of the shift leaves the break at its ends."""
    tables = good()
    tables["shifts"] = [
        {"carer_id": "c03", "start": "2026-11-23T08:00", "end": "2026-11-23T16:00"},
        {"carer_id": "c03", "start": "2026-11-23T09:45", "end": "2026-11-23T14:15",
         "kind": "appointment", "start_place": "home"},
    ]  # fmt: skip
    shift = read_team(write_folder(tables, tmp_path)).shifts[0]
    assert shift.breaks == (Break(1800, utc(7), utc(15)),)
    assert shift.appointments[0].held_at is Endpoint.HOME


def test_a_break_past_midnight_is_written_with_hours_beyond_24(tmp_path):
    """24:30 on the date of the start is half past midnight."""
    tables = good()
    tables["shifts"] = [
        {"carer_id": "c03", "start": "2026-11-23T22:00", "end": "2026-11-24T06:00",
         "break_minutes": 30, "break_earliest": "24:30", "break_latest": "26:00"},
    ]  # fmt: skip
    shift = read_team(write_folder(tables, tmp_path)).shifts[0]
    assert shift.breaks == (Break(1800, utc(23, 30), utc(1, day=24)),)


def test_the_doubled_hour_is_told_apart_by_its_offset(tmp_path):
    """Both showings of 02:30 can be written."""
    tables = good()
    tables["shifts"] = [
        {"carer_id": "c02", "start": "2026-10-25T02:30+02:00", "end": "2026-10-25T05:00"},
        {"carer_id": "c03", "start": "2026-10-25T02:30+01:00", "end": "2026-10-25T05:00"},
    ]
    first, second = read_team(write_folder(tables, tmp_path)).shifts
    assert first.start == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert second.start == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert (first.seconds, second.seconds) == (12_600, 9_000)


def test_the_remedy_for_the_doubled_hour_shows_both_offsets(tmp_path):
    """The user can copy the one that is meant."""
    tables = good()
    tables["shifts"] = [{"carer_id": "c02", "start": "2026-10-25T02:30", "end": "2026-10-25T05:00"}]
    remedy = findings_of(write_folder(tables, tmp_path))[0].remedy
    assert "2026-10-25T02:30+02:00" in remedy
    assert "2026-10-25T02:30+01:00" in remedy


def test_recurring_visits_may_fall_on_the_nights_of_the_clock_change(tmp_path):
    """A rule of every night is no error, although one night lacks its window."""
    tables = good()
    tables["visits"][4].update(recurrence="FREQ=DAILY", windows="02:00-02:45", wished_start="02:30")
    assert findings_of(write_folder(tables, tmp_path)) == ()


def test_a_visit_on_the_night_of_the_clock_change_may_keep_to_hours_that_exist(tmp_path):
    """Only what the clocks jump past is an error."""
    tables = good()
    tables["shifts"] = [{"carer_id": "c02", "start": "2026-03-28T22:00", "end": "2026-03-29T06:00"}]
    night = {"visit_id": "v9", "client_id": "k01", "date": "2026-03-29", "minutes": 15}
    tables |= {"visits": [night], "pins": [], "history": [], "amendments": []}
    hours = {"windows": "01:00-01:45;03:00-04:00", "wished_start": "03:30"}
    assert findings_of(write_folder(tables | {"visits": [night | hours]}, tmp_path)) == ()
    gone = {"windows": "02:10-02:45"}
    assert places_of(findings_of(write_folder(tables | {"visits": [night | gone]}, tmp_path))) == [
        ("window-skipped", "visits.csv", 2, "windows")
    ]


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("RRULE:freq=daily;interval=2", "FREQ=DAILY;INTERVAL=2"),
        ("FREQ=DAILY;UNTIL=20261231T225959Z", "FREQ=DAILY;UNTIL=20261231"),
        ("FREQ=DAILY;UNTIL=20261231T230000Z", "FREQ=DAILY;UNTIL=20270101"),
        ("FREQ=DAILY;UNTIL=20261231T080000", "FREQ=DAILY;UNTIL=20261231"),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1;", "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"),
    ],
)
def test_rules_are_kept_in_one_spelling(written, rule, tmp_path):
    """Capitals, no prefix, and UNTIL as a date of the team's zone."""
    tables = good()
    tables["visits"][4]["recurrence"] = written
    assert read_team(write_folder(tables, tmp_path)).visits[4].dates.rule == rule


def test_windows_out_of_order_are_put_in_order(tmp_path):
    """Their order in the cell means nothing; blanks and long dashes do not either."""
    tables = good()
    tables["visits"][0]["windows"] = " 16:00 \N{EN DASH} 18:00 ; 7:00-09:30 "
    assert read_team(write_folder(tables, tmp_path)).visits[0].windows == (
        ClockWindow(25_200, 34_200), ClockWindow(57_600, 64_800),
    )  # fmt: skip


def test_a_document_may_list_words(team):
    """`;`-separated columns may be lists of texts."""
    tables = good()
    for rows, column in (
        ("carers", "qualifications"),
        ("clients", "wishes"),
        ("visits", "windows"),
    ):
        tables[rows][0][column] = tables[rows][0][column].split(";")
    assert read_team_document(document(tables)) == team


def test_a_visit_nobody_can_do_is_no_input_error(tmp_path):
    """It will be left unassigned with reasons."""
    tables = good()
    tables["visits"][0]["qualifications"] = "flying"
    assert findings_of(write_folder(tables, tmp_path)) == ()


def test_a_visit_may_follow_one_of_an_earlier_date(tmp_path):
    """The gap is counted over midnight."""
    tables = good()
    tables["visits"][1].update(date="2026-11-24", min_gap_minutes=24 * 60, max_gap_minutes=48 * 60)
    assert findings_of(write_folder(tables, tmp_path)) == ()


def test_a_recurring_visit_may_follow_one_with_a_single_date(tmp_path):
    """The first assessment comes before all that follow from it."""
    tables = good()
    tables["visits"][4].update(after_visit="v01")
    assert findings_of(write_folder(tables, tmp_path)) == ()


def test_a_single_visit_may_follow_a_recurring_one_of_its_date(tmp_path):
    """The dates meet on the one date."""
    tables = good()
    tables["visits"][0].update(after_visit="v03")
    assert findings_of(write_folder(tables, tmp_path)) == ()


def test_a_written_team_with_no_extras_is_read_again():
    """Blank everything that may be blank."""
    tables = good()
    tables["team"] = {
        name: tables["team"][name] for name in ("id", "timezone", "base.lat", "base.lon")
    }
    for key, rows in itertools.islice(tables.items(), 1, None):
        required = {"carers": "discipline", "shifts": "start end", "clients": "lat lon"}
        keep = {"carer_id", "client_id", "visit_id", "date", "recurrence", "first_date", "minutes"}
        keep.update(required.get(key, "").split())
        tables[key] = [{n: c for n, c in row.items() if n in keep} for row in rows]
    tables |= {"pins": [], "amendments": []}
    tables["shifts"] = tables["shifts"][:3]
    team = read_team_document(document(tables))
    assert read_team_document(write_team_document(team)) == team
    assert team.name == "kampen-south"
