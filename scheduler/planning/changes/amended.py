"""The team as it is after a change: what the new plan is made for and judged by."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import singledispatch

from scheduler.domain.change import (
    Absence,
    Cancellation,
    Change,
    NewPin,
    NewVisit,
    NewWindow,
    Overrun,
    RetiredPin,
    VisitPlace,
)
from scheduler.domain.location import Location
from scheduler.domain.shift import Break, Shift
from scheduler.domain.team import Team
from scheduler.domain.visit import Amendment, VisitKey
from scheduler.plan import Stop, StopKind
from scheduler.planning.changes.published import Published
from scheduler.units import after, seconds_between


@singledispatch
def amended(change: Change, published: Published) -> Team:
    """The team after a change; the same one where the change asks for another plan only."""
    del change
    return published.team


@amended.register
def _(change: NewVisit, published: Published) -> Team:
    team = published.team
    return replace(team, visits=(*team.visits, change.agreement))


@amended.register
def _(change: Cancellation, published: Published) -> Team:
    team = published.team
    return _amend(team, replace(_of(team, change.visit), cancelled=True))


@amended.register
def _(change: NewWindow, published: Published) -> Team:
    team = published.team
    return _amend(team, replace(_of(team, change.visit), windows=change.windows))


@amended.register
def _(change: Overrun, published: Published) -> Team:
    visit, team = change.visit, published.team
    longer = published.visits[visit].service_seconds + change.seconds
    team = _amend(team, replace(_of(team, visit), service_seconds=longer))
    return _with_shifts(team, _stretched(published, visit, longer))


@amended.register
def _(change: NewPin, published: Published) -> Team:
    team = _unpinned(published.team, VisitPlace(change.pin.visit, change.pin.place))
    return replace(team, pins=(*team.pins, change.pin))


@amended.register
def _(change: RetiredPin, published: Published) -> Team:
    return _unpinned(published.team, change.visit)


@amended.register
def _(change: Absence, published: Published) -> Team:
    return _with_shifts(published.team, _worked(published, change))


def _unpinned(team: Team, place: VisitPlace) -> Team:
    kept = (pin for pin in team.pins if (pin.visit, pin.place) != (place.visit, place.place))
    return replace(team, pins=tuple(kept))


def _of(team: Team, visit: VisitKey) -> Amendment:
    return team.amendment_of.get(visit, Amendment(visit))


def _amend(team: Team, amendment: Amendment) -> Team:
    kept = tuple(each for each in team.amendments if each.visit != amendment.visit)
    return replace(team, amendments=(*kept, amendment))


def _with_shifts(team: Team, shifts: Iterator[Shift]) -> Team:
    return replace(team, shifts=tuple(sorted(shifts, key=lambda each: each.start)))


def _stretched(published: Published, visit: VisitKey, service_seconds: int) -> Iterator[Shift]:
    """The shifts, those in which the visit is made as its carer can still work them.

    A visit that takes longer makes breaks late, has its carer come late to an appointment, or miss
    it, and makes the shift end late: nobody leaves a client because of that.
    """
    for shift in published.team.shifts:
        each = published.rounds.get(shift.key)
        stops = () if each is None else each.stops
        at = next((n for n, stop in enumerate(stops) if stop.visit == visit), None)
        if at is None:
            yield shift
        else:
            ready = after(stops[at].start, service_seconds)
            yield _gone_on(published, shift, stops[at], ready, stops[at + 1 :])


def _gone_on(
    published: Published, shift: Shift, last: Stop, ready: datetime, behind: Sequence[Stop]
) -> Shift:
    """A shift whose carer is ready with a stop at a moment, and has these stops still to come."""
    due = Counter(stop.kind for stop in behind)
    rested = max(0, len(shift.breaks) - due[StopKind.BREAK])
    met = max(0, len(shift.appointments) - due[StopKind.APPOINTMENT])
    here, meetings, gaps = published.location_of(last, shift), [], []
    for meeting in shift.appointments[met:]:
        there = published.team.endpoint(shift.carer_id, meeting.held_at)
        way = _way(published, shift, here, there)
        start = max(meeting.start, after(ready, way))
        if start < meeting.end:
            meetings.append(replace(meeting, start=start))
            gaps.append((ready, after(start, -way)))
            here, ready = there, meeting.end
    breaks = []
    for pause in shift.breaks[rested:]:
        opens = next((gap[0] for gap in gaps if _fits(pause, gap)), ready)
        taken = after(max(opens, pause.earliest), pause.seconds)
        breaks.append(replace(pause, latest=max(pause.latest, taken)))
        gaps = [(max(begin, taken), until) for begin, until in gaps if until > taken]
        ready = max(ready, taken)
    home = published.team.endpoint(shift.carer_id, shift.end_place)
    return replace(
        shift,
        breaks=(*shift.breaks[:rested], *breaks),
        appointments=(*shift.appointments[:met], *meetings),
        end=max(shift.end, after(ready, _way(published, shift, here, home))),
    )


def _fits(pause: Break, gap: tuple[datetime, datetime]) -> bool:
    """Whether a break can be taken from one moment to another."""
    return after(max(gap[0], pause.earliest), pause.seconds) <= gap[1]


def _worked(published: Published, absence: Absence) -> Iterator[Shift]:
    """The shifts without the time in which a carer is absent; what has begun is finished."""
    for shift in published.team.shifts:
        if shift.carer_id != absence.carer_id or not (
            shift.start < absence.until and absence.since < shift.end
        ):
            yield shift
            continue
        each = published.rounds.get(shift.key)
        then = replace(published, now=max(published.now, absence.since))
        begun = () if each is None else then.begun(each)
        if begun:
            yield _until(then, shift, begun)
        elif absence.since > shift.start and absence.since > published.now:
            yield _cut(shift, shift.start, absence.since, taken=0)
        elif absence.until < shift.end:
            yield _cut(shift, absence.until, shift.end, taken=0)


def _until(published: Published, shift: Shift, begun: tuple[Stop, ...]) -> Shift:
    """A shift that ends once what has begun is finished and the carer is back."""
    if begun[-1].kind is StopKind.END:
        return shift
    last = next(stop for stop in reversed(begun) if stop.kind not in {StopKind.BREAK, StopKind.END})
    here = published.location_of(last, shift)
    there = published.team.endpoint(shift.carer_id, shift.end_place)
    ready = max(begun[-1].end, published.now)
    home = after(ready, _way(published, shift, here, there))
    taken = sum(stop.kind is StopKind.BREAK for stop in begun)
    return _cut(shift, shift.start, home, taken=taken)


def _way(published: Published, shift: Shift, here: Location, there: Location) -> int:
    """Seconds on the road."""
    mode = published.team.carer_by_id[shift.carer_id].mode
    return published.travel.leg(mode, here, there)[0]


def _cut(shift: Shift, start: datetime, end: datetime, *, taken: int) -> Shift:
    """A part of a shift: with the breaks that were taken, and those that fit if it is long."""
    breaks = tuple(
        pause
        for number, pause in enumerate(shift.breaks)
        if number < taken
        or (
            seconds_between(start, end) > seconds_between(shift.start, shift.end) // 2
            and start <= pause.earliest
            and pause.latest <= end
        )
    )
    appointments = tuple(
        each for each in shift.appointments if start <= each.start and each.end <= end
    )
    return replace(shift, start=start, end=end, breaks=breaks, appointments=appointments)
