"""The shape of comparison.json; `docs/comparison.schema.json` is the schema of the document.

Holds ids only, never a name or an address.
"""

import datetime
from typing import Literal

from pydantic import AwareDatetime

from scheduler.comparison import MoveKind
from scheduler.continuity import Familiarity
from scheduler.io.document import Count, Entry, Id, Number
from scheduler.io.plan_document import ContinuityPair
from scheduler.rules import RuleId


class FilledPlaceEntry(Entry):
    """A place of a visit (from 1), who fills it, and the start of service."""

    place: int
    carer_id: Id
    start: AwareDatetime


class NewcomerEntry(Entry):
    """A carer who comes and did not, and how well the client knows them."""

    carer_id: Id
    familiarity: Familiarity


class MoveEntry(Entry):
    """A visit that is not in both plans alike.

    `number` counts from 1 and is what the other lists refer to. `before` and `after` are empty
    where nobody makes the visit. `moved_seconds` is positive when the visit starts later, and null
    unless both plans make it. `call` says that the client must be told.
    """

    number: Number
    visit_id: Id
    date: datetime.date
    client_id: Id | None
    kind: MoveKind
    before: tuple[FilledPlaceEntry, ...]
    after: tuple[FilledPlaceEntry, ...]
    moved_seconds: int | None
    newcomers: tuple[NewcomerEntry, ...]
    call: bool


class ConcernedClientEntry(Entry):
    """A client with visits that moved, and who comes on the dates compared."""

    client_id: Id
    moves: tuple[Number, ...]
    carers_before: tuple[Id, ...]
    carers_after: tuple[Id, ...]
    newcomers: tuple[NewcomerEntry, ...]
    moved_seconds: int | None
    call: bool


class WorkEntry(Entry):
    """What a carer does on the dates compared; a difference may be negative."""

    visits: int
    service_seconds: int
    travel_seconds: int
    waiting_seconds: int
    overtime_seconds: int


class SpanEntry(Entry):
    """From when to when a round lasts."""

    start: AwareDatetime
    end: AwareDatetime


class RoundTimesEntry(Entry):
    """The round of a shift in either plan; null where there is none."""

    shift_start: AwareDatetime
    before: SpanEntry | None
    after: SpanEntry | None


class ConcernedCarerEntry(Entry):
    """A carer for whom anything differs; `gained`, `lost` and `restarted` are numbers of moves."""

    carer_id: Id
    gained: tuple[Number, ...]
    lost: tuple[Number, ...]
    restarted: tuple[Number, ...]
    before: WorkEntry
    after: WorkEntry
    difference: WorkEntry
    rounds: tuple[RoundTimesEntry, ...]


class RuleSideEntry(Entry):
    """What a rule costs in one plan: cost is weight times quantity."""

    quantity: int
    weight: int
    cost: int


class RuleDifferenceEntry(Entry):
    """After less before; a negative cost is better."""

    quantity: int
    cost: int


class RuleEntry(Entry):
    """A soft rule in both plans."""

    rule: RuleId
    before: RuleSideEntry
    after: RuleSideEntry
    difference: RuleDifferenceEntry


class ViolationEntry(Entry):
    """A hard rule broken in one place."""

    rule: RuleId
    text: str
    carer_id: Id | None
    visit_id: Id | None
    date: datetime.date | None


class ViolationsEntry(Entry):
    """Hard rules that only one of the plans breaks: `new` the one after, `gone` the one before."""

    new: tuple[ViolationEntry, ...]
    gone: tuple[ViolationEntry, ...]


class ScorePair(Entry):
    """The totals, null for a plan that cannot be scored, and after less before."""

    before: int | None
    after: int | None
    difference: int | None


class CallEntry(Entry):
    """A client to call; `at` is the earliest start to tell, the new one where there is one."""

    client_id: Id
    at: AwareDatetime
    moves: tuple[Number, ...]


class ComparisonDocument(Entry):
    """Two plans of the same dates beside each other. Instants bear the offset of the team's zone.

    `rules` is empty when one of the plans cannot be scored. `continuity` is that of the last date,
    `before` with the plan before carried out and `after` with the plan after.
    """

    schema_version: Literal["1.0"]
    team_id: Id
    timezone: str
    first_date: datetime.date
    days: Number
    change_tolerance_seconds: Count
    moves: tuple[MoveEntry, ...]
    clients: tuple[ConcernedClientEntry, ...]
    carers: tuple[ConcernedCarerEntry, ...]
    rules: tuple[RuleEntry, ...]
    score: ScorePair
    violations: ViolationsEntry
    continuity: ContinuityPair
    call_list: tuple[CallEntry, ...]
