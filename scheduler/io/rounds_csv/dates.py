"""Which shift a start lies in, and on which of its dates a visit is meant."""

from collections import defaultdict
from datetime import date, datetime, timedelta
from functools import cached_property

from scheduler.domain.horizon import Horizon, visits_in
from scheduler.domain.shift import Shift, ShiftKey, ShiftKind
from scheduler.domain.team import Team
from scheduler.domain.visit import Visit, VisitKey
from scheduler.units import seconds_between

_DAY = timedelta(days=1)


class TeamDates:
    """The shifts and visits of a team as a start on one of its dates finds them."""

    def __init__(self, team: Team) -> None:
        self._team = team
        self._visits: dict[date, dict[str, Visit]] = {}

    def local_date(self, moment: datetime) -> date:
        """The date that calendars of the team show."""
        return moment.astimezone(self._team.timezone).date()

    def shift_around(self, carer_id: str, start: datetime) -> ShiftKey | None:
        """The carer's work shift that a start lies in, or the nearest that begins on its date."""
        own = self._shifts[carer_id]
        around = [shift for shift in own if shift.start <= start < shift.end]
        on = self.local_date(start)
        candidates = around or [s for s in own if self.local_date(s.start) == on]
        if not candidates:
            return None
        return min(candidates, key=lambda shift: (_seconds_outside(shift, start), shift.key)).key

    def visit_at(self, visit_id: str, shift: ShiftKey, start: datetime) -> VisitKey:
        """The visit that starts then: that of the date whose window is open.

        Nights belong to the date on which they begin. Where no window is open, the date of the
        start counts if there is a visit on it, then that of the shift, then the day before.
        """
        on, of_shift = self.local_date(start), self.local_date(shift.start)
        open_first = [
            day for day in (of_shift, on, on - _DAY) if self._open(visit_id, day, start)
        ] or [day for day in (on, of_shift, on - _DAY) if visit_id in self._visits_on(day)]
        return VisitKey(visit_id, open_first[0] if open_first else on)

    def _open(self, visit_id: str, day: date, start: datetime) -> bool:
        visit = self._visits_on(day).get(visit_id)
        return visit is not None and any(w.opens <= start <= w.closes for w in visit.windows)

    def _visits_on(self, day: date) -> dict[str, Visit]:
        if day not in self._visits:
            visits = visits_in(self._team, Horizon(day))
            self._visits[day] = {visit.key.visit_id: visit for visit in visits}
        return self._visits[day]

    @cached_property
    def _shifts(self) -> dict[str, list[Shift]]:
        shifts: defaultdict[str, list[Shift]] = defaultdict(list)
        for shift in self._team.shifts:
            if shift.kind is ShiftKind.WORK:
                shifts[shift.carer_id].append(shift)
        return shifts


def _seconds_outside(shift: Shift, moment: datetime) -> int:
    """How far before or after a shift an instant lies; 0 within."""
    return max(0, seconds_between(moment, shift.start), seconds_between(shift.end, moment))
