"""What is asked of rounds that take one visit more, with some rules put aside.

The other visits of a round stay with their carer and may be made in another order and at other
times within their windows; those tied to other rounds keep their start. Other rounds stay as they
are. What has begun, and that nobody sets out before now, is no rule and never put aside.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from scheduler.plan import StopKind
from scheduler.solver.obstacles import DAY, NOTHING, Obstacle, Terms, Way
from scheduler.solver.problem import Problem, ProblemShift, ProblemVisit, Span, Task
from scheduler.solver.schedule import Schedule
from scheduler.solver.spans import common
from scheduler.solver.standing import Standing

Freed = Mapping[int, frozenset[Obstacle]]
"""By shift, what is put aside of it alone."""

NOBODY: Freed = MappingProxyType({})


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

    def own(self, schedules: Iterable[Schedule]) -> tuple[Schedule, ...]:
        """Rounds of the whole problem as rounds of this one."""
        return tuple(
            Schedule(
                self.shifts.index(each.shift),
                tuple(
                    replace(one, index=self.tasks.index(one.index))
                    if one.kind is StopKind.VISIT
                    else one
                    for one in each.activities
                ),
            )
            for each in schedules
        )


@dataclass(frozen=True)
class EasedRounds:
    """Rounds from which something is put aside, with a newcomer.

    Attributes:
        terms: of the newcomer; None for the rounds as they are.
        dropped: what is put aside of all rounds and of the newcomer.
        freed: by shift, what is put aside of it besides.
        beside: rounds of the same carers that leave the rest that is due by themselves.
    """

    standing: Standing
    shifts: tuple[int, ...]
    terms: Terms | None = None
    dropped: frozenset[Obstacle] = NOTHING
    freed: Freed = field(default_factory=dict)
    beside: tuple[int, ...] = ()

    @cached_property
    def others(self) -> list[tuple[int, int]]:
        """Each other task of the rounds once, with its shift; what has begun is never put aside."""
        standing, seen = self.standing, dict[int, int]()
        for shift in self.shifts:
            first = standing.first_start(shift)
            for task in standing.tasks(shift):
                begun = standing.starts[self.visit_of(task)] < first
                if begun or Obstacle.OTHER_VISITS not in self.dropped:
                    seen.setdefault(task, shift)
        return list(seen.items())

    def visit_of(self, task: int) -> int:
        """The visit of a task of the whole problem."""
        return self.standing.problem.tasks[task].visit

    @cached_property
    def inside(self) -> frozenset[int]:
        """The visits of the rounds, those put aside too."""
        standing = self.standing
        return frozenset(
            self.visit_of(task) for shift in self.shifts for task in standing.tasks(shift)
        )

    def shift(self, number: int) -> ProblemShift | None:
        """A shift, longer or freer by what is put aside; None where no time of it is left."""
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
        for other in standing.neighbours(number, (*self.shifts, *self.beside)):
            shift = problem.shifts[other]
            departure, end = standing.spans[other]
            rest = 0 if shift.day == own.day else problem.rest
            if shift.start < own.start:
                low = max(low, end + rest)
            else:
                high = min(high, departure - rest)
        return low, high

    def asked(self, places: Mapping[int, frozenset[int]]) -> FewRounds | None:
        """These rounds by themselves, with the visit in them; None where that cannot be at all."""
        shifts = [each for each in map(self.shift, self.shifts) if each is not None]
        if len(shifts) < len(self.shifts):
            return None
        visits = list(self.visits)
        tasks = [
            Task(number, 1, frozenset({self.shifts.index(shift)}))
            for number, (_, shift) in enumerate(self.others)
        ]
        if self.terms is not None:
            spans = self._spans(self.terms)
            if not spans or not places or not all(places.values()):
                return None
            visits.append(self._newcomer(self.terms, spans, len(places)))
            tasks += [
                Task(len(visits) - 1, place, frozenset(self.shifts.index(s) for s in places[key]))
                for place, key in enumerate(sorted(places), start=1)
            ]
        whole = self.standing.problem
        numbers = [task for task, _ in self.others]
        if self.terms is not None:
            own = whole.visits[self.terms.visit].tasks
            numbers += [own[place - 1] for place in sorted(places)]
        problem = whole.replace(visits=tuple(visits), tasks=tuple(tasks), shifts=tuple(shifts))
        return FewRounds(problem, self.shifts, tuple(numbers))

    @cached_property
    def visits(self) -> tuple[ProblemVisit, ...]:
        """The others as visits of a problem in which they are numbered as they stand here."""
        return tuple(self._other(number) for number in range(len(self.others)))

    @cached_property
    def _index(self) -> dict[int, int]:
        return {self.visit_of(task): number for number, (task, _) in enumerate(self.others)}

    def _other(self, number: int) -> ProblemVisit:
        """A visit of the round, held where it is tied to another round."""
        standing = self.standing
        problem = standing.problem
        visit = self.visit_of(self.others[number][0])
        own, start = problem.visits[visit], standing.starts[visit]
        ties = {own.after, *problem.dependants[visit]} & standing.starts.keys()
        windows = own.windows
        beside = {self.visit_of(task) for task in standing.tasks(self.others[number][1])}
        if len(own.tasks) > 1 or not ties <= beside:
            windows = ((start, start),)
        elif not any(opens <= start <= closes for opens, closes in windows):
            windows = tuple(sorted((*windows, (start, start))))
        after = None if own.after is None else self._index.get(own.after)
        if self.terms is not None and own.after == self.terms.visit:
            after = None if Obstacle.DEPENDENCY in self.dropped else len(self.others)
        return replace(own, windows=windows, tasks=(number,), after=after)

    def _newcomer(self, terms: Terms, spans: tuple[Span, ...], places: int) -> ProblemVisit:
        own, first = self.standing.problem.visits[terms.visit], len(self.others)
        after = None if own.after is None else self._index.get(own.after)
        return replace(
            own,
            windows=spans,
            service=own.service if terms.service is None else terms.service,
            tasks=tuple(range(first, first + places)),
            after=None if Obstacle.DEPENDENCY in self.dropped else after,
        )

    def _spans(self, terms: Terms) -> tuple[Span, ...]:
        """The starts that the visit may have."""
        low = min(self.standing.first_start(number) for number in self.shifts)
        high = max(terms.date[1], *(closes for _, closes in terms.windows), low)
        return common(allowed(self.standing, terms, self.dropped, self.inside), ((low, high),))


def allowed(
    standing: Standing, terms: Terms, dropped: frozenset[Obstacle], free: frozenset[int]
) -> tuple[Span, ...]:
    """The starts that what a visit asks for leaves to it, whatever the round.

    Args:
        free: visits that leave it free although it is tied to them.
    """
    spans = (terms.date,) if Obstacle.WINDOW in dropped else terms.windows
    if terms.pinned is not None and Obstacle.PINNED_START not in dropped:
        spans = common(spans, ((terms.pinned, terms.pinned),))
    if Obstacle.DEPENDENCY not in dropped:
        spans = common(spans, (standing.tied_bounds(terms.visit, free),))
    return common(spans, spans)


def asked_of(
    standing: Standing,
    way: Way,
    terms: Terms | None,
    dropped: frozenset[Obstacle] = NOTHING,
    freed: Freed = NOBODY,
) -> FewRounds | None:
    """The rounds of a way by themselves, with the visit; None where that cannot be at all.

    Args:
        terms: of the visit; None for the rounds as they are.
        dropped: what is put aside.
        freed: by shift, what is put aside of that shift besides.
    """
    return EasedRounds(standing, way.shifts, terms, dropped, freed).asked(way.places)
