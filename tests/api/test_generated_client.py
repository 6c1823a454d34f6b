"""A client that a generator makes of the description works on a real server."""

import importlib
import json
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest
import uvicorn
from api_teams import Bearer, small_team
from fastapi import FastAPI
from openapi_python_client import Config, MetaType, generate
from openapi_python_client.config import ConfigFile

from api.access.principal import Role
from api.app import create_app
from api.service import Service

WAIT_SECONDS = 0.01


@contextmanager
def listening(app: FastAPI) -> Iterator[str]:
    """The address of a server on the loopback address, in a thread of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(WAIT_SECONDS)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture
def generated(service: Service, tmp_path: Path) -> Iterator[ModuleType]:
    """The package that the generator makes of the description."""
    description = tmp_path / "openapi.json"
    description.write_text(json.dumps(create_app(service).openapi()), encoding="utf-8")
    said = ConfigFile(
        project_name_override="made", package_name_override="rounds_made", post_hooks=[]
    )
    config = Config.from_sources(
        said,
        MetaType.NONE,
        description,
        "utf-8",
        overwrite=True,
        output_path=tmp_path / "rounds_made",
    )
    problems = generate(config=config)
    assert not problems, problems
    sys.path.insert(0, str(tmp_path))
    try:
        yield importlib.import_module("rounds_made")
    finally:
        sys.path.remove(str(tmp_path))
        for name in [each for each in sys.modules if each.split(".")[0] == "rounds_made"]:
            del sys.modules[name]


def test_a_generated_client_stores_a_team_and_reads_it(
    service: Service, generated: ModuleType, bearer: Bearer
) -> None:
    """Typed calls for every operation; the team comes back as it was sent."""
    secret = bearer(Role.BACK_OFFICE)["Authorization"].split()[1]
    create, read = (called(f"teams.{name}") for name in ("create_team", "read_team"))
    team = importlib.import_module("rounds_made.models").TeamDocument.from_dict(small_team())
    with (
        listening(create_app(service)) as address,
        generated.AuthenticatedClient(base_url=address, token=secret) as client,
    ):
        assert create.sync(client=client, body=team).visits == 1
        assert read.sync("t1", client=client).to_dict() == small_team()
        problem = create.sync(client=client, body=team)
    assert problem.code == "there-already"


def called(name: str) -> ModuleType:
    """The module of an operation."""
    return importlib.import_module(f"rounds_made.api.{name}")
