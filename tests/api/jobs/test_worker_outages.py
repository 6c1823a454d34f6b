"""A database that fails while a job is done: nothing is lost, and the job is not to blame."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from api_jobs import WordRequest, add_word, words
from sqlalchemy import Engine, event
from sqlalchemy.exc import DataError, OperationalError

from api.jobs.post import Post
from api.jobs.states import Lane, State
from api.jobs.stopping import Stopping
from api.jobs.task import Task, Workplace
from api.jobs.worker import Worker, worker_of
from api.service import Service
from api.storage.jobs import MOST_ATTEMPTS, job_of
from api.storage.scope import rows_of_service
from api.storage.tables import AuditRow, JobRow
from scheduler.errors import FaultError

WordTask = Task[WordRequest]


@dataclass
class Outage(Stopping):
    """A database that fails from some moment on until a worker has waited for it `waits` times.

    Stands for what tells the worker to stop: that is what it waits on.
    """

    engine: Engine
    waits: int = 3
    kind: type[Exception] = OperationalError
    waited: int = field(default=0, init=False)
    is_on: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        super().__init__()
        event.listen(self.engine, "begin", self._fail)

    def _fail(self, _: object) -> None:
        if self.is_on:
            raise self.kind("-", None, Exception())

    def begin(self, _: object = None) -> None:
        """From now on."""
        self.is_on, self.waited = True, 0

    def wait(self, seconds: float) -> bool:
        """Wait no time at all."""
        del seconds
        self.waited += 1
        self.is_on = self.is_on and self.waited < self.waits
        return self.is_asked


@pytest.fixture
def outage(service: Service) -> Outage:
    """One that begins when it is told to."""
    return Outage(service.database.engine)


def worker(service: Service, outage: Outage, on_the_way: Callable[[WordTask], Any]) -> Worker:
    """A worker who knows how to say a word."""
    place = Workplace.of(service.settings, service.database)
    return worker_of(place, words(on_the_way), Post.on(Lane.SHORT), outage, lambda: None)


def row_of(service: Service, job_id: str) -> JobRow:
    """A job of team t1."""
    with service.database.read() as session:
        return job_of(session, "t1", job_id)


def audit_lines(service: Service) -> int:
    """How many lines were kept."""
    with service.database.read() as session:
        return len(session.scalars(rows_of_service(AuditRow)).all())


def test_an_outage_is_no_attempt(service: Service, outage: Outage) -> None:
    """However often the database fails in the middle of a job, it is handed back whole."""
    job_id = add_word(service)
    for _ in range(MOST_ATTEMPTS + 1):
        assert worker(service, outage, outage.begin).work_once()
        row = row_of(service, job_id)
        assert (row.state, row.attempt, outage.waited) == (State.QUEUED, 0, outage.waits)
    assert audit_lines(service) == 0
    assert worker(service, outage, lambda _: None).work_once()
    assert row_of(service, job_id).state == State.DONE
    assert audit_lines(service) == 1


def test_an_end_that_cannot_be_written_is_written_later(service: Service, outage: Outage) -> None:
    """The worker holds on to how the job ended until the database is back."""
    job_id = add_word(service)

    def fail(_: WordTask) -> None:
        outage.begin()
        raise FaultError("score-disagrees", "-")

    worker(service, outage, fail).work_once()
    row = row_of(service, job_id)
    assert (row.state, row.attempt, outage.waited) == (State.FAILED, 1, outage.waits)


def test_what_no_database_takes_is_an_attempt(service: Service, outage: Outage) -> None:
    """A job whose own values cannot be written is poisonous in the end, and not tried for ever."""
    job_id = add_word(service)

    def fail(_: WordTask) -> None:
        with service.database.write():
            raise DataError("-", None, Exception())

    for attempt in range(MOST_ATTEMPTS):
        assert worker(service, outage, fail).work_once()
        row = row_of(service, job_id)
        assert (row.state, row.attempt) == (State.QUEUED, attempt + 1)
    worker(service, outage, fail).work_once()
    assert row_of(service, job_id).state == State.FAILED
