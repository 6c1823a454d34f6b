"""A round in an order that keeps its rules, read off the tables of what can be done when."""

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.plan import StopKind
from scheduler.solver.subsets import NEVER, Ints, Reached, Stops


@dataclass(frozen=True, slots=True)
class Doing:
    """Something done in a round.

    Attributes:
        kind: a visit for every stop, or a break.
        number: of the stop or the break.
        on_arrival: a break that is taken on arrival at the next place.
    """

    kind: StopKind
    number: int
    start: int
    on_arrival: bool = False


def followed(stops: Stops, ready: Reached, late: Ints) -> Iterator[Doing]:
    """A round with all its stops, each followed by the nearest that leaves everything possible.

    Args:
        ready, late: the tables of a round that can be (`scheduler.solver.subsets`).
    """
    return _Follower(stops, ready, late).doings()


class _Follower:
    def __init__(self, stops: Stops, ready: Reached, late: Ints) -> None:
        self._stops, self._row, self._late = stops, ready.row, late
        self._count, self._breaks = len(stops.service), len(stops.breaks)
        self._done, self._here, self._taken = 0, self._count, 0
        self._moment = int(stops.bounds[0])

    def doings(self) -> Iterator[Doing]:
        whole = (1 << self._count) - 1
        while self._done != whole:
            there = self._next(self._here, self._done, self._taken, self._moment)
            if there is None:
                yield self._take_break(on_arrival=False)
                continue
            self._moment += int(self._stops.leg[self._here, there])
            while not self._can_leave(there, self._end(there)):
                yield self._take_break(on_arrival=True)
            end = self._end(there)
            yield Doing(StopKind.VISIT, there, end - int(self._stops.service[there]))
            self._done, self._here, self._moment = self._done | 1 << there, there, end
        yield from self._way_back()

    def _way_back(self) -> Iterator[Doing]:
        while self._next(self._here, self._done, self._taken, self._moment) is None:
            yield self._take_break(on_arrival=False)
        self._moment += int(self._stops.leg[self._here, self._count])
        while self._taken < self._breaks:
            yield self._take_break(on_arrival=True)

    def _next(self, here: int, done: int, taken: int, moment: int) -> int | None:
        """The nearest of the stops, or the end, that can come next."""
        row = self._row[done]
        if row < 0:
            return None
        legs = self._stops.leg[here]
        able = [
            stop
            for stop in range(self._count + 1)
            if moment + legs[stop] <= self._late[row, stop, taken]
        ]
        return min(able, key=lambda stop: int(legs[stop]), default=None)

    def _can_leave(self, there: int, end: int) -> bool:
        """Whether all else can be done from the end of a stop on, breaks there included."""
        done, taken = self._done | 1 << there, self._taken
        while end < NEVER:
            if self._next(there, done, taken, end) is not None:
                return True
            if taken == self._breaks:
                return False
            end, taken = self._behind_break(taken, end), taken + 1
        return False

    def _end(self, stop: int) -> int:
        """The first end of a stop from now on."""
        first, behind = self._stops.first[stop], self._stops.first[stop + 1]
        for opens, closes in zip(
            self._stops.opens[first:behind], self._stops.closes[first:behind], strict=True
        ):
            if self._moment <= closes:
                return max(self._moment, int(opens)) + int(self._stops.service[stop])
        return NEVER

    def _behind_break(self, number: int, moment: int) -> int:
        opens, closes, seconds = (int(each) for each in self._stops.breaks[number])
        begin = max(moment, opens)
        return begin + seconds if begin <= closes else NEVER

    def _take_break(self, *, on_arrival: bool) -> Doing:
        number, seconds = self._taken, int(self._stops.breaks[self._taken][2])
        self._moment, self._taken = self._behind_break(number, self._moment), number + 1
        return Doing(StopKind.BREAK, number, self._moment - seconds, on_arrival)
