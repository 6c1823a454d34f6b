"""A job as its kind sees it, while a worker does it."""

import json
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

from sqlalchemy.orm import Session

from api.access.principal import Principal
from api.care.audit import AuditLine, append
from api.jobs.asking import Asker, JobRequest
from api.jobs.priority import Desk
from api.jobs.roads import OpenedRoads
from api.jobs.states import State
from api.settings import Settings
from api.storage.database import Database
from api.storage.jobs import Ending, Lease, end, held, keep_progress
from api.storage.tables import JobRow
from scheduler.errors import FaultError

R = TypeVar("R", bound=JobRequest)
T = TypeVar("T")


class Interruption(StrEnum):
    """Why a job is not gone on with here."""

    CANCELLED = "cancelled"
    STOPPING = "stopping"
    LOST = "lost"
    UNREACHABLE = "unreachable"
    UNWRITABLE = "unwritable"


class JobInterruptedError(Exception):
    """The job is not gone on with; what becomes of it is the worker's business."""


@dataclass(frozen=True)
class Workplace:
    """What a worker has at hand for every job.

    Attributes:
        roads: of the teams that it worked for.
    """

    settings: Settings
    database: Database
    roads: OpenedRoads

    @classmethod
    def of(cls, settings: Settings, database: Database) -> "Workplace":
        """A new one, without open roads."""
        return cls(settings, database, OpenedRoads(settings, database))


@dataclass
class JobWork:
    """A transaction of a job, with the lines that the audit trail will have of it."""

    session: Session
    task: "Task[JobRequest]"
    lines: list[AuditLine] = field(default_factory=list)
    result: str | None = None

    def note(self, subject: str) -> None:
        """What was read or written."""
        self.lines.append(self.task.audit_line(subject))

    def finish(self, result: str) -> None:
        """End the job with this transaction: what it writes and that it is done are one."""
        self.result = result


class Task(Generic[R]):
    """A job that is being done.

    Args:
        row: as it was claimed.

    Attributes:
        begun_best: JSON of the best of an earlier attempt; None where there was none.
        begun_progress: how far that was.
        desk: where what the job writes is written.
        done: whether its end was written.
    """

    def __init__(self, place: Workplace, row: JobRow, request: R) -> None:
        self.lease = Lease.of(row)
        self.job_id, self.team_id, self.attempt = row.job_id, row.team_id, row.attempt
        self.request = request
        self.asker = Asker.read(row.caller)
        self.settings, self.database, self.roads = place.settings, place.database, place.roads
        self.begun_best = row.best
        self.begun_progress: Mapping[str, object] = json.loads(row.progress or "{}")
        self.desk = Desk()
        self.done = False
        self._told = int(str(self.begun_progress.get("number", 0)))
        self._interrupted = threading.Event()
        self._interruption: Interruption | None = None

    @property
    def principal(self) -> Principal:
        """Who asked for it."""
        return self.asker.principal

    @property
    def interruption(self) -> Interruption | None:
        """Why it is not gone on with here; None while it is."""
        return self._interruption

    def interrupt(self, why: Interruption) -> None:
        """Do not go on with it. The first reason stands, from any thread."""
        if self._interruption is None:
            self._interruption = why
            self._interrupted.set()

    def cancelled(self) -> bool:
        """Whether it is not gone on with, because it was cancelled or for another reason."""
        return self._interrupted.is_set()

    def insist(self) -> None:
        """Go on only where the job is.

        Raises:
            JobInterruptedError: it is not.
        """
        if self._interrupted.is_set():
            raise JobInterruptedError(self.job_id)

    def tell(self, progress: Mapping[str, object], best: str | None = None) -> None:
        """Keep how far it is; others read that at once.

        Args:
            progress: no client data: it is told to everybody who may see that there is a job.
            best: JSON of the best so far; None leaves the one before.

        Raises:
            LeaseLostError: the job is somebody else's by now.
        """
        self._told += 1
        text = json.dumps({"number": self._told, **progress})
        self.desk.write(lambda: self._keep(text, best))

    def audit_line(self, subject: str) -> AuditLine:
        """A line that says that who asked had this done, now."""
        return self.asker.audit_line(self.team_id, subject)

    def write(self, do: Callable[[JobWork], T]) -> T:
        """Write in one transaction, its lines with it; only while the lease is held.

        Everybody who writes waits meanwhile: whatever can be worked out before has been.

        Raises:
            LeaseLostError: the job is somebody else's by now; nothing was written.
            FaultError: nothing was noted.
        """
        return self.desk.write(lambda: self._write(do))

    def _keep(self, progress: str, best: str | None) -> None:
        with self.database.write_once() as session:
            keep_progress(session, self.lease, progress, best)

    def _write(self, do: Callable[[JobWork], T]) -> T:
        with self.database.write() as session:
            held(session, self.lease)
            work = JobWork(session, self)  # type: ignore[arg-type]  # notes subjects of any job
            done = do(work)
            if not work.lines:
                raise FaultError("not-audited", f"Job {self.job_id} noted nothing.")
            append(session, work.lines)
            if work.result is not None:
                kept = self.settings.limits.job_seconds
                end(session, self.lease, Ending(State.DONE, kept, result=work.result))
        self.done = self.done or work.result is not None
        return done


class Kind(ABC, Generic[R]):
    """A kind of job; workers have one of each.

    Attributes:
        request: what it is asked for; has its name and its lane.
    """

    request: ClassVar[type[JobRequest]]

    @abstractmethod
    def run(self, task: Task[R]) -> str:
        """Do it; JSON of the result, kept as the job is marked done.

        Raises:
            JobInterruptedError: `task.cancelled()` was true on the way.
            LeaseLostError: the job is somebody else's by now.
            RoundsError: what was asked for cannot be used, or has no solution.
        """
