"""Jobs over HTTP: read, followed, waited for, cancelled."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from api_jobs import JOBS, LONG, PLANS, QUICK, Headers, MakeWorker, add_word, job, words
from api_teams import Bearer
from fastapi.testclient import TestClient

from api.access.principal import Role
from api.jobs.states import Lane, State
from api.jobs.worker import Worker
from api.service import Service
from api.storage.jobs import job_of
from api.storage.scope import rows_of_service
from api.storage.tables import AuditRow

WAIT = {"Prefer": "wait=30"}


@contextmanager
def at_work(worker: Worker) -> Iterator[None]:
    """A worker who does one job as soon as there is one, beside the test."""
    over = threading.Event()

    def work() -> None:
        while not over.is_set() and not worker.work_once():
            pass

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def events_in(text: str) -> list[tuple[str, int, dict[str, Any]]]:
    """Name, id and data of the events of a stream."""
    found = []
    for block in text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if line[0] != ":")
        if lines:
            found.append((lines["event"], int(lines["id"]), json.loads(lines["data"])))
    return found


def test_the_list_tells_nothing_of_what_jobs_work_on(
    client: TestClient, member: Headers, make_worker: MakeWorker
) -> None:
    """Id, kind, state, times and how far; neither plan nor result."""
    made = client.post(PLANS, json=QUICK, headers=member).json()
    make_worker().work_once()
    (listed,) = client.get(JOBS, headers=member).json()["jobs"]
    assert (listed["job_id"], listed["kind"], listed["state"]) == (made["job_id"], "plan", "done")
    assert not {"best", "result", "problem"} & set(listed)


def test_a_job_of_others_is_not_there(client: TestClient, member: Headers, bearer: Bearer) -> None:
    """Neither by the address of the own team nor by that of the other."""
    address = client.post(PLANS, json=QUICK, headers=member).headers["location"]
    stranger = bearer(Role.MEMBER, teams=("t2",))
    assert client.get(address, headers=stranger).status_code == 404
    assert client.get(f"{JOBS}/{'0' * 32}", headers=member).status_code == 404


def test_a_planner_sees_no_job_that_planners_may_not_ask_for(
    client: TestClient, member: Headers, bearer: Bearer
) -> None:
    """A plan that others asked for names clients."""
    address = client.post(PLANS, json=QUICK, headers=member).headers["location"]
    planner = bearer(Role.PLANNER)
    assert client.get(address, headers=planner).status_code == 404
    assert client.get(f"{address}/events", headers=planner).status_code == 404
    assert client.delete(address, headers=planner).status_code == 404
    assert client.get(JOBS, headers=planner).json() == {"jobs": []}


def test_reading_a_job_stands_in_the_audit_trail(
    client: TestClient, member: Headers, service: Service
) -> None:
    """Read once, followed once: a line each."""
    address = client.post(PLANS, json=QUICK, headers=member).headers["location"]
    client.delete(address, headers=member)
    client.get(address, headers=member)
    client.get(f"{address}/events", headers=member)
    with service.database.read() as session:
        lines = session.scalars(rows_of_service(AuditRow)).all()
    told = [line.action for line in lines if line.subject == f"job/{address[-32:]}"]
    assert told == ["make_plan", "cancel_job", "read_job", "read_job"]


def test_a_waiting_job_is_cancelled(client: TestClient, member: Headers) -> None:
    """It has ended at once, with a problem that says so."""
    address = client.post(PLANS, json=QUICK, headers=member).headers["location"]
    assert client.delete(address, headers=member).json()["state"] == "cancelled"
    read = job(client, member, address)
    assert (read["state"], read["problem"]["code"]) == ("cancelled", "job-cancelled")


def test_a_running_search_is_cancelled(
    client: TestClient, member: Headers, make_worker: MakeWorker
) -> None:
    """It ends long before its time, and its best so far can be read."""
    address = client.post(PLANS, json=LONG, headers=member).headers["location"]
    with at_work(make_worker()):
        while job(client, member, address)["best"] is None:
            pass
        assert client.delete(address, headers=member).json()["cancel_asked"]
    read = job(client, member, address)
    assert read["state"] == "cancelled"
    assert read["best"]["score"]["total"] == read["progress"]["score"]


def test_whoever_waits_is_answered_with_the_result(
    client: TestClient, member: Headers, make_worker: MakeWorker
) -> None:
    """200 with what the job's own address has as its result."""
    with at_work(make_worker()):
        answer = client.post(PLANS, json=QUICK, headers={**member, **WAIT})
    assert answer.status_code == 200
    assert answer.json() == job(client, member, answer.headers["content-location"])["result"]


def test_whoever_waits_is_answered_with_the_problem(
    client: TestClient, member: Headers, make_worker: MakeWorker
) -> None:
    """With its own status, as problem+json."""
    body = {**QUICK, "travel": "roads"}
    with at_work(make_worker()):
        answer = client.post(PLANS, json=body, headers={**member, **WAIT})
    assert (answer.status_code, answer.json()["code"]) == (422, "network-not-named")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("prefer", ["wait=0", "respond-async", "wait=x", ""])
def test_whoever_does_not_wait_is_told_where_to_look(
    client: TestClient, member: Headers, prefer: str
) -> None:
    """202 at once, for a job of the long lane."""
    answer = client.post(PLANS, json=QUICK, headers={**member, "Prefer": prefer})
    assert answer.status_code == 202
    assert answer.headers["location"] == f"{JOBS}/{answer.json()['job_id']}"


def test_not_everybody_waits_at_a_time(
    client: TestClient, member: Headers, service: Service
) -> None:
    """Where many calls wait already, the next one is answered at once."""
    while service.waiting.acquire(blocking=False):
        pass
    answer = client.post(PLANS, json=QUICK, headers={**member, **WAIT})
    assert answer.status_code == 202


def test_events_tell_of_progress_and_of_the_end(
    client: TestClient, member: Headers, make_worker: MakeWorker, service: Service
) -> None:
    """In order, without client data; the last one is the end."""
    assert member
    job_id = add_word(service)

    def tell(task: Any) -> None:
        for score in (3, 2):
            task.tell({"score": score}, '{"client": "k1"}')

    with at_work(make_worker(Lane.SHORT, words(tell))):
        stream = client.get(f"{JOBS}/{job_id}/events", headers=member)
    assert stream.headers["content-type"].startswith("text/event-stream")
    events = events_in(stream.text)
    assert [name for name, _, _ in events[:-1]] == ["progress"] * (len(events) - 1)
    name, number, told = events[-1]
    assert (name, number, told["state"]) == ("end", 2, "done")
    assert told["progress"]["score"] == 2
    assert "k1" not in stream.text


def test_events_go_on_where_the_connection_was_lost(
    client: TestClient, member: Headers, service: Service, make_worker: MakeWorker
) -> None:
    """What was told before is not told again, the end is."""
    job_id = add_word(service)
    make_worker(Lane.SHORT, words(lambda task: task.tell({}))).work_once()
    headers = {**member, "Last-Event-ID": "1"}
    events = events_in(client.get(f"{JOBS}/{job_id}/events", headers=headers).text)
    assert [(name, number) for name, number, _ in events] == [("end", 1)]


def test_events_end_with_the_service(client: TestClient, member: Headers, service: Service) -> None:
    """Whoever follows a job is not waited for."""
    job_id = add_word(service)
    timer = threading.Timer(0.5, service.stopping.set)
    timer.start()
    events = events_in(client.get(f"{JOBS}/{job_id}/events", headers=member).text)
    timer.join()
    assert [(name, told["state"]) for name, _, told in events] == [("progress", "queued")]
    with service.database.read() as session:
        assert job_of(session, "t1", job_id).state == State.QUEUED
