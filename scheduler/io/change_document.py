"""Changes as documents: in versions, in offers, and for programs. Ids only."""

import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from scheduler.domain.change import (
    Absence,
    Budget,
    Cancellation,
    Change,
    Exchange,
    HandOver,
    NewPin,
    NewVisit,
    NewWindow,
    Overrun,
    RetiredPin,
    Swap,
    VisitPlace,
)
from scheduler.domain.shift import ShiftKey
from scheduler.domain.visit import (
    ClockWindow,
    Dependency,
    Pin,
    Priority,
    Recurrence,
    VisitAgreement,
    VisitKey,
    VisitKind,
)
from scheduler.io.plan_document import Count, Id
from scheduler.io.team.cells import clock, clock_text

Place = Annotated[int, Field(ge=1)]


Clock = Annotated[
    str,
    BeforeValidator(lambda value: clock_text(clock(value)) if isinstance(value, str) else value),
]
"""Local clock time, `07:30`; 24:30 is half past midnight of the next day."""


class Entry(BaseModel):
    """A part of a document: nothing unknown in it, nothing changed once it is made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class VisitEntry(Entry):
    """A visit on a date."""

    visit_id: Id
    date: datetime.date

    def key(self) -> VisitKey:
        """The visit."""
        return VisitKey(self.visit_id, self.date)


class VisitPlaceEntry(VisitEntry):
    """A place of a visit, from 1."""

    place: Place = 1

    def visit_place(self) -> VisitPlace:
        """The place."""
        return VisitPlace(self.key(), self.place)


class ShiftEntry(Entry):
    """A shift of a carer."""

    carer_id: Id
    start: AwareDatetime

    def key(self) -> ShiftKey:
        """The shift."""
        return ShiftKey(self.carer_id, _utc(self.start))


class WindowEntry(Entry):
    """Start of service allowed from `opens` to `closes`, both included."""

    opens: Clock
    closes: Clock

    def window(self) -> ClockWindow:
        """The window."""
        return ClockWindow(clock(self.opens), clock(self.closes))


class SwapEntry(Entry):
    """Two carers make each other's visit."""

    kind: Literal["swap"] = "swap"
    first: VisitPlaceEntry
    second: VisitPlaceEntry

    def change(self) -> Change:
        """The change."""
        return Swap(self.first.visit_place(), self.second.visit_place())


class HandOverEntry(Entry):
    """Another carer makes a visit."""

    kind: Literal["hand_over"] = "hand_over"
    visit: VisitPlaceEntry
    carer_id: Id

    def change(self) -> Change:
        """The change."""
        return HandOver(self.visit.visit_place(), self.carer_id)


class ExchangeEntry(Entry):
    """Two carers exchange the rest of their rounds."""

    kind: Literal["exchange"] = "exchange"
    first: ShiftEntry
    second: ShiftEntry

    def change(self) -> Change:
        """The change."""
        return Exchange(self.first.key(), self.second.key())


class AbsenceEntry(Entry):
    """A carer does not work from one moment to another."""

    kind: Literal["absence"] = "absence"
    carer_id: Id
    since: AwareDatetime
    until: AwareDatetime

    def change(self) -> Change:
        """The change."""
        return Absence(self.carer_id, _utc(self.since), _utc(self.until))


class OverrunEntry(Entry):
    """A visit takes longer than agreed."""

    kind: Literal["overrun"] = "overrun"
    visit: VisitEntry
    seconds: int

    def change(self) -> Change:
        """The change."""
        return Overrun(self.visit.key(), self.seconds)


class CancellationEntry(Entry):
    """A visit is not made."""

    kind: Literal["cancellation"] = "cancellation"
    visit: VisitEntry

    def change(self) -> Change:
        """The change."""
        return Cancellation(self.visit.key())


class NewWindowEntry(Entry):
    """A visit starts within other windows than agreed."""

    kind: Literal["new_window"] = "new_window"
    visit: VisitEntry
    windows: tuple[WindowEntry, ...]

    def change(self) -> Change:
        """The change."""
        return NewWindow(self.visit.key(), tuple(each.window() for each in self.windows))


class NewPinEntry(Entry):
    """A visit's carer or start may not change any more."""

    kind: Literal["new_pin"] = "new_pin"
    visit: VisitPlaceEntry
    carer_id: Id | None = None
    start: AwareDatetime | None = None

    def change(self) -> Change:
        """The change."""
        place = self.visit.visit_place()
        start = None if self.start is None else _utc(self.start)
        return NewPin(Pin(place.visit, place.place, self.carer_id, start))


class RetiredPinEntry(Entry):
    """What was pinned of a place may change again."""

    kind: Literal["retired_pin"] = "retired_pin"
    visit: VisitPlaceEntry

    def change(self) -> Change:
        """The change."""
        return RetiredPin(self.visit.visit_place())


class RecurrenceEntry(Entry):
    """Dates by an RFC 5545 recurrence rule."""

    rule: str
    first_date: datetime.date
    last_date: datetime.date | None = None


class DependencyEntry(Entry):
    """How long after the start of another visit this one starts."""

    after_visit: Id
    min_gap_seconds: Count = 0
    max_gap_seconds: Count | None = None


class NewVisitEntry(Entry):
    """A visit that was not there. `places` has the qualifications that each carer needs."""

    kind: Literal["new_visit"] = "new_visit"
    visit_id: Id
    client_id: Id
    dates: datetime.date | RecurrenceEntry
    windows: Annotated[tuple[WindowEntry, ...], Field(min_length=1)]
    service_seconds: Annotated[int, Field(gt=0)]
    wished_start: Clock | None = None
    places: Annotated[tuple[tuple[Id, ...], ...], Field(min_length=1)] = ((),)
    priority: Literal[1, 2, 3] = 1
    dependency: DependencyEntry | None = None
    visit_kind: VisitKind = VisitKind.CARE
    protected_seconds: Count = 0
    omaha: str = ""
    load: Count = 0

    def change(self) -> Change:
        """The change."""
        dates, dependency = self.dates, self.dependency
        return NewVisit(
            VisitAgreement(
                visit_id=self.visit_id,
                client_id=self.client_id,
                dates=dates
                if isinstance(dates, datetime.date)
                else Recurrence(dates.rule, dates.first_date, dates.last_date),
                windows=tuple(each.window() for each in self.windows),
                service_seconds=self.service_seconds,
                wished_start=None if self.wished_start is None else clock(self.wished_start),
                places=tuple(frozenset(place) for place in self.places),
                priority=Priority(self.priority),
                dependency=None
                if dependency is None
                else Dependency(
                    dependency.after_visit, dependency.min_gap_seconds, dependency.max_gap_seconds
                ),
                kind=self.visit_kind,
                protected_seconds=self.protected_seconds,
                omaha=self.omaha,
                load=self.load,
            )
        )


ChangeEntry = Annotated[
    SwapEntry
    | HandOverEntry
    | ExchangeEntry
    | AbsenceEntry
    | OverrunEntry
    | CancellationEntry
    | NewWindowEntry
    | NewPinEntry
    | RetiredPinEntry
    | NewVisitEntry,
    Field(discriminator="kind"),
]


class BudgetEntry(Entry):
    """How much may move besides what a change asks for: visits to other carers, starts."""

    visits: Count
    seconds: Count

    def budget(self) -> Budget:
        """The budget."""
        return Budget(self.visits, self.seconds)


def _utc(instant: datetime.datetime) -> datetime.datetime:
    return instant.astimezone(datetime.UTC)
