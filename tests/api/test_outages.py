"""The database is gone, locked or full: everybody is told so, nothing is left half written."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from api_teams import Bearer, small_team
from fastapi.testclient import TestClient
from httpx2 import Response
from route_rows import PLAN, ROWS, Row, Scene, Values, a_plan
from sqlalchemy import Engine, MetaData, create_engine, event, func, select, text
from sqlalchemy.engine import make_url

from api.access.principal import Role
from api.care.chains import chains, verify
from api.service import Service
from api.storage.database import Database
from scheduler.errors import RoundsError

Outage = Callable[[], AbstractContextManager[None]]
WITHOUT_DATABASE = frozenset({"GET /live", "GET /schemas/plan"})
"""Routes that answer from what the program itself knows."""
WRITING = [
    row
    for row in ROWS
    if row.name
    in {
        "GET /teams/{team_id}",
        "POST /teams",
        "PUT /teams/{team_id}",
        "POST /teams/{team_id}/plans",
        "DELETE /teams/{team_id}",
    }
]
JOBS = [
    row
    for row in ROWS
    if row.name in {"POST /teams/{team_id}/plans", "POST /teams/{team_id}/comparisons"}
]
ASKING = [row for row in ROWS if row.name not in WITHOUT_DATABASE]


@pytest.fixture
def scene(client: TestClient, bearer: Bearer, service: Service) -> Scene:
    """A service with team t1."""
    made = client.post("/teams", json=small_team(), headers=bearer(Role.BACK_OFFICE))
    assert made.status_code == 201
    return Scene(client, bearer, service)


@pytest.fixture
def file(service: Service) -> Path:
    """The file of the database."""
    if not service.database.is_sqlite:
        pytest.skip("the database is no file")
    return Path(make_url(service.database.url).database or "")


@pytest.fixture
def gone(service: Service, file: Path) -> Outage:
    """The folder of the database is moved away, as by a disk that is not there any more."""

    @contextmanager
    def moved() -> Iterator[None]:
        service.database.engine.dispose()
        elsewhere = file.parent.with_name("elsewhere")
        file.parent.rename(elsewhere)
        try:
            yield
        finally:
            service.database.engine.dispose()
            elsewhere.rename(file.parent)

    return moved


@pytest.fixture
def locked(service: Service, file: Path) -> Outage:
    """Another program writes for longer than anybody waits."""

    @contextmanager
    def held() -> Iterator[None]:
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with on_every_use(service.database.engine, "busy_timeout=20"):
            yield
        other.rollback()
        other.close()

    return held


@pytest.fixture
def full(service: Service, file: Path) -> Outage:
    """The disk has no room for one more page, and no page that is there is free."""

    @contextmanager
    def filled() -> Iterator[None]:
        packed = sqlite3.connect(file, isolation_level=None)
        packed.execute("VACUUM")
        packed.close()
        # fewer than there are: then not one more
        with on_every_use(service.database.engine, "max_page_count=1"):
            yield

    return filled


@contextmanager
def on_every_use(engine: Engine, pragma: str) -> Iterator[None]:
    """Set this on every connection that is used meanwhile; they are closed afterwards."""

    def set_it(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "checkout", set_it)
    try:
        yield
    finally:
        event.remove(engine, "checkout", set_it)
        engine.dispose()


def counts(database: Database) -> dict[str, int]:
    """How many rows every table has."""
    tables = MetaData()
    with database.read() as session:
        tables.reflect(session.connection())
        return {
            name: session.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in tables.tables.items()
        }


def is_whole(database: Database) -> bool:
    """Whether all chains of the trail are."""
    with database.read() as session:
        return all(verify(session, chain).fault is None for chain in chains(session))


def ask(scene: Scene, row: Row, who: dict[str, str], values: Values) -> Response:
    """What a route answers somebody."""
    return scene.client.request(
        row.method,
        row.path.format_map({**values, "team_id": "t1"}),
        params=row.query,
        headers={**row.headers, **who},
        **({} if row.body is None else {"json": row.body}),
        **({} if row.content is None else {"content": row.content}),
    )


def assert_refused(answer: Response, code: str = "storage-unavailable") -> None:
    """503 as a problem, and when to come again."""
    assert (answer.status_code, answer.json()["code"]) == (503, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0


@pytest.mark.parametrize("row", ASKING, ids=lambda row: row.name)
def test_every_route_says_that_the_database_is_gone(
    scene: Scene, row: Row, request: pytest.FixtureRequest
) -> None:
    """503 while it is; nothing is written, and all is well without a restart once it is back."""
    gone: Outage = request.getfixturevalue("gone")
    values, database = row.before(scene), scene.service.database
    who = scene.bearer(*row.allowed, carer_id="c1") if row.roles else {}
    before = counts(database)
    with gone():
        assert_refused(
            ask(scene, row, who, values),
            "not-ready" if row.path == "/ready" else "storage-unavailable",
        )
    assert counts(database) == before
    assert is_whole(database)
    assert ask(scene, row, who, values).status_code < 500


@pytest.mark.parametrize("row", [row for row in ROWS if row.name in WITHOUT_DATABASE])
def test_what_needs_no_database_is_answered_without_it(
    scene: Scene, row: Row, gone: Outage
) -> None:
    """The service is alive."""
    with gone():
        assert ask(scene, row, {}, {}).status_code == 200


@pytest.mark.parametrize("row", WRITING, ids=lambda row: row.name)
def test_who_would_write_is_told_that_another_does(scene: Scene, row: Row, locked: Outage) -> None:
    """503 after the time that a writer waits; reads too, whose audit line cannot be kept."""
    values, database = row.before(scene), scene.service.database
    who = scene.bearer(*row.allowed, carer_id="c1")
    # whoever is known is not looked up
    assert ask(scene, Row("GET", "/teams/{team_id}/plans", ""), who, {}).status_code < 500
    before = counts(database)
    with locked():
        assert_refused(ask(scene, row, who, values))
    assert counts(database) == before
    assert is_whole(database)
    assert ask(scene, row, who, values).status_code < 500


def test_who_would_publish_is_told_that_another_writes(scene: Scene, locked: Outage) -> None:
    """503 once the version is worked out; what is wrong with the request is told without a wait."""
    values, path = an_unpublished_plan(scene), f"{PLAN}/versions"
    who = scene.bearer(Role.MEMBER, carer_id="c1")
    right = Row("POST", path, "", PUBLISHED, headers={"If-Match": '"d1"'})
    wrong = Row("POST", path, "", PUBLISHED, headers={"If-Match": '"d2"'})
    # whoever is known is not looked up
    assert ask(scene, wrong, who, values).status_code == 412
    before = counts(scene.service.database)
    with locked():
        assert ask(scene, wrong, who, values).status_code == 412
        assert_refused(ask(scene, right, who, values))
    assert counts(scene.service.database) == before
    assert is_whole(scene.service.database)
    assert ask(scene, right, who, values).status_code == 201


def test_nothing_is_half_written_on_a_full_disk(scene: Scene, full: Outage) -> None:
    """Teams, jobs, versions and lines of reads are kept whole or refused, until there is room."""
    database, values = scene.service.database, an_unpublished_plan(scene)
    who = scene.bearer(Role.MEMBER, Role.BACK_OFFICE, carer_id="c1", teams=None)
    large = {**small_team("t2"), "clients": [client(each) for each in range(1, 400)]}
    asked = (
        Row("GET", "/teams/{team_id}", ""),
        Row("POST", "/teams", "", large),
        Row("POST", "/teams/{team_id}/plans", "", {"first_date": "2026-11-23"}),
        Row("POST", f"{PLAN}/versions", "", PUBLISHED, headers={"If-Match": '"d1"'}),
    )
    with full():
        for row in asked:
            until_refused(scene, row, who, values)
        before = counts(database)
        for row in asked:
            assert_refused(ask(scene, row, who, values))
        assert counts(database) == before
        assert is_whole(database)
    for row in asked:
        assert ask(scene, row, who, values).status_code < 500, row.name
    assert counts(database)["team_revisions"] == before["team_revisions"] + 1
    assert is_whole(database)


PUBLISHED = {"draft": 1, "reason": "evening before", "at": "2026-11-22T18:00+01:00"}


def an_unpublished_plan(scene: Scene) -> Values:
    """A plan with one draft and no version."""
    values = a_plan(scene)
    with scene.service.database.write() as session:
        for asked in (
            "DELETE FROM versions",
            "UPDATE plan_files SET shows = 'draft-1'",
            "UPDATE plans SET versions = 0",
        ):
            session.execute(text(asked))
    return values


def client(number: int) -> dict[str, object]:
    """A client of a team that needs many pages."""
    return {"client_id": f"k{number}", "name": "-", "lat": 52.551, "lon": 5.911}


def until_refused(scene: Scene, row: Row, who: dict[str, str], values: Values) -> None:
    """Fill the room that is left in pages."""
    for _ in range(200):
        answer = ask(scene, row, who, values)
        if answer.status_code == 503:
            return assert_refused(answer)
    raise AssertionError(f"{row.name} is never refused: {answer.text}")


def test_a_lost_connection_costs_one_answer_at_most(scene: Scene) -> None:
    """The server of the database ends all connections: whoever asks next but one is served."""
    database = scene.service.database
    if database.is_sqlite:
        pytest.skip("there are no connections to a server")
    who, row = scene.bearer(Role.MEMBER), Row("GET", "/teams/{team_id}", "")
    assert ask(scene, row, who, {}).status_code == 200
    end_connections(database)
    refused = [each for each in (ask(scene, row, who, {}) for _ in range(5)) if each.is_error]
    assert len(refused) <= 1
    for each in refused:
        assert_refused(each)
    assert is_whole(database)


def test_a_transaction_that_loses_its_connection_leaves_nothing(scene: Scene) -> None:
    """What was written in it is not there; the next transaction is well."""
    database = scene.service.database
    if database.is_sqlite:
        pytest.skip("there are no connections to a server")
    before = counts(database)
    with pytest.raises(RoundsError, match="database answers"):
        lose_connection_midway(database)
    assert counts(database) == before


def lose_connection_midway(database: Database) -> None:
    """Write something, and lose the connection before it is kept."""
    with database.write() as session:
        session.execute(text("UPDATE teams SET revision = 9"))
        session.execute(text("DELETE FROM tokens"))
        end_connections(database)
        session.execute(text("SELECT 1"))


def end_connections(database: Database) -> None:
    """End all connections to this database but the one that says so; other tests keep theirs."""
    engine = create_engine(database.url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid()"
                " AND application_name = current_setting('application_name')"
            )
        )
    engine.dispose()


def test_a_server_that_is_not_there_is_told_at_once(tmp_path: Path) -> None:
    """Nobody waits long for connections that are refused."""
    database = Database(f"postgresql+psycopg://nobody@/rounds?host={tmp_path}")
    begin = time.monotonic()
    with pytest.raises(RoundsError) as refused, database.read() as session:
        session.execute(text("SELECT 1"))
    assert refused.value.code == "storage-unavailable"
    assert time.monotonic() - begin < 5
    database.close()


@pytest.mark.parametrize("row", JOBS, ids=lambda row: row.name)
def test_a_service_that_stops_takes_no_job_on(scene: Scene, row: Row) -> None:
    """503, and nothing is queued."""
    values, database = row.before(scene), scene.service.database
    who = scene.bearer(*row.allowed, carer_id="c1")
    before = counts(database)
    scene.service.stopping.set()
    assert_refused(ask(scene, row, who, values), "service-stopping")
    assert counts(database) == before
