"""The service keeps to its own description, whatever it is asked: no 5xx, nothing undocumented.

`ROUNDS_CONTRACT_EXAMPLES` says how many requests are made up for every operation; 200 where it is
meant seriously.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import schemathesis
from api_teams import small_team
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test
from hypothesis.strategies import one_of
from schemathesis import GenerationMode
from schemathesis.schemas import APIOperation, BaseSchema
from stored_plan import NUMBER, PLAN_ID, store_plan
from stored_study import STUDY_ID, store_study

from api.access.principal import Role
from api.access.tokens import Grant, make_token
from api.app import create_app
from api.server import open_service
from api.service import MOST_WAITING, Service
from api.settings import Settings

EXAMPLES = int(os.environ.get("ROUNDS_CONTRACT_EXAMPLES", "5"))
SEEN = {"/teams/{team_id}": '"r1"'}
"""ETags of what is there and is no plan."""
SEARCH = hypothesis_settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)


def operations() -> list[str]:
    """Every operation of the description."""
    with (
        TemporaryDirectory() as folder,
        open_service(Settings(f"sqlite:///{folder}/described.sqlite", Path(folder))) as service,
    ):
        paths = create_app(service).openapi()["paths"]
    return [f"{method.upper()} {path}" for path, found in paths.items() for method in found]


def bodies(operation: APIOperation) -> list[Any]:
    """The examples of bodies that the description shows, speaking of the team that is there."""
    content = operation.definition.raw.get("requestBody", {}).get("content", {})
    shown = content.get("application/json", {}).get("examples", {}).values()
    text = json.dumps([each["value"] for each in shown])
    found: list[Any] = json.loads(
        text.replace('"north"', '"t1"').replace('"p4f2a1"', f'"{PLAN_ID}"')
    )
    return found


class Authorized:
    """Signs requests, but for those that are to be refused."""

    secret = ""

    @classmethod
    def bearing(cls, secret: str) -> "type[Authorized]":
        """One who bears a token."""
        return type("Bearing", (cls,), {"secret": secret})

    def get(self, case: schemathesis.Case, context: object) -> str:  # noqa: ARG002 - asked for so
        """What is signed with."""
        return self.secret

    def set(self, case: schemathesis.Case, data: str, context: object) -> None:  # noqa: ARG002 - as above
        """Sign a request."""
        case.headers["Authorization"] = f"Bearer {data}"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Of a service that takes as many requests and jobs as come."""
    many = 10**6
    limits = replace(
        settings.limits, requests_per_minute=many, failures_per_minute=many, queued_jobs=many
    )
    return replace(settings, limits=limits)


@dataclass(frozen=True)
class Described:
    """A service with one team that has one of everything.

    Attributes:
        schema: its description, asked by a caller who may do everything.
        known: ids of what is there, by the names that paths have for them.
    """

    schema: BaseSchema
    known: dict[str, Any]

    def known_of(self, path: str) -> dict[str, Any]:
        """What a path needs to name something that is there."""
        return {name: each for name, each in self.known.items() if f"{{{name}}}" in path} | (
            {"name": "town.osm"} if "networks/{name}" in path else {}
        )


def stored(client: TestClient, service: Service, bearer: dict[str, str]) -> dict[str, Any]:
    """Store one of everything; the ids."""

    def sent(method: str, path: str, **body: Any) -> dict[str, Any]:
        answer = client.request(method, path, headers=bearer, **body)
        assert answer.status_code == 201, answer.text
        document: dict[str, Any] = answer.json()
        return document

    sent("POST", "/teams", json=small_team())
    feed = sent("POST", "/teams/t1/feeds", json={"carer_id": "c1"})
    token = sent("POST", "/tokens", json={"roles": ["carer"], "teams": ["t1"], "carer_id": "c1"})
    job = sent("PUT", "/teams/t1/networks/town.osm", content=b"x")
    assert job
    store_plan(service, "t1")
    with service.database.write() as session:
        store_study(session, "t1")
    listed = client.get("/teams/t1/jobs", headers=bearer).json()["jobs"]
    ended = client.delete(f"/teams/t1/jobs/{listed[0]['job_id']}", headers=bearer).json()
    assert ended["state"] == "cancelled"
    return {
        "team_id": "t1",
        "client_id": "k1",
        "plan_id": PLAN_ID,
        "study_id": STUDY_ID,
        "number": NUMBER,
        "name": "rounds.csv",
        "job_id": ended["job_id"],
        "feed_id": feed["feed_id"],
        "secret": feed["path"].removeprefix("/feeds/").removesuffix(".ics"),
        "token_id": token["token_id"],
    }


@pytest.fixture
def described(service: Service) -> Iterator[Described]:
    """Such a service. Nobody waits for its jobs, which have no workers."""
    app = create_app(service)
    for _ in range(MOST_WAITING):
        assert service.waiting.acquire(blocking=False)
    with service.database.write() as session:
        _, secret = make_token(session, Grant(tuple(Role), None, "c1"), "test")
    with TestClient(app) as client:
        known = stored(client, service, {"Authorization": f"Bearer {secret}"})
        schema = schemathesis.openapi.from_asgi("/openapi.json", app)
        schema.auth()(Authorized.bearing(secret))
        # a body of the right form can be refused all the same: ids must exist, times must follow
        schema.config.checks.positive_data_acceptance.enabled = False
        yield Described(schema, known)


@pytest.mark.parametrize("label", operations())
def test_an_operation_answers_as_described(described: Described, label: str) -> None:
    """Made-up requests, valid and not, about what is there and what is not.

    Every answer is one of those that are described.
    """
    operation = described.schema.find_operation_by_label(label)
    assert operation is not None
    known = described.known_of(operation.path)
    requests = [
        operation.as_strategy(mode, path_parameters=each or None)
        for mode in GenerationMode
        for each in ({}, known)
    ]
    seen = {"If-Match": SEEN.get(operation.path, '"v1"')}
    headers = seen if operation.headers.get("if-match") else {}
    requests.append(operation.as_strategy(path_parameters=known, headers=headers))
    requests += [
        operation.as_strategy(path_parameters=known, headers=headers, body=each)
        for each in bodies(operation)
    ]

    @SEARCH
    @given(case=one_of(requests))
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate()

    ask()


def test_calls_in_a_row_are_answered_as_described(described: Described) -> None:
    """Made-up rows of calls, each with what the ones before answered: ids, addresses, ETags."""
    rows = (
        # whoever follows a job that waits follows it for ever
        described.schema.exclude(path_regex="/events$")
        # one that is cancelled can still be read
        .exclude(method="DELETE", path_regex="/jobs/")
        .as_state_machine()
    )
    plan = {name: described.known[name] for name in ("team_id", "plan_id")}

    class Rows(rows):
        """They are about the team and the plan that are there."""

        def before_call(self, case: schemathesis.Case) -> None:
            """Name them."""
            for name in plan.keys() & case.path_parameters.keys():
                case.path_parameters[name] = plan[name]

    run_state_machine_as_test(Rows, settings=hypothesis_settings(SEARCH, stateful_step_count=8))
