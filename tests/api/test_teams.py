"""Teams over HTTP."""

from typing import Any

from api_teams import Bearer, small_team
from fastapi.testclient import TestClient

from api.access.principal import Role


def test_a_team_is_stored_and_read_back(client: TestClient, bearer: Bearer) -> None:
    """What was posted comes back unchanged, with an ETag."""
    office = bearer(Role.BACK_OFFICE)
    made = client.post("/teams", json=small_team(), headers=office)
    assert (made.status_code, made.headers["location"]) == (201, "/teams/t1")
    read = client.get("/teams/t1", headers=office)
    assert read.json() == small_team()
    assert read.headers["etag"] == made.headers["etag"]


def test_every_problem_of_a_team_comes_back_at_once(client: TestClient, bearer: Bearer) -> None:
    """422 with code, place, value and remedy of each; nothing is stored."""
    broken: dict[str, Any] = small_team()
    broken["carers"][0]["mode"] = "rocket"
    broken["visits"][0]["client_id"] = "k9"
    office = bearer(Role.BACK_OFFICE)
    for path in ("/teams/validate", "/teams"):
        answer = client.post(path, json=broken, headers=office)
        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        findings = answer.json()["findings"]
        assert {"rocket", "k9"} == {each["value"] for each in findings}
        assert all(each["remedy"] and each["code"] for each in findings)
    assert client.get("/teams/t1", headers=office).status_code == 404


def test_nobody_overwrites_what_they_have_not_seen(client: TestClient, bearer: Bearer) -> None:
    """PUT asks for the ETag, and refuses an old one."""
    office = bearer(Role.BACK_OFFICE)
    first = client.post("/teams", json=small_team(), headers=office).headers["etag"]
    assert client.put("/teams/t1", json=small_team(), headers=office).status_code == 428
    seen = {**office, "If-Match": first}
    assert client.put("/teams/t1", json=small_team(), headers=seen).status_code == 200
    assert client.put("/teams/t1", json=small_team(), headers=seen).status_code == 412


def test_a_repeated_call_creates_once(client: TestClient, bearer: Bearer) -> None:
    """The same key answers the same; with another body it is refused."""
    office = {**bearer(Role.BACK_OFFICE), "Idempotency-Key": "k1"}
    first = client.post("/teams", json=small_team(), headers=office)
    again = client.post("/teams", json=small_team(), headers=office)
    assert (first.status_code, first.text) == (again.status_code, again.text) == (201, first.text)
    assert again.headers["idempotency-replayed"] == "true"
    other = client.post("/teams", json={**small_team(), "x": 1}, headers=office)
    assert other.json()["code"] in {"idempotency-key-reused", "input-refused"}


def test_strangers_find_no_team(client: TestClient, bearer: Bearer) -> None:
    """Anonymous 401, a stranger 404, the wrong role 403."""
    client.post("/teams", json=small_team(), headers=bearer(Role.BACK_OFFICE))
    assert client.get("/teams/t1").status_code == 401
    stranger = bearer(Role.BACK_OFFICE, teams=("t2",))
    assert client.get("/teams/t1", headers=stranger).status_code == 404
    assert client.get("/teams/t1", headers=bearer(Role.OPERATOR)).status_code == 403


def test_everybody_is_told_of_their_own_teams(client: TestClient, bearer: Bearer) -> None:
    """Of those that there are, and of no other; an owner of all is told of all."""
    office = bearer(Role.BACK_OFFICE, teams=None)
    for team_id in ("t1", "t2"):
        client.post("/teams", json=small_team(team_id), headers=office)

    def told(who: dict[str, str]) -> list[str]:
        return [each["team_id"] for each in client.get("/teams", headers=who).json()["teams"]]

    assert told(office) == ["t1", "t2"]
    assert told(bearer(Role.CARER, teams=("t2", "t9"))) == ["t2"]
