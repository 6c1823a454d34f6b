"""Visits: what was agreed with a client, and the call on one date that follows from it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum


class Priority(IntEnum):
    """How badly a visit is needed."""

    MUST = 1
    SHOULD = 2
    MAY = 3


class VisitKind(StrEnum):
    """What sort of visit it is."""

    CARE = "care"
    FIRST = "first"
    JOINT = "joint"
    MEETING = "meeting"


@dataclass(frozen=True, slots=True)
class ClockWindow:
    """Start of service allowed from `opens` to `closes`, both included.

    Local clock time in seconds of the day. More than 24 hours means the night after: 24:30 is
    half past midnight at the end of the visit's date.
    """

    opens: int
    closes: int


@dataclass(frozen=True, slots=True)
class Window:
    """Start of service allowed from `opens` to `closes`, both included. Instants in UTC."""

    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Dates by an RFC 5545 recurrence rule (the part after `RRULE:`), first and last included.

    `last_date` None leaves the end to the rule itself.
    """

    rule: str
    first_date: date
    last_date: date | None = None


@dataclass(frozen=True, slots=True)
class Dependency:
    """How long after the start of another visit this one starts: at least and at most.

    `after_visit` is the visit of the same date, or of its only date where it has just one. The
    visit needs that other one: where the other is left out of the plan, so is this one.
    """

    after_visit: str
    min_gap_seconds: int = 0
    max_gap_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class VisitAgreement:
    """A row of visits.csv: what was agreed, for one date or for recurring dates.

    Attributes:
        dates: the one date, or the recurrence.
        windows: local clock windows, in order, not overlapping; at least one.
        wished_start: local clock time, seconds of the day.
        service_seconds: length of the visit.
        places: the qualifications each carer needs, one set per carer; more than one makes it a
            joint visit.
        protected_seconds: part of the service that may never be cut (a cup of coffee).
        omaha: the Omaha System reference as written by the team.
        load: load points, counted against the load cap of a shift.
    """

    visit_id: str
    client_id: str
    dates: date | Recurrence
    windows: tuple[ClockWindow, ...]
    service_seconds: int
    wished_start: int | None = None
    places: tuple[frozenset[str], ...] = (frozenset(),)
    priority: Priority = Priority.MUST
    dependency: Dependency | None = None
    kind: VisitKind = VisitKind.CARE
    protected_seconds: int = 0
    omaha: str = ""
    load: int = 0


@dataclass(frozen=True, slots=True, order=True)
class VisitKey:
    """What identifies one call: the agreement's id and the date."""

    visit_id: str
    date: date

    def __str__(self) -> str:
        return f"{self.visit_id} on {self.date.isoformat()}"


@dataclass(frozen=True, slots=True)
class Amendment:
    """What differs on one date from what was agreed; None leaves that as it is.

    Attributes:
        cancelled: there is no visit on that date.
        windows: as in the agreement. A wished start that lies in none of them is no wish for that
            date.
    """

    visit: VisitKey
    cancelled: bool = False
    windows: tuple[ClockWindow, ...] | None = None
    service_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """One call at a client on one date.

    `windows` are in order and do not overlap; `after` names the visit that the dependency points
    at, None when there is none or when it lies outside the dates that are planned.
    """

    key: VisitKey
    client_id: str
    windows: tuple[Window, ...]
    service_seconds: int
    wished_start: datetime | None
    places: tuple[frozenset[str], ...]
    priority: Priority
    kind: VisitKind
    load: int
    after: VisitKey | None = None
    min_gap_seconds: int = 0
    max_gap_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Pin:
    """What may not change about a visit's place (counted from 1): its carer, its start, or both.

    The start pins the whole visit, whatever the place.
    """

    visit: VisitKey
    place: int = 1
    carer_id: str | None = None
    start: datetime | None = None
