"""Requests a minute, of callers who are known and of addresses where nobody is.

The counts are those of this process, and a restart forgets them.
"""

import math
import time

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from api.access.addresses import neighbourhood
from api.problems import LaterError
from api.settings import Limits

CALLER = "caller"
ADDRESS = "address"
FAILURE = "failure"


class Rates:
    """Counts over the minute that has just passed, whenever it is asked.

    All methods raise a LaterError `too-many-requests`, whose waiting time is the one after which
    the next request is taken.
    """

    def __init__(self, limits: Limits) -> None:
        self._requests = RateLimitItemPerMinute(limits.requests_per_minute)
        self._failures = RateLimitItemPerMinute(limits.failures_per_minute)
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def count_caller(self, principal_id: str) -> None:
        """A request of somebody who is known."""
        self._count(self._requests, CALLER, principal_id)

    def count_address(self, host: str) -> None:
        """A request of nobody who is known."""
        self._count(self._requests, ADDRESS, neighbourhood(host))

    def count_failure(self, host: str) -> None:
        """A token that was not taken."""
        self._count(self._failures, FAILURE, neighbourhood(host))

    def refuse_failing(self, host: str) -> None:
        """Refuse an address that sent too many tokens that were not taken, without reading more."""
        if not self._window.test(self._failures, FAILURE, neighbourhood(host)):
            raise self._later(self._failures, FAILURE, neighbourhood(host))

    def _count(self, limit: RateLimitItem, kind: str, who: str) -> None:
        if not self._window.hit(limit, kind, who):
            raise self._later(limit, kind, who)

    def _later(self, limit: RateLimitItem, kind: str, who: str) -> LaterError:
        free_at = self._window.get_window_stats(limit, kind, who).reset_time
        wait = max(1, math.ceil(free_at - time.time()))
        message = f"More than {limit.amount} in a minute ({kind})."
        return LaterError("too-many-requests", message, wait)
