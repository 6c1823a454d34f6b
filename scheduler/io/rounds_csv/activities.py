"""What a carer does in a round whose times are being worked out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from scheduler.domain.carer import Mode
from scheduler.domain.location import Location
from scheduler.domain.shift import Break, Shift
from scheduler.domain.travel import Travel
from scheduler.io.rounds_csv.written import WrittenStop
from scheduler.plan import Leg, StopKind
from scheduler.units import after


@dataclass(frozen=True, slots=True)
class Activity:
    """One stop but for its arrival and its leg.

    Attributes:
        location: None where nobody knows.
        written: the row that it stands in; None when it follows from the team.
    """

    kind: StopKind
    start: datetime
    end: datetime
    location: Location | None
    written: WrittenStop | None = None


@dataclass(frozen=True, slots=True)
class Ways:
    """The legs of one carer."""

    travel: Travel
    mode: Mode

    def leg(self, origin: Location | None, destination: Location | None) -> Leg:
        """By road; of no length from or to a place that nobody knows."""
        if origin is None or destination is None or self.mode not in self.travel.seconds:
            return Leg(0, 0, self.mode)
        if not {origin, destination} <= self.travel.index.keys():
            return Leg(0, 0, self.mode)
        return Leg(*self.travel.leg(self.mode, origin, destination), self.mode)


def with_break(
    activities: Sequence[Activity],
    due: Break,
    shift: Shift,
    latest_end: datetime,
    ways: Ways,
) -> list[Activity]:
    """The activities with a break in the first gap that has room for it.

    The first activity is the start of the round and the last its end; where they are not written
    they give way as far as the shift allows. Without any room the break is left out: the checker
    will say so.

    Args:
        latest_end: when the round must be over.
    """
    listed = list(activities)
    gaps = [*range(2, len(listed)), 1]  # before the first visit only where nothing else has room
    for position in gaps:
        before, behind = listed[position - 1], listed[position]
        to_open = before.kind is StopKind.START and before.written is None
        to_close = behind.kind is StopKind.END and behind.written is None
        free_from = shift.start if to_open else before.end
        free_until = latest_end if to_close else behind.start
        leg_seconds = ways.leg(before.location, behind.location).seconds
        for here, seconds_to, seconds_from in (
            (before.location, 0, leg_seconds),
            (behind.location, leg_seconds, 0),
        ):
            start = max(after(free_from, seconds_to), due.earliest)
            end = after(start, due.seconds)
            if end <= due.latest and after(end, seconds_from) <= free_until:
                if to_open:
                    left = after(start, -seconds_to)
                    listed[0] = replace(before, start=left, end=left)
                listed.insert(position, Activity(StopKind.BREAK, start, end, here))
                return listed
    return listed
