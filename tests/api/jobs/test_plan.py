"""Plans made by jobs, over HTTP."""

from api_jobs import JOBS, PLANS, QUICK, Headers, MakeWorker
from fastapi.testclient import TestClient

from api.service import Service
from api.storage.drafts import draft_of
from api.storage.scope import rows_of_team
from api.storage.tables import PlanFileRow
from scheduler.io.plan_document import PlanDocument


def test_a_plan_is_asked_for_made_and_stored(
    client: TestClient, member: Headers, make_worker: MakeWorker, service: Service
) -> None:
    """202 with the job's address; then a draft, its files, and the result in the job."""
    taken = client.post(PLANS, json=QUICK, headers=member)
    assert taken.status_code == 202
    job = taken.headers["location"]
    assert client.get(job, headers=member).json()["state"] == "queued"
    assert make_worker().work_once()
    read = client.get(job, headers=member).json()
    assert read["state"] == "done", read["problem"]
    assert read["result"]["plan_id"] == taken.json()["plan_id"]
    with service.database.read() as session:
        row = draft_of(session, "t1", read["result"]["plan_id"], 1)
        shown = {each.name for each in session.scalars(rows_of_team(PlanFileRow, "t1"))}
    document = PlanDocument.model_validate_json(row.document)
    assert document.score.total == read["result"]["score"]
    assert {"plan.json", "rounds.html", "rounds.csv"} <= shown
    assert job.startswith(JOBS)
