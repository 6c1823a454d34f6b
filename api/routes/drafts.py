"""Drafts of a plan: made by searches, or brought by the caller."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from api.access.caller import Answer, Caller, allowed
from api.access.permissions import Action
from api.etags import etag
from api.plans.listing import DraftList, DraftSummary
from api.routes.answers import problems
from api.routes.reading import NOT_MODIFIED, Counted, IfNoneMatch, PlanId, reading_answer
from api.storage.plans import draft_row, draft_rows, plan_row
from api.storage.subjects import draft_subject, plans_subject
from scheduler.io.plan_document import PlanDocument

router = APIRouter(prefix="/teams/{team_id}/plans/{plan_id}/drafts", tags=["plans"])
Reader = Annotated[Caller, Depends(allowed(Action.READ_PLAN))]


@router.get("", response_model=DraftList, responses=problems())
def list_drafts(plan_id: PlanId, caller: Reader) -> Response:
    """Every draft of a plan."""
    with caller.reading() as work:
        plan_row(work.session, caller.team_id, plan_id)
        rows = draft_rows(work.session, caller.team_id, plan_id)
        work.note(plans_subject())
    listed = DraftList(drafts=[DraftSummary.of(each) for each in rows])
    return Answer(listed.model_dump_json()).response()


@router.get("/{number}", response_model=PlanDocument, responses={**problems(), **NOT_MODIFIED})
def read_draft(
    plan_id: PlanId,
    number: Annotated[int, Counted],
    caller: Reader,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """A draft of a plan as it was made."""
    with caller.reading() as work:
        plan_row(work.session, caller.team_id, plan_id)
        row = draft_row(work.session, caller.team_id, plan_id, number)
        work.note(draft_subject(plan_id, number))
    return reading_answer(row.document, etag("d", number), if_none_match)
