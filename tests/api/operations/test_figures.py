"""Figures, and whether the service is ready."""

from datetime import UTC, datetime, timedelta

from api_teams import Bearer, small_team
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from api.access.principal import Role
from api.service import Service
from api.storage.tables import JobRow


def figures(client: TestClient, bearer: Bearer) -> dict[str, float]:
    """By name and labels."""
    told = client.get("/metrics", headers=bearer(Role.OPERATOR))
    assert told.status_code == 200
    rows = (line.rsplit(" ", 1) for line in told.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, value in rows}


def test_requests_are_counted_by_template(client: TestClient, bearer: Bearer) -> None:
    """A thousand paths and methods of strangers make one label each."""
    client.post("/teams", json=small_team(), headers=bearer(Role.BACK_OFFICE))
    for number in range(5):
        client.get(f"/teams/t{number}", headers=bearer(Role.BACK_OFFICE))
        client.get(f"/stranger/{number}")
        client.request(f"ODD{number}", "/teams")
    told = figures(client, bearer)
    read = 'rounds_requests_total{method="GET",route="/teams/{team_id}",status="%s"}'
    assert (told[read % 200], told[read % 404]) == (1, 4)
    assert told['rounds_requests_total{method="GET",route="none",status="404"}'] == 5
    assert told['rounds_problems_total{code="not-there"}'] == 4
    assert told['rounds_request_seconds_count{method="POST",route="/teams"}'] == 1
    odd = [name for name in told if "ODD" in name]
    assert odd == []


def test_jobs_and_audit_lines_are_counted(
    client: TestClient, bearer: Bearer, service: Service
) -> None:
    """By kind, lane and state; how many wait, how old the oldest is; leases lost; lines."""
    now = datetime.now(UTC)
    common = {"team_id": "t1", "kind": "plan", "lane": "long", "request": "{}", "caller": "{}"}
    with service.database.write() as session:
        for number, (state, attempt) in enumerate([("queued", 0), ("queued", 1), ("running", 3)]):
            made = now - timedelta(seconds=100 * (number + 1))
            row = JobRow(job_id=f"j{number}", state=state, attempt=attempt, made_at=made, **common)
            session.add(row)
    client.post("/teams", json=small_team(), headers=bearer(Role.BACK_OFFICE))
    told = figures(client, bearer)
    assert told['rounds_jobs{kind="plan",lane="long",state="queued"}'] == 2
    assert told['rounds_jobs_waiting{lane="long"}'] == 2
    assert told['rounds_jobs_waiting{lane="short"}'] == 0
    assert 200 <= told['rounds_jobs_oldest_seconds{lane="long"}'] < 300
    assert told["rounds_job_leases_lost"] == 2
    assert told["rounds_audit_lines"] == 1


def test_figures_are_for_the_operator(client: TestClient, bearer: Bearer) -> None:
    """401 without a token, 403 for others."""
    assert client.get("/metrics").status_code == 401
    assert client.get("/metrics", headers=bearer(Role.MEMBER)).status_code == 403


def test_ready_says_no_more_than_that(client: TestClient, service: Service) -> None:
    """Ready with its database; not without its tables, nor when a part is dead; alive anyhow."""
    assert client.get("/ready").json() == {"ready": True}
    app = client.app
    assert isinstance(app, FastAPI)
    app.state.parts.append(lambda: False)
    answer = client.get("/ready")
    assert (answer.status_code, answer.json()["code"]) == (503, "not-ready")
    assert "retry-after" in answer.headers
    app.state.parts.clear()
    with service.database.write() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    assert client.get("/ready").status_code == 503
    assert client.get("/live").status_code == 200
