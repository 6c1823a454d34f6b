"""The dates that are planned, and what falls on them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from scheduler.domain.location import Location
from scheduler.domain.shift import Endpoint, Shift, ShiftKind
from scheduler.domain.team import Team
from scheduler.domain.visit import (
    Amendment,
    ClockWindow,
    Recurrence,
    Visit,
    VisitAgreement,
    VisitKey,
    Window,
)
from scheduler.units import clock_change, local_instants, local_midnight

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Horizon:
    """`days` dates from `first_date` on."""

    first_date: date
    days: int = 1

    @property
    def last_date(self) -> date:
        """The last date planned."""
        return self.first_date + timedelta(days=self.days - 1)

    @property
    def dates(self) -> tuple[date, ...]:
        """All dates planned, in order."""
        return tuple(self.first_date + timedelta(days=n) for n in range(self.days))

    def __contains__(self, day: date) -> bool:
        return self.first_date <= day <= self.last_date


def occurrences(dates: date | Recurrence, first: date, last: date) -> Iterator[date]:
    """The dates of an agreement from `first` to `last`, both included, in order."""
    if isinstance(dates, date):
        if first <= dates <= last:
            yield dates
        return
    begin = datetime.combine(dates.first_date, time())
    if dates.last_date is not None:
        last = min(last, dates.last_date)
    rule = rrulestr(dates.rule, dtstart=begin)
    for moment in rule.xafter(datetime.combine(first, time()), inc=True):
        if moment.date() > last:
            return
        yield moment.date()


@lru_cache(maxsize=100_000)
def _dates_in(dates: date | Recurrence, horizon: Horizon) -> tuple[date, ...]:
    """Occurrences in a horizon; kept, because one plan asks for the same ones many times."""
    return tuple(occurrences(dates, horizon.first_date, horizon.last_date))


def shifts_in(team: Team, horizon: Horizon) -> tuple[Shift, ...]:
    """The shifts to plan on: of kind work, starting on a local date of the horizon, by start."""
    begin = local_midnight(horizon.first_date, team.timezone)
    end = local_midnight(horizon.last_date + timedelta(days=1), team.timezone)
    return tuple(
        shift
        for shift in team.shifts
        if shift.kind is ShiftKind.WORK and begin <= shift.start < end
    )


def visits_in(team: Team, horizon: Horizon) -> tuple[Visit, ...]:
    """The dated visits of the horizon, in order of date and then of the team's visits.

    Amendments are taken into account: visits that are cancelled are not among them, and a visit
    that depends on a cancelled one depends on nothing. The team keeps what was asked for once.
    """
    known = team.dated_visits.get((horizon.first_date, horizon.days))
    if known is None:
        known = tuple(_dated_visits(team, horizon))
        team.dated_visits[horizon.first_date, horizon.days] = known
    return known


def _dated_visits(team: Team, horizon: Horizon) -> Iterator[Visit]:
    cancelled = {amendment.visit for amendment in team.amendments if amendment.cancelled}
    dated = [
        (day, agreement)
        for agreement in team.visits
        for day in _dates_in(agreement.dates, horizon)
        if VisitKey(agreement.visit_id, day) not in cancelled
    ]
    keys = {VisitKey(agreement.visit_id, day) for day, agreement in dated}
    dates_of = {agreement.visit_id: agreement.dates for agreement in team.visits}
    dated.sort(key=lambda pair: pair[0])
    return (_visit(agreement, day, team, keys, dates_of) for day, agreement in dated)


def locations_in(team: Team, horizon: Horizon) -> tuple[Location, ...]:
    """Every distinct location a plan of the horizon may travel between, sorted."""
    places = {team.base}
    places.update(team.client_by_id[visit.client_id].location for visit in visits_in(team, horizon))
    for shift in shifts_in(team, horizon):
        places.update(team.endpoint(shift.carer_id, endpoint) for endpoint in Endpoint)
    return tuple(sorted(places))


def windows_on(window: ClockWindow, day: date, zone: ZoneInfo) -> tuple[Window, ...]:
    """The instants of `day` whose clock time lies in the window, in order.

    One span on most dates. On the night that doubles an hour a window that opens or closes within
    that hour is two, as both showings count; on the night that leaves an hour out only what clocks
    do show is left of it, which may be nothing.
    """
    midnight = datetime.combine(day, time(), tzinfo=UTC)
    opens, closes = (midnight + timedelta(seconds=s) for s in (window.opens, window.closes))
    before = _offset(local_midnight(day, zone) - _SECOND, zone)
    later = _offset(local_midnight(day + timedelta(days=2), zone), zone)
    if before == later:
        return (Window(opens - before, closes - before),)
    change = clock_change(day, zone)
    spans = (
        (opens - before, min(closes - before, change - _SECOND)),
        (max(opens - later, change), closes - later),
    )
    windows = [Window(*span) for span in spans if span[0] <= span[1]]
    if len(windows) == 2 and windows[1].opens - windows[0].closes <= _SECOND:
        return (Window(windows[0].opens, windows[1].closes),)
    return tuple(windows)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


def _opens_at(clock: int | None, windows: tuple[ClockWindow, ...]) -> bool:
    return clock is not None and any(each.opens <= clock <= each.closes for each in windows)


def _visit(
    agreement: VisitAgreement,
    day: date,
    team: Team,
    keys: set[VisitKey],
    dates_of: dict[str, date | Recurrence],
) -> Visit:
    zone = team.timezone
    key = VisitKey(agreement.visit_id, day)
    amendment = team.amendment_of.get(key, Amendment(key))
    agreed = agreement.windows if amendment.windows is None else amendment.windows
    windows = (each for window in agreed for each in windows_on(window, day, zone))
    seconds = amendment.service_seconds
    wished = agreement.wished_start
    if amendment.windows is not None and not _opens_at(wished, amendment.windows):
        wished = None
    wished_instants = () if wished is None else local_instants(day, wished, zone)
    dependency = agreement.dependency
    after = None
    if dependency is not None:
        other = dates_of[dependency.after_visit]
        after = VisitKey(dependency.after_visit, other if isinstance(other, date) else day)
    return Visit(
        key=key,
        client_id=agreement.client_id,
        windows=tuple(windows),
        service_seconds=agreement.service_seconds if seconds is None else seconds,
        wished_start=wished_instants[0] if wished_instants else None,
        places=agreement.places,
        priority=agreement.priority,
        kind=agreement.kind,
        load=agreement.load,
        after=after if after in keys else None,
        min_gap_seconds=dependency.min_gap_seconds if dependency else 0,
        max_gap_seconds=dependency.max_gap_seconds if dependency else None,
    )
