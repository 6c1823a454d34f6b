"""The versions of a plan: rows that are only ever added."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

from sqlalchemy.orm import Session

from api.storage.database import Database
from api.storage.drafts import clients_in, packed, plan_of
from api.storage.plans import (
    VERSION,
    Standing,
    keep_files,
    version_row,
)
from api.storage.scope import rows_of_team
from api.storage.tables import PlanRow, VersionRow
from api.storage.teams import keep_data_subjects
from scheduler.io.version_document import VersionDocument


class Noted(Protocol):
    """A transaction that tells the audit trail what is written in it."""

    session: Session

    def note(self, subject: str) -> None:
        """What was read or written."""
        ...


class NumberTakenError(Exception):
    """Somebody else was quicker; ends a transaction in which nothing was written."""


Writing = Callable[[Callable[[Noted], None]], None]
"""Writes in one transaction."""


@dataclass(frozen=True)
class NewVersion:
    """A version that is to be added.

    Attributes:
        text: of its document.
        clients: ids of those whom it speaks of.
        team_revision: of the team that the published version it comes from was made for.
        made_by: id of the principal.
        job_id: of the job that makes it; None where no job does.
        packed: the files that show it, by name, as they are kept.
    """

    number: int
    text: str
    clients: Collection[str]
    team_revision: int
    made_by: str
    job_id: str | None
    packed: Mapping[str, bytes]


def add_version(work: Noted, plan: PlanRow, new: NewVersion) -> bool:
    """Add a version with its files; False when its number is taken, and nothing is written.

    Args:
        plan: its row, locked.
    """
    number = new.number
    if plan.versions != number - 1:
        return False
    standing = Standing(plan.plan_id, VERSION, number)
    plan.versions = number
    session, team_id = work.session, plan.team_id
    session.add(
        VersionRow(
            team_id=team_id,
            plan_id=plan.plan_id,
            number=number,
            team_revision=new.team_revision,
            document=new.text,
            job_id=new.job_id,
            made_at=datetime.now(UTC),
            made_by=new.made_by,
        )
    )
    keep_data_subjects(session, team_id, standing.subject, new.clients)
    keep_files(session, plan, standing, new.packed)
    work.note(standing.subject)
    session.flush()
    return True


def version_rows(session: Session, team_id: str, plan_id: str) -> list[VersionRow]:
    """Every version of a plan, in order."""
    asked = rows_of_team(VersionRow, team_id).where(VersionRow.plan_id == plan_id)
    return list(session.scalars(asked.order_by(VersionRow.number)))


def version_of_job(session: Session, team_id: str, job_id: str) -> int | None:
    """Number of the version that an earlier attempt of a job has made; None when none did."""
    asked = rows_of_team(VersionRow, team_id).where(VersionRow.job_id == job_id)
    row = session.scalars(asked).one_or_none()
    return None if row is None else row.number


@dataclass
class VersionTexts:
    """The versions of one plan as numbered texts; what is added is written by a job.

    Attributes:
        write: writes in a transaction of the job.
        files: of the version that is added next.
    """

    database: Database
    team_id: str
    plan_id: str
    team_revision: int
    write: Writing
    made_by: str
    job_id: str
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def owner(self) -> str:
        """The plan."""
        return f"Plan {self.plan_id}"

    def where(self, number: int) -> str:
        """The version."""
        return f"Version {number} of plan {self.plan_id}"

    def last(self) -> int:
        """The number of the newest version; 0 when there is none."""
        with self.database.read() as session:
            return plan_of(session, self.team_id, self.plan_id).versions

    def text(self, number: int) -> str:
        """A version that is there."""
        with self.database.read() as session:
            return version_row(session, self.team_id, self.plan_id, number).document

    def add(self, number: int, text: str) -> bool:
        """Add a version; False when the number is taken."""
        document = VersionDocument.model_validate_json(text)
        if self.last() != number - 1:
            return False
        new = NewVersion(
            number,
            text,
            clients_in(document.plan),
            self.team_revision,
            self.made_by,
            self.job_id,
            packed(self.files),
        )

        def add_next(work: Noted) -> None:
            plan = plan_of(work.session, self.team_id, self.plan_id, lock=True)
            if not add_version(work, plan, new):
                raise NumberTakenError

        try:
            self.write(add_next)
        except NumberTakenError:
            return False
        return True
