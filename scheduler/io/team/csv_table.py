"""CSV as Excel, editors and other programs write it."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from scheduler.io.team.columns import TableSpec
from scheduler.io.team.problems import Problems
from scheduler.io.team.tables import Table, tabulate

_SEPARATORS = (",", ";", "\t")
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


def read_csv(content: bytes, name: str, spec: TableSpec, problems: Problems) -> Table:
    """The table that a CSV file holds."""
    lines = io.StringIO(decoded(content, name, problems), newline="").readlines()
    first, separator = _opening(lines, spec)
    if first == len(lines):
        problems.add(name, 0, "", "header-missing", "The file has no row of column names.")
        return Table.absent(name, spec, complete=False)
    records = _Records(lines, first, separator, name, problems)
    header = next(iter(records), None)
    if header is None:
        return Table.absent(name, spec, complete=False)
    table = tabulate(name, spec, header, records, problems, decimal_comma=separator != ",")
    return replace(table, complete=not records.broken_off)


def decoded(content: bytes, name: str, problems: Problems) -> str:
    """The text; anything but UTF-8 is reported, then read as Windows would, to judge the rest."""
    for mark, encoding in _UTF16.items():
        if content.startswith(mark):
            message = "The file is in UTF-16 (which Excel calls Unicode text), not in UTF-8."
            problems.add(name, 0, "", "not-utf-8", message)
            return content.decode(encoding, errors="replace").lstrip("\ufeff").replace("\ufffd", "")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        plain = content.removeprefix(codecs.BOM_UTF8)
        row = plain.count(b"\n", 0, error.start) + 1
        value = f"0x{plain[error.start]:02X}"
        message = f"The file is not in UTF-8: byte {value} in this row; Windows-1252 is likely."
        problems.add(name, row, "", "not-utf-8", message, value=value)
        return plain.decode("cp1252", errors="replace").replace("\ufffd", "")


class _Records:
    """The rows of a CSV text, each with the line it starts on; reports where reading breaks off."""

    def __init__(
        self, lines: Sequence[str], first: int, separator: str, name: str, problems: Problems
    ) -> None:
        self._reader = csv.reader(lines[first:], delimiter=separator, strict=True)
        self._first = first
        self._name = name
        self._problems = problems
        self.broken_off = False

    def __iter__(self) -> Iterator[tuple[int, Sequence[str]]]:
        while True:
            line = self._first + self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                self.broken_off = True
                message = f"The quotes of this row do not match ({error}); reading stopped here."
                self._problems.add(self._name, line, "", "quotes-unmatched", message)
                return
            yield line, cells


def _opening(lines: Sequence[str], spec: TableSpec) -> tuple[int, str]:
    """Where the header stands, and what parts the cells.

    Excel may say so in a first line of its own; otherwise it is whichever finds most of the
    column names.
    """
    stated = _SEPARATOR_LINE.fullmatch(lines[0]) if lines else None
    first = 1 if stated else 0
    while first < len(lines) and not lines[first].strip(' \t\r\n,;"'):
        first += 1
    if stated and stated[1] in _SEPARATORS:
        return first, stated[1]
    header = lines[first] if first < len(lines) else ""
    return first, max(_SEPARATORS, key=lambda separator: _names_found(header, separator, spec))


def _names_found(header: str, separator: str, spec: TableSpec) -> int:
    names = {part.strip().strip('"').strip() for part in header.split(separator)}
    return len(names & spec.column_by_name.keys())
