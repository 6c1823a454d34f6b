"""Local tokens: who gives what to whom, and what becomes of the secret."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from api_teams import Bearer, small_team
from fastapi.testclient import TestClient

from api.access.keeping import first_token
from api.access.principal import Role
from api.access.tokens import PREFIX
from api.service import Service
from api.storage.scope import rows_of_service
from api.storage.tables import AuditRow, IdempotencyRow, TokenRow

EVERYTHING = (Role.OPERATOR, Role.BACK_OFFICE, Role.MEMBER)


def wanted(**more: object) -> dict[str, Any]:
    """A member of team t1."""
    return {"roles": ["member"], "teams": ["t1"], **more}


def test_a_token_opens_what_it_is_for(client: TestClient, bearer: Bearer) -> None:
    """Its secret is a bearer's from then on."""
    keeper = bearer(*EVERYTHING)
    client.post("/teams", json=small_team(), headers=keeper)
    made = client.post("/tokens", json=wanted(), headers=keeper)
    assert made.status_code == 201
    assert made.headers["location"] == f"/tokens/{made.json()['token_id']}"
    member = {"Authorization": f"Bearer {made.json()['secret']}"}
    assert client.get("/teams/t1", headers=member).status_code == 200
    assert client.post("/teams", json=small_team("t2"), headers=member).status_code == 403


def test_a_secret_is_told_once(client: TestClient, bearer: Bearer) -> None:
    """The list does not have it, and the same call again does not either."""
    keeper = {**bearer(*EVERYTHING), "Idempotency-Key": "once"}
    made = client.post("/tokens", json=wanted(), headers=keeper).json()
    again = client.post("/tokens", json=wanted(), headers=keeper)
    assert made["secret"].startswith(PREFIX)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == {**made, "secret": None}
    assert made["secret"] not in client.get("/tokens", headers=keeper).text


def test_a_secret_is_kept_nowhere(service: Service, client: TestClient, bearer: Bearer) -> None:
    """Neither among the tokens nor among the answers that can be repeated."""
    keeper = {**bearer(*EVERYTHING), "Idempotency-Key": "once"}
    secret = client.post("/tokens", json=wanted(), headers=keeper).json()["secret"]
    with service.database.read() as session:
        for table in (TokenRow, IdempotencyRow, AuditRow):
            rows = list(session.scalars(rows_of_service(table)))
            assert rows
            assert all(secret not in str(vars(row)) for row in rows)


def test_a_revoked_token_is_refused_at_once(client: TestClient, bearer: Bearer) -> None:
    """By the very next call; revoking it again changes nothing."""
    keeper = bearer(*EVERYTHING)
    made = client.post("/tokens", json=wanted(roles=["back_office"]), headers=keeper).json()
    theirs = {"Authorization": f"Bearer {made['secret']}"}
    assert client.get("/tokens", headers=theirs).status_code == 200
    path = f"/tokens/{made['token_id']}"
    assert client.delete(path, headers=keeper).status_code == 204
    assert client.get("/tokens", headers=theirs).status_code == 401
    listed = client.get("/tokens", headers=keeper).json()
    assert client.delete(path, headers=keeper).status_code == 204
    assert client.get("/tokens", headers=keeper).json() == listed


def test_a_token_expires(service: Service, client: TestClient, bearer: Bearer) -> None:
    """As late as asked for, and is refused then."""
    keeper = bearer(*EVERYTHING)
    made = client.post("/tokens", json=wanted(roles=["operator"], days=2), headers=keeper).json()
    lasts = datetime.fromisoformat(made["expires_at"]) - datetime.fromisoformat(made["made_at"])
    assert lasts == timedelta(days=2)
    with service.database.write() as session:
        asked = rows_of_service(TokenRow).where(TokenRow.token_id == made["token_id"])
        session.scalars(asked).one().expires_at = datetime.now(UTC)
    theirs = {"Authorization": f"Bearer {made['secret']}"}
    assert client.get("/tokens", headers=theirs).status_code == 401


@pytest.mark.parametrize(
    ("keeper", "asked"),
    [
        ((Role.OPERATOR,), wanted()),
        ((Role.OPERATOR,), wanted(roles=["operator", "back_office"])),
        ((Role.BACK_OFFICE,), wanted()),
        ((Role.BACK_OFFICE,), wanted(roles=["carer"], carer_id="c1")),
        ((Role.BACK_OFFICE,), wanted(roles=["back_office"], teams=["t2"])),
        ((Role.BACK_OFFICE,), wanted(roles=["back_office"], teams=["t1", "t2"])),
        ((Role.BACK_OFFICE,), wanted(roles=["back_office"], teams=None)),
        (EVERYTHING, wanted(roles=["planner"])),
    ],
)
def test_nobody_gives_what_they_do_not_have(
    client: TestClient, bearer: Bearer, keeper: tuple[Role, ...], asked: dict[str, Any]
) -> None:
    """Roles that may do more, and teams of others, are refused; nothing is made."""
    made = client.post("/tokens", json=asked, headers=bearer(*keeper))
    assert (made.status_code, made.json()["code"]) == (403, "not-allowed")
    assert len(client.get("/tokens", headers=bearer(*EVERYTHING)).json()["tokens"]) == 2


@pytest.mark.parametrize(
    ("keeper", "asked"),
    [
        ((Role.OPERATOR,), wanted(roles=["operator"])),
        (EVERYTHING, wanted(roles=["operator", "back_office", "member"])),
        (EVERYTHING, wanted(roles=["carer"], carer_id="c1")),
    ],
)
def test_what_one_has_can_be_given(
    client: TestClient, bearer: Bearer, keeper: tuple[Role, ...], asked: dict[str, Any]
) -> None:
    """Also the role carer, by a member: it allows nothing more."""
    assert client.post("/tokens", json=asked, headers=bearer(*keeper)).status_code == 201


@pytest.mark.parametrize(
    "asked",
    [
        wanted(roles=["carer"]),
        wanted(roles=["carer"], teams=None, carer_id="c1"),
        wanted(roles=["carer"], teams=["t1", "t2"], carer_id="c1"),
    ],
)
def test_a_carer_token_is_of_one_carer_of_one_team(
    client: TestClient, bearer: Bearer, asked: dict[str, Any]
) -> None:
    """Neither of none nor of several."""
    made = client.post("/tokens", json=asked, headers=bearer(*EVERYTHING, teams=None))
    assert (made.status_code, made.json()["code"]) == (422, "token-not-of-one-carer")


@pytest.mark.parametrize(
    "asked",
    [
        wanted(days=0),
        wanted(days=731),
        wanted(roles=[]),
        wanted(roles=["king"]),
        wanted(teams=[]),
        wanted(teams=["a b"]),
        wanted(teams=["*"]),
        wanted(more=1),
        {"roles": ["member"]},
    ],
)
def test_a_malformed_wish_is_refused(
    client: TestClient, bearer: Bearer, asked: dict[str, Any]
) -> None:
    """Every team has to be said, and a token lasts 1 to 730 days."""
    made = client.post("/tokens", json=asked, headers=bearer(*EVERYTHING, teams=None))
    assert (made.status_code, made.json()["code"]) == (422, "input-refused")


def test_tokens_of_other_teams_are_not_there(client: TestClient, bearer: Bearer) -> None:
    """Neither in the list nor to be revoked, also when they are of one's own team besides."""
    everybody = bearer(*EVERYTHING, teams=None)
    for teams in (["t2"], ["t1", "t2"], None):
        made = client.post("/tokens", json=wanted(teams=teams), headers=everybody).json()
        keeper = bearer(Role.BACK_OFFICE)
        listed = client.get("/tokens", headers=keeper).json()["tokens"]
        assert all(each["teams"] == ["t1"] for each in listed)
        answer = client.delete(f"/tokens/{made['token_id']}", headers=keeper)
        assert (answer.status_code, answer.json()["code"]) == (404, "token-unknown")


def test_making_and_revoking_stand_in_the_trail(
    service: Service, client: TestClient, bearer: Bearer
) -> None:
    """In the chain of the service, with the token that did it."""
    keeper = bearer(*EVERYTHING)
    made = client.post("/tokens", json=wanted(), headers=keeper).json()
    client.delete(f"/tokens/{made['token_id']}", headers=keeper)
    with service.database.read() as session:
        lines = list(session.scalars(rows_of_service(AuditRow).order_by(AuditRow.number)))
    assert [(line.chain, line.action, line.subject) for line in lines] == [
        ("", "keep_tokens", f"token/{made['token_id']}")
    ] * 2
    assert all(line.who == made["made_by"] for line in lines)


def test_the_first_start_makes_one_token(service: Service, client: TestClient) -> None:
    """Which can give all that a team needs; the second start makes none, whatever became of it."""
    secret = first_token(service.database)
    first = {"Authorization": f"Bearer {secret}"}
    assert first_token(service.database) is None
    (only,) = client.get("/tokens", headers=first).json()["tokens"]
    assert (set(only["roles"]), only["teams"]) == ({"operator", "back_office", "member"}, None)
    for asked in (wanted(), wanted(roles=["carer"], carer_id="c1"), wanted(roles=["back_office"])):
        assert client.post("/tokens", json=asked, headers=first).status_code == 201
    client.delete(f"/tokens/{only['token_id']}", headers=first)
    assert first_token(service.database) is None
