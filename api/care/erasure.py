"""Erasure: a client, or a whole team, is taken out of everything that the service keeps.

The audit trail stays: it has ids only. What is lost is told in docs/care-data.md.
"""

import json
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from sqlalchemy import CursorResult, Delete
from sqlalchemy.orm import Session

from api.care.audit import AuditLine
from api.care.free_text import Traces
from api.care.looks import is_known
from api.care.team_revisions import blanked, speaks_of, without, words_of
from api.storage.database import Database
from api.storage.scope import delete_of_team, rows_of_service, rows_of_team, update_of_team
from api.storage.tables import (
    DataSubjectRow,
    DraftRow,
    FeedRow,
    IdempotencyRow,
    JobRow,
    NetworkRow,
    OfferEventRow,
    OfTeam,
    PlanFileRow,
    PlanRow,
    StudyRow,
    TeamRevisionRow,
    TeamRow,
    VersionRow,
)
from api.storage.teams import add_revision, newest_revision
from scheduler.errors import RoundsError
from scheduler.io.team import read_team_document

_UNFINISHED = ("queued", "running")
_PLAN_TABLES: tuple[type[DraftRow | VersionRow | OfferEventRow], ...] = (
    DraftRow,
    VersionRow,
    OfferEventRow,
)
_OTHER_TABLES: tuple[type[OfTeam], ...] = (
    PlanRow,
    FeedRow,
    NetworkRow,
    StudyRow,
    DataSubjectRow,
)


@dataclass
class Erased:
    """How many of each were changed or removed.

    Attributes:
        revision: number of the team's new revision without the client; 0 where none was needed.
    """

    revision: int = 0
    revisions: int = 0
    documents: int = 0
    files: int = 0
    jobs: int = 0
    replays: int = 0

    def json(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self))


def erase_client(session: Session, team_id: str, client_id: str, by: str) -> Erased:
    """Take a client out of everything of a team, in one transaction. Doing it twice is no harm.

    Jobs of the team that are not finished are removed: what they began with is no longer so.

    Raises:
        RoundsError: `not-there`.
    """
    newest_revision(session, team_id, lock=True)
    if not is_known(session, team_id, client_id):
        raise RoundsError("not-there", f"Team {team_id} has no such client.")
    erased = Erased()
    traces = _traces(session, team_id, client_id)
    # first the jobs: a worker that holds one has written before, or will write nothing
    erased.jobs = _erase_jobs(session, team_id, traces)
    spoken_of = _plans_with(session, team_id, traces)
    _erase_from_revisions(session, team_id, traces, by, erased)
    erased.documents = _erase_from_plans(session, team_id, traces, spoken_of)
    erased.files = _erase_files(session, team_id, traces, spoken_of)
    # whoever has kept a text of before, in whatever process, sees that it is one
    session.execute(update_of_team(PlanRow, team_id).values(erasures=PlanRow.erasures + 1))
    erased.replays = _erase_replays(session, team_id, traces)
    session.execute(
        delete_of_team(DataSubjectRow, team_id).where(DataSubjectRow.client_id == client_id)
    )
    return erased


def erase_team(session: Session, team_id: str) -> Erased:
    """Remove a team with everything it has, but the audit trail.

    Raises:
        RoundsError: `not-there`.
    """
    newest_revision(session, team_id, lock=True)
    erased = Erased()
    erased.jobs = removed_rows(session, delete_of_team(JobRow, team_id))
    erased.files = removed_rows(session, delete_of_team(PlanFileRow, team_id))
    for table in _PLAN_TABLES:
        erased.documents += removed_rows(session, delete_of_team(table, team_id))
    for row in session.scalars(rows_of_service(IdempotencyRow)):
        if _is_of_team(row, team_id):
            session.delete(row)
            erased.replays += 1
    for other in _OTHER_TABLES:
        session.execute(delete_of_team(other, team_id))
    erased.revisions = removed_rows(session, delete_of_team(TeamRevisionRow, team_id))
    session.execute(delete_of_team(TeamRow, team_id))
    return erased


def by_command(team_id: str, action: str, subject: str, why: str = "administration") -> AuditLine:
    """The audit line of what the operator does from the command line."""
    return AuditLine(
        chain=team_id,
        at=datetime.now(UTC),
        who="command",
        roles="operator",
        action=action,
        subject=subject,
        why=why,
        request_id="",
    )


def wipe_freed(database: Database, *, thorough: bool) -> None:
    """Leave nothing of what was erased in the file of a SQLite database.

    Freed pages are overwritten at once (secure_delete); the write-ahead log is emptied here.
    A server's database is its keeper's: docs/care-data.md.

    Args:
        thorough: whether to write the whole file anew; nobody can write meanwhile.
    """
    if not database.is_sqlite:
        return
    # neither may stand in a transaction, which SQLAlchemy would begin
    with closing(database.engine.raw_connection()) as connection:
        cursor = connection.cursor()
        if thorough:
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.close()


def _traces(session: Session, team_id: str, client_id: str) -> Traces:
    documents = (
        json.loads(row.document) for row in session.scalars(rows_of_team(TeamRevisionRow, team_id))
    )
    words = (words_of(each, client_id) for each in documents)
    return Traces(client_id, frozenset().union(*words))


def _erase_jobs(session: Session, team_id: str, traces: Traces) -> int:
    erased = 0
    for job in session.scalars(rows_of_team(JobRow, team_id).with_for_update()):
        kept = (job.request, job.result, job.problem, job.progress, job.best)
        if job.state in _UNFINISHED or any(traces.in_document(each or "") for each in kept):
            session.delete(job)
            erased += 1
    session.flush()
    return erased


def _plan_documents(
    session: Session, team_id: str
) -> Iterator[DraftRow | VersionRow | OfferEventRow]:
    for table in _PLAN_TABLES:
        yield from session.scalars(rows_of_team(table, team_id))


def _plans_with(session: Session, team_id: str, traces: Traces) -> frozenset[str]:
    """Plans that visit the client, or would: whatever was written about them may be of them."""
    return frozenset(
        row.plan_id
        for row in _plan_documents(session, team_id)
        if not isinstance(row, OfferEventRow) and traces.in_document(row.document)
    )


def _erase_from_revisions(
    session: Session, team_id: str, traces: Traces, by: str, erased: Erased
) -> None:
    newest = newest_revision(session, team_id)
    document = json.loads(newest.document)
    if speaks_of(document, traces.client_id):
        rest = without(document, traces)
        team = read_team_document(rest)
        erased.revision = add_revision(session, team, rest, by, seen=newest.revision).revision
    for row in session.scalars(rows_of_team(TeamRevisionRow, team_id)):
        before = json.loads(row.document)
        after = blanked(before, traces)
        if after != before:
            row.document = json.dumps(after, ensure_ascii=False)
            erased.revisions += 1
    session.flush()


def _erase_from_plans(
    session: Session, team_id: str, traces: Traces, spoken_of: frozenset[str]
) -> int:
    erased = 0
    for row in _plan_documents(session, team_id):
        if row.plan_id not in spoken_of and not traces.in_document(row.document):
            continue
        after = traces.taken_out(row.document)
        if json.loads(after) != json.loads(row.document):
            row.document = after
            erased += 1
    session.flush()
    return erased


def _erase_files(session: Session, team_id: str, traces: Traces, spoken_of: frozenset[str]) -> int:
    """Pages, maps and calendars have names and places in them; they are drawn from documents."""
    erased = 0
    for row in session.scalars(rows_of_team(PlanFileRow, team_id)):
        shown = zlib.decompress(row.content).decode(errors="replace")
        if row.plan_id in spoken_of or traces.in_text(shown):
            session.delete(row)
            erased += 1
    session.flush()
    return erased


def _erase_replays(session: Session, team_id: str, traces: Traces) -> int:
    erased = 0
    for row in session.scalars(rows_of_service(IdempotencyRow)):
        told = row.body + row.headers
        if traces.in_text(told) or (_is_of_team(row, team_id) and traces.in_document(told)):
            session.delete(row)
            erased += 1
    session.flush()
    return erased


def removed_rows(session: Session, removal: Delete) -> int:
    """Remove rows; how many there were."""
    done = session.execute(removal, execution_options={"synchronize_session": False})
    return done.rowcount if isinstance(done, CursorResult) else 0


def _is_of_team(row: IdempotencyRow, team_id: str) -> bool:
    quoted = json.dumps(team_id, ensure_ascii=False)
    return f"/teams/{team_id}" in row.headers or quoted in row.body
