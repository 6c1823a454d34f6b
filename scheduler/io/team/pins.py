"""Pins: visits, carers and starts that may not change."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from scheduler.domain.horizon import occurrences, windows_on
from scheduler.domain.visit import Pin, VisitKey
from scheduler.io.team.cells import day, moment, whole
from scheduler.io.team.fields import Fields, rows_of
from scheduler.io.team.persons import TeamIds
from scheduler.io.team.problems import Problems
from scheduler.io.team.tables import Table
from scheduler.io.team.visits import VisitRow


def read_pins(
    table: Table, ids: TeamIds, visits: Sequence[VisitRow], zone: ZoneInfo, problems: Problems
) -> tuple[Pin, ...]:
    """The pins, each of a visit that there is on its date."""
    rows = {row.visit_id: row for row in visits if row.visit_id is not None}
    return tuple(_pins(table, ids, rows, zone, problems))


def _pins(
    table: Table,
    ids: TeamIds,
    rows: Mapping[str, VisitRow],
    zone: ZoneInfo,
    problems: Problems,
) -> Iterator[Pin]:
    seen: dict[tuple[VisitKey, int], int] = {}
    starts: dict[VisitKey, datetime] = {}
    for fields in rows_of(table, problems):
        pin = _pin(fields, ids, rows, zone)
        if pin is None:
            continue
        first = seen.setdefault((pin.visit, pin.place), fields.row.number)
        if first != fields.row.number:
            message = f"Place {pin.place} of {pin.visit} is pinned in row {first} already."
            fields.report("visit_id", "pin-twice", message)
        elif pin.start is not None and starts.setdefault(pin.visit, pin.start) != pin.start:
            message = f"Another place of {pin.visit} is pinned to another start."
            fields.report("start", "pin-starts-differ", message)
        yield pin


def _pin(fields: Fields, ids: TeamIds, rows: Mapping[str, VisitRow], zone: ZoneInfo) -> Pin | None:
    visit_id = ids.visits.refer(fields, "visit_id")
    on = fields.optional("date", day)
    place = fields.value("place", whole(1, 12), 1)
    carer_id = ids.carers.refer(fields, "carer_id")
    start = fields.optional("start", moment(on or date(2000, 1, 1), zone))
    if not fields.has("carer_id") and not fields.has("start"):
        message = "The pin holds neither a carer nor a start."
        fields.report("carer_id", "pin-empty", message)
    if visit_id is None or on is None:
        return None
    pin = Pin(VisitKey(visit_id, on), place, carer_id, start)
    row = rows.get(visit_id)
    if row is not None:
        _check_pin(fields, row, pin, zone)
    return pin


def _check_pin(fields: Fields, row: VisitRow, pin: Pin, zone: ZoneInfo) -> None:
    on, start = pin.visit.date, pin.start
    if row.dates is not None and next(occurrences(row.dates, on, on), None) is None:
        message = f"There is no visit {row.visit_id} on {on.isoformat()}."
        fields.report("date", "pin-off-date", message)
    elif start is not None and row.windows:
        windows = [each for window in row.windows for each in windows_on(window, on, zone)]
        if not any(window.opens <= start <= window.closes for window in windows):
            message = f"The pinned start lies in none of the windows of visit {row.visit_id}."
            fields.report("start", "pin-outside-windows", message)
    if row.agreement is not None and pin.place > len(row.agreement.places):
        message = f"Visit {row.visit_id} has {len(row.agreement.places)} places."
        fields.report("place", "pin-no-such-place", message)
