"""The road networks that teams brought."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy.orm import Session, undefer

from api.storage.scope import delete_of_team, rows_of_team
from api.storage.tables import NetworkRow
from scheduler.errors import RoundsError


def networks_of(session: Session, team_id: str) -> Sequence[NetworkRow]:
    """The networks of a team, without their content."""
    return session.scalars(rows_of_team(NetworkRow, team_id).order_by(NetworkRow.name)).all()


def find_network(
    session: Session, team_id: str, name: str, *, content: bool = False
) -> NetworkRow | None:
    """A network by its name; its content only where that is asked for."""
    asked = rows_of_team(NetworkRow, team_id).where(NetworkRow.name == name)
    if content:
        asked = asked.options(undefer(NetworkRow.content))
    return session.scalars(asked).one_or_none()


def network_of(session: Session, team_id: str, name: str) -> NetworkRow:
    """A network by its name, without its content.

    Raises:
        RoundsError: `not-there`.
    """
    row = find_network(session, team_id, name)
    if row is None:
        raise RoundsError("not-there", f"Team {team_id} has no network of this name.")
    return row


def put_network(session: Session, team_id: str, name: str, content: bytes, by: str) -> bool:
    """Store a network, in place of one of the same name; whether there was none."""
    row = find_network(session, team_id, name)
    is_new = row is None
    if row is None:
        row = NetworkRow(team_id=team_id, name=name)
        session.add(row)
    row.sha256, row.content = hashlib.sha256(content).hexdigest(), content
    row.size_bytes, row.made_at, row.made_by = len(content), datetime.now(UTC), by
    session.flush()
    return is_new


def delete_network(session: Session, team_id: str, name: str) -> None:
    """Remove a network.

    Raises:
        RoundsError: `not-there`.
    """
    network_of(session, team_id, name)
    session.execute(delete_of_team(NetworkRow, team_id).where(NetworkRow.name == name))
