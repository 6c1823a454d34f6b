"""Requests a minute, of callers who are known and of addresses where nobody is.

The counts are those of this process, and a restart forgets them.
"""

import math
import time
from collections import deque
from threading import Lock

from api.access.addresses import neighbourhood
from api.problems import LaterError
from api.settings import Limits

MINUTE = 60.0


class Rates:
    """Counts over the minute that has just passed, whenever it is asked.

    All methods raise a LaterError `too-many-requests`, whose waiting time is the one after which
    the next request is taken.
    """

    def __init__(self, limits: Limits) -> None:
        self._callers = MovingMinute("caller", limits.requests_per_minute)
        self._addresses = MovingMinute("address", limits.requests_per_minute)
        self._failures = MovingMinute("failure", limits.failures_per_minute)

    def count_caller(self, principal_id: str) -> None:
        """A request of somebody who is known."""
        self._callers.count(principal_id)

    def count_address(self, host: str) -> None:
        """A request of nobody who is known."""
        self._addresses.count(neighbourhood(host))

    def count_failure(self, host: str) -> None:
        """A token that was not taken."""
        self._failures.count(neighbourhood(host))

    def refuse_failing(self, host: str) -> None:
        """Refuse an address that sent too many tokens that were not taken, without reading more."""
        self._failures.refuse_full(neighbourhood(host))


class MovingMinute:
    """What happened within the last minute, each at its instant; what was refused does not count.

    Args:
        kind: for people.
        most: of one key in any minute.
    """

    def __init__(self, kind: str, most: int) -> None:
        self._kind, self._most = kind, most
        self._instants: dict[str, deque[float]] = {}
        self._lock = Lock()
        self._swept = -math.inf

    def __len__(self) -> int:
        """How many keys are remembered."""
        return len(self._instants)

    def count(self, key: str) -> None:
        """Count one more.

        Raises:
            LaterError: there were as many as there may be.
        """
        now = time.monotonic()
        with self._lock:
            self._sweep(now)
            instants = self._instants.setdefault(key, deque())
            self._refuse_full(instants, now)
            instants.append(now)

    def refuse_full(self, key: str) -> None:
        """Refuse where one more would not be counted.

        Raises:
            LaterError: there were as many as there may be.
        """
        with self._lock:
            self._refuse_full(self._instants.get(key, deque()), time.monotonic())

    def _refuse_full(self, instants: deque[float], now: float) -> None:
        while instants and instants[0] <= now - MINUTE:
            instants.popleft()
        if len(instants) >= self._most:
            wait = max(1, math.ceil(instants[0] + MINUTE - now))
            message = f"More than {self._most} in a minute ({self._kind})."
            raise LaterError("too-many-requests", message, wait)

    def _sweep(self, now: float) -> None:
        """Forget once a minute who has not been here for one: addresses are for the taking."""
        if now < self._swept + MINUTE:
            return
        self._swept = now
        gone = [key for key, each in self._instants.items() if not each or each[-1] <= now - MINUTE]
        for key in gone:
            del self._instants[key]
