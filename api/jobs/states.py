"""How far a job is, and how the errors of its work end it."""

from enum import StrEnum

from scheduler.errors import FaultError, RoundsError


class Lane(StrEnum):
    """Who does a job: those who search for long, or those who answer while somebody waits."""

    LONG = "long"
    SHORT = "short"


class State(StrEnum):
    """How far a job is.

    Attributes:
        NO_SOLUTION: what was asked for is sound, and no plan allows for it.
        INVALID: what was asked for cannot be used.
        FAILED: a fault of ours.
    """

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    NO_SOLUTION = "no_solution"
    INVALID = "invalid"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_end(self) -> bool:
        """Whether nothing more comes."""
        return self not in {State.QUEUED, State.RUNNING}


WITHOUT_SOLUTION = frozenset(
    {"change-impossible", "undo-impossible", "held-out-of-reach", "appointment-out-of-reach"}
)
"""Codes of errors that say that no plan allows for what was asked."""


def state_after(error: Exception) -> State:
    """How a job ends whose work raised this."""
    if isinstance(error, FaultError) or not isinstance(error, RoundsError):
        return State.FAILED
    return State.NO_SOLUTION if error.code in WITHOUT_SOLUTION else State.INVALID
