"""What a change asks for: which visits, of whom, in which team; and what is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import singledispatch, singledispatchmethod
from itertools import pairwise
from typing import Final

from scheduler.domain.change import (
    Absence,
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
from scheduler.domain.horizon import occurrences, windows_on
from scheduler.domain.shift import ShiftKey
from scheduler.domain.team import Team
from scheduler.domain.visit import Pin, VisitAgreement, VisitKey
from scheduler.errors import Finding, InputError
from scheduler.io.team.new_visit import refuse_malformed
from scheduler.plan import StopKind
from scheduler.planning.changes.amended import amended
from scheduler.planning.changes.published import Published
from scheduler.units import SECONDS_PER_HOUR, after

ANYBODY: frozenset[str] | None = None
MOST_SECONDS: Final = 24 * SECONDS_PER_HOUR
"""By which a visit may take longer."""


@dataclass(frozen=True, slots=True)
class Request:
    """A change that can be asked of a published plan.

    Attributes:
        change: None where a version is taken back.
        team: as it is after the change.
        asked: the places that change hands or times, each with the carers who may have it; None
            stands for anybody.
        running: a visit that is known to be going on, though the plan says that it is over.
    """

    change: Change | None
    team: Team
    asked: Mapping[VisitPlace, frozenset[str] | None]
    running: VisitKey | None = None


def request(published: Published, change: Change) -> Request:
    """What a change asks for.

    Raises:
        InputError: it cannot be asked of this plan at this time; says everything that is wrong.
    """
    findings = list(_Complaints(published).about(change))
    if findings:
        raise InputError(findings)
    running = change.visit if isinstance(change, Overrun) else None
    team = amended(change, published)
    return Request(change, team, _asked(change, published), running)


Asked = dict[VisitPlace, frozenset[str] | None]


@singledispatch
def _asked(change: Change, published: Published) -> Asked:
    """The places that a change concerns, and who may have them; none for most kinds of changes."""
    del change, published
    return {}


@_asked.register
def _(change: Swap, published: Published) -> Asked:
    return {
        change.first: frozenset({_carer(published, change.second)}),
        change.second: frozenset({_carer(published, change.first)}),
    }


@_asked.register
def _(change: HandOver, published: Published) -> Asked:
    del published
    return {change.visit: frozenset({change.carer_id})}


@_asked.register
def _(change: Exchange, published: Published) -> Asked:
    there = _all_of(published, change.first, change.second.carer_id)
    back = _all_of(published, change.second, change.first.carer_id)
    return dict((*there, *back))


@_asked.register
def _(change: NewVisit, published: Published) -> Asked:
    agreement = change.agreement
    return {
        place: ANYBODY
        for day in _days(published, agreement)
        for place in _places_of(VisitKey(agreement.visit_id, day), len(agreement.places))
    }


@_asked.register
def _(change: NewWindow, published: Published) -> Asked:
    return _places_of(change.visit, len(published.visits[change.visit].places))


@_asked.register
def _(change: NewPin, published: Published) -> Asked:
    return _to_be_pinned(published, change.pin)


def _carer(published: Published, place: VisitPlace) -> str:
    return published.stops[place.visit, place.place][0].shift.carer_id


def _all_of(
    published: Published, shift: ShiftKey, carer_id: str
) -> Iterator[tuple[VisitPlace, frozenset[str]]]:
    """Every visit of a round that has not begun, for a carer."""
    each = published.rounds.get(shift)
    if each is None:
        return
    for stop in each.stops[len(published.begun(each)) :]:
        if stop.kind is StopKind.VISIT and stop.visit is not None:
            yield VisitPlace(stop.visit, stop.place), frozenset({carer_id})


def _places_of(visit: VisitKey, count: int) -> Asked:
    return {VisitPlace(visit, place): ANYBODY for place in range(1, count + 1)}


def _to_be_pinned(published: Published, pin: Pin) -> Asked:
    """The places of a visit that a pin moves: one for another carer, all for another start."""
    standing = published.stops.get((pin.visit, pin.place))
    if standing is None:
        return _places_of(pin.visit, len(published.visits[pin.visit].places))
    each, stop = standing
    if pin.start is not None and pin.start != stop.start:
        return _places_of(pin.visit, len(published.visits[pin.visit].places))
    if pin.carer_id not in {None, each.shift.carer_id}:
        return {VisitPlace(pin.visit, pin.place): ANYBODY}
    return {}


def _days(published: Published, agreement: VisitAgreement) -> list[date]:
    horizon = published.plan.horizon
    return list(occurrences(agreement.dates, horizon.first_date, horizon.last_date))


class _Complaints:
    """Everything that keeps a change from being asked."""

    def __init__(self, published: Published) -> None:
        self._published = published

    @singledispatchmethod
    def about(self, change: Change) -> Iterator[Finding]:
        """Everything that is wrong."""
        raise TypeError(f"{type(change).__name__} is no change")

    @about.register
    def _(self, change: Swap) -> Iterator[Finding]:
        yield from self._movable("first", change.first)
        yield from self._movable("second", change.second)
        yield from self._two_carers(change.first, change.second)

    @about.register
    def _(self, change: HandOver) -> Iterator[Finding]:
        yield from self._movable("visit", change.visit, may_be_unassigned=True)
        yield from self._able("carer_id", change.carer_id)
        yield from self._another_carer(change.visit, change.carer_id)

    @about.register
    def _(self, change: Exchange) -> Iterator[Finding]:
        yield from self._shift("first", change.first)
        yield from self._shift("second", change.second)
        if change.first.carer_id == change.second.carer_id:
            message = f"Both rounds are of carer {change.first.carer_id}."
            yield _finding("second", "change-of-nothing", str(change.second), message)

    @about.register
    def _(self, change: Cancellation) -> Iterator[Finding]:
        yield from self._to_come("visit", change.visit)

    @about.register
    def _(self, change: NewWindow) -> Iterator[Finding]:
        yield from self._to_come("visit", change.visit)
        if not change.windows:
            yield _finding("windows", "value-missing", "", "There is no window.")
        elif change.visit in self._published.visits:
            yield from self._window_to_come(change)

    @about.register
    def _(self, change: RetiredPin) -> Iterator[Finding]:
        pinned = {(pin.visit, pin.place) for pin in self._published.team.pins}
        if (change.visit.visit, change.visit.place) not in pinned:
            message = f"{change.visit} is not pinned."
            yield _finding("visit", "change-not-pinned", str(change.visit), message)

    def _known(self, field: str, visit: VisitKey) -> Iterator[Finding]:
        if visit not in self._published.visits:
            message = f"The plan has no visit {visit}."
            yield _finding(field, "change-visit-unknown", str(visit), message)

    def _to_come(self, field: str, visit: VisitKey) -> Iterator[Finding]:
        unknown = list(self._known(field, visit))
        yield from unknown
        if not unknown and self._published.has_begun(visit):
            message = f"Visit {visit} has begun by {self._clock()}."
            yield _finding(field, "change-visit-begun", str(visit), message)

    def _movable(
        self, field: str, place: VisitPlace, *, may_be_unassigned: bool = False
    ) -> Iterator[Finding]:
        """A place that there is, that is filled, and that nobody has set out for."""
        unknown = list(self._known(field, place.visit))
        yield from unknown
        if unknown:
            return
        count = len(self._published.visits[place.visit].places)
        standing = self._published.stops.get((place.visit, place.place))
        if not 1 <= place.place <= count:
            message = f"Visit {place.visit} has {count} places."
            yield _finding(field, "change-visit-unknown", str(place), message)
        elif standing is None:
            if not may_be_unassigned or count > 1:
                message = f"Nobody makes {place}."
                yield _finding(field, "change-visit-unassigned", str(place), message)
        elif standing[1] in self._published.begun(standing[0]):
            message = f"Visit {place.visit} has begun by {self._clock()}."
            yield _finding(field, "change-visit-begun", str(place), message)

    def _two_carers(self, first: VisitPlace, second: VisitPlace) -> Iterator[Finding]:
        standing = [
            self._published.stops[place.visit, place.place][0].shift.carer_id
            for place in (first, second)
            if (place.visit, place.place) in self._published.stops
        ]
        if len(standing) == 2 and standing[0] == standing[1]:
            message = f"Carer {standing[0]} makes both visits."
            yield _finding("second", "change-of-nothing", str(second), message)

    def _able(self, field: str, carer_id: str) -> Iterator[Finding]:
        if carer_id not in self._published.team.carer_by_id:
            message = f"There is no carer {carer_id}."
            yield _finding(field, "change-carer-unknown", carer_id, message)
        elif not any(shift.carer_id == carer_id for shift in self._published.shifts):
            message = f"Carer {carer_id} has no shift on the dates of the plan."
            yield _finding(field, "change-carer-off", carer_id, message)

    def _another_carer(self, place: VisitPlace, carer_id: str) -> Iterator[Finding]:
        standing = self._published.stops.get((place.visit, place.place))
        if standing is not None and standing[0].shift.carer_id == carer_id:
            message = f"Carer {carer_id} makes {place} already."
            yield _finding("carer_id", "change-of-nothing", carer_id, message)

    def _shift(self, field: str, key: ShiftKey) -> Iterator[Finding]:
        shift = next((each for each in self._published.shifts if each.key == key), None)
        if shift is None:
            message = f"The plan has no shift of {key}."
            yield _finding(field, "change-carer-off", str(key), message)
        elif shift.end <= self._published.now:
            message = f"The shift of {key} is over by {self._clock()}."
            yield _finding(field, "change-carer-off", str(key), message)

    @about.register
    def _(self, change: Absence) -> Iterator[Finding]:
        yield from self._able("carer_id", change.carer_id)
        yield from self._whole_seconds({"since": change.since, "until": change.until})
        since = max(change.since, self._published.now)
        touched = [
            shift
            for shift in self._published.shifts
            if shift.carer_id == change.carer_id
            and since < change.until
            and shift.start < change.until
            and since < shift.end
        ]
        off = any(shift.carer_id == change.carer_id for shift in self._published.shifts)
        if off and not touched:
            message = (
                f"Carer {change.carer_id} has no shift from {since.isoformat()} to "
                f"{change.until.isoformat()}."
            )
            yield _finding("since", "change-carer-off", change.since.isoformat(), message)

    @about.register
    def _(self, change: Overrun) -> Iterator[Finding]:
        visit, seconds = change.visit, change.seconds
        unknown = list(self._known("visit", visit))
        yield from unknown
        if not 0 < seconds <= MOST_SECONDS:
            message = f"A visit takes longer by 1 to {MOST_SECONDS} seconds, not by {seconds}."
            yield _finding("seconds", "number-out-of-range", str(seconds), message)
            return
        if unknown:
            return
        standing = [s for (key, _), (_, s) in self._published.stops.items() if key == visit]
        if not standing:
            message = f"Nobody makes visit {visit}."
            yield _finding("visit", "change-visit-unassigned", str(visit), message)
        elif max(after(stop.end, seconds) for stop in standing) < self._published.now:
            message = f"Visit {visit} is over by {self._clock()}, even so much longer."
            yield _finding("visit", "change-visit-begun", str(visit), message)

    @about.register
    def _(self, change: NewVisit) -> Iterator[Finding]:
        team, agreement = self._published.team, change.agreement
        try:
            refuse_malformed(agreement, team)
        except InputError as error:
            yield from error.findings
            return
        if team.client_by_id[agreement.client_id].location not in self._published.travel.index:
            message = f"No ways were opened to client {agreement.client_id}."
            yield _finding("client_id", "travel-lacks-place", agreement.client_id, message)
        if not _days(self._published, agreement):
            horizon = self._published.plan.horizon
            message = f"The visit is on none of the dates from {horizon.first_date.isoformat()} to "
            message += f"{horizon.last_date.isoformat()}."
            yield _finding("date", "change-visit-unknown", agreement.visit_id, message)

    def _window_to_come(self, change: NewWindow) -> Iterator[Finding]:
        zone, day = self._published.team.timezone, change.visit.date
        for former, latter in pairwise(change.windows):
            if latter.opens <= former.closes:
                message = "Two of the windows share a time, or are not in order."
                yield _finding("windows", "window-overlap", str(change.visit), message)
        if any(each.closes < each.opens for each in change.windows):
            message = "A window closes before it opens."
            yield _finding("windows", "window-reversed", str(change.visit), message)
            return
        spans = [each for window in change.windows for each in windows_on(window, day, zone)]
        if not all(windows_on(window, day, zone) for window in change.windows):
            message = f"Clocks in {zone.key} jump past a whole window on {day.isoformat()}."
            yield _finding("windows", "window-skipped", str(change.visit), message)
        elif all(each.closes < self._published.now for each in spans):
            message = f"Every window has closed by {self._clock()}."
            yield _finding("windows", "change-window-closed", str(change.visit), message)

    @about.register
    def _(self, change: NewPin) -> Iterator[Finding]:
        pin = change.pin
        yield from self._to_come("visit", pin.visit)
        if pin.carer_id is None and pin.start is None:
            message = "The pin holds neither a carer nor a start."
            yield _finding("carer_id", "pin-empty", "", message)
        if pin.carer_id is not None:
            yield from self._able("carer_id", pin.carer_id)
        visit = self._published.visits.get(pin.visit)
        if visit is None:
            return
        if not 1 <= pin.place <= len(visit.places):
            message = f"Visit {pin.visit} has {len(visit.places)} places."
            yield _finding("place", "pin-no-such-place", str(pin.place), message)
        start = pin.start
        yield from self._whole_seconds({} if start is None else {"start": start})
        if start is not None and not any(w.opens <= start <= w.closes for w in visit.windows):
            message = f"The pinned start lies in none of the windows of visit {pin.visit}."
            yield _finding("start", "pin-outside-windows", start.isoformat(), message)

    def _whole_seconds(self, instants: Mapping[str, datetime]) -> Iterator[Finding]:
        for field, instant in instants.items():
            if instant.microsecond:
                message = f"{instant.isoformat()} has a fraction of a second."
                yield _finding(field, "not-a-date-time", instant.isoformat(), message)

    def _clock(self) -> str:
        return self._published.now.astimezone(self._published.team.timezone).isoformat()


def _finding(field: str, code: str, value: str, message: str) -> Finding:
    return Finding("change", 0, field, code, value, message)
