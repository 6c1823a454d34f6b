"""Where a visit fits into rounds that are published, with as little moved as can be.

Every gap of every round that may take it is tried exactly: the stops behind the gap keep their
starts or are pushed, breaks may be taken elsewhere, everything else stays. What a place costs is
told in the points of the rules that speak of single visits and rounds; those that compare rounds
(fair load, spread of waiting, worst lateness) show in the score of the plan that comes of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from scheduler.errors import FaultError, RoundsError
from scheduler.plan import StopKind
from scheduler.rules import RuleId
from scheduler.solver.keeping import Keeper, Kept
from scheduler.solver.problem import Problem
from scheduler.solver.schedule import Activity, Schedule

PUSHED = 1
"""Points of every second that somebody else's start is pushed, so that the calmer place wins."""


@dataclass(frozen=True, slots=True)
class Placement:
    """A way to make a visit.

    Attributes:
        rounds: the rounds that change, by shift.
        start: of the visit.
        points: what it adds to the cost of the rounds, and to that of starts that are pushed.
        pushed: seconds that other starts move, all together.
    """

    visit: int
    rounds: Mapping[int, Kept]
    start: int
    points: int
    pushed: int

    @property
    def shifts(self) -> tuple[int, ...]:
        """Who makes it, by shift."""
        return tuple(self.rounds)


class Placing:
    """Rounds as they stand, which visits are put into or taken out of one by one.

    Args:
        rounds: activities by shift, with their starts, as `scheduler.solver.keeping` gives them.

    Attributes:
        rounds: the rounds as they now stand.
        displaced: tasks that could not stay where they stood, such as those behind a visit that
            takes longer; all places of a joint visit leave together.
    """

    def __init__(self, problem: Problem, rounds: Mapping[int, tuple[Activity, ...]]) -> None:
        self._problem = problem
        self._keeper = Keeper(problem)
        self.rounds: dict[int, Kept] = {}
        self.displaced: set[int] = set()
        waiting = {number: activities for number, activities in rounds.items() if activities}
        while waiting:
            number, activities = waiting.popitem()
            kept = self._keeper.keep(number, activities)
            if isinstance(kept, Kept):
                self._stand(number, kept)
                continue
            leaving = self._leaving(number, activities, kept)
            self.displaced |= leaving
            for other, given in rounds.items():
                if any(each.kind is StopKind.VISIT and each.index in leaving for each in given):
                    self.rounds.pop(other, None)
                    waiting[other] = without({other: given}, frozenset(self.displaced))[other]

    def _leaving(
        self, number: int, activities: tuple[Activity, ...], position: int
    ) -> frozenset[int]:
        """The tasks that leave a round which cannot be kept beyond a position.

        Raises:
            RoundsError: when nothing is left that could leave.
        """
        for activity in activities[position::-1]:
            if activity.kind is StopKind.VISIT:
                visit = self._problem.visits[self._problem.tasks[activity.index].visit]
                if visit.windows != ((activity.start, activity.start),):
                    return frozenset(visit.tasks)
        key = self._problem.shifts[number].key
        raise RoundsError(
            "round-cannot-go-on",
            f"What has begun of the round of {key.carer_id} from {key.start.isoformat()} leaves "
            "no time for its breaks, appointments and way back.",
        )

    def activities(self, number: int) -> tuple[Activity, ...]:
        """The round of a shift as it now stands; nothing where there is none."""
        return self.rounds[number].activities if number in self.rounds else ()

    @property
    def schedules(self) -> tuple[Schedule, ...]:
        """The rounds, those of nothing but appointments included."""
        return tuple(
            Schedule(number, self.rounds[number].activities) for number in sorted(self.rounds)
        )

    def starts(self) -> dict[int, int]:
        """The start of every visit that is made."""
        return {
            self._problem.tasks[activity.index].visit: activity.start
            for kept in self.rounds.values()
            for activity in kept.activities
            if activity.kind is StopKind.VISIT
        }

    def place(self, placement: Placement) -> None:
        """Make the visit so."""
        self.rounds.update(placement.rounds)

    def take_out(self, visit: int) -> None:
        """Make the visit no more, nor those that depend on it; all else stays where it is."""
        leaving = frozenset(self._problem.visits[visit].tasks)
        for number, kept in list(self.rounds.items()):
            activities = without({number: kept.activities}, leaving)[number]
            if len(activities) < len(kept.activities):
                again = self._keeper.keep(number, activities)
                if not isinstance(again, Kept):
                    raise FaultError("round-not-kept", f"Visit {self._problem.visits[visit].key}.")
                self._stand(number, again)
        for dependant in self._problem.dependants[visit]:
            self.take_out(dependant)

    def _stand(self, number: int, kept: Kept) -> None:
        """The round is like this from now on; one of nothing but breaks is none."""
        if all(activity.kind is StopKind.BREAK for activity in kept.activities):
            self.rounds.pop(number, None)
        else:
            self.rounds[number] = kept

    def placements(
        self, visit: int, tasks: Sequence[int], preferred: int | None = None
    ) -> list[Placement]:
        """Every way to fill places of a visit, the cheapest first.

        Args:
            tasks: the places to fill; the others are filled already, or there are none.
            preferred: the start that it had.
        """
        spans = self._spans(visit)
        if len(tasks) == 1:
            found = list(self._single(visit, tasks[0], spans, preferred))
        else:
            found = list(self._joint(visit, tasks, spans, preferred))
        return sorted(found, key=lambda each: (each.points, each.start, each.shifts))

    def _spans(self, visit: int) -> tuple[tuple[int, int], ...]:
        """The visit's windows, as far as the visits it is tied to allow."""
        own, starts = self._problem.visits[visit], self.starts()
        earliest, latest = 0, max((closes for _, closes in own.windows), default=-1)
        if visit in starts:
            earliest = latest = starts[visit]
        if own.after is not None:
            if own.after not in starts:
                return ()
            earliest = max(earliest, starts[own.after] + own.min_gap)
            if own.max_gap is not None:
                latest = min(latest, starts[own.after] + own.max_gap)
        for number in self._problem.dependants[visit]:
            other = self._problem.visits[number]
            if number in starts:
                latest = min(latest, starts[number] - other.min_gap)
                if other.max_gap is not None:
                    earliest = max(earliest, starts[number] - other.max_gap)
        spans = ((max(opens, earliest), min(closes, latest)) for opens, closes in own.windows)
        return tuple((opens, closes) for opens, closes in spans if opens <= closes)

    def _single(
        self,
        visit: int,
        task: int,
        spans: tuple[tuple[int, int], ...],
        preferred: int | None,
        barred: frozenset[int] = frozenset(),
    ) -> Iterator[Placement]:
        """The best way in every round that may take a task."""
        if not spans:
            return
        shifts = self._problem.shifts
        taken = {
            shifts[number].carer
            for number, kept in self.rounds.items()
            for activity in kept.activities
            if activity.kind is StopKind.VISIT
            and activity.index != task
            and self._problem.tasks[activity.index].visit == visit
        }
        for number in sorted(self._problem.tasks[task].shifts):
            if shifts[number].carer in taken | barred or not self._has_load(visit, number):
                continue
            ways = self._ways(visit, task, number, spans, preferred)
            best = min(ways, key=lambda each: (each.points, each.start), default=None)
            if best is not None:
                yield best

    def _ways(
        self,
        visit: int,
        task: int,
        number: int,
        spans: tuple[tuple[int, int], ...],
        preferred: int | None,
    ) -> Iterator[Placement]:
        own = self._problem.visits[visit]
        wish = own.wished if preferred is None else preferred
        start = spans[0][0] if wish is None else wish
        newcomer = Activity(StopKind.VISIT, task, start)
        before = self.rounds.get(number)
        activities = before.activities if before is not None else self._nothing(number)
        for order in self._orders(number, activities, newcomer):
            kept = self._keeper.keep(number, order, task, spans)
            if isinstance(kept, Kept) and self._apart(number, kept):
                yield self._placement(visit, task, number, kept)

    def _nothing(self, number: int) -> tuple[Activity, ...]:
        """A round without visits: its breaks and appointments."""
        shift = self._problem.shifts[number]
        pauses = [
            Activity(StopKind.BREAK, index, each.window[0])
            for index, each in enumerate(shift.breaks)
        ]
        kept = [
            Activity(StopKind.APPOINTMENT, index, each.start)
            for index, each in enumerate(shift.appointments)
        ]
        return tuple(sorted((*pauses, *kept), key=lambda each: each.start))

    def _orders(
        self, number: int, activities: tuple[Activity, ...], newcomer: Activity
    ) -> Iterator[tuple[Activity, ...]]:
        """The newcomer everywhere behind what has begun, breaks where they are or elsewhere."""
        shift = self._problem.shifts[number]
        fixed = 0
        for position, activity in enumerate(activities):
            if activity.kind is StopKind.APPOINTMENT and shift.appointments[activity.index].marker:
                fixed = position + 1
        for position in range(fixed, len(activities) + 1):
            order = (*activities[:position], newcomer, *activities[position:])
            yield order
            yield from self._with_breaks_elsewhere(number, order, fixed)

    def _with_breaks_elsewhere(
        self, number: int, order: tuple[Activity, ...], fixed: int
    ) -> Iterator[tuple[Activity, ...]]:
        """Orders in which one break that is still to come is taken at another place."""
        breaks = self._problem.shifts[number].breaks
        for at in range(fixed, len(order)):
            if order[at].kind is not StopKind.BREAK:
                continue
            pause = Activity(StopKind.BREAK, order[at].index, breaks[order[at].index].window[0])
            rest = (*order[:at], *order[at + 1 :])
            low = max((p + 1 for p in range(at) if rest[p].kind is StopKind.BREAK), default=fixed)
            high = min(
                (p for p in range(at, len(rest)) if rest[p].kind is StopKind.BREAK),
                default=len(rest),
            )
            for position in range(max(low, fixed), high + 1):
                if position != at:
                    yield (*rest[:position], pause, *rest[position:])

    def _placement(self, visit: int, task: int, number: int, kept: Kept) -> Placement:
        problem, before = self._problem, self.rounds.get(number)
        shift, own = problem.shifts[number], problem.visits[visit]
        weights = problem.weights
        start = next(
            activity.start
            for activity in kept.activities
            if activity.kind is StopKind.VISIT and activity.index == task
        )
        travel = kept.travel - (before.travel if before else 0)
        overtime = max(0, kept.end - shift.end)
        overtime -= max(0, before.end - shift.end) if before else 0
        points = weights[RuleId.TRAVEL] * travel + weights[RuleId.OVERTIME] * overtime
        points += self._visit_points(shift.carer, kept)
        points -= self._visit_points(shift.carer, before) if before else 0
        steps = int(problem.visit_steps[own.client, shift.carer])
        if not self._meets(before, own.client):
            steps += int(problem.meeting_steps[own.client, shift.carer])
        points += weights[RuleId.CONTINUITY] * steps + PUSHED * kept.pushed
        return Placement(visit, {number: kept}, start, points, kept.pushed)

    def _visit_points(self, carer: int, kept: Kept) -> int:
        """What the visits of a round cost: wishes, and changes of what was published."""
        problem, points = self._problem, 0
        for activity in kept.activities:
            if activity.kind is not StopKind.VISIT:
                continue
            task = problem.tasks[activity.index]
            visit = problem.visits[task.visit]
            if visit.wished is not None and task.place == 1:
                beyond = abs(activity.start - visit.wished) - problem.wished_tolerance
                points += problem.weights[RuleId.WISHED_START] * max(0, beyond)
            if visit.published is not None and visit.published[1] is not None:
                changed = abs(activity.start - visit.published[1]) > problem.change_tolerance
                changed = changed or (task.place, carer) not in visit.published[0]
                points += problem.weights[RuleId.CHANGE] * changed
        return points

    def _meets(self, kept: Kept | None, client: int) -> bool:
        return kept is not None and any(
            self._problem.visits[self._problem.tasks[activity.index].visit].client == client
            for activity in kept.activities
            if activity.kind is StopKind.VISIT
        )

    def _has_load(self, visit: int, number: int) -> bool:
        cap = self._problem.shifts[number].load_cap
        if cap is None:
            return True
        kept = self.rounds.get(number)
        load = sum(
            self._problem.visits[self._problem.tasks[activity.index].visit].load
            for activity in (kept.activities if kept else ())
            if activity.kind is StopKind.VISIT
        )
        return load + self._problem.visits[visit].load <= cap

    def _apart(self, number: int, kept: Kept) -> bool:
        """Whether the carer's other rounds leave the rest that is due, or do not overlap."""
        shifts = self._problem.shifts
        own = shifts[number]
        for other, each in self.rounds.items():
            if other == number or shifts[other].carer != own.carer:
                continue
            rest = 0 if shifts[other].day == own.day else self._problem.rest
            first, second = (kept, each) if own.start <= shifts[other].start else (each, kept)
            if second.departure < first.end + rest:
                return False
        return True

    def _joint(
        self,
        visit: int,
        tasks: Sequence[int],
        spans: tuple[tuple[int, int], ...],
        preferred: int | None,
    ) -> Iterator[Placement]:
        """All places together: at every start that one of them likes, each where it is cheapest."""
        starts = {
            each.start for task in tasks for each in self._single(visit, task, spans, preferred)
        }
        for start in sorted(starts):
            together = self._at_once(visit, tasks, start)
            if together is not None:
                yield together

    def _at_once(self, visit: int, tasks: Sequence[int], start: int) -> Placement | None:
        """All places at one start, by different carers, the place with the fewest ways first."""
        ways = {
            task: sorted(
                self._single(visit, task, ((start, start),), start), key=lambda each: each.points
            )
            for task in tasks
        }
        rounds: dict[int, Kept] = {}
        carers: set[int] = set()
        points = pushed = 0
        for task in sorted(tasks, key=lambda each: (len(ways[each]), each)):
            best = next(
                (each for each in ways[task] if carers.isdisjoint(self._carers(each.shifts))), None
            )
            if best is None:
                return None
            rounds.update(best.rounds)
            carers |= self._carers(best.shifts)
            points, pushed = points + best.points, pushed + best.pushed
        return Placement(visit, rounds, start, points, pushed)

    def _carers(self, shifts: Iterable[int]) -> set[int]:
        return {self._problem.shifts[number].carer for number in shifts}


def without(
    rounds: Mapping[int, tuple[Activity, ...]], tasks: frozenset[int]
) -> dict[int, tuple[Activity, ...]]:
    """The rounds after tasks have left."""
    return {
        number: tuple(
            each
            for each in activities
            if each.kind is not StopKind.VISIT or each.index not in tasks
        )
        for number, activities in rounds.items()
    }
