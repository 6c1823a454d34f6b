"""Erasure of a client or of a team."""

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel

from api.access.caller import Answer, Caller, allowed
from api.access.permissions import Action
from api.care.erasure import Erased, erase_client, erase_team, wipe_freed
from api.routes.answers import answers
from api.routes.audit import ClientId
from api.storage.subjects import client_subject

router = APIRouter(prefix="/teams/{team_id}", tags=["erasure"])
Eraser = Annotated[Caller, Depends(allowed(Action.ERASE))]


class ErasedSummary(BaseModel):
    """How many of each were changed or removed.

    `revision` is the number of the team's new revision without the client; 0 where none was
    needed.
    """

    revision: int
    revisions: int
    documents: int
    files: int
    jobs: int
    replays: int


ERASED = {"revision": 4, "revisions": 3, "documents": 2, "files": 6, "jobs": 1, "replays": 0}


@router.delete(
    "/clients/{client_id}", response_model=ErasedSummary, responses=answers({200: ERASED})
)
def erase_client_of_team(client_id: ClientId, caller: Eraser) -> Response:
    """Erase a client from everything that is kept; published plans stay by ids and times."""
    with caller.writing() as work:
        by = caller.principal.principal_id
        erased = erase_client(work.session, caller.team_id, client_id, by)
        work.note(client_subject(client_id))
    return _answer(caller, erased)


@router.delete("", response_model=ErasedSummary, responses=answers({200: ERASED}))
def erase_whole_team(caller: Eraser) -> Response:
    """Erase a team with all it has; the audit trail stays."""
    with caller.writing() as work:
        erased = erase_team(work.session, caller.team_id)
        work.note("team")
    return _answer(caller, erased)


def _answer(caller: Caller, erased: Erased) -> Response:
    caller.service.plans.forget(caller.team_id)
    wipe_freed(caller.service.database, thorough=False)
    return Answer(erased.json()).response()
