"""The offers of a plan as they are read in the server: their events, folded."""

from contextlib import suppress
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.access.caller import Caller
from api.plans.calendars import carer_ids, zone_in
from api.storage.drafts import plan_of
from api.storage.offers import add_offer_event, offer_event_rows
from api.storage.plans import Standing, revision_of
from api.storage.subjects import offers_subject
from api.storage.tables import OfferEventRow
from api.storage.teams import revision
from api.storage.versions import NumberTakenError, version_rows
from scheduler.domain.offer import Offer, OfferEvent, OfferEventKind, OfferState, offers_of
from scheduler.io.offer_document import OfferEntry, OfferEventDocument, OffersDocument
from scheduler.io.version_document import VersionDocument


def offers_read(caller: Caller, plan_id: str, standing: Standing) -> OffersDocument:
    """Every offer as its events leave it; noted as seen by a carer who can answer it.

    What keeps an offer from being accepted is noted by the job of the next version, and told to
    whoever answers: to find it out takes roads.
    """
    carer_id = caller.principal.carer_id
    while True:
        with caller.reading() as work:
            work.note(offers_subject(plan_id))
            work.note(standing.subject)
            offers = _offers(work.session, caller.team_id, plan_id)
            zone, carers = _zone_and_carers(work.session, caller.team_id, standing)
        unseen = [
            each
            for each in offers.values()
            if carer_id in carers and carer_id is not None and _is_news(each, carer_id)
        ]
        if not unseen:
            entries = tuple(OfferEntry.of(each, zone) for each in offers.values())
            return OffersDocument(schema_version="1.0", offers=entries)
        with suppress(NumberTakenError):
            _see(caller, plan_id, unseen, zone)


def _is_news(offer: Offer, carer_id: str) -> bool:
    """Whether a carer could answer an offer that they have not seen."""
    asked = offer.proposal.to in {None, carer_id} and offer.by != carer_id
    return asked and offer.state is OfferState.OPEN and carer_id not in offer.seen_by


def _see(caller: Caller, plan_id: str, unseen: list[Offer], zone: ZoneInfo) -> None:
    """Note that offers were seen.

    Raises:
        NumberTakenError: somebody else added an event at the same time; nothing was noted.
    """
    with caller.writing() as work:
        plan_of(work.session, caller.team_id, plan_id, lock=True)
        last = len(offer_event_rows(work.session, caller.team_id, plan_id))
        for number, offer in enumerate(unseen, start=last + 1):
            event = OfferEvent(
                number,
                offer.number,
                OfferEventKind.SEEN,
                caller.principal.carer_id or "",
                datetime.now(UTC),
            )
            text = OfferEventDocument.of(event, zone).model_dump_json(indent=2) + "\n"
            add_offer_event(
                work,
                OfferEventRow(
                    team_id=caller.team_id, plan_id=plan_id, number=number, document=text
                ),
            )


def _offers(session: Session, team_id: str, plan_id: str) -> dict[int, Offer]:
    rows = offer_event_rows(session, team_id, plan_id)
    events = [OfferEventDocument.model_validate_json(row.document).event() for row in rows]
    accepted = any(event.kind is OfferEventKind.ACCEPTED for event in events)
    made: dict[int, int] = {}
    for row in version_rows(session, team_id, plan_id) if accepted else ():
        taken = VersionDocument.model_validate_json(row.document).taken
        if taken is not None and taken.offer is not None:
            made[taken.offer] = row.number
    return offers_of(events, made)


def _zone_and_carers(
    session: Session, team_id: str, standing: Standing
) -> tuple[ZoneInfo, list[str]]:
    number = revision_of(session, team_id, standing)
    document = revision(session, team_id, number).document
    return zone_in(document), carer_ids(document)
