"""A team folder: team.toml and the CSV files."""

import re
import tomllib
from pathlib import Path

from scheduler.io.team.columns import TABLES, TableSpec
from scheduler.io.team.csv_table import decoded, read_csv
from scheduler.io.team.keys import SettingKeys
from scheduler.io.team.problems import Problems
from scheduler.io.team.tables import RawTeam, Table, nearest

SETTINGS_FILE = "team.toml"
_GROUP = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"\s*([\w.\"' -]+?)\s*=")
_ERROR_LINE = re.compile(r"at line (\d+)")


def folder_tables(folder: Path, problems: Problems) -> RawTeam:
    """Everything in the folder, as raw tables."""
    names = frozenset(entry.name for entry in folder.iterdir())
    tables = {key: _table(folder, spec, names, problems) for key, spec in TABLES.items()}
    return RawTeam(_settings(folder, problems), tables)


def _table(folder: Path, spec: TableSpec, names: frozenset[str], problems: Problems) -> Table:
    if spec.file in names:
        content = _content(folder / spec.file, problems)
        if content is None:
            return Table.absent(spec.file, spec, complete=False)
        return read_csv(content, spec.file, spec, problems)
    meant = _misnamed(spec, names)
    if meant:
        message = f"{meant} is not read: the name of the file is {spec.file}."
        problems.add(spec.file, 0, "", "file-misnamed", message, value=meant)
    elif spec.required:
        problems.add(spec.file, 0, "", "file-missing", f"{spec.file} is missing.")
    return Table.absent(spec.file, spec, complete=not spec.required and not meant)


def _misnamed(spec: TableSpec, names: frozenset[str]) -> str:
    """A file that was probably meant to be this one."""
    known = {each.file for each in TABLES.values()}
    strangers = sorted(name for name in names - known if name.lower().endswith(".csv"))
    stems = {name[:-4].strip(): name for name in strangers}
    stem = nearest(spec.key, stems)
    return stems[stem] if stem and nearest(stem, TABLES) == spec.key else ""


def _settings(folder: Path, problems: Problems) -> Table:
    keys = SettingKeys(SETTINGS_FILE, problems)
    path = folder / SETTINGS_FILE
    if not path.exists():
        problems.add(SETTINGS_FILE, 0, "", "file-missing", f"{SETTINGS_FILE} is missing.")
        return keys.table(complete=False)
    content = _content(path, problems)
    if content is None:
        return keys.table(complete=False)
    toml = decoded(content, SETTINGS_FILE, problems).replace("\r\n", "\n")
    try:
        document = tomllib.loads(toml)
    except (ValueError, RecursionError) as error:
        line = _ERROR_LINE.search(str(error))
        message = "This is not TOML."
        row = int(line[1]) if line else 0
        problems.add(SETTINGS_FILE, row, "", "toml-malformed", message)
        return keys.table(complete=False)
    keys.add_nested(document, _lines(toml))
    return keys.table()


def _lines(toml: str) -> dict[str, int]:
    """The line of each dotted key, as far as plain reading can tell."""
    lines: dict[str, int] = {}
    prefix = ""
    for number, line in enumerate(toml.split("\n"), start=1):
        group, key = _GROUP.match(line), _KEY.match(line)
        if group:
            prefix = _plain(group[1]) + "."
            lines.setdefault(prefix[:-1], number)
        elif key:
            lines.setdefault(prefix + _plain(key[1]), number)
    return lines


def _plain(key: str) -> str:
    return ".".join(part.strip(" \"'") for part in key.split("."))


def _content(path: Path, problems: Problems) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"The file cannot be read: {error.strerror}."
        problems.add(path.name, 0, "", "file-unreadable", message)
        return None
