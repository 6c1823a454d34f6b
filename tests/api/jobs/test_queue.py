"""The queue: who gets which job, for how long, and who may write what becomes of it."""

import threading
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from api_jobs import CALLER, add_word, claimant
from sqlalchemy.orm import Session

from api.jobs.states import Lane, State
from api.service import Service
from api.storage.jobs import (
    MOST_ATTEMPTS,
    Ending,
    Lease,
    LeaseLostError,
    NewJob,
    add_job,
    ask_cancel,
    claim,
    end,
    hand_back,
    is_waiting,
    job_of,
    keep_progress,
    let_go,
    remove_expired,
    renew,
)
from api.storage.scope import rows_of_all_teams
from api.storage.tables import JobRow
from scheduler.errors import RoundsError

KEPT = 60.0


def claimed(service: Service, worker: str = "w1", lane: Lane = Lane.SHORT) -> JobRow | None:
    """The job that a worker gets."""
    with service.database.write() as session:
        return claim(session, claimant(worker, service.settings, lane), KEPT, "{}")


def lease_of(service: Service, worker: str = "w1", lane: Lane = Lane.SHORT) -> Lease:
    """The lease of the job that a worker gets."""
    row = claimed(service, worker, lane)
    assert row is not None
    return Lease.of(row)


def finish(service: Service, lease: Lease, kept: float = KEPT) -> None:
    """End a job."""
    with service.database.write() as session:
        end(session, lease, Ending(State.DONE, kept, "1"))


def run_out(service: Service) -> None:
    """Let all leases run out."""
    past = datetime.now(UTC) - timedelta(seconds=1)
    with service.database.write() as session:
        for row in session.scalars(rows_of_all_teams(JobRow)):
            row.lease_until = past


def state_of(service: Service, job_id: str) -> str:
    """The state of a job of team t1."""
    with service.database.read() as session:
        return job_of(session, "t1", job_id).state


def test_jobs_are_claimed_in_the_order_in_which_they_came(service: Service) -> None:
    """The one that has waited longest comes first; then there is none."""
    added = [add_word(service) for _ in range(3)]
    found = [claimed(service) for _ in range(4)]
    assert [row and row.job_id for row in found] == [*added, None]


def test_a_lane_has_its_own_workers(service: Service) -> None:
    """A worker of one lane does not see the jobs of the other."""
    add_word(service, lane=Lane.LONG)
    assert claimed(service, lane=Lane.SHORT) is None
    assert claimed(service, lane=Lane.LONG) is not None


def test_no_job_is_claimed_twice(service: Service) -> None:
    """Four threads at once get every job exactly once."""
    added = [add_word(service) for _ in range(20)]
    found: list[str] = []

    def take(worker: str) -> None:
        while (row := claimed(service, worker)) is not None:
            found.append(row.job_id)

    threads = [threading.Thread(target=take, args=(f"w{each}",)) for each in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(found) == Counter(added)


def test_a_team_runs_only_so_many_long_jobs(service: Service) -> None:
    """The third of one team waits, and the job of another team goes first."""
    for _ in range(3):
        add_word(service, "t1", Lane.LONG)
    other = add_word(service, "t2", Lane.LONG)
    first = [lease_of(service, f"w{each}", Lane.LONG) for each in range(3)]
    assert [lease.team_id for lease in first] == ["t1", "t1", "t2"]
    assert first[2].job_id == other
    assert claimed(service, "w4", Lane.LONG) is None
    finish(service, first[0])
    assert lease_of(service, "w4", Lane.LONG).team_id == "t1"


def test_only_so_many_jobs_of_a_team_wait(service: Service) -> None:
    """One more is refused; another team is not concerned, and a running job does not count."""
    with service.database.write() as session:
        add_job(session, NewJob("t1", "word", Lane.SHORT, "{}", CALLER), most_queued=1)
    with pytest.raises(RoundsError) as refused, service.database.write() as session:
        add_job(session, NewJob("t1", "word", Lane.SHORT, "{}", CALLER), most_queued=1)
    assert refused.value.code == "too-many-jobs"
    with service.database.write() as session:
        add_job(session, NewJob("t2", "word", Lane.SHORT, "{}", CALLER), most_queued=1)
    assert lease_of(service).team_id == "t1"
    with service.database.write() as session:
        add_job(session, NewJob("t1", "word", Lane.SHORT, "{}", CALLER), most_queued=1)


def test_a_lease_that_ran_out_is_claimed_again(service: Service) -> None:
    """By another worker, as the next attempt, with what was told before."""
    add_word(service)
    lease = lease_of(service)
    with service.database.write() as session:
        keep_progress(session, lease, '{"number": 1}', '{"x": 1}')
    assert claimed(service, "w2") is None
    run_out(service)
    again = claimed(service, "w2")
    assert again is not None
    assert (again.attempt, again.best) == (2, '{"x": 1}')


def test_a_renewed_lease_does_not_run_out(service: Service) -> None:
    """Whoever renews it keeps the job."""
    add_word(service)
    lease = lease_of(service)
    run_out(service)
    with service.database.write() as session:
        renew(session, lease, 15)
    assert claimed(service, "w2") is None


def lost_progress(session: Session, lease: Lease) -> None:
    """Tell something."""
    keep_progress(session, lease, "{}", "{}")


def lost_end(session: Session, lease: Lease) -> None:
    """End the job."""
    end(session, lease, Ending(State.DONE, KEPT))


def lost_renewal(session: Session, lease: Lease) -> None:
    """Renew the lease."""
    renew(session, lease, 15)


def lost_return(session: Session, lease: Lease) -> None:
    """Hand the job back."""
    hand_back(session, lease, counted=False)


@pytest.mark.parametrize("write", [lost_progress, lost_end, lost_renewal, lost_return])
def test_whoever_lost_the_lease_writes_nothing(service: Service, write: object) -> None:
    """No progress, no end, no renewal, no return; the job is as its new worker has it."""
    assert callable(write)
    job_id = add_word(service)
    lost = lease_of(service)
    run_out(service)
    held = lease_of(service, "w2")
    with pytest.raises(LeaseLostError), service.database.write() as session:
        write(session, lost)
    with service.database.read() as session:
        row = job_of(session, "t1", job_id)
    assert (row.state, row.worker, row.attempt) == (State.RUNNING, held.worker, held.attempt)
    assert (row.progress, row.best) == (None, None)


def test_the_same_worker_has_no_right_from_an_earlier_attempt(service: Service) -> None:
    """The attempt is part of the lease."""
    add_word(service)
    lost = lease_of(service)
    run_out(service)
    held = lease_of(service)
    assert held == replace(lost, attempt=2)
    with pytest.raises(LeaseLostError):
        finish(service, lost)


def test_a_job_that_is_handed_back_has_lost_no_attempt(service: Service) -> None:
    """However often services stop, the job is not given up."""
    add_word(service)
    for _ in range(MOST_ATTEMPTS + 2):
        lease = lease_of(service)
        assert lease.attempt == 1
        with service.database.write() as session:
            hand_back(session, lease, counted=False)


def test_a_job_that_kills_its_workers_is_given_up(service: Service) -> None:
    """After three attempts it has failed, and is not claimed again."""
    job_id = add_word(service)
    for attempt in range(MOST_ATTEMPTS):
        assert lease_of(service).attempt == attempt + 1
        with service.database.write() as session:
            assert let_go(session, "w1") == [job_id]
    assert claimed(service) is None
    assert state_of(service, job_id) == State.FAILED


def test_a_waiting_job_is_cancelled_at_once(service: Service) -> None:
    """Nobody takes it up any more."""
    job_id = add_word(service)
    with service.database.write() as session:
        ask_cancel(session, "t1", job_id, KEPT)
    assert state_of(service, job_id) == State.CANCELLED
    assert claimed(service) is None


def test_a_job_whose_worker_died_after_the_cancelling_is_cancelled(service: Service) -> None:
    """It is not begun again."""
    job_id = add_word(service)
    lease_of(service)
    with service.database.write() as session:
        ask_cancel(session, "t1", job_id, KEPT)
    assert state_of(service, job_id) == State.RUNNING
    run_out(service)
    assert claimed(service) is None
    assert state_of(service, job_id) == State.CANCELLED


def test_a_job_that_ended_stays_as_it_is(service: Service) -> None:
    """Cancelling comes too late."""
    job_id = add_word(service)
    finish(service, lease_of(service))
    with service.database.write() as session:
        assert ask_cancel(session, "t1", job_id, KEPT).state == State.DONE


def test_a_job_can_be_read_for_its_time_and_is_then_removed(service: Service) -> None:
    """Whoever asks too late is told that it is not there, before the row is removed and after."""
    job_id = add_word(service)
    finish(service, lease_of(service), kept=-1.0)
    with pytest.raises(RoundsError) as gone, service.database.read() as session:
        job_of(session, "t1", job_id)
    assert gone.value.code == "not-there"
    waiting = add_word(service)
    with service.database.write() as session:
        remove_expired(session)
        assert [row.job_id for row in session.scalars(rows_of_all_teams(JobRow))] == [waiting]


def test_looking_for_a_job_tells_whether_one_waits(service: Service) -> None:
    """Before it is added, while it waits, while it is leased, and once the lease has run out."""
    seen = []
    for step in (add_word, lease_of, run_out, lambda _: None):
        with service.database.read() as session:
            seen.append(is_waiting(session, Lane.SHORT))
        step(service)
    assert seen == [False, True, False, True]
