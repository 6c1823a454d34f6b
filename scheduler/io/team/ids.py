"""Which ids a team knows, and references to them."""

from scheduler.io.team.cells import NO_WORDS, identifier, words
from scheduler.io.team.fields import Fields
from scheduler.io.team.tables import Table


def _folded(name: str) -> str:
    return "".join(name.casefold().split())


class KnownIds:
    """The ids of a table: of every row that has one, whatever else is wrong with the row."""

    def __init__(self, table: Table, column: str) -> None:
        self._noun = column.removesuffix("_id")
        self._complete = (
            table.complete
            and (column in table.columns or not table.rows)
            and not any(column in row.unreadable for row in table.rows)
        )
        self._row_of: dict[str, int] = {}
        for row in table.rows:
            if column in row.cells:
                self._row_of.setdefault(row.cells[column], row.number)
        self._suspects = table.suspects
        self._by_fold = {_folded(each): each for each in reversed(self._row_of)}

    def __contains__(self, name: object) -> bool:
        return name in self._row_of

    def near(self, name: str) -> str:
        """The known id that differs from `name` in case and blanks only, or nothing."""
        return self._by_fold.get(_folded(name), "")

    def may_exist(self, name: str) -> bool:
        """Whether the id is known, or may stand in a part of the table that is unreadable."""
        return name in self._row_of or name in self._suspects or not self._complete

    def define(self, fields: Fields, column: str) -> str | None:
        """The id of a row; reports a malformed one and one that an earlier row has."""
        name = fields.optional(column, identifier)
        if name is None:
            return None
        first = self._row_of[name]
        if first != fields.row.number:
            message = f"{self._noun} {name} stands in row {first} already."
            fields.report(column, "id-duplicate", message)
        return name

    def refer(self, fields: Fields, column: str) -> str | None:
        """The id that a cell refers to, None when blank; reports an unknown one."""
        name = fields.optional(column, str)
        if name is not None:
            self._check(fields, column, name)
        return name

    def refer_many(self, fields: Fields, column: str) -> frozenset[str]:
        """The ids that a cell lists; reports each unknown one."""
        names = fields.value(column, words, NO_WORDS)
        for name in names:
            self._check(fields, column, name)
        return frozenset(names)

    def _check(self, fields: Fields, column: str, name: str) -> None:
        if self.may_exist(name):
            return
        near = self.near(name)
        remedy = f"Ids are case-sensitive: did you mean {near}?" if near else ""
        message = f"There is no {self._noun} {name!r}."
        fields.report(column, "id-unknown", message, value=name, remedy=remedy)
