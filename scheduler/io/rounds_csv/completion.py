"""From rounds with blanks to a plan: what is written is believed, the rest is worked out."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scheduler.domain.horizon import shifts_in, visits_in
from scheduler.domain.location import Location
from scheduler.domain.shift import Appointment, Shift
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.domain.visit import VisitKey
from scheduler.io.rounds_csv.activities import Activity, Ways, with_break
from scheduler.io.rounds_csv.written import WrittenRound, WrittenRounds, WrittenStop
from scheduler.plan import Leg, Plan, Round, Stop, StopKind, Unassigned
from scheduler.units import after

_ENDS = (StopKind.START, StopKind.END)


def complete(team: Team, travel: Travel, written: WrittenRounds) -> Plan:
    """The plan that a file means.

    Legs follow from the roads, arrivals from the legs, ends from the length of visits, breaks and
    appointments. A round that does not run from a start to an end gets both, the appointments of
    its shift, and its breaks where they fit; its carer leaves just in time for what comes first.
    Places of visits that no row fills are left unassigned, without reasons.

    Args:
        travel: between the places of the horizon, for the modes of the carers named.
    """
    completer = _Completer(team, travel, written)
    given = list(written.rounds)
    if not written.kinds_told:
        used = {each.shift for each in given}
        given += [
            WrittenRound(shift.key, ())
            for shift in shifts_in(team, written.horizon)
            if shift.appointments and shift.key not in used
        ]
    given.sort(key=lambda each: (each.shift.start, each.shift.carer_id))
    rounds = tuple(completer.round(each) for each in given)
    unassigned = tuple(_left_out(team, written, rounds))
    return Plan(team.team_id, written.horizon, rounds, unassigned)


def _left_out(team: Team, written: WrittenRounds, rounds: Sequence[Round]) -> Iterator[Unassigned]:
    made = {(stop.visit, stop.place) for each in rounds for stop in each.visit_stops}
    for visit in visits_in(team, written.horizon):
        for place in range(1, len(visit.places) + 1):
            if (visit.key, place) not in made:
                yield Unassigned(visit.key, place, visit.priority)


class _Completer:
    """Works out the rounds of one file."""

    def __init__(self, team: Team, travel: Travel, written: WrittenRounds) -> None:
        self.team = team
        self.travel = travel
        self.shifts = {shift.key: shift for shift in team.shifts}
        self.agreements = {agreement.visit_id: agreement for agreement in team.visits}
        self.service_seconds = {
            visit.key: visit.service_seconds for visit in visits_in(team, written.horizon)
        }

    def round(self, written: WrittenRound) -> Round:
        """The round of one shift, which the team may not have."""
        shift = self.shifts.get(written.shift)
        ways = Ways(self.travel, self.team.carer_by_id[written.shift.carer_id].mode)
        breaks = iter(() if shift is None else shift.breaks)
        activities = []
        for stop in written.stops:
            due = next(breaks, None) if stop.kind is StopKind.BREAK else None
            activities.append(self._activity(stop, shift, 0 if due is None else due.seconds))
        if not written.whole:
            activities = self._with_what_follows(activities, shift, ways)
        activities = _with_places_of_breaks(activities, ways)
        return Round(written.shift, tuple(_stops(activities, ways)))

    def _activity(self, stop: WrittenStop, shift: Shift | None, break_seconds: int) -> Activity:
        seconds, location = 0, None
        if stop.visit is not None:
            seconds = self._service_seconds(stop.visit)
            client_id = self.agreements[stop.visit.visit_id].client_id
            location = self.team.client_by_id[client_id].location
        elif stop.kind is StopKind.BREAK:
            seconds = break_seconds
        elif shift is not None and stop.kind is StopKind.APPOINTMENT:
            for kept in shift.appointments:
                if kept.start == stop.start:
                    seconds, location = kept.seconds, self._held_at(shift, kept)
        elif shift is not None:
            location = self._end(shift, stop.kind)
        end = stop.end or after(stop.start, seconds)
        return Activity(stop.kind, stop.start, end, location, stop)

    def _service_seconds(self, key: VisitKey) -> int:
        """Of a visit that is not on that date: as agreed for its other dates."""
        agreed = self.agreements[key.visit_id].service_seconds
        return self.service_seconds.get(key, agreed)

    def _held_at(self, shift: Shift, kept: Appointment) -> Location:
        return self.team.endpoint(shift.carer_id, kept.held_at)

    def _end(self, shift: Shift, kind: StopKind) -> Location:
        endpoint = shift.start_place if kind is StopKind.START else shift.end_place
        return self.team.endpoint(shift.carer_id, endpoint)

    def _with_what_follows(
        self, activities: Sequence[Activity], shift: Shift | None, ways: Ways
    ) -> list[Activity]:
        """With the appointments, the ends and the breaks that are not written."""
        listed = [*activities]
        if shift is not None:
            listed = self._with_appointments(listed, shift)
        listed = self._with_ends(listed, shift, ways)
        if shift is not None and all(each.kind is not StopKind.BREAK for each in listed):
            latest_end = after(shift.end, self.team.agreements.overtime_limit_seconds)
            for due in shift.breaks:
                listed = with_break(listed, due, shift, latest_end, ways)
        return listed

    def _with_appointments(self, activities: list[Activity], shift: Shift) -> list[Activity]:
        """Each before the first activity that starts later."""
        kept = {each.start for each in activities if each.kind is StopKind.APPOINTMENT}
        listed = [*activities]
        for each in shift.appointments:
            if each.start in kept:
                continue
            position = next(
                (n for n, other in enumerate(listed) if _begins_after(other, each)), len(listed)
            )
            location = self._held_at(shift, each)
            held = Activity(StopKind.APPOINTMENT, each.start, each.end, location)
            listed.insert(position, held)
        return listed

    def _with_ends(
        self, activities: Sequence[Activity], shift: Shift | None, ways: Ways
    ) -> list[Activity]:
        """With a start just in time for the first activity, and an end right after the last."""
        listed = [*activities]
        kinds = {each.kind for each in listed}
        if StopKind.START not in kinds:
            first = listed[0]
            start = first.location if shift is None else self._end(shift, StopKind.START)
            arrival = first.start
            if first.written is not None and first.written.arrival is not None:
                arrival = first.written.arrival
            left = after(arrival, -_leg(first, start, ways).seconds)
            listed.insert(0, Activity(StopKind.START, left, left, start))
        if StopKind.END not in kinds:
            last = listed[-1]
            end = last.location if shift is None else self._end(shift, StopKind.END)
            home = after(last.end, ways.leg(last.location, end).seconds)
            listed.append(Activity(StopKind.END, home, home, end))
        return listed


def _begins_after(activity: Activity, appointment: Appointment) -> bool:
    return activity.kind is StopKind.END or (
        activity.kind is not StopKind.START and activity.start > appointment.start
    )


def _leg(activity: Activity, here: Location | None, ways: Ways) -> Leg:
    """The leg to an activity: as written, by road where nothing is."""
    by_road = ways.leg(here, activity.location)
    written = activity.written
    if written is None:
        return by_road
    return Leg(
        by_road.seconds if written.travel_seconds is None else written.travel_seconds,
        by_road.metres if written.travel_metres is None else written.travel_metres,
        written.mode or by_road.mode,
    )


def _with_places_of_breaks(activities: Sequence[Activity], ways: Ways) -> list[Activity]:
    """Where breaks without a place are taken: where the carer is, or on arrival at the next.

    A leg that is written tells. Without one the carer stays, unless only going on first leaves
    enough time to be at the next stop when that begins.
    """
    listed = [*activities]
    for position, each in enumerate(listed):
        if each.kind is not StopKind.BREAK or each.location is not None or position == 0:
            continue
        before = listed[position - 1]
        ahead = next((e for e in listed[position + 1 :] if e.kind is not StopKind.BREAK), None)
        there = before.location if ahead is None else ahead.location
        goes = _goes_on_first(each, before, ahead, ways)
        listed[position] = replace(each, location=there if goes else before.location)
    return listed


def _goes_on_first(pause: Activity, before: Activity, ahead: Activity | None, ways: Ways) -> bool:
    written = pause.written
    if written is not None and written.travel_seconds is not None:
        return written.travel_seconds > 0
    if ahead is None or ahead.kind is StopKind.END:
        return False
    seconds = ways.leg(before.location, ahead.location).seconds
    late_if_stays = after(pause.end, seconds) > ahead.start
    return late_if_stays and after(before.end, seconds) <= pause.start


def _stops(activities: Sequence[Activity], ways: Ways) -> Iterator[Stop]:
    previous: Activity | None = None
    for each in activities:
        written = each.written
        leg, arrival = None, each.start
        told = written is not None and written.travel_seconds is not None
        if previous is not None or told:
            leg = _leg(each, None if previous is None else previous.location, ways)
        if previous is not None and leg is not None:
            arrival = after(previous.end, leg.seconds)
        start, end = each.start, each.end
        if written is None and each.kind is StopKind.END:
            start = end = arrival  # a break may have come before it
        if written is not None and written.arrival is not None:
            arrival = written.arrival
        yield Stop(
            each.kind,
            leg,
            arrival,
            start,
            end,
            None if written is None else written.visit,
            0 if written is None else written.place,
        )
        previous = each
