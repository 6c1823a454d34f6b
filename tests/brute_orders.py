"""For brute force: every order of what one shift may do that fits by itself."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from scheduler.rules import RuleId
from scheduler.solver.problem import Problem, ProblemShift, Span


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


class Orders:
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
        """Every order with at least one visit, or with the appointments of the shift."""
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
        """Whether the tasks are of different visits and within the load cap."""
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
        """The walk as an order, unless it ends too late; `home` is the leg still ahead."""
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
            least += least_wished(problem, step.visit, span) // places
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


def least_wished(problem: Problem, visit: int, span: Span) -> int:
    """Points for the wished start of a visit that starts within the span."""
    wished = problem.visits[visit].wished
    if wished is None:
        return 0
    off = max(span[0] - wished, wished - span[1], 0) - problem.wished_tolerance
    return problem.weights[RuleId.WISHED_START] * max(0, off)
