"""From the text of rounds.csv to rounds whose blanks are still open."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from scheduler.domain.carer import Mode
from scheduler.domain.horizon import Horizon
from scheduler.domain.shift import ShiftKey
from scheduler.domain.team import Team
from scheduler.errors import RoundsError
from scheduler.io.rounds_csv.columns import ROUNDS
from scheduler.io.rounds_csv.dates import TeamDates
from scheduler.io.rounds_csv.written import WrittenRound, WrittenRounds, WrittenStop, WrittenTime
from scheduler.io.team.cells import CellError, choice, clock, instant, moment, whole
from scheduler.io.team.csv_table import read_csv
from scheduler.io.team.fields import Fields, rows_of
from scheduler.io.team.problems import Problems
from scheduler.io.team.tables import Table, did_you_mean
from scheduler.plan import StopKind
from scheduler.units import after

LONGEST_HORIZON_DAYS: Final = 31
"""No file of rounds spans more; where one seems to, a date is mistyped."""

_COLUMNS_TOLD: Final = "Write the names that docs/plan-files.md gives, or take the column out."
_REMEDIES: Final = {
    "header-missing": "Write the column names in the first row, as docs/plan-files.md gives them.",
    "column-unnamed": _COLUMNS_TOLD,
    "id-unknown": "Correct the id, or give the team that has it.",
}
_SECONDS: Final = re.compile(r"[0-9]:[0-9]{2}:[0-9]{2}")
Instants = Callable[[str], datetime]


def read_rounds(path: Path, team: Team, first_date: date | None = None) -> WrittenRounds:
    """The rounds that stand in a file, for a team that has the carers and visits they name.

    Columns that are unlike any of ours are passed over: people add remarks.

    Args:
        path: UTF-8 with or without byte order mark; comma, semicolon or tab between the cells.
        team: whose carers, visits and zone the rows speak of.
        first_date: the date of times that have none; the plan begins on it at the latest.

    Raises:
        RoundsError: the file cannot be opened.
        InputError: with every cell that cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RoundsError("plan-not-read", f"{path}: {error.strerror}.") from error
    problems = _Problems()
    table = read_csv(content, path.name, ROUNDS, problems)
    if "carer_id" in table.columns and "visit_id" not in table.columns:
        problems.add(path.name, 1, "visit_id", "column-missing", "Column visit_id is missing.")
    reader = _Reader(team, first_date)
    rows = [reader.row(fields) for fields in rows_of(table, problems)]
    problems.raise_if_any()
    rounds = reader.rounds([row for row in rows if row is not None])
    horizon = _horizon(rounds, reader.dates, first_date, table, problems)
    return WrittenRounds(horizon, rounds, "kind" in table.columns)


class _Problems(Problems):
    """Passes over columns of somebody's own, and knows which page tells of ours."""

    def add(
        self,
        file: str,
        row: int,
        column: str,
        code: str,
        message: str,
        *,
        value: str = "",
        remedy: str = "",
    ) -> None:
        """Keep one finding."""
        if code == "column-unknown" and not remedy:
            return
        remedy = remedy or _REMEDIES.get(code, "")
        super().add(file, row, column, code, message, value=value, remedy=remedy)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row whose carer and start are known; `visit_id` is empty when it is no visit."""

    carer_id: str
    shift_start: datetime | None
    visit_id: str
    stop: WrittenStop


class _Reader:
    def __init__(self, team: Team, first_date: date | None) -> None:
        self.team = team
        self.first_date = first_date
        self.dates = TeamDates(team)
        self.client_of = {agreement.visit_id: agreement.client_id for agreement in team.visits}

    def row(self, fields: Fields) -> _Row | None:
        """A row with everything that it says; None when it lacks what every row has."""
        carer_id = _known(fields, "carer_id", self.team.carer_by_id)
        kind = fields.value("kind", choice(StopKind), StopKind.VISIT)
        visit_id = self._visit_id(fields, kind)
        start = fields.optional("start", _timed(self._instants(self.first_date)))
        near = self._instants(None if start is None else self.dates.local_date(start.earliest))
        shift_start = fields.optional("shift_start", near)
        place = fields.value("place", whole(1, 12), 1)
        sequence = fields.optional("sequence", whole(0, 9999))
        arrival, end = (fields.optional(column, _timed(near)) for column in ("arrival", "end"))
        travel_seconds = fields.optional("travel_seconds", whole(0, 10**6))
        travel_metres = fields.optional("travel_metres", whole(0, 10**8))
        mode = fields.optional("mode", choice(Mode))
        if carer_id is None or start is None:
            return None
        stop = WrittenStop(
            row=fields.row.number,
            kind=kind,
            start=start,
            place=place if kind is StopKind.VISIT else 0,
            sequence=sequence,
            arrival=arrival,
            end=end,
            travel_seconds=travel_seconds,
            travel_metres=travel_metres,
            mode=mode,
        )
        return _Row(carer_id, shift_start, visit_id, stop)

    def _instants(self, on: date | None) -> Instants:
        """A reader of clock times on a date, or of whole date-times."""
        return moment(on, self.team.timezone) if on else self._dated

    def _dated(self, cell: str) -> datetime:
        """Reads date-times alone, and says what lacks where a clock time stands."""
        try:
            return instant(self.team.timezone)(cell)
        except CellError as error:
            try:
                clock(cell)
            except CellError:
                raise error from None
            remedy = "Say on which date with --date, or write the date too: 2026-11-23T07:00."
            raise CellError(error.code, f"{cell!r} has no date.", remedy) from None

    def _visit_id(self, fields: Fields, kind: StopKind) -> str:
        if kind is not StopKind.VISIT:
            for column in ("visit_id", "place", "client_id"):
                if fields.has(column):
                    message = f"A stop of kind {kind.value} has no {column}."
                    fields.report(column, "cell-not-used", message)
            return ""
        if not fields.has("visit_id"):
            if "visit_id" in fields.table.columns:
                fields.report("visit_id", "value-missing", "visit_id is blank.")
            return ""
        visit_id = _known(fields, "visit_id", self.client_of) or ""
        client_id = fields.optional("client_id", str)
        owner = self.client_of.get(visit_id)
        if client_id is not None and owner not in {None, client_id}:
            message = f"Visit {visit_id} is one at client {owner}, not at {client_id}."
            fields.report("client_id", "client-of-another-visit", message)
        return visit_id

    def rounds(self, rows: Sequence[_Row]) -> tuple[WrittenRound, ...]:
        """The rows by shift, in the order of the stops, with the dates of their visits."""
        by_shift: defaultdict[ShiftKey, list[_Row]] = defaultdict(list)
        for row in sorted(rows, key=lambda row: row.stop.start.earliest):
            by_shift[self._shift_of(row, by_shift)].append(row)
        return tuple(
            WrittenRound(shift, tuple(self._stops(shift, mine)))
            for shift, mine in sorted(by_shift.items(), key=lambda item: _by_start(item[0]))
        )

    def _shift_of(self, row: _Row, known: dict[ShiftKey, list[_Row]]) -> ShiftKey:
        if row.shift_start is not None:
            return ShiftKey(row.carer_id, row.shift_start)
        shift = self.dates.shift_around(row.carer_id, row.stop.start.earliest)
        if shift is not None:
            return shift
        return self._made_up(row, known)

    def _made_up(self, row: _Row, known: dict[ShiftKey, list[_Row]]) -> ShiftKey:
        """For a carer without a shift on the date: one that begins with their first row."""
        on = self.dates.local_date(row.stop.start.earliest)
        for key in known:
            if key.carer_id == row.carer_id and self.dates.local_date(key.start) == on:
                return key
        return ShiftKey(row.carer_id, row.stop.start.earliest)

    def _stops(self, shift: ShiftKey, rows: Sequence[_Row]) -> list[WrittenStop]:
        stops = [
            replace(
                row.stop,
                visit=self.dates.visit_at(row.visit_id, shift, row.stop.start.earliest),
            )
            if row.visit_id
            else row.stop
            for row in rows
        ]
        told = {stop.sequence for stop in stops}
        if None not in told and len(told) == len(stops):
            return sorted(stops, key=lambda stop: stop.sequence or 0)
        return sorted(stops, key=_by_time)


def _timed(read: Instants) -> Callable[[str], WrittenTime]:
    """The same reader, which tells whether seconds are written."""

    def read_time(cell: str) -> WrittenTime:
        earliest = read(cell)
        return WrittenTime(earliest, earliest if _SECONDS.search(cell) else after(earliest, 59))

    return read_time


def _known(fields: Fields, column: str, known: Mapping[str, object]) -> str | None:
    """The id that a cell refers to; reports an unknown one."""
    name = fields.optional(column, str)
    if name is None or name in known:
        return name
    noun = column.removesuffix("_id")
    message = f"The team has no {noun} {name!r}."
    fields.report(column, "id-unknown", message, remedy=did_you_mean(name, known))
    return None


def _by_start(shift: ShiftKey) -> tuple[datetime, str]:
    return shift.start, shift.carer_id


def _by_time(stop: WrittenStop) -> tuple[int, datetime, int]:
    rank = {StopKind.START: 0, StopKind.END: 2}.get(stop.kind, 1)
    return rank, stop.start.earliest, stop.row


def _horizon(
    rounds: Sequence[WrittenRound],
    dates: TeamDates,
    first_date: date | None,
    table: Table,
    problems: Problems,
) -> Horizon:
    """The dates that the rows and `first_date` span."""
    spoken: dict[date, int] = {}
    for each in rounds:
        spoken.setdefault(dates.local_date(each.shift.start), each.stops[0].row)
        for stop in each.stops:
            if stop.visit is not None:
                spoken.setdefault(stop.visit.date, stop.row)
    if first_date is not None:
        spoken.setdefault(first_date, 0)
    if not spoken:
        message = "The file has no rows, so that nothing tells for which date the plan is."
        problems.refuse(table.name, "plan-without-dates", message)
    first, last = min(spoken), max(spoken)
    days = (last - first) // timedelta(days=1) + 1
    if days > LONGEST_HORIZON_DAYS:
        message = f"The dates run from {first} (row {spoken[first]}) to {last} (row {spoken[last]})"
        problems.refuse(table.name, "plan-dates-apart", f"{message}: {days} days.")
    return Horizon(first, days)
