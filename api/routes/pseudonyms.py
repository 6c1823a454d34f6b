"""Teams and plans for planners: pseudonyms in place of ids, and nothing else that names anybody."""

import json
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from sqlalchemy.orm import Session

from api.access.caller import Answer, Caller, allowed
from api.access.permissions import Action
from api.description import TEAM_DOCUMENT, reference
from api.plans.examples import PLAN
from api.routes.answers import answers
from api.storage.scope import rows_of_team
from api.storage.subjects import draft_subject, team_subject, version_subject
from api.storage.tables import DraftRow, PlanRow, TeamRow, VersionRow
from api.storage.teams import newest_revision
from scheduler.errors import RoundsError
from scheduler.io.plan_document import PlanDocument
from scheduler.io.pseudonyms import pseudonymous_plan, pseudonymous_team
from scheduler.io.team import read_team_document
from scheduler.io.version_document import VersionDocument

router = APIRouter(prefix="/teams/{team_id}", tags=["pseudonyms"])
PlanId = Annotated[str, Path(min_length=1, max_length=100, description="Id of a plan.")]
Planner = Annotated[Caller, Depends(allowed(Action.READ_PSEUDONYMS))]

TEAM = {
    "team": {
        "id": "north",
        "name": "north",
        "timezone": "Europe/Amsterdam",
        "base": {"lat": 52.54954, "lon": 5.91215},
    },
    "carers": [
        {
            "carer_id": "carer-4c6c57e83b2e0221",
            "name": "carer-4c6c57e83b2e0221",
            "discipline": "nurse",
            "mode": "bike",
        }
    ],
    "shifts": [
        {
            "carer_id": "carer-4c6c57e83b2e0221",
            "start": "2026-11-23T06:00:00Z",
            "end": "2026-11-23T11:00:00Z",
        }
    ],
    "clients": [
        {
            "client_id": "client-8ea2d871c885173c",
            "name": "client-8ea2d871c885173c",
            "lat": 52.54954,
            "lon": 5.91215,
        }
    ],
    "visits": [
        {
            "visit_id": "visit-d638540bf26d6ade",
            "client_id": "client-8ea2d871c885173c",
            "date": "2026-11-23",
            "minutes": 20,
        }
    ],
}


@router.get(
    "/pseudonymised",
    responses=answers({200: TEAM}, schema=reference(TEAM_DOCUMENT)),
)
def read_pseudonymised_team(caller: Planner) -> Response:
    """The team document with pseudonyms, no names or addresses, and places to about 500 m."""
    with caller.reading() as work:
        row = newest_revision(work.session, caller.team_id)
        key = _key(work.session, caller.team_id)
        work.note(team_subject(row.revision))
    document = pseudonymous_team(read_team_document(json.loads(row.document)), key)
    return Answer(json.dumps(document, ensure_ascii=False)).response()


@router.get(
    "/plans/{plan_id}/pseudonymised", response_model=PlanDocument, responses=answers({200: PLAN})
)
def read_pseudonymised_plan(plan_id: PlanId, caller: Planner) -> Response:
    """The newest version of a plan with the pseudonyms of the team, or else its newest draft."""
    with caller.reading() as work:
        key = _key(work.session, caller.team_id)
        plan, subject = _newest(work.session, caller.team_id, plan_id)
        work.note(subject)
    return Answer(pseudonymous_plan(plan, key).model_dump_json()).response()


def _key(session: Session, team_id: str) -> bytes:
    return session.scalars(rows_of_team(TeamRow, team_id)).one().pseudonym_key


def _newest(session: Session, team_id: str, plan_id: str) -> tuple[PlanDocument, str]:
    asked = rows_of_team(PlanRow, team_id).where(PlanRow.plan_id == plan_id)
    if session.scalars(asked).one_or_none() is None:
        raise RoundsError("not-there", f"Team {team_id} has no such plan.")
    versions = rows_of_team(VersionRow, team_id).where(VersionRow.plan_id == plan_id)
    version = session.scalars(versions.order_by(VersionRow.number.desc()).limit(1)).one_or_none()
    if version is not None:
        plan = VersionDocument.model_validate_json(version.document).plan
        return plan, version_subject(plan_id, version.number)
    drafts = rows_of_team(DraftRow, team_id).where(DraftRow.plan_id == plan_id)
    draft = session.scalars(drafts.order_by(DraftRow.number.desc()).limit(1)).one_or_none()
    if draft is None:
        raise RoundsError("not-there", f"Plan {plan_id} has neither a version nor a draft.")
    return PlanDocument.model_validate_json(draft.document), draft_subject(plan_id, draft.number)
