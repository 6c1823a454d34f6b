"""From the text of one cell to its value, or to the reason why it has none."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from enum import Enum
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from scheduler.io.team.tables import did_you_mean
from scheduler.units import (
    FIRST_YEAR,
    LAST_YEAR,
    SECONDS_PER_HOUR,
    SECONDS_PER_MINUTE,
    local_instants,
)

_ID = re.compile(r"\w[\w .@+#-]{0,63}")
_WHOLE = re.compile(r"[+-]?[0-9]{1,15}")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{0,30})?([eE][+-]?[0-9]{1,3})?")
_DECIMAL_COMMA = re.compile(r"[+-]?[0-9]{1,15},[0-9]{1,30}")
_DATE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})([T ]00:00(:00)?)?")
_DUTCH_DATE = re.compile(r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})(.*)")
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_INSTANT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_LAST_CLOCK = 48 * SECONDS_PER_HOUR - 1

E = TypeVar("E", bound=Enum)


class CellError(ValueError):
    """Why a cell has no value: a code, a sentence, and a remedy where there is a better one."""

    def __init__(self, code: str, message: str, remedy: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy


def text(cell: str) -> str:
    """Any text."""
    return cell


def identifier(cell: str) -> str:
    """An id: it must survive file names, lists and links."""
    if _ID.fullmatch(cell) is None:
        raise CellError("id-malformed", f"{cell!r} cannot be an id.")
    return cell


NO_WORDS: Final[tuple[str, ...]] = ()


def words(cell: str) -> tuple[str, ...]:
    """The parts between `;`, without blank ones."""
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def whole(low: int, high: int) -> Callable[[str], int]:
    """A reader of whole numbers from `low` to `high`."""

    def read(cell: str) -> int:
        if _WHOLE.fullmatch(cell) is None:
            raise CellError("not-a-whole-number", f"{cell!r} is not a whole number.")
        number = int(cell)
        if not low <= number <= high:
            raise CellError("number-out-of-range", f"{number} is not from {low} to {high}.")
        return number

    return read


def decimal(low: float, high: float, code: str, *, comma: bool) -> Callable[[str], float]:
    """A reader of numbers from `low` to `high`; `code` when they lie outside."""

    def read(cell: str) -> float:
        if _DECIMAL_COMMA.fullmatch(cell):
            if not comma:
                message = f"{cell!r} has a decimal comma, in a file where commas part the cells."
                raise CellError("decimal-comma", message)
            cell = cell.replace(",", ".")
        if _DECIMAL.fullmatch(cell) is None:
            raise CellError("not-a-number", f"{cell!r} is not a number.")
        number = float(cell)
        if not low <= number <= high:
            raise CellError(code, f"{cell} is not from {low:g} to {high:g}.")
        return number

    return read


def duration(unit_seconds: int, most: int, *, comma: bool) -> Callable[[str], int]:
    """A reader of times in a unit, up to `most` units, as whole seconds."""
    number = decimal(0, most, "number-out-of-range", comma=comma)

    def read(cell: str) -> int:
        seconds = number(cell) * unit_seconds
        if abs(seconds - round(seconds)) > 1e-6:
            raise CellError("not-a-whole-number", f"{cell} does not come to whole seconds.")
        return round(seconds)

    return read


def choice(options: type[E]) -> Callable[[str], E]:
    """A reader of one of the values of an enumeration, in any case."""
    by_text = {str(option.value): option for option in options}

    def read(cell: str) -> E:
        option = by_text.get(cell.lower())
        if option is None:
            message = f"{cell!r} is none of {', '.join(by_text)}."
            raise CellError("choice-unknown", message, did_you_mean(cell, by_text))
        return option

    return read


class _Answer(Enum):
    YES = "yes"
    NO = "no"


_answer = choice(_Answer)


def yes_or_no(cell: str) -> bool:
    """Whether the cell says yes, in any case."""
    return _answer(cell) is _Answer.YES


def day(cell: str) -> date:
    """A date written 2026-11-23 (a midnight that Excel adds is no harm)."""
    match = _DATE.fullmatch(cell)
    if match is None:
        raise CellError("not-a-date", f"{cell!r} is not a date.", _iso_hint(cell))
    try:
        read = date.fromisoformat(match[1])
    except ValueError:
        raise CellError("not-a-date", f"{cell!r} is not in the calendar.") from None
    return _plausible(read, cell)


def clock(cell: str) -> int:
    """A local clock time as seconds of the day, up to 47:59 for the night after."""
    match = _CLOCK.fullmatch(cell)
    if match is None:
        raise CellError("not-a-time", f"{cell!r} is not a time.")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = hours * SECONDS_PER_HOUR + minutes * SECONDS_PER_MINUTE + seconds
    if minutes > 59 or seconds > 59 or total > _LAST_CLOCK:
        raise CellError("not-a-time", f"{cell!r} is not a time from 00:00 to 47:59.")
    return total


def clock_text(seconds_of_day: int) -> str:
    """The cell that `clock` reads as these seconds of the day."""
    hours, rest = divmod(seconds_of_day, SECONDS_PER_HOUR)
    minutes, seconds = divmod(rest, SECONDS_PER_MINUTE)
    return f"{hours:02}:{minutes:02}" + (f":{seconds:02}" if seconds else "")


def instant(zone: ZoneInfo) -> Callable[[str], datetime]:
    """A reader of local date-times, with an offset where the clock alone is in doubt, as UTC."""

    def read(cell: str) -> datetime:
        match = _INSTANT.fullmatch(cell)
        if match is None:
            message = f"{cell!r} is not a date and time."
            raise CellError("not-a-date-time", message, _iso_hint(cell))
        try:
            shown = datetime.fromisoformat(cell)
        except ValueError:
            message = f"{cell!r} is not in the calendar or on the clock."
            raise CellError("not-a-date-time", message) from None
        _plausible(shown.date(), cell)
        if shown.tzinfo is not None:
            return shown.astimezone(UTC)
        seconds = shown.hour * 3600 + shown.minute * 60 + shown.second
        return _shown_once(shown.date(), seconds, zone)

    return read


def moment(on: date, zone: ZoneInfo) -> Callable[[str], datetime]:
    """A reader of clock times on a date (24:30 is past its midnight), or of whole date-times."""
    read_instant = instant(zone)

    def read(cell: str) -> datetime:
        if _CLOCK.fullmatch(cell):
            return _shown_once(on, clock(cell), zone)
        return read_instant(cell)

    return read


def _shown_once(on: date, seconds: int, zone: ZoneInfo) -> datetime:
    """The one instant at which the clocks show this.

    Raises:
        CellError: when they skip it, or show it twice.
    """
    instants = local_instants(on, seconds, zone)
    hours, minutes = divmod(seconds // SECONDS_PER_MINUTE, 60)
    shown = f"{hours:02}:{minutes:02} on {on.isoformat()}"
    if not instants:
        message = f"Clocks in {zone.key} never show {shown}: they jump past it."
        raise CellError("time-skipped", message)
    if len(instants) > 1:
        written = " or ".join(i.astimezone(zone).isoformat(timespec="minutes") for i in instants)
        message = f"Clocks in {zone.key} show {shown} twice."
        raise CellError("time-doubled", message, f"Write the offset: {written}.")
    return instants[0]


def _plausible(read: date, cell: str) -> date:
    if not FIRST_YEAR <= read.year <= LAST_YEAR:
        message = f"{cell!r} is not from {FIRST_YEAR} to {LAST_YEAR}."
        raise CellError("not-a-date", message)
    return read


def _iso_hint(cell: str) -> str:
    match = _DUTCH_DATE.fullmatch(cell)
    if match is None:
        return ""
    rest = match[4].strip()
    written = f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}{'T' + rest if rest else ''}"
    return f"Write the year first: {written}."
