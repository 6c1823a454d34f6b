"""The JSON Schema of a team document, made from the table of columns."""

from typing import Any

from scheduler.io.team.columns import SETTINGS, TABLES, Column, TableSpec

Schema = dict[str, Any]


def team_document_schema() -> Schema:
    """What a team document may hold. What its values mean to each other is judged by the reader."""
    tables = {key: {"type": "array", "items": _row(spec)} for key, spec in TABLES.items()}
    return {
        "title": "TeamDocument",
        "description": "A team as docs/team-folder.md has it: its settings, and a list per table.",
        "type": "object",
        "properties": {"team": _settings(), **tables},
        "required": ["team", *(key for key, spec in TABLES.items() if spec.required)],
        "additionalProperties": False,
    }


def _settings() -> Schema:
    settings = _object()
    for column in SETTINGS.columns:
        *outer, name = column.name.split(".")
        place = settings
        for key in outer:
            place = place["properties"].setdefault(key, _object())
        _put(place, name, column)
    return settings


def _row(spec: TableSpec) -> Schema:
    row = _object()
    for column in spec.columns:
        _put(row, column.name, column)
    return row


def _object() -> Schema:
    return {"type": "object", "properties": {}, "additionalProperties": False}


def _put(place: Schema, name: str, column: Column) -> None:
    place["properties"][name] = _cell(column)
    if column.required:
        place.setdefault("required", []).append(name)


def _cell(column: Column) -> Schema:
    """A cell: its text as in a table; numbers may be numbers, and a blank one null."""
    kinds: list[Schema] = [{"type": "string"}, {"type": "number"}]
    if not column.required:
        kinds.append({"type": "null"})
    if column.answer:
        kinds.append({"type": "boolean"})
    if column.several:
        kinds.append({"type": "array", "items": {"type": "string"}})
    blank = "" if column.required else f" Blank means {column.default}."
    return {
        "description": f"{column.kind}. {column.meaning}{blank}",
        "anyOf": kinds,
        "examples": [column.example],
    }
