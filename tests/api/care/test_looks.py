"""Who looked at a client, over HTTP."""

from typing import Any

import pytest
from api_teams import Bearer, small_team
from fastapi.testclient import TestClient

from api.access.principal import Role


@pytest.fixture
def office(client: TestClient, bearer: Bearer) -> dict[str, str]:
    """Somebody who stored team t1."""
    header = bearer(Role.BACK_OFFICE)
    assert client.post("/teams", json=small_team(), headers=header).status_code == 201
    return header


def lines(client: TestClient, path: str, header: dict[str, str]) -> list[dict[str, Any]]:
    """The lines of a page."""
    answer = client.get(path, headers=header)
    assert answer.status_code == 200, answer.text
    listed: list[dict[str, Any]] = answer.json()["lines"]
    return listed


def test_reading_a_team_is_reading_each_of_its_clients(
    client: TestClient, office: dict[str, str]
) -> None:
    """The client is told of whoever read the document of the team, when, why and as what."""
    client.get("/teams/t1", headers={**office, "Purpose": "support"})
    found = lines(client, "/teams/t1/clients/k1/audit", office)
    told = [(each["action"], each["subject"], each["why"], each["roles"]) for each in found]
    assert told == [
        ("create_team", "team/1", "care", ["back_office"]),
        ("read_team", "team/1", "support", ["back_office"]),
    ]


def test_reading_the_audit_is_audited_too(client: TestClient, office: dict[str, str]) -> None:
    """Who looked at who looked stands in the trail of the client and of the team."""
    lines(client, "/teams/t1/clients/k1/audit", office)
    found = lines(client, "/teams/t1/clients/k1/audit", office)
    assert ("read_audit", "client/k1") in [(each["action"], each["subject"]) for each in found]
    lines(client, "/teams/t1/audit", office)
    assert lines(client, "/teams/t1/audit", office)[-1]["subject"] == "audit"


def test_a_document_without_the_client_is_not_theirs(
    client: TestClient, office: dict[str, str]
) -> None:
    """Revision 2 speaks of another client: reading it is no look at the first."""
    other = small_team()
    other["clients"][0]["client_id"] = other["visits"][0]["client_id"] = "k2"
    seen = client.get("/teams/t1", headers=office).headers["etag"]
    client.put("/teams/t1", json=other, headers={**office, "If-Match": seen})
    client.get("/teams/t1", headers=office)
    subjects = [each["subject"] for each in lines(client, "/teams/t1/clients/k2/audit", office)]
    assert subjects == ["team/2", "team/2"]
    first = [each["subject"] for each in lines(client, "/teams/t1/clients/k1/audit", office)]
    assert "team/2" not in first


def test_pages_follow_by_number(client: TestClient, office: dict[str, str]) -> None:
    """Every line stands on one page, in the order in which it was kept."""
    for _ in range(4):
        client.get("/teams/t1", headers=office)
    first = client.get("/teams/t1/audit?limit=3", headers=office).json()
    second = client.get(f"/teams/t1/audit?limit=3&after={first['next']}", headers=office).json()
    assert [each["number"] for each in first["lines"] + second["lines"]] == [1, 2, 3, 4, 5, 6]
    assert first["next"] == 3
    assert second["next"] is None


def test_lines_are_filtered(client: TestClient, office: dict[str, str], bearer: Bearer) -> None:
    """By who, by what was done, by what it was done to, and by when."""
    member = bearer(Role.MEMBER)
    client.get("/teams/t1", headers=member)
    who = lines(client, "/teams/t1/audit", office)[-1]["who"]
    assert len(lines(client, f"/teams/t1/audit?who={who}", office)) == 1
    created = lines(client, "/teams/t1/audit?action=create_team", office)
    assert [each["subject"] for each in created] == ["team/1"]
    assert len(lines(client, "/teams/t1/audit?subject=team/1", office)) == 2
    assert lines(client, "/teams/t1/audit?until=2020-01-01T00:00:00Z", office) == []
    since = created[0]["at"].replace("+", "%2B")
    assert lines(client, f"/teams/t1/audit?since={since}", office)[0] == created[0]


def test_a_client_who_never_was_is_not_there(
    client: TestClient, office: dict[str, str], bearer: Bearer
) -> None:
    """404, also for a client of another team; a carer may not ask (403)."""
    assert client.get("/teams/t1/clients/k9/audit", headers=office).status_code == 404
    everywhere = bearer(Role.BACK_OFFICE, teams=None)
    client.post("/teams", json=small_team("t2"), headers=everywhere)
    assert client.get("/teams/t2/clients/k9/audit", headers=everywhere).status_code == 404
    carer = bearer(Role.CARER)
    assert client.get("/teams/t1/clients/k1/audit", headers=carer).status_code == 403
