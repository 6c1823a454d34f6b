"""Reads and their lines: kept before the answer goes out, those of many readers in one transaction.

A commit waits for the disk. Readers that come while one is under way wait for the next, together:
the more there are, the fewer commits each of them costs (group commit). What is asked most is
looked up in that transaction as well, once for all who ask the same. Readers of an event loop are
handed in together, those of each of its turns, and are told together.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeoutError
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from api.care.audit import AuditLine, append
from api.storage.database import BUSY_SECONDS, Database
from scheduler.errors import RoundsError

MOST_WAITING = 1000
"""Reads that may wait at a time."""
MOST_TOGETHER = 200
"""Reads in one transaction: it stays short, so that nobody's write waits long for it."""
PATIENCE_SECONDS = 2 * BUSY_SECONDS

T = TypeVar("T")
Look = Callable[[Session], T]
"""Looks something up; of those that are equal, one is made for all who wait together."""


@dataclass(frozen=True)
class _Read(Generic[T]):
    """A read that waits.

    Attributes:
        lines: that the trail gets of what was found.
        answer: what was found, once the lines are kept.
        heard: the same in the event loop that asks; None where a thread does.
    """

    look: Look[T]
    lines: Callable[[T], Sequence[AuditLine]]
    answer: Future[T] = field(default_factory=Future)
    heard: asyncio.Future[T] | None = None

    def give_up(self, error: Exception) -> None:
        """Wait no longer."""
        self.answer.cancel()
        if self.heard is not None and not self.heard.done():
            self.heard.set_exception(error)

    def hear(self) -> None:
        """Tell the event loop; in it."""
        if self.heard is None or self.heard.done():
            return
        error = self.answer.exception()
        if error is None:
            self.heard.set_result(self.answer.result())
        else:
            self.heard.set_exception(error)


class Trail:
    """Takes the lines of reads, which have no transaction of their own.

    Its thread runs inside `with`.

    Args:
        most_waiting: reads that may wait at a time; more are refused.
    """

    def __init__(self, database: Database, most_waiting: int = MOST_WAITING) -> None:
        self._database = database
        self._most_waiting = most_waiting
        self._waiting: deque[_Read[Any]] = deque()
        self._asking: dict[asyncio.AbstractEventLoop, list[_Read[Any]]] = {}
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
        kept = self.look(_nothing, lambda _: lines)
        try:
            kept.result(PATIENCE_SECONDS)
        except FutureTimeoutError as error:
            raise not_in_time() from error

    def look(self, look: Look[T], lines: Callable[[T], Sequence[AuditLine]]) -> Future[T]:
        """Look something up, and keep the lines of it; returns at once.

        Returns:
            What was found, once its lines are kept; or what the look raised, and then there are
            none. `storage-unavailable`: they are not kept, and nothing may be answered.

        Raises:
            RoundsError: `storage-unavailable`: too many wait; `service-stopping`.
        """
        read = _Read(look, lines)
        with self._changed:
            self._take(read)
            self._changed.notify()
        return read.answer

    async def looked(self, look: Look[T], lines: Callable[[T], Sequence[AuditLine]]) -> T:
        """The same for readers in an event loop; what was found, once its lines are kept.

        Raises:
            RoundsError: as `look`; `storage-unavailable` also where it takes too long.
        """
        loop = asyncio.get_running_loop()
        heard: asyncio.Future[T] = loop.create_future()
        read = _Read(look, lines, heard=heard)
        if loop not in self._asking:
            self._asking[loop] = []
            loop.call_soon(self._hand_in, loop)
        self._asking[loop].append(read)
        patience = loop.call_later(PATIENCE_SECONDS, read.give_up, not_in_time())
        try:
            return await heard
        finally:
            patience.cancel()
            read.answer.cancel()  # where the reader has gone

    def _hand_in(self, loop: asyncio.AbstractEventLoop) -> None:
        with self._changed:
            for read in self._asking.pop(loop):
                try:
                    self._take(read)
                except RoundsError as error:
                    read.give_up(error)
            self._changed.notify()

    def _take(self, read: _Read[Any]) -> None:
        if not self.is_writing:
            raise RoundsError("service-stopping", "The audit trail takes no lines.")
        if len(self._waiting) >= self._most_waiting:
            raise RoundsError("storage-unavailable", "Too many reads wait for the trail.")
        self._waiting.append(read)

    def _write(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._stopping:
                    self._changed.wait()
                together = min(len(self._waiting), MOST_TOGETHER)
                taken = [self._waiting.popleft() for _ in range(together)]
            if not taken:
                return
            # whoever gave up meanwhile has read nothing
            here = [each for each in taken if each.answer.set_running_or_notify_cancel()]
            if here:
                self._keep(here)

    def _keep(self, taken: Sequence[_Read[Any]]) -> None:
        looked = _Looked()
        try:
            with self._database.write() as session:
                lines = [line for read in taken for line in looked.lines_of(session, read)]
                append(session, lines)
        except Exception as error:  # whatever it is, those who wait must be told
            for read in taken:
                read.answer.set_exception(_told(error))
        else:
            for read in taken:
                looked.answer(read)
        _tell_loops(taken)


class _Looked:
    """What was found for those who wait together."""

    def __init__(self) -> None:
        self._found: dict[Look[Any], Any] = {}
        self._failed: dict[int, Exception] = {}

    def lines_of(self, session: Session, read: _Read[Any]) -> Sequence[AuditLine]:
        """The lines of a read; none where its look fails, which concerns nobody else."""
        try:
            if read.look not in self._found:
                self._found[read.look] = read.look(session)
            return read.lines(self._found[read.look])
        except DBAPIError:
            raise  # the transaction is lost for all
        except Exception as error:
            self._failed[id(read)] = error
            return ()

    def answer(self, read: _Read[Any]) -> None:
        """Tell a reader."""
        error = self._failed.get(id(read))
        if error is None:
            read.answer.set_result(self._found[read.look])
        else:
            read.answer.set_exception(error)


def _tell_loops(answered: Sequence[_Read[Any]]) -> None:
    """Wake every event loop once, whoever of it has asked."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Read[Any]]] = {}
    for read in answered:
        if read.heard is not None:
            by_loop.setdefault(read.heard.get_loop(), []).append(read)
    for loop, reads in by_loop.items():
        with suppress(RuntimeError):  # it has ended, and with it whoever asked
            loop.call_soon_threadsafe(_hear, reads)


def _hear(reads: Sequence[_Read[Any]]) -> None:
    for read in reads:
        read.hear()


def not_in_time() -> RoundsError:
    """What is told to whoever has waited long enough."""
    return RoundsError("storage-unavailable", "The audit trail was not kept in time.")


def _nothing(_: Session) -> None:
    """The look of somebody who has looked already."""


def _told(error: Exception) -> RoundsError:
    """An error of its own for everybody who waits: threads share no traceback."""
    kind = error.message if isinstance(error, RoundsError) else type(error).__name__
    told = RoundsError("storage-unavailable", f"The audit trail was not kept: {kind}")
    told.__cause__ = error
    return told
