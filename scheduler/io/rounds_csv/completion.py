"""From rounds with blanks to a plan: what is written is believed, the rest is worked out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from scheduler.domain.horizon import shifts_in, visits_in
from scheduler.domain.location import Location
from scheduler.domain.shift import Appointment, Shift
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.domain.visit import VisitKey
from scheduler.io.rounds_csv.activities import Activity, OpenRound, Ways, leaves_in_time
from scheduler.io.rounds_csv.breaks import with_breaks, with_places_of_breaks
from scheduler.io.rounds_csv.settling import settled
from scheduler.io.rounds_csv.written import WrittenRound, WrittenRounds, WrittenStop
from scheduler.plan import Plan, Round, Stop, StopKind, Unassigned
from scheduler.units import after


def complete(team: Team, travel: Travel, written: WrittenRounds) -> Plan:
    """The plan that a file means.

    Legs follow from the roads, arrivals from the legs, ends from the length of visits, breaks and
    appointments. A round that does not run from a start to an end gets both, the appointments of
    its shift, and its breaks where they fit; its carer leaves just in time for what comes first.
    Places of visits that no row fills are left unassigned, without reasons.

    Args:
        travel: between the places of the horizon, for the modes of the carers named.
    """
    opener = _Opener(team, travel, written)
    opened = settled([opener.open(each) for each in _in_order(team, written)])
    limit_seconds = team.agreements.overtime_limit_seconds
    closed = settled([with_breaks(each, limit_seconds) for each in opened])
    rounds = tuple(_round(each) for each in closed)
    unassigned = tuple(_left_out(team, written, rounds))
    return Plan(team.team_id, written.horizon, rounds, unassigned)


def _in_order(team: Team, written: WrittenRounds) -> list[WrittenRound]:
    """The rounds by start of shift; with those of appointments alone, if it tells no kinds."""
    given = list(written.rounds)
    if not written.kinds_told:
        used = {each.shift for each in given}
        given += [
            WrittenRound(shift.key, ())
            for shift in shifts_in(team, written.horizon)
            if shift.appointments and shift.key not in used
        ]
    return sorted(given, key=lambda each: (each.shift.start, each.shift.carer_id))


def _left_out(team: Team, written: WrittenRounds, rounds: Sequence[Round]) -> Iterator[Unassigned]:
    made = {(stop.visit, stop.place) for each in rounds for stop in each.visit_stops}
    for visit in visits_in(team, written.horizon):
        for place in range(1, len(visit.places) + 1):
            if (visit.key, place) not in made:
                yield Unassigned(visit.key, place, visit.priority)


class _Opener:
    """Finds what the rows of a round are, where, and how long they take."""

    def __init__(self, team: Team, travel: Travel, written: WrittenRounds) -> None:
        self.team = team
        self.travel = travel
        self.shifts = {shift.key: shift for shift in team.shifts}
        self.agreements = {agreement.visit_id: agreement for agreement in team.visits}
        self.service_seconds = {
            visit.key: visit.service_seconds for visit in visits_in(team, written.horizon)
        }

    def open(self, written: WrittenRound) -> OpenRound:
        """The round of one shift, which the team may not have."""
        shift = self.shifts.get(written.shift)
        ways = Ways(self.travel, self.team.carer_by_id[written.shift.carer_id].mode)
        breaks = iter(() if shift is None else shift.breaks)
        activities = []
        for stop in written.stops:
            due = next(breaks, None) if stop.kind is StopKind.BREAK else None
            activities.append(self._activity(stop, shift, 0 if due is None else due.seconds))
        if not written.whole:
            if shift is not None:
                activities = self._with_appointments(activities, shift)
            activities = self._with_ends(activities, shift)
        placed = with_places_of_breaks(activities, ways)
        return OpenRound(written.shift, shift, written.whole, ways, placed)

    def _activity(self, stop: WrittenStop, shift: Shift | None, break_seconds: int) -> Activity:
        start, seconds, location = stop.start.earliest, 0, None
        if stop.visit is not None:
            seconds = self._service_seconds(stop.visit)
            client_id = self.agreements[stop.visit.visit_id].client_id
            location = self.team.client_by_id[client_id].location
        elif stop.kind is StopKind.BREAK:
            seconds = break_seconds
        elif shift is not None and stop.kind is StopKind.APPOINTMENT:
            for kept in shift.appointments:
                if kept.start == start:
                    seconds, location = kept.seconds, self._held_at(shift, kept)
        elif shift is not None:
            location = self._end(shift, stop.kind)
        return Activity(stop.kind, start, seconds, location, stop)

    def _service_seconds(self, key: VisitKey) -> int:
        """Of a visit that is not on that date: as agreed for its other dates."""
        agreed = self.agreements[key.visit_id].service_seconds
        return self.service_seconds.get(key, agreed)

    def _held_at(self, shift: Shift, kept: Appointment) -> Location:
        return self.team.endpoint(shift.carer_id, kept.held_at)

    def _end(self, shift: Shift, kind: StopKind) -> Location:
        endpoint = shift.start_place if kind is StopKind.START else shift.end_place
        return self.team.endpoint(shift.carer_id, endpoint)

    def _with_appointments(self, activities: list[Activity], shift: Shift) -> list[Activity]:
        """Each before the first activity that starts later."""
        kept = {each.start for each in activities if each.kind is StopKind.APPOINTMENT}
        listed = list(activities)
        for each in shift.appointments:
            if each.start in kept:
                continue
            position = next(
                (n for n, other in enumerate(listed) if _begins_after(other, each)), len(listed)
            )
            location = self._held_at(shift, each)
            held = Activity(StopKind.APPOINTMENT, each.start, each.seconds, location)
            listed.insert(position, held)
        return listed

    def _with_ends(self, activities: list[Activity], shift: Shift | None) -> list[Activity]:
        """With a start and an end; their times are found when all others are settled."""
        listed = list(activities)
        kinds = {each.kind for each in listed}
        if StopKind.START not in kinds:
            first = listed[0]
            start = first.location if shift is None else self._end(shift, StopKind.START)
            listed.insert(0, Activity(StopKind.START, first.start, 0, start))
        if StopKind.END not in kinds:
            last = listed[-1]
            end = last.location if shift is None else self._end(shift, StopKind.END)
            listed.append(Activity(StopKind.END, last.end, 0, end))
        return listed


def _begins_after(activity: Activity, appointment: Appointment) -> bool:
    return activity.kind is StopKind.END or (
        activity.kind is not StopKind.START and activity.start > appointment.start
    )


def _round(each: OpenRound) -> Round:
    activities = each.activities
    if len(activities) > 1 and leaves_in_time(activities):
        left = _departure(activities[0], activities[1], each.ways)
        activities = (replace(activities[0], start=left), *activities[1:])
    return Round(each.key, tuple(_stops(activities, each.ways)))


def _departure(start: Activity, first: Activity, ways: Ways) -> datetime:
    """Just in time for what the carer does first."""
    arrival = first.start
    if first.written is not None and first.written.arrival is not None:
        arrival = first.written.arrival.within(arrival)
    return after(arrival, -ways.leg_to(first, start.location).seconds)


def _stops(activities: Sequence[Activity], ways: Ways) -> Iterator[Stop]:
    here, clock = None, None
    for each in activities:
        written = each.written
        leg, arrival = None, each.start
        if clock is not None or (written is not None and written.travel_seconds is not None):
            leg = ways.leg_to(each, here)
        if clock is not None and leg is not None:
            arrival = after(clock, leg.seconds)
        start, end = each.start, each.end
        if each.kind is StopKind.END:
            start = arrival if written is None else written.start.within(arrival)
            end = replace(each, start=start).end
        if written is not None and written.arrival is not None:
            arrival = written.arrival.within(arrival)
        place = 0 if written is None else written.place
        yield Stop(each.kind, leg, arrival, start, end, each.visit, place)
        here, clock = each.location, end
