"""Shifts with their breaks, and the appointments inside them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from scheduler.domain.agreements import Agreements
from scheduler.domain.shift import Appointment, Endpoint, Shift, ShiftKind
from scheduler.io.team.breaks import read_breaks
from scheduler.io.team.cells import choice, instant, whole
from scheduler.io.team.fields import Fields, rows_of
from scheduler.io.team.ids import KnownIds
from scheduler.io.team.problems import Problems
from scheduler.io.team.tables import Table
from scheduler.units import SECONDS_PER_HOUR, seconds_between

_LONGEST_HOURS = {"work": 24, "on_call": 168, "appointment": 24}
_NOT_FOR_APPOINTMENTS = ("break_minutes", "break_earliest", "break_latest", "load_cap")


class _RowKind(StrEnum):
    WORK = "work"
    ON_CALL = "on_call"
    APPOINTMENT = "appointment"


@dataclass(frozen=True, slots=True)
class _ShiftRow:
    """A row of shifts.csv whose times stand."""

    fields: Fields
    carer_id: str
    kind: _RowKind
    start: datetime
    end: datetime


def read_shifts(
    table: Table, carers: KnownIds, agreements: Agreements, zone: ZoneInfo, problems: Problems
) -> tuple[Shift, ...]:
    """All shifts, of every kind, in order of start."""
    by_carer: dict[str, list[_ShiftRow]] = defaultdict(list)
    doubtful: set[str] = set()
    for fields in rows_of(table, problems):
        row = _row(fields, carers, zone)
        if row is None:
            doubtful.add(fields.written("carer_id"))
        else:
            by_carer[row.carer_id].append(row)
    shifts: list[Shift] = []
    for carer_id, rows in by_carer.items():
        rows.sort(key=lambda row: (row.start, row.fields.row.number))
        whole_known = carer_id not in doubtful
        shifts += _shifts_of_carer(rows, agreements, zone, whole_known=whole_known)
    return tuple(sorted(shifts, key=lambda shift: (shift.start, shift.carer_id)))


def _row(fields: Fields, carers: KnownIds, zone: ZoneInfo) -> _ShiftRow | None:
    carer_id = carers.refer(fields, "carer_id")
    kind = fields.value("kind", choice(_RowKind), _RowKind.WORK)
    start = fields.optional("start", instant(zone))
    end = fields.optional("end", instant(zone))
    if start is not None and end is not None:
        _check_length(fields, kind, start, end)
    if carer_id is None or start is None or end is None or not fields.sound("kind", "end"):
        return None
    return _ShiftRow(fields, carer_id, kind, start, end)


def _check_length(fields: Fields, kind: _RowKind, start: datetime, end: datetime) -> None:
    seconds = seconds_between(start, end)
    if seconds <= 0:
        message = f"The end does not come after the start, {fields.written('start')}."
        fields.report("end", "shift-ends-early", message)
    elif seconds > _LONGEST_HOURS[kind] * SECONDS_PER_HOUR:
        hours = _LONGEST_HOURS[kind]
        message = f"It lasts {seconds // SECONDS_PER_HOUR} hours; {hours} is the most for {kind}."
        fields.report("end", "shift-too-long", message)


def _shifts_of_carer(
    rows: Sequence[_ShiftRow], agreements: Agreements, zone: ZoneInfo, *, whole_known: bool
) -> list[Shift]:
    working = [row for row in rows if row.kind is not _RowKind.APPOINTMENT]
    booked = [row for row in rows if row.kind is _RowKind.APPOINTMENT]
    _report_overlaps(working, "shift-overlap")
    _report_overlaps(booked, "appointment-overlap")
    inside: dict[int, list[Appointment]] = defaultdict(list)
    for row in booked:
        appointment = _appointment(row)
        enclosing = [n for n, each in enumerate(working) if each.start <= row.start <= each.end]
        enclosing = [n for n in enclosing if row.end <= working[n].end]
        if enclosing:
            inside[enclosing[0]].append(appointment)
        elif whole_known:
            message = f"No shift of carer {row.carer_id} encloses this appointment."
            row.fields.report("start", "appointment-outside", message)
    return [_shift(row, inside[n], agreements, zone) for n, row in enumerate(working)]


def _report_overlaps(rows: Iterable[_ShiftRow], code: str) -> None:
    longest: _ShiftRow | None = None
    for row in rows:
        if longest is not None and row.start < longest.end:
            message = f"It starts before row {longest.fields.row.number} of this carer ends."
            row.fields.report("start", code, message)
        if longest is None or row.end > longest.end:
            longest = row


def _appointment(row: _ShiftRow) -> Appointment:
    fields = row.fields
    held_at = fields.value("start_place", choice(Endpoint), Endpoint.BASE)
    leaves_from = fields.value("end_place", choice(Endpoint), held_at)
    if leaves_from is not held_at and fields.sound("start_place", "end_place"):
        message = "An appointment ends where it is held, in start_place."
        fields.report("end_place", "cell-not-used", message)
    for column in _NOT_FOR_APPOINTMENTS:
        if fields.has(column) and fields.sound(column):
            fields.report(column, "cell-not-used", f"An appointment has no {column}.")
    return Appointment(row.start, row.end, held_at)


def _shift(
    row: _ShiftRow, appointments: Sequence[Appointment], agreements: Agreements, zone: ZoneInfo
) -> Shift:
    fields = row.fields
    kind = ShiftKind(row.kind.value)
    span = (row.start, row.end)
    seconds = 0
    if kind is ShiftKind.WORK and seconds_between(*span) > agreements.break_after_seconds:
        seconds = agreements.break_seconds
    return Shift(
        carer_id=row.carer_id,
        start=row.start,
        end=row.end,
        start_place=fields.value("start_place", choice(Endpoint), Endpoint.HOME),
        end_place=fields.value("end_place", choice(Endpoint), Endpoint.HOME),
        breaks=read_breaks(fields, span, appointments, seconds, zone),
        appointments=tuple(appointments),
        kind=kind,
        load_cap=fields.optional("load_cap", whole(0, 10**6)),
    )
