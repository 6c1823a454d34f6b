"""Plans as they stand, and their versions: read, and added to by publishing."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Response

from api.access.caller import Answer, Caller, Work, allowed
from api.access.permissions import Action
from api.etags import etag
from api.plans import examples
from api.plans.asked import PublishAsked
from api.plans.listing import PlanList, PlanSummary, VersionList, VersionSummary
from api.plans.publishing import ErasedMeanwhileError, Publishing, prepare, turn_to_publish
from api.plans.shown import PlanLook
from api.routes.answers import answers
from api.routes.reading import (
    NOT_MODIFIED,
    Counted,
    IfMatch,
    IfNoneMatch,
    PlanId,
    example,
    reading_answer,
)
from api.storage.drafts import plan_of
from api.storage.plans import plan_rows, version_row
from api.storage.subjects import plans_subject, version_subject
from api.storage.versions import version_rows
from scheduler.io.plan_document import PlanDocument
from scheduler.io.version_document import VersionDocument

router = APIRouter(prefix="/teams/{team_id}/plans", tags=["plans"])
Reader = Annotated[Caller, Depends(allowed(Action.READ_PLAN))]


@router.get("", response_model=PlanList, responses=answers({200: examples.PLANS}))
def list_plans(caller: Reader) -> Response:
    """Every plan of the team, by date, and how much there is of it."""
    with caller.reading() as work:
        rows = plan_rows(work.session, caller.team_id)
        work.note(plans_subject())
    listed = PlanList(plans=[PlanSummary.of(each) for each in rows])
    return Answer(listed.model_dump_json()).response()


@router.get(
    "/{plan_id}",
    response_model=PlanDocument,
    responses={**answers({200: examples.PLAN}), **NOT_MODIFIED},
)
async def read_plan(plan_id: PlanId, caller: Reader, if_none_match: IfNoneMatch = None) -> Response:
    """The plan as it stands: of the newest version, or of the newest draft before there is one."""
    look = PlanLook(caller.team_id, plan_id, caller.service.plans)
    shown = await caller.looking(look, lambda found: found.standing.subject)
    return reading_answer(shown.body, shown.standing.etag, if_none_match)


@router.get(
    "/{plan_id}/versions",
    response_model=VersionList,
    responses=answers({200: {"versions": [examples.PUBLISHED]}}),
)
def list_versions(plan_id: PlanId, caller: Reader) -> Response:
    """Every version of a plan: what made it, who, why and when."""
    with caller.reading() as work:
        plan_of(work.session, caller.team_id, plan_id)
        rows = version_rows(work.session, caller.team_id, plan_id)
        work.note(plans_subject())
    listed = VersionList(versions=[VersionSummary.of(each) for each in rows])
    return Answer(listed.model_dump_json()).response()


@router.get(
    "/{plan_id}/versions/{number}",
    response_model=VersionDocument,
    responses={**answers({200: examples.VERSION}), **NOT_MODIFIED},
)
def read_version(
    plan_id: PlanId,
    number: Annotated[int, Counted],
    caller: Reader,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """A version of a plan as it was made; it never changes."""
    with caller.reading() as work:
        plan_of(work.session, caller.team_id, plan_id)
        row = version_row(work.session, caller.team_id, plan_id, number)
        work.note(version_subject(plan_id, number))
    return reading_answer(row.document, etag("v", number), if_none_match)


@router.post(
    "/{plan_id}/versions",
    status_code=201,
    response_model=VersionSummary,
    responses=answers({201: examples.PUBLISHED}, 409, 412, 428),
)
def publish(
    plan_id: PlanId,
    asked: Annotated[PublishAsked, example(examples.PUBLISH_ASKED)],
    caller: Annotated[Caller, Depends(allowed(Action.PUBLISH_PLAN))],
    if_match: IfMatch = None,
) -> Response:
    """Publish a draft: it becomes the newest version, and from then on only changes move it."""
    made_at = datetime.now(UTC)
    publishing = Publishing(
        plan_id, asked.draft, asked.reason, if_match, asked.at or made_at, made_at
    )

    def prepared() -> Callable[[Work], Answer]:
        prepared = prepare(caller, publishing)

        def make(work: Work) -> Answer:
            prepared.publish(work)
            number = prepared.version.number
            row = version_row(work.session, caller.team_id, plan_id, number)
            headers = {
                "Location": f"/teams/{caller.team_id}/plans/{plan_id}/versions/{number}",
                "ETag": etag("v", number),
            }
            return Answer(VersionSummary.of(row).model_dump_json(), 201, headers)

        return make

    with turn_to_publish(caller.service):
        while True:
            with suppress(ErasedMeanwhileError):
                return caller.once_prepared(prepared)
