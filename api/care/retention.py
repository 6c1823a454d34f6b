"""Retention: documents that are old enough are removed, and audit lines later than those."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.care.audit import append, locked_head
from api.care.chains import CUT, chains, cut_subject
from api.care.erasure import by_command, removed_rows
from api.storage.database import Database
from api.storage.scope import (
    delete_of_service,
    delete_of_team,
    rows_of_all_teams,
    rows_of_service,
    rows_of_team,
)
from api.storage.subjects import (
    draft_subject,
    job_subject,
    study_subject,
    team_subject,
    version_subject,
)
from api.storage.tables import (
    AuditRow,
    DataSubjectRow,
    DraftRow,
    IdempotencyRow,
    JobRow,
    OfferEventRow,
    PlanFileRow,
    PlanRow,
    StudyRow,
    TeamRevisionRow,
    TeamRow,
    VersionRow,
)
from scheduler.errors import RoundsError

RETAIN = "retain"
DOCUMENT_DAYS = 365
AUDIT_DAYS = 5 * 365
_WITH_REVISION: tuple[type[DraftRow | VersionRow], ...] = (DraftRow, VersionRow)
_OF_PLAN: tuple[type[PlanFileRow | OfferEventRow | DraftRow | VersionRow], ...] = (
    PlanFileRow,
    OfferEventRow,
    DraftRow,
    VersionRow,
)


@dataclass(frozen=True, slots=True)
class Keep:
    """How long things are kept.

    Attributes:
        document_days: plans with drafts, versions, offers and files from the last day of the plan;
            replaced team documents that no plan needs any more, jobs, and studies.
        audit_days: lines of the audit trail.
    """

    document_days: int = DOCUMENT_DAYS
    audit_days: int = AUDIT_DAYS

    def __post_init__(self) -> None:
        if self.audit_days < self.document_days:
            message = f"{self.audit_days} days are fewer than {self.document_days}."
            raise RoundsError("retention-too-short", message)


@dataclass
class Removed:
    """How many were removed from one chain or team; of the service where the id is empty."""

    team_id: str
    plans: int = 0
    revisions: int = 0
    jobs: int = 0
    studies: int = 0
    audit_lines: int = 0
    replays: int = 0

    @property
    def documents(self) -> int:
        """Of all kinds."""
        return self.plans + self.revisions + self.jobs + self.studies

    def told(self) -> dict[str, object]:
        """As a document."""
        return asdict(self)


def retain(database: Database, keep: Keep, now: datetime) -> list[Removed]:
    """Remove what is old enough, one transaction for each team; doing it again is no harm."""
    with database.read() as session:
        of_teams = session.scalars(rows_of_all_teams(TeamRow))
        teams = sorted({*(row.team_id for row in of_teams), *chains(session)})
    removed = []
    for team_id in teams:
        with database.write() as session:
            removed.append(_retain_team(session, team_id, keep, now))
    with database.write() as session:
        stale = delete_of_service(IdempotencyRow).where(IdempotencyRow.expires_at <= now)
        removed.append(Removed("", replays=removed_rows(session, stale)))
    return [each for each in removed if each.documents or each.audit_lines or each.replays]


def _retain_team(session: Session, team_id: str, keep: Keep, now: datetime) -> Removed:
    oldest = now - timedelta(days=keep.document_days)
    # before the documents: whoever writes to the team waits
    session.scalars(rows_of_team(TeamRow, team_id).with_for_update()).one_or_none()
    removed = Removed(team_id)
    removed.plans = _remove_plans(session, team_id, oldest)
    removed.revisions = _remove_revisions(session, team_id, oldest)
    ended = delete_of_team(JobRow, team_id).where(JobRow.ended_at < oldest)
    removed.jobs = removed_rows(session, ended)
    made = delete_of_team(StudyRow, team_id).where(StudyRow.made_at < oldest)
    removed.studies = removed_rows(session, made)
    if removed.documents:
        append(session, [by_command(team_id, RETAIN, f"before/{oldest.date()}")])
    removed.audit_lines = _cut(session, team_id, now - timedelta(days=keep.audit_days))
    if removed.audit_lines:
        _forget_subjects(session, team_id)
    return removed


def _remove_plans(session: Session, team_id: str, oldest: datetime) -> int:
    plans = list(session.scalars(rows_of_team(PlanRow, team_id)))
    old = [
        each.plan_id
        for each in plans
        if each.first_date + timedelta(days=each.days) <= oldest.date()
    ]
    for table in _OF_PLAN:
        session.execute(delete_of_team(table, team_id).where(table.plan_id.in_(old)))
    return removed_rows(session, delete_of_team(PlanRow, team_id).where(PlanRow.plan_id.in_(old)))


def _remove_revisions(session: Session, team_id: str, oldest: datetime) -> int:
    team = session.scalars(rows_of_team(TeamRow, team_id)).one_or_none()
    if team is None:
        return 0
    needed = {team.revision}
    for table in _WITH_REVISION:
        asked = rows_of_team(table, team_id).with_only_columns(table.team_revision)
        needed.update(session.scalars(asked))
    replaced = delete_of_team(TeamRevisionRow, team_id).where(
        TeamRevisionRow.made_at < oldest, TeamRevisionRow.revision.not_in(needed)
    )
    return removed_rows(session, replaced)


def _cut(session: Session, chain: str, oldest: datetime) -> int:
    """Remove the lines before an instant; a new line tells where the chain was cut."""
    head = locked_head(session, chain)
    younger = (
        rows_of_service(AuditRow)
        .where(AuditRow.chain == chain, AuditRow.at >= oldest)
        .order_by(AuditRow.number)
        .limit(1)
    )
    first_kept = session.scalars(younger).one_or_none()
    last = head.number if first_kept is None else first_kept.number - 1
    cut = session.get(AuditRow, (chain, last))
    if cut is None or cut.action == CUT:
        return 0
    told = cut_subject(last, cut.line_hash)
    append(session, [by_command(chain, CUT, told)])
    gone = delete_of_service(AuditRow).where(AuditRow.chain == chain, AuditRow.number <= last)
    return removed_rows(session, gone)


def _forget_subjects(session: Session, team_id: str) -> None:
    """Of whom a document spoke is needed as long as a line tells that it was read."""
    lines = rows_of_service(AuditRow).where(AuditRow.chain == team_id)
    needed = set(session.scalars(lines.with_only_columns(AuditRow.subject).distinct()))
    needed |= _kept_subjects(session, team_id)
    for row in session.scalars(rows_of_team(DataSubjectRow, team_id)):
        if row.subject not in needed:
            session.delete(row)
    session.flush()


def _kept_subjects(session: Session, team_id: str) -> set[str]:
    revisions = session.scalars(rows_of_team(TeamRevisionRow, team_id))
    kept = {team_subject(row.revision) for row in revisions}
    for draft in session.scalars(rows_of_team(DraftRow, team_id)):
        kept.add(draft_subject(draft.plan_id, draft.number))
    for version in session.scalars(rows_of_team(VersionRow, team_id)):
        kept.add(version_subject(version.plan_id, version.number))
    kept.update(
        study_subject(row.study_id) for row in session.scalars(rows_of_team(StudyRow, team_id))
    )
    kept.update(job_subject(row.job_id) for row in session.scalars(rows_of_team(JobRow, team_id)))
    return kept
