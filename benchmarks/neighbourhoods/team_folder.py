"""A team as a folder, such as `rounds plan` takes."""

import csv
import io
import json
import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from scheduler.domain.team import Team
from scheduler.geo.source import looks_like_file
from scheduler.io.file_set import write_files
from scheduler.io.team.columns import SETTINGS, TABLES, TableSpec
from scheduler.io.team.folder import SETTINGS_FILE
from scheduler.io.team.writing import write_team_document

_INSTANTS = frozenset({"start", "end", "break_earliest", "break_latest"})


def write_team(team: Team, folder: Path) -> tuple[Path, ...]:
    """Write a team, in place of one that was there; `read_team` reads the same team again.

    A network that is a file is named by its path relative to the folder; times are local, with
    their offset.

    Returns:
        The files written.

    Raises:
        RoundsError: `team-not-written`; the folder is as it was.
    """
    document = write_team_document(team)
    settings = document.pop("team")
    assert isinstance(settings, dict)  # noqa: S101 - what a team document is made of
    if looks_like_file(team.network) or Path(team.network).exists():
        settings = settings | {"network": _relative(team.network, folder)}
    contents = {SETTINGS_FILE: _settings(settings)}
    for key, spec in TABLES.items():
        rows = document.get(key)
        if isinstance(rows, list) and (rows or spec.required):
            contents[spec.file] = _table(rows, spec, team.timezone)
    return write_files(folder, contents, "team-not-written", _files_of_a_team)


def _files_of_a_team(folder: Path) -> Iterable[Path]:
    files = [folder / spec.file for spec in TABLES.values()]
    return [path for path in files if path.exists()]


def _relative(network: str, folder: Path) -> str:
    """With forward slashes, which every system reads."""
    return Path(os.path.relpath(Path(network).resolve(), folder.resolve())).as_posix()


def _table(rows: list[Mapping[str, object]], spec: TableSpec, zone: ZoneInfo) -> bytes:
    """The columns that are used or required, in the order of the documentation."""
    used = {name for row in rows for name in row}
    columns = [column.name for column in spec.columns if column.required or column.name in used]
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {name: _cell(name, value, spec, zone) for name, value in row.items()} for row in rows
    )
    return text.getvalue().encode()


def _cell(name: str, value: object, spec: TableSpec, zone: ZoneInfo) -> str:
    if isinstance(value, list):
        return ";".join(str(each) for each in value)
    if isinstance(value, str) and name in _INSTANTS and spec.key in {"shifts", "pins"}:
        return datetime.fromisoformat(value).astimezone(zone).isoformat(timespec="seconds")
    return str(value)


def _settings(settings: Mapping[str, object]) -> bytes:
    """TOML: plain keys first, then a table for each group of keys."""
    known = {column.name.split(".", maxsplit=1)[0] for column in SETTINGS.columns}
    plain = [line for key in settings if key in known for line in _lines(key, settings[key])]
    tables = [line for key, value in settings.items() for line in _tables(key, value)]
    return ("\n".join([*plain, *tables]) + "\n").encode()


def _lines(key: str, value: object) -> list[str]:
    return [] if isinstance(value, dict) else [f"{key} = {json.dumps(value, ensure_ascii=False)}"]


def _tables(name: str, value: object) -> list[str]:
    if not isinstance(value, dict) or not value:
        return []
    own = [line for key, each in value.items() for line in _lines(key, each)]
    below = [line for key, each in value.items() for line in _tables(f"{name}.{key}", each)]
    return ["", f"[{name}]", *own, *below]
