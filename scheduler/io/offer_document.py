"""The shape of an offer's events; `docs/offer.schema.json` is its schema. Ids only."""

import json
from datetime import UTC
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, model_validator

from scheduler.domain.change import Exchange, HandOver, OptionKind, Swap
from scheduler.domain.offer import (
    Offer,
    Offered,
    OfferEvent,
    OfferEventKind,
    OfferState,
    OpenHandOver,
    Proposal,
)
from scheduler.io.change_document import (
    BudgetEntry,
    Entry,
    ExchangeEntry,
    HandOverEntry,
    SwapEntry,
    VisitPlaceEntry,
)
from scheduler.io.change_json import budget_entry, change_entry, place_entry
from scheduler.io.plan_document import Id

Number = Annotated[int, Field(ge=1)]


class OpenHandOverEntry(Entry):
    """A visit that whoever accepts takes over."""

    kind: Literal["open_hand_over"] = "open_hand_over"
    visit: VisitPlaceEntry


OfferedEntry = Annotated[
    SwapEntry | HandOverEntry | ExchangeEntry | OpenHandOverEntry, Field(discriminator="kind")
]


class ProposalEntry(Entry):
    """What is offered: `to` is null for the whole team.

    It was made on `version`, when the clock showed `now`.
    """

    offered: OfferedEntry
    option: OptionKind
    budget: BudgetEntry
    seed: int
    to: Id | None
    version: Number
    now: AwareDatetime


class OfferEventDocument(Entry):
    """One thing that happened to an offer. Instants bear the offset of the team's zone.

    `offer` is the number of the event that made it; that one, and no other, has a `proposal`.
    """

    schema_version: Literal["1.0"]
    number: Number
    offer: Number
    kind: OfferEventKind
    by: str
    at: AwareDatetime
    reason: str
    proposal: ProposalEntry | None

    @model_validator(mode="after")
    def _belongs(self) -> Self:
        made = self.kind is OfferEventKind.MADE
        if made != (self.proposal is not None) or made != (self.offer == self.number):
            raise ValueError("the event that makes an offer has its number and a proposal")
        return self


class OfferEntry(Entry):
    """An offer with all that happened to it.

    `answered_by` is who settled it, `why` the reason, `made` the version that it became; each is
    null or empty where there is none.
    """

    number: Number
    by: Id
    at: AwareDatetime
    reason: str
    proposal: ProposalEntry
    state: OfferState
    seen_by: tuple[Id, ...]
    refused_by: tuple[Id, ...]
    answered_by: Id | None
    why: str
    made: Number | None


class OffersDocument(Entry):
    """What `rounds offers --json` prints."""

    schema_version: Literal["1.0"]
    offers: tuple[OfferEntry, ...]


def offer_entry(offer: Offer, zone: ZoneInfo) -> OfferEntry:
    """An offer as it stands, as a document."""
    return OfferEntry(
        number=offer.number,
        by=offer.by,
        at=offer.at.astimezone(zone),
        reason=offer.reason,
        proposal=proposal_entry(offer.proposal, zone),
        state=offer.state,
        seen_by=offer.seen_by,
        refused_by=offer.refused_by,
        answered_by=offer.answered_by,
        why=offer.why,
        made=offer.made,
    )


def event_document(event: OfferEvent, zone: ZoneInfo) -> OfferEventDocument:
    """An event as a document."""
    return OfferEventDocument(
        schema_version="1.0",
        number=event.number,
        offer=event.offer,
        kind=event.kind,
        by=event.by,
        at=event.at.astimezone(zone),
        reason=event.reason,
        proposal=None if event.proposal is None else proposal_entry(event.proposal, zone),
    )


def event_of(document: OfferEventDocument) -> OfferEvent:
    """The event of a document, its instants in UTC."""
    entry = document.proposal
    return OfferEvent(
        number=document.number,
        offer=document.offer,
        kind=document.kind,
        by=document.by,
        at=document.at.astimezone(UTC),
        reason=document.reason,
        proposal=None
        if entry is None
        else Proposal(
            offered=_offered_of(entry.offered),
            option=entry.option,
            budget=entry.budget.budget(),
            seed=entry.seed,
            to=entry.to,
            version=entry.version,
            now=entry.now.astimezone(UTC),
        ),
    )


def event_schema() -> str:
    """The JSON Schema of an event, as published in docs/offer.schema.json."""
    schema = OfferEventDocument.model_json_schema(mode="serialization")
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def proposal_entry(proposal: Proposal, zone: ZoneInfo) -> ProposalEntry:
    """What is offered as a document."""
    return ProposalEntry(
        offered=_offered_entry(proposal.offered, zone),
        option=proposal.option,
        budget=budget_entry(proposal.budget),
        seed=proposal.seed,
        to=proposal.to,
        version=proposal.version,
        now=proposal.now.astimezone(zone),
    )


def _offered_entry(offered: Offered, zone: ZoneInfo) -> OfferedEntry:
    if isinstance(offered, OpenHandOver):
        return OpenHandOverEntry(visit=place_entry(offered.visit))
    entry = change_entry(offered, zone)
    if isinstance(entry, SwapEntry | HandOverEntry | ExchangeEntry):
        return entry
    raise TypeError(f"{type(offered).__name__} cannot be offered")


def _offered_of(entry: OfferedEntry) -> Offered:
    if isinstance(entry, OpenHandOverEntry):
        return OpenHandOver(entry.visit.visit_place())
    change = entry.change()
    if isinstance(change, Swap | HandOver | Exchange):
        return change
    raise TypeError(f"{type(change).__name__} cannot be offered")
