"""Rounds as they stand in a file: whatever was left blank is still open. Instants are in UTC."""

from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.carer import Mode
from scheduler.domain.horizon import Horizon
from scheduler.domain.shift import ShiftKey
from scheduler.domain.visit import VisitKey
from scheduler.plan import StopKind


@dataclass(frozen=True, slots=True)
class WrittenTime:
    """A time as it stands in a cell: an instant, or a whole minute where no seconds are told.

    Attributes:
        earliest: the instant written, which is the first of the minute.
        latest: the last second that is meant.
    """

    earliest: datetime
    latest: datetime

    def within(self, instant: datetime) -> datetime:
        """The instant, if the time written may mean it; otherwise the instant written."""
        return instant if self.earliest <= instant <= self.latest else self.earliest


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
    start: WrittenTime
    visit: VisitKey | None = None
    place: int = 0
    sequence: int | None = None
    arrival: WrittenTime | None = None
    end: WrittenTime | None = None
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
