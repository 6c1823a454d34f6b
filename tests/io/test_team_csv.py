"""CSV and TOML as Excel, editors and accidents leave them."""

import pytest
import team_forms
from team_forms import findings_of, good, places_of, write_folder

from scheduler.io.team import read_team


@pytest.fixture
def folder(tmp_path):
    """The good team, to spoil."""
    return write_folder(good(), tmp_path / "team")


def rewrite(path, old: str, new: str, count: int = 1) -> None:
    """Replace text in a file that must hold it."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, count), encoding="utf-8", newline="")


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_separators_and_byte_order_marks_make_no_difference(separator, encoding, tmp_path):
    """The header tells what parts the cells."""
    path = write_folder(good(), tmp_path / "other", separator, encoding)
    assert read_team(path) == team_forms.good_team(tmp_path)


def test_decimal_commas_are_read_where_semicolons_part_the_cells(tmp_path):
    """Dutch Excel writes 52,556."""
    tables = good()
    tables["clients"][0]["lat"] = "52,556"
    path = write_folder(tables, tmp_path / "dutch", ";")
    assert read_team(path) == team_forms.good_team(tmp_path)


def test_a_decimal_comma_among_commas_is_refused(folder):
    """Quoted it is one cell, but what it means is not certain."""
    rewrite(folder / "clients.csv", "52.556", '"52,556"')
    assert places_of(findings_of(folder)) == [("decimal-comma", "clients.csv", 2, "lat")]


def test_an_unquoted_decimal_comma_makes_too_many_cells_and_no_follow_on_errors(folder):
    """The client's id still counts as known."""
    rewrite(folder / "clients.csv", "52.55,", "52,55,")
    findings = findings_of(folder)
    assert places_of(findings) == [("too-many-cells", "clients.csv", 3, "")]


def test_the_separator_line_of_excel_is_understood(folder, tmp_path):
    """`sep=;` above the header is not a row of the table, but counts as a line."""
    path = write_folder(good(), tmp_path / "sep", ";")
    text = (path / "visits.csv").read_text(encoding="utf-8")
    (path / "visits.csv").write_text("sep=;\n" + text, encoding="utf-8", newline="")
    assert read_team(path) == read_team(folder)
    rewrite(path / "visits.csv", ";25;", ";0;")
    assert places_of(findings_of(path)) == [("number-out-of-range", "visits.csv", 3, "minutes")]


@pytest.mark.parametrize("end", ["\r", "\r\n"])
def test_any_ends_of_lines_are_understood(end, folder, tmp_path):
    """Of Windows and of old Macs; rows are counted alike."""
    path = write_folder(good(), tmp_path / "ends")
    for file in path.glob("*.csv"):
        text = file.read_text(encoding="utf-8")
        file.write_bytes(text.replace("\n", end).encode())
    assert read_team(path) == read_team(folder)
    visits = path / "visits.csv"
    visits.write_bytes(visits.read_bytes().replace(b",25,", b",0,"))
    assert places_of(findings_of(path)) == [("number-out-of-range", "visits.csv", 2, "minutes")]


def test_blank_lines_are_skipped_and_counted(folder):
    """Rows are the lines of the file."""
    rewrite(folder / "carers.csv", "\nc02", "\n\n,,,\nc02")
    rewrite(folder / "carers.csv", "assistant", "asistant")
    findings = findings_of(folder)
    assert places_of(findings) == [("choice-unknown", "carers.csv", 5, "discipline")]
    assert findings[0].remedy == "Did you mean assistant?"


def test_a_quoted_line_break_counts_as_a_line(folder):
    """The row is the line on which it starts, as an editor shows it."""
    rewrite(folder / "clients.csv", "Kade 1, Kampen", "Kade 1\nKampen")
    rewrite(folder / "clients.csv", "5.9,", "500,")
    assert places_of(findings_of(folder)) == [("location-out-of-range", "clients.csv", 4, "lon")]


def test_windows_1252_is_refused_with_the_row_of_the_first_letter(folder):
    """A name is never misread; the rest of the file is judged all the same."""
    path = folder / "carers.csv"
    rewrite(path, "assistant", "asistant")
    path.write_bytes(path.read_bytes().decode("utf-8").encode("cp1252"))
    findings = findings_of(folder)
    assert places_of(findings) == [
        ("not-utf-8", "carers.csv", 2, ""),
        ("choice-unknown", "carers.csv", 3, "discipline"),
    ] or places_of(findings) == [
        ("choice-unknown", "carers.csv", 3, "discipline"),
        ("not-utf-8", "carers.csv", 2, ""),
    ]
    assert "CSV UTF-8" in next(f for f in findings if f.code == "not-utf-8").remedy


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_is_refused_once(folder, encoding):
    """What Excel calls Unicode text is told apart."""
    path = folder / "carers.csv"
    text = path.read_text(encoding="utf-8")
    path.write_bytes(
        ("\ufeff" if encoding == "utf-16-be" else "").encode(encoding) + text.encode(encoding)
    )
    assert places_of(findings_of(folder)) == [("not-utf-8", "carers.csv", 0, "")]


def test_nul_bytes_are_found(folder):
    """In a name their place is told, but not the name."""
    path = folder / "carers.csv"
    path.write_bytes(path.read_bytes().replace(b"Ben", b"B\x00n"))
    findings = findings_of(folder)
    assert places_of(findings) == [("text-damaged", "carers.csv", 3, "name")]
    assert "B" not in findings[0].value


@pytest.mark.parametrize(("old", "new"), [("Ben", '"Ben'), ("Ben", '"Be"n')])
def test_unmatched_quotes_stop_the_file_and_cause_no_follow_on_errors(folder, old, new):
    """Carers below the row may exist, so nobody who names them is blamed."""
    rewrite(folder / "carers.csv", old, new)
    assert places_of(findings_of(folder)) == [("quotes-unmatched", "carers.csv", 3, "")]


def test_an_unmatched_quote_in_the_header_is_reported(folder):
    """There is then no header to read by."""
    path = folder / "history.csv"
    path.write_text('"date,client_id\n2026', encoding="utf-8")
    assert places_of(findings_of(folder)) == [("quotes-unmatched", "history.csv", 1, "")]


@pytest.mark.parametrize("content", ["", "\n\n", " ,, \n"])
def test_a_file_without_a_header_is_reported_once(folder, content):
    """Clients may be meant to stand in it, so no visit is blamed."""
    (folder / "clients.csv").write_text(content, encoding="utf-8")
    assert places_of(findings_of(folder)) == [("header-missing", "clients.csv", 0, "")]


@pytest.mark.parametrize("name", ["carers", "shifts", "clients", "visits"])
def test_a_missing_file_is_reported_once(folder, name):
    """Nothing that refers to its rows is blamed."""
    (folder / f"{name}.csv").unlink()
    assert places_of(findings_of(folder)) == [("file-missing", f"{name}.csv", 0, "")]


def test_a_file_with_nearly_the_right_name_is_pointed_out(folder):
    """An optional file is not passed over for a slip in its name."""
    (folder / "history.csv").rename(folder / "histroy.csv")
    findings = findings_of(folder)
    assert places_of(findings) == [("file-misnamed", "history.csv", 0, "")]
    assert findings[0].value == "histroy.csv"


def test_other_files_in_the_folder_are_left_alone(folder):
    """Plans may stand beside the team."""
    for name in ("rounds.csv", "unassigned.csv", "notes.csv", "visits 2025.txt"):
        (folder / name).write_text("anything", encoding="utf-8")
    assert findings_of(folder) == ()


def test_a_folder_in_place_of_a_file_cannot_be_read(folder):
    """The system's reason is passed on."""
    (folder / "pins.csv").unlink()
    (folder / "pins.csv").mkdir()
    assert places_of(findings_of(folder)) == [("file-unreadable", "pins.csv", 0, "")]


@pytest.mark.parametrize(
    ("file", "column"),
    [
        ("carers", "carer_id"),
        ("clients", "client_id"),
        ("visits", "visit_id"),
        ("visits", "minutes"),
        ("shifts", "start"),
        ("history", "carer_id"),
        ("pins", "date"),
        ("amendments", "date"),
    ],
)
def test_a_missing_key_column_is_reported_once(file, column, tmp_path):
    """Not once more for each of its rows, nor for each reference to them."""
    tables = good()
    for row in tables[file]:
        row.pop(column, None)
    findings = findings_of(write_folder(tables, tmp_path))
    assert places_of(findings) == [("column-missing", f"{file}.csv", 1, column)]


def test_an_unknown_column_is_reported_with_the_nearest_name(folder):
    """A slip in a column name is not passed over."""
    rewrite(folder / "visits.csv", "wished_start", "wish_start")
    findings = findings_of(folder)
    assert places_of(findings) == [("column-unknown", "visits.csv", 1, "wish_start")]
    assert findings[0].remedy == "Did you mean wished_start?"


def test_a_column_that_stands_twice_is_reported(folder):
    """Neither of the two can be preferred."""
    rewrite(folder / "carers.csv", "mode", "name")
    assert ("column-duplicate", "carers.csv", 1, "name") in places_of(findings_of(folder))


def test_a_column_without_a_name_is_reported(folder):
    """Between others; at the end it may be blank."""
    rewrite(folder / "carers.csv", ",mode,", ",,")
    rewrite(folder / "clients.csv", "wishes", "wishes,,")
    assert places_of(findings_of(folder)) == [("column-unnamed", "carers.csv", 1, "")]


def test_a_team_of_nobody_is_refused(tmp_path):
    """A header alone is not enough for carers."""
    tables = {**good(), "carers": [], "shifts": [], "clients": [], "visits": []}
    tables |= {"history": [], "pins": [], "amendments": []}
    findings = findings_of(write_folder(tables, tmp_path))
    assert places_of(findings) == [("no-carers", "carers.csv", 0, "")]


def test_a_history_of_another_team_is_refused(tmp_path):
    """Not one id in it is known."""
    tables = good()
    tables["history"] = [{"date": "2026-11-20", "client_id": "k01", "carer_id": "x1"}]
    findings = findings_of(write_folder(tables, tmp_path))
    assert places_of(findings) == [("history-foreign", "history.csv", 0, "carer_id")]


def test_settings_that_are_not_toml_are_reported_with_their_line(folder):
    """Times cannot be placed in a zone then, and are judged without."""
    rewrite(folder / "team.toml", 'id = "kampen-south"', "id = kampen south")
    assert places_of(findings_of(folder)) == [("toml-malformed", "team.toml", 1, "")]


@pytest.mark.parametrize("content", ["a = " + "[" * 5000, "a = " + "9" * 5000])
def test_monstrous_toml_is_reported(folder, content):
    """Nesting without end and numbers without end."""
    (folder / "team.toml").write_text(content, encoding="utf-8")
    assert [f.code for f in findings_of(folder)] == ["toml-malformed"]


def test_settings_in_another_encoding_are_reported(folder):
    """As any other file."""
    path = folder / "team.toml"
    path.write_bytes(path.read_bytes() + "# ë".encode("cp1252"))
    assert places_of(findings_of(folder)) == [("not-utf-8", "team.toml", 11, "")]


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("network = true", "wrong-type", "network"),
        ("network = 2026-11-23", "wrong-type", "network"),
        ("weights = 3", "wrong-type", "weights"),
        ("[people]\na = 1", "key-unknown", "people"),
    ],
)
def test_settings_of_a_wrong_type_are_reported(folder, line, code, column):
    """With the line, which is the last of the file here."""
    path = folder / "team.toml"
    kept = [
        each
        for each in path.read_text(encoding="utf-8").splitlines()
        if not each.startswith(column)
    ]
    path.write_text("\n".join([*kept, line]), encoding="utf-8")
    assert places_of(findings_of(folder)) == [(code, "team.toml", len(kept) + 1, column)]


def test_tables_in_toml_are_understood(folder):
    """Groups may be written as tables, and their keys have lines of their own."""
    path = folder / "team.toml"
    text = path.read_text(encoding="utf-8").replace("weights.travel = 12\n", "")
    path.write_text(text + "[weights]\ntravel = 12\novertime = -1\n", encoding="utf-8")
    assert places_of(findings_of(folder)) == [
        ("number-out-of-range", "team.toml", 12, "weights.overtime")
    ]


@pytest.mark.parametrize(
    ("name", "code"), [("nowhere", "team-missing"), ("team.ods", "team-form-unknown")]
)
def test_a_path_to_no_team_is_refused(name, code, tmp_path):
    """Nothing there, or a form that is not read."""
    (tmp_path / "team.ods").write_text("x", encoding="utf-8")
    assert places_of(findings_of(tmp_path / name)) == [(code, name, 0, "")]


def test_a_missing_settings_file_is_reported_once(folder):
    """The rest is judged."""
    (folder / "team.toml").unlink()
    rewrite(folder / "visits.csv", ",25,", ",0,")
    assert places_of(findings_of(folder)) == [
        ("file-missing", "team.toml", 0, ""),
        ("number-out-of-range", "visits.csv", 2, "minutes"),
    ]


def test_settings_that_cannot_be_opened_are_reported(folder):
    """A folder of that name."""
    (folder / "team.toml").unlink()
    (folder / "team.toml").mkdir()
    assert places_of(findings_of(folder)) == [("file-unreadable", "team.toml", 0, "")]


def test_a_swapped_base_is_reported_instead_of_every_place(tmp_path):
    """One mistake, one finding."""
    tables = good()
    tables["team"].update({"base.lat": 5.911, "base.lon": 52.5551})
    findings = findings_of(write_folder(tables, tmp_path))
    assert places_of(findings) == [("location-swapped", "team.toml", 4, "base.lat")]


def test_defects_in_several_files_are_all_reported(tmp_path):
    """Nothing is lost, nothing invented, and a broken carer row is still a known carer."""
    tables = good()
    tables["team"]["timezone"] = "Mars/Base"
    tables["carers"][0].update(home_lat="x", mode="sled")
    tables["carers"][2]["discipline"] = ""
    tables["shifts"][1]["end"] = "soon"
    tables["clients"][0]["wishes"] = "c01;nobody"
    tables["visits"][0].update(minutes=-1, windows="12:00-11:00")
    tables["visits"][4]["recurrence"] = "FREQ=NEVER"
    tables["history"][1]["date"] = "16 nov"
    tables["pins"][1]["place"] = "two"
    tables["amendments"][1].update(date="soon", minutes="few")
    assert sorted(places_of(findings_of(write_folder(tables, tmp_path)))) == sorted(
        [
            ("timezone-unknown", "team.toml", 3, "timezone"),
            ("not-a-number", "carers.csv", 2, "home_lat"),
            ("choice-unknown", "carers.csv", 2, "mode"),
            ("value-missing", "carers.csv", 4, "discipline"),
            ("not-a-date-time", "shifts.csv", 3, "end"),
            ("id-unknown", "clients.csv", 2, "wishes"),
            ("number-out-of-range", "visits.csv", 2, "minutes"),
            ("window-reversed", "visits.csv", 2, "windows"),
            ("recurrence-malformed", "visits.csv", 6, "recurrence"),
            ("not-a-date", "history.csv", 3, "date"),
            ("not-a-whole-number", "pins.csv", 3, "place"),
            ("not-a-date", "amendments.csv", 3, "date"),
            ("not-a-whole-number", "amendments.csv", 3, "minutes"),
        ]
    )


def test_an_appointment_is_not_blamed_for_a_broken_shift(tmp_path):
    """The shift around it may be the one whose end cannot be read."""
    tables = good()
    tables["shifts"][0]["end"] = "afternoon"
    findings = findings_of(write_folder(tables, tmp_path))
    assert places_of(findings) == [("not-a-date-time", "shifts.csv", 2, "end")]


def test_no_finding_repeats_a_name_or_an_address(tmp_path):
    """Cells of private columns never reach an error."""
    tables = good()
    tables["carers"][0]["name"] = "=Zoë"
    tables["clients"][0].update(name="J. Sm\ufffdt", address="Kade\x01")
    findings = findings_of(write_folder(tables, tmp_path))
    assert [f.code for f in findings] == ["formula-cell", "text-damaged", "text-damaged"]
    assert all(f.value == "" for f in findings)
    assert not any(word in f.message for f in findings for word in ("Zo", "Sm", "Kade"))


def test_long_values_are_cut(tmp_path):
    """A finding stays readable."""
    tables = good()
    tables["visits"][0]["minutes"] = "9" * 500
    assert len(findings_of(write_folder(tables, tmp_path))[0].value) == 80


def test_a_field_beyond_all_measure_is_reported(folder):
    """The CSV reader's own limit is an input error too."""
    rewrite(folder / "carers.csv", "Ben", "B" * 200_000)
    assert places_of(findings_of(folder)) == [("quotes-unmatched", "carers.csv", 3, "")]
