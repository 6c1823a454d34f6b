"""Instants and clock times, above all on the two nights of the clock change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.units import (
    after,
    clock_change,
    hours_and_minutes,
    local_instants,
    local_midnight,
    minutes,
    seconds_between,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CAIRO = ZoneInfo("Africa/Cairo")
SPRING = date(2026, 3, 29)
AUTUMN = date(2026, 10, 25)


def utc(*parts: int) -> datetime:
    """An instant."""
    return datetime(*parts, tzinfo=UTC)


def clock(hours: int, minute: int = 0) -> int:
    """Seconds of the day."""
    return hours * 3600 + minute * 60


def test_minutes_are_sixty_seconds():
    """Whole minutes as seconds."""
    assert minutes(90) == 5400


@pytest.mark.parametrize(("day", "hours"), [(SPRING, 23), (AUTUMN, 25), (date(2026, 11, 23), 24)])
def test_days_have_23_24_or_25_hours(day, hours):
    """Elapsed time between two midnights, although both are local times of one zone."""
    begin = datetime.combine(day, datetime.min.time(), tzinfo=AMSTERDAM)
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=AMSTERDAM)
    assert seconds_between(begin, end) == hours * 3600


def test_time_between_runs_backwards_too():
    """Negative when the later comes first."""
    assert seconds_between(utc(2026, 1, 1, 1), utc(2026, 1, 1)) == -3600


def test_elapsed_time_passes_over_the_jump():
    """Two hours after 01:30 on the spring night clocks show 04:30."""
    start = datetime(2026, 3, 29, 1, 30, tzinfo=AMSTERDAM)
    assert after(start, 7200).astimezone(AMSTERDAM).hour == 4


def test_an_ordinary_time_is_shown_once():
    """And is an hour earlier in UTC in winter."""
    assert local_instants(date(2026, 11, 23), clock(7), AMSTERDAM) == (utc(2026, 11, 23, 6),)


def test_a_time_in_the_hour_left_out_is_never_shown():
    """02:30 on the spring night."""
    assert local_instants(SPRING, clock(2, 30), AMSTERDAM) == ()


@pytest.mark.parametrize(("hours", "minute", "hour_utc"), [(1, 59, 0), (3, 0, 1)])
def test_times_beside_the_hour_left_out_are_shown(hours, minute, hour_utc):
    """The last minute before the jump and the first after it."""
    assert local_instants(SPRING, clock(hours, minute), AMSTERDAM) == (
        utc(2026, 3, 29, hour_utc, minute),
    )


def test_a_time_in_the_doubled_hour_is_shown_twice():
    """02:30 on the autumn night, in order."""
    assert local_instants(AUTUMN, clock(2, 30), AMSTERDAM) == (
        utc(2026, 10, 25, 0, 30),
        utc(2026, 10, 25, 1, 30),
    )


def test_three_on_the_autumn_night_is_shown_once():
    """At the first 03:00 clocks go back and show 02:00."""
    assert local_instants(AUTUMN, clock(3), AMSTERDAM) == (utc(2026, 10, 25, 2),)


def test_hours_past_midnight_belong_to_the_next_date():
    """24:30 on the eve of the autumn night, and 26:30, which is shown twice."""
    eve = date(2026, 10, 24)
    assert local_instants(eve, clock(24, 30), AMSTERDAM) == (utc(2026, 10, 24, 22, 30),)
    assert len(local_instants(eve, clock(26, 30), AMSTERDAM)) == 2


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (SPRING, utc(2026, 3, 29, 1)),
        (date(2026, 3, 28), utc(2026, 3, 29, 1)),
        (AUTUMN, utc(2026, 10, 25, 1)),
        (date(2026, 10, 24), utc(2026, 10, 25, 1)),
    ],
)
def test_the_jump_is_found_to_the_second(day, expected):
    """On the date of the change and on the one before."""
    assert clock_change(day, AMSTERDAM) == expected


def test_a_jump_at_midnight_is_found():
    """Clocks in Cairo leave out the first hour of a date in spring."""
    assert clock_change(date(2026, 4, 24), CAIRO) == utc(2026, 4, 23, 22)
    assert local_midnight(date(2026, 4, 24), CAIRO) == utc(2026, 4, 23, 22)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, (0, 0)), (29, (0, 0)), (30, (0, 1)), (3_569, (0, 59)), (3_570, (1, 0)), (90_000, (25, 0))],
)
def test_durations_are_rounded_to_the_nearest_minute(seconds, shown):
    """Halves upwards; an hour is never shown as 60 minutes, a day not as none."""
    assert hours_and_minutes(seconds) == shown


def test_no_jump_is_no_answer():
    """An ordinary date has none."""
    with pytest.raises(ValueError, match="do not change"):
        clock_change(date(2026, 11, 23), AMSTERDAM)
