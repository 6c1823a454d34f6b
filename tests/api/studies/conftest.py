"""A planner of a team on real roads, whose jobs are done in the test's own process."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from api_teams import Bearer
from fastapi.testclient import TestClient
from httpx2 import Response
from study_requests import NETWORK, STUDIES, extract, rural_team

from api.access.principal import Role
from api.jobs.kinds import KINDS
from api.jobs.post import Post
from api.jobs.states import Lane
from api.jobs.stopping import Stopping
from api.jobs.task import Workplace
from api.jobs.worker import Worker, worker_of
from api.service import Service

MakeWorker = Callable[[Stopping], Worker]


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
def stored(client: TestClient, bearer: Bearer, make_worker: MakeWorker) -> None:
    """Team t1 with its network, which is opened."""
    office = bearer(Role.BACK_OFFICE)
    assert client.post("/teams", json=rural_team(), headers=office).status_code == 201
    put = client.put(f"/teams/t1/networks/{NETWORK}", content=extract(), headers=office)
    assert put.status_code == 201
    assert client.delete(put.headers["link"][1:].split(">")[0], headers=office).status_code == 200


@dataclass
class Planner:
    """Somebody who asks for studies."""

    client: TestClient
    headers: dict[str, str]
    make_worker: MakeWorker

    def get(self, path: str) -> Response:
        """Read."""
        return self.client.get(path, headers=self.headers)

    def ask(self, study: dict[str, Any], **headers: str) -> Response:
        """Ask for a study."""
        return self.client.post(STUDIES, json=study, headers={**self.headers, **headers})

    def job(self, taken: Response) -> dict[str, Any]:
        """The job of a study as it stands."""
        document: dict[str, Any] = self.get(taken.headers["location"]).json()
        return document

    def made(self, study: dict[str, Any]) -> dict[str, Any]:
        """The job of a study that has ended."""
        taken = self.ask(study)
        assert taken.status_code == 202, taken.text
        assert self.make_worker(Stopping()).work_once()
        return self.job(taken)


@pytest.fixture
def planner(
    client: TestClient, bearer: Bearer, make_worker: MakeWorker, stored: None
) -> Planner:
    """A planner of team t1."""
    del stored
    return Planner(client, bearer(Role.PLANNER), make_worker)
