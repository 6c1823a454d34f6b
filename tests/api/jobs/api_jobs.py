"""Teams, requests and kinds of jobs for the tests of jobs."""

from collections.abc import Callable
from typing import Any, ClassVar

from api_teams import small_team
from fastapi.testclient import TestClient

from api.jobs.asking import JobRequest
from api.jobs.states import Lane, State
from api.jobs.task import Kind, Task
from api.jobs.worker import Worker
from api.service import Service
from api.settings import Settings
from api.storage.jobs import Claimant, NewJob, add_job
from api.storage.subjects import job_subject

Headers = dict[str, str]
MakeWorker = Callable[..., Worker]

PLANS = "/teams/t1/plans"
JOBS = "/teams/t1/jobs"
QUICK = {"first_date": "2026-11-23", "iterations": 300, "travel": "estimated"}
LONG = {"first_date": "2026-11-23", "seconds": 600, "travel": "estimated"}
CALLER = (
    '{"principal_id": "token:t", "roles": ["member"], "teams": ["t1"], "carer_id": null,'
    ' "action": "make_plan", "purpose": "care", "request_id": "r"}'
)


def team_with_visits(visits: int = 15, team_id: str = "t1") -> dict[str, Any]:
    """Two carers, and so many clients with a visit each on 2026-11-23."""
    team = small_team(team_id)
    team["carers"].append({**team["carers"][0], "carer_id": "c2"})
    team["shifts"].append({**team["shifts"][0], "carer_id": "c2"})
    team["clients"] = [
        {"client_id": f"k{each}", "name": "-", "lat": 52.55 + each / 500, "lon": 5.91}
        for each in range(1, visits + 1)
    ]
    team["visits"] = [
        {"visit_id": f"v{each}", "client_id": f"k{each}", "date": "2026-11-23", "minutes": 20}
        for each in range(1, visits + 1)
    ]
    return team


class WordRequest(JobRequest):
    """Asks for a word to be said."""

    kind: ClassVar[str] = "word"
    lane: ClassVar[Lane] = Lane.SHORT
    word: str = "yes"


class SayWord(Kind[WordRequest]):
    """Says a word, after doing what a test wants done on the way."""

    request: ClassVar[type[JobRequest]] = WordRequest

    def __init__(self, on_the_way: Callable[[Task[WordRequest]], None] = lambda _: None) -> None:
        self._on_the_way = on_the_way

    def run(self, task: Task[WordRequest]) -> str:
        """The word."""
        self._on_the_way(task)
        task.write(lambda work: work.note(job_subject(task.job_id)))
        return f'"{task.request.word}"'


def words(on_the_way: Callable[[Task[WordRequest]], None]) -> dict[str, Kind[Any]]:
    """Kinds of jobs that a worker of a test knows."""
    return {"word": SayWord(on_the_way)}


def claimant(worker: str, settings: Settings, lane: Lane = Lane.SHORT) -> Claimant:
    """A worker who takes jobs up."""
    return Claimant(worker, lane, settings.lease_seconds, settings.limits.running_jobs)


def add_word(service: Service, team_id: str = "t1", lane: Lane = Lane.SHORT) -> str:
    """Queue a job that says a word; its id."""
    new = NewJob(team_id, "word", lane, "{}", CALLER)
    with service.database.write() as session:
        return add_job(session, new, most_queued=100).job_id


def job(client: TestClient, headers: Headers, address: str) -> dict[str, Any]:
    """A job as it is read."""
    read = client.get(address, headers=headers)
    assert read.status_code == 200, read.text
    document: dict[str, Any] = read.json()
    assert State(document["state"])
    return document
