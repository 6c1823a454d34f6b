"""Offers: a change that another carer has to agree to before anything moves."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from api.access.caller import Answer, Caller, allowed
from api.access.permissions import Action
from api.jobs.answering import WaitAsked
from api.plans import examples
from api.plans.asked import AnswerAsked, OfferAsked
from api.plans.asking import ask, refuse_without_carer, standing_plan, version_seen
from api.plans.consent import offers_read
from api.plans.requests import AnswerRequest, OfferRequest
from api.routes.answers import answers
from api.routes.reading import Counted, IfMatch, PlanId, example, job_answers
from scheduler.domain.offer import OfferEventKind
from scheduler.io.offer_document import OfferEntry, OffersDocument
from scheduler.io.preview_document import AppliedDocument

router = APIRouter(prefix="/teams/{team_id}/plans/{plan_id}/offers", tags=["offers"])
Reader = Annotated[Caller, Depends(allowed(Action.READ_PLAN))]
Party = Annotated[Caller, Depends(allowed(Action.OFFER_CHANGE))]
OFFERS = {"schema_version": "1.0", "offers": [examples.OFFER]}
OfferNumber = Annotated[int, Counted]
ACCEPTED = job_answers(examples.APPLIED, 409)
ANSWERED = job_answers(examples.OFFER, 409)
Answering = Annotated[AnswerAsked, example(examples.ANSWER_ASKED)]


@router.get("", response_model=OffersDocument, responses=answers({200: OFFERS}, 409))
def list_offers(plan_id: PlanId, caller: Reader) -> Response:
    """Every offer and where it stands; a carer who was asked has seen it from then on."""
    standing = standing_plan(caller, plan_id)
    return Answer(offers_read(caller, plan_id, standing).model_dump_json()).response()


@router.post(
    "",
    response_model=OfferEntry,
    responses=job_answers(examples.OFFER, 409, 412),
)
def make_offer(
    plan_id: PlanId,
    asked: Annotated[OfferAsked, example(examples.OFFER_ASKED)],
    caller: Party,
    wait: WaitAsked,
    if_match: IfMatch = None,
) -> Response:
    """Offer a change of one's own visits; nothing moves before it is accepted.

    If-Match may name the version that it was decided on; else it is the newest.
    """
    refuse_without_carer(caller)
    standing_plan(caller, plan_id)
    seen = None if if_match is None else version_seen(caller, plan_id, if_match)
    return ask(caller, OfferRequest(plan_id=plan_id, seen=seen, asked=asked), wait, plan_id)


@router.post("/{number}/accept", response_model=AppliedDocument, responses=ACCEPTED)
def accept_offer(
    plan_id: PlanId, number: OfferNumber, asked: Answering, caller: Party, wait: WaitAsked
) -> Response:
    """Accept an offer for oneself: it becomes a version."""
    answer = OfferEventKind.ACCEPTED
    request = AnswerRequest(plan_id=plan_id, offer=number, answer=answer, asked=asked)
    return _answer(caller, request, wait)


@router.post("/{number}/refuse", response_model=OfferEntry, responses=ANSWERED)
def refuse_offer(
    plan_id: PlanId, number: OfferNumber, asked: Answering, caller: Party, wait: WaitAsked
) -> Response:
    """Refuse an offer for oneself; one to the whole team stays open to the others."""
    answer = OfferEventKind.REFUSED
    request = AnswerRequest(plan_id=plan_id, offer=number, answer=answer, asked=asked)
    return _answer(caller, request, wait)


@router.post("/{number}/withdraw", response_model=OfferEntry, responses=ANSWERED)
def withdraw_offer(
    plan_id: PlanId, number: OfferNumber, asked: Answering, caller: Party, wait: WaitAsked
) -> Response:
    """Take back an offer that one made."""
    answer = OfferEventKind.WITHDRAWN
    request = AnswerRequest(plan_id=plan_id, offer=number, answer=answer, asked=asked)
    return _answer(caller, request, wait)


def _answer(caller: Caller, request: AnswerRequest, wait: float | None) -> Response:
    refuse_without_carer(caller)
    standing_plan(caller, request.plan_id)
    return ask(caller, request, wait, request.plan_id)
