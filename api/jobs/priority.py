"""Searches give way to the server; what they write does not.

A thread of less priority may be kept from the cores for seconds while others want them. Kept from
them in the midst of a transaction, it would keep everybody else from writing as long. So a search
has a thread of its own, and hands what it writes to the thread that waits for it.
"""

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

NICENESS = 15
"""Of searches, beyond that of the server, which answers while they search."""

BY_THREAD = sys.platform == "linux"
"""Whether a thread has a niceness of its own, which those that it starts begin with."""

T = TypeVar("T")


def process_gives_way() -> None:
    """Give way with all that this process does, where the system knows no other way."""
    if not BY_THREAD:
        os.nice(NICENESS)


class Desk:
    """A thread that writes for the search that it waits for."""

    def __init__(self) -> None:
        self._handed: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._writer: int | None = None

    def wait_for(self, search: Callable[[], T]) -> T:
        """What a search returns or raises, which runs in a thread that gives way."""
        outcome: Future[T] = Future()

        def searched() -> None:
            if BY_THREAD:
                os.nice(NICENESS)
            _settle(outcome, search)
            self._handed.put(None)

        self._writer = threading.get_ident()
        threading.Thread(target=searched, name="search", daemon=True).start()
        while (write := self._handed.get()) is not None:
            write()
        self._writer = None
        return outcome.result()

    def write(self, write: Callable[[], T]) -> T:
        """What a write returns or raises, which is done by the thread that waits for the search."""
        if self._writer in {None, threading.get_ident()}:
            return write()
        written: Future[T] = Future()
        self._handed.put(lambda: _settle(written, write))
        return written.result()


def _settle(future: Future[T], ask: Callable[[], T]) -> None:
    try:
        future.set_result(ask())
    except BaseException as error:  # whatever it is, it is for the thread that waits
        future.set_exception(error)
