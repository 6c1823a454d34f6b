"""All rounds of a plan in the making, and what they cost together."""

from collections.abc import Iterable, Sequence

from scheduler.errors import RoundsError
from scheduler.plan import StopKind
from scheduler.rules import RuleId
from scheduler.solver.problem import Span
from scheduler.solver.schedule import Schedule, changed, spread
from scheduler.solver.search.rounds import Frozen, RoundState, evaluate
from scheduler.solver.search.tables import Tables


class State:
    """Rounds by shift, the frozen starts of tied visits, and the visits that are left out.

    A round is None where its shift cannot be used at all beside the carer's other rounds. Rounds
    are immutable, so a copy costs no more than the lists.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.rounds: list[RoundState | None] = [None] * len(tables.shifts)
        self.frozen: Frozen = {}
        self.shift_of: dict[int, int] = {}
        self.absent = set(range(len(tables.problem.visits)))
        for shift in tables.shifts:
            self.rounds[shift.index] = self.evaluated(shift.index, shift.nodes)
            if shift.nodes and self.rounds[shift.index] is None:
                key = tables.problem.shifts[shift.index].key
                raise RoundsError(
                    "appointment-out-of-reach",
                    f"The appointments of carer {key.carer_id} in the shift that starts at "
                    f"{key.start.isoformat()} cannot all be kept.",
                )

    def copy(self) -> "State":
        """A state that changes on its own from here on."""
        twin = object.__new__(State)
        twin.tables = self.tables
        twin.rounds = list(self.rounds)
        twin.frozen = dict(self.frozen)
        twin.shift_of = dict(self.shift_of)
        twin.absent = set(self.absent)
        return twin

    def bounds(self, shift: int) -> Span:
        """Earliest departure and latest end that the carer's other rounds leave for this one."""
        table = self.tables.shifts[shift]
        earliest, latest = table.start, table.latest_end
        for other, rest in table.others:
            neighbour = self.rounds[other]
            if neighbour is None or not neighbour.nodes:
                continue
            if other < shift:
                earliest = max(earliest, neighbour.end + rest)
            else:
                latest = min(latest, neighbour.departure - rest)
        return earliest, latest

    def evaluated(
        self, shift: int, nodes: tuple[int, ...], frozen: Frozen | None = None
    ) -> RoundState | None:
        """The round of `shift` with these nodes, beside the other rounds as they are."""
        table = self.tables.shifts[shift]
        starts = self.frozen if frozen is None else frozen
        return evaluate(self.tables, table, nodes, starts, self.bounds(shift))

    def add(self, visit: int, rounds: Iterable[RoundState], start: int | None = None) -> None:
        """Put a visit into the plan: the rounds that now hold it, its start where it is tied."""
        if start is not None:
            self.frozen[visit] = start
        tasks = self.tables.problem.visits[visit].tasks
        for each in rounds:
            self.rounds[each.shift] = each
            for task in tasks:
                if task in each.nodes:
                    self.shift_of[task] = each.shift
        self.absent.discard(visit)
        self._refresh_neighbours(self.shift_of[task] for task in tasks)

    def remove(self, visits: Iterable[int]) -> None:
        """Take visits out of the plan, and with them those that depend on them."""
        leaving = self._with_dependants(visits)
        while leaving:
            touched = set()
            for visit in sorted(leaving):
                self.absent.add(visit)
                self.frozen.pop(visit, None)
                for task in self.tables.problem.visits[visit].tasks:
                    touched.add(self.shift_of.pop(task))
            leaving = set()
            for shift in sorted(touched):
                leaving |= self._shrink(shift)
            self._refresh_neighbours(touched)

    def _shrink(self, shift: int) -> set[int]:
        """Re-evaluate a round without what left it.

        Returns:
            Visits that have to leave as well: where a detour is shorter than the direct road, a
            round can become infeasible by losing a stop.
        """
        old = self.rounds[shift]
        if old is None:
            return set()
        own = self.tables.tasks
        nodes = tuple(n for n in old.nodes if n >= own or self.shift_of.get(n) == shift)
        new = self.evaluated(shift, nodes)
        if new is not None or not nodes:
            self.rounds[shift] = new
            return set()
        return self._with_dependants({self.tables.visit_of[n] for n in nodes if n < own})

    def _with_dependants(self, visits: Iterable[int]) -> set[int]:
        found: set[int] = set()
        waiting = [visit for visit in visits if visit not in self.absent]
        while waiting:
            visit = waiting.pop()
            if visit not in found:
                found.add(visit)
                dependants = self.tables.problem.dependants[visit]
                waiting.extend(each for each in dependants if each not in self.absent)
        return found

    def _refresh_neighbours(self, shifts: Iterable[int]) -> None:
        """Unused shifts of the same carers learn what the changed rounds leave them."""
        for shift in set(shifts):
            for other, _ in self.tables.shifts[shift].others:
                neighbour = self.rounds[other]
                if neighbour is None or not neighbour.nodes:
                    self.rounds[other] = self.evaluated(other, ())

    def used(self) -> list[RoundState]:
        """The rounds that do something."""
        return [each for each in self.rounds if each is not None and each.nodes]

    def cost(self) -> int:
        """Points of the whole plan."""
        tables, weights = self.tables, self.tables.weights
        used = self.used()
        points = sum(each.cost for each in used)
        points += sum(tables.unassigned_cost[visit] for visit in self.absent)
        points += weights[RuleId.WORST_LATENESS] * max((e.lateness for e in used), default=0)
        points += weights[RuleId.WAITING_SPREAD] * spread([each.waiting for each in used])
        points += weights[RuleId.FAIR_LOAD] * spread(self._shares(used))
        if tables.published:
            points += weights[RuleId.CHANGE] * self._changes(used)
        return points

    def schedules(self) -> list[Schedule]:
        """The rounds in the form that every engine hands out."""
        return [Schedule(each.shift, each.activities) for each in self.used()]

    def _shares(self, used: Sequence[RoundState]) -> list[int]:
        available = self.tables.problem.shift_seconds
        busy = [0] * len(available)
        for each in used:
            busy[self.tables.shifts[each.shift].carer] += each.busy
        return [1000 * b // a for b, a in zip(busy, available, strict=True) if a]

    def _changes(self, used: Sequence[RoundState]) -> int:
        problem = self.tables.problem
        starts: dict[int, int] = {}
        filled: dict[int, set[tuple[int, int]]] = {}
        for each in used:
            for activity in each.activities:
                if activity.kind is StopKind.VISIT:
                    task = problem.tasks[activity.index]
                    starts[task.visit] = activity.start
                    pair = (task.place, problem.shifts[each.shift].carer)
                    filled.setdefault(task.visit, set()).add(pair)
        return sum(
            changed(problem, visit, starts.get(visit), frozenset(filled.get(visit, ())))
            for visit in range(len(problem.visits))
        )
