"""Changes as documents, from the domain and back: in versions, in offers, and for programs.

Ids only. Instants of a document bear the offset of the team's zone, those of the domain are UTC.
"""

import datetime
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field

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
from scheduler.domain.visit import Pin, Priority, VisitAgreement, VisitKind
from scheduler.io.document import Count, Entry, Id, Instant, utc
from scheduler.io.team.cells import clock, clock_text
from scheduler.io.visit_document import (
    Clock,
    DependencyEntry,
    RecurrenceEntry,
    ShiftEntry,
    VisitEntry,
    VisitPlaceEntry,
    WindowEntry,
)


class SwapEntry(Entry):
    """Two carers make each other's visit."""

    kind: Literal["swap"] = "swap"
    first: VisitPlaceEntry
    second: VisitPlaceEntry

    @classmethod
    def of(cls, change: Swap) -> Self:
        """Of the change."""
        first, second = map(VisitPlaceEntry.of_place, (change.first, change.second))
        return cls(first=first, second=second)

    def change(self) -> Swap:
        """The change."""
        return Swap(self.first.visit_place(), self.second.visit_place())


class HandOverEntry(Entry):
    """Another carer makes a visit."""

    kind: Literal["hand_over"] = "hand_over"
    visit: VisitPlaceEntry
    carer_id: Id

    @classmethod
    def of(cls, change: HandOver) -> Self:
        """Of the change."""
        return cls(visit=VisitPlaceEntry.of_place(change.visit), carer_id=change.carer_id)

    def change(self) -> HandOver:
        """The change."""
        return HandOver(self.visit.visit_place(), self.carer_id)


class ExchangeEntry(Entry):
    """Two carers exchange the rest of their rounds."""

    kind: Literal["exchange"] = "exchange"
    first: ShiftEntry
    second: ShiftEntry

    @classmethod
    def of(cls, change: Exchange, zone: ZoneInfo) -> Self:
        """Of the change."""
        first, second = ShiftEntry.of(change.first, zone), ShiftEntry.of(change.second, zone)
        return cls(first=first, second=second)

    def change(self) -> Exchange:
        """The change."""
        return Exchange(self.first.key(), self.second.key())


class AbsenceEntry(Entry):
    """A carer does not work from one moment to another."""

    kind: Literal["absence"] = "absence"
    carer_id: Id
    since: Instant
    until: Instant

    @classmethod
    def of(cls, change: Absence, zone: ZoneInfo) -> Self:
        """Of the change."""
        since, until = change.since.astimezone(zone), change.until.astimezone(zone)
        return cls(carer_id=change.carer_id, since=since, until=until)

    def change(self) -> Absence:
        """The change."""
        return Absence(self.carer_id, utc(self.since), utc(self.until))


class OverrunEntry(Entry):
    """A visit takes longer than agreed."""

    kind: Literal["overrun"] = "overrun"
    visit: VisitEntry
    seconds: int

    @classmethod
    def of(cls, change: Overrun) -> Self:
        """Of the change."""
        return cls(visit=VisitEntry.of(change.visit), seconds=change.seconds)

    def change(self) -> Overrun:
        """The change."""
        return Overrun(self.visit.key(), self.seconds)


class CancellationEntry(Entry):
    """A visit is not made."""

    kind: Literal["cancellation"] = "cancellation"
    visit: VisitEntry

    @classmethod
    def of(cls, change: Cancellation) -> Self:
        """Of the change."""
        return cls(visit=VisitEntry.of(change.visit))

    def change(self) -> Cancellation:
        """The change."""
        return Cancellation(self.visit.key())


class NewWindowEntry(Entry):
    """A visit starts within other windows than agreed."""

    kind: Literal["new_window"] = "new_window"
    visit: VisitEntry
    windows: tuple[WindowEntry, ...]

    @classmethod
    def of(cls, change: NewWindow) -> Self:
        """Of the change."""
        windows = tuple(map(WindowEntry.of, change.windows))
        return cls(visit=VisitEntry.of(change.visit), windows=windows)

    def change(self) -> NewWindow:
        """The change."""
        windows = sorted((each.window() for each in self.windows), key=lambda each: each.opens)
        return NewWindow(self.visit.key(), tuple(windows))


class NewPinEntry(Entry):
    """A visit's carer or start may not change any more."""

    kind: Literal["new_pin"] = "new_pin"
    visit: VisitPlaceEntry
    carer_id: Id | None = None
    start: Instant | None = None

    @classmethod
    def of(cls, change: NewPin, zone: ZoneInfo) -> Self:
        """Of the change."""
        pin = change.pin
        visit = VisitPlaceEntry.of_place(VisitPlace(pin.visit, pin.place))
        start = None if pin.start is None else pin.start.astimezone(zone)
        return cls(visit=visit, carer_id=pin.carer_id, start=start)

    def change(self) -> NewPin:
        """The change."""
        place = self.visit.visit_place()
        start = None if self.start is None else utc(self.start)
        return NewPin(Pin(place.visit, place.place, self.carer_id, start))


class RetiredPinEntry(Entry):
    """What was pinned of a place may change again."""

    kind: Literal["retired_pin"] = "retired_pin"
    visit: VisitPlaceEntry

    @classmethod
    def of(cls, change: RetiredPin) -> Self:
        """Of the change."""
        return cls(visit=VisitPlaceEntry.of_place(change.visit))

    def change(self) -> RetiredPin:
        """The change."""
        return RetiredPin(self.visit.visit_place())


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

    @classmethod
    def of(cls, change: NewVisit) -> Self:
        """Of the change."""
        agreed = change.agreement
        dates, wished, tied = agreed.dates, agreed.wished_start, agreed.dependency
        return cls(
            visit_id=agreed.visit_id,
            client_id=agreed.client_id,
            dates=dates if isinstance(dates, datetime.date) else RecurrenceEntry.of(dates),
            windows=tuple(map(WindowEntry.of, agreed.windows)),
            service_seconds=agreed.service_seconds,
            wished_start=None if wished is None else clock_text(wished),
            places=tuple(tuple(sorted(place)) for place in agreed.places),
            priority=agreed.priority.value,
            dependency=None if tied is None else DependencyEntry.of(tied),
            visit_kind=agreed.kind,
            protected_seconds=agreed.protected_seconds,
            omaha=agreed.omaha,
            load=agreed.load,
        )

    def change(self) -> NewVisit:
        """The change."""
        dates, wished, tied = self.dates, self.wished_start, self.dependency
        return NewVisit(
            VisitAgreement(
                visit_id=self.visit_id,
                client_id=self.client_id,
                dates=dates if isinstance(dates, datetime.date) else dates.recurrence(),
                windows=tuple(each.window() for each in self.windows),
                service_seconds=self.service_seconds,
                wished_start=None if wished is None else clock(wished),
                places=tuple(frozenset(place) for place in self.places),
                priority=Priority(self.priority),
                dependency=None if tied is None else tied.dependency(),
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


def change_entry(  # noqa: C901, PLR0911 - a case for every kind
    change: Change, zone: ZoneInfo
) -> ChangeEntry:
    """A change as a document; instants bear the offset of the zone."""
    match change:
        case Swap():
            return SwapEntry.of(change)
        case HandOver():
            return HandOverEntry.of(change)
        case Exchange():
            return ExchangeEntry.of(change, zone)
        case Absence():
            return AbsenceEntry.of(change, zone)
        case Overrun():
            return OverrunEntry.of(change)
        case Cancellation():
            return CancellationEntry.of(change)
        case NewWindow():
            return NewWindowEntry.of(change)
        case NewPin():
            return NewPinEntry.of(change, zone)
        case RetiredPin():
            return RetiredPinEntry.of(change)
        case NewVisit():
            return NewVisitEntry.of(change)


class BudgetEntry(Entry):
    """How much may move besides what a change asks for: visits to other carers, starts."""

    visits: Count
    seconds: Count

    @classmethod
    def of(cls, budget: Budget) -> Self:
        """Of the budget."""
        return cls(visits=budget.visits, seconds=budget.seconds)

    def budget(self) -> Budget:
        """The budget."""
        return Budget(self.visits, self.seconds)
