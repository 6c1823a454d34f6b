"""Who looked at the data of a team or of one of its clients."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from pydantic import AwareDatetime, BaseModel
from sqlalchemy import Select

from api.access.caller import Answer, Caller, Work, allowed
from api.access.permissions import Action
from api.care.looks import Asked, is_known, lines_of_client, lines_of_team
from api.routes.answers import answers
from api.storage.subjects import client_subject
from api.storage.tables import AuditRow
from scheduler.errors import RoundsError
from scheduler.io.document import Instant

router = APIRouter(prefix="/teams/{team_id}", tags=["audit"])
AUDIT_SUBJECT = "audit"
MOST_LINES = 1000
LARGEST = 2**31 - 1
"""The largest number that a line can have."""

ClientId = Annotated[str, Path(min_length=1, max_length=200, description="Id of a client.")]
Text = Annotated[str | None, Query(max_length=300)]


class AuditEntry(BaseModel):
    """Who did what, to what, when and why."""

    number: int
    at: AwareDatetime
    who: str
    roles: list[str]
    action: str
    subject: str
    why: str
    request_id: str
    line_hash: str


class AuditPage(BaseModel):
    """Lines in the order in which they were kept; `next` is the `after` of the page behind."""

    lines: list[AuditEntry]
    next: int | None


PAGE = {
    "lines": [
        {
            "number": 12,
            "at": "2026-11-23T07:30:00Z",
            "who": "token:5f2c9a1b04de",
            "roles": ["carer"],
            "action": "read_plan",
            "subject": "plan/p4f2a1/version/1",
            "why": "care",
            "request_id": "22bacea6d8474ddb834f74670e1a77b2",
            "line_hash": "1c2f247ef04f46213c5ba8ac5b50757328cb36af48e5e0dc4a1959e83d6591da",
        }
    ],
    "next": None,
}


class Page(BaseModel):
    """Which lines: those behind number `after`."""

    after: Annotated[int, Query(ge=0, le=LARGEST)] = 0
    limit: Annotated[int, Query(ge=1, le=MOST_LINES)] = 100
    who: Text = None
    action: Text = None
    since: Instant | None = None
    until: Instant | None = None

    def asked(self, subject: str | None = None) -> Asked:
        """What the lines must have."""
        return Asked(self.who, subject, self.action, self.since, self.until)


Reader = Annotated[Caller, Depends(allowed(Action.READ_AUDIT))]


@router.get("/audit", response_model=AuditPage, responses=answers({200: PAGE}))
def read_audit(caller: Reader, page: Annotated[Page, Depends()], subject: Text = None) -> Response:
    """The audit trail of a team."""
    with caller.reading() as work:
        answer = _page(work, lines_of_team(caller.team_id, page.asked(subject)), page)
        work.note(AUDIT_SUBJECT)
    return answer.response()


@router.get("/clients/{client_id}/audit", response_model=AuditPage, responses=answers({200: PAGE}))
def read_audit_of_client(
    client_id: ClientId, caller: Reader, page: Annotated[Page, Depends()]
) -> Response:
    """Who looked at the data of a client: by itself, or in a plan or a team document."""
    with caller.reading() as work:
        if not is_known(work.session, caller.team_id, client_id):
            raise RoundsError("not-there", f"Team {caller.team_id} has no such client.")
        answer = _page(work, lines_of_client(caller.team_id, client_id, page.asked()), page)
        work.note(client_subject(client_id))
    return answer.response()


def _page(work: Work, lines: Select[AuditRow], page: Page) -> Answer:
    wanted = lines.where(AuditRow.number > page.after).limit(page.limit + 1)
    rows = list(work.session.scalars(wanted))
    more = len(rows) > page.limit
    shown = rows[: page.limit]
    entries = [_entry(row) for row in shown]
    document = AuditPage(lines=entries, next=shown[-1].number if more else None)
    return Answer(document.model_dump_json())


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(
        number=row.number,
        at=row.at,
        who=row.who,
        roles=row.roles.split(),
        action=row.action,
        subject=row.subject,
        why=row.why,
        request_id=row.request_id,
        line_hash=row.line_hash,
    )
