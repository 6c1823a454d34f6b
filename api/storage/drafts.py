"""Plans, their numbered drafts, and the files that show them."""

import zlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from api.storage.scope import rows_of_team
from api.storage.subjects import draft_subject
from api.storage.tables import DraftRow, PlanFileRow, PlanRow
from api.storage.teams import keep_data_subjects
from scheduler.errors import RoundsError
from scheduler.io.plan_document import PlanDocument


@dataclass(frozen=True, slots=True)
class NewDraft:
    """A plan to be stored as a draft.

    Attributes:
        text: of its document, as it goes out.
        clients: ids of those whom it speaks of.
        job_id: the job that made it, or that brought it in; no job makes two.
        packed: the files that show it, by name, as they are kept.
        made_by: id of a principal.
    """

    plan_id: str
    team_revision: int
    text: str
    clients: Collection[str]
    packed: Mapping[str, bytes]
    made_by: str
    job_id: str | None


def add_plan(
    session: Session, team_id: str, dates: tuple[date, int], by: str, *, estimated: bool
) -> PlanRow:
    """A plan without drafts.

    Args:
        dates: the first date, and how many.
    """
    row = PlanRow(
        plan_id=uuid4().hex,
        team_id=team_id,
        first_date=dates[0],
        days=dates[1],
        estimated=estimated,
        drafts=0,
        versions=0,
        made_at=datetime.now(UTC),
        made_by=by,
    )
    session.add(row)
    session.flush()
    return row


def plan_of(session: Session, team_id: str, plan_id: str, *, lock: bool = False) -> PlanRow:
    """A plan.

    Args:
        lock: whether nobody else may add to it before the transaction ends.

    Raises:
        RoundsError: `not-there`.
    """
    asked = rows_of_team(PlanRow, team_id).where(PlanRow.plan_id == plan_id)
    row = session.scalars(asked.with_for_update() if lock else asked).one_or_none()
    if row is None:
        raise RoundsError("not-there", f"Team {team_id} has no plan {plan_id}.")
    return row


def draft_of(session: Session, team_id: str, plan_id: str, number: int) -> DraftRow:
    """A draft of a plan.

    Raises:
        RoundsError: `not-there`.
    """
    asked = rows_of_team(DraftRow, team_id).where(
        DraftRow.plan_id == plan_id, DraftRow.number == number
    )
    row = session.scalars(asked).one_or_none()
    if row is None:
        raise RoundsError("not-there", f"Plan {plan_id} has no draft {number}.")
    return row


def add_draft(session: Session, team_id: str, new: NewDraft) -> DraftRow:
    """The next draft of a plan, with its files and of whom it speaks.

    Raises:
        RoundsError: `not-there`.
    """
    plan = plan_of(session, team_id, new.plan_id, lock=True)
    plan.drafts += 1
    row = DraftRow(
        plan_id=new.plan_id,
        number=plan.drafts,
        team_id=team_id,
        team_revision=new.team_revision,
        document=new.text,
        job_id=new.job_id,
        made_at=datetime.now(UTC),
        made_by=new.made_by,
    )
    session.add(row)
    add_files(session, plan, f"draft-{row.number}", new.packed)
    subject = draft_subject(new.plan_id, row.number)
    keep_data_subjects(session, team_id, subject, new.clients)
    session.flush()
    return row


def packed(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Files as they are kept; it takes longer than anybody who writes should wait."""
    return {name: zlib.compress(content) for name, content in files.items()}


def add_files(session: Session, plan: PlanRow, shows: str, packed: Mapping[str, bytes]) -> None:
    """Keep the files that show a draft or a version."""
    session.add_all(
        PlanFileRow(
            plan_id=plan.plan_id,
            shows=shows,
            name=name,
            team_id=plan.team_id,
            content=content,
        )
        for name, content in sorted(packed.items())
    )


def clients_in(document: PlanDocument) -> set[str]:
    """Ids of the clients whom a plan speaks of."""
    visited = (stop.client_id for each in document.rounds for stop in each.stops)
    left: Iterable[str] = (each.client_id for each in document.unassigned)
    both = (document.continuity.before, document.continuity.after)
    known = (entry.client_id for each in both for entry in each.clients)
    return {each for each in (*visited, *left, *known) if each is not None}
