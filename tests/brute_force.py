"""The cheapest plan of a small problem by looking at all of them, to hold the oracle against.

Nothing here comes from a solver or the scorer of the project. Every order of visits, appointments
and breaks of every shift is tried, and every way to give the visits to such rounds. Only what
cannot be cheaper than a plan already found is left out, by bounds that are plain to see: starts are
first held between the earliest and the latest that the round by itself allows.

What is left is timing: given all orders, the best integer starts are found by HiGHS as a small
mixed-integer program (windows, and whether a published start is kept, are the only choices in it).
The cost is then added up again from those starts in whole numbers.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf

from brute_orders import Order, Orders
from brute_timing import Timing

from scheduler.domain.visit import Priority
from scheduler.rules import RuleId
from scheduler.solver.problem import Problem

UNASSIGNED = {
    Priority.MUST: RuleId.UNASSIGNED_MUST,
    Priority.SHOULD: RuleId.UNASSIGNED_SHOULD,
    Priority.MAY: RuleId.UNASSIGNED_MAY,
}


def cheapest(problem: Problem) -> float:
    """Points of the best plan; infinite when appointments make every plan impossible."""
    return _Search(problem).run()


@dataclass
class _Search:
    problem: Problem
    best: float = inf
    orders: list[dict[frozenset[int], list[Order]]] = field(default_factory=list)

    def run(self) -> float:
        for number in range(len(self.problem.shifts)):
            found: defaultdict[frozenset[int], list[Order]] = defaultdict(list)
            for order in Orders(self.problem, number).all():
                found[order.tasks].append(order)
            for orders in found.values():
                orders.sort(key=lambda order: order.least_points)
            self.orders.append(dict(found))
        for least, chosen in sorted(self.shares(), key=lambda pair: pair[0]):
            if least >= self.best:
                break
            missing = self.missing_points(chosen)
            listed = [self.orders[shift][tasks] for shift, tasks in chosen]
            self.combine(listed, (), missing)
        return self.best

    def shares(self) -> Iterator[tuple[int, list[tuple[int, frozenset[int]]]]]:
        """Every way to share the tasks out over the shifts, with a bound on its points."""

        def extend(
            shift: int, taken: frozenset[int], chosen: list[tuple[int, frozenset[int]]], points: int
        ) -> Iterator[tuple[int, list[tuple[int, frozenset[int]]]]]:
            if shift == len(self.orders):
                if self.allowed(chosen):
                    yield points + self.missing_points(chosen), chosen
                return
            if not self.problem.shifts[shift].appointments:
                yield from extend(shift + 1, taken, chosen, points)
            for tasks, orders in self.orders[shift].items():
                if not tasks & taken:
                    more = points + orders[0].least_points
                    yield from extend(shift + 1, taken | tasks, [*chosen, (shift, tasks)], more)

        yield from extend(0, frozenset(), [], 0)

    def allowed(self, chosen: list[tuple[int, frozenset[int]]]) -> bool:
        """All places or none, by different carers, and nothing without what it depends on."""
        carers: defaultdict[int, list[int]] = defaultdict(list)
        for shift, tasks in chosen:
            for task in tasks:
                carers[self.problem.tasks[task].visit].append(self.problem.shifts[shift].carer)
        for visit, sent in carers.items():
            asked = self.problem.visits[visit]
            if len(sent) != len(asked.tasks) or len(set(sent)) != len(sent):
                return False
            if asked.after is not None and asked.after not in carers:
                return False
        return True

    def missing_points(self, chosen: list[tuple[int, frozenset[int]]]) -> int:
        """For visits left out and for carers changed: what does not depend on any time."""
        problem, points = self.problem, 0
        sent: defaultdict[int, set[tuple[int, int]]] = defaultdict(set)
        for shift, tasks in chosen:
            for task in tasks:
                filled = problem.tasks[task]
                sent[filled.visit].add((filled.place, problem.shifts[shift].carer))
        for index, visit in enumerate(problem.visits):
            if index not in sent:
                points += problem.weights[UNASSIGNED[visit.priority]]
            if visit.published is not None and visit.published[0] != sent.get(index, set()):
                points += problem.weights[RuleId.CHANGE]
        return points

    def combine(
        self, listed: Sequence[Sequence[Order]], chosen: tuple[Order, ...], points: int
    ) -> None:
        """Every choice of one order per shift; `points` is a bound on what is chosen so far."""
        rest = listed[len(chosen) :]
        if points + sum(orders[0].least_points for orders in rest) >= self.best:
            return
        timing = Timing.of(self.problem, chosen)
        if timing is None or (len(chosen) > 1 and timing.least_points() == inf):
            return
        if rest:
            for order in rest[0]:
                self.combine(listed, (*chosen, order), points + order.least_points)
            return
        fixed = points - sum(order.least_points - order.fixed_points for order in chosen)
        fixed += self.fair_points(chosen)
        if fixed + timing.least_points() < self.best:
            self.best = min(self.best, fixed + timing.points(below=self.best - fixed))

    def fair_points(self, chosen: tuple[Order, ...]) -> int:
        problem = self.problem
        busy = [0] * len(problem.carer_ids)
        for order in chosen:
            service = sum(step.seconds for step in order.steps if step.visit >= 0)
            busy[problem.shifts[order.shift].carer] += order.travel + service
        shares = [
            1000 * seconds // offered
            for seconds, offered in zip(busy, problem.shift_seconds, strict=True)
            if offered > 0
        ]
        return problem.weights[RuleId.FAIR_LOAD] * (max(shares) - min(shares)) if shares else 0
