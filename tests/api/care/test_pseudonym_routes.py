"""What planners see over HTTP."""

import json

from api_teams import Bearer, small_team
from fastapi.testclient import TestClient

from api.access.principal import Role
from scheduler.io.team import read_team_document


def test_a_planner_reads_a_team_of_pseudonyms(client: TestClient, bearer: Bearer) -> None:
    """The same on every reading, without id or name, another for every team; and it is audited."""
    office = bearer(Role.BACK_OFFICE, teams=None)
    for team_id in ("t1", "t2"):
        document = small_team(team_id)
        document["clients"][0]["name"] = "Canary"
        assert client.post("/teams", json=document, headers=office).status_code == 201
    planner = bearer(Role.PLANNER, teams=None)
    first, again, other = (
        client.get(f"/teams/{each}/pseudonymised", headers=planner) for each in ("t1", "t1", "t2")
    )
    assert (first.status_code, first.text) == (200, again.text)
    assert "Canary" not in first.text
    assert '"k1"' not in first.text
    ids = [
        read_team_document(json.loads(each.text)).clients[0].client_id for each in (first, other)
    ]
    assert ids[0] != ids[1]
    trail = client.get("/teams/t1/clients/k1/audit", headers=office).json()["lines"]
    assert trail[-1]["action"] == "read_pseudonyms"


def test_a_planner_reads_nothing_else(client: TestClient, bearer: Bearer) -> None:
    """The team itself is refused to planners, pseudonyms to others; an unknown plan is none."""
    client.post("/teams", json=small_team(), headers=bearer(Role.BACK_OFFICE))
    planner = bearer(Role.PLANNER)
    assert client.get("/teams/t1", headers=planner).status_code == 403
    assert client.get("/teams/t1/pseudonymised", headers=bearer(Role.MEMBER)).status_code == 403
    assert client.get("/teams/t1/plans/p9/pseudonymised", headers=planner).status_code == 404
