"""A team as one .xlsx workbook: a sheet `team` of keys and values, and a sheet per table."""

import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from scheduler.io.team.cells import clock_text
from scheduler.io.team.columns import SETTINGS, TABLES, TableSpec
from scheduler.io.team.keys import SettingKeys
from scheduler.io.team.problems import Problems
from scheduler.io.team.tables import RawTeam, Table, nearest, scalar_text, tabulate

_OLE_MARK = bytes.fromhex("D0CF11E0A1B11AE1")
_MOST_BYTES = 300_000_000
_LEADING_ZEROS = re.compile("0{2,}")


def workbook_tables(path: Path, problems: Problems) -> RawTeam:
    """The raw tables of a workbook; hidden rows, columns and sheets are read as any other."""
    workbook = _opened(path, problems)
    try:
        sheets = {sheet.title: sheet for sheet in workbook.worksheets}
        tables = {key: _table(sheets, spec, problems) for key, spec in TABLES.items()}
        return RawTeam(_settings(sheets, problems), tables)
    finally:
        workbook.close()


def _opened(path: Path, problems: Problems) -> Workbook:
    """The workbook; refuses one that cannot be opened."""
    workbook: Workbook | None = None
    try:
        obstacle = _obstacle(path)
        if not obstacle:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of drawings and styles, which are not read
                workbook = openpyxl.load_workbook(path)
    except Exception as error:  # openpyxl lets through whatever a broken file makes it run into
        obstacle = f"The file is no workbook, or a damaged one ({type(error).__name__})."
    if workbook is None:
        problems.refuse(path.name, "workbook-unreadable", obstacle)
    return workbook


def _obstacle(path: Path) -> str:
    """Why the file should not even be tried, or nothing."""
    with path.open("rb") as file:
        if file.read(len(_OLE_MARK)) == _OLE_MARK:
            return "The workbook has a password, or is in the format of before 2007."
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    if unpacked > _MOST_BYTES:
        return f"Unpacked, the workbook has {unpacked} bytes; {_MOST_BYTES} is the most."
    return ""


def _sheet(
    sheets: Mapping[str, Worksheet], spec: TableSpec, problems: Problems
) -> Worksheet | None:
    if spec.key in sheets:
        return sheets[spec.key]
    known = {"team", *TABLES}
    meant = nearest(spec.key, sheets.keys() - known)
    if meant and nearest(meant, known) == spec.key:
        message = f"Sheet {meant!r} is not read: its name is {spec.key}."
        problems.add(spec.key, 0, "", "file-misnamed", message, value=meant)
    elif spec.required:
        problems.add(spec.key, 0, "", "file-missing", f"There is no sheet {spec.key}.")
    return None


def _table(sheets: Mapping[str, Worksheet], spec: TableSpec, problems: Problems) -> Table:
    sheet = _sheet(sheets, spec, problems)
    if sheet is None:
        return Table.absent(spec.key, spec, complete=not spec.required)
    _report_merged(sheet, problems)
    records = _records(sheet, problems)
    if not records:
        problems.add(spec.key, 0, "", "header-missing", "The sheet has no row of column names.")
        return Table.absent(spec.key, spec, complete=False)
    number, titles = records[0]
    header = (number, [title or "" for title in titles])
    return tabulate(spec.key, spec, header, records[1:], problems, decimal_comma=True)


def _settings(sheets: Mapping[str, Worksheet], problems: Problems) -> Table:
    keys = SettingKeys("team", problems)
    sheet = _sheet(sheets, SETTINGS, problems)
    if sheet is None:
        return keys.table(complete=False)
    _report_merged(sheet, problems)
    for number, cells in _records(sheet, problems):
        key, value, *rest = [*cells, "", ""]
        if (key, value) == ("key", "value"):
            continue
        if any(rest):
            message = "A row of this sheet has a key and a value, and nothing more."
            problems.add("team", number, "", "too-many-cells", message)
        elif key and value is None:
            keys.skip(key.strip())
        elif key is not None:
            keys.add(key.strip(), value, number)
    return keys.table(decimal_comma=True)


def _records(sheet: Worksheet, problems: Problems) -> list[tuple[int, Sequence[str | None]]]:
    """The rows that hold anything, as text; None for a cell that was reported.

    `iter_rows` would make every cell between the first and the last, of which one stray cell at
    the foot of a sheet asks millions; so the cells that there are are taken as they are.
    """
    by_row: dict[int, dict[int, str | None]] = defaultdict(dict)
    for (row, column), cell in sheet._cells.items():  # noqa: SLF001
        if isinstance(cell, MergedCell):
            by_row[row][column] = None
        elif cell.value is not None:
            by_row[row][column] = _text(cell, sheet.title, problems)
    records: list[tuple[int, Sequence[str | None]]] = []
    for row, cells in sorted(by_row.items()):
        texts = [cells.get(column, "") for column in range(1, max(cells) + 1)]
        if any(text is not None and text.strip() for text in texts):
            records.append((row, texts))
    return records


def _report_merged(sheet: Worksheet, problems: Problems) -> None:
    for merged in sheet.merged_cells.ranges:
        message = f"Cells {merged.coord} are merged, so that all but the first are blank."
        row = merged.min_row or 0
        problems.add(sheet.title, row, "", "merged-cells", message, value=merged.coord)


def _text(cell: Cell, sheet: str, problems: Problems) -> str | None:
    """What the cell shows, in the form a CSV file would have it."""
    value = cell.value
    if cell.data_type == "f":
        return value if isinstance(value, str) else "={}"
    if isinstance(value, datetime):
        return _day_or_instant(value, cell.number_format)
    if isinstance(value, time):
        since_midnight = timedelta(
            hours=value.hour,
            minutes=value.minute,
            seconds=value.second,
            microseconds=value.microsecond,
        )
        return clock_text(round(since_midnight.total_seconds()))
    if isinstance(value, timedelta):
        return clock_text(round(value.total_seconds()))
    return _plain(cell, sheet, problems)


def _day_or_instant(value: datetime, number_format: str) -> str:
    shown = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    if shown.time() == time() and "h" not in number_format.lower():
        return shown.date().isoformat()
    return shown.isoformat()


def _plain(cell: Cell, sheet: str, problems: Problems) -> str | None:
    value = cell.value
    text = scalar_text(value)
    if text is None:
        message = "The cell holds neither a text, a number nor a time."
        problems.add(sheet, cell.row, "", "wrong-type", message, value=cell.coordinate)
    elif isinstance(value, int | float) and _LEADING_ZEROS.fullmatch(cell.number_format):
        return text.zfill(len(cell.number_format))
    return text
