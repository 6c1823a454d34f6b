"""When a worker has to be done."""

import threading
import time

GRACE_SECONDS = 1.5
"""How long a job has to let go once it was told to."""


class Stopping:
    """Told from another thread that the worker is to end, and by when."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self._deadline = float("inf")

    def ask(self, seconds: float) -> None:
        """End within so many seconds; the earliest of several deadlines stands."""
        self._deadline = min(self._deadline, time.monotonic() + seconds)
        self._asked.set()

    def wait(self, seconds: float) -> bool:
        """Wait so long, unless it is asked before; whether it was."""
        return self._asked.wait(seconds)

    @property
    def is_asked(self) -> bool:
        """Whether nothing more is to be begun."""
        return self._asked.is_set()

    @property
    def is_close(self) -> bool:
        """Whether what is under way has to let go now."""
        return time.monotonic() >= self._deadline - GRACE_SECONDS

    @property
    def is_overdue(self) -> bool:
        """Whether the process has to end now, whatever is under way."""
        return time.monotonic() >= self._deadline
