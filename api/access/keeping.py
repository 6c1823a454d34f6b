"""Local tokens kept without a request: by the first start, and on the command line."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from api.access.giving import refuse_unsound
from api.access.grant import Grant
from api.access.permissions import Action
from api.access.principal import Role
from api.access.tokens import kept_token, kept_tokens, make_token, revoke
from api.care.audit import AuditLine, append, locked_head
from api.care.purpose import Purpose
from api.storage.database import Database
from api.storage.subjects import token_subject
from api.storage.tables import TokenRow
from scheduler.errors import RoundsError

SERVICE = ""
"""The chain of the audit trail that belongs to no team."""

FIRST_START = "first-start"
COMMAND_LINE = "command-line"
FIRST_ROLES = (Role.OPERATOR, Role.BACK_OFFICE, Role.MEMBER)


def first_token(database: Database) -> str | None:
    """The secret of the first token of a service, for every team; None where there was one ever.

    Raises:
        RoundsError: `storage-unavailable`.
    """
    with database.write() as session:
        # of services that start at a time on one database, the others wait here
        locked_head(session, SERVICE)
        if session.scalars(kept_tokens().limit(1)).first() is not None:
            return None
        row, secret = make_token(session, Grant(FIRST_ROLES, None), FIRST_START)
        _tell(session, FIRST_START, row.token_id)
    return secret


def give(database: Database, grant: Grant) -> tuple[TokenRow, str]:
    """A new token and its secret.

    Raises:
        RoundsError: `token-not-of-one-carer`, `storage-unavailable`.
    """
    refuse_unsound(grant)
    with database.write() as session:
        row, secret = make_token(session, grant, COMMAND_LINE)
        _tell(session, COMMAND_LINE, row.token_id)
    return row, secret


def listed(database: Database) -> list[TokenRow]:
    """All tokens, the oldest first.

    Raises:
        RoundsError: `storage-unavailable`.
    """
    with database.read() as session:
        return list(session.scalars(kept_tokens()))


def take_back(database: Database, token_id: str) -> None:
    """Revoke a token; one that is revoked stays so.

    Raises:
        RoundsError: `token-unknown`, `storage-unavailable`.
    """
    with database.write() as session:
        row = session.scalars(kept_token(token_id)).one_or_none()
        if row is None:
            raise RoundsError("token-unknown", f"There is no token {token_id}.")
        revoke(row)
        _tell(session, COMMAND_LINE, token_id)


def _tell(session: Session, who: str, token_id: str) -> None:
    line = AuditLine(
        chain=SERVICE,
        at=datetime.now(UTC),
        who=who,
        roles="",
        action=Action.KEEP_TOKENS,
        subject=token_subject(token_id),
        why=Purpose.ADMINISTRATION,
        request_id="",
    )
    append(session, [line])
