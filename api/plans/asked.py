"""What may be asked of a plan: the bodies of requests. The server knows these, and no solver."""

import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scheduler.domain.change import Budget, OptionKind
from scheduler.io.change_document import BudgetEntry, ChangeEntry, NewVisitEntry
from scheduler.io.document import Entry, Id, Instant
from scheduler.io.offer_document import OfferedEntry
from scheduler.io.visit_document import VisitEntry
from scheduler.units import SECONDS_PER_HOUR

MOST_SECONDS = 30
"""Of a search that somebody waits for."""

MOST_ITERATIONS = 20_000
MOST_SEED = 2**31 - 1
WEEK = 7

Reason = Annotated[str, Field(max_length=500, description="Why, for those who look later.")]
Seed = Annotated[int, Field(ge=0, le=MOST_SEED)]
SmallNumber = Annotated[int, Field(ge=1, le=1_000_000)]
_MOVES = BudgetEntry.of(Budget())


class AtClock(Entry):
    """Something asked at a moment: `at`, else what the server's clock shows."""

    at: Instant | None = None


class SearchAsked(AtClock):
    """How to search: by seconds, or by count where the same answer is wanted on every run."""

    seed: Seed = 0
    seconds: Annotated[float, Field(gt=0, le=MOST_SECONDS)] | None = None
    iterations: Annotated[int, Field(ge=0, le=MOST_ITERATIONS)] | None = None


class PreviewAsked(SearchAsked):
    """A change to be looked at, and which options: what may move besides."""

    change: ChangeEntry
    options: Annotated[tuple[OptionKind, ...], Field(min_length=1, max_length=3)] = tuple(
        OptionKind
    )
    budget: BudgetEntry = _MOVES


class ChangeAsked(SearchAsked):
    """A change to be made. `leave_out` makes it even where visits are left out by it."""

    change: ChangeEntry
    option: OptionKind = OptionKind.UNMOVED
    budget: BudgetEntry = _MOVES
    leave_out: bool = False
    reason: Reason = ""


class AbsenceAsked(SearchAsked):
    """A carer who does not work.

    `since` is now where it is not given, `until` the end of the carer's shifts of that date.
    `budget` is as wide as an absence asks for.
    """

    carer_id: Id
    since: Instant | None = None
    until: Instant | None = None
    budget: BudgetEntry | None = None
    reason: Reason = ""


class UndoAsked(AtClock):
    """A version to be brought back; the one before the newest where none is named."""

    to: SmallNumber | None = None
    reason: Reason = ""


class OfferAsked(SearchAsked):
    """A change to be offered: to a carer, or to whoever takes the visit where `to` is null."""

    offered: OfferedEntry
    option: OptionKind = OptionKind.UNMOVED
    to: Id | None = None
    reason: Reason = ""


class AnswerAsked(SearchAsked):
    """What is said of an offer."""

    reason: Reason = ""


class UnassignedAsked(VisitEntry):
    """A visit that the plan leaves unassigned."""

    kind: Literal["unassigned"] = "unassigned"


class SeriesAsked(Entry):
    """Visits several times a week; the dates of `visit` say on which weekdays they may be."""

    kind: Literal["series"] = "series"
    visit: NewVisitEntry
    times: Annotated[int, Field(ge=1, le=WEEK)]


class MeetingAsked(Entry):
    """A meeting of carers at the base."""

    kind: Literal["meeting"] = "meeting"
    carers: Annotated[tuple[Id, ...], Field(min_length=1, max_length=60)]
    seconds: Annotated[int, Field(ge=60, le=12 * SECONDS_PER_HOUR)]
    date: datetime.date


Wanted = Annotated[
    UnassignedAsked | NewVisitEntry | SeriesAsked | MeetingAsked, Field(discriminator="kind")
]


class FitAsked(AtClock):
    """What is to find room in a plan, and how many places to tell."""

    wanted: Wanted
    best: Annotated[int, Field(ge=1, le=10)] = 3


class ExplanationAsked(AtClock):
    """A visit: why nobody makes it, what would help, or why `carer_id` does not make it."""

    visit: VisitEntry
    carer_id: Id | None = None
    budget: BudgetEntry = _MOVES
    iterations: Annotated[int, Field(ge=1, le=MOST_ITERATIONS)] | None = None
    seed: Seed = 0


class ComparedAsked(Entry):
    """A plan to be compared: a version or a draft of it, else what stands."""

    plan_id: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
    version: SmallNumber | None = None
    draft: SmallNumber | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if self.version is not None and self.draft is not None:
            raise ValueError("name a version or a draft, not both")
        return self


class ComparisonAsked(Entry):
    """Two plans to be compared on the dates that both are for."""

    before: ComparedAsked
    after: ComparedAsked


class PublishAsked(AtClock):
    """A draft to be published."""

    draft: SmallNumber
    reason: Reason = ""
