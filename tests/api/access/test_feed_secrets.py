"""The secrets of calendar feeds: told once, kept nowhere."""

import pytest
from api_teams import Bearer, small_team
from fastapi.testclient import TestClient

from api.access.principal import Role
from api.service import Service
from api.storage.scope import rows_of_service, rows_of_team
from api.storage.tables import AuditRow, FeedRow, IdempotencyRow

FEEDS = "/teams/t1/feeds"


@pytest.fixture
def keeper(client: TestClient, bearer: Bearer) -> dict[str, str]:
    """Somebody who makes feeds, each call with the same idempotency key; team t1 is stored."""
    office = bearer(Role.BACK_OFFICE)
    assert client.post("/teams", json=small_team(), headers=office).status_code == 201
    return {**office, "Idempotency-Key": "once"}


def test_a_feed_is_told_once(client: TestClient, keeper: dict[str, str]) -> None:
    """The same call makes no other feed, and answers without the address."""
    made = client.post(FEEDS, json={"carer_id": "c1"}, headers=keeper).json()
    assert client.get(made["path"]).status_code == 200
    again = client.post(FEEDS, json={"carer_id": "c1"}, headers=keeper)
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json() == {**made, "path": None}
    assert len(client.get(FEEDS, headers=keeper).json()["feeds"]) == 1


def test_the_secret_of_a_feed_is_kept_nowhere(
    service: Service, client: TestClient, keeper: dict[str, str]
) -> None:
    """Neither with the feed, nor in the trail, nor among the answers that can be repeated."""
    path = client.post(FEEDS, json={"carer_id": "c1"}, headers=keeper).json()["path"]
    secret = path.removeprefix("/feeds/").removesuffix(".ics")
    asked = (
        rows_of_team(FeedRow, "t1"),
        rows_of_service(AuditRow),
        rows_of_service(IdempotencyRow),
    )
    with service.database.read() as session:
        for rows in asked:
            kept = list(session.scalars(rows))
            assert kept
            assert all(secret not in str(vars(row)) for row in kept)
