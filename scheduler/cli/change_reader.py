"""From the words of a command to a change: visits, shifts, times, and everything wrong with them.

A visit is `v12`, with its date where the plan has several (`v12:2026-11-24`) and its place where it
is a joint visit (`v12/2`). A shift is its carer, with the start where there are several. A time is
a clock time on the date of the plan, or a whole date and time.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import TypeVar

from scheduler.domain.change import VisitPlace
from scheduler.domain.horizon import shifts_in, visits_in
from scheduler.domain.shift import Shift, ShiftKey
from scheduler.domain.team import Team
from scheduler.domain.visit import ClockWindow, VisitAgreement, VisitKey
from scheduler.errors import Finding, InputError
from scheduler.io.team.cells import CellError, day, moment, whole
from scheduler.io.team.new_visit import read_new_visit
from scheduler.io.team.visits import clock_windows
from scheduler.plan import Plan
from scheduler.planning.clock import clock_by
from scheduler.units import SECONDS_PER_MINUTE, local_midnight

MOST_MINUTES = 24 * 60
T = TypeVar("T")


def clock_shown(plan: Plan, team: Team, at: str | None, real: datetime) -> datetime:
    """What the clock shows for a command.

    Args:
        at: as it was typed; None for the real time.

    Raises:
        InputError: `at` cannot be read.
        RoundsError: the dates of the plan are over, and `at` was not given.
    """
    if at is None:
        return clock_by(plan, team.timezone, real)
    begin = local_midnight(plan.horizon.first_date, team.timezone)
    reader = ChangeReader(plan, team, begin)
    shown = reader.moment("--at", at)
    reader.done()
    return begin if shown is None else shown


class ChangeReader:
    """Reads the arguments of a change and gathers what is wrong with them.

    Args:
        plan: the newest version.
        team: as of that version.
        now: what the clock shows; clock times are on its date.
    """

    def __init__(self, plan: Plan, team: Team, now: datetime) -> None:
        self.team = team
        self.now = now
        self._horizon = plan.horizon
        self._findings: list[Finding] = []

    def done(self) -> None:
        """Raise everything found.

        Raises:
            InputError: when anything was found.
        """
        if self._findings:
            raise InputError(self._findings)

    def place(self, name: str, text: str) -> VisitPlace | None:
        """A place of a visit."""
        visit, slash, number = text.partition("/")
        key = self.visit(name, visit)
        place = self._read(name, number, whole(1, 12)) if slash else 1
        return None if key is None or place is None else VisitPlace(key, place)

    def visit(self, name: str, text: str) -> VisitKey | None:
        """A visit on a date of the plan."""
        visit_id, colon, on = text.partition(":")
        known = {visit.key for visit in visits_in(self.team, self._horizon)}
        dates = sorted(key.date for key in known if key.visit_id == visit_id)
        if colon:
            asked = self._read(name, on, day)
            return None if asked is None else VisitKey(visit_id, asked)
        if len(dates) > 1:
            shown = ", ".join(f"{visit_id}:{each.isoformat()}" for each in dates)
            message = f"{visit_id} is on several dates: {shown}."
            self.report(name, "change-visit-ambiguous", text, message)
            return None
        return VisitKey(visit_id, dates[0] if dates else self._horizon.first_date)

    def shift(self, name: str, text: str) -> ShiftKey | None:
        """A shift of a carer, the one that is not over where there are several."""
        carer_id, colon, start = text.partition(":")
        if not self._is_carer(name, carer_id):
            return None
        found = [each for each in self._shifts(carer_id) if each.end > self.now]
        if colon:
            asked = self._read(name, start, moment(self._date(), self.team.timezone))
            found = [each for each in found if each.start == asked]
            if asked is None:
                return None
        if len(found) == 1:
            return found[0].key
        if not found:
            message = f"Carer {carer_id} has no shift there on the dates of the plan."
            self.report(name, "change-carer-off", text, message)
            return None
        shown = ", ".join(f"{carer_id}:{self._local(each.start)}" for each in found)
        message = f"{carer_id} has several shifts: {shown}."
        self.report(name, "change-visit-ambiguous", text, message)
        return None

    def moment(self, name: str, text: str | None) -> datetime | None:
        """A moment; None for none."""
        if text is None:
            return None
        return self._read(name, text, moment(self._date(), self.team.timezone))

    def seconds(self, name: str, minutes: int) -> int:
        """A number of minutes in seconds."""
        if not 1 <= minutes <= MOST_MINUTES:
            message = f"{minutes} is not from 1 to {MOST_MINUTES}."
            self.report(name, "number-out-of-range", str(minutes), message)
        return minutes * SECONDS_PER_MINUTE

    def windows(self, name: str, texts: Iterable[str]) -> tuple[ClockWindow, ...]:
        """Windows, each `10:00-12:00` or several with `;` between."""
        return self._read(name, ";".join(texts), clock_windows) or ()

    def absence_ends(self, carer_id: str, since: datetime) -> datetime:
        """When the shifts end that a carer has at a moment or later on its date."""
        zone = self.team.timezone
        on = since.astimezone(zone).date()
        ends = [
            each.end
            for each in self._shifts(carer_id)
            if each.end > since and each.start.astimezone(zone).date() <= on
        ]
        return max(ends, default=local_midnight(on + timedelta(days=1), zone))

    def new_visit(self, cells: Mapping[str, str]) -> VisitAgreement | None:
        """A visit that was not there, from the cells of its row."""
        try:
            return read_new_visit(cells, self.team)
        except InputError as error:
            self._findings += error.findings
            return None

    def free_id(self, client_id: str) -> str:
        """An id for a new visit to a client."""
        taken = {each.visit_id for each in self.team.visits}
        number = 1
        while f"{client_id}-new-{number}" in taken:
            number += 1
        return f"{client_id}-new-{number}"

    def date_shown(self) -> date:
        """The date that the clock shows, or the nearest one of the plan."""
        return self._date()

    def report(self, name: str, code: str, value: str, message: str) -> None:
        """Add a finding."""
        self._findings.append(Finding("command", 0, name, code, value, message))

    def _date(self) -> date:
        on = self.now.astimezone(self.team.timezone).date()
        return min(max(on, self._horizon.first_date), self._horizon.last_date)

    def _shifts(self, carer_id: str) -> list[Shift]:
        shifts = shifts_in(self.team, self._horizon)
        return [each for each in shifts if each.carer_id == carer_id]

    def _is_carer(self, name: str, carer_id: str) -> bool:
        if carer_id in self.team.carer_by_id:
            return True
        message = f"There is no carer {carer_id}."
        self.report(name, "change-carer-unknown", carer_id, message)
        return False

    def _local(self, instant: datetime) -> str:
        return instant.astimezone(self.team.timezone).strftime("%Y-%m-%dT%H:%M")

    def _read(self, name: str, text: str, read: Callable[[str], T]) -> T | None:
        try:
            return read(text.strip())
        except CellError as error:
            finding = Finding("command", 0, name, error.code, text, error.message, error.remedy)
            self._findings.append(finding)
            return None
