"""Pins: visits, carers and starts that may not change."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from scheduler.domain.horizon import occurrences, windows_on
from scheduler.domain.visit import ClockWindow, Pin, VisitKey
from scheduler.io.team.amendments import AmendmentRow
from scheduler.io.team.cells import day, moment, whole
from scheduler.io.team.fields import Fields, rows_of
from scheduler.io.team.persons import TeamIds
from scheduler.io.team.problems import Problems
from scheduler.io.team.tables import Table
from scheduler.io.team.visits import VisitRow


@dataclass(frozen=True)
class Agreed:
    """What pins are held against: the visits, and what differs from them on a date."""

    visits: Sequence[VisitRow]
    amendments: Sequence[AmendmentRow]
    zone: ZoneInfo

    @cached_property
    def rows(self) -> Mapping[str, VisitRow]:
        """Visits by id."""
        return {row.visit_id: row for row in self.visits if row.visit_id is not None}

    @cached_property
    def amended(self) -> Mapping[VisitKey, tuple[ClockWindow, ...]]:
        """Windows of the visits that are amended, empty when they cannot be told."""
        return {row.amendment.visit: row.windows for row in self.amendments}

    def allow(self, start: datetime, visit: VisitKey) -> bool:
        """Whether a start lies in a window of the visit, or may do so for all that is known."""
        windows = self.amended.get(visit, self.rows[visit.visit_id].windows)
        spans = [each for one in windows for each in windows_on(one, visit.date, self.zone)]
        return not windows or any(span.opens <= start <= span.closes for span in spans)


def read_pins(table: Table, ids: TeamIds, agreed: Agreed, problems: Problems) -> tuple[Pin, ...]:
    """The pins, each of a visit that was agreed for its date.

    The pins of a visit that is cancelled wait until the cancellation is taken back.
    """
    return tuple(_pins(table, ids, agreed, problems))


def _pins(table: Table, ids: TeamIds, agreed: Agreed, problems: Problems) -> Iterator[Pin]:
    seen: dict[tuple[VisitKey, int], int] = {}
    starts: dict[VisitKey, datetime] = {}
    for fields in rows_of(table, problems):
        pin = _pin(fields, ids, agreed)
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


def _pin(fields: Fields, ids: TeamIds, agreed: Agreed) -> Pin | None:
    visit_id = ids.visits.refer(fields, "visit_id")
    on = fields.optional("date", day)
    place = fields.value("place", whole(1, 12), 1)
    carer_id = ids.carers.refer(fields, "carer_id")
    start = fields.optional("start", moment(on or date(2000, 1, 1), agreed.zone))
    if not fields.has("carer_id") and not fields.has("start"):
        message = "The pin holds neither a carer nor a start."
        fields.report("carer_id", "pin-empty", message)
    if visit_id is None or on is None:
        return None
    pin = Pin(VisitKey(visit_id, on), place, carer_id, start)
    if visit_id in agreed.rows:
        _check_pin(fields, agreed, pin)
    return pin


def _check_pin(fields: Fields, agreed: Agreed, pin: Pin) -> None:
    row, on = agreed.rows[pin.visit.visit_id], pin.visit.date
    if row.dates is not None and next(occurrences(row.dates, on, on), None) is None:
        message = f"There is no visit {row.visit_id} on {on.isoformat()}."
        fields.report("date", "pin-off-date", message)
    elif pin.start is not None and not agreed.allow(pin.start, pin.visit):
        message = f"The pinned start lies in none of the windows of visit {pin.visit}."
        fields.report("start", "pin-outside-windows", message)
    if row.agreement is not None and pin.place > len(row.agreement.places):
        message = f"Visit {row.visit_id} has {len(row.agreement.places)} places."
        fields.report("place", "pin-no-such-place", message)
