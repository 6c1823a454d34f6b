"""Recurring dates: the part of RFC 5545, section 3.3.10, that names dates and not times."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from scheduler.domain.horizon import occurrences
from scheduler.domain.visit import Recurrence
from scheduler.io.team.cells import CellError

_NUMBERS = r"[+-]?[0-9]{1,3}(,[+-]?[0-9]{1,3})*"
_DAY = r"(MO|TU|WE|TH|FR|SA|SU)"
_PARTS = {
    "FREQ": re.compile("DAILY|WEEKLY|MONTHLY|YEARLY"),
    "INTERVAL": re.compile("[1-9][0-9]{0,2}"),
    "COUNT": re.compile("[1-9][0-9]{0,3}"),
    "UNTIL": re.compile("[0-9]{8}(T[0-9]{6}Z?)?"),
    "WKST": re.compile(_DAY),
    "BYDAY": re.compile(rf"([+-]?[1-9][0-9]?)?{_DAY}(,([+-]?[1-9][0-9]?)?{_DAY})*"),
    "BYMONTH": re.compile("[0-9]{1,2}(,[0-9]{1,2})*"),
    "BYMONTHDAY": re.compile(_NUMBERS),
    "BYYEARDAY": re.compile(_NUMBERS),
    "BYWEEKNO": re.compile(_NUMBERS),
    "BYSETPOS": re.compile(_NUMBERS),
}
_MOST = {"BYMONTH": 12, "BYMONTHDAY": 31, "BYYEARDAY": 366, "BYWEEKNO": 53, "BYSETPOS": 366}
_ONLY_WITH = {
    "BYMONTHDAY": {"DAILY", "MONTHLY", "YEARLY"},
    "BYYEARDAY": {"YEARLY"},
    "BYWEEKNO": {"YEARLY"},
}
_LAST_CYCLE = range(9944, 9972)


def recurrence_rule(zone: ZoneInfo) -> Callable[[str], str]:
    """A reader of rules, in capitals, without `RRULE:`, and with UNTIL as a local date."""

    def read(cell: str) -> str:
        written = cell.upper().removeprefix("RRULE:")
        parts: dict[str, str] = {}
        for part in written.rstrip(";").split(";"):
            name, _, value = (each.strip() for each in part.partition("="))
            _check_part(name, value, parts)
            parts[name] = _local_date(value, zone) if name == "UNTIL" else value
        _check_together(parts)
        return ";".join(f"{name}={value}" for name, value in parts.items())

    return read


@lru_cache(maxsize=8192)
def never_comes(recurrence: Recurrence) -> bool:
    """Whether no date satisfies the rule between its first and last date."""
    if not _ever_comes(_without_end(recurrence.rule), recurrence.first_date):
        return True
    return next(occurrences(recurrence, recurrence.first_date, date.max), None) is None


def _check_part(name: str, value: str, parts: dict[str, str]) -> None:
    pattern = _PARTS.get(name)
    if pattern is None:
        raise CellError("recurrence-malformed", f"{name!r} is no part of a rule for dates.")
    if name in parts:
        raise CellError("recurrence-malformed", f"{name} stands twice.")
    if pattern.fullmatch(value) is None:
        raise CellError("recurrence-malformed", f"{name}={value} is not understood.")
    if name in _MOST and not all(1 <= abs(int(n)) <= _MOST[name] for n in value.split(",")):
        raise CellError("recurrence-malformed", f"{name}={value} is out of range.")


def _check_together(parts: dict[str, str]) -> None:
    frequency = parts.get("FREQ")
    if frequency is None:
        raise CellError("recurrence-malformed", "FREQ is missing.")
    if "COUNT" in parts and "UNTIL" in parts:
        raise CellError("recurrence-malformed", "COUNT and UNTIL exclude each other.")
    for name, frequencies in _ONLY_WITH.items():
        if name in parts and frequency not in frequencies:
            raise CellError("recurrence-malformed", f"{name} does not go with FREQ={frequency}.")
    counted = any(character.isdigit() for character in parts.get("BYDAY", ""))
    if counted and (frequency in {"DAILY", "WEEKLY"} or "BYWEEKNO" in parts):
        raise CellError("recurrence-malformed", "BYDAY counts weekdays of a month or year only.")
    others = any(name.startswith("BY") and name != "BYSETPOS" for name in parts)
    if "BYSETPOS" in parts and not others:
        raise CellError("recurrence-malformed", "BYSETPOS needs another BY part.")


def _local_date(value: str, zone: ZoneInfo) -> str:
    form = {8: "%Y%m%d", 15: "%Y%m%dT%H%M%S", 16: "%Y%m%dT%H%M%SZ"}[len(value)]
    try:
        until = datetime.strptime(value, form).replace(tzinfo=UTC if len(value) == 16 else zone)
        return until.astimezone(zone).strftime("%Y%m%d")
    except (ValueError, OverflowError):
        raise CellError("recurrence-malformed", f"UNTIL={value} is not in the calendar.") from None


def _without_end(rule: str) -> str:
    kept = (part for part in rule.split(";") if not part.startswith(("UNTIL=", "COUNT=")))
    return ";".join(kept)


@lru_cache(maxsize=8192)
def _ever_comes(rule: str, first_date: date) -> bool:
    """Whether a rule without end ever names a date.

    dateutil looks for one until the year 9999, which takes seconds where there is none. Weekdays
    and leap years repeat every 28 years while no century intervenes, so the search starts from the
    like year of the last such cycle.
    """
    like = next(year for year in _LAST_CYCLE if _same_calendar(first_date, date(year, 1, 1)))
    begin = datetime.combine(first_date.replace(year=like), datetime.min.time())
    return next(iter(rrulestr(rule, dtstart=begin)), None) is not None


def _same_calendar(day: date, new_year: date) -> bool:
    first, last = (date(year, 12, 31) for year in (day.year, new_year.year))
    weekday = day.replace(month=1, day=1).weekday()
    return weekday == new_year.weekday() and first.weekday() == last.weekday()
