"""Units and instants: whole seconds, whole metres, UTC."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

SECONDS_PER_MINUTE: Final = 60
SECONDS_PER_HOUR: Final = 3600

FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2199
"""No date or instant of a team or a plan lies outside of these years: at the ends of the calendar
there is no day before or after, nor another offset."""


def minutes(count: int) -> int:
    """Whole minutes as seconds."""
    return count * SECONDS_PER_MINUTE


def hours_and_minutes(seconds: int) -> tuple[int, int]:
    """A duration for people: whole hours and what is left, to the nearest minute."""
    whole = (seconds + SECONDS_PER_MINUTE // 2) // SECONDS_PER_MINUTE
    return divmod(whole, SECONDS_PER_HOUR // SECONDS_PER_MINUTE)


def seconds_between(earlier: datetime, later: datetime) -> int:
    """Elapsed seconds between two timezone-aware instants, negative when `later` comes first.

    Both are taken to UTC first: the subtraction of two local times of one zone forgets the hour
    that a clock change adds or takes away.
    """
    return int((later.astimezone(UTC) - earlier.astimezone(UTC)).total_seconds())


def after(instant: datetime, seconds: int) -> datetime:
    """The instant `seconds` of elapsed time later, in UTC."""
    return instant.astimezone(UTC) + timedelta(seconds=seconds)


def local_instants(day: date, seconds_of_day: int, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Every instant (UTC, in order) at which clocks in `zone` show `seconds_of_day` of `day`.

    Two instants in the hour that autumn doubles, none in the hour that spring leaves out, one
    otherwise. `seconds_of_day` may exceed 24 hours: 24:30 is half past midnight of the next day.
    """
    days, seconds = divmod(seconds_of_day, 24 * SECONDS_PER_HOUR)
    shown = datetime.combine(day + timedelta(days=days), time()) + timedelta(seconds=seconds)
    instants = {shown.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return tuple(sorted(i for i in instants if i.astimezone(zone).replace(tzinfo=None) == shown))


def clock_change(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which clocks of `zone` jump on `day` or in the night that follows it.

    Raises:
        ValueError: when they do not change there.
    """
    low = local_midnight(day, zone) - timedelta(seconds=1)  # some zones change at midnight
    high = local_midnight(day + timedelta(days=2), zone)
    before = low.astimezone(zone).utcoffset()
    if before == high.astimezone(zone).utcoffset():
        raise ValueError(f"clocks of {zone.key} do not change on {day} or the day after")
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) // 2
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def local_midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant (UTC) of a date in `zone`."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)
