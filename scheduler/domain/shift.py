"""Working time: shifts with their breaks and appointments. Instants are in UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduler.units import seconds_between


class ShiftKind(StrEnum):
    """`work` is planned on; `on_call` is kept for urgent visits and never planned on."""

    WORK = "work"
    ON_CALL = "on_call"


class Endpoint(StrEnum):
    """Where a round starts or ends, and where an appointment is held."""

    HOME = "home"
    BASE = "base"


@dataclass(frozen=True, slots=True)
class Break:
    """A break of `seconds`, starting at or after `earliest` and ending at or before `latest`."""

    seconds: int
    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class Appointment:
    """Time inside a shift that is already spoken for: a team meeting, a course."""

    start: datetime
    end: datetime
    held_at: Endpoint

    @property
    def seconds(self) -> int:
        """How long it takes."""
        return seconds_between(self.start, self.end)


@dataclass(frozen=True, slots=True, order=True)
class ShiftKey:
    """What identifies a shift: nobody starts two shifts at one instant."""

    carer_id: str
    start: datetime

    def __str__(self) -> str:
        return f"{self.carer_id} at {self.start.isoformat()}"


@dataclass(frozen=True, slots=True)
class Shift:
    """One carer's working time on a date.

    Attributes:
        breaks: all of them are taken when the round of this shift is used, in this order.
        appointments: kept whether the round is used or not, in order of start.
        load_cap: most load points that the visits of the round may add up to; None for no cap.
    """

    carer_id: str
    start: datetime
    end: datetime
    start_place: Endpoint = Endpoint.HOME
    end_place: Endpoint = Endpoint.HOME
    breaks: tuple[Break, ...] = ()
    appointments: tuple[Appointment, ...] = ()
    kind: ShiftKind = ShiftKind.WORK
    load_cap: int | None = None

    @property
    def key(self) -> ShiftKey:
        """The shift's identity."""
        return ShiftKey(self.carer_id, self.start)

    @property
    def seconds(self) -> int:
        """Length of the shift, breaks included."""
        return seconds_between(self.start, self.end)
