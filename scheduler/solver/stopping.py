"""When a solve ends: a criterion is asked after every slice of iterations."""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple, Protocol, runtime_checkable

UNFORESEEN = 15_000
"""Iterations of which a part is taken where nobody knows how long the search will be."""


class Left(NamedTuple):
    """What is left of a solve, as far as a criterion knows.

    Attributes:
        iterations, seconds: until it will stop at the latest, None when not known.
        cancelled: whether nobody waits for anything better any more.
    """

    iterations: int | None = None
    seconds: float | None = None
    cancelled: bool = False


class StoppingCriterion(Protocol):
    """Decides whether to stop; asked with the iterations done and the best cost so far."""

    def __call__(self, iterations: int, best_cost: int) -> str | None:
        """The name of the reason to stop (`time`, `iterations`, ...), None to go on."""
        ...


@runtime_checkable
class Foreseeing(Protocol):
    """A criterion that knows what is left; the search then ends its last cycle just in time."""

    def left(self, iterations: int) -> Left:
        """What is left after so many iterations."""
        ...


def what_is_left(stop: StoppingCriterion, iterations: int) -> Left:
    """What a criterion knows to be left; nothing for one that does not say."""
    return stop.left(iterations) if isinstance(stop, Foreseeing) else Left()


class MaxSeconds:
    """Stops after some seconds of wall-clock time, counted from the first question."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._begin: float | None = None

    def __call__(self, iterations: int, best_cost: int) -> str | None:
        """Stop once the seconds have passed."""
        del iterations, best_cost
        now = self._clock()
        if self._begin is None:
            self._begin = now
        return "time" if now - self._begin >= self._seconds else None

    def left(self, iterations: int) -> Left:
        """The seconds until it stops."""
        del iterations
        begin = self._clock() if self._begin is None else self._begin
        return Left(seconds=max(0.0, begin + self._seconds - self._clock()))


class MaxIterations:
    """Stops after a number of iterations: the same plan on every run."""

    def __init__(self, iterations: int) -> None:
        self._iterations = iterations

    def __call__(self, iterations: int, best_cost: int) -> str | None:
        """Stop once the iterations are done."""
        del best_cost
        return "iterations" if iterations >= self._iterations else None

    def left(self, iterations: int) -> Left:
        """The iterations until it stops."""
        return Left(iterations=max(0, self._iterations - iterations))


class NoImprovement:
    """Stops after so many iterations without a better plan."""

    def __init__(self, iterations: int) -> None:
        self._patience = iterations
        self._best: int | None = None
        self._since = 0

    def __call__(self, iterations: int, best_cost: int) -> str | None:
        """Stop once the best cost has stood for the iterations given."""
        if self._best is None or best_cost < self._best:
            self._best, self._since = best_cost, iterations
        return "no_improvement" if iterations - self._since >= self._patience else None


class Cancelled:
    """Stops when somebody sets the event, from any thread."""

    def __init__(self, event: threading.Event) -> None:
        self._event = event

    def __call__(self, iterations: int, best_cost: int) -> str | None:
        """Stop once the event is set."""
        del iterations, best_cost
        return "cancelled" if self._event.is_set() else None

    def left(self, iterations: int) -> Left:
        """Whether the event is set."""
        del iterations
        return Left(cancelled=self._event.is_set())


class FirstOf:
    """Stops as soon as one of several criteria does."""

    def __init__(self, *criteria: StoppingCriterion) -> None:
        self._criteria = criteria

    def __call__(self, iterations: int, best_cost: int) -> str | None:
        """The first reason given, asking every criterion."""
        reasons = [criterion(iterations, best_cost) for criterion in self._criteria]
        return next((reason for reason in reasons if reason is not None), None)

    def left(self, iterations: int) -> Left:
        """What the first of them to stop leaves, as far as any of them knows."""
        each = [what_is_left(criterion, iterations) for criterion in self._criteria]
        counts = [left.iterations for left in each if left.iterations is not None]
        seconds = [left.seconds for left in each if left.seconds is not None]
        return Left(
            min(counts, default=None), min(seconds, default=None), any(e.cancelled for e in each)
        )


class Part:
    """Stops when a part of what another criterion leaves is used up, or that one is cancelled.

    Args:
        share: of what is left.
        done: iterations of the other one that are done already.
        pace: iterations of the part for one of the other.
    """

    def __init__(
        self, whole: StoppingCriterion, share: float, *, done: int = 0, pace: float = 1.0
    ) -> None:
        left = what_is_left(whole, done)
        self._whole, self._done = whole, done
        self._most = None if left.iterations is None else int(pace * share * left.iterations)
        self._kept = None if left.seconds is None else (1 - share) * left.seconds
        self._seconds = None if left.seconds is None else share * left.seconds
        if self._most is None and self._kept is None:
            self._most = int(pace * share * UNFORESEEN)

    def __call__(self, iterations: int, best_cost: int) -> str | None:
        """Stop once the part is used up."""
        del best_cost
        left = self.left(iterations)
        if left.cancelled:
            return "cancelled"
        if left.seconds == 0:
            return "time"
        return "iterations" if left.iterations == 0 else None

    def left(self, iterations: int) -> Left:
        """What is left of the part."""
        whole = what_is_left(self._whole, self._done)
        return Left(
            None if self._most is None else max(0, self._most - iterations),
            None if whole.seconds is None else max(0.0, whole.seconds - (self._kept or 0.0)),
            whole.cancelled,
        )

    def used(self, iterations: int) -> float:
        """The share of the part that is used up."""
        left = self.left(iterations)
        shares = [
            1 - now / whole if whole else 1.0
            for now, whole in ((left.iterations, self._most), (left.seconds, self._seconds))
            if now is not None and whole is not None
        ]
        return max(shares)


class After:
    """Stops when another criterion does, some iterations of which are done already."""

    def __init__(self, whole: StoppingCriterion, done: int) -> None:
        self._whole, self._done = whole, done

    def __call__(self, iterations: int, best_cost: int) -> str | None:
        """Stop when the other one does."""
        return self._whole(self._done + iterations, best_cost)

    def left(self, iterations: int) -> Left:
        """What the other one leaves."""
        return what_is_left(self._whole, self._done + iterations)


class Until:
    """Stops with another criterion, or as soon as something holds."""

    def __init__(self, stop: StoppingCriterion, holds: Callable[[], bool]) -> None:
        self._stop, self._holds = stop, holds

    def __call__(self, iterations: int, best_cost: int) -> str | None:
        """Stop with the other one, or once it holds."""
        return "enough" if self._holds() else self._stop(iterations, best_cost)

    def left(self, iterations: int) -> Left:
        """What the other one leaves."""
        return what_is_left(self._stop, iterations)
