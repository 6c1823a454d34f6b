"""Settings: nested keys turned into one row of dotted keys."""

from collections.abc import Iterator, Mapping

from scheduler.io.team.columns import SETTINGS
from scheduler.io.team.problems import Problems
from scheduler.io.team.tables import CellCheck, Row, Table, did_you_mean, scalar_text
from scheduler.rules import HARD_RULES

_HARD = frozenset(f"weights.{rule.rule_id.value}" for rule in HARD_RULES)
_SECTIONS = frozenset(
    ".".join(column.name.split(".")[:depth])
    for column in SETTINGS.columns
    for depth in range(1, column.name.count(".") + 1)
)


class SettingKeys:
    """Gathers settings one by one, with the line each stands on."""

    def __init__(self, name: str, problems: Problems) -> None:
        self._name = name
        self._problems = problems
        self._check = CellCheck(name, SETTINGS, problems)
        self._cells: dict[str, str] = {}
        self._unreadable: set[str] = set()
        self._lines: dict[str, int] = {}

    def add(self, key: str, value: object, line: int) -> None:
        """Take one setting, or report why it cannot be one."""
        if key not in SETTINGS.column_by_name:
            self._report_unknown(key, line)
            return
        if key in self._lines:
            message = f"{key} stands twice."
            self._problems.add(self._name, line, key, "key-duplicate", message, value=key)
            return
        self._lines[key] = line
        scalar = scalar_text(value)
        cell = None
        if scalar is None:
            message = f"{key} is neither a text nor a number."
            self._problems.add(self._name, line, key, "wrong-type", message)
        else:
            cell = self._check(scalar, line, key)
        if cell is None:
            self._unreadable.add(key)
        elif cell:
            self._cells[key] = cell

    def skip(self, key: str) -> None:
        """Note a key whose value was found wanting already."""
        self._unreadable.add(key)

    def table(self, *, complete: bool = True, decimal_comma: bool = False) -> Table:
        """All settings as a table of one row."""
        row = Row(0, self._cells, frozenset(self._unreadable), self._lines)
        columns = frozenset(SETTINGS.column_by_name) if complete else frozenset[str]()
        return Table(self._name, SETTINGS, columns, (row,), complete, decimal_comma)

    def add_nested(self, document: Mapping[str, object], lines: Mapping[str, int]) -> None:
        """Take every setting of a nested document; `lines` by dotted key, where known."""
        for key, value in _flattened(document, ""):
            if key in _SECTIONS:
                message = f"{key} is a group of keys, not a value."
                self._problems.add(self._name, _line(key, lines), key, "wrong-type", message)
                for column in SETTINGS.columns:
                    if column.name.startswith(f"{key}."):
                        self.skip(column.name)
            else:
                self.add(key, value, _line(key, lines))

    def _report_unknown(self, key: str, line: int) -> None:
        code, remedy = "key-unknown", did_you_mean(key, SETTINGS.column_by_name)
        message = f"There is no setting {key!r}."
        if key in _HARD:
            code, remedy = "rule-hard", ""
            message = f"{key.removeprefix('weights.')} is a hard rule: it has no weight."
        elif key.startswith("weights."):
            code = "rule-unknown"
            message = f"There is no soft rule {key.removeprefix('weights.')!r}."
        self._problems.add(self._name, line, key, code, message, value=key, remedy=remedy)


def _flattened(document: Mapping[str, object], prefix: str) -> Iterator[tuple[str, object]]:
    """Dotted keys and values; an unknown group is one unknown key."""
    for name, value in document.items():
        key = f"{prefix}{name}"
        if key in _SECTIONS and isinstance(value, Mapping):
            yield from _flattened(value, f"{key}.")
        else:
            yield key, value


def _line(key: str, lines: Mapping[str, int]) -> int:
    """The line of a key, or of the nearest group around it."""
    while key and key not in lines:
        key = key.rpartition(".")[0]
    return lines.get(key, 0)
