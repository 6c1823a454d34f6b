"""The rounds of a plan as they stand, without the visit that is asked about."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from scheduler.plan import StopKind
from scheduler.solver.obstacles import DAY, FAR, Obstacle, Terms
from scheduler.solver.problem import Problem, Span
from scheduler.solver.schedule import Activity, Schedule, timed_stops


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

    def tied_shifts(self, visit: int) -> frozenset[int]:
        """The shifts in whose rounds there are visits that a visit is tied to."""
        problem = self.problem
        tied = {problem.visits[visit].after, *problem.dependants[visit]}
        return frozenset(
            shift
            for shift in self.rounds
            if any(problem.tasks[task].visit in tied for task in self.tasks(shift))
        )

    def tied_bounds(self, visit: int, free: Container[int]) -> Span:
        """The starts that visits which it is tied to leave; none where one that it needs is out.

        Args:
            free: visits that leave it free.
        """
        problem = self.problem
        own = problem.visits[visit]
        low, high = -DAY, FAR
        if own.after is not None and own.after not in free:
            if own.after not in self.starts:
                return FAR, -DAY
            start = self.starts[own.after]
            low = start + own.min_gap
            high = FAR if own.max_gap is None else start + own.max_gap
        for number in problem.dependants[visit]:
            if number in self.starts and number not in free:
                other, start = problem.visits[number], self.starts[number]
                high = min(high, start - other.min_gap)
                low = low if other.max_gap is None else max(low, start - other.max_gap)
        return low, high
