"""A service on a fresh SQLite file, and callers of it."""

import io
import logging
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
import structlog
from api_teams import Bearer
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, text

from api.access.principal import Role
from api.access.tokens import Grant, make_token
from api.app import create_app
from api.operations.log import configure_log
from api.server import open_service
from api.service import Service
from api.settings import Settings


@pytest.fixture
def database_url(tmp_path: Path) -> Iterator[str]:
    """Of an empty database: a file, or a schema of the server that the environment names.

    On a server, connections bear the name of the schema: other tests have theirs there meanwhile.
    """
    server = os.environ.get("ROUNDS_TEST_POSTGRESQL")
    if server is None:
        yield f"sqlite:///{tmp_path / 'rounds.sqlite'}"
        return
    schema = f"test_{uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
        yield f"{server}&options=-csearch_path%3D{schema}&application_name={schema}"
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Of a service that keeps everything in the folder of the test and an empty database."""
    return Settings(database_url, tmp_path / "cache", workers=1)


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    """The parts of a service, without workers."""
    with open_service(settings) as opened:
        yield opened


@pytest.fixture
def client(service: Service) -> Iterator[TestClient]:
    """A caller without a token."""
    with TestClient(create_app(service)) as caller:
        yield caller


@pytest.fixture
def bearer(service: Service) -> Bearer:
    """Makes the header of somebody with these roles, for team t1 where no other is named."""

    def make(
        *roles: Role, teams: tuple[str, ...] | None = ("t1",), carer_id: str | None = None
    ) -> dict[str, str]:
        with service.database.write() as session:
            _, secret = make_token(session, Grant(roles, teams, carer_id), "test")
        return {"Authorization": f"Bearer {secret}"}

    return make


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the process logs; everything is as before afterwards."""
    root = logging.getLogger()
    before = root.handlers, root.level, sys.excepthook, threading.excepthook
    stream = io.StringIO()
    configure_log(stream)
    yield stream
    root.handlers, root.level, sys.excepthook, threading.excepthook = before
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
