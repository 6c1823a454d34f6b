"""The service keeps to its own description, whatever it is asked: no 5xx, nothing undocumented.

`ROUNDS_CONTRACT_EXAMPLES` says how many requests are made up for every operation; 200 where it is
meant seriously.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import schemathesis
from api_teams import small_team
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.stateful import run_state_machine_as_test
from schemathesis.schemas import BaseSchema

from api.access.principal import Role
from api.access.tokens import Grant, make_token
from api.app import create_app
from api.server import open_service
from api.service import Service
from api.settings import Settings

EXAMPLES = int(os.environ.get("ROUNDS_CONTRACT_EXAMPLES", "5"))
SEARCH = settings(
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
def described(service: Service) -> Iterator[BaseSchema]:
    """The description of a service that has one team, and a caller who may do everything."""
    app = create_app(service)
    with service.database.write() as session:
        _, secret = make_token(session, Grant(tuple(Role), None, None), "test")
    bearer = {"Authorization": f"Bearer {secret}"}
    with TestClient(app) as client:
        assert client.post("/teams", json=small_team(), headers=bearer).status_code == 201
        schema = schemathesis.openapi.from_asgi("/openapi.json", app)
        schema.auth()(Authorized.bearing(secret))
        # a body of the right form can be refused all the same: ids must exist, times must follow
        schema.config.checks.positive_data_acceptance.enabled = False
        yield schema


@pytest.mark.parametrize("label", operations())
def test_an_operation_answers_as_described(described: BaseSchema, label: str) -> None:
    """Made-up requests, valid and not: every answer is one of those that are described."""
    operation = described.find_operation_by_label(label)
    assert operation is not None

    @SEARCH
    @given(case=operation.as_strategy())
    def ask(case: schemathesis.Case) -> None:
        case.call_and_validate()

    ask()


def test_calls_in_a_row_are_answered_as_described(described: BaseSchema) -> None:
    """Made-up rows of calls, each with what the ones before answered: ids, addresses, ETags."""
    rows = described.as_state_machine()
    run_state_machine_as_test(rows, settings=settings(SEARCH, stateful_step_count=8))
