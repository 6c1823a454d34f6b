"""A planner of a team on real roads, whose jobs are done in the test's own process."""

import pytest
from api_teams import Bearer
from fastapi.testclient import TestClient
from study_planner import MakeWorker, Planner
from study_requests import NETWORK, extract, rural_team

from api.access.principal import Role
from api.jobs.kinds import KINDS
from api.jobs.post import Post
from api.jobs.states import Lane
from api.jobs.stopping import Stopping
from api.jobs.task import Workplace
from api.jobs.worker import Worker, worker_of
from api.service import Service


@pytest.fixture
def make_worker(service: Service) -> MakeWorker:
    """Makes workers on the long lane."""

    def make(stopping: Stopping) -> Worker:
        def leave() -> None:
            raise AssertionError("the worker would have left")

        place = Workplace.of(service.settings, service.database)
        return worker_of(place, KINDS, Post.on(Lane.LONG), stopping, leave)

    return make


@pytest.fixture
def stored(client: TestClient, bearer: Bearer) -> None:
    """Team t1 with its network, which is opened."""
    office = bearer(Role.BACK_OFFICE)
    assert client.post("/teams", json=rural_team(), headers=office).status_code == 201
    put = client.put(f"/teams/t1/networks/{NETWORK}", content=extract(), headers=office)
    assert put.status_code == 201
    assert client.delete(put.headers["link"][1:].split(">")[0], headers=office).status_code == 200


@pytest.fixture
def planner(client: TestClient, bearer: Bearer, make_worker: MakeWorker, stored: None) -> Planner:
    """A planner of team t1."""
    del stored
    return Planner(client, bearer(Role.PLANNER), make_worker)
