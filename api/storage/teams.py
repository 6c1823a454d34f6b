"""Teams and the revisions of their documents."""

import json
import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from api.storage.scope import rows_of_all_teams, rows_of_team
from api.storage.subjects import team_subject
from api.storage.tables import DataSubjectRow, TeamRevisionRow, TeamRow
from scheduler.domain.team import Team
from scheduler.errors import RoundsError


def teams_named(session: Session, team_ids: Collection[str] | None) -> list[TeamRow]:
    """The teams with these ids that there are, in order of id; all of them for None."""
    asked = rows_of_all_teams(TeamRow).order_by(TeamRow.team_id)
    if team_ids is not None:
        asked = asked.where(TeamRow.team_id.in_(team_ids))
    return list(session.scalars(asked))


def newest_revision(session: Session, team_id: str, *, lock: bool = False) -> TeamRevisionRow:
    """The team document that stands.

    Args:
        lock: whether nobody else may replace it before the transaction ends.

    Raises:
        RoundsError: `not-there`.
    """
    asked = rows_of_team(TeamRow, team_id)
    team = session.scalars(asked.with_for_update() if lock else asked).one_or_none()
    if team is None:
        raise RoundsError("not-there", f"There is no team {team_id}.")
    return revision(session, team_id, team.revision)


def revision(session: Session, team_id: str, number: int) -> TeamRevisionRow:
    """A revision of a team document.

    Raises:
        RoundsError: `not-there`.
    """
    asked = rows_of_team(TeamRevisionRow, team_id).where(TeamRevisionRow.revision == number)
    row = session.scalars(asked).one_or_none()
    if row is None:
        raise RoundsError("not-there", f"Team {team_id} has no revision {number}.")
    return row


def add_revision(
    session: Session, team: Team, document: Mapping[str, Any], by: str, seen: int
) -> TeamRevisionRow:
    """Store a team document behind the revision that was seen; 0 for a new team.

    Raises:
        RoundsError: `there-already`.
    """
    now = datetime.now(UTC)
    row = session.scalars(rows_of_team(TeamRow, team.team_id)).one_or_none()
    if row is None:
        key = secrets.token_bytes(32)
        row = TeamRow(team_id=team.team_id, revision=0, made_at=now, pseudonym_key=key)
        session.add(row)
        session.flush()
    elif row.revision != seen:
        raise RoundsError("there-already", f"Team {team.team_id} exists.")
    row.revision += 1
    added = TeamRevisionRow(
        team_id=team.team_id,
        revision=row.revision,
        document=json.dumps(document, ensure_ascii=False),
        made_at=now,
        made_by=by,
    )
    session.add(added)
    clients = (client.client_id for client in team.clients)
    keep_data_subjects(session, team.team_id, team_subject(row.revision), clients)
    session.flush()
    return added


def keep_data_subjects(
    session: Session, team_id: str, subject: str, client_ids: Iterable[str]
) -> None:
    """Remember of whom a stored document speaks."""
    session.add_all(
        DataSubjectRow(team_id=team_id, subject=subject, client_id=each)
        for each in sorted(set(client_ids))
    )


def speaks_of(session: Session, team_id: str, subject: str) -> bool:
    """Whether it is remembered of whom a stored document speaks."""
    asked = rows_of_team(DataSubjectRow, team_id).where(DataSubjectRow.subject == subject)
    return session.scalars(asked.limit(1)).first() is not None
