"""One iCalendar file (RFC 5545) per carer, for the calendar of a phone.

What a phone shows on its lock screen, or sends to the maker of its calendar, is out of our hands.
So a client appears by initials and id, the address stands in LOCATION because the carer has to find
the door, and nothing says which care is given: neither name nor qualifications are in the file.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vGeo

from scheduler.domain.location import Location
from scheduler.domain.visit import VisitKey
from scheduler.io.calendar_zone import calendar_zone
from scheduler.io.report import PlanReport
from scheduler.plan import Round, Stop, StopKind
from scheduler.units import SECONDS_PER_MINUTE, local_midnight, seconds_between

PRODUCT: Final = "-//Rounds//Rounds//EN"
TEAM_PROPERTY: Final = "X-ROUNDS-TEAM"
SHIFT_PROPERTY: Final = "X-ROUNDS-SHIFT"
"""Of an event: the date on which its shift began; of a night, the day before midnight."""
ZONE_MARGIN: Final = timedelta(days=7)


def carer_calendar(report: PlanReport, carer_id: str) -> bytes:
    """The visits, breaks and appointments of a carer in all rounds of the plan.

    Equal plans give equal bytes. The UID of a visit follows from team, visit, date and place, so
    that importing a later plan moves what a phone already has instead of doubling it.
    """
    horizon, zone = report.plan.horizon, report.team.timezone
    calendar = empty_calendar(report.plan.team_id, carer_id, zone)
    calendar.add_component(
        calendar_zone(zone, horizon.first_date - timedelta(days=1), horizon.last_date + ZONE_MARGIN)
    )
    for each in report.plan.rounds:
        if each.shift.carer_id == carer_id:
            began = each.shift.start.astimezone(zone).date()
            for event in _events(report, each):
                event.add(SHIFT_PROPERTY, began.isoformat())
                calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text


def empty_calendar(team_id: str, carer_id: str, zone: ZoneInfo) -> Calendar:
    """A calendar of a carer that nothing is in yet, its time zone neither."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add(TEAM_PROPERTY, team_id)
    calendar.add("x-wr-calname", f"Rounds {carer_id}")
    calendar.add("x-wr-timezone", zone.key)
    return calendar


def is_calendar_of(text: bytes, team_id: str) -> bool:
    """Whether a file is a carer's calendar that Rounds wrote for this team."""
    try:
        calendar = Calendar.from_ical(text)
    except ValueError:
        return False
    return (str(calendar.get("prodid")), str(calendar.get(TEAM_PROPERTY))) == (PRODUCT, team_id)


def initials(name: str, otherwise: str) -> str:
    """First letters of the words of a name; `otherwise` where there is none."""
    letters = (next((sign for sign in word if sign.isalpha()), "") for word in name.split())
    return "".join(f"{letter}." for letter in letters if letter) or otherwise


def _events(report: PlanReport, each: Round) -> Iterator[Event]:
    locations = report.locations(each)
    breaks = 0
    for stop, location in zip(each.stops, locations, strict=True):
        match stop.kind:
            case StopKind.VISIT if stop.visit is not None:
                yield _visit(report, each, stop, stop.visit, location)
            case StopKind.BREAK:
                breaks += 1
                uid = _uid("break", *_shift_words(report, each), breaks)
                yield _event(report, stop, uid, "Break")
            case StopKind.APPOINTMENT:
                start = stop.start.isoformat()
                uid = _uid("appointment", *_shift_words(report, each), start)
                event = _event(report, stop, uid, "Appointment")
                event.add("geo", vGeo((location.lat, location.lon)))
                yield event
            case _:
                continue


def _visit(
    report: PlanReport, each: Round, stop: Stop, visit: VisitKey, location: Location
) -> Event:
    client = report.team.client_by_id[report.client_id(stop)]
    uid = _uid("visit", report.plan.team_id, visit.visit_id, visit.date.isoformat(), stop.place)
    event = _event(report, stop, uid, f"Visit {initials(client.name, client.client_id)}")
    event.add("location", client.address or f"{location.lat:.6f}, {location.lon:.6f}")
    event.add("geo", vGeo((location.lat, location.lon)))
    event.add("description", "\n".join(_description(report, each, stop)))
    return event


def _description(report: PlanReport, each: Round, stop: Stop) -> Iterator[str]:
    minutes = round(seconds_between(stop.start, stop.end) / SECONDS_PER_MINUTE)
    yield f"Client {report.client_id(stop)}, {minutes} min"
    if report.is_new_face(stop):
        yield "New face: the first time that you visit this client"
    if companions := report.companions(each, stop):
        yield f"Together with {', '.join(companions)}"
    if stop.leg is not None and stop.leg.metres:
        travel = round(stop.leg.seconds / SECONDS_PER_MINUTE)
        yield f"On the road before: {travel} min, {stop.leg.metres / 1000:.1f} km"


def _event(report: PlanReport, stop: Stop, uid: str, summary: str) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", _stamp(report))
    start, end = _times(report, stop)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", summary)
    event.add("class", "PRIVATE")
    event.add("transp", "OPAQUE")
    return event


def _times(report: PlanReport, stop: Stop) -> tuple[datetime, datetime]:
    """Start and end in the team's zone, or in UTC where they fall on a clock's second showing.

    A local time that clocks show twice means its first showing (RFC 5545, section 3.3.5).
    """
    times = (stop.start, stop.end)
    start, end = (instant.astimezone(report.team.timezone) for instant in times)
    return (stop.start, stop.end) if start.fold or end.fold else (start, end)


def _stamp(report: PlanReport) -> datetime:
    """The first midnight of the horizon: a clock time would make equal plans differ."""
    return local_midnight(report.plan.horizon.first_date, report.team.timezone).astimezone(UTC)


def _shift_words(report: PlanReport, each: Round) -> tuple[str, str, str]:
    return report.plan.team_id, each.shift.carer_id, each.shift.start.isoformat()


def _uid(*words: object) -> str:
    """A checksum: the same for the same thing, and it gives nothing away.

    The words are quoted, so that ids with separators in them cannot be mistaken for others.
    """
    return f"{sha256(repr(words).encode()).hexdigest()[:40]}@rounds"
