"""Every way to fit a visit into rounds that are published, with as little moved as can be.

Every gap of every round that may take it is tried exactly: the stops behind the gap keep their
starts or are pushed, breaks may be taken elsewhere, everything else stays.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from scheduler.plan import StopKind
from scheduler.solver.keeping import Keeper, Kept
from scheduler.solver.placement import (
    PUSHED,
    Placement,
    continuity_points,
    round_points,
    visits_of,
)
from scheduler.solver.problem import Problem, Span
from scheduler.solver.round_orders import empty_round, orders_with
from scheduler.solver.schedule import Activity


@dataclass(frozen=True)
class Placements:
    """The ways to fill places of a visit in rounds as they stand.

    Attributes:
        rounds: by shift.
        visit: whose places are filled.
        preferred: the start that it had.
    """

    problem: Problem
    keeper: Keeper
    rounds: Mapping[int, Kept]
    visit: int
    preferred: int | None = None

    def of(self, tasks: Sequence[int]) -> list[Placement]:
        """Every way, the cheapest first.

        Args:
            tasks: the places to fill; the others are filled already, or there are none.
        """
        spans = self._spans()
        if not spans:
            return []
        wish = self._wish(spans)
        if len(tasks) == 1:
            found = self._single(tasks[0], spans, wish)
        else:
            found = self._joint(tasks, spans, wish)
        return sorted(found, key=lambda each: (each.rank, each.shifts))

    def _spans(self) -> tuple[Span, ...]:
        """The visit's windows, as far as the visits it is tied to allow."""
        own, starts = self.problem.visits[self.visit], starts_of(self.problem, self.rounds)
        earliest, latest = 0, max((closes for _, closes in own.windows), default=-1)
        if self.visit in starts:
            earliest = latest = starts[self.visit]
        if own.after is not None:
            if own.after not in starts:
                return ()
            earliest = max(earliest, starts[own.after] + own.min_gap)
            if own.max_gap is not None:
                latest = min(latest, starts[own.after] + own.max_gap)
        for number in self.problem.dependants[self.visit]:
            other = self.problem.visits[number]
            if number in starts:
                latest = min(latest, starts[number] - other.min_gap)
                if other.max_gap is not None:
                    earliest = max(earliest, starts[number] - other.max_gap)
        spans = ((max(opens, earliest), min(closes, latest)) for opens, closes in own.windows)
        return tuple((opens, closes) for opens, closes in spans if opens <= closes)

    def _single(self, task: int, spans: Sequence[Span], wish: int) -> Iterator[Placement]:
        """The best way in every round that may take a task."""
        newcomer = Activity(StopKind.VISIT, task, wish)
        barred = set(self._companions(task))
        for number in sorted(self.problem.tasks[task].shifts):
            if self.problem.shifts[number].carer in barred or not self._has_load(number):
                continue
            ways = self._ways(newcomer, number, spans)
            best = min(ways, key=lambda each: each.rank, default=None)
            if best is not None:
                yield best

    def _companions(self, task: int) -> Iterator[int]:
        """The carers who fill other places of the visit."""
        for number, kept in self.rounds.items():
            for other, activity in visits_of(self.problem, kept):
                if other.visit == self.visit and activity.index != task:
                    yield self.problem.shifts[number].carer

    def _ways(self, newcomer: Activity, number: int, spans: Sequence[Span]) -> Iterator[Placement]:
        problem, task, before = self.problem, newcomer.index, self.rounds.get(number)
        shift = problem.shifts[number]
        activities = before.activities if before is not None else empty_round(shift)
        more = continuity_points(problem, self.visit, number, before)
        more -= round_points(problem, number, before)
        for order in orders_with(shift, activities, newcomer):
            kept = self.keeper.keep(number, order, task, spans)
            if isinstance(kept, Kept) and self._apart(number, kept):
                start = next(each.start for each in kept.activities if _is_of(each, task))
                points = more + round_points(problem, number, kept) + PUSHED * kept.pushed
                off = abs(start - newcomer.start)
                yield Placement(self.visit, {number: kept}, start, points, kept.pushed, off)

    def _wish(self, spans: Sequence[Span]) -> int:
        """The start that is looked for: the one it had, else the client's wish, else the first."""
        wished = self.problem.visits[self.visit].wished
        starts = (start for start in (self.preferred, wished) if start is not None)
        return next(starts, spans[0][0])

    def _has_load(self, number: int) -> bool:
        cap = self.problem.shifts[number].load_cap
        if cap is None:
            return True
        made = visits_of(self.problem, self.rounds.get(number))
        load = sum(self.problem.visits[task.visit].load for task, _ in made)
        return load + self.problem.visits[self.visit].load <= cap

    def _apart(self, number: int, kept: Kept) -> bool:
        """Whether the carer's other rounds leave the rest that is due, or do not overlap."""
        shifts = self.problem.shifts
        own = shifts[number]
        for other, each in self.rounds.items():
            if other == number or shifts[other].carer != own.carer:
                continue
            rest = 0 if shifts[other].day == own.day else self.problem.rest
            first, second = (kept, each) if own.start <= shifts[other].start else (each, kept)
            if second.departure < first.end + rest:
                return False
        return True

    def _joint(self, tasks: Sequence[int], spans: Sequence[Span], wish: int) -> Iterator[Placement]:
        """All places together: at every start that one of them likes, each where it is cheapest."""
        starts = {each.start for task in tasks for each in self._single(task, spans, wish)}
        for start in sorted(starts):
            together = self._at_once(tasks, start)
            if together is not None:
                yield replace(together, off=abs(start - wish))

    def _at_once(self, tasks: Sequence[int], start: int) -> Placement | None:
        """All places at one start, by different carers, the place with the fewest ways first."""
        ways = {
            task: sorted(self._single(task, ((start, start),), start), key=lambda each: each.rank)
            for task in tasks
        }
        rounds: dict[int, Kept] = {}
        carers: set[int] = set()
        points = pushed = 0
        for task in sorted(tasks, key=lambda each: (len(ways[each]), each)):
            free = (each for each in ways[task] if carers.isdisjoint(self._carers(each.shifts)))
            best = next(free, None)
            if best is None:
                return None
            rounds.update(best.rounds)
            carers |= self._carers(best.shifts)
            points, pushed = points + best.points, pushed + best.pushed
        return Placement(self.visit, rounds, start, points, pushed, 0)

    def _carers(self, shifts: Iterable[int]) -> set[int]:
        return {self.problem.shifts[number].carer for number in shifts}


def starts_of(problem: Problem, rounds: Mapping[int, Kept]) -> dict[int, int]:
    """The start of every visit that rounds make."""
    return {
        task.visit: activity.start
        for kept in rounds.values()
        for task, activity in visits_of(problem, kept)
    }


def _is_of(activity: Activity, task: int) -> bool:
    return activity.kind is StopKind.VISIT and activity.index == task
