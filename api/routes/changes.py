"""Changes of a published plan: looked at, made, undone; and days without a carer."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from api.access.caller import Caller, allowed
from api.access.permissions import Action
from api.jobs.answering import WaitAsked
from api.plans import examples
from api.plans.asked import AbsenceAsked, ChangeAsked, PreviewAsked, UndoAsked
from api.plans.asking import ask, newest_seen, standing_plan, version_seen
from api.plans.requests import AbsenceRequest, ChangeRequest, PreviewRequest, UndoRequest
from api.routes.reading import IfMatch, PlanId, example, job_answers
from scheduler.io.preview_document import AppliedDocument, PreviewDocument, UndoneDocument

router = APIRouter(prefix="/teams/{team_id}/plans/{plan_id}", tags=["changes"])
Looker = Annotated[Caller, Depends(allowed(Action.PREVIEW_CHANGE))]
Maker = Annotated[Caller, Depends(allowed(Action.APPLY_CHANGE))]
LOOKED = job_answers(examples.PREVIEW, 409)
MADE = job_answers(examples.APPLIED, 409, 412, 428)
UNDONE = job_answers(examples.UNDONE, 409, 412, 428)


@router.post("/previews", response_model=PreviewDocument, responses=LOOKED)
def preview_change(
    plan_id: PlanId,
    asked: Annotated[PreviewAsked, example(examples.PREVIEW_ASKED)],
    caller: Looker,
    wait: WaitAsked,
) -> Response:
    """What a change would move, before anything moves: an option for each of what may."""
    standing_plan(caller, plan_id)
    return ask(caller, PreviewRequest(plan_id=plan_id, asked=asked), wait, plan_id)


@router.post("/changes", response_model=AppliedDocument, responses=MADE)
def make_change(
    plan_id: PlanId,
    asked: Annotated[ChangeAsked, example(examples.CHANGE_ASKED)],
    caller: Maker,
    wait: WaitAsked,
    if_match: IfMatch = None,
) -> Response:
    """Make a change: the plan gets another version.

    If-Match names the version that it was decided on. An older one is fine where the change still
    does the same to the visits that it is about.
    """
    seen = version_seen(caller, plan_id, if_match)
    return ask(caller, ChangeRequest(plan_id=plan_id, seen=seen, asked=asked), wait, plan_id)


@router.post("/absences/previews", response_model=PreviewDocument, responses=LOOKED)
def preview_absence(
    plan_id: PlanId,
    asked: Annotated[AbsenceAsked, example(examples.ABSENCE_ASKED)],
    caller: Looker,
    wait: WaitAsked,
) -> Response:
    """A day without a carer, before anything moves: what is asked of whom."""
    standing_plan(caller, plan_id)
    return ask(caller, AbsenceRequest(plan_id=plan_id, seen=None, asked=asked), wait, plan_id)


@router.post("/absences", response_model=AppliedDocument, responses=MADE)
def make_absence(
    plan_id: PlanId,
    asked: Annotated[AbsenceAsked, example(examples.ABSENCE_ASKED)],
    caller: Maker,
    wait: WaitAsked,
    if_match: IfMatch = None,
) -> Response:
    """Plan a day without a carer: visits that must be made are made where that is possible."""
    seen = version_seen(caller, plan_id, if_match)
    return ask(caller, AbsenceRequest(plan_id=plan_id, seen=seen, asked=asked), wait, plan_id)


@router.post("/undo", response_model=UndoneDocument, responses=UNDONE)
def undo_version(
    plan_id: PlanId,
    asked: Annotated[UndoAsked, example(examples.UNDO_ASKED)],
    caller: Maker,
    wait: WaitAsked,
    if_match: IfMatch = None,
) -> Response:
    """Bring back an earlier plan as another version; what has begun since stays as it is."""
    seen = newest_seen(caller, plan_id, if_match)
    return ask(caller, UndoRequest(plan_id=plan_id, seen=seen, asked=asked), wait, plan_id)
