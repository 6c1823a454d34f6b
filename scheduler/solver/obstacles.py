"""Rounds as they stand, with some rules put aside: what is asked of a round that takes one more.

The other visits of a round stay with their carer and may be made in another order and at other
times within their windows; those tied to other rounds keep their start. Other rounds stay as they
are. What has begun, and that nobody sets out before now, is no rule and never put aside.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from types import MappingProxyType

from scheduler.plan import StopKind
from scheduler.rules import RuleId
from scheduler.solver.problem import Problem, ProblemShift, ProblemVisit, Span, Task
from scheduler.solver.schedule import Activity, Schedule, timed_stops
from scheduler.units import SECONDS_PER_HOUR

DAY = 24 * SECONDS_PER_HOUR
"""How far a shift reaches where its start or end is put aside."""

FAR = 1000 * DAY
"""Later than anything."""


class Obstacle(StrEnum):
    """What of the rules can stand in the way of a visit, and be put aside by itself."""

    QUALIFICATION = "qualification"
    REFUSAL = "refusal"
    PINNED_CARER = "pinned_carer"
    PINNED_START = "pinned_start"
    NO_SHIFT = "no_shift"
    WINDOW = "window"
    SHIFT_START = "shift_start"
    SHIFT_END = "shift_end"
    DEPENDENCY = "dependency"
    LOAD_CAP = "load_cap"
    REST = "rest"
    APPOINTMENT = "appointment"
    BREAK = "break"
    TOGETHER = "together"
    OTHER_VISITS = "other_visits"

    @property
    def rule(self) -> RuleId:
        """The rule that it is part of."""
        return _RULE.get(self) or RuleId(self.value)


_RULE = {
    Obstacle.PINNED_CARER: RuleId.PIN,
    Obstacle.PINNED_START: RuleId.PIN,
    Obstacle.NO_SHIFT: RuleId.SHIFT,
    Obstacle.SHIFT_START: RuleId.SHIFT,
    Obstacle.SHIFT_END: RuleId.SHIFT,
    Obstacle.OTHER_VISITS: RuleId.ONE_PLACE,
}

BARRING = frozenset({Obstacle.QUALIFICATION, Obstacle.REFUSAL, Obstacle.PINNED_CARER})
"""What keeps a carer from a place whatever the round."""

NOTHING: frozenset[Obstacle] = frozenset()


@dataclass(frozen=True)
class Terms:
    """What a visit asks for, each rule by itself.

    Attributes:
        visit: index in the problem.
        windows: as agreed, whatever is pinned and whatever the clock shows.
        date: first and last start on the visit's date, for when its windows are put aside.
        pinned: the pinned start, if any.
        barred: by place and carer, what keeps the carer from the place.
        service: seconds, where they differ from those of the problem.
    """

    visit: int
    windows: tuple[Span, ...]
    date: Span
    pinned: int | None
    barred: Mapping[tuple[int, int], frozenset[Obstacle]]
    service: int | None = None


@dataclass(frozen=True)
class Way:
    """Rounds that could take a visit.

    Attributes:
        places: by place of the visit, the shifts, of these, that may fill it.
    """

    shifts: tuple[int, ...]
    places: Mapping[int, frozenset[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class FewRounds:
    """A problem of a few rounds, and what its shifts and tasks are in the whole one."""

    problem: Problem
    shifts: tuple[int, ...]
    tasks: tuple[int, ...]

    @property
    def newcomer(self) -> int:
        """The visit that the rounds take: the last one."""
        return len(self.problem.visits) - 1

    def whole(self, schedules: Iterable[Schedule]) -> tuple[Schedule, ...]:
        """Rounds of this problem as rounds of the whole one."""
        return tuple(
            Schedule(
                self.shifts[each.shift],
                tuple(
                    replace(one, index=self.tasks[one.index]) if one.kind is StopKind.VISIT else one
                    for one in each.activities
                ),
            )
            for each in schedules
        )


@dataclass(frozen=True)
class Standing:
    """The rounds of a plan, without the visit that is asked about.

    Attributes:
        problem: with what has begun frozen.
        rounds: the activities by shift.
        now: second at which the clock stands.
        over: the shifts in which nothing can be done any more.
    """

    problem: Problem
    rounds: Mapping[int, tuple[Activity, ...]]
    now: int
    over: frozenset[int] = field(default_factory=frozenset)

    def tasks(self, shift: int) -> tuple[int, ...]:
        """The tasks of a round in order."""
        return tuple(
            each.index for each in self.rounds.get(shift, ()) if each.kind is StopKind.VISIT
        )

    @cached_property
    def starts(self) -> dict[int, int]:
        """The start of every visit that is made."""
        return {
            self.problem.tasks[each.index].visit: each.start
            for activities in self.rounds.values()
            for each in activities
            if each.kind is StopKind.VISIT
        }

    @cached_property
    def spans(self) -> dict[int, Span]:
        """Departure and end of every round."""
        spans = {}
        for number, activities in self.rounds.items():
            if activities and self._is_used(number):
                stops = timed_stops(self.problem, Schedule(number, activities))
                spans[number] = stops[0].start, stops[-1].end
        return spans

    def _is_used(self, number: int) -> bool:
        return bool(self.tasks(number) or self.problem.shifts[number].appointments)

    def first_start(self, shift: int) -> int:
        """No newcomer starts in a round before this."""
        kept = self.problem.shifts[shift].appointments
        return max([self.now, *(each.start for each in kept if each.marker)])

    def obstacles(self, terms: Terms, shifts: Iterable[int]) -> tuple[Obstacle, ...]:
        """What can stand in the way of the visit in these rounds at all."""
        own = self.problem.visits[terms.visit]
        each = [self.problem.shifts[number] for number in shifts]
        numbers = tuple(shifts)
        tied = own.after is not None or bool(self.problem.dependants[terms.visit])
        there = {
            Obstacle.PINNED_START: terms.pinned is not None,
            Obstacle.WINDOW: True,
            Obstacle.SHIFT_START: True,
            Obstacle.SHIFT_END: True,
            Obstacle.DEPENDENCY: tied,
            Obstacle.LOAD_CAP: any(shift.load_cap is not None for shift in each),
            Obstacle.REST: any(self.neighbours(number, numbers) for number in numbers),
            Obstacle.APPOINTMENT: any(not a.marker for shift in each for a in shift.appointments),
            Obstacle.BREAK: any(shift.breaks for shift in each),
            Obstacle.OTHER_VISITS: any(self.tasks(number) for number in numbers),
        }
        return tuple(obstacle for obstacle, present in there.items() if present)

    def neighbours(self, shift: int, besides: tuple[int, ...]) -> tuple[int, ...]:
        """The other rounds of the carer of a shift."""
        own = self.problem.shifts[shift]
        return tuple(
            number
            for number in self.spans
            if number not in besides and self.problem.shifts[number].carer == own.carer
        )

    def asked_of(
        self,
        way: Way,
        terms: Terms | None,
        dropped: frozenset[Obstacle] = NOTHING,
        freed: Mapping[int, frozenset[Obstacle]] = MappingProxyType({}),
    ) -> FewRounds | None:
        """These rounds by themselves, with the visit in them; None where that cannot be at all.

        Args:
            terms: of the visit; None for the rounds as they are.
            dropped: what is put aside.
            freed: by shift, what is put aside of that shift besides.
        """
        return _Rounds(self, way.shifts, terms, dropped, freed).asked(way.places)


@dataclass(frozen=True)
class _Rounds:
    """What is asked of some rounds with a newcomer in them."""

    standing: Standing
    shifts: tuple[int, ...]
    terms: Terms | None
    dropped: frozenset[Obstacle]
    freed: Mapping[int, frozenset[Obstacle]]

    def asked(self, places: Mapping[int, frozenset[int]]) -> FewRounds | None:
        shifts = [each for each in map(self._shift, self.shifts) if each is not None]
        if len(shifts) < len(self.shifts):
            return None
        index = {self._visit_of(task): number for number, (task, _) in enumerate(self._others)}
        visits = [self._other(number, index) for number in range(len(self._others))]
        tasks = [
            Task(number, 1, frozenset({self.shifts.index(shift)}))
            for number, (_, shift) in enumerate(self._others)
        ]
        if self.terms is not None:
            spans = self._spans(self.terms)
            if not spans or not places or not all(places.values()):
                return None
            visits.append(self._newcomer(self.terms, spans, len(places), index))
            tasks += [
                Task(len(visits) - 1, place, frozenset(self.shifts.index(s) for s in places[key]))
                for place, key in enumerate(sorted(places), start=1)
            ]
        whole = self.standing.problem
        numbers = [task for task, _ in self._others]
        if self.terms is not None:
            own = whole.visits[self.terms.visit].tasks
            numbers += [own[place - 1] for place in sorted(places)]
        problem = whole.replace(visits=tuple(visits), tasks=tuple(tasks), shifts=tuple(shifts))
        return FewRounds(problem, self.shifts, tuple(numbers))

    @cached_property
    def _others(self) -> list[tuple[int, int]]:
        """Each other task of the rounds once, with its shift; what has begun is never put aside."""
        standing, seen = self.standing, dict[int, int]()
        for shift in self.shifts:
            first = standing.first_start(shift)
            for task in standing.tasks(shift):
                begun = standing.starts[self._visit_of(task)] < first
                if begun or Obstacle.OTHER_VISITS not in self.dropped:
                    seen.setdefault(task, shift)
        return list(seen.items())

    def _visit_of(self, task: int) -> int:
        return self.standing.problem.tasks[task].visit

    def _shift(self, number: int) -> ProblemShift | None:
        """The shift, longer or freer by what is put aside."""
        standing, dropped = self.standing, self.dropped | self.freed.get(number, NOTHING)
        own = standing.problem.shifts[number]
        start = own.start
        if Obstacle.SHIFT_START in dropped:
            start = min(start, max(own.start - DAY, standing.now))
        latest = own.latest_end + (DAY if Obstacle.SHIFT_END in dropped else 0)
        if Obstacle.REST not in dropped:
            low, high = self._rested(number)
            start, latest = max(start, low), min(latest, high)
        if start >= latest:
            return None
        return replace(
            own,
            start=start,
            end=max(start + 1, min(own.end, latest)),
            latest_end=latest,
            breaks=() if Obstacle.BREAK in dropped else own.breaks,
            appointments=tuple(
                each
                for each in own.appointments
                if each.marker or Obstacle.APPOINTMENT not in dropped
            ),
            load_cap=None if Obstacle.LOAD_CAP in dropped else own.load_cap,
        )

    def _rested(self, number: int) -> Span:
        """Between which moments the carer's other rounds leave the rest that is due."""
        standing = self.standing
        problem = standing.problem
        own = problem.shifts[number]
        low, high = own.start - DAY, own.latest_end + DAY
        for other in standing.neighbours(number, self.shifts):
            shift = problem.shifts[other]
            departure, end = standing.spans[other]
            rest = 0 if shift.day == own.day else problem.rest
            if shift.start < own.start:
                low = max(low, end + rest)
            else:
                high = min(high, departure - rest)
        return low, high

    def _other(self, number: int, index: Mapping[int, int]) -> ProblemVisit:
        """A visit of the round, held where it is tied to another round."""
        standing = self.standing
        problem = standing.problem
        visit = self._visit_of(self._others[number][0])
        own, start = problem.visits[visit], standing.starts[visit]
        ties = {own.after, *problem.dependants[visit]} & standing.starts.keys()
        windows = own.windows
        beside = {self._visit_of(task) for task in standing.tasks(self._others[number][1])}
        if len(own.tasks) > 1 or not ties <= beside:
            windows = ((start, start),)
        elif not any(opens <= start <= closes for opens, closes in windows):
            windows = tuple(sorted((*windows, (start, start))))
        after = None if own.after is None else index.get(own.after)
        if self.terms is not None and own.after == self.terms.visit:
            after = None if Obstacle.DEPENDENCY in self.dropped else len(self._others)
        return replace(own, windows=windows, tasks=(number,), after=after)

    def _newcomer(
        self, terms: Terms, spans: tuple[Span, ...], places: int, index: Mapping[int, int]
    ) -> ProblemVisit:
        own, first = self.standing.problem.visits[terms.visit], len(self._others)
        after = None if own.after is None else index.get(own.after)
        return replace(
            own,
            windows=spans,
            service=own.service if terms.service is None else terms.service,
            tasks=tuple(range(first, first + places)),
            after=None if Obstacle.DEPENDENCY in self.dropped else after,
        )

    def _spans(self, terms: Terms) -> tuple[Span, ...]:
        """The starts that the visit may have."""
        dropped = self.dropped
        low = min(self.standing.first_start(number) for number in self.shifts)
        high = max(terms.date[1], *(closes for _, closes in terms.windows), low)
        if terms.pinned is not None and Obstacle.PINNED_START not in dropped:
            low, high = max(low, terms.pinned), min(high, terms.pinned)
        if Obstacle.DEPENDENCY not in dropped:
            earliest, latest = self._tied_bounds(terms)
            low, high = max(low, earliest), min(high, latest)
        spans = (terms.date,) if Obstacle.WINDOW in dropped else terms.windows
        return tuple(
            (max(opens, low), min(closes, high))
            for opens, closes in spans
            if max(opens, low) <= min(closes, high)
        )

    def _tied_bounds(self, terms: Terms) -> Span:
        """What visits of other rounds leave to the start; nothing where one that it needs is out.

        Other visits of these rounds that are put aside leave it free.
        """
        standing = self.standing
        problem = standing.problem
        own = problem.visits[terms.visit]
        inside = {self._visit_of(task) for shift in self.shifts for task in standing.tasks(shift)}
        low, high = -DAY, FAR
        if own.after is not None and own.after not in inside:
            if own.after not in standing.starts:
                return FAR, -DAY
            start = standing.starts[own.after]
            low = start + own.min_gap
            high = FAR if own.max_gap is None else start + own.max_gap
        for number in problem.dependants[terms.visit]:
            if number in standing.starts and number not in inside:
                other, start = problem.visits[number], standing.starts[number]
                high = min(high, start - other.min_gap)
                low = low if other.max_gap is None else max(low, start - other.max_gap)
        return low, high
