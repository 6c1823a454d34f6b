"""Consent: a change is offered, seen, accepted or refused; only then does it become a version.

Every step is an event that is added behind the last one that was read: whoever was quicker is
seen, and of two answers to one offer the first counts. Once an offer is accepted it becomes a
version; where that was interrupted, accepting again completes it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from scheduler.domain.change import Change, Exchange, HandOver, Swap, VisitPlace
from scheduler.domain.offer import (
    Offer,
    Offered,
    OfferEvent,
    OfferEventKind,
    OfferState,
    OpenHandOver,
    Proposal,
    offers_of,
)
from scheduler.domain.version import Signature
from scheduler.errors import Finding, InputError, RoundsError
from scheduler.io.offers import OfferEvents
from scheduler.planning.applying import (
    Applied,
    Order,
    Prepared,
    apply,
    prepare,
    told,
    version_of_offer,
)
from scheduler.planning.changes.options import Limits
from scheduler.planning.changes.preview import Search
from scheduler.planning.changes.published import Published
from scheduler.planning.changes.request import request
from scheduler.planning.publication import Publication
from scheduler.units import seconds_between


class Offering:
    """The offers of a published plan, looked at by the clock.

    Args:
        events: of the offers of that plan.
        limits: when the searches of answers stop.
    """

    def __init__(
        self, publication: Publication, events: OfferEvents, limits: Limits | None = None
    ) -> None:
        self._publication = publication
        self._events = events
        self._limits = Limits() if limits is None else limits

    def offers(self, signature: Signature) -> tuple[Offer, ...]:
        """Every offer as it stands by the clock, in order; lapsed ones are noted as such."""
        while True:
            events = self._events.all()
            offers = self._offers(events)
            lapse = next(self._lapses(offers, len(events), signature), None)
            if lapse is None:
                return tuple(offers.values())
            self._events.add(lapse)

    def make(self, proposal: Proposal, signature: Signature) -> Offer:
        """Offer a change.

        Raises:
            InputError: it cannot be asked of the plan at this time.
            RoundsError: it is impossible, or moves visits of somebody who has no say in it.
        """
        publication = self._publication
        head = publication.versions.head()
        if proposal.version != head.number:
            message = f"Version {head.number} stands, and not {proposal.version}."
            raise RoundsError("change-overtaken", message)
        published = publication.published(head, signature.now)
        proposal = addressed(proposal, published, signature.by)
        if isinstance(proposal.offered, OpenHandOver):
            _refuse_takers(published, proposal.offered, signature.by)
        else:
            order = self._order(proposal, proposal.offered)
            prepared = prepare(publication, order, signature.now)
            _refuse_others(prepared, {signature.by, proposal.to})
        while True:
            number = len(self._events.all()) + 1
            event = OfferEvent(
                number,
                number,
                OfferEventKind.MADE,
                signature.by,
                signature.made_at,
                signature.reason,
                proposal,
            )
            if self._events.add(event):
                return self._offers((*self._events.all()[: number - 1], event))[number]

    def see(self, by: str, signature: Signature) -> tuple[Offer, ...]:
        """Every offer, and note which of the open ones a carer has seen who could answer them."""
        while True:
            offers = self.offers(signature)
            unseen = [each for each in offers if by not in each.seen_by and self.asks(each, by)]
            if not unseen:
                return offers
            self._add(unseen[0], OfferEventKind.SEEN, replace(signature, by=by, reason=""))

    def asks(self, offer: Offer, carer_id: str) -> bool:
        """Whether it is open, and this carer is one of those who can answer it."""
        if offer.state is not OfferState.OPEN or carer_id == offer.by:
            return False
        asked = offer.proposal.to
        return carer_id == asked or (
            asked is None and carer_id in self._publication.team.carer_by_id
        )

    def made_on(self, number: int) -> int:
        """Number of the version that an offer was made on."""
        return self._offers(self._events.all())[number].proposal.version

    def accept(self, number: int, signature: Signature) -> Applied:
        """Accept an offer for oneself, and make it a version.

        Raises:
            RoundsError: it is not open, is not for this carer, or cannot be done any more.
        """
        while True:
            offer = self._offer(number, signature)
            if offer.state is OfferState.ACCEPTED and offer.answered_by == signature.by:
                return self._completed(offer, signature)
            self._refuse_answer(offer, signature.by)
            order = self._order(offer.proposal, _change(offer, signature.by), offer, signature.by)
            prepared = prepare(self._publication, order, signature.now)
            _refuse_others(prepared, {offer.by, signature.by})
            if self._add(offer, OfferEventKind.ACCEPTED, replace(signature, reason="")):
                return self._completed(offer, signature, prepared)

    def refuse(self, number: int, signature: Signature) -> Offer:
        """Refuse an offer for oneself; one to the whole team stays open to the others.

        Raises:
            RoundsError: it is not open, or not for this carer.
        """
        return self._answer(number, OfferEventKind.REFUSED, signature)

    def withdraw(self, number: int, signature: Signature) -> Offer:
        """Take back an offer that one made.

        Raises:
            RoundsError: it is not open, or somebody else's.
        """
        return self._answer(number, OfferEventKind.WITHDRAWN, signature)

    def _answer(self, number: int, kind: OfferEventKind, signature: Signature) -> Offer:
        while True:
            offer = self._offer(number, signature)
            if kind is OfferEventKind.WITHDRAWN:
                _refuse_settled(offer)
                if signature.by != offer.by:
                    message = f"Offer {number} was made by {offer.by}, not {signature.by}."
                    raise RoundsError("offer-not-makers", message)
            else:
                self._refuse_answer(offer, signature.by)
            if self._add(offer, kind, signature):
                return self._offer(number, signature)

    def _refuse_answer(self, offer: Offer, carer_id: str) -> None:
        _refuse_settled(offer)
        if not self.asks(offer, carer_id):
            message = f"Offer {offer.number} of {offer.by} is not for {carer_id} to answer."
            raise RoundsError("offer-not-for-carer", message)

    def _completed(
        self, offer: Offer, signature: Signature, prepared: Prepared | None = None
    ) -> Applied:
        """Make an accepted offer a version, or note why that cannot be done any more."""
        maker = replace(signature, by=offer.by, reason=offer.reason)
        order = self._order(offer.proposal, _change(offer, signature.by), offer, signature.by)
        try:
            return apply(self._publication, order, maker, prepared)
        except RoundsError as error:
            if error.code in {"change-overtaken", "change-impossible", "input-refused"}:
                lapsed = replace(signature, by="", reason=error.message)
                while not self._add(offer, OfferEventKind.LAPSED, lapsed):
                    continue
            raise

    def _order(
        self,
        proposal: Proposal,
        change: Change,
        offer: Offer | None = None,
        accepted_by: str | None = None,
    ) -> Order:
        return Order(
            change,
            proposal.option,
            Search(proposal.budget, self._limits, proposal.seed),
            seen=proposal.version,
            offer=None if offer is None else offer.number,
            accepted_by=accepted_by,
        )

    def _offer(self, number: int, signature: Signature) -> Offer:
        found = {each.number: each for each in self.offers(signature)}
        if number not in found:
            raise RoundsError("offer-unknown", f"There is no offer {number}.")
        return found[number]

    def _offers(self, events: tuple[OfferEvent, ...]) -> dict[int, Offer]:
        made = {
            event.offer: version.number
            for event in events
            if event.kind is OfferEventKind.ACCEPTED
            and (version := version_of_offer(self._publication, event.offer)) is not None
        }
        return offers_of(events, made)

    def _add(self, offer: Offer, kind: OfferEventKind, signature: Signature) -> bool:
        """Add an event if nothing was added since the offers were read and nothing lapsed."""
        events = self._events.all()
        if self._offers(events).get(offer.number) != offer:
            return False
        number = len(events) + 1
        return self._events.add(
            OfferEvent(
                number, offer.number, kind, signature.by, signature.made_at, signature.reason
            )
        )

    def _lapses(
        self, offers: dict[int, Offer], count: int, signature: Signature
    ) -> Iterator[OfferEvent]:
        """For each open offer that no longer can be accepted, the event that says why."""
        for offer in offers.values():
            if offer.state is OfferState.OPEN:
                why = self._why_lapsed(offer, signature)
                if why:
                    yield OfferEvent(
                        count + 1,
                        offer.number,
                        OfferEventKind.LAPSED,
                        "",
                        signature.made_at,
                        why,
                    )

    def _why_lapsed(self, offer: Offer, signature: Signature) -> str:
        """What keeps an offer from being accepted; empty when nothing does."""
        publication, versions = self._publication, self._publication.versions
        head = versions.head()
        made_on = versions.version(offer.proposal.version)
        then = publication.published(made_on, offer.proposal.now)
        places = _places(then, offer)
        now = publication.published(head, signature.now)
        for place in places:
            if now.has_begun(place.visit):
                return f"Visit {place.visit} has begun."
        tolerance = publication.team.agreements.change_tolerance_seconds
        for number in range(made_on.number + 1, head.number + 1):
            version = versions.version(number)
            later = publication.published(version, version.now)
            for place in places:
                if _has_moved(then, later, place, tolerance):
                    before = told(then.judged.filled.get(place.visit, ()), publication)
                    after = told(later.judged.filled.get(place.visit, ()), publication)
                    return f"In version {number} {place} went from {before} to {after}."
        return ""


def addressed(proposal: Proposal, published: Published, by: str) -> Proposal:
    """The proposal with the carer who has to agree; a visit offered to somebody is a hand-over.

    Raises:
        InputError: it cannot be asked of the plan, or names carers that the team does not have.
        RoundsError: its maker has no part in it, or somebody is asked who has none.
    """
    offered, to = proposal.offered, proposal.to
    if isinstance(offered, OpenHandOver) and to is not None:
        offered = offered.to(to)
    _refuse_wrong(published, offered, {"by": by, "to": to})
    concerned = _parties(published, offered)
    if by not in concerned:
        message = f"Carer {by} has no part in what is offered."
        raise RoundsError("offer-concerns-others", message)
    others = concerned - {by}
    if isinstance(offered, OpenHandOver):
        return replace(proposal, offered=offered)
    if to not in {None, *others}:
        message = f"Carer {to} has no part in what is offered."
        raise RoundsError("offer-concerns-others", message)
    if not others:
        message = f"Nobody but {by} has a part in it."
        remedy = "Apply it: nobody else has to agree."
        raise RoundsError("offer-concerns-others", message, remedy)
    return replace(proposal, offered=offered, to=min(others))


def _refuse_wrong(published: Published, offered: Offered, carers: Mapping[str, str | None]) -> None:
    findings = [
        Finding(
            "offer", 0, field, "change-carer-unknown", carer_id, f"There is no carer {carer_id}."
        )
        for field, carer_id in carers.items()
        if carer_id is not None and carer_id not in published.team.carer_by_id
    ]
    if not isinstance(offered, OpenHandOver):
        try:
            request(published, offered)
        except InputError as error:
            findings += error.findings
    if findings:
        raise InputError(findings)


def _parties(published: Published, offered: Offered) -> frozenset[str]:
    """The carers who have a part in what is offered: who makes the visits, and who would."""
    places: tuple[VisitPlace, ...] = ()
    match offered:
        case Exchange():
            return frozenset({offered.first.carer_id, offered.second.carer_id})
        case Swap():
            places = (offered.first, offered.second)
        case HandOver() | OpenHandOver():
            places = (offered.visit,)
    standing = (published.stops.get((place.visit, place.place)) for place in places)
    carers = {found[0].shift.carer_id for found in standing if found is not None}
    return frozenset(carers | ({offered.carer_id} if isinstance(offered, HandOver) else set()))


def _refuse_takers(published: Published, offered: OpenHandOver, by: str) -> None:
    """At least one other carer can be asked.

    Raises:
        InputError: why nobody can.
    """
    takers = sorted({shift.carer_id for shift in published.shifts} - {by})
    refused = None
    for carer_id in takers:
        try:
            request(published, offered.to(carer_id))
        except InputError as error:
            refused = error
        else:
            return
    if refused is not None:
        raise refused
    raise RoundsError("offer-not-for-carer", f"Nobody but {by} works on the dates of the plan.")


def _refuse_others(prepared: Prepared, agreed: Collection[str | None]) -> None:
    """Nobody's visits move but those of the two who agree.

    Raises:
        RoundsError: naming whose visits would.
    """
    others = sorted(
        carer.carer_id
        for carer in prepared.option.comparison.carers
        if carer.carer_id not in agreed and (carer.gained or carer.lost or carer.restarted)
    )
    if others:
        message = f"It moves visits of {', '.join(others)} as well."
        raise RoundsError("offer-concerns-others", message)


def _refuse_settled(offer: Offer) -> None:
    if offer.state is OfferState.OPEN:
        return
    why = f": {offer.why}" if offer.why else "."
    by = f" by {offer.answered_by}" if offer.answered_by else ""
    made = f" as version {offer.made}" if offer.made else ""
    message = f"Offer {offer.number} is {offer.state}{by}{made}{why}"
    raise RoundsError("offer-not-open", message)


def _change(offer: Offer, carer_id: str) -> Change:
    offered = offer.proposal.offered
    return offered.to(carer_id) if isinstance(offered, OpenHandOver) else offered


def _places(published: Published, offer: Offer) -> tuple[VisitPlace, ...]:
    """The places that would change hands."""
    offered = offer.proposal.offered
    if isinstance(offered, OpenHandOver):
        return (offered.visit,)
    return tuple(request(published, offered).asked)


def _has_moved(
    before: Published, later: Published, place: VisitPlace, tolerance_seconds: int
) -> bool:
    """Whether others make a place, or at a time that they would have to be called about."""
    then = before.stops.get((place.visit, place.place))
    now = later.stops.get((place.visit, place.place))
    if then is None or now is None:
        return then is not now
    moved = abs(seconds_between(then[1].start, now[1].start))
    return then[0].shift.carer_id != now[0].shift.carer_id or moved > tolerance_seconds
