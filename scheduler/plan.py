"""A plan: the rounds of a team for a horizon, and the visits left unassigned.

Instants are in UTC.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scheduler.domain.carer import Mode
from scheduler.domain.horizon import Horizon
from scheduler.domain.rule_id import RuleId
from scheduler.domain.shift import ShiftKey
from scheduler.domain.visit import Priority, VisitKey
from scheduler.units import seconds_between


class StopKind(StrEnum):
    """What a carer does at a stop."""

    START = "start"
    VISIT = "visit"
    BREAK = "break"
    APPOINTMENT = "appointment"
    END = "end"


@dataclass(frozen=True, slots=True)
class Leg:
    """Travel from the stop before to this one."""

    seconds: int
    metres: int
    mode: Mode


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a round.

    A break has no location of its own: it is taken where the carer is, either before leaving (a
    leg of no seconds leads to it, and the next stop has the whole leg) or on arrival at the
    next stop (the whole leg leads to it, and the next one has a leg of no seconds).

    Attributes:
        leg: the leg that leads here; None at the start of the round.
        arrival: when the carer gets here; equal to the end of the stop before plus the leg.
        start: start of service (or of the break, or of the appointment).
        end: when the carer is ready to leave.
        visit: which visit, for a stop of kind visit.
        place: which place of the visit, counted from 1; 0 for other kinds.
    """

    kind: StopKind
    leg: Leg | None
    arrival: datetime
    start: datetime
    end: datetime
    visit: VisitKey | None = None
    place: int = 0

    @property
    def waiting_seconds(self) -> int:
        """Time between arrival and start."""
        return seconds_between(self.arrival, self.start)


@dataclass(frozen=True, slots=True)
class Round:
    """What one carer does in one shift: a start, the stops in order, an end.

    A shift with neither visits nor appointments has no round.
    """

    shift: ShiftKey
    stops: tuple[Stop, ...]

    @property
    def visit_stops(self) -> Iterator[Stop]:
        """The stops that are visits."""
        return (stop for stop in self.stops if stop.kind is StopKind.VISIT)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a place of a visit was not given to a carer: the rule in the way, and its details."""

    carer_id: str
    rule: RuleId
    text: str


@dataclass(frozen=True, slots=True)
class Unassigned:
    """A place of a visit that nobody fills; a joint visit has all of its places listed."""

    visit: VisitKey
    place: int
    priority: Priority
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """All rounds of a team for a horizon, by start of shift and carer, and what is left out."""

    team_id: str
    horizon: Horizon
    rounds: tuple[Round, ...]
    unassigned: tuple[Unassigned, ...]

    def assignments(self) -> Iterator[tuple[Round, Stop]]:
        """Every stop that is a visit, with its round."""
        return ((each, stop) for each in self.rounds for stop in each.visit_stops)

    def filled_places(self) -> Iterator[tuple[VisitKey, Round, Stop]]:
        """Every stop that names the visit it makes, with that visit and its round."""
        return (
            (stop.visit, each, stop) for each, stop in self.assignments() if stop.visit is not None
        )
