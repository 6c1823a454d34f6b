"""How early and how late an order of nodes can be done.

Breaks have no place in the order: they are taken wherever that lets the round end earliest. For
every node the tables below hold, by the number of breaks already taken, the earliest moment at
which the carer is ready to leave it and the latest arrival from which the rest of the round can
still be done. Both follow from the neighbour in one step, because an earlier arrival never hurts:
waiting is allowed anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scheduler.solver.problem import Span
from scheduler.solver.search.tables import NEVER, ShiftTable


@dataclass(frozen=True)
class Order:
    """Nodes in the order of a round, with what bounds them.

    Attributes:
        windows, services: of every node.
        legs: seconds to every node and to the end of the round, one more than nodes.
        bounds: earliest departure and latest end that the shift and the carer's other rounds leave.
    """

    shift: ShiftTable
    nodes: tuple[int, ...]
    windows: Sequence[Sequence[Span]]
    services: Sequence[int]
    legs: Sequence[int]
    bounds: Span


@dataclass(frozen=True, slots=True)
class Step:
    """How the earliest arrival at a position comes about: breaks taken on the way to it."""

    taken: int
    before_leaving: int
    on_arrival: int


@dataclass(frozen=True)
class Reach:
    """Earliest and latest times of an order.

    Attributes:
        ready: `[breaks taken][position]`, position 0 being the start of the round; NEVER when
            impossible.
        latest: `[breaks taken][position]` latest arrival, the last position being the end of the
            round; -NEVER when impossible.
        steps: `[breaks taken][position]` that lead to the earliest times.
        end: earliest end of the round.
        soonest: `[position]` least ready time, whatever the breaks taken.
        at_last: `[position]` largest latest arrival, whatever the breaks taken.
    """

    ready: list[list[int]]
    latest: list[list[int]]
    steps: list[list[Step]]
    end: int
    soonest: list[int]
    at_last: list[int]


def reach(order: Order) -> Reach | None:
    """The times of an order, None when it is infeasible."""
    ready, steps, end = _forward(order)
    if end > order.bounds[1]:
        return None
    latest = _backward(order)
    soonest = list(map(min, zip(*ready, strict=True)))
    at_last = list(map(max, zip(*latest, strict=True)))
    return Reach(ready, latest, steps, end, soonest, at_last)


def first_start(windows: Sequence[Span], moment: int) -> int:
    """The first allowed start at or after a moment, NEVER if there is none."""
    for opens, closes in windows:
        if moment <= closes:
            return max(moment, opens)
    return NEVER


def arrival(shift: ShiftTable, ready: int, leg: int, taken: int, then: int) -> tuple[int, int]:
    """Earliest arrival when breaks `taken` to `then` - 1 are taken on the way.

    Returns:
        The arrival (NEVER when impossible) and how many breaks are taken before leaving.
    """
    if taken == then:
        return ready + leg, 0
    best, split = NEVER, 0
    for before in range(then - taken + 1):
        now = ready
        for number in range(taken, then):
            if number - taken == before:
                now += leg
            seconds, earliest, latest = shift.breaks[number]
            now = max(now, earliest)
            if now > latest:
                break
            now += seconds
        else:
            if before == then - taken:
                now += leg
            if now < best:
                best, split = now, before
    return best, split


def departure_limit(shift: ShiftTable, limit: int, leg: int, taken: int, then: int) -> int:
    """Latest moment ready to leave for an arrival by `limit`, with those breaks on the way."""
    if taken == then:
        return limit - leg
    best = -NEVER
    for before in range(then - taken + 1):
        now = limit
        if before == then - taken:
            now -= leg
        for number in range(then - 1, taken - 1, -1):
            seconds, earliest, latest = shift.breaks[number]
            now = min(now - seconds, latest)
            if now < earliest:
                break
            if number - taken == before:
                now -= leg
        else:
            best = max(best, now)
    return best


def _forward(order: Order) -> tuple[list[list[int]], list[list[Step]], int]:
    shift, last = order.shift, len(order.legs)
    count = len(shift.breaks) + 1
    ready = [[NEVER] * last for _ in range(count)]
    ready[0][0] = order.bounds[0]
    steps = [[Step(0, 0, 0)] * (last + 1) for _ in range(count)]
    for position in range(1, last):
        for then in range(count):
            best, steps[then][position] = _step(order, ready, position, then)
            if best < NEVER:
                start = first_start(order.windows[position - 1], best)
                if start < NEVER:
                    ready[then][position] = start + order.services[position - 1]
    end, steps[count - 1][last] = _step(order, ready, last, count - 1)
    return ready, steps, end


def _step(order: Order, ready: list[list[int]], position: int, then: int) -> tuple[int, Step]:
    """The earliest arrival at a position with `then` breaks taken."""
    best, step = NEVER, Step(0, 0, 0)
    leg = order.legs[position - 1]
    for taken in range(then + 1):
        before = ready[taken][position - 1]
        if before < NEVER:
            moment, split = arrival(order.shift, before, leg, taken, then)
            if moment < best:
                best, step = moment, Step(taken, split, then - taken - split)
    return best, step


def _backward(order: Order) -> list[list[int]]:
    shift, last = order.shift, len(order.legs)
    count = len(shift.breaks) + 1
    latest = [[-NEVER] * (last + 1) for _ in range(count)]
    latest[count - 1][last] = order.bounds[1]
    for position in range(last - 1, 0, -1):
        leg = order.legs[position]
        for taken in range(count):
            limit = max(
                departure_limit(shift, latest[then][position + 1], leg, taken, then)
                for then in range(taken, count)
            )
            limit -= order.services[position - 1]
            for opens, closes in order.windows[position - 1]:
                if opens <= limit:
                    latest[taken][position] = min(closes, limit)
    return latest
