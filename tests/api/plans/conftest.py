"""The morning, planned and published over HTTP; its jobs are done in the test's own process."""

import pytest
from api_teams import Bearer
from fastapi.testclient import TestClient
from planned import COUNT, DATE, PLANS, Caller, WorkAll, team_document

from api.access.principal import Role
from api.jobs.kinds import KINDS
from api.jobs.post import Post
from api.jobs.states import Lane
from api.jobs.stopping import Stopping
from api.jobs.task import Workplace
from api.jobs.worker import worker_of
from api.service import Service


@pytest.fixture
def work(service: Service) -> WorkAll:
    """Does every job that waits, on both lanes."""

    def leave() -> None:
        raise AssertionError("the worker would have left")

    place = Workplace.of(service.settings, service.database)
    workers = [worker_of(place, KINDS, Post.on(lane), Stopping(), leave) for lane in Lane]

    def work_all() -> None:
        while any(each.work_once() for each in workers):
            continue

    return work_all


@pytest.fixture
def member(client: TestClient, bearer: Bearer, work: WorkAll) -> Caller:
    """Carer c1, who may publish; the team is stored."""
    office = bearer(Role.BACK_OFFICE)
    made = client.post("/teams", json=team_document(), headers=office)
    assert made.status_code == 201, made.text
    return Caller(client, work, bearer(Role.MEMBER, Role.CARER, carer_id="c1"))


@pytest.fixture
def carer(client: TestClient, bearer: Bearer, work: WorkAll) -> Caller:
    """Carer c2, with no more rights than a carer has."""
    return Caller(client, work, bearer(Role.CARER, carer_id="c2"))


@pytest.fixture
def plan(member: Caller) -> str:
    """Address of a plan with one draft."""
    made = member.post(PLANS, {"first_date": DATE, "iterations": 200, "travel": "estimated"})
    assert made.state == "done", made.json()
    return f"{PLANS}/{made.json()['plan_id']}"


@pytest.fixture
def published(member: Caller, plan: str) -> str:
    """Address of a plan with one version."""
    body = {"draft": 1, "reason": "evening before", "at": COUNT["at"]}
    answer = member.post(f"{plan}/versions", body, **{"If-Match": '"d1"'})
    assert answer.status_code == 201, answer.text
    return plan
