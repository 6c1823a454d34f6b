"""What a worker does beside a job: renew its lease, and see whether to go on with it."""

import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from api.jobs.asking import JobRequest
from api.jobs.stopping import Stopping
from api.jobs.task import Interruption, Task
from api.operations.log import logger
from api.storage.jobs import LeaseLostError, hand_back, is_cancelled, renew
from scheduler.errors import RoundsError

LOOK_SECONDS = 0.1
"""Between two looks whether somebody cancelled the job; they do not give way to the server."""

RENEWALS = 3
"""How often a lease is renewed before it would run out."""


class Heartbeat:
    """A thread beside a job.

    Args:
        leave: ends the process; called when the service stops and the job does not let go of it.
    """

    def __init__(
        self, task: Task[JobRequest], stopping: Stopping, leave: Callable[[], None]
    ) -> None:
        self._task, self._stopping, self._leave = task, stopping, leave
        self._over = threading.Event()
        self._lease_seconds = task.settings.lease_seconds
        self._renewed = time.monotonic()
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            try:
                self._look()
            except LeaseLostError:
                self._task.interrupt(Interruption.LOST)
                return
            except RoundsError as error:
                # the database may come back before the lease runs out
                logger().warning("no_heartbeat", job_id=self._task.job_id, code=error.code)
            if time.monotonic() - self._renewed > self._lease_seconds:
                # it may be somebody else's by now; where it is not, it is handed back
                self._task.interrupt(Interruption.UNREACHABLE)
                return

    def _look(self) -> None:
        if self._stopping.is_close:
            self._task.interrupt(Interruption.STOPPING)
        if self._stopping.is_overdue:
            self._hand_back()
        with self._task.database.read() as session:
            if is_cancelled(session, self._task.lease):
                self._task.interrupt(Interruption.CANCELLED)
        now = time.monotonic()
        if now - self._renewed >= self._lease_seconds / RENEWALS:
            with self._task.database.write_once() as session:
                renew(session, self._task.lease, self._lease_seconds)
            self._renewed = now

    def _hand_back(self) -> None:
        """Take the job from a kind that does not let go of it."""
        try:
            with self._task.database.write() as session:
                hand_back(session, self._task.lease, counted=False)
        finally:
            self._leave()
