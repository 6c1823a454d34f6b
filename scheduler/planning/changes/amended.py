"""The team as it is after a change: what the new plan is made for and judged by."""

from collections.abc import Iterator
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
    """The shifts, those longer in which the visit is made so that its carer can finish and rest.

    A visit that takes longer can make a break late and a shift end late: nobody leaves a client
    because of that.
    """
    for shift in published.team.shifts:
        each = published.rounds.get(shift.key)
        stop = None
        if each is not None:
            stop = next((one for one in each.stops if one.visit == visit), None)
        if each is None or stop is None:
            yield shift
            continue
        ready = after(stop.start, service_seconds)
        behind = each.stops[each.stops.index(stop) + 1 :]
        due = [one for one in behind if one.kind is StopKind.BREAK]
        taken = len(shift.breaks) - len(due)
        breaks = tuple(
            pause if number < taken else _later(pause, ready)
            for number, pause in enumerate(shift.breaks)
        )
        rest = sum(pause.seconds for pause in breaks[taken:])
        home = after(_home(published, shift, stop, ready), rest)
        yield replace(shift, breaks=breaks, end=max(shift.end, home))


def _later(pause: Break, ready: datetime) -> Break:
    """A break that can still be taken by somebody who is ready for it at a moment."""
    return replace(pause, latest=max(pause.latest, after(ready, pause.seconds)))


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
    home = _home(published, shift, last, max(begun[-1].end, published.now))
    taken = sum(stop.kind is StopKind.BREAK for stop in begun)
    return _cut(shift, shift.start, home, taken=taken)


def _home(published: Published, shift: Shift, last: Stop, ready: datetime) -> datetime:
    mode = published.team.carer_by_id[shift.carer_id].mode
    end = published.team.endpoint(shift.carer_id, shift.end_place)
    seconds, _ = published.travel.leg(mode, published.location_of(last, shift), end)
    return after(ready, seconds)


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
