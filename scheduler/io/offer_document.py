"""Offers as documents, from the domain and back. `docs/offer.schema.json` is that of an event.

Ids only. Instants of a document bear the offset of the team's zone, those of the domain are UTC.
"""

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
from scheduler.io.change_document import BudgetEntry, ExchangeEntry, HandOverEntry, SwapEntry
from scheduler.io.document import Entry, Id, Number, utc
from scheduler.io.visit_document import VisitPlaceEntry


class OpenHandOverEntry(Entry):
    """A visit that whoever accepts takes over."""

    kind: Literal["open_hand_over"] = "open_hand_over"
    visit: VisitPlaceEntry

    @classmethod
    def of(cls, offered: OpenHandOver) -> Self:
        """Of what is offered."""
        return cls(visit=VisitPlaceEntry.of_place(offered.visit))

    def change(self) -> OpenHandOver:
        """What is offered."""
        return OpenHandOver(self.visit.visit_place())


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

    @classmethod
    def of(cls, proposal: Proposal, zone: ZoneInfo) -> Self:
        """Of the proposal."""
        return cls(
            offered=_offered_entry(proposal.offered, zone),
            option=proposal.option,
            budget=BudgetEntry.of(proposal.budget),
            seed=proposal.seed,
            to=proposal.to,
            version=proposal.version,
            now=proposal.now.astimezone(zone),
        )

    def proposal(self) -> Proposal:
        """The proposal."""
        return Proposal(
            offered=self.offered.change(),
            option=self.option,
            budget=self.budget.budget(),
            seed=self.seed,
            to=self.to,
            version=self.version,
            now=utc(self.now),
        )


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

    @classmethod
    def of(cls, event: OfferEvent, zone: ZoneInfo) -> Self:
        """Of the event."""
        proposal = event.proposal
        return cls(
            schema_version="1.0",
            number=event.number,
            offer=event.offer,
            kind=event.kind,
            by=event.by,
            at=event.at.astimezone(zone),
            reason=event.reason,
            proposal=None if proposal is None else ProposalEntry.of(proposal, zone),
        )

    def event(self) -> OfferEvent:
        """The event."""
        return OfferEvent(
            number=self.number,
            offer=self.offer,
            kind=self.kind,
            by=self.by,
            at=utc(self.at),
            reason=self.reason,
            proposal=None if self.proposal is None else self.proposal.proposal(),
        )


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

    @classmethod
    def of(cls, offer: Offer, zone: ZoneInfo) -> Self:
        """Of the offer as it stands."""
        return cls(
            number=offer.number,
            by=offer.by,
            at=offer.at.astimezone(zone),
            reason=offer.reason,
            proposal=ProposalEntry.of(offer.proposal, zone),
            state=offer.state,
            seen_by=offer.seen_by,
            refused_by=offer.refused_by,
            answered_by=offer.answered_by,
            why=offer.why,
            made=offer.made,
        )


class OffersDocument(Entry):
    """What `rounds offers --json` prints."""

    schema_version: Literal["1.0"]
    offers: tuple[OfferEntry, ...]


def _offered_entry(offered: Offered, zone: ZoneInfo) -> OfferedEntry:
    match offered:
        case Swap():
            return SwapEntry.of(offered)
        case HandOver():
            return HandOverEntry.of(offered)
        case Exchange():
            return ExchangeEntry.of(offered, zone)
        case OpenHandOver():
            return OpenHandOverEntry.of(offered)
