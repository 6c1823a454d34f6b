"""What a carer does in a round whose times are being worked out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from scheduler.domain.carer import Mode
from scheduler.domain.location import Location
from scheduler.domain.shift import Shift, ShiftKey
from scheduler.domain.travel import Travel
from scheduler.domain.visit import VisitKey
from scheduler.io.rounds_csv.written import WrittenStop
from scheduler.plan import Leg, StopKind
from scheduler.units import after


@dataclass(frozen=True, slots=True)
class Activity:
    """One stop but for its arrival and its leg.

    Attributes:
        seconds: how long it takes, unless an end is written.
        location: None where nobody knows, and for a break whose place is still open.
        written: the row that it stands in; None when it follows from the team.
    """

    kind: StopKind
    start: datetime
    seconds: int
    location: Location | None
    written: WrittenStop | None = None

    @property
    def end(self) -> datetime:
        """As written, or as long after the start as it takes."""
        due = after(self.start, self.seconds)
        if self.written is None or self.written.end is None:
            return due
        return self.written.end.within(due)

    @property
    def latest_start(self) -> datetime:
        """How late it may start without contradicting what is written."""
        moves = self.written is not None and self.kind in {StopKind.VISIT, StopKind.BREAK}
        return self.written.start.latest if moves and self.written is not None else self.start

    @property
    def visit(self) -> VisitKey | None:
        """Which visit, for a stop of kind visit."""
        return None if self.written is None else self.written.visit


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

    def leg_to(self, activity: Activity, here: Location | None) -> Leg:
        """The leg to an activity: as written, by road where nothing is."""
        by_road = self.leg(here, activity.location)
        written = activity.written
        if written is None:
            return by_road
        return Leg(
            by_road.seconds if written.travel_seconds is None else written.travel_seconds,
            by_road.metres if written.travel_metres is None else written.travel_metres,
            written.mode or by_road.mode,
        )


@dataclass(frozen=True, slots=True)
class OpenRound:
    """A round in the making.

    Attributes:
        shift: None when the team does not have it.
        whole: whether it was written from a start to an end, so that nothing is added to it.
    """

    key: ShiftKey
    shift: Shift | None
    whole: bool
    ways: Ways
    activities: tuple[Activity, ...]


def leaves_in_time(activities: Sequence[Activity]) -> bool:
    """Whether the round begins with a start that is not written and gives way to what follows."""
    first = activities[0]
    return first.kind is StopKind.START and first.written is None
