"""A worker in the test's own process, and a team with enough to plan."""

from collections.abc import Mapping
from typing import Any

import pytest
from api_jobs import Headers, MakeWorker, team_with_visits
from api_teams import Bearer
from fastapi.testclient import TestClient

from api.access.principal import Role
from api.jobs.kinds import KINDS
from api.jobs.post import Post
from api.jobs.states import Lane
from api.jobs.stopping import Stopping
from api.jobs.task import Kind, Workplace
from api.jobs.worker import Worker, worker_of
from api.service import Service


@pytest.fixture
def stopping() -> Stopping:
    """Tells the test's workers to stop."""
    return Stopping()


@pytest.fixture
def make_worker(service: Service, stopping: Stopping) -> MakeWorker:
    """Makes workers that do jobs where they are asked to."""

    def make(
        lane: Lane = Lane.LONG,
        kinds: Mapping[str, Kind[Any]] = KINDS,
        stopping: Stopping = stopping,
    ) -> Worker:
        def leave() -> None:
            raise AssertionError("the worker would have left")

        place = Workplace.of(service.settings, service.database)
        return worker_of(place, kinds, Post.on(lane), stopping, leave)

    return make


@pytest.fixture
def member(client: TestClient, bearer: Bearer) -> Headers:
    """A member of team t1, which is stored, with some visits on 2026-11-23."""
    headers = bearer(Role.BACK_OFFICE, Role.MEMBER)
    made = client.post("/teams", json=team_with_visits(), headers=headers)
    assert made.status_code == 201
    return headers
