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

from scheduler.solver.compiled import compiled

Ints = npt.NDArray[np.int64]

NEVER: Final = 1 << 40
"""Later than any moment; its negative is earlier than any."""


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


@compiled
def ready_times(stops: Stops) -> Ints:
    """The first moments at which something is done.

    Returns:
        Shape (2^stops, stops + 1, breaks + 1), `[done, last, taken]`: ready at the last of the
        stops done, so many breaks taken; with nothing done, at the start of the shift.
    """
    count, pauses = stops.service.size, stops.breaks.shape[0]
    ready = np.full((1 << count, count + 1, pauses + 1), NEVER)
    ready[0, count, 0] = stops.bounds[0]
    for done in range(1 << count):
        for last in range(count + 1):
            for taken in range(pauses + 1):
                moment = ready[done, last, taken]
                if moment < NEVER and _is_in_time(stops, done, moment):
                    _go_on(stops, ready, (done, last, taken))
    return ready


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
def _go_on(stops: Stops, ready: Ints, state: tuple[int, int, int]) -> None:
    """Take a break here, or go to any other stop and take breaks there, as long as they can."""
    done, last, taken = state
    moment = ready[done, last, taken]
    pauses = stops.breaks.shape[0]
    if taken < pauses:
        behind = _behind_break(stops, taken, moment)
        ready[done, last, taken + 1] = min(ready[done, last, taken + 1], behind)
    for stop in range(stops.service.size):
        if done >> stop & 1:
            continue
        arrival, more = moment + stops.leg[last, stop], done | 1 << stop
        for now in range(taken, pauses + 1):
            end = _first_start(stops, stop, arrival) + stops.service[stop]
            ready[more, stop, now] = min(ready[more, stop, now], end)
            if now < pauses:
                arrival = _behind_break(stops, now, arrival)


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
def first_end(stops: Stops, ready: Ints) -> int:
    """The first moment at which a round with all its stops can be over; `NEVER` or later if none.

    Args:
        ready: as `ready_times` gives them.
    """
    count, pauses = stops.service.size, stops.breaks.shape[0]
    whole, end = (1 << count) - 1, NEVER
    for taken in range(pauses + 1):
        end = NEVER if taken == 0 else _behind_break(stops, taken - 1, end)
        for last in range(count + 1):
            end = min(end, ready[whole, last, taken] + stops.leg[last, count])
    return end


@compiled
def latest_times(stops: Stops) -> Ints:
    """The last moments from which all that is left can still be done.

    Returns:
        Shape (2^stops, stops + 1, breaks + 1), `[left, next, taken]`: at the place of the next of
        the stops left, so many breaks taken; with nothing left, at the end of the shift.
    """
    count, pauses = stops.service.size, stops.breaks.shape[0]
    late = np.full((1 << count, count + 1, pauses + 1), -NEVER)
    moment = stops.bounds[1]
    for taken in range(pauses, -1, -1):
        if taken < pauses:
            moment = _before_break(stops, taken, moment)
        late[0, count, taken] = moment
    for left in range(1, 1 << count):
        for stop in range(count):
            if left >> stop & 1:
                _go_back(stops, late, left, stop)
    return late


@compiled
def _go_back(stops: Stops, late: Ints, left: int, stop: int) -> None:
    """How late one may be at a stop with all that is left still to be done."""
    pauses = stops.breaks.shape[0]
    leave = here = -NEVER
    for taken in range(pauses, -1, -1):
        if taken < pauses:
            leave, here = _before_break(stops, taken, leave), _before_break(stops, taken, here)
        leave = max(leave, last_leave(stops, late, (left & ~(1 << stop), stop, taken)))
        here = max(here, _last_start(stops, stop, leave - stops.service[stop]))
        if here >= stops.bounds[0] and _is_not_too_early(stops, left, here):
            late[left, stop, taken] = here


@compiled
def _is_not_too_early(stops: Stops, left: int, moment: int) -> bool:
    """Whether every stop that is done by a moment could be."""
    for stop in range(stops.service.size):
        if not left >> stop & 1 and (
            stops.first[stop] == stops.first[stop + 1]
            or moment < stops.opens[stops.first[stop]] + stops.service[stop]
        ):
            return False
    return True


@compiled
def last_leave(stops: Stops, late: Ints, state: tuple[int, int, int]) -> int:
    """The last moment to set out from a place, breaks taken there left out.

    Args:
        late: as `latest_times` gives them.
        state: what is left, the stop (their number: the start of the shift), the breaks taken.
    """
    left, here, taken = state
    count, best = stops.service.size, -NEVER
    for stop in range(count + 1):
        best = max(best, late[left, stop, taken] - stops.leg[here, stop])
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
    count, pauses = stops.service.size, stops.breaks.shape[0]
    leave = -NEVER
    for taken in range(pauses, -1, -1):
        if taken < pauses:
            leave = _before_break(stops, taken, leave)
        leave = max(leave, last_leave(stops, late, ((1 << count) - 1, count, taken)))
    return leave


@compiled
def gaps_for(stops: Stops, ready: Ints, late: Ints, ways: Ints) -> Ints:
    """Every gap in which one stop more could be made, by which of the others are done before it.

    Args:
        ready: as `ready_times` gives them.
        late: as `latest_times` gives them.
        ways: two rows: seconds to the newcomer from every stop and the start of the shift, and from
            there to every stop and the end of the shift.

    Returns:
        Rows of the first moment at which it can start and the last at which it must be done.
    """
    count, pauses = stops.service.size, stops.breaks.shape[0]
    whole, number = (1 << count) - 1, 0
    found = np.empty(((1 << count) * (pauses + 1), 2), np.int64)
    until = np.empty(pauses + 1, np.int64)
    for done in range(1 << count):
        for taken in range(pauses, -1, -1):
            leave = _before_break(stops, taken, until[taken + 1]) if taken < pauses else -NEVER
            until[taken] = max(leave, _last_from(late, ways, whole ^ done, taken))
        begin = NEVER
        for taken in range(pauses + 1):
            if taken:
                begin = _behind_break(stops, taken - 1, begin)
            begin = min(begin, _first_at(ready, ways, done, taken))
            if begin <= until[taken]:
                found[number] = begin, until[taken]
                number += 1
    return found[:number]


@compiled
def _first_at(ready: Ints, ways: Ints, done: int, taken: int) -> int:
    """The first moment at the newcomer's with these stops done."""
    count, best = ways.shape[1] - 1, NEVER
    for last in range(count + 1):
        best = min(best, ready[done, last, taken] + ways[0, last])
    return best


@compiled
def _last_from(late: Ints, ways: Ints, left: int, taken: int) -> int:
    """The last moment to set out from the newcomer's with these stops left."""
    count, best = ways.shape[1] - 1, -NEVER
    for stop in range(count + 1):
        best = max(best, late[left, stop, taken] - ways[1, stop])
    return best
