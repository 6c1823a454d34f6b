"""Claiming jobs and doing them, one after the other."""

import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError
from sqlalchemy.exc import DataError

from api.jobs.asking import JobRequest
from api.jobs.heartbeat import Heartbeat
from api.jobs.post import Post
from api.jobs.states import State, state_after
from api.jobs.stopping import Stopping
from api.jobs.task import Interruption, JobInterruptedError, Kind, Task, Workplace
from api.operations.log import errors_told, logger
from api.problems import problem_of
from api.storage.jobs import (
    POISONOUS,
    Claimant,
    Ending,
    Lease,
    LeaseLostError,
    claim,
    end,
    hand_back,
    is_waiting,
)
from api.storage.tables import JobRow
from scheduler.errors import FaultError, RoundsError

POLL_SECONDS = 0.1
"""Between two looks whether a job waits; one costs less than a millisecond."""

UNREACHABLE_SECONDS = 1.0
"""Until the database is tried again."""


class Worker:
    """Does the jobs of one lane.

    Args:
        leave: ends the process; see `Heartbeat`.
    """

    def __init__(
        self,
        place: Workplace,
        kinds: Mapping[str, Kind[Any]],
        claimant: Claimant,
        stopping: Stopping,
        leave: Callable[[], None],
    ) -> None:
        self._place, self._kinds, self._claimant = place, kinds, claimant
        self._stopping, self._leave = stopping, leave
        self._kept = place.settings.limits.job_seconds

    def work(self) -> None:
        """Do jobs until the worker is to end."""
        while not self._stopping.is_asked:
            try:
                idle = not self.work_once()
            except RoundsError as error:
                if error.code != "storage-unavailable":
                    raise
                logger().warning("no_job_claimed", code=error.code)
                self._stopping.wait(UNREACHABLE_SECONDS)
                continue
            if idle:
                self._stopping.wait(POLL_SECONDS)

    def work_once(self) -> bool:
        """Do the job that has waited longest; whether there was one."""
        row = self._claimed()
        if row is None:
            return False
        self._do(row)
        return True

    def _claimed(self) -> JobRow | None:
        with self._place.database.read() as session:
            if not is_waiting(session, self._claimant.lane):
                return None
        with self._place.database.write() as session:
            return claim(session, self._claimant, self._kept, _poison())

    def _do(self, row: JobRow) -> None:
        begin = time.monotonic()
        try:
            kind = self._kinds[row.kind]
            task = Task(self._place, row, kind.request.model_validate_json(row.request))
        except (KeyError, ValidationError) as error:
            # another version of Rounds asked for it
            with self._place.database.write() as session:
                end(session, Lease.of(row), self._fault(row.job_id, error))
            return
        with Heartbeat(task, self._stopping, self._leave):
            ending = self._outcome(kind, task)
            self._conclude(task, ending)
        state = ending.state if ending else task.interruption
        seconds = round(time.monotonic() - begin, 1)
        told = {"job_id": row.job_id, "kind": row.kind, "attempt": row.attempt}
        logger().info(f"job_{state}", seconds=seconds, **told)

    def _outcome(self, kind: Kind[Any], task: Task[JobRequest]) -> Ending | None:
        """How the job ended; None when it did not end here."""
        try:
            return Ending(State.DONE, self._kept, result=task.desk.wait_for(lambda: kind.run(task)))
        except LeaseLostError:
            task.interrupt(Interruption.LOST)
        except JobInterruptedError:
            pass
        except RoundsError as error:
            if error.code != "storage-unavailable":
                return Ending(state_after(error), self._kept, problem=_document(error))
            outage = _is_outage(error)
            task.interrupt(Interruption.UNREACHABLE if outage else Interruption.UNWRITABLE)
        except Exception as error:  # the job has ended, whatever it is; the worker has not
            return self._fault(task.job_id, error)
        cancelled = task.interruption is Interruption.CANCELLED
        return Ending(State.CANCELLED, self._kept) if cancelled else None

    def _fault(self, job_id: str, error: Exception) -> Ending:
        logger().error("job_failed", job_id=job_id, errors=errors_told(error))
        fault = FaultError("job-failed", f"Job {job_id} ended by {type(error).__name__}.")
        return Ending(State.FAILED, self._kept, problem=_document(fault))

    def _conclude(self, task: Task[JobRequest], ending: Ending | None) -> None:
        """Write how the job ended; as often as it takes while the database is out of reach."""
        while not task.done:
            try:
                self._write_end(task, ending)
            except LeaseLostError:
                task.interrupt(Interruption.LOST)
            except RoundsError as error:
                if not _is_outage(error) or self._stopping.is_asked:
                    raise
                logger().warning("job_end_not_written", job_id=task.job_id, code=error.code)
                self._stopping.wait(UNREACHABLE_SECONDS)
                continue
            return

    def _write_end(self, task: Task[JobRequest], ending: Ending | None) -> None:
        with self._place.database.write() as session:
            if ending is not None:
                end(session, task.lease, ending)
            elif task.interruption in {Interruption.STOPPING, Interruption.UNREACHABLE}:
                hand_back(session, task.lease, counted=False)
            elif task.interruption is Interruption.UNWRITABLE:
                hand_back(session, task.lease, counted=True)


def worker_of(
    place: Workplace,
    kinds: Mapping[str, Kind[Any]],
    post: Post,
    stopping: Stopping,
    leave: Callable[[], None],
) -> Worker:
    """A worker of a service."""
    settings = place.settings
    most = settings.limits.running_jobs
    claimant = Claimant(post.worker, post.lane, settings.lease_seconds, most)
    return Worker(place, kinds, claimant, stopping, leave)


def _is_outage(error: RoundsError) -> bool:
    """Whether the database fails everybody, and not just what this job writes.

    What no database takes, such as a text that is too long, is an attempt of the job: otherwise it
    would be tried for ever.
    """
    return error.code == "storage-unavailable" and not isinstance(error.__cause__, DataError)


def _document(error: RoundsError) -> str:
    return json.dumps(dict(problem_of(error).document), ensure_ascii=False)


def _poison() -> str:
    text = "The workers that did this job died again and again."
    return _document(FaultError(POISONOUS, text))
