"""Local tokens: made, listed without their secrets, revoked."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from api.access.caller import Answer, Caller, Work, allowed_here
from api.access.giving import keeps, refuse_overreach, refuse_unsound
from api.access.grant import DAYS, EVERY_TEAM, MOST_DAYS, Grant
from api.access.permissions import Action
from api.access.principal import Role
from api.access.tokens import kept_token, kept_tokens, make_token, revoke
from api.routes.answers import answers
from api.storage.subjects import token_subject
from api.storage.tables import TokenRow
from scheduler.errors import RoundsError

router = APIRouter(prefix="/tokens", tags=["tokens"])
Id = Annotated[str, Field(pattern=r"^[^\s*\x00]+$", max_length=100)]
Keeper = Annotated[Caller, Depends(allowed_here(Action.KEEP_TOKENS))]

SUMMARY = {
    "token_id": "5f2c9a1b04de",
    "roles": ["carer"],
    "teams": ["north"],
    "carer_id": "c04",
    "made_at": "2026-11-23T09:00:00Z",
    "made_by": "token:0a1b2c3d4e5f",
    "expires_at": "2027-11-23T09:00:00Z",
    "revoked_at": None,
}
MADE = {**SUMMARY, "secret": "rounds_5OVJCkq0yqB1u8pNq3lXv8t0"}


class NewToken(BaseModel):
    """What a token is to allow."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"roles": ["carer"], "teams": ["north"], "carer_id": "c04", "days": 365}]
        },
    )
    roles: Annotated[frozenset[Role], Field(min_length=1)]
    teams: Annotated[list[Id], Field(min_length=1)] | None = Field(
        description="Ids of teams; null for every team."
    )
    carer_id: Id | None = Field(None, description="The carer who bears it, where it is one.")
    days: int = Field(DAYS, ge=1, le=MOST_DAYS, description="After which it expires.")


class TokenSummary(BaseModel):
    """A token, without its secret."""

    token_id: str
    roles: list[Role]
    teams: list[str] | None
    carer_id: str | None
    made_at: datetime
    made_by: str
    expires_at: datetime
    revoked_at: datetime | None


class MadeToken(TokenSummary):
    """A token just made. A repeated call does not tell the secret again: it is kept nowhere."""

    secret: str | None


class TokenList(BaseModel):
    """Tokens, the oldest first."""

    tokens: list[TokenSummary]


@router.post("", status_code=201, response_model=MadeToken, responses=answers({201: MADE}))
def create_token(asked: NewToken, caller: Keeper) -> Response:
    """Make a token; its secret is in this answer and nowhere else.

    Nobody gives what they do not have: the roles may do no more than the caller, and the teams are
    among the caller's. Revoke the token and make another where the answer was lost.
    """
    grant = Grant(asked.roles, asked.teams, asked.carer_id, asked.days)
    refuse_unsound(grant)
    refuse_overreach(caller.principal, grant)

    def make(work: Work) -> Answer:
        row, secret = make_token(work.session, grant, caller.principal.principal_id)
        work.note(token_subject(row.token_id))
        told = summary(row).model_dump()
        return Answer(
            MadeToken(**told, secret=secret).model_dump_json(),
            201,
            {"Location": f"/tokens/{row.token_id}"},
            repeated=MadeToken(**told, secret=None).model_dump_json(),
        )

    return caller.once(make)


@router.get("", responses=answers({200: {"tokens": [SUMMARY]}}))
def list_tokens(caller: Keeper) -> TokenList:
    """The tokens of the caller's teams.

    Expired and revoked ones too; their secrets are kept nowhere.
    """
    with caller.reading() as work:
        rows = [row for row in work.session.scalars(kept_tokens()) if keeps(caller.principal, row)]
    return TokenList(tokens=[summary(row) for row in rows])


@router.delete("/{token_id}", status_code=204, responses=answers({}))
def revoke_token(
    caller: Keeper,
    token_id: Annotated[str, Path(min_length=1, max_length=100, examples=["5f2c9a1b04de"])],
) -> None:
    """Revoke a token.

    It opens nothing from now on. One that is revoked stays so.
    """
    with caller.writing() as work:
        row = work.session.scalars(kept_token(token_id)).one_or_none()
        if row is None or not keeps(caller.principal, row):
            raise RoundsError("token-unknown", f"There is no token {token_id}.")
        revoke(row)
        work.note(token_subject(token_id))
    caller.service.identities.forget()


def summary(row: TokenRow) -> TokenSummary:
    """A token as it is shown."""
    return TokenSummary(
        token_id=row.token_id,
        roles=[Role(each) for each in row.roles.split()],
        teams=None if row.teams == EVERY_TEAM else row.teams.split(),
        carer_id=row.carer_id,
        made_at=row.made_at,
        made_by=row.made_by,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
    )
