"""Calendar feeds: who has the secret of one reads it, until it is revoked."""

import secrets
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from api.access.tokens import secret_hash
from api.storage.scope import rows_of_all_teams, rows_of_team
from api.storage.tables import FeedRow
from scheduler.errors import RoundsError


def make_feed(session: Session, team_id: str, carer_id: str, made_by: str) -> tuple[FeedRow, str]:
    """A new feed and its secret, which nobody can read again."""
    secret = secrets.token_urlsafe(32)
    row = FeedRow(
        feed_id=secrets.token_hex(6),
        team_id=team_id,
        carer_id=carer_id,
        secret_hash=secret_hash(secret),
        made_at=datetime.now(UTC),
        made_by=made_by,
    )
    session.add(row)
    session.flush()
    return row, secret


def feed_rows(session: Session, team_id: str) -> list[FeedRow]:
    """Every feed of a team that can be read."""
    asked = rows_of_team(FeedRow, team_id).where(FeedRow.revoked_at.is_(None))
    return list(session.scalars(asked.order_by(FeedRow.made_at, FeedRow.feed_id)))


def feed_row(session: Session, team_id: str, feed_id: str) -> FeedRow:
    """A feed of a team that can be read.

    Raises:
        RoundsError: `not-there`.
    """
    asked = rows_of_team(FeedRow, team_id).where(
        FeedRow.feed_id == feed_id, FeedRow.revoked_at.is_(None)
    )
    row = session.scalars(asked.with_for_update()).one_or_none()
    if row is None:
        raise RoundsError("not-there", f"Team {team_id} has no feed {feed_id}.")
    return row


def feed_of_secret(session: Session, secret: str) -> FeedRow:
    """The feed that a secret opens; only its hash is compared.

    Raises:
        RoundsError: `not-there`; it is unknown or revoked, and nobody is told which.
    """
    # the secret is what tells the team, as a token is what tells a caller
    asked = rows_of_all_teams(FeedRow).where(
        FeedRow.secret_hash == secret_hash(secret), FeedRow.revoked_at.is_(None)
    )
    row = session.scalars(asked).one_or_none()
    if row is None:
        raise RoundsError("not-there", "There is no such feed.")
    return row
