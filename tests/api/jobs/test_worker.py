"""What becomes of a job, by what its work raises and by what happens meanwhile."""

import json
from dataclasses import replace
from typing import Any

import pytest
from api_jobs import WordRequest, add_word, words
from structlog.testing import capture_logs

from api.jobs.post import Post
from api.jobs.states import Lane, State
from api.jobs.stopping import Stopping
from api.jobs.task import Task, Workplace
from api.jobs.worker import Worker, worker_of
from api.service import Service
from api.storage.jobs import ask_cancel, job_of, let_go
from api.storage.scope import rows_of_all_teams, rows_of_service
from api.storage.subjects import job_subject
from api.storage.tables import AuditRow, JobRow
from scheduler.errors import FaultError, Finding, InputError, RoundsError

WordTask = Task[WordRequest]


def worker(service: Service, on_the_way: Any = lambda _: None, **more: Any) -> Worker:
    """A worker who knows how to say a word."""
    place = Workplace.of(service.settings, service.database)
    stopping = more.pop("stopping", None) or Stopping()
    leave = more.pop("leave", lambda: None)
    return worker_of(place, words(on_the_way), Post.on(Lane.SHORT), stopping, leave)


def row_of(service: Service, job_id: str) -> JobRow:
    """A job of team t1."""
    with service.database.read() as session:
        return job_of(session, "t1", job_id)


def wait_until_interrupted(task: WordTask) -> None:
    """Work until the job is not gone on with."""
    while not task.cancelled():
        pass
    task.insist()


def test_a_job_is_done_with_its_result(service: Service) -> None:
    """The result is kept, its time to live begins, and who asked stands in the audit trail."""
    job_id = add_word(service)
    assert worker(service).work_once()
    row = row_of(service, job_id)
    assert (row.state, row.result, row.problem) == (State.DONE, '"yes"', None)
    assert row.expires_at is not None
    assert row.ended_at is not None
    kept = service.settings.limits.job_seconds
    assert (row.expires_at - row.ended_at).total_seconds() == kept
    with service.database.read() as session:
        line = session.scalars(rows_of_service(AuditRow)).one()
    told = (line.chain, line.who, line.action, line.subject, line.why)
    assert told == ("t1", "token:t", "make_plan", job_subject(job_id), "care")


def test_without_a_job_there_is_nothing_to_do(service: Service) -> None:
    """The worker says so."""
    assert not worker(service).work_once()


FINDING = Finding("visits", 1, "minutes", "request-malformed", "", "It is none.")


@pytest.mark.parametrize(
    ("error", "state", "code"),
    [
        (InputError([FINDING]), State.INVALID, "input-refused"),
        (RoundsError("network-not-stored", "-"), State.INVALID, "network-not-stored"),
        (RoundsError("change-impossible", "-"), State.NO_SOLUTION, "change-impossible"),
        (RoundsError("held-out-of-reach", "-"), State.NO_SOLUTION, "held-out-of-reach"),
        (FaultError("score-disagrees", "-"), State.FAILED, "score-disagrees"),
        (ZeroDivisionError("Mrs Jansen"), State.FAILED, "job-failed"),
    ],
)
def test_errors_end_a_job_in_their_own_states(
    service: Service, error: Exception, state: State, code: str
) -> None:
    """Invalid, without a solution and failed are told apart; the problem is kept."""
    job_id = add_word(service)

    def fail(_: WordTask) -> None:
        raise error

    worker(service, fail).work_once()
    row = row_of(service, job_id)
    assert row.state == state
    assert json.loads(row.problem or "{}")["code"] == code


def test_what_an_unexpected_error_says_is_told_to_nobody(service: Service) -> None:
    """Neither the log nor the problem has the message, the log has the place."""
    job_id, secret = add_word(service), "Mrs Jansen, Kerkstraat 1"

    def fail(_: WordTask) -> None:
        raise ValueError(secret)

    with capture_logs() as lines:
        worker(service, fail).work_once()
    logged = json.dumps(lines)
    assert "Jansen" not in logged + (row_of(service, job_id).problem or "")
    assert "test_worker" in logged
    assert job_id in logged


def test_a_running_job_is_cancelled(service: Service) -> None:
    """Its work is told, and what it told before stays."""
    job_id = add_word(service)

    def cancel(task: WordTask) -> None:
        task.tell({"score": 3}, '{"x": 1}')
        with service.database.write() as session:
            ask_cancel(session, "t1", job_id, 60)
        wait_until_interrupted(task)

    worker(service, cancel).work_once()
    row = row_of(service, job_id)
    assert (row.state, row.best) == (State.CANCELLED, '{"x": 1}')


def test_a_stopping_worker_hands_its_job_back(service: Service) -> None:
    """It waits again, with its best so far, and has lost no attempt."""
    job_id, stopping = add_word(service), Stopping()

    def stop(task: WordTask) -> None:
        task.tell({"score": 3}, '{"x": 1}')
        stopping.ask(1.0)
        wait_until_interrupted(task)

    worker(service, stop, stopping=stopping).work_once()
    row = row_of(service, job_id)
    assert (row.state, row.attempt, row.best) == (State.QUEUED, 0, '{"x": 1}')


def test_a_job_that_ends_in_time_is_not_handed_back(service: Service) -> None:
    """A worker that is told to stop finishes what it can."""
    job_id, stopping = add_word(service), Stopping()
    worker(service, lambda _: stopping.ask(30.0), stopping=stopping).work_once()
    assert row_of(service, job_id).state == State.DONE


def test_a_worker_that_is_told_to_stop_begins_nothing(service: Service) -> None:
    """The job waits for others."""
    job_id, stopping = add_word(service), Stopping()
    stopping.ask(30.0)
    worker(service, stopping=stopping).work()
    assert row_of(service, job_id).state == State.QUEUED


def test_a_job_that_does_not_let_go_is_taken_from_its_worker(service: Service) -> None:
    """It is handed back all the same, and the process leaves."""
    job_id, stopping, left = add_word(service), Stopping(), []

    def hold_on(_: WordTask) -> None:
        stopping.ask(0.0)
        while not left:
            pass

    worker(service, hold_on, stopping=stopping, leave=lambda: left.append(True)).work_once()
    row = row_of(service, job_id)
    assert (row.state, row.attempt) == (State.QUEUED, 0)


def test_whoever_lost_the_job_stores_nothing(service: Service) -> None:
    """Another worker has done it meanwhile; its result stands, and there is one audit line."""
    job_id = add_word(service)
    worker(service, lambda _: lose(service)).work_once()
    row = row_of(service, job_id)
    assert (row.state, row.attempt, row.result) == (State.DONE, 2, '"yes"')
    with service.database.read() as session:
        assert len(session.scalars(rows_of_service(AuditRow)).all()) == 1


def lose(service: Service) -> None:
    """Let another worker do what is being done."""
    with service.database.read() as session:
        row = session.scalars(rows_of_all_teams(JobRow)).one()
    with service.database.write() as session:
        assert let_go(session, row.worker or "")
    assert worker(service).work_once()


def test_work_that_is_not_noted_is_not_kept(service: Service) -> None:
    """A transaction without an audit line is a fault."""
    job_id = add_word(service)

    def write(task: WordTask) -> None:
        task.write(lambda _: None)

    worker(service, write).work_once()
    assert "not-audited" in (row_of(service, job_id).problem or "")


def test_a_job_of_an_unknown_kind_fails_and_the_worker_goes_on(service: Service) -> None:
    """Another version of the service has asked for it."""
    job_id = add_word(service)
    place = Workplace.of(service.settings, service.database)
    other = worker_of(place, {}, Post.on(Lane.SHORT), Stopping(), lambda: None)
    assert other.work_once()
    assert row_of(service, job_id).state == State.FAILED


def test_a_later_attempt_knows_what_was_told_before(service: Service) -> None:
    """Its best, how far it was; and it counts on where the other stopped counting."""
    job_id, stopping, seen = add_word(service), Stopping(), []

    def stop(task: WordTask) -> None:
        task.tell({"seconds": 4}, '{"x": 1}')
        stopping.ask(0.5)
        wait_until_interrupted(task)

    def go_on(task: WordTask) -> None:
        seen.append((task.begun_best, task.begun_progress))
        task.tell({"seconds": 5})

    worker(service, stop, stopping=stopping).work_once()
    worker(service, go_on).work_once()
    assert seen == [('{"x": 1}', {"number": 1, "seconds": 4})]
    assert json.loads(row_of(service, job_id).progress or "")["number"] == 2


def test_a_lease_is_renewed_while_the_job_runs(service: Service) -> None:
    """Work that takes longer than the lease is not taken up by others."""
    job_id = add_word(service)
    brief = replace(service, settings=replace(service.settings, lease_seconds=0.5))
    others = []

    def take_long(task: WordTask) -> None:
        first = row_of(service, job_id).lease_until
        while row_of(service, job_id).lease_until in {first, None}:
            others.append(worker(brief).work_once())
            task.insist()

    worker(brief, take_long).work_once()
    row = row_of(service, job_id)
    assert (row.state, row.attempt) == (State.DONE, 1)
    assert others
    assert not any(others)
