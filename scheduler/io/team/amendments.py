"""Amendments: what differs on one date from what was agreed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from scheduler.domain.horizon import occurrences
from scheduler.domain.visit import Amendment, ClockWindow, VisitKey
from scheduler.io.team.cells import day, yes_or_no
from scheduler.io.team.fields import Fields, rows_of
from scheduler.io.team.persons import TeamIds
from scheduler.io.team.problems import Problems
from scheduler.io.team.tables import Table
from scheduler.io.team.visits import VisitRow, check_clock_night, clock_windows, service_minutes
from scheduler.units import SECONDS_PER_MINUTE, minutes

_DIFFERENCES = ("windows", "minutes")


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    """A row of amendments.csv, judged as far as it could be.

    Attributes:
        windows: those of the visit on the date, amended or as agreed; empty when they cannot be
            told.
    """

    amendment: Amendment
    windows: tuple[ClockWindow, ...]


def read_amendments(
    table: Table, ids: TeamIds, visits: Sequence[VisitRow], zone: ZoneInfo, problems: Problems
) -> tuple[AmendmentRow, ...]:
    """Every row that names a visit and a date, in order."""
    rows = {row.visit_id: row for row in visits if row.visit_id is not None}
    return tuple(_amendments(table, ids, rows, zone, problems))


def _amendments(
    table: Table,
    ids: TeamIds,
    rows: Mapping[str, VisitRow],
    zone: ZoneInfo,
    problems: Problems,
) -> Iterator[AmendmentRow]:
    seen: dict[VisitKey, int] = {}
    for fields in rows_of(table, problems):
        amendment = _amendment(fields, ids)
        if amendment is None:
            continue
        row = rows.get(amendment.visit.visit_id)
        if row is not None:
            _check_amendment(fields, row, amendment, zone)
        first = seen.setdefault(amendment.visit, fields.row.number)
        if first != fields.row.number and fields.sound("visit_id", "date"):
            message = f"{amendment.visit} is amended in row {first} already."
            fields.report("visit_id", "amendment-twice", message)
        yield AmendmentRow(amendment, _windows(fields, row, amendment))


def _amendment(fields: Fields, ids: TeamIds) -> Amendment | None:
    visit_id = ids.visits.refer(fields, "visit_id")
    on = fields.optional("date", day)
    cancelled = fields.value("cancelled", yes_or_no, False)
    windows = fields.optional("windows", clock_windows)
    service = fields.optional("minutes", service_minutes)
    _check_differences(fields, cancelled)
    if visit_id is None or on is None:
        return None
    seconds = None if service is None else minutes(service)
    return Amendment(VisitKey(visit_id, on), cancelled, windows, seconds)


def _check_differences(fields: Fields, cancelled: bool) -> None:
    """Report a row in which nothing differs, and one that amends what it cancels."""
    filled = [column for column in _DIFFERENCES if fields.has(column)]
    if cancelled:
        for column in filled:
            message = f"The visit is cancelled, so that {column} means nothing."
            fields.report(column, "cell-not-used", message)
    elif not filled and fields.sound("cancelled"):
        message = "The amendment neither cancels the visit nor changes its windows or minutes."
        fields.report("cancelled", "amendment-empty", message)


def _check_amendment(fields: Fields, row: VisitRow, amendment: Amendment, zone: ZoneInfo) -> None:
    on, seconds = amendment.visit.date, amendment.service_seconds
    if row.dates is not None and next(occurrences(row.dates, on, on), None) is None:
        message = f"There is no visit {row.visit_id} on {on.isoformat()}."
        fields.report("date", "amendment-off-date", message)
    if amendment.windows is not None and fields.sound("date", "windows"):
        check_clock_night(fields, on, amendment.windows, None, zone)
    if row.agreement is None or seconds is None or not row.fields.sound("protected_minutes"):
        return
    if row.agreement.protected_seconds > seconds and fields.sound("minutes"):
        protected = row.agreement.protected_seconds // SECONDS_PER_MINUTE
        message = f"{protected} minutes of visit {row.visit_id} are protected."
        fields.report("minutes", "protected-too-long", message)


def _windows(fields: Fields, row: VisitRow | None, amendment: Amendment) -> tuple[ClockWindow, ...]:
    if not fields.sound("windows") or row is None:
        return ()
    return row.windows if amendment.windows is None else amendment.windows
