"""Raw tables: what every form of a team is turned into before anything is judged."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from scheduler.io.team.columns import TableSpec
from scheduler.io.team.problems import Problems

_DAMAGED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffd]")
_SHEET_ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!"})


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        number: where it stands, as findings show it.
        cells: trimmed text by column; blank cells are left out.
        unreadable: columns whose cell was already found wanting.
        lines: line by column, where the columns of one row stand on lines of their own.
    """

    number: int
    cells: Mapping[str, str]
    unreadable: frozenset[str] = frozenset()
    lines: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """All rows of one file, sheet or key.

    Attributes:
        name: the file, sheet or key, as findings show it.
        spec: which columns there may be.
        columns: those that are there.
        complete: False when rows could not be read at all, so that ids may be missing from it.
        decimal_comma: whether 52,5 may be written for 52.5.
        suspects: every cell of rows whose cells cannot be told apart; any may be the row's id.
    """

    name: str
    spec: TableSpec
    columns: frozenset[str]
    rows: tuple[Row, ...]
    complete: bool = True
    decimal_comma: bool = False
    suspects: frozenset[str] = frozenset()

    @classmethod
    def absent(cls, name: str, spec: TableSpec, *, complete: bool) -> "Table":
        """A table that is not there: left out (`complete`), or missed."""
        return cls(name, spec, frozenset(), (), complete)


@dataclass(frozen=True)
class RawTeam:
    """Everything a team gave, unjudged: `settings` has one row whose columns are dotted keys."""

    settings: Table
    tables: Mapping[str, Table]


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that `word` was probably meant to be, or nothing."""
    by_fold = {each.casefold(): each for each in known}
    matches = get_close_matches(word.casefold()[:60], by_fold, n=1, cutoff=0.6)
    return by_fold[matches[0]] if matches else ""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest known word, or nothing."""
    meant = nearest(word, known)
    return f"Did you mean {meant}?" if meant else ""


def scalar_text(value: object) -> str | None:
    """A number, text or null of a document as a spreadsheet would show it; None for the rest."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value) if abs(value) < 10**18 else None


@dataclass(frozen=True, slots=True)
class CellCheck:
    """What every cell of a table goes through, whatever form it came in."""

    name: str
    spec: TableSpec
    problems: Problems

    def __call__(self, text: str, number: int, column: str) -> str | None:
        """The trimmed cell, or None when no meaning may be read into it."""
        text = text.strip()
        if not text:
            return text
        value = "" if self.spec.is_private(column) else text
        if _DAMAGED.search(text):
            message = "The cell holds characters that cannot be part of a text."
            self.problems.add(self.name, number, column, "text-damaged", message, value=value)
            return None
        if text[0] == "=" or text in _SHEET_ERRORS:
            message = "The cell holds a formula, not a value."
            self.problems.add(self.name, number, column, "formula-cell", message, value=value)
            return None
        return text


def tabulate(
    name: str,
    spec: TableSpec,
    header: tuple[int, Sequence[str]],
    records: Iterable[tuple[int, Sequence[str | None]]],
    problems: Problems,
    *,
    decimal_comma: bool,
) -> Table:
    """A table from a header and records, each with its line; a None cell was reported before."""
    columns = _columns(name, spec, header, problems)
    check = CellCheck(name, spec, problems)
    rows: list[Row] = []
    suspects: set[str] = set()
    for number, cells in records:
        if not any(cell is None or cell.strip() for cell in cells):
            continue
        surplus = cells[len(columns) :]
        if len(cells) > len(header[1]) or any(cell is None or cell.strip() for cell in surplus):
            message = f"The row has {len(cells)} cells, the header {len(columns)}."
            problems.add(name, number, "", "too-many-cells", message, value=f"{len(cells)} cells")
            suspects.update(cell.strip() for cell in cells if cell)
            continue
        rows.append(_row(number, columns, cells, check))
    present = frozenset(column for column in columns if column)
    return Table(name, spec, present, tuple(rows), True, decimal_comma, frozenset(suspects))


def _columns(
    name: str, spec: TableSpec, header: tuple[int, Sequence[str]], problems: Problems
) -> list[str]:
    """The column name by position, empty where a column cannot be used."""
    line, titles = header
    names = [title.strip() for title in titles]
    while names and not names[-1]:
        names.pop()
    columns: list[str] = []
    for position, title in enumerate(names, start=1):
        usable = ""
        if not title:
            message = f"Column {position} has no name."
            problems.add(name, line, "", "column-unnamed", message)
        elif title not in spec.column_by_name:
            message = f"There is no column {title!r} in {name}."
            remedy = did_you_mean(title, spec.column_by_name)
            problems.add(name, line, title, "column-unknown", message, value=title, remedy=remedy)
        elif title in columns:
            message = f"Column {title} stands twice."
            problems.add(name, line, title, "column-duplicate", message, value=title)
        else:
            usable = title
        columns.append(usable)
    for column in spec.columns:
        if column.required and column.name not in columns:
            message = f"Column {column.name} is missing."
            problems.add(name, line, column.name, "column-missing", message)
    return columns


def _row(number: int, columns: Sequence[str], cells: Sequence[str | None], check: CellCheck) -> Row:
    texts: dict[str, str] = {}
    unreadable: set[str] = set()
    for column, cell in zip(columns, cells, strict=False):
        if not column:
            continue
        text = None if cell is None else check(cell, number, column)
        if text is None:
            unreadable.add(column)
        elif text:
            texts[column] = text
    return Row(number, texts, frozenset(unreadable))
