"""Rounds that keep their starts: what stands behind a newcomer is pushed only as far as it must.

The times of a round are kept in the order they have. A start is the published one, or the first
moment that the stops before it allow where that is later; nothing begins earlier than published,
because somebody may be told so already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheduler.begun import is_on_arrival
from scheduler.domain.visit import VisitKey
from scheduler.plan import Plan, Round, StopKind
from scheduler.solver.problem import Problem, ProblemShift, ProblemVisit, Span
from scheduler.solver.schedule import Activity
from scheduler.units import seconds_between


def activities_of(problem: Problem, plan: Plan) -> dict[int, tuple[Activity, ...]]:
    """The activities of a plan's rounds by shift, as far as the problem knows them.

    Markers of the problem stand behind what begins before them.
    """
    shift_of = {shift.key: number for number, shift in enumerate(problem.shifts)}
    visit_of = {visit.key: visit for visit in problem.visits}
    return {
        shift_of[each.shift]: _activities(problem, shift_of[each.shift], each, visit_of)
        for each in plan.rounds
        if each.shift in shift_of
    }


def _activities(
    problem: Problem, number: int, each: Round, visit_of: Mapping[VisitKey, ProblemVisit]
) -> tuple[Activity, ...]:
    shift = problem.shifts[number]
    meant = _meant(problem, shift, each)
    breaks = iter(range(len(shift.breaks)))
    activities: list[Activity] = []
    for position, stop in enumerate(each.stops):
        start = seconds_between(problem.origin, stop.start)
        index: int | None = None
        if stop.kind is StopKind.VISIT:
            visit = None if stop.visit is None else visit_of.get(stop.visit)
            if visit is not None and 1 <= stop.place <= len(visit.tasks):
                index = visit.tasks[stop.place - 1]
        elif stop.kind is StopKind.BREAK:
            index = next(breaks, None)
        elif stop.kind is StopKind.APPOINTMENT:
            index = meant.get(position)
            start = start if index is None else shift.appointments[index].start
        if index is not None:
            activities.append(Activity(stop.kind, index, start, is_on_arrival(stop)))
    for index, own in enumerate(shift.appointments):
        if own.marker:
            behind = sum(_has_begun(problem, shift, each, own.start) for each in activities)
            activities.insert(behind, Activity(StopKind.APPOINTMENT, index, own.start))
    return tuple(activities)


def _meant(problem: Problem, shift: ProblemShift, each: Round) -> dict[int, int]:
    """The appointment that each stop of that kind stands for, by position.

    One that ends as the stop does, for who comes late to it still leaves with the others; else the
    stops take what is left, in order.
    """
    left = [index for index, own in enumerate(shift.appointments) if not own.marker]
    stops = [n for n, stop in enumerate(each.stops) if stop.kind is StopKind.APPOINTMENT]
    meant: dict[int, int] = {}
    for position in stops:
        end = seconds_between(problem.origin, each.stops[position].end)
        index = next((index for index in left if shift.appointments[index].end == end), None)
        if index is not None:
            meant[position] = index
            left.remove(index)
    return meant | dict(zip((each for each in stops if each not in meant), left, strict=False))


def _has_begun(problem: Problem, shift: ProblemShift, activity: Activity, marker: int) -> bool:
    """Whether an activity is one of those that a marker stands behind.

    The start alone does not tell: behind a visit that takes longer stands what was to begin before
    the marker, and what has begun may end as the next activity starts.
    """
    if activity.start >= marker:
        return False
    match activity.kind:
        case StopKind.VISIT:
            return problem.visits[problem.tasks[activity.index].visit].held
        case StopKind.BREAK:
            opens, closes = shift.breaks[activity.index].window
            return opens == closes == activity.start
        case _:
            return True


@dataclass(frozen=True, slots=True)
class Kept:
    """A round that kept what it could.

    Attributes:
        activities: with their starts.
        departure, end: of the round.
        travel: seconds on the road.
        pushed: seconds that starts had to move, all together.
    """

    activities: tuple[Activity, ...]
    departure: int
    end: int
    travel: int
    pushed: int


class Keeper:
    """Times rounds of a problem anew, moving as little as can be."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._seconds: list[list[list[int]]] = problem.seconds.tolist()

    def keep(
        self,
        number: int,
        activities: Sequence[Activity],
        newcomer: int | None = None,
        spans: Sequence[Span] = (),
    ) -> Kept | int:
        """The round of a shift in this order, or the position at which it cannot be kept.

        Args:
            newcomer: a task among the activities whose start is only a preference; it may begin
                earlier as well.
            spans: when the newcomer may start.
        """
        shift = self._problem.shifts[number]
        legs = self._seconds[shift.mode]
        places = self._places(shift, activities)
        here, ready = shift.start_location, shift.start
        departure, travel, pushed = -1, 0, 0
        timed: list[Activity] = []
        for position, (activity, there) in enumerate(zip(activities, places, strict=True)):
            leg = legs[here][there]
            arrival = ready + leg
            if activity.kind is StopKind.VISIT and activity.index == newcomer:
                limit = self._limit(shift, activities, places, position)
                start = last_start_to(spans, arrival, min(activity.start, limit))
            else:
                start = self._start(shift, activity, arrival)
                if start is not None and activity.kind is StopKind.VISIT:
                    pushed += start - activity.start
            if start is None:
                return position
            if departure < 0:
                departure = start - leg
            travel += leg
            timed.append(activity if start == activity.start else activity.at(start))
            here, ready = there, start + self._duration(shift, activity)
        back = legs[here][shift.end_location]
        end = ready + back
        if end > shift.latest_end:
            return len(timed) - 1
        return Kept(tuple(timed), departure, end, travel + back, pushed)

    def _start(self, shift: ProblemShift, activity: Activity, arrival: int) -> int | None:
        """The start of what stood there before."""
        earliest = max(arrival, activity.start)
        if activity.kind is StopKind.APPOINTMENT:
            start = shift.appointments[activity.index].start
            return start if arrival <= start else None
        if activity.kind is StopKind.BREAK:
            opens, closes = shift.breaks[activity.index].window
            earliest = max(earliest, opens)
            return earliest if earliest <= closes else None
        number = self._problem.tasks[activity.index].visit
        if self._problem.tied[number]:
            return activity.start if earliest == activity.start else None
        return first_start(self._problem.visits[number].windows, earliest)

    def _limit(
        self,
        shift: ProblemShift,
        activities: Sequence[Activity],
        places: Sequence[int],
        position: int,
    ) -> int:
        """The latest start of a visit that is in the way of nothing behind it."""
        here, service = places[position], self._duration(shift, activities[position])
        legs = self._seconds[shift.mode][here]
        if position + 1 == len(activities):
            return shift.latest_end - legs[shift.end_location] - service
        behind = activities[position + 1]
        start = behind.start
        if behind.kind is StopKind.BREAK:
            start = shift.breaks[behind.index].window[1]
        return start - legs[places[position + 1]] - service

    def _places(self, shift: ProblemShift, activities: Sequence[Activity]) -> list[int]:
        """Where each activity takes place; a break stands where the carer is."""
        places: list[int] = []
        ahead = shift.end_location
        for activity in reversed(activities):
            if activity.kind is StopKind.VISIT:
                ahead = self._problem.visits[self._problem.tasks[activity.index].visit].location
            elif activity.kind is StopKind.APPOINTMENT:
                ahead = shift.appointments[activity.index].location
            places.append(
                -1 if activity.kind is StopKind.BREAK and not activity.on_arrival else ahead
            )
        places.reverse()
        here = shift.start_location
        for position, place in enumerate(places):
            here = places[position] = here if place < 0 else place
        return places

    def _duration(self, shift: ProblemShift, activity: Activity) -> int:
        if activity.kind is StopKind.VISIT:
            return self._problem.visits[self._problem.tasks[activity.index].visit].service
        if activity.kind is StopKind.APPOINTMENT:
            kept = shift.appointments[activity.index]
            return kept.end - kept.start
        return shift.breaks[activity.index].seconds


def first_start(spans: Sequence[Span], moment: int) -> int | None:
    """The first start within spans at or after a moment."""
    return next((max(moment, opens) for opens, closes in spans if moment <= closes), None)


def last_start_to(spans: Sequence[Span], arrival: int, moment: int) -> int | None:
    """The last start from an arrival to a moment; the first one after it where there is none."""
    starts = (
        min(moment, closes)
        for opens, closes in reversed(spans)
        if max(opens, arrival) <= min(moment, closes)
    )
    return next(starts, first_start(spans, arrival))
