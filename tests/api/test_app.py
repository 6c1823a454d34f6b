"""The HTTP service."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

import api.app
from api.app import create_app
from scheduler.errors import FaultError


@pytest.fixture
def client() -> TestClient:
    """A caller of a fresh service."""
    return TestClient(create_app())


def document() -> dict[str, Any]:
    """The smallest team."""
    return {
        "team": {
            "id": "t1",
            "name": "Team",
            "timezone": "Europe/Amsterdam",
            "base": {"lat": 52.55, "lon": 5.91},
        },
        "carers": [{"carer_id": "c1", "name": "-", "discipline": "nurse", "mode": "bike"}],
        "shifts": [{"carer_id": "c1", "start": "2026-11-23T07:00", "end": "2026-11-23T12:00"}],
        "clients": [{"client_id": "k1", "name": "-", "lat": 52.551, "lon": 5.911}],
        "visits": [{"visit_id": "v1", "client_id": "k1", "date": "2026-11-23", "minutes": 20}],
    }


def test_a_good_team_is_summarised(client: TestClient) -> None:
    """Counts only: nothing of a client comes back."""
    answer = client.post("/teams/check", json=document())
    assert answer.status_code == 200
    assert answer.json() == {
        "team_id": "t1",
        "carers": 1,
        "shifts": 1,
        "clients": 1,
        "visits": 1,
    }


def test_every_problem_of_a_team_comes_back_at_once(client: TestClient) -> None:
    """422 with code, place, value and remedy of each."""
    broken = document()
    broken["carers"][0]["mode"] = "rocket"
    broken["visits"][0]["client_id"] = "k9"
    answer = client.post("/teams/check", json=broken)
    assert answer.status_code == 422
    findings = answer.json()["error"]["findings"]
    assert {"rocket", "k9"} == {each["value"] for each in findings}
    assert all(each["remedy"] and each["code"] for each in findings)


def test_a_body_that_is_no_document_is_refused(client: TestClient) -> None:
    """A list, a number, broken JSON: 422 and never a crash."""
    for body in ("[1]", "3", "{"):
        answer = client.post(
            "/teams/check", content=body, headers={"content-type": "application/json"}
        )
        assert answer.status_code == 422


def test_a_fault_of_ours_is_no_fault_of_the_caller(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """500, with the code and without a trace."""

    def faulty(_: object) -> None:
        raise FaultError("score-disagrees", "made up.")

    monkeypatch.setattr(api.app, "read_team_document", faulty)
    answer = client.post("/teams/check", json=document())
    assert answer.status_code == 500
    assert answer.json()["error"]["code"] == "score-disagrees"


def test_the_schema_of_a_plan_is_served(client: TestClient) -> None:
    """The one that is published in the docs."""
    answer = client.get("/schemas/plan")
    assert answer.headers["content-type"].startswith("application/schema+json")
    assert answer.json()["title"] == "PlanDocument"


def test_the_service_says_its_version(client: TestClient) -> None:
    """For whoever watches it."""
    assert client.get("/health").json() == {"version": "0.1.0"}
