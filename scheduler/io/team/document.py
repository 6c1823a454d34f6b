"""A team as one JSON document: `team` with nested settings, and a list of rows per table."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from scheduler.io.team.columns import TABLES, Column, TableSpec
from scheduler.io.team.csv_table import decoded
from scheduler.io.team.keys import SettingKeys
from scheduler.io.team.problems import Problems
from scheduler.io.team.tables import (
    CellCheck,
    RawTeam,
    Row,
    Table,
    did_you_mean,
    scalar_text,
)

_KEYS = ("team", *TABLES)


def json_tables(path: Path, problems: Problems) -> RawTeam:
    """The raw tables of a .json file."""
    name = path.name
    try:
        text = decoded(path.read_bytes(), name, problems)
        document = json.loads(text, object_pairs_hook=_Once(name, problems).mapping)
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
        problems.refuse(name, "file-unreadable", message)
    except (ValueError, RecursionError) as error:
        syntax = error if isinstance(error, json.JSONDecodeError) else None
        reason = syntax.msg if syntax else "it nests too deep, or holds an endless number"
        row = syntax.lineno if syntax else 0
        problems.refuse(name, "json-malformed", f"This is not JSON: {reason}.", row=row)
    if not isinstance(document, Mapping):
        message = "The document is not an object with the keys team, carers and so on."
        problems.refuse(name, "wrong-type", message)
    return document_tables(document, problems)


def document_tables(document: Mapping[str, object], problems: Problems) -> RawTeam:
    """The raw tables of a document."""
    for key in document:
        if key not in _KEYS:
            message = f"There is no key {key!r}."
            remedy = did_you_mean(str(key), _KEYS)
            problems.add(str(key), 0, "", "key-unknown", message, value=str(key), remedy=remedy)
    tables = {key: _table(document, spec, problems) for key, spec in TABLES.items()}
    return RawTeam(_settings(document, problems), tables)


class _Once:
    """Builds the objects of a JSON document and reports keys that stand twice in one."""

    def __init__(self, name: str, problems: Problems) -> None:
        self._name = name
        self._problems = problems

    def mapping(self, pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
        built = dict(pairs)
        if len(built) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            for key in sorted(key for key, count in counts.items() if count > 1):
                message = f"The key {key!r} stands twice in one object."
                self._problems.add(self._name, 0, key, "key-duplicate", message, value=key)
        return built


def _settings(document: Mapping[str, object], problems: Problems) -> Table:
    keys = SettingKeys("team", problems)
    settings = document.get("team")
    if isinstance(settings, Mapping):
        keys.add_nested(settings, {})
        return keys.table()
    if settings is None:
        problems.add("team", 0, "", "file-missing", "The key team is missing.")
    else:
        problems.add("team", 0, "", "wrong-type", "team is not an object.")
    return keys.table(complete=False)


def _table(document: Mapping[str, object], spec: TableSpec, problems: Problems) -> Table:
    items = document.get(spec.key)
    if items is None:
        if spec.required:
            problems.add(spec.key, 0, "", "file-missing", f"The key {spec.key} is missing.")
        return Table.absent(spec.key, spec, complete=not spec.required)
    if not isinstance(items, list | tuple):
        problems.add(spec.key, 0, "", "wrong-type", f"{spec.key} is not a list of objects.")
        return Table.absent(spec.key, spec, complete=False)
    rows: list[Row] = []
    strangers: set[str] = set()
    for number, item in enumerate(items, start=1):
        if isinstance(item, Mapping):
            rows.append(_row(item, number, spec, strangers, problems))
        else:
            problems.add(spec.key, number, "", "wrong-type", "The row is not an object.")
    columns = frozenset(spec.column_by_name)
    return Table(spec.key, spec, columns, tuple(rows), complete=len(rows) == len(items))


def _row(
    item: Mapping[str, object],
    number: int,
    spec: TableSpec,
    strangers: set[str],
    problems: Problems,
) -> Row:
    cells: dict[str, str] = {}
    unreadable: set[str] = set()
    for name, value in item.items():
        column = spec.column_by_name.get(name)
        if column is None:
            if name not in strangers:
                _report_unknown(str(name), number, spec, problems)
            strangers.add(name)
            continue
        cell = _cell(value, number, column, spec, problems)
        if cell is None:
            unreadable.add(name)
        elif cell:
            cells[name] = cell
    return Row(number, cells, frozenset(unreadable))


def _cell(
    value: object, number: int, column: Column, spec: TableSpec, problems: Problems
) -> str | None:
    text = scalar_text(value)
    if column.answer and isinstance(value, bool):
        text = "yes" if value else "no"
    if text is None and column.several and isinstance(value, list | tuple):
        parts = [part for part in value if isinstance(part, str)]
        text = ";".join(parts) if len(parts) == len(value) else None
    if text is None:
        kinds = "a text, a number or a list of texts" if column.several else "a text or a number"
        message = f"{column.name} is not {kinds}."
        problems.add(spec.key, number, column.name, "wrong-type", message)
        return None
    return CellCheck(spec.key, spec, problems)(text, number, column.name)


def _report_unknown(name: str, number: int, spec: TableSpec, problems: Problems) -> None:
    message = f"There is no column {name!r} in {spec.key}."
    remedy = did_you_mean(name, spec.column_by_name)
    problems.add(spec.key, number, name, "column-unknown", message, value=name, remedy=remedy)
