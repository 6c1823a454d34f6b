"""One calendar out of several plans: every round once, whole, from the plan that counts."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from scheduler.domain.horizon import Horizon
from scheduler.io.joined_calendar import PlannedCalendar, joined_calendar
from scheduler.io.round_calendar import SHIFT_PROPERTY

ZONE = ZoneInfo("Europe/Amsterdam")
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def planned(horizon: Horizon, *stops: tuple[str, date | None]) -> PlannedCalendar:
    """A plan in which a carer has stops, each at an instant and of a shift that began on a date."""
    calendar = Calendar()
    for at, shift in stops:
        event = Event()
        start = datetime.fromisoformat(at).replace(tzinfo=ZONE)
        event.add("uid", f"{horizon.days}-{at}")
        event.add("dtstart", start)
        event.add("dtend", start + timedelta(minutes=30))
        if shift is not None:
            event.add(SHIFT_PROPERTY, shift.isoformat())
        calendar.add_component(event)
    return PlannedCalendar(horizon, calendar.to_ical())


def shown(*calendars: PlannedCalendar, since: date = MONDAY) -> list[str]:
    """What is left of them, by uid."""
    text = joined_calendar("t1", "c1", ZONE, since, calendars)
    return [str(each["uid"]) for each in Calendar.from_ical(text).walk("VEVENT")]


def test_a_night_goes_on_into_a_date_that_another_plan_is_for() -> None:
    """A plan of two days, and a newer one of the second: the first night stays whole."""
    newer = planned(Horizon(TUESDAY, 1), ("2026-11-24T09:00", TUESDAY))
    older = planned(
        Horizon(MONDAY, 2),
        ("2026-11-23T23:30", MONDAY),
        ("2026-11-24T01:00", MONDAY),
        ("2026-11-24T08:00", TUESDAY),
    )
    assert shown(newer, older) == ["2-2026-11-23T23:30", "2-2026-11-24T01:00", "1-2026-11-24T09:00"]


def test_a_night_of_before_is_left_out_whole() -> None:
    """Also the part that lies on the first date that is shown."""
    night = planned(Horizon(MONDAY, 1), ("2026-11-23T23:30", MONDAY), ("2026-11-24T01:00", MONDAY))
    assert shown(night, since=TUESDAY) == []


def test_calendars_of_before_are_judged_by_their_starts() -> None:
    """Those that do not tell of which shift a stop is, as they were kept until now."""
    newer = planned(Horizon(TUESDAY, 1), ("2026-11-24T09:00", None))
    older = planned(Horizon(MONDAY, 2), ("2026-11-23T10:00", None), ("2026-11-24T08:00", None))
    assert shown(newer, older) == ["2-2026-11-23T10:00", "1-2026-11-24T09:00"]
