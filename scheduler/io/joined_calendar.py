"""One calendar of what a carer does in several plans, for a phone that looks again by itself."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component

from scheduler.domain.horizon import Horizon
from scheduler.io.calendar_zone import calendar_zone
from scheduler.io.round_calendar import SHIFT_PROPERTY, ZONE_MARGIN, empty_calendar

REFRESH: Final = timedelta(minutes=15)
"""How often a phone is asked to look (RFC 7986, section 5.7)."""


@dataclass(frozen=True, slots=True)
class PlannedCalendar:
    """The calendar of a carer in one plan.

    Attributes:
        content: as `carer_calendar` made it; None for a carer without a round in the plan.
    """

    horizon: Horizon
    content: bytes | None


def joined_calendar(
    team_id: str,
    carer_id: str,
    zone: ZoneInfo,
    since: date,
    calendars: Sequence[PlannedCalendar],
) -> bytes:
    """What a carer does from a date on. Equal plans give equal bytes.

    A date that several plans are for is taken from the first of them.

    Args:
        calendars: those that count most first.
    """
    last = max((each.horizon.last_date for each in calendars), default=since)
    joined = empty_calendar(team_id, carer_id, zone)
    joined.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
    joined.add("x-published-ttl", REFRESH)
    joined.add_component(calendar_zone(zone, since - timedelta(days=1), last + ZONE_MARGIN))
    for event in sorted(_events(zone, since, calendars), key=_order):
        joined.add_component(event)
    text: bytes = joined.to_ical()
    return text


def _events(
    zone: ZoneInfo, since: date, calendars: Sequence[PlannedCalendar]
) -> Iterator[Component]:
    for number, each in enumerate(calendars):
        if each.content is None:
            continue
        above = [other.horizon for other in calendars[:number]]
        for event in Calendar.from_ical(each.content).walk("VEVENT"):
            on = _date(event, zone)
            # without its shift, what lies after midnight may be on a date behind the plan
            taken = on in each.horizon and any(on in horizon for horizon in above)
            if on >= since and not taken:
                yield event


def _date(event: Component, zone: ZoneInfo) -> date:
    """On which date the shift of an event began; its own, where that is not told."""
    told = event.get(SHIFT_PROPERTY)
    return _start(event).astimezone(zone).date() if told is None else date.fromisoformat(str(told))


def _start(event: Component) -> datetime:
    start: datetime = event.decoded("dtstart")
    return start


def _order(event: Component) -> tuple[datetime, str]:
    return _start(event), str(event["uid"])
