"""A backup made while others write is whole, and is not restored over anything."""

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from api_teams import small_team
from audit_lines import line

from api.care.audit import append
from api.care.chains import verify
from api.operations.backup import backup, restore
from api.server import open_service
from api.service import Service
from api.settings import Settings
from api.storage.teams import add_revision, newest_revision
from scheduler.errors import RoundsError
from scheduler.io.team import read_team_document


@pytest.fixture
def kept(service: Service) -> Service:
    """A service on a SQLite file with team t1."""
    if not service.database.is_sqlite:
        pytest.skip("a server has its own backups")
    document = small_team()
    with service.database.write() as session:
        add_revision(session, read_team_document(document), document, "x", seen=0)
        append(session, [line(1)])
    return service


def test_a_backup_made_meanwhile_is_whole(kept: Service, tmp_path: Path) -> None:
    """Every audit line stands with the revision written beside it: what is copied is one moment."""
    stop = threading.Event()
    document = small_team()
    team = read_team_document(document)

    def write() -> int:
        number = 1
        while not stop.is_set():
            with kept.database.write() as session:
                add_revision(session, team, document, "x", seen=number)
                append(session, [line(number)])
            number += 1
        return number

    with ThreadPoolExecutor(1) as pool:
        writer = pool.submit(write)
        try:
            for number in range(5):
                (report,) = [
                    each
                    for each in backup(kept.settings.database_url, tmp_path / f"{number}.sqlite")
                    if each.chain == "t1"
                ]
                settings = Settings(f"sqlite:///{tmp_path / f'{number}.sqlite'}", tmp_path)
                with open_service(settings) as copy, copy.database.read() as session:
                    assert newest_revision(session, "t1").revision == report.lines
        finally:
            stop.set()
        assert writer.result() > 1


def test_a_backup_comes_back(kept: Service, tmp_path: Path) -> None:
    """The service opens on it, with its teams and a whole chain; one private file, none beside."""
    file = tmp_path / "copy" / "b.sqlite"
    file.parent.mkdir()
    backup(kept.settings.database_url, file)
    assert [each.name for each in file.parent.iterdir()] == ["b.sqlite"]
    assert file.stat().st_mode & 0o077 == 0
    url = f"sqlite:///{tmp_path / 'new' / 'rounds.sqlite'}"
    restore(file, url)
    with open_service(Settings(url, tmp_path)) as opened, opened.database.read() as session:
        assert newest_revision(session, "t1").revision == 1
        assert verify(session, "t1").broken is None


def test_nothing_is_replaced(kept: Service, tmp_path: Path) -> None:
    """Neither a file by a backup nor a database by a restoration."""
    file = tmp_path / "b.sqlite"
    backup(kept.settings.database_url, file)
    before = file.read_bytes()
    for done in (
        lambda: backup(kept.settings.database_url, file),
        lambda: restore(file, kept.settings.database_url),
    ):
        with pytest.raises(RoundsError) as caught:
            done()
        assert caught.value.code == "backup-exists"
    assert file.read_bytes() == before


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE audit SET who = 'x'", "audit-broken"),
        ("UPDATE alembic_version SET version_num = '9999'", "backup-unreadable"),
    ],
)
def test_a_backup_that_is_not_right_is_refused(
    kept: Service, tmp_path: Path, statement: str, code: str
) -> None:
    """A broken chain, or tables of a version to come: nothing is left where it would have been."""
    file = tmp_path / "b.sqlite"
    backup(kept.settings.database_url, file)
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(statement)
        connection.commit()
    target = tmp_path / "new" / "rounds.sqlite"
    with pytest.raises(RoundsError) as caught:
        restore(file, f"sqlite:///{target}")
    assert caught.value.code == code
    assert list(target.parent.iterdir()) == []


def test_what_is_no_database_is_refused(tmp_path: Path) -> None:
    """A text, a file that is not there, and the database of a server."""
    file = tmp_path / "b.sqlite"
    file.write_text("this is a text, and by no means a database" * 100)
    url = f"sqlite:///{tmp_path / 'new' / 'rounds.sqlite'}"
    for each in (file, tmp_path / "none"):
        with pytest.raises(RoundsError) as caught:
            restore(each, url)
        assert caught.value.code == "backup-unreadable"
    with pytest.raises(RoundsError) as caught:
        backup("postgresql+psycopg://somewhere/rounds", tmp_path / "c")
    assert caught.value.code == "backup-by-server"
