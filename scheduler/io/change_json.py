"""Changes to documents, for versions, offers and programs."""

import datetime
from functools import singledispatch
from zoneinfo import ZoneInfo

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
from scheduler.domain.visit import ClockWindow, VisitKey
from scheduler.io.change_document import (
    AbsenceEntry,
    BudgetEntry,
    CancellationEntry,
    ChangeEntry,
    DependencyEntry,
    ExchangeEntry,
    HandOverEntry,
    NewPinEntry,
    NewVisitEntry,
    NewWindowEntry,
    OverrunEntry,
    RecurrenceEntry,
    RetiredPinEntry,
    ShiftEntry,
    SwapEntry,
    VisitEntry,
    VisitPlaceEntry,
    WindowEntry,
)
from scheduler.io.team.cells import clock_text


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
    return SwapEntry(first=place_entry(change.first), second=place_entry(change.second))


@change_entry.register
def _(change: HandOver, zone: ZoneInfo) -> ChangeEntry:
    del zone
    return HandOverEntry(visit=place_entry(change.visit), carer_id=change.carer_id)


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
    place = place_entry(VisitPlace(pin.visit, pin.place))
    return NewPinEntry(visit=place, carer_id=pin.carer_id, start=start)


@change_entry.register
def _(change: RetiredPin, zone: ZoneInfo) -> ChangeEntry:
    del zone
    return RetiredPinEntry(visit=place_entry(change.visit))


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


def place_entry(place: VisitPlace) -> VisitPlaceEntry:
    """A place of a visit as a document."""
    return VisitPlaceEntry(visit_id=place.visit.visit_id, date=place.visit.date, place=place.place)


def _visit(visit: VisitKey) -> VisitEntry:
    return VisitEntry(visit_id=visit.visit_id, date=visit.date)


def _shift(shift: ShiftKey, zone: ZoneInfo) -> ShiftEntry:
    return ShiftEntry(carer_id=shift.carer_id, start=shift.start.astimezone(zone))


def _window(window: ClockWindow) -> WindowEntry:
    return WindowEntry(opens=clock_text(window.opens), closes=clock_text(window.closes))
