"""The shape of plan.json. `docs/plan.schema.json` is the schema of `PlanDocument`.

Holds ids only, never a name or an address: it is the file that is passed around.
"""

import datetime
from typing import Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AwareDatetime,
    FiniteFloat,
    field_validator,
    model_validator,
)

from scheduler.domain.carer import Mode
from scheduler.io.document import Count, Entry, Id, Number
from scheduler.plan import StopKind
from scheduler.rules import RuleId

SCHEMA_VERSION = "1.0"


class LegEntry(Entry):
    """Travel from the stop before to this one: whole seconds, whole metres along the road."""

    seconds: Count
    metres: Count
    mode: Mode


class StopEntry(Entry):
    """One stop of a round, in order of time.

    `visit_id`, `date`, `place` (from 1) and `client_id` are given for stops of kind visit and
    null for the others; `leg` is null at the start of the round.
    """

    kind: StopKind
    visit_id: Id | None = None
    date: datetime.date | None = None
    place: Number | None = None
    client_id: Id | None = None
    new_face: bool = False
    arrival: AwareDatetime
    start: AwareDatetime
    end: AwareDatetime
    leg: LegEntry | None

    @model_validator(mode="after")
    def _names_its_visit(self) -> Self:
        given = [
            value is not None for value in (self.visit_id, self.date, self.place, self.client_id)
        ]
        if (self.kind is StopKind.VISIT) != all(given) or any(given) != all(given):
            raise ValueError(
                "a stop of kind visit has visit_id, date, place and client_id; no other has any"
            )
        return self


class RoundEntry(Entry):
    """What one carer does in one shift."""

    carer_id: Id
    shift_start: AwareDatetime
    stops: tuple[StopEntry, ...]


class ReasonEntry(Entry):
    """Why a carer does not fill the place: the rule in the way, and its details."""

    carer_id: Id
    rule: RuleId
    text: str


class UnassignedEntry(Entry):
    """A place of a visit that nobody fills. Priority: 1 must, 2 should, 3 may."""

    visit_id: Id
    date: datetime.date
    place: Number
    client_id: Id
    priority: Literal[1, 2, 3]
    reasons: tuple[ReasonEntry, ...]


class ScoreLineEntry(Entry):
    """What one soft rule adds to the score: cost is weight times quantity."""

    rule: RuleId
    quantity: int
    weight: int
    cost: int

    @model_validator(mode="after")
    def _multiplies(self) -> Self:
        if self.cost != self.weight * self.quantity:
            raise ValueError("cost is not weight times quantity")
        return self


class ScoreEntry(Entry):
    """The score: an exact integer, the sum of the costs of the rules; lower is better."""

    total: int
    lines: tuple[ScoreLineEntry, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.total != sum(line.cost for line in self.lines):
            raise ValueError("total is not the sum of the costs")
        return self


class ClientContinuityEntry(Entry):
    """The indices of one client over the windows that end on `until`; null where undefined."""

    client_id: Id
    visits: Count
    carers_14_days: Count
    carers_28_days: Count
    upc: FiniteFloat | None
    coc: FiniteFloat | None


class TeamContinuityEntry(Entry):
    """Means over the clients for whom the figure exists; null where it exists for nobody."""

    clients: Count
    carers_14_days: FiniteFloat | None
    carers_28_days: FiniteFloat | None
    upc: FiniteFloat | None
    coc: FiniteFloat | None


class ContinuityEntry(Entry):
    """Continuity of a team in the 14 and 28 days that end on `until`. Six decimals."""

    until: datetime.date
    clients: tuple[ClientContinuityEntry, ...]
    team: TeamContinuityEntry


class ContinuityPair(Entry):
    """Continuity without the plan, and once it has been carried out."""

    before: ContinuityEntry
    after: ContinuityEntry


class ProvenanceEntry(Entry):
    """How the plan came about; no clock time, so that equal searches give equal files.

    `seed`, `iterations` and `stopped` are those of the search. A plan that no search made has null
    for both, and `stopped` says what it is instead: `changed` or `made elsewhere`.
    `gap` is (score - lower_bound) / score, six decimals: no better plan is further below.
    """

    rounds_version: str
    seed: int | None
    iterations: Count | None
    stopped: str
    lower_bound: int | None
    gap: FiniteFloat | None
    estimated_modes: tuple[Mode, ...]


class PlanDocument(Entry):
    """A plan with its score and continuity. Instants carry the offset of the team's zone."""

    schema_version: Literal["1.0"]
    team_id: Id
    timezone: str
    first_date: datetime.date
    days: Number
    rounds: tuple[RoundEntry, ...]
    unassigned: tuple[UnassignedEntry, ...]
    score: ScoreEntry
    continuity: ContinuityPair
    provenance: ProvenanceEntry

    @field_validator("timezone")
    @classmethod
    def _is_a_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError("not a time zone of the IANA database") from error
        return name
