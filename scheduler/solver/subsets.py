"""When what stands in a round can be done, its stops in any order: by which of them are done.

Dynamic programming over subsets of stops, as Bellman (1962, Journal of the ACM 9:61-63) has it for
the travelling salesman, with windows (Dumas, Desrosiers, Gelinas and Solomon 1995, Operations
Research 43:367-371). Waiting is always allowed, so that of all ways to have done the same stops and
breaks and to stand at the same place only the one that is ready first counts; backwards, the one
that may be latest. A break is taken where the carer stands, before a leg or behind it.
"""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from scheduler.solver.compiled import compiled, compiled_to_make

Ints = npt.NDArray[np.int64]

NEVER: Final = 1 << 40
"""Later than any moment; its negative is earlier than any."""

ROWS: Final = 256
"""Sets of stops that there is room for at first."""


class Stops(NamedTuple):
    """The stops of a round in no order, and its breaks in theirs.

    Attributes:
        first: for every stop its first window, with one entry more behind the last stop.
        opens, closes: of the windows.
        service: seconds of every stop.
        leg: seconds `[from, to]`; the last row is the start of the shift, the last column its end.
        breaks: rows of first start, last start, seconds.
        bounds: earliest departure, latest end.
    """

    first: Ints
    opens: Ints
    closes: Ints
    service: Ints
    leg: Ints
    breaks: Ints
    bounds: Ints


class Reached(NamedTuple):
    """What is done by when, for the sets of stops that can be done at all.

    Attributes:
        row: by set of stops, as bits, its row; -1 where it cannot be done.
        moments: shape (rows, stops + 1, breaks + 1), `[row, last, taken]`: ready at the last of the
            stops done, so many breaks taken; with nothing done, at the start of the shift.
    """

    row: Ints
    moments: Ints


@compiled_to_make
def ready_times(stops: Stops, most: int) -> Reached:
    """The first moments at which something is done.

    Args:
        most: sets of stops; nothing is returned where more can be done.
    """
    count, pauses = stops.service.size, stops.breaks.shape[0]
    row = np.full(1 << count, -1)
    moments = np.full((ROWS, count + 1, pauses + 1), NEVER)
    row[0], moments[0, count, 0] = 0, stops.bounds[0]
    rows = 1
    for done in range(1 << count):
        if row[done] < 0:
            continue
        if rows > most:
            return Reached(row[:0], moments[:0])
        if rows + count > moments.shape[0]:
            more = np.full((2 * moments.shape[0], count + 1, pauses + 1), NEVER)
            more[:rows] = moments[:rows]
            moments = more
        for last in range(count + 1):
            for taken in range(pauses + 1):
                moment = moments[row[done], last, taken]
                if moment < NEVER:
                    if _is_in_time(stops, done, moment):
                        rows = _go_on(stops, Reached(row, moments), (done, last, taken), rows)
                    else:
                        moments[row[done], last, taken] = NEVER
    return Reached(row, moments[:rows])


@compiled
def _is_in_time(stops: Stops, done: int, moment: int) -> bool:
    """Whether no stop is missed already."""
    for stop in range(stops.service.size):
        if not done >> stop & 1 and (
            stops.first[stop] == stops.first[stop + 1]
            or moment > stops.closes[stops.first[stop + 1] - 1]
        ):
            return False
    return bool(moment <= stops.bounds[1])


@compiled
def _go_on(stops: Stops, ready: Reached, state: tuple[int, int, int], rows: int) -> int:
    """Take a break here, or go to any other stop and take breaks there, as long as they can.

    Returns:
        How many rows there are now.
    """
    done, last, taken = state
    own, moments = ready.row[done], ready.moments
    moment = moments[own, last, taken]
    pauses = stops.breaks.shape[0]
    if taken < pauses:
        behind = _behind_break(stops, taken, moment)
        moments[own, last, taken + 1] = min(moments[own, last, taken + 1], behind)
    for stop in range(stops.service.size):
        if done >> stop & 1:
            continue
        arrival, more = moment + stops.leg[last, stop], done | 1 << stop
        for now in range(taken, pauses + 1):
            start = _first_start(stops, stop, arrival)
            if start < NEVER:
                if ready.row[more] < 0:
                    ready.row[more] = rows
                    rows += 1
                end = start + stops.service[stop]
                moments[ready.row[more], stop, now] = min(moments[ready.row[more], stop, now], end)
            if now < pauses:
                arrival = _behind_break(stops, now, arrival)
    return rows


@compiled
def _first_start(stops: Stops, stop: int, moment: int) -> int:
    for window in range(stops.first[stop], stops.first[stop + 1]):
        if moment <= stops.closes[window]:
            return int(max(moment, stops.opens[window]))
    return NEVER


@compiled
def _behind_break(stops: Stops, number: int, moment: int) -> int:
    """The first moment behind a break that is taken from a moment on."""
    begin = max(moment, stops.breaks[number, 0])
    return int(begin + stops.breaks[number, 2] if begin <= stops.breaks[number, 1] else NEVER)


@compiled
def first_end(stops: Stops, ready: Reached) -> int:
    """The first moment at which a round with all its stops can be over; `NEVER` or later if none.

    Args:
        ready: as `ready_times` gives it.
    """
    count, pauses = stops.service.size, stops.breaks.shape[0]
    whole, end = ready.row[(1 << count) - 1], NEVER
    for taken in range(pauses + 1 if whole >= 0 else 0):
        if taken:
            end = _behind_break(stops, taken - 1, end)
        for last in range(count + 1):
            end = min(end, ready.moments[whole, last, taken] + stops.leg[last, count])
    return end


@compiled_to_make
def latest_times(stops: Stops, ready: Reached) -> Ints:
    """The last moments from which all that is left can still be done.

    Args:
        ready: as `ready_times` gives it, or earlier; what cannot be reached is left out.

    Returns:
        By the rows of what is done, `[row, next, taken]`: at the place of the next of the stops
        left, so many breaks taken; with nothing left, at the end of the shift.
    """
    count, pauses = stops.service.size, stops.breaks.shape[0]
    late = np.full(ready.moments.shape, -NEVER)
    whole, moment = (1 << count) - 1, stops.bounds[1]
    for taken in range(pauses, -1, -1):
        if taken < pauses:
            moment = _before_break(stops, taken, moment)
        late[ready.row[whole], count, taken] = moment
    for done in range(whole - 1, -1, -1):
        if ready.row[done] >= 0:
            reached = ready.moments[ready.row[done]].min()
            for stop in range(count):
                if not done >> stop & 1 and ready.row[done | 1 << stop] >= 0:
                    _go_back(stops, late, ready.row, (done, stop), reached)
    return late


@compiled
def _go_back(stops: Stops, late: Ints, row: Ints, state: tuple[int, int], reached: int) -> None:
    """How late one may be at a stop with all that is left still to be done."""
    done, stop = state
    pauses = stops.breaks.shape[0]
    leave = here = -NEVER
    for taken in range(pauses, -1, -1):
        if taken < pauses:
            leave, here = _before_break(stops, taken, leave), _before_break(stops, taken, here)
        leave = max(leave, _last_from(late[row[done | 1 << stop]], stops.leg[stop], taken))
        here = max(here, _last_start(stops, stop, leave - stops.service[stop]))
        if here >= reached:
            late[row[done], stop, taken] = here


@compiled
def _last_from(late: Ints, legs: Ints, taken: int) -> int:
    """The last moment to set out from a place with these stops left, breaks there left out."""
    best = -NEVER
    for stop in range(legs.size):
        best = max(best, late[stop, taken] - legs[stop])
    return best


@compiled
def _last_start(stops: Stops, stop: int, moment: int) -> int:
    for window in range(stops.first[stop + 1] - 1, stops.first[stop] - 1, -1):
        if moment >= stops.opens[window]:
            return int(min(moment, stops.closes[window]))
    return -NEVER


@compiled
def _before_break(stops: Stops, number: int, moment: int) -> int:
    """The last moment from which a break can be taken that is over by a moment."""
    begin = min(stops.breaks[number, 1], moment - stops.breaks[number, 2])
    return begin if begin >= stops.breaks[number, 0] else -NEVER


@compiled
def last_departure(stops: Stops, late: Ints) -> int:
    """The last moment at which a round with all its stops can begin; far back if at none.

    Args:
        late: as `latest_times` gives them.
    """
    pauses, leave = stops.breaks.shape[0], -NEVER
    for taken in range(pauses, -1, -1):
        if taken < pauses:
            leave = _before_break(stops, taken, leave)
        leave = max(leave, _last_from(late[0], stops.leg[stops.service.size], taken))
    return leave


@compiled_to_make
def gaps_for(stops: Stops, ready: Reached, late: Ints, row: Ints, ways: Ints) -> Ints:
    """Every gap in which one stop more could be made, by which of the others are done before it.

    Args:
        ready: as `ready_times` gives it.
        late: as `latest_times` gives them, with the rows that they have.
        ways: two rows: seconds to the newcomer from every stop and the start of the shift, and from
            there to every stop and the end of the shift.

    Returns:
        Rows of the first moment at which it can start and the last at which it must be done.
    """
    pauses, number = stops.breaks.shape[0], 0
    found = np.empty((ready.moments.shape[0] * (pauses + 1), 2), np.int64)
    until = np.empty(pauses + 1, np.int64)
    for done in range(ready.row.size):
        if ready.row[done] < 0 or row[done] < 0:
            continue
        for taken in range(pauses, -1, -1):
            leave = _before_break(stops, taken, until[taken + 1]) if taken < pauses else -NEVER
            until[taken] = max(leave, _last_from(late[row[done]], ways[1], taken))
        begin = NEVER
        for taken in range(pauses + 1):
            if taken:
                begin = _behind_break(stops, taken - 1, begin)
            begin = min(begin, _first_at(ready.moments[ready.row[done]], ways[0], taken))
            if begin <= until[taken]:
                found[number] = begin, until[taken]
                number += 1
    return found[:number]


@compiled
def _first_at(ready: Ints, ways: Ints, taken: int) -> int:
    """The first moment at the newcomer's with these stops done."""
    best = NEVER
    for last in range(ways.size):
        best = min(best, ready[last, taken] + ways[last])
    return best
