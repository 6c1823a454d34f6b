"""A good team with one defect yields exactly the finding of that defect, in each of its forms."""

from dataclasses import dataclass, field

import pytest
import team_forms
from team_forms import findings_of, places_of, write_form

from scheduler.codes import CODES

FORMS = ("folder", "xlsx", "json")


@dataclass(frozen=True)
class Defect:
    """Cells of one row (an index from 0; one past the end adds a row) that spoil the team."""

    code: str
    table: str
    index: int
    cells: dict = field(hash=False)
    column: str = ""

    @property
    def reported_column(self) -> str:
        """The column that the finding names: the first one spoilt, unless told."""
        return self.column or next(iter(self.cells))


def visit(code: str, index: int, column: str = "", **cells: object) -> Defect:
    """A defect of visits.csv."""
    return Defect(code, "visits", index, cells, column)


def shift(code: str, index: int, column: str = "", **cells: object) -> Defect:
    """A defect of shifts.csv."""
    return Defect(code, "shifts", index, cells, column)


def carer(code: str, index: int, column: str = "", **cells: object) -> Defect:
    """A defect of carers.csv."""
    return Defect(code, "carers", index, cells, column)


def client(code: str, index: int, column: str = "", **cells: object) -> Defect:
    """A defect of clients.csv."""
    return Defect(code, "clients", index, cells, column)


def pin(code: str, index: int, column: str = "", **cells: object) -> Defect:
    """A defect of pins.csv."""
    return Defect(code, "pins", index, cells, column)


def amendment(code: str, index: int, column: str = "", **cells: object) -> Defect:
    """A defect of amendments.csv."""
    return Defect(code, "amendments", index, cells, column)


def setting(code: str, key: str, value: object, column: str = "") -> Defect:
    """A defect of team.toml."""
    return Defect(code, "team", 0, {key: value}, column)


DATED = {"visit_id": "v06", "client_id": "k02", "minutes": 10}
SPRING = {**DATED, "date": "2026-03-29"}
NIGHT = {"carer_id": "c03", "start": "2026-10-25T01:00", "end": "2026-10-25T05:00"}
DAY = {"carer_id": "c03", "start": "2026-11-25T08:00", "end": "2026-11-25T16:00"}
AMENDED = {"visit_id": "v04", "date": "2027-03-28"}
MEETING = {"carer_id": "c01", "kind": "appointment"}

DEFECTS = [
    # settings
    setting("value-missing", "id", None),
    setting("id-malformed", "id", "a/b"),
    setting("value-missing", "timezone", None),
    setting("timezone-unknown", "timezone", "Europe/Amsterdan"),
    setting("timezone-unknown", "timezone", "Europe"),
    setting("location-out-of-range", "base.lat", 95),
    setting("not-a-number", "base.lon", "five"),
    setting("value-missing", "base.lon", None),
    setting("number-out-of-range", "agreements.overtime_limit_minutes", -5),
    setting("not-a-whole-number", "agreements.break_minutes", 7.5),
    setting("not-a-whole-number", "agreements.rest_hours", 1.00001),
    setting("number-out-of-range", "agreements.access_minutes.car", 90),
    setting("key-unknown", "agreements.rest_minutes", 600),
    setting("key-unknown", "colour", "green"),
    setting("rule-unknown", "weights.travell", 3),
    setting("rule-hard", "weights.window", 3),
    setting("not-a-whole-number", "weights.overtime", 1.5),
    setting("number-out-of-range", "weights.overtime", -1),
    # carers
    carer("id-duplicate", 3, "carer_id", carer_id="c01", discipline="nurse"),
    carer("value-missing", 3, "carer_id", name="Nobody", discipline="nurse"),
    carer("id-malformed", 3, "carer_id", carer_id="../c04", discipline="nurse"),
    carer("value-missing", 2, discipline=""),
    carer("choice-unknown", 0, discipline="nurce"),
    carer("choice-unknown", 0, mode="unicycle"),
    carer("not-a-number", 0, home_lat="north"),
    carer("location-out-of-range", 0, home_lat=-91),
    carer("location-out-of-range", 0, home_lon=181),
    carer("location-zero", 0, "home_lat", home_lat=0, home_lon=0),
    carer("location-swapped", 0, "home_lat", home_lat=5.92, home_lon=52.56),
    carer("location-far", 0, "home_lat", home_lat=54.5, home_lon=4.2),
    carer("value-missing", 0, home_lat=""),
    carer("value-missing", 1, "home_lon", home_lat=52.55),
    carer("not-a-whole-number", 0, contract_minutes_per_week="24 h"),
    carer("number-out-of-range", 0, contract_minutes_per_week=99999),
    carer("formula-cell", 0, qualifications="=A1"),
    carer("formula-cell", 0, mode="#REF!"),
    carer("text-damaged", 0, name="Zo\ufffd"),
    # shifts
    shift("id-unknown", 2, carer_id="c09"),
    shift("id-unknown", 2, carer_id="C03"),
    shift("value-missing", 2, carer_id=""),
    shift("value-missing", 2, start=""),
    shift("not-a-date-time", 2, start="23-11-2026 08:00"),
    shift("not-a-date-time", 2, start="2026-11-23"),
    shift("not-a-date-time", 2, end="2026-11-31T08:00"),
    shift("not-a-date-time", 2, end="2026-11-23T24:00"),
    shift("not-a-date", 2, start="1026-11-23T08:00"),
    shift("shift-ends-early", 2, end="2026-11-23T08:00"),
    shift("shift-too-long", 2, end="2026-12-23T12:00"),
    shift("time-skipped", 5, "start", **{**NIGHT, "start": "2026-03-29T02:30"}),
    shift("time-doubled", 5, "start", **{**NIGHT, "start": "2026-10-25T02:30"}),
    shift("time-doubled", 5, "end", **{**NIGHT, "end": "2026-10-25T02:00"}),
    shift("time-doubled", 5, "break_earliest", **NIGHT, break_minutes=15, break_earliest="02:10"),
    shift("choice-unknown", 2, start_place="office"),
    shift("choice-unknown", 2, end_place="office"),
    shift("choice-unknown", 2, kind="holiday"),
    shift(
        "shift-overlap",
        5,
        "start",
        **{**DAY, "start": "2026-11-23T11:59", "end": "2026-11-23T13:00"},
    ),
    shift(
        "shift-overlap",
        5,
        "start",
        **{**DAY, "start": "2026-11-23T08:00", "end": "2026-11-23T12:00"},
    ),
    shift(
        "shift-overlap",
        5,
        "start",
        carer_id="c02",
        start="2026-11-24T09:00",
        end="2026-11-24T10:00",
    ),
    shift(
        "appointment-outside",
        5,
        "start",
        **MEETING,
        start="2026-11-23T14:30",
        end="2026-11-23T15:30",
    ),
    shift(
        "appointment-outside",
        5,
        "start",
        **MEETING,
        start="2026-11-25T09:00",
        end="2026-11-25T10:00",
    ),
    shift(
        "appointment-overlap",
        5,
        "start",
        **MEETING,
        start="2026-11-23T14:00",
        end="2026-11-23T14:30",
    ),
    shift("cell-not-used", 3, load_cap=4),
    shift("cell-not-used", 3, break_minutes=10),
    shift("cell-not-used", 3, end_place="home"),
    shift("cell-not-used", 2, break_earliest="09:00"),
    shift("not-a-whole-number", 0, break_minutes="half"),
    shift("not-a-time", 0, break_latest="13:75"),
    shift("break-outside-shift", 0, break_earliest="06:30"),
    shift("break-outside-shift", 0, break_latest="15:30"),
    shift("break-no-room", 0, "break_minutes", break_earliest="13:10"),
    shift("break-no-room", 2, break_minutes=300),
    shift("number-out-of-range", 0, load_cap=-1),
    # clients
    client("id-duplicate", 3, "client_id", client_id="k02", lat=52.5, lon=6),
    client("value-missing", 2, lat=""),
    client("location-zero", 2, "lat", lat=0, lon=0),
    client("location-swapped", 1, "lat", lat=5.9, lon=52.55),
    client("location-far", 1, "lat", lat=53.9, lon=4.1),
    client("id-unknown", 0, primary_carer="c9"),
    client("id-unknown", 0, refuses="c03;c9"),
    client("id-unknown", 0, wishes="c01 ; C02"),
    client("carer-both-ways", 0, refuses="c02;c03"),
    client("carer-both-ways", 0, refuses="c01", wishes="c02"),
    # visits
    visit(
        "id-duplicate", 5, "visit_id", visit_id="v01", client_id="k01", date="2026-11-23", minutes=5
    ),
    visit("id-unknown", 4, client_id="k00"),
    visit("date-or-recurrence", 0, "date", recurrence="FREQ=DAILY"),
    visit("date-or-recurrence", 4, "date", recurrence="", first_date=""),
    visit("not-a-date", 5, "date", **DATED, date="23/11/2026"),
    visit("not-a-date", 5, "date", **DATED, date="2026-02-29"),
    visit("cell-not-used", 0, last_date="2026-12-01"),
    visit("value-missing", 4, first_date=""),
    visit("dates-reversed", 2, last_date="2026-11-01"),
    visit(
        "recurrence-never",
        2,
        "recurrence",
        last_date="2026-11-02",
        recurrence="FREQ=WEEKLY;BYDAY=TU",
    ),
    visit("recurrence-never", 4, recurrence="FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"),
    visit("recurrence-never", 4, recurrence="FREQ=DAILY;UNTIL=20261001"),
    visit("recurrence-malformed", 4, recurrence="every Monday"),
    visit("recurrence-malformed", 4, recurrence="FREQ=HOURLY"),
    visit("recurrence-malformed", 4, recurrence="FREQ=DAILY;INTERVAL=0"),
    visit("recurrence-malformed", 4, recurrence="FREQ=DAILY;BYHOUR=8"),
    visit("recurrence-malformed", 4, recurrence="BYDAY=MO"),
    visit("recurrence-malformed", 4, recurrence="FREQ=DAILY;FREQ=DAILY"),
    visit("recurrence-malformed", 4, recurrence="FREQ=DAILY;COUNT=3;UNTIL=20271001"),
    visit("recurrence-malformed", 4, recurrence="FREQ=DAILY;UNTIL=20271301"),
    visit("recurrence-malformed", 4, recurrence="FREQ=WEEKLY;BYDAY=1MO"),
    visit("recurrence-malformed", 4, recurrence="FREQ=WEEKLY;BYMONTHDAY=3"),
    visit("recurrence-malformed", 4, recurrence="FREQ=MONTHLY;BYMONTHDAY=32"),
    visit("recurrence-malformed", 4, recurrence="FREQ=MONTHLY;BYSETPOS=1"),
    visit("window-malformed", 4, windows="08:00"),
    visit("window-malformed", 4, windows=";"),
    visit("not-a-time", 4, windows="8h-9h"),
    visit("not-a-time", 4, windows="22:00-48:00"),
    visit("window-reversed", 4, windows="10:00-09:00"),
    visit("window-overlap", 4, windows="08:00-10:00;09:00-11:00"),
    visit("window-overlap", 4, windows="08:00-10:00;10:00-11:00"),
    visit("window-skipped", 5, "windows", **SPRING, windows="02:00-02:45"),
    visit(
        "window-skipped", 5, "windows", **{**SPRING, "date": "2026-03-28"}, windows="26:00-26:45"
    ),
    visit("time-skipped", 5, "wished_start", **SPRING, windows="01:00-04:00", wished_start="02:30"),
    visit("not-a-time", 0, wished_start="8 o'clock"),
    visit("wished-outside-windows", 0, wished_start="09:31"),
    visit("value-missing", 4, minutes=""),
    visit("number-out-of-range", 4, minutes=0),
    visit("number-out-of-range", 4, minutes=721),
    visit("not-a-whole-number", 4, minutes="2,5"),
    visit("not-a-whole-number", 4, minutes="ten"),
    visit("number-out-of-range", 4, carers_needed=13),
    visit("places-disagree", 4, "carers_needed", qualifications="a|b|c"),
    visit("number-out-of-range", 2, "qualifications", qualifications="a|" * 12),
    visit("joint-alone", 0, kind="joint"),
    visit("choice-unknown", 0, kind="party"),
    visit("number-out-of-range", 2, priority=4),
    visit("protected-too-long", 2, protected_minutes=31),
    visit("number-out-of-range", 2, load=-1),
    visit("id-unknown", 1, after_visit="v99"),
    visit("id-unknown", 1, after_visit="V01"),
    visit("after-itself", 1, after_visit="v02"),
    visit("after-circle", 0, after_visit="v02"),
    visit("gap-without-after", 0, min_gap_minutes=10),
    visit("gap-reversed", 1, "max_gap_minutes", min_gap_minutes=241),
    visit("number-out-of-range", 1, min_gap_minutes=-1),
    visit(
        "gap-impossible",
        1,
        "max_gap_minutes",
        min_gap_minutes=0,
        max_gap_minutes=15,
        after_visit="v01",
        windows="10:00-12:00",
    ),
    visit("gap-impossible", 1, "min_gap_minutes", min_gap_minutes=301, max_gap_minutes=""),
    visit("after-dates-apart", 1, "after_visit", date="2026-11-22"),
    visit("after-dates-apart", 1, after_visit="v05", min_gap_minutes="", max_gap_minutes=""),
    visit("after-dates-apart", 4, after_visit="v03"),
    # history, pins and amendments
    Defect("not-a-date", "history", 0, {"date": "yesterday"}),
    Defect("value-missing", "history", 0, {"carer_id": ""}),
    Defect("id-unknown", "history", 0, {"client_id": "K01"}),
    pin("id-unknown", 0, visit_id="v9"),
    pin("id-unknown", 0, carer_id="c9"),
    pin("pin-off-date", 0, date="2026-11-24"),
    pin("pin-no-such-place", 1, place=3),
    pin("number-out-of-range", 1, place=0),
    pin("pin-empty", 1, carer_id=""),
    pin("pin-twice", 2, "visit_id", visit_id="v04", date="2026-11-23", place=2, carer_id="c03"),
    pin("pin-outside-windows", 0, start="09:45"),
    pin("pin-starts-differ", 3, "start", visit_id="v04", date="2026-11-23", start="10:00"),
    pin("not-a-date-time", 0, start="early"),
    amendment("id-unknown", 0, visit_id="v9"),
    amendment("id-unknown", 0, visit_id="V04"),
    amendment("value-missing", 0, visit_id=""),
    amendment("value-missing", 0, date=""),
    amendment("not-a-date", 0, date="24-11-2026"),
    amendment("amendment-off-date", 1, date="2026-11-27"),
    amendment("amendment-off-date", 0, date="2026-11-01"),
    amendment("amendment-empty", 0, cancelled="no"),
    amendment("amendment-empty", 0, cancelled=""),
    amendment("amendment-twice", 3, "visit_id", visit_id="v04", date="2026-11-24", minutes=30),
    amendment("choice-unknown", 0, cancelled="perhaps"),
    amendment("cell-not-used", 0, windows="08:00-09:00"),
    amendment("cell-not-used", 0, minutes=20),
    amendment("window-malformed", 1, windows="08:00"),
    amendment("not-a-time", 1, windows="8h-9h"),
    amendment("window-reversed", 1, windows="10:00-09:00"),
    amendment("window-overlap", 1, windows="08:00-10:00;10:00-11:00"),
    amendment("window-skipped", 3, "windows", **AMENDED, windows="02:00-02:45"),
    amendment("number-out-of-range", 1, minutes=0),
    amendment("number-out-of-range", 1, minutes=721),
    amendment("not-a-whole-number", 1, minutes="ten"),
    amendment("protected-too-long", 1, minutes=4),
]


def name_of(defect: Defect) -> str:
    """What a failing case is called."""
    cells = "-".join(str(value) for value in defect.cells.values())
    return f"{defect.code}-{defect.table}-{defect.reported_column}-{cells[:40]}"


def spoilt(defect: Defect) -> dict:
    """The good team with the defect."""
    tables = team_forms.good()
    if defect.table == "team":
        tables["team"].update(defect.cells)
        return tables
    rows = tables[defect.table]
    if defect.code == "pin-starts-differ":
        rows[1]["start"] = "11:00"
    while len(rows) <= defect.index:
        rows.append({})
    rows[defect.index].update(defect.cells)
    tables[defect.table] = [row for row in rows if row]
    return tables


def expected(defect: Defect, form: str, tables: dict) -> tuple[str, str, int, str]:
    """Where the finding must stand."""
    index = min(defect.index, len(tables[defect.table]) - 1)
    if defect.table == "team":
        line = list(tables["team"]).index(next(iter(defect.cells))) + 1
        row = 0 if form == "json" else line
        return (defect.code, {"folder": "team.toml"}.get(form, "team"), row, defect.reported_column)
    row = index + (1 if form == "json" else 2)
    file = f"{defect.table}.csv" if form == "folder" else defect.table
    return (defect.code, file, row, defect.reported_column)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("defect", DEFECTS, ids=name_of)
def test_one_defect_yields_exactly_its_finding(defect, form, tmp_path):
    """Code, file, row and column are right, and nothing else is reported."""
    tables = spoilt(defect)
    if defect.table == "team" and None in defect.cells.values():
        key = next(iter(defect.cells))
        del tables["team"][key]
        where = (defect.code, {"folder": "team.toml"}.get(form, "team"), 0, key)
    else:
        where = expected(defect, form, tables)
    findings = findings_of(write_form(form, tables, tmp_path))
    assert places_of(findings) == [where]
    assert findings[0].remedy
    assert findings[0].message


def test_every_code_of_a_cell_has_a_defect_that_raises_it():
    """The list above forgets no code of its kind (files and forms are tested elsewhere)."""
    of_files = {
        "team-missing", "team-form-unknown", "file-missing", "file-misnamed", "file-unreadable",
        "not-utf-8", "toml-malformed", "json-malformed", "workbook-unreadable", "quotes-unmatched",
        "header-missing", "column-missing", "column-unknown", "column-duplicate", "column-unnamed",
        "too-many-cells", "merged-cells", "wrong-type", "key-duplicate", "decimal-comma",
        "no-carers", "history-foreign",
    }  # fmt: skip
    codes = list(CODES)
    reading = set(codes[codes.index("team-missing") : codes.index("history-foreign") + 1])
    assert reading - of_files == {defect.code for defect in DEFECTS}
