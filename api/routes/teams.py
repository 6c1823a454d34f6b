"""Teams: created, replaced, validated without storing, read."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Header, Response
from pydantic import BaseModel, WithJsonSchema

from api.access.caller import Answer, Caller, Work, allowed, allowed_here
from api.access.permissions import Action
from api.description import TEAM_DOCUMENT, reference
from api.etags import etag, refuse_outdated
from api.routes.answers import answers
from api.storage.subjects import team_subject
from api.storage.teams import add_revision, newest_revision, teams_named
from scheduler.domain.team import Team
from scheduler.errors import RoundsError
from scheduler.io.team import read_team_document

router = APIRouter(prefix="/teams", tags=["teams"])
TEAM: dict[str, Any] = {
    "team": {
        "id": "north",
        "name": "Team North",
        "timezone": "Europe/Amsterdam",
        "base": {"lat": 52.55, "lon": 5.91},
    },
    "carers": [{"carer_id": "c1", "name": "A", "discipline": "nurse", "mode": "bike"}],
    "shifts": [{"carer_id": "c1", "start": "2026-11-23T07:00", "end": "2026-11-23T12:00"}],
    "clients": [{"client_id": "k1", "name": "B", "lat": 52.551, "lon": 5.911}],
    "visits": [{"visit_id": "v1", "client_id": "k1", "date": "2026-11-23", "minutes": 20}],
}
SUMMARY = {"team_id": "north", "carers": 1, "shifts": 1, "clients": 1, "visits": 1}
TeamDocument = Annotated[
    dict[str, Any],
    WithJsonSchema(reference(TEAM_DOCUMENT)),
    Body(openapi_examples={"small": {"value": TEAM}}),
]


class TeamSummary(BaseModel):
    """What a team document holds."""

    team_id: str
    carers: int
    shifts: int
    clients: int
    visits: int


class TeamEntry(BaseModel):
    """A team, and how often its document was stored."""

    team_id: str
    revision: int


class TeamList(BaseModel):
    """Teams, in order of id."""

    teams: list[TeamEntry]


@router.get("", responses=answers({200: {"teams": [{"team_id": "north", "revision": 3}]}}))
def list_teams(caller: Annotated[Caller, Depends(allowed_here(Action.LIST_TEAMS))]) -> TeamList:
    """The teams that the token is for.

    A token for every team lists all that there are.
    """
    with caller.reading() as work:
        rows = teams_named(work.session, caller.principal.teams)
    entries = [TeamEntry(team_id=row.team_id, revision=row.revision) for row in rows]
    return TeamList(teams=entries)


@router.post("/validate", responses=answers({200: SUMMARY}))
def validate_team(
    document: TeamDocument,
    caller: Annotated[Caller, Depends(allowed_here(Action.VALIDATE_TEAM))],
) -> TeamSummary:
    """Read a team document without storing it.

    The answer is a summary, or every problem in it.
    """
    return _summary(_read(caller, document))


@router.post(
    "", status_code=201, response_model=TeamSummary, responses=answers({201: SUMMARY}, 409)
)
def create_team(
    document: TeamDocument,
    caller: Annotated[Caller, Depends(allowed_here(Action.CREATE_TEAM))],
) -> Response:
    """Store a new team.

    The token has to be for a team of this id, or for every team.
    """
    team = _read(caller, document)
    if not caller.principal.belongs_to(team.team_id):
        raise RoundsError("not-allowed", f"The token is not for team {team.team_id}.")
    of_team = caller.of_new_team(team.team_id)

    def make(work: Work) -> Answer:
        row = add_revision(work.session, team, document, of_team.principal.principal_id, seen=0)
        work.note(team_subject(row.revision))
        headers = {"Location": f"/teams/{team.team_id}", "ETag": etag("r", row.revision)}
        return Answer(_summary(team).model_dump_json(), 201, headers)

    return of_team.once(make)


@router.get("/{team_id}", responses=answers({200: TEAM}, schema=reference(TEAM_DOCUMENT)))
def read_team(caller: Annotated[Caller, Depends(allowed(Action.READ_TEAM))]) -> Response:
    """The team document as it was stored.

    Its ETag is what a replacement has to name.
    """
    with caller.reading() as work:
        row = newest_revision(work.session, caller.team_id)
        work.note(team_subject(row.revision))
    return Answer(row.document, headers={"ETag": etag("r", row.revision)}).response()


@router.put(
    "/{team_id}", response_model=TeamSummary, responses=answers({200: SUMMARY}, 409, 412, 428)
)
def replace_team(
    document: TeamDocument,
    caller: Annotated[Caller, Depends(allowed(Action.WRITE_TEAM))],
    if_match: Annotated[str | None, Header(description="ETag of the team as it was read.")] = None,
) -> Response:
    """Replace a team's document.

    Plans made before keep the one that they were made for.
    """
    team = _read(caller, document)
    if team.team_id != caller.team_id:
        message = f"The document is of team {team.team_id}."
        raise RoundsError("team-of-other-id", message)
    with caller.writing() as work:
        seen = newest_revision(work.session, caller.team_id, lock=True).revision
        refuse_outdated(if_match, etag("r", seen))
        who = caller.principal.principal_id
        row = add_revision(work.session, team, document, who, seen=seen)
        work.note(team_subject(row.revision))
    return Answer(
        _summary(team).model_dump_json(), headers={"ETag": etag("r", row.revision)}
    ).response()


def _read(caller: Caller, document: dict[str, Any]) -> Team:
    most = caller.service.settings.limits.rows
    rows = sum(len(table) for table in document.values() if isinstance(table, list))
    if rows > most:
        raise RoundsError("too-many-rows", f"The document has {rows} rows, the most is {most}.")
    return read_team_document(document)


def _summary(team: Team) -> TeamSummary:
    return TeamSummary(
        team_id=team.team_id,
        carers=len(team.carers),
        shifts=len(team.shifts),
        clients=len(team.clients),
        visits=len(team.visits),
    )
