"""Two plans of a team beside each other."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from api.access.caller import Caller, allowed
from api.access.permissions import Action
from api.jobs.answering import WaitAsked
from api.plans.asked import ComparisonAsked
from api.plans.asking import ask
from api.plans.requests import ComparisonRequest
from api.routes.answers import problems
from api.routes.reading import TAKEN_ON
from scheduler.io.comparison_document import ComparisonDocument

router = APIRouter(prefix="/teams/{team_id}/comparisons", tags=["questions"])


@router.post("", response_model=ComparisonDocument, responses={**problems(409), **TAKEN_ON})
def compare_plans(
    asked: ComparisonAsked,
    caller: Annotated[Caller, Depends(allowed(Action.READ_PLAN))],
    wait: WaitAsked,
) -> Response:
    """What moved between two plans, whom it concerns, and which rules are kept better or worse."""
    plans = dict.fromkeys((asked.before.plan_id, asked.after.plan_id))
    return ask(caller, ComparisonRequest(asked=asked), wait, *plans)
