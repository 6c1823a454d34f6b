"""Making plans: a job that ends with a draft."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Response
from pydantic import BaseModel

from api.access.caller import Answer, Caller, Work, allowed
from api.access.permissions import Action
from api.jobs.answering import WaitAsked, answered
from api.jobs.asking import accepted, job_in, queued
from api.jobs.plan_request import PlanJob, PlanRequest
from api.routes.answers import answers
from api.routes.jobs import JobTaken
from api.storage.drafts import add_plan, plan_of
from api.storage.subjects import team_subject
from api.storage.tables import PlanRow
from api.storage.teams import newest_revision
from scheduler.errors import RoundsError

router = APIRouter(prefix="/teams/{team_id}/plans", tags=["plans"])


class PlanMade(BaseModel):
    """A draft that was made; its address is `/teams/{team_id}/plans/{plan_id}/drafts/{draft}`.

    `lower_bound` is null where it is not known; `stopped` says why the search ended.
    """

    plan_id: str
    draft: int
    score: int
    lower_bound: int | None
    unassigned: int
    stopped: str


TAKEN = {"job_id": "0b7c1a52b2d54f0c8a4a4dd3f6a2f1f0", "state": "queued", "plan_id": "p4f2a1"}
MADE = {
    "plan_id": "p4f2a1",
    "draft": 1,
    "score": 594557,
    "lower_bound": None,
    "unassigned": 0,
    "stopped": "time",
}
MAKE_ANSWERS = answers({202: TAKEN, 200: MADE}, 409)
MAKE_ANSWERS[200] |= {"model": PlanMade, "description": "The draft is made."}


@router.post(
    "",
    status_code=202,
    response_model=JobTaken,
    responses=MAKE_ANSWERS,
)
def make_plan(
    asked: Annotated[PlanRequest, Body()],
    caller: Annotated[Caller, Depends(allowed(Action.MAKE_PLAN))],
    wait: WaitAsked = None,
) -> Response:
    """Plan the rounds, as a draft of a new plan or of one that is there."""
    _refuse_too_long(asked, caller)

    def make(work: Work) -> Answer:
        revision = newest_revision(work.session, caller.team_id).revision
        plan_id = _plan(work, asked).plan_id
        job_id = queued(work, PlanJob(asked=asked, plan_id=plan_id, team_revision=revision))
        work.note(team_subject(revision))
        return accepted(caller, job_id, plan_id=plan_id)

    response = caller.once(make)
    return answered(caller, job_in(response), wait or 0.0, response)


def _plan(work: Work, asked: PlanRequest) -> PlanRow:
    """The plan that the draft will be of.

    Raises:
        RoundsError: `draft-unlike-plan`, `not-there`.
    """
    caller, dates = work.caller, (asked.first_date, asked.days)
    estimated = asked.travel == "estimated"
    if asked.plan_id is None:
        if asked.initial is not None:
            raise RoundsError("not-there", f"A new plan has no {asked.initial} to begin from.")
        by = caller.principal.principal_id
        return add_plan(work.session, caller.team_id, dates, by, estimated=estimated)
    row = plan_of(work.session, caller.team_id, asked.plan_id)
    if (row.first_date, row.days) != dates or row.estimated != estimated:
        travel = "estimated" if row.estimated else "roads"
        text = f"Plan {row.plan_id} has {row.days} days from {row.first_date}, travel: {travel}."
        raise RoundsError("draft-unlike-plan", text)
    there = row.drafts if asked.initial == "draft" else row.versions
    if asked.initial is not None and not there:
        raise RoundsError("not-there", f"Plan {row.plan_id} has no {asked.initial}.")
    return row


def _refuse_too_long(asked: PlanRequest, caller: Caller) -> None:
    most = caller.service.settings.limits.search_seconds
    seconds = asked.prove_seconds + (asked.seconds if asked.iterations is None else 0)
    if seconds > most:
        raise RoundsError("search-too-long", f"{seconds:g} seconds, the most is {most}.")
