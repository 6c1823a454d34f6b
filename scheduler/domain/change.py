"""Changes: what carers do to a plan after it was published, as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduler.domain.shift import ShiftKey
from scheduler.domain.visit import ClockWindow, Pin, VisitAgreement, VisitKey
from scheduler.units import minutes


@dataclass(frozen=True, slots=True, order=True)
class VisitPlace:
    """A place of a visit, counted from 1."""

    visit: VisitKey
    place: int = 1

    def __str__(self) -> str:
        return str(self.visit) if self.place == 1 else f"place {self.place} of {self.visit}"


@dataclass(frozen=True, slots=True)
class Swap:
    """Two carers make each other's visit."""

    first: VisitPlace
    second: VisitPlace


@dataclass(frozen=True, slots=True)
class HandOver:
    """Another carer makes a visit."""

    visit: VisitPlace
    carer_id: str


@dataclass(frozen=True, slots=True)
class Exchange:
    """Two carers exchange their whole rounds, as far as they have not begun."""

    first: ShiftKey
    second: ShiftKey


@dataclass(frozen=True, slots=True)
class Absence:
    """A carer does not work from one moment to another; a visit that has begun is finished."""

    carer_id: str
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Overrun:
    """A visit takes longer than agreed."""

    visit: VisitKey
    seconds: int


@dataclass(frozen=True, slots=True)
class NewVisit:
    """A visit that was not there."""

    agreement: VisitAgreement


@dataclass(frozen=True, slots=True)
class Cancellation:
    """A visit is not made."""

    visit: VisitKey


@dataclass(frozen=True, slots=True)
class NewWindow:
    """A visit starts within other windows than agreed."""

    visit: VisitKey
    windows: tuple[ClockWindow, ...]


@dataclass(frozen=True, slots=True)
class NewPin:
    """A visit's carer or start may not change from now on."""

    pin: Pin


@dataclass(frozen=True, slots=True)
class RetiredPin:
    """What was pinned of a place may change again."""

    visit: VisitPlace


Change = (
    Swap
    | HandOver
    | Exchange
    | Absence
    | Overrun
    | NewVisit
    | Cancellation
    | NewWindow
    | NewPin
    | RetiredPin
)


class OptionKind(StrEnum):
    """What may move for a change."""

    UNMOVED = "unmoved"
    ROUNDS = "rounds"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Budget:
    """How much of a plan may move for a change, besides what the change asks for.

    Attributes:
        visits: most visits that get another carer.
        seconds: most that any start moves.
    """

    visits: int = 3
    seconds: int = minutes(15)
