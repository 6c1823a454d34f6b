"""Local tokens: random secrets of which only the hash is kept.

A secret has 256 random bits, so a fast hash is enough: there is nothing to guess.
"""

import hashlib
import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Select
from sqlalchemy.orm import Session

from api.access.grant import EVERY_TEAM, Grant
from api.access.principal import Principal, Role
from api.storage.database import Database
from api.storage.scope import rows_of_service
from api.storage.tables import TokenRow

PREFIX = "rounds_"
MET_SECONDS = 1.0
MOST_MET = 10_000


def secret_hash(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_token(session: Session, grant: Grant, made_by: str) -> tuple[TokenRow, str]:
    """A new token and its secret, which nobody can read again."""
    secret = PREFIX + secrets.token_urlsafe(32)
    made_at = datetime.now(UTC)
    row = TokenRow(
        token_id=secrets.token_hex(6),
        secret_hash=secret_hash(secret),
        roles=" ".join(sorted(grant.roles)),
        teams=EVERY_TEAM if grant.teams is None else " ".join(sorted(grant.teams)),
        carer_id=grant.carer_id,
        made_at=made_at,
        made_by=made_by,
        expires_at=made_at + timedelta(days=grant.days),
    )
    session.add(row)
    return row, secret


def kept_tokens() -> Select[TokenRow]:
    """All tokens, also those that are expired or revoked, the oldest first."""
    return rows_of_service(TokenRow).order_by(TokenRow.made_at, TokenRow.token_id)


def kept_token(token_id: str) -> Select[TokenRow]:
    """The token with this id, locked."""
    return rows_of_service(TokenRow).where(TokenRow.token_id == token_id).with_for_update()


def revoke(row: TokenRow) -> None:
    """Let a token open nothing from now on."""
    row.revoked_at = row.revoked_at or datetime.now(UTC)


class Tokens:
    """Looks local tokens up, and knows for a moment who bore one.

    A token that is revoked by another process is refused a second later at most.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._met: dict[str, Met] = {}

    def met(self, secret: str) -> Principal | None:
        """Who has just borne a secret; None where it has to be looked up."""
        met = self._met.get(secret_hash(secret))
        return None if met is None or met.until < time.monotonic() else met.principal

    def principal(self, secret: str) -> Principal | None:
        """Who bears a secret; None when it is unknown, expired or revoked."""
        hashed = secret_hash(secret)
        asked = rows_of_service(TokenRow).where(TokenRow.secret_hash == hashed)
        with self._database.read() as session:
            row = session.scalars(asked).one_or_none()
        if row is None or row.revoked_at is not None or row.expires_at <= datetime.now(UTC):
            self._met.pop(hashed, None)
            return None
        principal = Principal(
            principal_id=f"token:{row.token_id}",
            roles=frozenset(map(Role, row.roles.split())),
            teams=None if row.teams == EVERY_TEAM else frozenset(row.teams.split()),
            carer_id=row.carer_id,
        )
        if len(self._met) >= MOST_MET:
            self._met.clear()
        self._met[hashed] = Met(principal, time.monotonic() + MET_SECONDS)
        return principal

    def forget(self) -> None:
        """Look every token up again: one was revoked."""
        self._met.clear()


class Met(NamedTuple):
    """Who bore a secret, and until when that is believed."""

    principal: Principal
    until: float
