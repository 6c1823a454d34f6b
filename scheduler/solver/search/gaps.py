"""The positions of all rounds that a task fits into, with a guess of what they cost."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from scheduler.rules import RuleId
from scheduler.solver.problem import Span
from scheduler.solver.search.reach import arrival, departure_limit, first_start
from scheduler.solver.search.rounds import RoundState
from scheduler.solver.search.state import State
from scheduler.solver.search.tables import NEVER, ShiftTable, Tables


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """A feasible position for a task: after how many nodes of a round.

    Attributes:
        guess: of the points that it adds; gaps sort by it.
        start: earliest start of the task there.
    """

    guess: int
    shift: int
    position: int
    task: int
    start: int


def feasible_gaps(
    state: State, task: int, windows: Sequence[Span], rng: Random, blink: float = 0.0
) -> Iterator[Gap]:
    """Every position of every round that the task fits into.

    Args:
        windows: allowed starts, which may be fewer than the visit's own.
        blink: chance to overlook a position (Christiaens and Vanden Berghe 2020, section 5.3).
    """
    if not windows:
        return
    tables = state.tables
    first, last = windows[0][0], windows[-1][1]
    for shift in tables.shifts:
        current = state.rounds[shift.index]
        if current is None or not shift.allowed[task]:
            continue
        if current.load + tables.load[task] > shift.load_cap:
            continue
        trial = _Trial(tables, shift, current, task, windows)
        meeting = trial.meeting_points()
        for position in _worth_a_look(current, first, last, tables.service[task]):
            if blink and rng.random() < blink:
                continue
            start, limit = trial.earliest(position)
            if start < NEVER:
                guess = meeting + trial.detour_points(position) + trial.wish_points(start, limit)
                yield Gap(guess, shift.index, position, task, start)


def _worth_a_look(current: RoundState, first: int, last: int, service: int) -> Iterator[int]:
    """Positions not ruled out by the first and last start alone, roads left aside."""
    soonest, at_last = current.reach.soonest, current.reach.at_last
    for position in range(len(current.nodes) + 1):
        if soonest[position] > last:
            return
        if at_last[position + 1] >= first + service:
            yield position


@dataclass(frozen=True, slots=True)
class _Trial:
    """One task held against one round."""

    tables: Tables
    shift: ShiftTable
    current: RoundState
    task: int
    windows: Sequence[Span]

    def earliest(self, position: int) -> tuple[int, int]:
        """Earliest feasible start after so many nodes, and a limit to how late it can be."""
        shift, windows = self.shift, self.windows
        leg_in, leg_out = self._legs(position)
        service = self.tables.service[self.task]
        ready, latest = self.current.reach.ready, self.current.reach.latest
        count = len(ready)
        best, limit = NEVER, -NEVER
        for taken in range(count):
            leaving = ready[taken][position]
            if leaving >= NEVER:
                continue
            for then in range(taken, count):
                reached, _ = arrival(shift, leaving, leg_in, taken, then)
                start = first_start(windows, reached)
                for after in range(then, count):
                    last = latest[after][position + 1]
                    if start + service + leg_out > last:
                        continue
                    slack = departure_limit(shift, last, leg_out, then, after) - service
                    if start <= slack:
                        best, limit = min(best, start), max(limit, slack)
        return best, limit

    def detour_points(self, position: int) -> int:
        """What the extra travel costs."""
        leg_in, leg_out = self._legs(position)
        stops = self.current.locations
        used = self.current.nodes
        direct = self.shift.seconds[stops[position]][stops[position + 1]] if used else 0
        return self.tables.weights[RuleId.TRAVEL] * (leg_in + leg_out - direct)

    def meeting_points(self) -> int:
        """What continuity costs."""
        tables, carer = self.tables, self.shift.carer
        client = tables.client[self.task]
        nodes = self.current.nodes
        met = any(node < tables.tasks and tables.client[node] == client for node in nodes)
        return tables.visiting[client][carer] + (0 if met else tables.meeting[client][carer])

    def wish_points(self, start: int, limit: int) -> int:
        """What the wish costs at least when the start lies between `start` and `limit`."""
        wished = self.tables.wished[self.task]
        if wished is None:
            return 0
        off = max(start - wished, wished - limit, 0) - self.tables.problem.wished_tolerance
        return self.tables.weights[RuleId.WISHED_START] * max(0, off)

    def _legs(self, position: int) -> tuple[int, int]:
        here = self.tables.location[self.task]
        stops, seconds = self.current.locations, self.shift.seconds
        return seconds[stops[position]][here], seconds[here][stops[position + 1]]
