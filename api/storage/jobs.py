"""The queue of jobs: a table whose rows are leased to the workers who do them.

A lease is held by a worker for one attempt, and runs out unless it is renewed. Whoever lost it can
write nothing: every write of a job locks its row and looks whether the lease is still
theirs, first or in the same statement.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, CursorResult, Select, func, or_
from sqlalchemy.orm import Session, load_only

from api.jobs.states import Lane, State
from api.storage.scope import (
    delete_of_all_teams,
    rows_of_all_teams,
    rows_of_team,
    update_of_team,
)
from api.storage.tables import JobRow, TeamRow
from scheduler.errors import RoundsError

MOST_ATTEMPTS = 3
"""A job whose workers died so often is not taken up again: it may be what kills them."""

POISONOUS = "job-poisonous"

OUTLINE = (
    JobRow.job_id,
    JobRow.team_id,
    JobRow.kind,
    JobRow.lane,
    JobRow.state,
    JobRow.caller,
    JobRow.attempt,
    JobRow.cancel_asked,
    JobRow.progress,
    JobRow.made_at,
    JobRow.begun_at,
    JobRow.ended_at,
    JobRow.expires_at,
)
"""The columns that are small."""


class LeaseLostError(Exception):
    """The job is somebody else's by now, or has ended: nothing was written."""


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to be done.

    Attributes:
        request, caller: JSON.
    """

    team_id: str
    kind: str
    lane: Lane
    request: str
    caller: str


@dataclass(frozen=True, slots=True)
class Claimant:
    """A worker who takes jobs up.

    Attributes:
        lease_seconds: how long it has a job without renewing the lease.
        running_jobs: of one team on the long lane at a time, at most.
    """

    worker: str
    lane: Lane
    lease_seconds: float
    running_jobs: int


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write what becomes of a job."""

    team_id: str
    job_id: str
    worker: str
    attempt: int

    @classmethod
    def of(cls, row: JobRow) -> "Lease":
        """Of a row that was claimed."""
        return cls(row.team_id, row.job_id, row.worker or "", row.attempt)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a job ended.

    Attributes:
        result, problem: JSON, where there is one.
        job_seconds: how long it can be read.
    """

    state: State
    job_seconds: float
    result: str | None = None
    problem: str | None = None


def add_job(session: Session, new: NewJob, most_queued: int) -> JobRow:
    """Queue a job.

    Raises:
        RoundsError: `too-many-jobs`.
    """
    _lock_team(session, new.team_id)
    queued = _count(session, rows_of_team(JobRow, new.team_id).where(JobRow.state == State.QUEUED))
    if queued >= most_queued:
        text = f"{queued} jobs of team {new.team_id} are waiting, the most is {most_queued}."
        raise RoundsError("too-many-jobs", text)
    row = JobRow(
        job_id=uuid4().hex,
        team_id=new.team_id,
        kind=new.kind,
        lane=new.lane,
        state=State.QUEUED,
        request=new.request,
        caller=new.caller,
        attempt=0,
        cancel_asked=False,
        made_at=datetime.now(UTC),
    )
    session.add(row)
    session.flush()
    return row


def job_of(session: Session, team_id: str, job_id: str, *, outline: bool = False) -> JobRow:
    """A job of a team.

    Args:
        outline: only the columns that are small are read.

    Raises:
        RoundsError: `not-there`.
    """
    asked = rows_of_team(JobRow, team_id).where(JobRow.job_id == job_id)
    if outline:
        asked = asked.options(load_only(*OUTLINE, raiseload=True))
    row = session.scalars(asked).one_or_none()
    if row is None or _is_over(row):
        raise RoundsError("not-there", f"Team {team_id} has no job {job_id}.")
    return row


def jobs_of(session: Session, team_id: str) -> Sequence[JobRow]:
    """The jobs of a team without what is large in them, the newest first."""
    asked = rows_of_team(JobRow, team_id).options(load_only(*OUTLINE, raiseload=True))
    found = session.scalars(asked.order_by(JobRow.made_at.desc(), JobRow.job_id))
    return [row for row in found if not _is_over(row)]


def ask_cancel(session: Session, team_id: str, job_id: str, job_seconds: float) -> JobRow:
    """Cancel a job: at once while it waits, by its worker once it runs; nothing if it has ended.

    Raises:
        RoundsError: `not-there`.
    """
    asked = rows_of_team(JobRow, team_id).where(JobRow.job_id == job_id).with_for_update()
    row = session.scalars(asked).one_or_none()
    if row is None or _is_over(row):
        raise RoundsError("not-there", f"Team {team_id} has no job {job_id}.")
    if row.state == State.QUEUED:
        _end(row, Ending(State.CANCELLED, job_seconds))
    if row.state == State.RUNNING:
        row.cancel_asked = True
    return row


def is_waiting(session: Session, lane: Lane) -> bool:
    """Whether a job waits to be claimed; cheap, so that it can be asked often."""
    asked = _claimable(lane, datetime.now(UTC)).with_only_columns(JobRow.job_id).limit(1)
    return session.execute(asked).first() is not None


def claim(session: Session, claimant: Claimant, job_seconds: float, poison: str) -> JobRow | None:
    """Take up the job that has waited longest and may be taken up; None when there is none.

    Args:
        job_seconds: how long jobs can be read that end here instead, because they were cancelled
            or killed too many workers.
        poison: JSON of the problem that the latter end with.
    """
    now = datetime.now(UTC)
    full: set[str] = set()
    while True:
        asked = _claimable(claimant.lane, now).where(JobRow.team_id.not_in(full))
        asked = asked.order_by(JobRow.made_at, JobRow.job_id).limit(1)
        row = session.scalars(asked.with_for_update(skip_locked=True)).one_or_none()
        if row is None:
            return None
        if row.cancel_asked:
            _end(row, Ending(State.CANCELLED, job_seconds))
        elif row.attempt >= MOST_ATTEMPTS:
            _end(row, Ending(State.FAILED, job_seconds, problem=poison))
        elif claimant.lane is Lane.LONG and _is_full(session, row, claimant.running_jobs, now):
            full.add(row.team_id)
            continue
        else:
            return _taken(session, row, claimant, now)
        session.flush()


def held(session: Session, lease: Lease) -> JobRow:
    """The row of a job, locked until the transaction ends.

    Raises:
        LeaseLostError: the lease is not held any more.
    """
    asked = _leased(lease).options(load_only(*OUTLINE)).with_for_update()
    row = session.scalars(asked).one_or_none()
    if row is None:
        raise LeaseLostError(lease.job_id)
    return row


def renew(session: Session, lease: Lease, seconds: float) -> None:
    """Hold a lease for so many seconds from now on, by a single statement.

    Raises:
        LeaseLostError: it is not held any more.
    """
    until = datetime.now(UTC) + timedelta(seconds=seconds)
    _update_leased(session, lease, {"lease_until": until})


def is_cancelled(session: Session, lease: Lease) -> bool:
    """Whether somebody asked to cancel the job.

    Raises:
        LeaseLostError: the lease is not held any more.
    """
    row = session.execute(_leased(lease).with_only_columns(JobRow.cancel_asked)).one_or_none()
    if row is None:
        raise LeaseLostError(lease.job_id)
    return bool(row[0])


def keep_progress(session: Session, lease: Lease, progress: str, best: str | None) -> None:
    """Keep how far a job is, by a single statement; its best so far stays where `best` is None.

    Raises:
        LeaseLostError: the lease is not held any more.
    """
    kept = {"progress": progress} if best is None else {"progress": progress, "best": best}
    _update_leased(session, lease, kept)


def end(session: Session, lease: Lease, ending: Ending) -> None:
    """End a job.

    Raises:
        LeaseLostError: the lease is not held any more.
    """
    _end(held(session, lease), ending)


def hand_back(session: Session, lease: Lease, *, counted: bool) -> None:
    """Let others take up a job, from its best so far.

    Args:
        counted: whether this was one of its attempts.

    Raises:
        LeaseLostError: the lease is not held any more.
    """
    row = held(session, lease)
    row.state, row.worker, row.lease_until = State.QUEUED, None, None
    row.attempt -= not counted


def let_go(session: Session, worker: str) -> Sequence[str]:
    """Let others take up at once what a worker who died was doing; the ids of those jobs."""
    asked = rows_of_all_teams(JobRow).where(JobRow.worker == worker, JobRow.state == State.RUNNING)
    rows = session.scalars(asked.options(load_only(*OUTLINE)).with_for_update()).all()
    for row in rows:
        row.lease_until = datetime.now(UTC) - timedelta(seconds=1)
    return [row.job_id for row in rows]


def unfinished(session: Session, kind: str) -> frozenset[str]:
    """Ids of the jobs of a kind that wait or run, of every team."""
    asked = rows_of_all_teams(JobRow).where(
        JobRow.kind == kind, JobRow.state.in_((State.QUEUED, State.RUNNING))
    )
    return frozenset(session.scalars(asked.with_only_columns(JobRow.job_id)))


def remove_expired(session: Session) -> None:
    """Remove the jobs that nobody can read any more."""
    now = datetime.now(UTC)
    session.execute(delete_of_all_teams(JobRow).where(JobRow.expires_at <= now))


def _claimable(lane: Lane, now: datetime) -> Select[JobRow]:
    abandoned = (JobRow.state == State.RUNNING) & (JobRow.lease_until < now)
    waits = or_(JobRow.state == State.QUEUED, abandoned)
    return rows_of_all_teams(JobRow).where(JobRow.lane == lane, waits)


def _leased(lease: Lease) -> Select[JobRow]:
    return rows_of_team(JobRow, lease.team_id).where(*_lease_held(lease))


def _lease_held(lease: Lease) -> tuple[ColumnElement[bool], ...]:
    return (
        JobRow.job_id == lease.job_id,
        JobRow.worker == lease.worker,
        JobRow.attempt == lease.attempt,
        JobRow.state == State.RUNNING,
    )


def _update_leased(session: Session, lease: Lease, kept: Mapping[str, object]) -> None:
    asked = update_of_team(JobRow, lease.team_id).where(*_lease_held(lease)).values(**kept)
    done = session.execute(asked, execution_options={"synchronize_session": False})
    if not isinstance(done, CursorResult) or done.rowcount != 1:
        raise LeaseLostError(lease.job_id)


def _taken(session: Session, row: JobRow, claimant: Claimant, now: datetime) -> JobRow:
    row.state, row.worker = State.RUNNING, claimant.worker
    row.lease_until = now + timedelta(seconds=claimant.lease_seconds)
    row.attempt += 1
    row.begun_at = row.begun_at or now
    session.flush()
    return row


def _is_full(session: Session, row: JobRow, most: int, now: datetime) -> bool:
    """Whether as many jobs of the team run as may; nobody adds to them in the meantime."""
    _lock_team(session, row.team_id)
    running = rows_of_team(JobRow, row.team_id).where(
        JobRow.lane == row.lane,
        JobRow.state == State.RUNNING,
        JobRow.lease_until >= now,
    )
    return _count(session, running) >= most


def _lock_team(session: Session, team_id: str) -> None:
    asked = rows_of_team(TeamRow, team_id).with_only_columns(TeamRow.team_id)
    session.execute(asked.with_for_update(key_share=True)).one_or_none()


def _count(session: Session, asked: Select[JobRow]) -> int:
    return session.scalars(asked.with_only_columns(func.count())).one()


def _end(row: JobRow, ending: Ending) -> None:
    row.state, row.ended_at = ending.state, datetime.now(UTC)
    row.expires_at = row.ended_at + timedelta(seconds=ending.job_seconds)
    row.result, row.problem = ending.result, ending.problem
    row.worker, row.lease_until = None, None


def _is_over(row: JobRow) -> bool:
    return row.expires_at is not None and row.expires_at <= datetime.now(UTC)
