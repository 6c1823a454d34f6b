"""Questions about a plan: where something would go, and why a visit stands where it does."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response

from api.access.caller import Caller, allowed
from api.access.permissions import Action
from api.jobs.answering import WaitAsked
from api.plans.asked import ExplanationAsked, FitAsked
from api.plans.asking import ask
from api.plans.requests import ExplanationRequest, FitRequest
from api.routes.answers import problems
from api.routes.reading import TAKEN_ON, PlanId

router = APIRouter(prefix="/teams/{team_id}/plans/{plan_id}", tags=["questions"])
Asker = Annotated[Caller, Depends(allowed(Action.EXPLAIN))]


@router.post("/fits", response_model=dict[str, Any], responses={**problems(409), **TAKEN_ON})
def find_room(plan_id: PlanId, asked: FitAsked, caller: Asker, wait: WaitAsked) -> Response:
    """Where a visit, a series of visits or a meeting would go best in the plan as it stands."""
    return ask(caller, FitRequest(plan_id=plan_id, asked=asked), wait, plan_id)


@router.post(
    "/explanations", response_model=dict[str, Any], responses={**problems(409), **TAKEN_ON}
)
def explain_visit(
    plan_id: PlanId, asked: ExplanationAsked, caller: Asker, wait: WaitAsked
) -> Response:
    """Why a visit is left unassigned and what would help, or why not another carer makes it."""
    return ask(caller, ExplanationRequest(plan_id=plan_id, asked=asked), wait, plan_id)
