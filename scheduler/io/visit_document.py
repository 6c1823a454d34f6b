"""Visits, their places, shifts and windows as parts of documents. Ids only."""

import datetime
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator

from scheduler.domain.change import VisitPlace
from scheduler.domain.shift import ShiftKey
from scheduler.domain.visit import ClockWindow, Dependency, Recurrence, VisitKey
from scheduler.io.document import Count, Entry, Id, Instant, Number, utc
from scheduler.io.team.cells import clock, clock_text

Clock = Annotated[
    str,
    BeforeValidator(lambda value: clock_text(clock(value)) if isinstance(value, str) else value),
]
"""Local clock time, `07:30`; 24:30 is half past midnight of the next day."""


class VisitEntry(Entry):
    """A visit on a date."""

    visit_id: Id
    date: datetime.date

    @classmethod
    def of(cls, visit: VisitKey) -> Self:
        """Of the visit."""
        return cls(visit_id=visit.visit_id, date=visit.date)

    def key(self) -> VisitKey:
        """The visit."""
        return VisitKey(self.visit_id, self.date)


class VisitPlaceEntry(VisitEntry):
    """A place of a visit, from 1."""

    place: Number = 1

    @classmethod
    def of_place(cls, place: VisitPlace) -> Self:
        """Of the place."""
        return cls(visit_id=place.visit.visit_id, date=place.visit.date, place=place.place)

    def visit_place(self) -> VisitPlace:
        """The place."""
        return VisitPlace(self.key(), self.place)


class ShiftEntry(Entry):
    """A shift of a carer."""

    carer_id: Id
    start: Instant

    @classmethod
    def of(cls, shift: ShiftKey, zone: ZoneInfo) -> Self:
        """Of the shift, in the time of a zone."""
        return cls(carer_id=shift.carer_id, start=shift.start.astimezone(zone))

    def key(self) -> ShiftKey:
        """The shift."""
        return ShiftKey(self.carer_id, utc(self.start))


class WindowEntry(Entry):
    """Start of service allowed from `opens` to `closes`, both included."""

    opens: Clock
    closes: Clock

    @classmethod
    def of(cls, window: ClockWindow) -> Self:
        """Of the window."""
        return cls(opens=clock_text(window.opens), closes=clock_text(window.closes))

    def window(self) -> ClockWindow:
        """The window."""
        return ClockWindow(clock(self.opens), clock(self.closes))


class RecurrenceEntry(Entry):
    """Dates by an RFC 5545 recurrence rule."""

    rule: str
    first_date: datetime.date
    last_date: datetime.date | None = None

    @classmethod
    def of(cls, dates: Recurrence) -> Self:
        """Of the rule."""
        return cls(rule=dates.rule, first_date=dates.first_date, last_date=dates.last_date)

    def recurrence(self) -> Recurrence:
        """The rule."""
        return Recurrence(self.rule, self.first_date, self.last_date)


class DependencyEntry(Entry):
    """How long after the start of another visit this one starts."""

    after_visit: Id
    min_gap_seconds: Count = 0
    max_gap_seconds: Count | None = None

    @classmethod
    def of(cls, dependency: Dependency) -> Self:
        """Of the dependency."""
        return cls(
            after_visit=dependency.after_visit,
            min_gap_seconds=dependency.min_gap_seconds,
            max_gap_seconds=dependency.max_gap_seconds,
        )

    def dependency(self) -> Dependency:
        """The dependency."""
        return Dependency(self.after_visit, self.min_gap_seconds, self.max_gap_seconds)
