"""Settings from a TOML file, with what the command line and the environment say besides.

docs/service.md has an example. The keys are the fields of `Settings`; `data` names a folder that
holds database and cache where nothing else is said about them.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from api.settings import Settings
from scheduler.errors import Finding, InputError

DATABASE_FILE = "rounds.sqlite"
CACHE_FOLDER = "cache"
_SETTINGS = TypeAdapter(Settings)


def read_settings(
    path: Path | None, data: Path | None, default_data: Path, typed: Mapping[str, Any]
) -> Settings:
    """The settings of a service.

    Args:
        path: of the file; None where there is none.
        data: folder of database and cache; goes before that of the file.
        default_data: where nobody names one.
        typed: fields of `Settings` that go before those of the file; `listening` and `limits`
            hold fields of theirs. None is what was not typed.

    Raises:
        InputError: every problem of the file, with `settings-refused`.
    """
    name = path.name if path else "settings"
    given = _merged(_read(path) if path else {}, typed)
    folder = Path(data or given.pop("data", default_data))
    given.pop("data", None)
    given.setdefault("database_url", f"sqlite:///{folder / DATABASE_FILE}")
    given.setdefault("cache", str(folder / CACHE_FOLDER))
    try:
        settings = _SETTINGS.validate_python(given)
    except ValidationError as error:
        raise InputError([_finding(name, dict(each)) for each in error.errors()]) from error
    _refuse_database(name, settings.database_url)
    return settings


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = f"{type(error).__name__}: {error}."
        raise InputError([Finding(path.name, 0, "", "settings-refused", "", message)]) from error


def _merged(file: Mapping[str, Any], typed: Mapping[str, Any]) -> dict[str, Any]:
    """The table of the file, with what was typed in its place, at every depth."""
    merged = dict(file)
    for key, value in typed.items():
        if isinstance(value, Mapping):
            below = merged.get(key, {})
            merged[key] = _merged(below, value) if isinstance(below, Mapping) else below
        elif value is not None:
            merged[key] = value
    return merged


def _finding(name: str, each: Mapping[str, Any]) -> Finding:
    """The value is not repeated: it may be a secret."""
    column = ".".join(str(part) for part in each["loc"])
    return Finding(name, 0, column, "settings-refused", "", f"{each['msg']}.")


def _refuse_database(name: str, url: str) -> None:
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        backend = ""
    if backend not in {"sqlite", "postgresql"}:
        message = "The database has to be SQLite or PostgreSQL, as SQLAlchemy writes their URLs."
        finding = Finding(name, 0, "database_url", "settings-refused", "", message)
        raise InputError([finding])
