"""Offers: a change that another carer has to agree to before anything moves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from scheduler.domain.change import Budget, Exchange, HandOver, OptionKind, Swap, VisitPlace


@dataclass(frozen=True, slots=True)
class OpenHandOver:
    """A visit that whoever accepts takes over."""

    visit: VisitPlace

    def to(self, carer_id: str) -> HandOver:
        """The hand-over that it becomes."""
        return HandOver(self.visit, carer_id)


Offered = Swap | HandOver | Exchange | OpenHandOver


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is offered, and to whom.

    Attributes:
        to: carer who is asked; None for the whole team.
        version: number of the version that it was made on.
        now: what the clock showed then.
    """

    offered: Offered
    option: OptionKind
    budget: Budget
    seed: int
    to: str | None
    version: int
    now: datetime


class OfferEventKind(StrEnum):
    """What somebody does with an offer."""

    MADE = "made"
    SEEN = "seen"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class OfferEvent:
    """One thing that happened to an offer. Instants in UTC.

    Attributes:
        number: of the event, counted over all offers of a plan.
        offer: number of the event that made the offer.
        by: carer who did it; empty for what nobody did.
        proposal: for the event that made it.
    """

    number: int
    offer: int
    kind: OfferEventKind
    by: str
    at: datetime
    reason: str = ""
    proposal: Proposal | None = None


class OfferState(StrEnum):
    """Where an offer stands. `accepted` is agreed and on its way to becoming a version."""

    OPEN = "open"
    ACCEPTED = "accepted"
    APPLIED = "applied"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer with all that happened to it.

    Attributes:
        by: carer who made it.
        seen_by, refused_by: carers, in the order in which they did so.
        answered_by: who settled it; None while it is open.
        why: the reason given for how it was settled.
        made: number of the version that it became.
    """

    number: int
    by: str
    at: datetime
    reason: str
    proposal: Proposal
    state: OfferState = OfferState.OPEN
    seen_by: tuple[str, ...] = ()
    refused_by: tuple[str, ...] = ()
    answered_by: str | None = None
    why: str = ""
    made: int | None = None


_SETTLES = {
    OfferEventKind.ACCEPTED: OfferState.ACCEPTED,
    OfferEventKind.WITHDRAWN: OfferState.WITHDRAWN,
    OfferEventKind.LAPSED: OfferState.LAPSED,
}


def offers_of(events: Iterable[OfferEvent], versions: Mapping[int, int]) -> dict[int, Offer]:
    """Every offer by its number, as its events leave it.

    The first event that settles an offer counts; only what was accepted may lapse after that.

    Args:
        events: in the order of their numbers.
        versions: number of the version that an offer became, by offer.
    """
    offers: dict[int, Offer] = {}
    for event in events:
        if event.proposal is not None:
            offers[event.offer] = Offer(
                event.offer, event.by, event.at, event.reason, event.proposal
            )
        elif event.offer in offers:
            offers[event.offer] = _after(offers[event.offer], event)
    for number, version in versions.items():
        if number in offers:
            offers[number] = replace(offers[number], state=OfferState.APPLIED, made=version)
    return offers


def _after(offer: Offer, event: OfferEvent) -> Offer:
    kind = event.kind
    if kind is OfferEventKind.SEEN:
        return replace(offer, seen_by=tuple(dict.fromkeys((*offer.seen_by, event.by))))
    fails = offer.state is OfferState.ACCEPTED and kind is OfferEventKind.LAPSED
    if offer.state is not OfferState.OPEN and not fails:
        return offer
    settled = _SETTLES.get(kind)
    if kind is OfferEventKind.REFUSED:
        offer = replace(offer, refused_by=tuple(dict.fromkeys((*offer.refused_by, event.by))))
        settled = None if offer.proposal.to is None else OfferState.REFUSED
    if settled is None:
        return offer
    return replace(offer, state=settled, answered_by=event.by or None, why=event.reason)
