"""Lines of reads: kept before the answer goes out, those of many readers in one transaction.

A commit waits for the disk. Readers that come while one is under way wait for the next, together:
the more there are, the fewer commits each of them costs (group commit).
"""

import threading
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from types import TracebackType
from typing import Self

from api.care.audit import AuditLine, append
from api.storage.database import BUSY_SECONDS, Database
from scheduler.errors import RoundsError

MOST_WAITING = 1000
"""Reads that may wait at a time; a server has far fewer threads."""
MOST_TOGETHER = 200
"""Reads in one transaction: it stays short, so that nobody's write waits long for it."""
PATIENCE_SECONDS = 2 * BUSY_SECONDS


class Trail:
    """Takes the lines of reads, which have no transaction of their own.

    Its thread runs inside `with`.

    Args:
        most_waiting: reads that may wait at a time; more are refused.
    """

    def __init__(self, database: Database, most_waiting: int = MOST_WAITING) -> None:
        self._database = database
        self._most_waiting = most_waiting
        self._waiting: deque[tuple[Sequence[AuditLine], Future[None]]] = deque()
        self._changed = threading.Condition()
        self._stopping = False
        self._writer = threading.Thread(target=self._write, name="audit-trail", daemon=True)

    def __enter__(self) -> Self:
        self._writer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Keep what waits, then end the thread."""
        with self._changed:
            self._stopping = True
            self._changed.notify()
        self._writer.join()

    @property
    def is_writing(self) -> bool:
        """Whether lines are being taken."""
        return self._writer.is_alive() and not self._stopping

    def record(self, lines: Sequence[AuditLine]) -> None:
        """Keep lines; returns once they are.

        Raises:
            RoundsError: `storage-unavailable`: they are not, and nothing may be answered;
                `service-stopping`.
        """
        if not lines:
            return
        kept = self._put(lines)
        try:
            kept.result(PATIENCE_SECONDS)
        except FutureTimeoutError as error:
            message = "The audit trail was not kept in time."
            raise RoundsError("storage-unavailable", message) from error

    def _put(self, lines: Sequence[AuditLine]) -> Future[None]:
        kept: Future[None] = Future()
        with self._changed:
            if not self.is_writing:
                raise RoundsError("service-stopping", "The audit trail takes no lines.")
            if len(self._waiting) >= self._most_waiting:
                raise RoundsError("storage-unavailable", "Too many reads wait for the trail.")
            self._waiting.append((lines, kept))
            self._changed.notify()
        return kept

    def _write(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._stopping:
                    self._changed.wait()
                together = min(len(self._waiting), MOST_TOGETHER)
                taken = [self._waiting.popleft() for _ in range(together)]
            if not taken:
                return
            self._keep(taken)

    def _keep(self, taken: Sequence[tuple[Sequence[AuditLine], Future[None]]]) -> None:
        try:
            with self._database.write() as session:
                append(session, (line for lines, _ in taken for line in lines))
        except Exception as error:  # whatever it is, those who wait must be told
            for _, kept in taken:
                kept.set_exception(_told(error))
            return
        for _, kept in taken:
            kept.set_result(None)


def _told(error: Exception) -> RoundsError:
    """An error of its own for everybody who waits: threads share no traceback."""
    kind = error.message if isinstance(error, RoundsError) else type(error).__name__
    told = RoundsError("storage-unavailable", f"The audit trail was not kept: {kind}")
    told.__cause__ = error
    return told
