"""Drafts of a plan: made by searches, or brought by the caller."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from api.access.caller import Answer, Caller, allowed
from api.access.permissions import Action
from api.etags import etag
from api.jobs.answering import WaitAsked
from api.plans import examples
from api.plans.asking import ask
from api.plans.listing import DraftBrought, DraftList, DraftSummary
from api.plans.requests import BringRequest
from api.routes.answers import answers
from api.routes.reading import (
    NOT_MODIFIED,
    Counted,
    IfNoneMatch,
    PlanId,
    example,
    job_answers,
    reading_answer,
)
from api.storage.drafts import draft_of, plan_of
from api.storage.plans import draft_rows
from api.storage.subjects import draft_subject, plans_subject
from scheduler.io.plan_document import PlanDocument

router = APIRouter(prefix="/teams/{team_id}/plans/{plan_id}/drafts", tags=["plans"])
Reader = Annotated[Caller, Depends(allowed(Action.READ_PLAN))]


@router.get("", response_model=DraftList, responses=answers({200: examples.DRAFTS}))
def list_drafts(plan_id: PlanId, caller: Reader) -> Response:
    """Every draft of a plan."""
    with caller.reading() as work:
        plan_of(work.session, caller.team_id, plan_id)
        rows = draft_rows(work.session, caller.team_id, plan_id)
        work.note(plans_subject())
    listed = DraftList(drafts=[DraftSummary.of(each) for each in rows])
    return Answer(listed.model_dump_json()).response()


@router.post("", response_model=DraftBrought, responses=job_answers(examples.BROUGHT, 409))
def bring_draft(
    plan_id: PlanId,
    document: Annotated[PlanDocument, example(examples.PLAN)],
    caller: Annotated[Caller, Depends(allowed(Action.MAKE_PLAN))],
    wait: WaitAsked,
) -> Response:
    """Bring a plan made elsewhere as another draft: it is checked and scored again."""
    with caller.service.database.read() as session:
        plan_of(session, caller.team_id, plan_id)
    return ask(caller, BringRequest(plan_id=plan_id, document=document), wait)


@router.get(
    "/{number}",
    response_model=PlanDocument,
    responses={**answers({200: examples.PLAN}), **NOT_MODIFIED},
)
def read_draft(
    plan_id: PlanId,
    number: Annotated[int, Counted],
    caller: Reader,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """A draft of a plan as it was made."""
    with caller.reading() as work:
        plan_of(work.session, caller.team_id, plan_id)
        row = draft_of(work.session, caller.team_id, plan_id, number)
        work.note(draft_subject(plan_id, number))
    return reading_answer(row.document, etag("d", number), if_none_match)
