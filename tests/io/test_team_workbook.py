"""Workbooks as Excel leaves them."""

import zipfile
from datetime import datetime, time, timedelta

import openpyxl
import pytest
import team_forms
from openpyxl.worksheet.formula import ArrayFormula
from team_forms import findings_of, good, places_of, write_workbook

from scheduler.io.team import read_team, workbook


@pytest.fixture
def path(tmp_path):
    """The good team, to spoil."""
    return write_workbook(good(), tmp_path / "team.xlsx")


def change(path, sheet: str, **cells: object) -> None:
    """Set cells by coordinate."""
    book = openpyxl.load_workbook(path)
    for coordinate, value in cells.items():
        book[sheet][coordinate] = value
    book.save(path)


def test_decimal_commas_typed_as_text_are_read(path, tmp_path):
    """In a workbook nothing but the cell border parts cells."""
    change(path, "clients", C2="52,556")
    change(path, "team", B4="52,5551")
    assert read_team(path) == team_forms.good_team(tmp_path)


def test_numbers_show_their_leading_zeros(tmp_path):
    """A number 7 that shows 007 is the id 007."""
    tables = good()
    tables["clients"] = [{"client_id": 7, "lat": 52.55, "lon": 5.9}]
    tables |= {"visits": [], "pins": [], "history": [], "amendments": []}
    path = write_workbook(tables, tmp_path / "zeros.xlsx")
    book = openpyxl.load_workbook(path)
    book["clients"]["A2"].number_format = "000"
    book.save(path)
    assert read_team(path).clients[0].client_id == "007"


def test_times_are_read_as_what_they_show(path):
    """Fractions of a second that Excel's arithmetic leaves are no part of a time."""
    tables = good()
    assert tables["visits"][4]["visit_id"] == "v05"
    column = team_forms.columns_of(tables["visits"], "visits").index("wished_start") + 1
    book = openpyxl.load_workbook(path)
    book["visits"].cell(2, column).value = time(8, 0, 0, 100)
    book["visits"].cell(6, column).value = timedelta(hours=24, minutes=30)
    start = team_forms.columns_of(tables["shifts"], "shifts").index("start") + 1
    book["shifts"].cell(2, start).value = datetime.fromisoformat("2026-11-23T06:59:59.999900")
    book.save(path)
    team = read_team(path)
    assert team.visits[0].wished_start == 28_800
    assert team.visits[4].wished_start == 88_200
    assert team.shifts[0].start.second == 0


def test_seconds_of_a_time_are_kept(path):
    """A time is what it shows, to the second."""
    column = team_forms.columns_of(good()["visits"], "visits").index("wished_start") + 1
    book = openpyxl.load_workbook(path)
    book["visits"].cell(2, column).value = time(8, 0, 30)
    book.save(path)
    assert read_team(path).visits[0].wished_start == 28_830


@pytest.mark.parametrize("formula", ["=B3", ArrayFormula("D2", "=B3")])
def test_formulas_are_refused(path, formula):
    """Their results may be stale or missing."""
    change(path, "carers", D2=formula)
    assert places_of(findings_of(path)) == [("formula-cell", "carers", 2, "qualifications")]


def test_a_formula_in_an_id_blames_no_reference(path):
    """What the id is cannot be told, so it may be any."""
    change(path, "carers", A2='=CONCAT("c","01")')
    assert places_of(findings_of(path)) == [("formula-cell", "carers", 2, "carer_id")]


def test_errors_of_formulas_are_refused(path):
    """As text too, as a pasted value leaves them."""
    change(path, "carers", D2="#N/A")
    assert places_of(findings_of(path)) == [("formula-cell", "carers", 2, "qualifications")]


def test_truth_values_are_refused(path):
    """TRUE is neither a text nor a number."""
    change(path, "carers", D2=True)
    findings = findings_of(path)
    assert [(f.code, f.file, f.row, f.value) for f in findings] == [
        ("wrong-type", "carers", 2, "D2")
    ]


def test_merged_cells_are_refused_once(path):
    """Whatever they leave blank is not reported again."""
    book = openpyxl.load_workbook(path)
    book["carers"].merge_cells("C2:C3")
    book.save(path)
    findings = findings_of(path)
    assert places_of(findings) == [("merged-cells", "carers", 2, "")]
    assert findings[0].value == "C2:C3"


def test_merged_settings_are_refused_once(path):
    """In the sheet of keys and values as well."""
    book = openpyxl.load_workbook(path)
    book["team"].merge_cells("A2:B2")
    book.save(path)
    assert places_of(findings_of(path)) == [("merged-cells", "team", 2, "")]


def test_hidden_rows_and_sheets_are_read(path, tmp_path):
    """A filter or a hidden sheet does not change the team."""
    book = openpyxl.load_workbook(path)
    book["visits"].row_dimensions[3].hidden = True
    book["history"].sheet_state = "hidden"
    book.save(path)
    assert read_team(path) == team_forms.good_team(tmp_path)


def test_a_stray_cell_far_below_costs_nothing(path):
    """Only cells that there are get looked at; this one is a row without an id."""
    change(path, "clients", B1048576="far away")
    findings = findings_of(path)
    assert [(f.row, f.column) for f in findings] == [
        (1_048_576, "client_id"), (1_048_576, "lat"), (1_048_576, "lon"),
    ]  # fmt: skip


@pytest.mark.parametrize("sheet", ["team", "carers", "shifts", "clients", "visits"])
def test_a_missing_sheet_is_reported_once(path, sheet):
    """Nothing that refers to it is blamed."""
    book = openpyxl.load_workbook(path)
    del book[sheet]
    book.save(path)
    assert places_of(findings_of(path)) == [("file-missing", sheet, 0, "")]


def test_a_sheet_with_nearly_the_right_name_is_pointed_out(path):
    """Other sheets are left alone."""
    book = openpyxl.load_workbook(path)
    book["pins"].title = "Pins 1"
    book.create_sheet("Notes")
    book.save(path)
    assert places_of(findings_of(path)) == [("file-misnamed", "pins", 0, "")]


def test_optional_sheets_may_be_left_out(path):
    """No pins, no history, no amendments."""
    book = openpyxl.load_workbook(path)
    del book["pins"]
    del book["history"]
    del book["amendments"]
    book.save(path)
    team = read_team(path)
    assert (team.pins, team.history, team.amendments) == ((), (), ())


def test_cells_of_blanks_are_no_row(path, tmp_path):
    """Somebody's stray space bar below the last row asks for nothing."""
    change(path, "carers", A40="  ", C41=" ")
    change(path, "team", A40=" ")
    assert read_team(path) == team_forms.good_team(tmp_path)


def test_an_empty_sheet_has_no_header(path):
    """As an empty file."""
    book = openpyxl.load_workbook(path)
    del book["visits"]
    book.create_sheet("visits")
    book.save(path)
    assert places_of(findings_of(path)) == [("header-missing", "visits", 0, "")]


def test_settings_may_have_a_header_and_no_third_column(path):
    """`key` and `value` above; anything beside a value is refused."""
    book = openpyxl.load_workbook(path)
    book["team"].insert_rows(1)
    book["team"].append(["key", "value"])
    book.save(path)
    assert findings_of(path) == ()
    change(path, "team", C3="note")
    assert [f.code for f in findings_of(path)] == ["too-many-cells"]


def test_a_setting_that_stands_twice_is_reported(path):
    """Neither of the two can be preferred."""
    change(path, "team", A11="name", B11="Other")
    assert places_of(findings_of(path)) == [("key-duplicate", "team", 11, "name")]


def test_a_setting_with_a_truth_value_is_reported_once(path):
    """And not as missing besides."""
    change(path, "team", B1=True)
    assert [f.code for f in findings_of(path)] == ["wrong-type"]


@pytest.mark.parametrize(
    "content",
    [b"", b"not a workbook", bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 100, b"PK\x03\x04rest"],
)
def test_what_is_no_workbook_is_refused(content, tmp_path):
    """Empty, text, old or with a password, broken off."""
    path = tmp_path / "team.xlsx"
    path.write_bytes(content)
    findings = findings_of(path)
    assert places_of(findings) == [("workbook-unreadable", "team.xlsx", 0, "")]


def test_a_password_is_named_as_the_reason(tmp_path):
    """Encrypted workbooks are compound files."""
    path = tmp_path / "team.xlsx"
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1"))
    assert "password" in findings_of(path)[0].message


def test_a_zip_of_something_else_is_refused(tmp_path):
    """Whatever openpyxl runs into."""
    path = tmp_path / "team.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    assert [f.code for f in findings_of(path)] == ["workbook-unreadable"]


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked(path, monkeypatch):
    """A few kilobytes may hold gigabytes."""
    monkeypatch.setattr(workbook, "_MOST_BYTES", 1000)
    findings = findings_of(path)
    assert [f.code for f in findings] == ["workbook-unreadable"]
    assert "1000 is the most" in findings[0].message
