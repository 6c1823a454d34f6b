"""`rounds service ...` on the folder of a service."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from api_teams import small_team
from audit_lines import line
from sqlalchemy import text
from team_forms import good, write_form
from typer.testing import CliRunner, Result

from api.care.audit import append
from api.server import open_service
from api.settings import Settings
from api.storage.teams import add_revision
from scheduler.cli.main import app
from scheduler.errors import RoundsError
from scheduler.io.team import read_team, read_team_document


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with a service that has team t1, which was read twice."""
    folder = tmp_path / "data"
    folder.mkdir()
    document = small_team()
    with (
        open_service(settings(folder)) as service,
        service.database.write() as session,
    ):
        add_revision(session, read_team_document(document), document, "x", seen=0)
        append(session, [line(1), line(2)])
    return folder


def settings(folder: Path) -> Settings:
    """Of the service in a folder."""
    return Settings(f"sqlite:///{folder / 'rounds.sqlite'}", folder / "cache")


def run(*words: str) -> Result:
    """A command that succeeds."""
    result = CliRunner().invoke(app, ["service", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def test_a_team_folder_is_told_as_the_service_takes_it(tmp_path: Path) -> None:
    """With the id and the roads that it has there; whoever reads it has the same team."""
    folder = write_form("folder", good(), tmp_path)
    words = ("--id", "north", "--network", "a.osm.pbf")
    told = json.loads(run("document", str(folder), *words).output)
    there = read_team_document(told)
    assert (there.team_id, there.network) == ("north", "a.osm.pbf")
    kept = read_team(folder)
    assert replace(there, team_id=kept.team_id, network=kept.network) == kept


def test_verify_prints_the_heads(data: Path) -> None:
    """Every chain with its newest number and hash; a broken one fails."""
    told = json.loads(run("audit", "verify", "--data", str(data), "--json").output)
    assert (told["chain"], told["number"], told["broken"]) == ("t1", 2, None)
    assert told["head"] in run("audit", "verify", "--data", str(data)).output
    with open_service(settings(data)) as service, service.database.write() as session:
        session.execute(text("UPDATE audit SET who = 'x' WHERE number = 2"))
    with pytest.raises(RoundsError) as caught:
        run("audit", "verify", "--data", str(data))
    assert caught.value.code == "audit-broken"


def test_a_client_is_told_who_looked(data: Path) -> None:
    """In plain words, ids and roles; that somebody asked is told the next time."""
    first = run("audit", "client", "t1", "k1", "--data", str(data)).output
    assert first == (
        "2026-11-23 08:00  token:1 (member): read team, "
        "the data of the whole team (revision 1), for care\n"
    )
    again = run("audit", "client", "t1", "k1", "--data", str(data)).output.splitlines()
    assert len(again) == 2
    assert again[1].endswith(
        "command (operator): read audit, the data of this client, because the client asked"
    )


def test_erasing_by_command_is_audited(data: Path) -> None:
    """A client, then the whole team; the trail of both stays whole."""
    erased = json.loads(run("erase", "client", "t1", "k1", "--data", str(data)).output)
    assert (erased["revision"], erased["revisions"]) == (2, 1)
    gone = json.loads(run("erase", "team", "t1", "--yes", "--data", str(data)).output)
    assert gone["revisions"] == 2
    told = json.loads(run("audit", "verify", "--data", str(data), "--json").output)
    assert (told["lines"], told["broken"]) == (4, None)


def test_erasing_a_team_asks_first(data: Path) -> None:
    """Who does not say yes erases nothing."""
    result = CliRunner().invoke(app, ["service", "erase", "team", "t1", "--data", str(data)])
    assert result.exit_code == 1
    assert json.loads(run("erase", "team", "t1", "--yes", "--data", str(data)).output)["revisions"]


def test_retention_tells_what_went(data: Path) -> None:
    """Nothing is old yet; the second of the team's documents does not go either."""
    assert run("retention", "--data", str(data)).output == ""


def test_backup_and_restore_by_command(data: Path, tmp_path: Path) -> None:
    """What was backed up is verified in its new folder."""
    file, new = tmp_path / "b.sqlite", tmp_path / "new"
    run("backup", str(file), "--data", str(data))
    run("restore", str(file), "--data", str(new))
    before, after = (
        run("audit", "verify", "--data", str(each), "--json").output for each in (data, new)
    )
    assert before == after


def test_a_folder_without_a_service_is_refused(tmp_path: Path) -> None:
    """Nothing is made there."""
    result = CliRunner().invoke(app, ["service", "audit", "verify", "--data", str(tmp_path)])
    assert result.exit_code == 2
    assert list(tmp_path.iterdir()) == []
