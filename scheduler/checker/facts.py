"""What the team has on the dates of a plan, and where the plan put it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.horizon import shifts_in, visits_in
from scheduler.domain.shift import Appointment, Shift, ShiftKey
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.domain.visit import Visit, VisitKey
from scheduler.plan import Plan, Round, Stop, StopKind


@dataclass(frozen=True, slots=True)
class FilledPlace:
    """A stop that is a visit the team knows, and the carer who makes it."""

    carer_id: str
    stop: Stop


@dataclass(frozen=True, slots=True)
class Facts:
    """A plan beside what the team asked for.

    Attributes:
        visits: the dated visits of the horizon, by key.
        shifts: the shifts to plan on, by key.
        filled: the stops of every assigned visit, in order of place; visits that the team does not
            know are left out.
    """

    team: Team
    travel: Travel
    plan: Plan
    visits: Mapping[VisitKey, Visit]
    shifts: Mapping[ShiftKey, Shift]
    filled: Mapping[VisitKey, tuple[FilledPlace, ...]]

    @staticmethod
    def of(team: Team, travel: Travel, plan: Plan) -> "Facts":
        """Look up everything once."""
        visits = {visit.key: visit for visit in visits_in(team, plan.horizon)}
        filled: defaultdict[VisitKey, list[FilledPlace]] = defaultdict(list)
        for key, each, stop in plan.filled_places():
            if key in visits:
                filled[key].append(FilledPlace(each.shift.carer_id, stop))
        return Facts(
            team=team,
            travel=travel,
            plan=plan,
            visits=visits,
            shifts={shift.key: shift for shift in shifts_in(team, plan.horizon)},
            filled={key: tuple(sorted(places, key=_by_place)) for key, places in filled.items()},
        )

    def visit_at(self, stop: Stop) -> Visit | None:
        """The visit made at a stop; None for other kinds and for visits the team does not have."""
        if stop.kind is not StopKind.VISIT or stop.visit is None:
            return None
        return self.visits.get(stop.visit)

    def start_of(self, key: VisitKey) -> datetime | None:
        """Start of a visit, at its lowest filled place; None when it is not assigned."""
        return self.filled[key][0].stop.start if key in self.filled else None

    def shown(self, instant: datetime) -> str:
        """An instant as clocks of the team show it, with the offset."""
        return instant.astimezone(self.team.timezone).isoformat()

    def named(self, stop: Stop) -> str:
        """How a violation names a stop."""
        if stop.visit is not None:
            return f"visit {stop.visit}"
        return f"the {stop.kind.value} at {self.shown(stop.start)}"

    def known_rounds(self) -> Iterator[tuple[Round, Shift]]:
        """The rounds of shifts that the team has, with their shift."""
        for each in self.plan.rounds:
            if each.shift in self.shifts:
                yield each, self.shifts[each.shift]


def _by_place(filled: FilledPlace) -> tuple[int, str, datetime]:
    return filled.stop.place, filled.carer_id, filled.stop.start


def kept_appointments(each: Round, shift: Shift) -> list[tuple[Stop, Appointment | None]]:
    """The appointment stops of a round, each with the appointment of the shift it stands for.

    One that is on time stands for that appointment; the others take what is left, in order, and
    None when nothing is.
    """
    stops = [stop for stop in each.stops if stop.kind is StopKind.APPOINTMENT]
    left = list(shift.appointments)
    meant: dict[int, Appointment] = {}
    for position, stop in enumerate(stops):
        exact = next((a for a in left if (a.start, a.end) == (stop.start, stop.end)), None)
        if exact is not None:
            meant[position] = exact
            left.remove(exact)
    for position in range(len(stops)):
        if position not in meant and left:
            meant[position] = left.pop(0)
    return [(stop, meant.get(position)) for position, stop in enumerate(stops)]
