"""Questions about a plan: where something would go, and why a visit stands where it does."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from api.access.caller import Caller, allowed
from api.access.permissions import Action
from api.jobs.answering import WaitAsked
from api.plans import examples
from api.plans.asked import ExplanationAsked, FitAsked
from api.plans.asking import ask
from api.plans.requests import ExplanationRequest, FitRequest
from api.routes.reading import PlanId, example, job_answers

router = APIRouter(prefix="/teams/{team_id}/plans/{plan_id}", tags=["questions"])
Asker = Annotated[Caller, Depends(allowed(Action.EXPLAIN))]


@router.post("/fits", response_model=dict[str, Any], responses=job_answers(examples.FITS, 409))
def find_room(
    plan_id: PlanId,
    asked: Annotated[FitAsked, example(examples.FIT_ASKED)],
    caller: Asker,
    wait: WaitAsked,
) -> Response:
    """Where a visit, a series of visits or a meeting would go best in the plan as it stands."""
    return ask(caller, FitRequest(plan_id=plan_id, asked=asked), wait, plan_id)


@router.post(
    "/explanations", response_model=dict[str, Any], responses=job_answers(examples.EXPLANATION, 409)
)
def explain_visit(
    plan_id: PlanId,
    asked: Annotated[ExplanationAsked, example(examples.EXPLANATION_ASKED)],
    caller: Asker,
    wait: WaitAsked,
) -> Response:
    """Why a visit is left unassigned and what would help, or why not another carer makes it."""
    return ask(caller, ExplanationRequest(plan_id=plan_id, asked=asked), wait, plan_id)
