"""Changes as documents: in versions, in offers, and for programs. Ids only."""

import datetime
from functools import singledispatch
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

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


def budget_entry(budget: Budget) -> BudgetEntry:
    """A budget as a document."""
    return BudgetEntry(visits=budget.visits, seconds=budget.seconds)


@singledispatch
def change_entry(change: Change, zone: ZoneInfo) -> ChangeEntry:
    """A change as a document; instants bear the offset of the zone."""
    raise TypeError(f"{type(change).__name__} is no change in {zone}")


@change_entry.register
def _(change: Swap, zone: ZoneInfo) -> ChangeEntry:
    del zone
    return SwapEntry(first=_place(change.first), second=_place(change.second))


@change_entry.register
def _(change: HandOver, zone: ZoneInfo) -> ChangeEntry:
    del zone
    return HandOverEntry(visit=_place(change.visit), carer_id=change.carer_id)


@change_entry.register
def _(change: Exchange, zone: ZoneInfo) -> ChangeEntry:
    return ExchangeEntry(first=_shift(change.first, zone), second=_shift(change.second, zone))


@change_entry.register
def _(change: Absence, zone: ZoneInfo) -> ChangeEntry:
    since, until = change.since.astimezone(zone), change.until.astimezone(zone)
    return AbsenceEntry(carer_id=change.carer_id, since=since, until=until)


@change_entry.register
def _(change: Overrun, zone: ZoneInfo) -> ChangeEntry:
    del zone
    return OverrunEntry(visit=_visit(change.visit), seconds=change.seconds)


@change_entry.register
def _(change: Cancellation, zone: ZoneInfo) -> ChangeEntry:
    del zone
    return CancellationEntry(visit=_visit(change.visit))


@change_entry.register
def _(change: NewWindow, zone: ZoneInfo) -> ChangeEntry:
    del zone
    windows = tuple(_window(each) for each in change.windows)
    return NewWindowEntry(visit=_visit(change.visit), windows=windows)


@change_entry.register
def _(change: NewPin, zone: ZoneInfo) -> ChangeEntry:
    pin = change.pin
    start = None if pin.start is None else pin.start.astimezone(zone)
    place = _place(VisitPlace(pin.visit, pin.place))
    return NewPinEntry(visit=place, carer_id=pin.carer_id, start=start)


@change_entry.register
def _(change: RetiredPin, zone: ZoneInfo) -> ChangeEntry:
    del zone
    return RetiredPinEntry(visit=_place(change.visit))


@change_entry.register
def _(change: NewVisit, zone: ZoneInfo) -> ChangeEntry:
    del zone
    agreement = change.agreement
    dates, dependency = agreement.dates, agreement.dependency
    return NewVisitEntry(
        visit_id=agreement.visit_id,
        client_id=agreement.client_id,
        dates=dates
        if isinstance(dates, datetime.date)
        else RecurrenceEntry(
            rule=dates.rule, first_date=dates.first_date, last_date=dates.last_date
        ),
        windows=tuple(_window(each) for each in agreement.windows),
        service_seconds=agreement.service_seconds,
        wished_start=None if agreement.wished_start is None else clock_text(agreement.wished_start),
        places=tuple(tuple(sorted(place)) for place in agreement.places),
        priority=agreement.priority.value,
        dependency=None
        if dependency is None
        else DependencyEntry(
            after_visit=dependency.after_visit,
            min_gap_seconds=dependency.min_gap_seconds,
            max_gap_seconds=dependency.max_gap_seconds,
        ),
        visit_kind=agreement.kind,
        protected_seconds=agreement.protected_seconds,
        omaha=agreement.omaha,
        load=agreement.load,
    )


def _place(place: VisitPlace) -> VisitPlaceEntry:
    return VisitPlaceEntry(visit_id=place.visit.visit_id, date=place.visit.date, place=place.place)


def _visit(visit: VisitKey) -> VisitEntry:
    return VisitEntry(visit_id=visit.visit_id, date=visit.date)


def _shift(shift: ShiftKey, zone: ZoneInfo) -> ShiftEntry:
    return ShiftEntry(carer_id=shift.carer_id, start=shift.start.astimezone(zone))


def _window(window: ClockWindow) -> WindowEntry:
    return WindowEntry(opens=clock_text(window.opens), closes=clock_text(window.closes))


def _utc(instant: datetime.datetime) -> datetime.datetime:
    return instant.astimezone(datetime.UTC)
