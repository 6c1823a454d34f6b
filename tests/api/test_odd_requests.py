"""Requests that no database should be asked with: they are refused as they come in."""

import pytest
from api_teams import Bearer, small_team
from fastapi.testclient import TestClient

from api.access.principal import Role

NUL = "\x00"
LONG_AGO, FAR_OFF = "0001-01-01T00:00:00+10:00", "9999-12-31T23:59:59-10:00"


@pytest.fixture
def caller(client: TestClient, bearer: Bearer) -> TestClient:
    """Somebody who may do everything; team t1 is stored."""
    client.headers.update(bearer(*Role, carer_id="c1", teams=None))
    assert client.post("/teams", json=small_team()).status_code == 201
    return client


@pytest.mark.parametrize(
    "path",
    [
        "/teams/t1%00",
        "/teams/t1/jobs/%00",
        "/teams/t1/networks/%00",
        "/teams/t1/clients/k%00/audit",
        "/teams/t1/audit?who=%00",
    ],
)
def test_an_address_with_nul_is_malformed(caller: TestClient, path: str) -> None:
    """Whatever part of it: the text of a PostgreSQL database cannot have that character."""
    answer = caller.get(path)
    assert (answer.status_code, answer.json()["code"]) == (422, "request-malformed")


@pytest.mark.parametrize(
    "query",
    [{"since": LONG_AGO}, {"until": FAR_OFF}, {"after": str(2**31)}, {"until": "1795000000"}],
)
def test_the_trail_is_asked_within_what_it_holds(caller: TestClient, query: dict[str, str]) -> None:
    """Instants that have no UTC and numbers that no line has are refused."""
    answer = caller.get("/teams/t1/audit", params=query)
    assert (answer.status_code, answer.json()["code"]) == (422, "input-refused")


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/tokens", {"roles": ["carer"], "teams": ["t1"], "carer_id": NUL}),
        ("/tokens", {"roles": ["member"], "teams": [NUL]}),
        ("/teams/t1/plans", {"first_date": "2026-11-23", "plan_id": NUL}),
        ("/teams/t1/feeds", {"carer_id": NUL}),
        ("/teams", {**small_team(), "team": {**small_team()["team"], "id": NUL}}),
    ],
)
def test_an_id_with_nul_is_refused(caller: TestClient, path: str, body: dict[str, object]) -> None:
    """In a body it is one problem of several."""
    assert caller.post(path, json=body).status_code == 422
