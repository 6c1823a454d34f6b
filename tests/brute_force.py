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
from dataclasses import dataclass, field, replace
from itertools import pairwise
from math import inf

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

from scheduler.domain.visit import Priority
from scheduler.rules import RuleId
from scheduler.solver.problem import Problem, ProblemShift, Span

UNASSIGNED = {
    Priority.MUST: RuleId.UNASSIGNED_MUST,
    Priority.SHOULD: RuleId.UNASSIGNED_SHOULD,
    Priority.MAY: RuleId.UNASSIGNED_MAY,
}
SLACK = 1e-5


@dataclass(frozen=True)
class Step:
    """One thing done: a visit (its index), or something of the shift (-1), and when it may start.

    `lag` is the least time from the start of the step before to the start of this one; for the
    first step it is the leg from where the shift starts.
    """

    visit: int
    place: int
    spans: tuple[Span, ...]
    seconds: int
    lag: int


@dataclass(frozen=True)
class Order:
    """One order of steps of a shift that fits by itself.

    `spans` are the starts left to each step, `home` the leg that leads to the end.
    """

    shift: int
    tasks: frozenset[int]
    steps: tuple[Step, ...]
    spans: tuple[Span, ...]
    home: int
    travel: int
    fixed_points: int
    least_points: int

    @property
    def lasts(self) -> int:
        """From the start of the last step to the end of the round."""
        return self.steps[-1].seconds + self.home


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
            for order in _Orders(self.problem, number).all():
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
        timing = _Timing.of(self.problem, chosen)
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


@dataclass(frozen=True)
class _Walk:
    """How far a carer is: where, ready when at the earliest, and what lies behind."""

    here: int
    ready: int
    steps: tuple[Step, ...] = ()
    tasks: frozenset[int] = frozenset()
    kept: int = 0
    paused: int = 0

    def then(self, step: Step, way: int) -> "_Walk | None":
        """With one more step after `way` seconds of travel; None when it is too late for it."""
        ready = self.ready + way
        start = next((max(opens, ready) for opens, closes in step.spans if closes >= ready), None)
        if start is None:
            return None
        lag = way + (self.steps[-1].seconds if self.steps else 0)
        return replace(
            self, ready=start + step.seconds, steps=(*self.steps, replace(step, lag=lag))
        )


class _Orders:
    """All orders of one shift that fit when each step starts as early as it can."""

    def __init__(self, problem: Problem, number: int) -> None:
        self.problem, self.number = problem, number
        self.shift: ProblemShift = problem.shifts[number]
        self.seconds = problem.seconds[self.shift.mode].tolist()
        self.places: dict[int, int] = {
            task: problem.visits[each.visit].location
            for task, each in enumerate(problem.tasks)
            if number in each.shifts
        }

    def all(self) -> Iterator[Order]:
        yield from self.extend(_Walk(self.shift.start_location, self.shift.start))

    def extend(self, walk: _Walk) -> Iterator[Order]:
        """Whatever can follow: a visit, the next appointment, or the end; breaks on the way."""
        for task, there in self.places.items():
            tasks = walk.tasks | {task}
            if task not in walk.tasks and self.bears(tasks):
                each = self.problem.tasks[task]
                visit = self.problem.visits[each.visit]
                last = Step(each.visit, each.place, visit.windows, visit.service, 0)
                for further, _ in self.with_breaks(walk, there, last):
                    yield from self.extend(replace(further, tasks=tasks))
        if walk.kept < len(self.shift.appointments):
            due = self.shift.appointments[walk.kept]
            last = Step(-1, 0, ((due.start, due.start),), due.end - due.start, 0)
            for further, _ in self.with_breaks(walk, due.location, last):
                yield from self.extend(replace(further, kept=walk.kept + 1))
        elif walk.tasks or walk.kept:
            for further, home in self.with_breaks(walk, self.shift.end_location, None):
                if further.paused == len(self.shift.breaks):
                    yield from self.order(further, home)

    def bears(self, tasks: frozenset[int]) -> bool:
        visits = [self.problem.tasks[task].visit for task in tasks]
        load = sum(self.problem.visits[visit].load for visit in visits)
        cap = self.shift.load_cap
        return len(set(visits)) == len(visits) and (cap is None or load <= cap)

    def with_breaks(
        self, walk: _Walk, there: int, last: Step | None
    ) -> Iterator[tuple[_Walk, int]]:
        """Take some of the next breaks before the leg, some after it, and then the last step.

        Yields how far the carer is then, and the seconds of the leg if it still lies ahead (it
        does when no step follows it).
        """
        leg = self.seconds[walk.here][there]
        left = len(self.shift.breaks) - walk.paused
        for before in range(left + 1):
            for behind in range(left - before + 1):
                done = walk.paused + before + behind
                pauses = self.shift.breaks[walk.paused : done]
                wanted = [Step(-1, 0, (each.window,), each.seconds, 0) for each in pauses]
                wanted += [] if last is None else [last]
                legs = [leg if position == before else 0 for position in range(len(wanted))]
                further = walk
                for step, way in zip(wanted, legs, strict=True):
                    moved = further.then(step, way)
                    if moved is None:
                        break
                    further = moved
                else:
                    yield replace(further, here=there, paused=done), leg - sum(legs)

    def order(self, walk: _Walk, home: int) -> Iterator[Order]:
        if walk.ready + home > self.shift.latest_end:
            return
        steps = walk.steps
        earliest, latest = self.hold(steps, home)
        problem, carer = self.problem, self.shift.carer
        lags = sum(step.lag for step in steps) + home
        travel = lags - sum(step.seconds for step in steps[:-1])
        clients = [problem.visits[step.visit].client for step in steps if step.visit >= 0]
        steps_of_continuity = sum(int(problem.visit_steps[each, carer]) for each in clients)
        steps_of_continuity += sum(int(problem.meeting_steps[each, carer]) for each in set(clients))
        fixed = problem.weights[RuleId.TRAVEL] * travel
        fixed += problem.weights[RuleId.CONTINUITY] * steps_of_continuity
        spans = tuple(zip(earliest, latest, strict=True))
        over = max(0, earliest[-1] + steps[-1].seconds + home - self.shift.end)
        least = fixed + problem.weights[RuleId.OVERTIME] * over
        for step, span in zip(steps, spans, strict=True):
            if step.visit < 0:
                continue
            # A joint visit has a start in several orders and pays for it once.
            places = len(problem.visits[step.visit].tasks)
            least += _least_wished(problem, step.visit, span) // places
        yield Order(self.number, walk.tasks, steps, spans, home, travel, fixed, least)

    def hold(self, steps: tuple[Step, ...], home: int) -> tuple[list[int], list[int]]:
        """Earliest and latest start of each step."""
        earliest: list[int] = []
        now = self.shift.start
        for step in steps:
            now += step.lag
            now = min(max(opens, now) for opens, closes in step.spans if closes >= now)
            earliest.append(now)
        latest: list[int] = []
        now = self.shift.latest_end - home - steps[-1].seconds
        for step in reversed(steps):
            now = max(min(now, closes) for opens, closes in step.spans if opens <= now)
            latest.append(now)
            now -= step.lag
        return earliest, latest[::-1]


def _least_wished(problem: Problem, visit: int, span: Span) -> int:
    """Points for the wished start of a visit that starts within the span."""
    wished = problem.visits[visit].wished
    if wished is None:
        return 0
    off = max(span[0] - wished, wished - span[1], 0) - problem.wished_tolerance
    return problem.weights[RuleId.WISHED_START] * max(0, off)


@dataclass
class _Timing:
    """All starts of a choice of orders; a joint visit has one start."""

    problem: Problem
    chosen: tuple[Order, ...]
    variable: dict[tuple[int, int], int]
    of_visit: dict[int, int]
    spans: list[list[Span]]

    @staticmethod
    def of(problem: Problem, chosen: tuple[Order, ...]) -> "_Timing | None":
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
        return _Timing(problem, chosen, variable, of_visit, spans)

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
            points += _least_wished(self.problem, visit, (low[here], high[here]))
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

    def __init__(self, timing: _Timing) -> None:
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
