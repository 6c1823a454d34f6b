"""For brute force: the best integer starts once all orders are chosen."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import inf

import numpy as np
from brute_orders import Order, least_wished
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from scheduler.rules import RuleId
from scheduler.solver.problem import Problem, Span

SLACK = 1e-5


@dataclass
class Timing:
    """All starts of a choice of orders; a joint visit has one start."""

    problem: Problem
    chosen: tuple[Order, ...]
    variable: dict[tuple[int, int], int]
    of_visit: dict[int, int]
    spans: list[list[Span]]

    @staticmethod
    def of(problem: Problem, chosen: tuple[Order, ...]) -> "Timing | None":
        """None when the starts of two rounds cannot be brought together."""
        variable: dict[tuple[int, int], int] = {}
        of_visit: dict[int, int] = {}
        spans: list[list[Span]] = []
        for number, order in enumerate(chosen):
            for position, (step, held) in enumerate(zip(order.steps, order.spans, strict=True)):
                known = of_visit.get(step.visit) if step.visit >= 0 else None
                if known is None:
                    known = len(spans)
                    spans.append(list(step.spans))
                if step.visit >= 0:
                    of_visit[step.visit] = known
                variable[number, position] = known
                spans[known] = _within(spans[known], held)
                if not spans[known]:
                    return None
        return Timing(problem, chosen, variable, of_visit, spans)

    def differences(self) -> Iterator[tuple[int, int, int]]:
        """(a, b, least): the start of b is at least so much later than the start of a."""
        for number, order in enumerate(self.chosen):
            for position in range(1, len(order.steps)):
                before, here = self.variable[number, position - 1], self.variable[number, position]
                yield before, here, order.steps[position].lag
        for visit, here in self.of_visit.items():
            asked = self.problem.visits[visit]
            if asked.after in self.of_visit:
                other = self.of_visit[asked.after]
                yield other, here, asked.min_gap
                if asked.max_gap is not None:
                    yield here, other, -asked.max_gap
        yield from self.between_rounds()

    def between_rounds(self) -> Iterator[tuple[int, int, int]]:
        """One carer's rounds follow each other, with the rest agreed between two dates."""
        shifts = self.problem.shifts
        for a, one in enumerate(self.chosen):
            for b, other in enumerate(self.chosen):
                first, then = shifts[one.shift], shifts[other.shift]
                if first.carer == then.carer and first.start < then.start:
                    rest = self.problem.rest if first.day != then.day else 0
                    last = self.variable[a, len(one.steps) - 1]
                    yield last, self.variable[b, 0], one.lasts + rest + other.steps[0].lag

    def least_points(self) -> float:
        """A bound: no start outside what all the differences together allow."""
        low = [spans[0][0] for spans in self.spans]
        high = [spans[-1][1] for spans in self.spans]
        differences = list(self.differences())
        for _ in range(len(low) + 1):
            for a, b, least in differences:
                low[b] = max(low[b], low[a] + least)
                high[a] = min(high[a], high[b] - least)
        if any(first > last for first, last in zip(low, high, strict=True)):
            return inf
        points, worst = 0, 0
        for visit, here in self.of_visit.items():
            points += least_wished(self.problem, visit, (low[here], high[here]))
            wished = self.problem.visits[visit].wished
            if wished is not None:
                worst = max(worst, low[here] - wished - self.problem.wished_tolerance)
        points += self.problem.weights[RuleId.WORST_LATENESS] * worst
        for number, order in enumerate(self.chosen):
            last = low[self.variable[number, len(order.steps) - 1]]
            over = max(0, last + order.lasts - self.problem.shifts[order.shift].end)
            points += self.problem.weights[RuleId.OVERTIME] * over
        return points

    def points(self, below: float) -> float:
        """Points of the best starts, infinite when none makes it below the given number."""
        starts = _Program(self).starts(below) if self.spans else []
        return inf if starts is None else self.points_of(starts)

    def points_of(self, starts: list[int]) -> int:
        """Points of whole starts, added up anew; they must keep every difference and window."""
        for a, b, least in self.differences():
            assert starts[b] - starts[a] >= least
        for start, spans in zip(starts, self.spans, strict=True):
            assert any(opens <= start <= closes for opens, closes in spans)
        problem, weights = self.problem, self.problem.weights
        points, worst = 0, 0
        for visit, here in self.of_visit.items():
            asked = problem.visits[visit]
            if asked.wished is not None:
                late = starts[here] - asked.wished
                worst = max(worst, late - problem.wished_tolerance)
                points += weights[RuleId.WISHED_START] * max(
                    0, abs(late) - problem.wished_tolerance
                )
            told = self.told(visit)
            if told is not None and abs(starts[here] - told) > problem.change_tolerance:
                points += weights[RuleId.CHANGE]
        points += weights[RuleId.WORST_LATENESS] * worst
        waits = []
        for number, order in enumerate(self.chosen):
            first, last = self.ends(number)
            end = starts[last] + order.lasts
            over = max(0, end - problem.shifts[order.shift].end)
            points += weights[RuleId.OVERTIME] * over
            waits.append(starts[last] - starts[first] - self.hurry(order))
        if waits:
            points += weights[RuleId.WAITING_SPREAD] * (max(waits) - min(waits))
        return points

    def ends(self, number: int) -> tuple[int, int]:
        """The first and the last start of a round."""
        last = len(self.chosen[number].steps) - 1
        return self.variable[number, 0], self.variable[number, last]

    def hurry(self, order: Order) -> int:
        """From first to last start without any waiting."""
        return sum(step.lag for step in order.steps[1:])

    def told(self, visit: int) -> int | None:
        """The published start, where keeping it would leave the visit unchanged."""
        published = self.problem.visits[visit].published
        if published is None:
            return None
        shifts = self.problem.shifts
        sent = {
            (step.place, shifts[order.shift].carer)
            for order in self.chosen
            for step in order.steps
            if step.visit == visit
        }
        return published[1] if published[0] == sent else None


def _within(spans: list[Span], held: Span) -> list[Span]:
    cut = [(max(opens, held[0]), min(closes, held[1])) for opens, closes in spans]
    return [(opens, closes) for opens, closes in cut if opens <= closes]


class _Program:
    """The timing as a mixed-integer program; instants count from the first one possible."""

    def __init__(self, timing: Timing) -> None:
        self.timing = timing
        self.origin = min(spans[0][0] for spans in timing.spans)
        self.low: list[float] = []
        self.high: list[float] = []
        self.price: list[float] = []
        self.rows: list[tuple[dict[int, float], float]] = []
        for spans in timing.spans:
            self.new(spans[0][0] - self.origin, spans[-1][1] - self.origin)
        self.far = 2 * max(self.high) + 1
        for a, b, least in timing.differences():
            self.at_least({b: 1, a: -1}, least)
        self.windows()
        self.wishes()
        self.rounds()
        self.published()

    def new(self, low: float, high: float, price: float = 0) -> int:
        self.low.append(low)
        self.high.append(high)
        self.price.append(price)
        return len(self.low) - 1

    def at_least(self, terms: dict[int, float], least: float) -> None:
        self.rows.append((terms, least))

    def windows(self) -> None:
        for here, spans in enumerate(self.timing.spans):
            for (_, closes), (opens, _) in pairwise(spans):
                behind = self.new(0, 1)
                opening, closing = opens - self.origin, closes - self.origin
                self.at_least({here: 1, behind: -opening}, 0)
                self.at_least({here: -1, behind: self.far}, -closing)

    def wishes(self) -> None:
        problem = self.timing.problem
        worst = self.new(0, np.inf, problem.weights[RuleId.WORST_LATENESS])
        for visit, here in self.timing.of_visit.items():
            wished = problem.visits[visit].wished
            if wished is not None:
                aim, free = wished - self.origin, problem.wished_tolerance
                beyond = self.new(0, np.inf, problem.weights[RuleId.WISHED_START])
                self.at_least({beyond: 1, here: -1}, -aim - free)
                self.at_least({beyond: 1, here: 1}, aim - free)
                self.at_least({worst: 1, here: -1}, -aim - free)

    def rounds(self) -> None:
        problem = self.timing.problem
        price = problem.weights[RuleId.WAITING_SPREAD]
        most, least = self.new(0, np.inf, price), self.new(0, np.inf, -price)
        self.at_least({most: 1, least: -1}, 0)
        for number, order in enumerate(self.timing.chosen):
            first, last = self.timing.ends(number)
            over = self.new(0, np.inf, problem.weights[RuleId.OVERTIME])
            end = problem.shifts[order.shift].end - self.origin
            self.at_least({over: 1, last: -1}, order.lasts - end)
            hurry = self.timing.hurry(order)
            span = {} if first == last else {last: 1.0, first: -1.0}
            self.at_least({most: 1} | {v: -sign for v, sign in span.items()}, -hurry)
            self.at_least({least: -1} | span, hurry)

    def published(self) -> None:
        problem = self.timing.problem
        for visit, here in self.timing.of_visit.items():
            told = self.timing.told(visit)
            if told is not None:
                changed = self.new(0, 1, problem.weights[RuleId.CHANGE])
                aim, free = told - self.origin, problem.change_tolerance
                way = self.far + abs(aim)
                self.at_least({here: 1, changed: way}, aim - free)
                self.at_least({here: -1, changed: way}, -aim - free)

    def starts(self, below: float) -> list[int] | None:
        """The best integer starts; None when even fractions of seconds would cost too much."""
        relaxed = self.solved(whole=False)
        if relaxed is None or relaxed.fun > below - 1 + SLACK:
            return None
        result = self.solved(whole=True)
        if result is None:
            return None
        found = result.x[: len(self.timing.spans)]
        assert np.abs(found - np.rint(found)).max() < SLACK
        return [int(start) + self.origin for start in np.rint(found)]

    def solved(self, *, whole: bool) -> OptimizeResult | None:
        matrix = np.zeros((len(self.rows), len(self.low)))
        for row, (terms, _) in enumerate(self.rows):
            for column, factor in terms.items():
                matrix[row, column] = factor
        result = milp(
            self.price,
            integrality=np.full(len(self.low), int(whole)),
            bounds=Bounds(self.low, self.high),
            constraints=LinearConstraint(matrix, [least for _, least in self.rows], np.inf),
            options={"mip_rel_gap": 0},
        )
        assert result.status in {0, 2}, result.message
        return result if result.status == 0 else None
