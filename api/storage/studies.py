"""The studies that were made for teams."""

import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy.orm import Session, undefer

from api.storage.scope import delete_of_team, rows_of_team
from api.storage.subjects import study_subject
from api.storage.tables import StudyRow
from api.storage.teams import keep_data_subjects
from scheduler.errors import RoundsError


@dataclass(frozen=True, slots=True)
class NewStudy:
    """A study to be stored.

    Attributes:
        request: JSON of what was asked.
        results: what the report says, as JSON; packed, as the page and the table are.
        clients: ids of the clients whose totals are in it.
    """

    study_id: str
    kind: str
    name: str
    team_revision: int | None
    cells: int
    request: str
    results: bytes
    report_html: bytes
    results_csv: bytes
    clients: Collection[str]
    job_id: str
    made_by: str


def add_study(session: Session, team_id: str, new: NewStudy) -> StudyRow:
    """Store a study, and of whom it speaks."""
    row = StudyRow(
        study_id=new.study_id,
        team_id=team_id,
        kind=new.kind,
        name=new.name,
        team_revision=new.team_revision,
        cells=new.cells,
        request=new.request,
        results=new.results,
        report_html=new.report_html,
        results_csv=new.results_csv,
        job_id=new.job_id,
        made_at=datetime.now(UTC),
        made_by=new.made_by,
    )
    session.add(row)
    keep_data_subjects(session, team_id, study_subject(new.study_id), new.clients)
    session.flush()
    return row


def studies_of(session: Session, team_id: str) -> Sequence[StudyRow]:
    """The studies of a team without what is large in them, the newest first."""
    asked = rows_of_team(StudyRow, team_id)
    return session.scalars(asked.order_by(StudyRow.made_at.desc(), StudyRow.study_id)).all()


def study_of(session: Session, team_id: str, study_id: str, *columns: str) -> StudyRow:
    """A study.

    Args:
        columns: those that are large and asked for.

    Raises:
        RoundsError: `not-there`.
    """
    asked = rows_of_team(StudyRow, team_id).where(StudyRow.study_id == study_id)
    asked = asked.options(*(undefer(getattr(StudyRow, each)) for each in columns))
    row = session.scalars(asked).one_or_none()
    if row is None:
        raise RoundsError("not-there", f"Team {team_id} has no study {study_id}.")
    return row


def delete_study(session: Session, team_id: str, study_id: str) -> None:
    """Remove a study.

    Raises:
        RoundsError: `not-there`.
    """
    study_of(session, team_id, study_id)
    session.execute(delete_of_team(StudyRow, team_id).where(StudyRow.study_id == study_id))


def unpacked(content: bytes) -> str:
    """A text that is kept compressed."""
    return zlib.decompress(content).decode()


def packed(text: str) -> bytes:
    """A text as it is kept."""
    return zlib.compress(text.encode())
