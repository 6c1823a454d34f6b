"""Workers as processes of their own: killed, stopped, left alone by their server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from api_jobs import LONG, PLANS, QUICK, Headers, job
from fastapi.testclient import TestClient

from api.jobs.states import State
from api.jobs.supervisor import Supervisor
from api.server import open_service
from api.service import Service
from api.settings import Settings
from api.storage.jobs import job_of
from api.storage.tables import JobRow

PATIENCE_SECONDS = 120.0
"""The search is compiled on a new machine before a worker takes anything up."""

SOON_SECONDS = 10.0


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """One worker on each lane, and a brief time to stop."""
    return Settings(database_url, tmp_path / "cache", workers=1, stop_seconds=4.0)


@pytest.fixture
def supervisor(service: Service) -> Iterator[Supervisor]:
    """Workers at work."""
    started = Supervisor(service)
    started.start()
    yield started
    started.stop()


def until(seen: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> float:
    """Wait until something is seen; the seconds that took."""
    begin = time.monotonic()
    while not seen():
        assert time.monotonic() - begin < seconds, "it did not happen"
        time.sleep(0.02)
    return time.monotonic() - begin


def row_of(service: Service, job_id: str) -> JobRow:
    """A job of team t1."""
    with service.database.read() as session:
        return job_of(session, "t1", job_id)


def at_work(service: Service, supervisor: Supervisor, job_id: str) -> int:
    """The process that does a job."""
    worker = row_of(service, job_id).worker
    assert worker is not None
    return supervisor.processes[worker]


def is_alive(pid: int) -> bool:
    """Whether a process that is no child of ours is there."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_killed_worker_is_replaced_and_its_job_gone_on_with(
    client: TestClient, member: Headers, service: Service, supervisor: Supervisor
) -> None:
    """The second attempt begins at once and ends with a plan not worse than the best before."""
    body = {**LONG, "seconds": 3}
    address = client.post(PLANS, json=body, headers=member).headers["location"]
    job_id = address[-32:]
    until(lambda: row_of(service, job_id).best is not None)
    before = job(client, member, address)
    os.kill(at_work(service, supervisor, job_id), signal.SIGKILL)
    until(lambda: State(row_of(service, job_id).state).is_end)
    after = job(client, member, address)
    assert (after["state"], after["attempt"]) == ("done", 2), after["problem"]
    assert after["result"]["score"] <= before["best"]["score"]["total"]
    assert after["result"]["draft"] == 1
    assert len(supervisor.processes) == 2


def test_a_stopping_service_hands_its_jobs_back(
    client: TestClient, member: Headers, service: Service, supervisor: Supervisor
) -> None:
    """In time, with the best so far; no attempt is lost, and no process is left."""
    address = client.post(PLANS, json=LONG, headers=member).headers["location"]
    job_id = address[-32:]
    until(lambda: row_of(service, job_id).best is not None)
    pids = list(supervisor.processes.values())
    begin = time.monotonic()
    supervisor.stop()
    assert time.monotonic() - begin < service.settings.stop_seconds + 2
    row = row_of(service, job_id)
    assert (row.state, row.attempt, row.worker) == (State.QUEUED, 0, None)
    assert row.best is not None
    assert not any(is_alive(pid) for pid in pids)


SERVER = """
import sys, time
from pathlib import Path
from api.jobs.supervisor import Supervisor
from api.server import open_service
from api.settings import Settings

def main():
    with open_service(Settings(sys.argv[1], Path(sys.argv[2]), workers=1)) as service:
        supervisor = Supervisor(service)
        supervisor.start()
        print(*supervisor.processes.values(), flush=True)
        time.sleep(600)

if __name__ == "__main__":
    main()
"""


def test_workers_end_when_their_server_is_killed(
    client: TestClient, member: Headers, service: Service, tmp_path: Path
) -> None:
    """They hand back what they do: the job waits for the next server."""
    program = tmp_path / "server.py"
    program.write_text(SERVER)
    command = [sys.executable, program, service.settings.database_url, tmp_path / "cache"]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as server:
        assert server.stdout is not None
        pids = [int(pid) for pid in server.stdout.readline().split()]
        job_id = client.post(PLANS, json=LONG, headers=member).json()["job_id"]
        until(lambda: row_of(service, job_id).best is not None)
        server.kill()
    assert len(pids) == 2
    until(lambda: not any(is_alive(pid) for pid in pids), SOON_SECONDS)
    row = row_of(service, job_id)
    assert (row.state, row.attempt) == (State.QUEUED, 0)
    assert row.best is not None


def test_workers_share_the_queue_without_doing_a_job_twice(
    client: TestClient, member: Headers, settings: Settings
) -> None:
    """Two processes do six jobs: each is done once, as its first attempt."""
    made = [client.post(PLANS, json=QUICK, headers=member).json() for _ in range(6)]
    with open_service(replace(settings, workers=2)) as service:
        supervisor = Supervisor(service)
        supervisor.start()
        until(lambda: all(row_of(service, each["job_id"]).result for each in made))
        supervisor.stop()
        rows = [row_of(service, each["job_id"]) for each in made]
    assert [(row.state, row.attempt) for row in rows] == [(State.DONE, 1)] * len(made)
