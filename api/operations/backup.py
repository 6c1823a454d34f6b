"""Backups of a SQLite database while the service runs, and their restoration.

SQLite's backup interface copies the database as it is at one moment; nobody waits for it. A server
such as PostgreSQL has its own means, which know of roles, tablespaces and logs: we do not wrap
them.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy.engine import make_url

from api.care.chains import ChainReport, verify_all
from api.storage.database import Database
from api.storage.migrations import known_steps, step_of
from scheduler.errors import RoundsError

_PRIVATE = 0o600


def backup(database_url: str, file: Path) -> list[ChainReport]:
    """Copy a database into a new file, and verify the copy: its pages, its tables, its chains.

    Raises:
        RoundsError: `backup-by-server`, `backup-exists`, `backup-unreadable`, `audit-broken`.
    """
    source = _sqlite_file(database_url)
    if not source.is_file():
        raise RoundsError("backup-unreadable", "There is no database there.")
    return _copy(source, file)


def restore(file: Path, database_url: str) -> list[ChainReport]:
    """Put a backup where no database is yet; the service brings its tables up to date.

    Raises:
        RoundsError: `backup-by-server`, `backup-exists`, `backup-unreadable`, `audit-broken`.
    """
    target = _sqlite_file(database_url)
    if not file.is_file():
        raise RoundsError("backup-unreadable", f"There is no file {file.name}.")
    target.parent.mkdir(parents=True, exist_ok=True)
    return _copy(file, target)


def _sqlite_file(database_url: str) -> Path:
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise RoundsError("backup-by-server", "The database is not a SQLite file.")
    return Path(url.database)


def _copy(source: Path, target: Path) -> list[ChainReport]:
    """Under another name until it is known to be whole: half a backup looks like none."""
    remains = [target.with_name(target.name + each) for each in ("", "-wal", "-shm")]
    if any(each.exists() for each in remains):
        raise RoundsError("backup-exists", f"There is a file {target.name} already.")
    unfinished = target.with_name(f".{target.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    try:
        _copy_pages(source, unfinished)
        reports = _verified(unfinished)
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        # unlike a renaming, a link never replaces what somebody else has put there meanwhile
        target.hardlink_to(unfinished)
    except sqlite3.Error as error:
        message = f"The database answers {type(error).__name__}."
        raise RoundsError("backup-unreadable", message) from error
    except FileExistsError as error:
        message = f"There is a file {target.name} already."
        raise RoundsError("backup-exists", message) from error
    finally:
        for each in ("", "-wal", "-shm", "-journal"):
            unfinished.with_name(unfinished.name + each).unlink(missing_ok=True)
    return reports


def _copy_pages(source: Path, target: Path) -> None:
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _PRIVATE))
    address = f"{source.resolve().as_uri()}?mode=rw"
    with (
        closing(sqlite3.connect(address, uri=True)) as read,
        closing(sqlite3.connect(target)) as written,
    ):
        read.backup(written)  # all pages in one step: those of one moment
        # the copy is one file, whatever the source has beside it
        written.execute("PRAGMA journal_mode=DELETE")
        (answer,) = written.execute("PRAGMA integrity_check").fetchone()
    if answer != "ok":
        raise RoundsError("backup-unreadable", "The pages of the database are not whole.")


def _verified(file: Path) -> list[ChainReport]:
    reports: list[ChainReport] = []
    database = Database(f"sqlite:///{file}")
    try:
        with database.read() as session:
            step = step_of(session.connection())
        if step not in known_steps():
            message = f"Its tables are of step {step}, which this version does not know."
            raise RoundsError("backup-unreadable", message)
        verify_all(database, reports.append)
    finally:
        database.close()
    with closing(sqlite3.connect(file)) as written:  # whoever read it has left a log beside it
        written.execute("PRAGMA journal_mode=DELETE")
    return reports
