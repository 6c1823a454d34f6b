"""Visits: what was agreed with the clients."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from scheduler.domain.horizon import windows_on
from scheduler.domain.visit import (
    ClockWindow,
    Dependency,
    Priority,
    Recurrence,
    VisitAgreement,
    VisitKind,
)
from scheduler.io.team.cells import CellError, choice, clock, day, text, whole, words
from scheduler.io.team.fields import Fields, rows_of
from scheduler.io.team.persons import TeamIds
from scheduler.io.team.problems import Problems
from scheduler.io.team.recurrence import never_comes, recurrence_rule
from scheduler.io.team.tables import Table
from scheduler.units import SECONDS_PER_HOUR, local_instants, minutes

WHOLE_DAY: Final[tuple[ClockWindow, ...]] = (ClockWindow(0, 24 * SECONDS_PER_HOUR),)
_MOST_MINUTES = 12 * 60
service_minutes: Final = whole(1, _MOST_MINUTES)
_ANYBODY: Final[tuple[frozenset[str], ...]] = (frozenset(),)
_MOST_CARERS = 12
_MOST_GAP = 14 * 24 * 60
_EN_DASH = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class VisitRow:
    """A row of visits.csv, judged as far as it could be.

    Attributes:
        dates: None when they cannot be told.
        windows: empty when they cannot be told.
        dependency: None when there is none, or none to judge.
        agreement: None when something in the row is missing.
    """

    fields: Fields
    visit_id: str | None
    dates: date | Recurrence | None
    windows: tuple[ClockWindow, ...]
    dependency: Dependency | None
    agreement: VisitAgreement | None


def read_visits(
    table: Table, ids: TeamIds, zone: ZoneInfo, problems: Problems
) -> tuple[VisitRow, ...]:
    """Every row of the visits, in order."""
    nights = _ClockNights(zone)
    return tuple(_visit(fields, ids, nights) for fields in rows_of(table, problems))


class _ClockNights:
    """The dates from whose midnight on, two days long, clocks change."""

    def __init__(self, zone: ZoneInfo) -> None:
        self.zone = zone
        self._changes: dict[date, bool] = {}

    def touch(self, on: date) -> bool:
        if on not in self._changes:
            begin = local_instants(on, 0, self.zone)
            hours = timedelta(hours=49)
            offsets = {
                (instant + plus).astimezone(self.zone).utcoffset()
                for instant in begin[:1]
                for plus in (timedelta(), hours)
            }
            self._changes[on] = len(offsets) != 1
        return self._changes[on]


def _visit(fields: Fields, ids: TeamIds, nights: _ClockNights) -> VisitRow:
    visit_id = ids.visits.define(fields, "visit_id")
    client_id = ids.clients.refer(fields, "client_id")
    dates = _dates(fields, nights.zone)
    windows = fields.value("windows", clock_windows, WHOLE_DAY)
    wished = _wished_start(fields, windows)
    if isinstance(dates, date) and nights.touch(dates):
        check_clock_night(fields, dates, windows, wished, nights.zone)
    service = fields.optional("minutes", service_minutes)
    protected = _protected(fields, service)
    places = _places(fields)
    kind = _kind(fields, places)
    priority = Priority(fields.value("priority", whole(1, 3), 1))
    omaha = fields.value("omaha", text, "")
    load = fields.value("load", whole(0, 10**6), 0)
    dependency = _dependency(fields, ids, visit_id)
    agreement = None
    if visit_id is not None and client_id is not None and dates is not None and service is not None:
        agreement = VisitAgreement(
            visit_id,
            client_id,
            dates,
            windows,
            minutes(service),
            wished,
            places,
            priority,
            dependency,
            kind,
            minutes(protected),
            omaha,
            load,
        )
    known_windows = windows if fields.sound("windows") else ()
    return VisitRow(fields, visit_id, dates, known_windows, dependency, agreement)


def _dates(fields: Fields, zone: ZoneInfo) -> date | Recurrence | None:
    """The one date or the recurrence, whichever is there."""
    one = fields.optional("date", day)
    rule = fields.optional("recurrence", recurrence_rule(zone))
    first = fields.optional("first_date", day)
    last = fields.optional("last_date", day)
    if fields.has("date") == fields.has("recurrence"):
        there = "both are" if fields.has("date") else "neither is"
        message = f"A visit has either a date or a recurrence; here {there} given."
        fields.report("date", "date-or-recurrence", message)
        return None
    if fields.has("date"):
        for column in ("first_date", "last_date"):
            if fields.has(column) and fields.sound(column):
                message = f"{column} goes with a recurrence, not with a date."
                fields.report(column, "cell-not-used", message)
        return one
    if not fields.has("first_date"):
        fields.report("first_date", "value-missing", "A recurrence needs its first date.")
    if rule is None or first is None or not fields.sound("last_date"):
        return None
    return _recurrence(fields, Recurrence(rule, first, last))


def _recurrence(fields: Fields, recurrence: Recurrence) -> Recurrence | None:
    if recurrence.last_date is not None and recurrence.last_date < recurrence.first_date:
        message = f"The last date comes before the first, {recurrence.first_date.isoformat()}."
        fields.report("last_date", "dates-reversed", message)
        return None
    if never_comes(recurrence):
        message = "The rule names no date from the first date to the last."
        fields.report("recurrence", "recurrence-never", message)
        return None
    return recurrence


def clock_windows(cell: str) -> tuple[ClockWindow, ...]:
    """Windows written `07:00-09:30;16:00-18:00`, in order."""
    windows = sorted((_window(part) for part in words(cell)), key=lambda window: window.opens)
    if not windows:
        raise CellError("window-malformed", f"{cell!r} holds no window.")
    for former, latter in pairwise(windows):
        if latter.opens <= former.closes:
            raise CellError("window-overlap", f"Two windows of {cell!r} share a time.")
    return tuple(windows)


def _window(part: str) -> ClockWindow:
    opens, dash, closes = (each.strip() for each in part.replace(_EN_DASH, "-").partition("-"))
    if not dash:
        raise CellError("window-malformed", f"{part!r} is not two times with a dash between.")
    window = ClockWindow(clock(opens), clock(closes))
    if window.closes < window.opens:
        raise CellError("window-reversed", f"The window {part} closes before it opens.")
    return window


def _wished_start(fields: Fields, windows: tuple[ClockWindow, ...]) -> int | None:
    wished = fields.optional("wished_start", clock)
    if wished is None or not fields.sound("windows"):
        return wished
    if not any(window.opens <= wished <= window.closes for window in windows):
        message = "The wished start lies in none of the windows."
        fields.report("wished_start", "wished-outside-windows", message)
    return wished


def check_clock_night(
    fields: Fields,
    on: date,
    windows: tuple[ClockWindow, ...],
    wished: int | None,
    zone: ZoneInfo,
) -> None:
    """Report clock times that a date does not have because clocks jump past them."""
    if not all(windows_on(window, on, zone) for window in windows):
        message = f"Clocks in {zone.key} jump past a whole window on {on.isoformat()}."
        fields.report("windows", "window-skipped", message)
    elif wished is not None and not local_instants(on, wished, zone) and fields.sound("windows"):
        message = f"Clocks in {zone.key} jump past the wished start on {on.isoformat()}."
        fields.report("wished_start", "time-skipped", message)


def _protected(fields: Fields, service: int | None) -> int:
    protected = fields.value("protected_minutes", whole(0, _MOST_MINUTES), 0)
    if service is not None and protected > service:
        message = f"{protected} minutes are protected, but the visit lasts {service}."
        fields.report("protected_minutes", "protected-too-long", message)
    return protected


def _places(fields: Fields) -> tuple[frozenset[str], ...]:
    """What each carer must be able to do, one set for each."""
    asked = fields.value("qualifications", _qualifications, _ANYBODY)
    needed = fields.optional("carers_needed", whole(1, _MOST_CARERS))
    if not fields.sound("qualifications", "carers_needed"):
        return asked
    if len(asked) > 1 and needed is not None and needed != len(asked):
        message = f"{needed} carers are needed, but qualifications names {len(asked)} places."
        fields.report("carers_needed", "places-disagree", message)
    if len(asked) > _MOST_CARERS:
        message = f"qualifications names {len(asked)} places; {_MOST_CARERS} is the most."
        fields.report("qualifications", "number-out-of-range", message)
    return asked * (needed or 1) if len(asked) == 1 else asked


def _qualifications(cell: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(words(place)) for place in cell.split("|"))


def _kind(fields: Fields, places: tuple[frozenset[str], ...]) -> VisitKind:
    kind = fields.value("kind", choice(VisitKind), VisitKind.CARE)
    sound = fields.sound("qualifications", "carers_needed")
    if kind is VisitKind.JOINT and len(places) < 2 and sound:
        message = "A joint visit needs two carers or more; this one has a single place."
        fields.report("kind", "joint-alone", message)
    return kind


def _dependency(fields: Fields, ids: TeamIds, visit_id: str | None) -> Dependency | None:
    other = ids.visits.refer(fields, "after_visit")
    least = fields.value("min_gap_minutes", whole(0, _MOST_GAP), 0)
    most = fields.optional("max_gap_minutes", whole(0, _MOST_GAP))
    if not fields.has("after_visit"):
        for column in ("min_gap_minutes", "max_gap_minutes"):
            if fields.has(column) and fields.sound(column):
                message = f"{column} stands without after_visit."
                fields.report(column, "gap-without-after", message)
        return None
    if most is not None and most < least:
        message = f"The most, {most} minutes, is less than the least, {least}."
        fields.report("max_gap_minutes", "gap-reversed", message)
    if other is not None and other == visit_id:
        fields.report("after_visit", "after-itself", f"Visit {other} depends on itself.")
    gaps = fields.sound("after_visit", "min_gap_minutes", "max_gap_minutes")
    if other is None or not gaps:
        return None
    return Dependency(other, minutes(least), None if most is None else minutes(most))
