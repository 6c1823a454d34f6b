"""One round whose stops may be made in any order: whether it can be at all, and where it has room.

Exact for rounds whose visits are not tied to each other; those who are, are held or let go by
whoever asks (`scheduler.solver.openings`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from scheduler.plan import StopKind
from scheduler.solver.following import Doing, followed
from scheduler.solver.problem import Problem, ProblemShift, ProblemVisit, Span
from scheduler.solver.spans import Spans
from scheduler.solver.subsets import (
    NEVER,
    Ints,
    Stops,
    first_end,
    gaps_for,
    last_departure,
    latest_times,
    ready_times,
)

MOST_STOPS = 20
"""Rounds of as many stops are not looked at: time and memory could double with every stop."""

FEW_STOPS = 13
"""Rounds of as many stops are looked at however loose they are."""

MOST_SETS = 1 << 15
"""Rounds are too loose in which more sets of stops can be done before the others."""

ALL_SETS = 1 << MOST_STOPS


@dataclass(frozen=True)
class Newcomer:
    """A visit more, without its starts."""

    location: int
    service: int
    load: int


@dataclass(frozen=True)
class LooseRound:
    """A shift and the visits made in it."""

    problem: Problem
    shift: ProblemShift
    visits: Sequence[ProblemVisit]

    @cached_property
    def is_too_long(self) -> bool:
        """Whether it has too many stops, or too loose ones; nothing may be asked of it then."""
        count = len(self.visits) + len(self.shift.appointments)
        if FEW_STOPS < count < MOST_STOPS:
            return not ready_times(self._stops(()), MOST_SETS).row.size
        return count >= MOST_STOPS

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to set out for."""
        return not self.visits and not self.shift.appointments

    @cached_property
    def ends(self) -> Span | None:
        """The last departure and the first end, each by itself; None where the round cannot be."""
        if self._is_overloaded(0):
            return None
        stops = self._stops(())
        ready = ready_times(stops, ALL_SETS)
        end = first_end(stops, ready)
        if end > self.shift.latest_end:
            return None
        return last_departure(stops, latest_times(stops, ready)), end

    def gaps(self, newcomer: Newcomer) -> Spans:
        """Every gap that one visit more could be made in, however long it takes.

        Returns:
            When it can start at the earliest, and by when it must be done; wider gaps only.
        """
        if self._is_overloaded(newcomer.load):
            return ()
        stops, there = self._stops(()), newcomer.location
        places = self._locations(())
        row = self._seconds[[*places, self.shift.start_location], there]
        column = self._seconds[there, [*places, self.shift.end_location]]
        reach = ready_times(_with_one_more(stops, row, column), ALL_SETS)
        if reach.row[-1] < 0:
            return ()
        ways = np.array([row, column], dtype=np.int64)
        late = latest_times(stops, reach)
        return _widest(gaps_for(stops, ready_times(stops, ALL_SETS), late, reach.row, ways))

    def first_end_with(self, newcomer: Newcomer, starts: Spans) -> int | None:
        """The first end of the round with a visit more; None where it cannot be made."""
        if self._is_overloaded(newcomer.load):
            return None
        stops = self._stops(((newcomer, starts),))
        end = first_end(stops, ready_times(stops, ALL_SETS))
        return end if end <= self.shift.latest_end else None

    def last_departure_with(self, newcomer: Newcomer, starts: Spans) -> int | None:
        """The last departure of the round with a visit more; None where it cannot be made."""
        if self._is_overloaded(newcomer.load):
            return None
        stops = self._stops(((newcomer, starts),))
        ready = ready_times(stops, ALL_SETS)
        if ready.row[-1] < 0:
            return None
        departure = last_departure(stops, latest_times(stops, ready))
        return departure if departure >= self.shift.start else None

    def schedule_with(self, newcomer: Newcomer, starts: Spans) -> tuple[Doing, ...] | None:
        """The round with a visit more, every stop followed by the nearest that leaves all possible.

        Returns:
            What is done in order, the newcomer numbered behind the visits; None where it cannot be.
        """
        if self._is_overloaded(newcomer.load):
            return None
        stops = self._stops(((newcomer, starts),))
        ready = ready_times(stops, ALL_SETS)
        if first_end(stops, ready) > self.shift.latest_end:
            return None
        return tuple(
            self._named(each) for each in followed(stops, ready, latest_times(stops, ready))
        )

    def _named(self, doing: Doing) -> Doing:
        """A stop by its kind: visits stand first, then appointments, then the newcomer."""
        visits, kept = len(self.visits), len(self.shift.appointments)
        if doing.kind is StopKind.BREAK or doing.number < visits:
            return doing
        if doing.number < visits + kept:
            return replace(doing, kind=StopKind.APPOINTMENT, number=doing.number - visits)
        return replace(doing, number=doing.number - kept)

    def _is_overloaded(self, more: int) -> bool:
        cap = self.shift.load_cap
        return cap is not None and sum(each.load for each in self.visits) + more > cap

    @property
    def _seconds(self) -> Ints:
        seconds: Ints = self.problem.seconds[self.shift.mode].astype(np.int64)
        return seconds

    def _locations(self, newcomers: Sequence[tuple[Newcomer, Spans]]) -> list[int]:
        return [
            *(each.location for each in self.visits),
            *(each.location for each in self.shift.appointments),
            *(each.location for each, _ in newcomers),
        ]

    def _stops(self, newcomers: Sequence[tuple[Newcomer, Spans]]) -> Stops:
        shift = self.shift
        windows = [
            *(each.windows for each in self.visits),
            *(((each.start, each.start),) for each in shift.appointments),
            *(starts for _, starts in newcomers),
        ]
        service = [
            *(each.service for each in self.visits),
            *(each.end - each.start for each in shift.appointments),
            *(each.service for each, _ in newcomers),
        ]
        places = self._locations(newcomers)
        spans = np.array([each for own in windows for each in own], np.int64).reshape(-1, 2)
        leg = self._seconds[np.ix_([*places, shift.start_location], [*places, shift.end_location])]
        breaks = [(*each.window, each.seconds) for each in shift.breaks]
        return Stops(
            first=np.cumsum([0, *(len(own) for own in windows)], dtype=np.int64),
            opens=np.ascontiguousarray(spans[:, 0]),
            closes=np.ascontiguousarray(spans[:, 1]),
            service=np.array(service, np.int64),
            leg=np.ascontiguousarray(leg),
            breaks=np.array(breaks, np.int64).reshape(-1, 3),
            bounds=np.array([shift.start, shift.latest_end], np.int64),
        )


def _with_one_more(stops: Stops, to: Ints, back: Ints) -> Stops:
    """Stops that are never done later than they are with one more among them, which is left out.

    By way of it a road may be shorter, as seconds are rounded; and a break may be taken there.
    """
    breaks = stops.breaks.copy()
    breaks[:, 0] -= to.max()
    return stops._replace(leg=np.minimum(stops.leg, to[:, None] + back[None, :]), breaks=breaks)


def _widest(gaps: Ints) -> Spans:
    """Gaps of which none lies within another, in order."""
    order = np.lexsort((-gaps[:, 1], gaps[:, 0]))
    ordered = gaps[order]
    before = np.maximum.accumulate(np.concatenate(([-NEVER], ordered[:, 1])))[:-1]
    kept = ordered[ordered[:, 1] > before]
    return tuple((int(begin), int(end)) for begin, end in kept)
