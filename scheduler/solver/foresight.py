"""How many iterations are still to come."""

import time

from scheduler.solver.stopping import StoppingCriterion, what_is_left

RATE_KNOWN_AFTER = 0.02
"""Seconds of search after which its iterations per second are known."""

FIRST_FORESEEN, EARLY = 4_000, 20
"""Iterations that are foreseen until then, and so many times those done: no chain may believe yet
that its cycle is the last one."""

UNLIMITED = 1 << 60


class Foresight:
    """What a stopping criterion and the pace so far tell of the search to come.

    Attributes:
        reserve: seconds that the search does not get.
    """

    def __init__(self, stop: StoppingCriterion, reserve: float = 0.0) -> None:
        self._stop = stop
        self._begin = time.perf_counter()
        self.reserve = reserve

    def __call__(self, done: int) -> tuple[int, int | None]:
        """Iterations that may be done at most, and those foreseen in all, where that is known."""
        left = what_is_left(self._stop, done)
        if left.iterations is not None:
            return left.iterations, done + left.iterations
        if left.seconds is None:
            return UNLIMITED, None
        passed = time.perf_counter() - self._begin
        if passed <= RATE_KNOWN_AFTER:
            return UNLIMITED, max(FIRST_FORESEEN, EARLY * done)
        return UNLIMITED, done + int(done * max(0.0, left.seconds - self.reserve) / passed)
