"""Rounds as they stand in a file: whatever was left blank is still open. Instants are in UTC."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.carer import Mode
from scheduler.domain.horizon import Horizon
from scheduler.domain.shift import ShiftKey
from scheduler.domain.visit import VisitKey
from scheduler.plan import StopKind


@dataclass(frozen=True, slots=True)
class WrittenStop:
    """A row.

    Attributes:
        row: where it stands in the file.
        visit: which visit, for a stop of kind visit.
        place: from 1; 0 for other kinds.
    """

    row: int
    kind: StopKind
    start: datetime
    visit: VisitKey | None = None
    place: int = 0
    sequence: int | None = None
    arrival: datetime | None = None
    end: datetime | None = None
    travel_seconds: int | None = None
    travel_metres: int | None = None
    mode: Mode | None = None


@dataclass(frozen=True, slots=True)
class WrittenRound:
    """The rows of one shift, in the order of the stops."""

    shift: ShiftKey
    stops: tuple[WrittenStop, ...]

    @property
    def whole(self) -> bool:
        """Whether it runs from a start to an end: then nothing is missing that it should have."""
        kinds = {stop.kind for stop in self.stops}
        return {StopKind.START, StopKind.END} <= kinds


@dataclass(frozen=True, slots=True)
class WrittenRounds:
    """A whole file.

    Attributes:
        horizon: from the first to the last date that the rows speak of.
        kinds_told: whether the file says what each stop is; one that does not holds visits only,
            and what else a carer does follows from the team.
    """

    horizon: Horizon
    rounds: tuple[WrittenRound, ...]
    kinds_told: bool
