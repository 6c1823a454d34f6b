"""One row being read: values by column, and what is wrong with them."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from scheduler.io.team.cells import CellError
from scheduler.io.team.problems import Problems
from scheduler.io.team.tables import Row, Table

T = TypeVar("T")


class Fields:
    """Reads the cells of one row and reports each that has no value.

    A cell that was found wanting counts as blank from then on and is no longer `sound`: checks
    over several cells ask for that first, so that one mistake is reported once.
    """

    def __init__(self, table: Table, row: Row, problems: Problems) -> None:
        self.table = table
        self.row = row
        self._problems = problems
        self._unsound = set(row.unreadable)

    def optional(self, column: str, read: Callable[[str], T]) -> T | None:
        """The value; None when the cell is blank or has none."""
        cell = self.row.cells.get(column)
        if cell is None:
            self._note_blank(column)
            return None
        try:
            return read(cell)
        except CellError as error:
            self.report(column, error.code, error.message, remedy=error.remedy)
            return None

    def value(self, column: str, read: Callable[[str], T], default: T) -> T:
        """The value, or the default where the cell is blank or has none."""
        value = self.optional(column, read)
        return default if value is None else value

    def has(self, column: str) -> bool:
        """Whether anything stands in the cell, readable or not."""
        return column in self.row.cells or column in self.row.unreadable

    def written(self, column: str) -> str:
        """The cell as it stands."""
        return self.row.cells.get(column, "")

    def sound(self, *columns: str) -> bool:
        """Whether nothing was found wrong with any of these cells."""
        return self._unsound.isdisjoint(columns)

    def report(
        self, column: str, code: str, message: str, *, value: str | None = None, remedy: str = ""
    ) -> None:
        """Add a finding about a cell of this row, or about all of it (no column)."""
        shown = self.written(column) if value is None else value
        number = self.row.lines.get(column, self.row.number)
        name = self.table.name
        self._problems.add(name, number, column, code, message, value=shown, remedy=remedy)
        self._unsound.add(column)

    def _note_blank(self, column: str) -> None:
        if column in self._unsound or not self.table.spec.column_by_name[column].required:
            return
        if column in self.table.columns:
            self.report(column, "value-missing", f"{column} is blank.")
        else:
            self._unsound.add(column)


def rows_of(table: Table, problems: Problems) -> Iterable[Fields]:
    """The rows of a table, ready to be read."""
    return (Fields(table, row, problems) for row in table.rows)
