"""Two plans of a team beside each other."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response

from api.access.caller import Caller, allowed
from api.access.permissions import Action
from api.jobs.answering import WaitAsked
from api.plans import examples
from api.plans.asked import ComparisonAsked
from api.plans.asking import ask
from api.plans.requests import ComparisonRequest
from api.routes.reading import example, job_answers
from scheduler.io.comparison_document import ComparisonDocument

router = APIRouter(prefix="/teams/{team_id}/comparisons", tags=["questions"])


@router.post("", response_model=ComparisonDocument, responses=job_answers(examples.COMPARISON, 409))
def compare_plans(
    asked: Annotated[ComparisonAsked, example(examples.COMPARISON_ASKED)],
    caller: Annotated[Caller, Depends(allowed(Action.READ_PLAN))],
    wait: WaitAsked,
) -> Response:
    """What moved between two plans, whom it concerns, and which rules are kept better or worse."""
    plans = dict.fromkeys((asked.before.plan_id, asked.after.plan_id))
    return ask(caller, ComparisonRequest(asked=asked), wait, *plans)
