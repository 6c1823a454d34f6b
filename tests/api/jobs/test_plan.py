"""Plans made by jobs, over HTTP."""

import zlib
from dataclasses import replace
from typing import Any

import pytest
from api_jobs import LONG, PLANS, QUICK, Headers, MakeWorker, job
from api_teams import Bearer
from fastapi.testclient import TestClient

from api.access.principal import Role
from api.care.audit import locked_head
from api.jobs import plan_search
from api.jobs.stopping import Stopping
from api.service import Service
from api.storage.drafts import draft_of, plan_of
from api.storage.scope import rows_of_service, rows_of_team
from api.storage.tables import AuditRow, DataSubjectRow, DraftRow, PlanFileRow, PlanRow
from scheduler.domain.horizon import Horizon
from scheduler.io.plan_document import PlanDocument
from scheduler.io.plan_json import plan_of as plan_in
from scheduler.io.team import read_team_document
from scheduler.planning.judging import judge
from scheduler.planning.roads import estimated_roads


def asked(client: TestClient, headers: Headers, body: dict[str, Any]) -> str:
    """The address of the job that makes a plan."""
    taken = client.post(PLANS, json=body, headers=headers)
    assert taken.status_code == 202, taken.text
    return taken.headers["location"]


def draft(service: Service, plan_id: str, number: int) -> DraftRow:
    """A draft of a plan of team t1."""
    with service.database.read() as session:
        return draft_of(session, "t1", plan_id, number)


def is_sound(client: TestClient, headers: Headers, document: PlanDocument) -> bool:
    """Whether a plan keeps every hard rule, and has the score that it claims."""
    team = read_team_document(client.get("/teams/t1", headers=headers).json())
    travel = estimated_roads(team, Horizon(document.first_date, document.days)).travel
    return judge(team, travel, plan_in(document), document.score.total).sound


def test_a_plan_is_asked_for_and_stored_as_a_draft(
    client: TestClient, member: Headers, make_worker: MakeWorker, service: Service
) -> None:
    """202 with the job's address; then a sound draft, and its score in the job's result."""
    address = asked(client, member, QUICK)
    assert job(client, member, address)["state"] == "queued"
    make_worker().work_once()
    read = job(client, member, address)
    assert read["state"] == "done", read["problem"]
    result = read["result"]
    document = PlanDocument.model_validate_json(draft(service, result["plan_id"], 1).document)
    assert document.score.total == result["score"]
    assert is_sound(client, member, document)
    assert (result["draft"], result["unassigned"], result["stopped"]) == (1, 0, "iterations")


def test_others_write_while_a_plan_is_packed(
    client: TestClient,
    member: Headers,
    make_worker: MakeWorker,
    service: Service,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is kept is worked out before the transaction that keeps it."""

    def packed(content: bytes) -> bytes:
        with service.database.write() as session:
            locked_head(session, "t1")
        return zlib_compress(content)

    zlib_compress = zlib.compress
    monkeypatch.setattr(zlib, "compress", packed)
    address = asked(client, member, QUICK)
    make_worker().work_once()
    assert job(client, member, address)["state"] == "done"


def test_the_plan_is_known_before_it_is_made(
    client: TestClient, member: Headers, service: Service
) -> None:
    """It has dates and travel, and no draft yet."""
    taken = client.post(PLANS, json={**QUICK, "days": 2}, headers=member).json()
    with service.database.read() as session:
        row = plan_of(session, "t1", taken["plan_id"])
    assert (row.first_date.isoformat(), row.days) == ("2026-11-23", 2)
    assert (row.estimated, row.drafts, row.versions) == (True, 0, 0)


def test_the_files_of_a_draft_are_kept(
    client: TestClient, member: Headers, make_worker: MakeWorker, service: Service
) -> None:
    """All that the command line would write, for this draft."""
    asked(client, member, QUICK)
    make_worker().work_once()
    with service.database.read() as session:
        rows = session.scalars(rows_of_team(PlanFileRow, "t1")).all()
    assert {row.shows for row in rows} == {"draft-1"}
    names = {row.name for row in rows}
    assert {"plan.json", "rounds.csv", "unassigned.csv", "rounds.html", "map.geojson"} < names
    assert any(name.endswith(".ics") for name in names)


def test_it_is_remembered_of_whom_draft_and_job_speak(
    client: TestClient, member: Headers, make_worker: MakeWorker, service: Service
) -> None:
    """Every client, and a line that the caller had it made."""
    address = asked(client, member, QUICK)
    make_worker().work_once()
    result = job(client, member, address)["result"]
    job_subject, draft_subject = f"job/{address[-32:]}", f"plan/{result['plan_id']}/draft/1"
    with service.database.read() as session:
        rows = session.scalars(rows_of_team(DataSubjectRow, "t1")).all()
        lines = session.scalars(rows_of_service(AuditRow)).all()
    for subject in (job_subject, draft_subject):
        told = {row.client_id for row in rows if row.subject == subject}
        assert told == {f"k{each}" for each in range(1, 16)}
    made = [line for line in lines if line.subject == draft_subject]
    assert [line.action for line in made] == ["make_plan"]


def test_the_same_request_makes_the_same_plan(
    client: TestClient, member: Headers, make_worker: MakeWorker, service: Service
) -> None:
    """Stopped by a count, the search repeats itself."""
    addresses = [asked(client, member, QUICK) for _ in range(2)]
    worker = make_worker()
    assert worker.work_once()
    assert worker.work_once()
    plans = [job(client, member, each)["result"]["plan_id"] for each in addresses]
    assert plans[0] != plans[1]
    one, other = (draft(service, each, 1).document for each in plans)
    assert one == other


def test_another_draft_of_a_plan_begins_from_the_newest(
    client: TestClient, member: Headers, make_worker: MakeWorker
) -> None:
    """It is number 2, and no dearer than the one that it began from."""
    address = asked(client, member, QUICK)
    worker = make_worker()
    worker.work_once()
    first = job(client, member, address)["result"]
    more = {**QUICK, "iterations": 0, "plan_id": first["plan_id"], "initial": "draft"}
    address = asked(client, member, more)
    worker.work_once()
    second = job(client, member, address)["result"]
    assert (second["plan_id"], second["draft"]) == (first["plan_id"], 2)
    assert second["score"] <= first["score"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"first_date": "2026-11-24"}, 409, "draft-unlike-plan"),
        ({"days": 2}, 409, "draft-unlike-plan"),
        ({"travel": "roads"}, 409, "draft-unlike-plan"),
        ({"initial": "draft"}, 404, "not-there"),
        ({"initial": "version"}, 404, "not-there"),
        ({"plan_id": "p0"}, 404, "not-there"),
    ],
)
def test_a_draft_that_does_not_fit_its_plan_is_refused(
    client: TestClient, member: Headers, change: dict[str, Any], status: int, code: str
) -> None:
    """Other dates, other travel, nothing to begin from, no such plan; no job is made."""
    plan_id = client.post(PLANS, json=QUICK, headers=member).json()["plan_id"]
    refused = client.post(PLANS, json={**QUICK, "plan_id": plan_id, **change}, headers=member)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert len(client.get("/teams/t1/jobs", headers=member).json()["jobs"]) == 1


def test_a_search_that_is_too_long_is_refused(client: TestClient, member: Headers) -> None:
    """Search and proof together."""
    body = {**LONG, "seconds": 3000, "prove_seconds": 601}
    refused = client.post(PLANS, json=body, headers=member)
    assert (refused.status_code, refused.json()["code"]) == (422, "search-too-long")


def test_a_team_without_roads_is_told(
    client: TestClient, member: Headers, make_worker: MakeWorker
) -> None:
    """The job ends as invalid: nothing is estimated that was not asked to be."""
    address = asked(client, member, {**QUICK, "travel": "roads"})
    make_worker().work_once()
    read = job(client, member, address)
    assert (read["state"], read["problem"]["code"]) == ("invalid", "network-not-named")


def test_repeating_the_call_makes_one_plan(
    client: TestClient, member: Headers, service: Service
) -> None:
    """The same key tells of the same job."""
    headers = {**member, "Idempotency-Key": "k"}
    taken = [client.post(PLANS, json=QUICK, headers=headers) for _ in range(2)]
    assert taken[0].json() == taken[1].json()
    with service.database.read() as session:
        assert len(session.scalars(rows_of_team(PlanRow, "t1")).all()) == 1


def test_the_best_so_far_is_a_sound_plan(
    client: TestClient,
    member: Headers,
    make_worker: MakeWorker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Every one that is told of, and none is dearer than the one before."""
    told: list[PlanDocument] = []
    tell = plan_search.Task.tell

    def listen(task: Any, progress: Any, best: str | None = None) -> None:
        told.append(PlanDocument.model_validate_json(best or ""))
        tell(task, progress, best)

    monkeypatch.setattr(plan_search.Task, "tell", listen)
    monkeypatch.setattr(plan_search, "TELL_SECONDS", 0.0)
    asked(client, member, QUICK)
    make_worker().work_once()
    scores = [document.score.total for document in told]
    assert len(told) > 1
    assert scores == sorted(scores, reverse=True)
    assert all(is_sound(client, member, document) for document in told)


def test_a_search_that_is_handed_back_is_gone_on_with(
    client: TestClient,
    member: Headers,
    make_worker: MakeWorker,
    stopping: Stopping,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The next worker begins from the best so far, and the plan is no dearer than that."""
    address = asked(client, member, LONG)
    tell = plan_search.Task.tell

    def tell_and_stop(task: Any, progress: Any, best: str | None = None) -> None:
        tell(task, {**progress, "elapsed_seconds": 600.0}, best)
        stopping.ask(1.0)

    with monkeypatch.context() as patched:
        patched.setattr(plan_search.Task, "tell", tell_and_stop)
        make_worker().work_once()
    before = job(client, member, address)
    assert (before["state"], before["attempt"]) == ("queued", 0)
    make_worker(stopping=Stopping()).work_once()
    after = job(client, member, address)
    assert after["state"] == "done", after["problem"]
    assert after["result"]["score"] <= before["best"]["score"]["total"]


def test_only_those_who_plan_may_ask(client: TestClient, member: Headers, bearer: Bearer) -> None:
    """Anonymous 401, a stranger 404, a carer 403."""
    assert member
    assert client.post(PLANS, json=QUICK).status_code == 401
    stranger = bearer(Role.MEMBER, teams=("t2",))
    assert client.post(PLANS, json=QUICK, headers=stranger).status_code == 404
    assert client.post(PLANS, json=QUICK, headers=bearer(Role.CARER)).status_code == 403


def test_no_more_jobs_wait_than_may(client: TestClient, member: Headers, service: Service) -> None:
    """429 with Retry-After, and no plan is made."""
    limits = replace(service.settings.limits, queued_jobs=1)
    client.app.state.service = replace(  # type: ignore[attr-defined]
        service, settings=replace(service.settings, limits=limits)
    )
    asked(client, member, QUICK)
    refused = client.post(PLANS, json=QUICK, headers=member)
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-jobs")
    assert int(refused.headers["retry-after"]) > 0
    with service.database.read() as session:
        assert len(session.scalars(rows_of_team(PlanRow, "t1")).all()) == 1


def test_a_stopping_service_takes_nothing_on(
    client: TestClient, member: Headers, service: Service
) -> None:
    """503 with Retry-After."""
    service.stopping.set()
    refused = client.post(PLANS, json=QUICK, headers=member)
    assert (refused.status_code, refused.json()["code"]) == (503, "service-stopping")
    assert "retry-after" in refused.headers
