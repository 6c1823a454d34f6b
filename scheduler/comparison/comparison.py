"""What a comparison of two plans says. Instants are in UTC."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from scheduler.checker import Violation
from scheduler.continuity import Continuity, Familiarity
from scheduler.domain.horizon import Horizon
from scheduler.domain.shift import ShiftKey
from scheduler.domain.visit import VisitKey
from scheduler.rules import RULE, Rule, RuleId
from scheduler.score import ScoreLine
from scheduler.units import seconds_between


class MoveKind(StrEnum):
    """What became of a visit.

    `moved` is assigned in both plans, with another carer or another start. `added` and `removed`
    are visits that only the plan after, or only the plan before, speaks of at all.
    """

    MOVED = "moved"
    NEWLY_ASSIGNED = "newly_assigned"
    NEWLY_LEFT_OUT = "newly_left_out"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, order=True)
class FilledPlace:
    """A place of a visit (from 1), the carer who fills it, and the start of service."""

    place: int
    start: datetime
    carer_id: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A carer who comes to a client instead of another, and how well the client knows them."""

    carer_id: str
    familiarity: Familiarity


@dataclass(frozen=True, slots=True)
class Move:
    """A visit that is not in both plans alike.

    Attributes:
        client_id: None when neither team knows the visit.
        before: the places that somebody fills, in order; empty for a visit that nobody makes.
        after: the same in the other plan.
        newcomers: carers of this visit who did not make it before, by id.
    """

    visit: VisitKey
    client_id: str | None
    kind: MoveKind
    before: tuple[FilledPlace, ...]
    after: tuple[FilledPlace, ...]
    newcomers: tuple[Newcomer, ...]

    @property
    def start_before(self) -> datetime | None:
        """Start of the visit, at its lowest filled place; None when nobody makes it."""
        return self.before[0].start if self.before else None

    @property
    def start_after(self) -> datetime | None:
        """The same in the other plan."""
        return self.after[0].start if self.after else None

    @property
    def moved_seconds(self) -> int | None:
        """How much later the visit starts, negative when earlier; None unless made in both plans.

        Of a joint visit whose places moved apart, that of the place which moved furthest.
        """
        if not self.before or not self.after:
            return None
        pairs = [(b, a) for b in self.before for a in self.after if b.place == a.place]
        pairs = pairs or [(self.before[0], self.after[0])]
        return max((seconds_between(b.start, a.start) for b, a in pairs), key=abs)

    @property
    def carers_before(self) -> tuple[str, ...]:
        """Ids of the carers who make it, by id."""
        return tuple(sorted({filled.carer_id for filled in self.before}))

    @property
    def carers_after(self) -> tuple[str, ...]:
        """The same in the other plan."""
        return tuple(sorted({filled.carer_id for filled in self.after}))

    def to_call(self, tolerance_seconds: int) -> bool:
        """Whether the client must be told: other carers come, or the start moves beyond this."""
        moved = self.moved_seconds or 0
        return self.carers_before != self.carers_after or abs(moved) > tolerance_seconds


@dataclass(frozen=True, slots=True)
class ConcernedClient:
    """A client with at least one visit that moved.

    Attributes:
        moves: the visits that moved, by start.
        carers_before: everybody who comes on the dates compared, by id.
        carers_after: the same in the other plan.
        newcomers: carers who come on these dates and did not before, by id.
        to_call: whether any of the moves must be told.
    """

    client_id: str
    moves: tuple[Move, ...]
    carers_before: tuple[str, ...]
    carers_after: tuple[str, ...]
    newcomers: tuple[Newcomer, ...]
    to_call: bool

    @property
    def moved_seconds(self) -> int | None:
        """The largest of the moves in time; None when every move is one of assignment."""
        moved = [each.moved_seconds for each in self.moves if each.moved_seconds is not None]
        return max(moved, key=abs) if moved else None


@dataclass(frozen=True, slots=True)
class Work:
    """What a carer does in all rounds of the dates compared.

    Waiting is time before a service; one that starts before its carer arrives takes none away.
    """

    visits: int = 0
    service_seconds: int = 0
    travel_seconds: int = 0
    waiting_seconds: int = 0
    overtime_seconds: int = 0

    def __sub__(self, other: "Work") -> "Work":
        return Work(
            self.visits - other.visits,
            self.service_seconds - other.service_seconds,
            self.travel_seconds - other.travel_seconds,
            self.waiting_seconds - other.waiting_seconds,
            self.overtime_seconds - other.overtime_seconds,
        )


@dataclass(frozen=True, slots=True)
class RoundTimes:
    """When the round of a shift starts and ends in either plan; None where there is none."""

    shift: ShiftKey
    before: tuple[datetime, datetime] | None
    after: tuple[datetime, datetime] | None


@dataclass(frozen=True, slots=True)
class ConcernedCarer:
    """A carer for whom anything differs.

    Attributes:
        gained: moves of visits that the carer makes and did not, by new start.
        lost: moves of visits that the carer made and does not, by start.
        restarted: moves of visits that stay with the carer and start at another time.
        rounds: every round of the carer, by start of shift.
    """

    carer_id: str
    gained: tuple[Move, ...]
    lost: tuple[Move, ...]
    restarted: tuple[Move, ...]
    before: Work
    after: Work
    rounds: tuple[RoundTimes, ...]

    @property
    def difference(self) -> Work:
        """After less before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class RuleComparison:
    """What a soft rule costs in either plan, each at its own team's weight."""

    before: ScoreLine
    after: ScoreLine

    @property
    def rule_id(self) -> RuleId:
        """Which rule."""
        return self.after.rule

    @property
    def rule(self) -> Rule:
        """The rule, with its sentence."""
        return RULE[self.after.rule]

    @property
    def quantity_difference(self) -> int:
        """After less before, in the unit of the rule."""
        return self.after.quantity - self.before.quantity

    @property
    def cost_difference(self) -> int:
        """After less before, in points: negative is better."""
        return self.after.cost - self.before.cost


@dataclass(frozen=True, slots=True)
class Call:
    """A client to call, about these moves.

    Attributes:
        at: the earliest start that the moves speak of, the new one where there is one.
    """

    client_id: str
    at: datetime
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Comparison:
    """Two plans of the same dates beside each other.

    Attributes:
        tolerance_seconds: a start that moves no further is no reason to call anybody.
        moves: every visit that is not in both plans alike, by new start (by the old one where
            there is no new one), those without any last.
        clients: in the order of their first move.
        carers: by id.
        rules: every soft rule in the order of the table of rules; nothing when one of the plans
            cannot be scored.
        violations_new: hard rules that only the plan after breaks.
        violations_gone: hard rules that only the plan before breaks.
        continuity_before: of both teams on the last date, with the plan before carried out.
        continuity_after: the same with the plan after.
        call_list: the clients to call, by the start to tell them about.
    """

    horizon: Horizon
    tolerance_seconds: int
    moves: tuple[Move, ...]
    clients: tuple[ConcernedClient, ...]
    carers: tuple[ConcernedCarer, ...]
    rules: tuple[RuleComparison, ...]
    violations_new: tuple[Violation, ...]
    violations_gone: tuple[Violation, ...]
    continuity_before: Continuity
    continuity_after: Continuity
    call_list: tuple[Call, ...]

    @cached_property
    def better(self) -> tuple[RuleComparison, ...]:
        """The rules that cost less than before."""
        return tuple(each for each in self.rules if each.cost_difference < 0)

    @cached_property
    def worse(self) -> tuple[RuleComparison, ...]:
        """The rules that cost more than before."""
        return tuple(each for each in self.rules if each.cost_difference > 0)

    @property
    def cost_difference(self) -> int | None:
        """Points after less before: negative is better; None when a plan cannot be scored."""
        return sum(each.cost_difference for each in self.rules) if self.rules else None

    @cached_property
    def number_of(self) -> dict[VisitKey, int]:
        """The number of every move, counted from 1, by its visit."""
        return {move.visit: number for number, move in enumerate(self.moves, start=1)}
