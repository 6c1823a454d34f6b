"""The break of a shift, as the row says or as the agreements say for it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from scheduler.domain.shift import Appointment, Break
from scheduler.io.team.cells import moment, whole
from scheduler.io.team.fields import Fields
from scheduler.units import SECONDS_PER_HOUR, SECONDS_PER_MINUTE, after, minutes, seconds_between

_USUAL_MARGIN = 2 * SECONDS_PER_HOUR
_COLUMNS = ("break_minutes", "break_earliest", "break_latest")


def read_breaks(
    fields: Fields,
    span: tuple[datetime, datetime],
    appointments: Sequence[Appointment],
    agreed_seconds: int,
    zone: ZoneInfo,
) -> tuple[Break, ...]:
    """The breaks of a shift that lasts from the first to the second instant of `span`.

    `agreed_seconds` is the break of a row that does not say how long it is.
    """
    on = span[0].astimezone(zone).date()
    asked = fields.optional("break_minutes", whole(0, 600))
    earliest = fields.optional("break_earliest", moment(on, zone))
    latest = fields.optional("break_latest", moment(on, zone))
    if not fields.sound(*_COLUMNS):
        return ()
    seconds = agreed_seconds if asked is None else minutes(asked)
    if not seconds:
        _report_unused(fields)
        return ()
    if not _within(fields, span, earliest, latest):
        return ()
    for margin in _margins(seconds_between(*span)):
        begin = earliest or after(span[0], margin)
        end = latest or after(span[1], -margin)
        if longest_gap(begin, end, appointments) >= seconds:
            return (Break(seconds, begin, end),)
    message = f"A break of {seconds // SECONDS_PER_MINUTE} minutes has no room in the shift."
    fields.report(
        next((c for c in _COLUMNS if fields.has(c)), "break_minutes"), "break-no-room", message
    )
    return ()


def longest_gap(begin: datetime, end: datetime, appointments: Sequence[Appointment]) -> int:
    """Most seconds in a row between two instants that no appointment takes, negative for none."""
    longest, free_from = -1, begin
    for appointment in appointments:
        if appointment.end <= begin or appointment.start >= end:
            continue
        longest = max(longest, seconds_between(free_from, appointment.start))
        free_from = max(free_from, appointment.end)
    return max(longest, seconds_between(free_from, end))


def _margins(shift_seconds: int) -> Iterator[int]:
    """How far from both ends of the shift a break stays by default, until it has room."""
    yield _USUAL_MARGIN
    yield shift_seconds // 4 // SECONDS_PER_MINUTE * SECONDS_PER_MINUTE
    yield 0


def _report_unused(fields: Fields) -> None:
    for column in ("break_earliest", "break_latest"):
        if fields.has(column):
            message = f"{column} says when to take a break, but the shift has none."
            fields.report(column, "cell-not-used", message)


def _within(
    fields: Fields,
    span: tuple[datetime, datetime],
    earliest: datetime | None,
    latest: datetime | None,
) -> bool:
    outside = [
        column
        for column, instant in (("break_earliest", earliest), ("break_latest", latest))
        if instant is not None and not span[0] <= instant <= span[1]
    ]
    for column in outside:
        message = f"{fields.written(column)} lies outside the shift."
        fields.report(column, "break-outside-shift", message)
    return not outside
