"""What is old enough goes, documents before audit lines; what is needed stays."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from api_teams import small_team
from audit_lines import line
from sqlalchemy import text
from stored_study import store_study

from api.care.audit import append
from api.care.chains import CUT, ChainReport, verify
from api.care.retention import Keep, retain
from api.service import Service
from api.storage.scope import rows_of_service, rows_of_team
from api.storage.tables import (
    AuditRow,
    DataSubjectRow,
    DraftRow,
    IdempotencyRow,
    JobRow,
    PlanRow,
    StudyRow,
    TeamRevisionRow,
)
from api.storage.teams import add_revision
from scheduler.errors import RoundsError
from scheduler.io.team import read_team_document

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
KEEP = Keep(document_days=100, audit_days=200)


def ago(days: int) -> datetime:
    """So many days before now."""
    return NOW - timedelta(days=days)


@pytest.fixture
def kept(service: Service) -> Service:
    """Team t1 with three revisions, plans, studies, jobs and answers of 150 and of 50 days ago."""
    document = small_team()
    with service.database.write() as session:
        for revision in range(3):
            row = add_revision(session, read_team_document(document), document, "x", seen=revision)
            row.made_at = ago(300)
        made: dict[str, Any] = {"team_id": "t1", "made_at": ago(300), "made_by": "x"}
        for plan_id, days in (("old", 150), ("young", 50)):
            date = ago(days).date()
            session.add(PlanRow(plan_id=plan_id, first_date=date, days=7, estimated=True, **made))
            session.flush()
            # the old plan was made for revision 1, the young one for revision 2
            revision = 1 if plan_id == "old" else 2
            draft = {"plan_id": plan_id, "number": 1, "team_revision": revision, "document": "{}"}
            session.add(DraftRow(**draft, **made))
            job = {"kind": "plan", "lane": "long", "request": "{}", "caller": "{}"}
            state = {"state": "done", "made_at": ago(300), "ended_at": ago(days)}
            session.add(JobRow(job_id=plan_id, team_id="t1", **job, **state))
            store_study(session, "t1", plan_id).made_at = ago(days)
            replay = {"fingerprint": "", "status": 200, "headers": "{}", "body": ""}
            expires = ago(days - 100)
            session.add(IdempotencyRow(principal_id="x", key=plan_id, expires_at=expires, **replay))
    return service


def with_lines(service: Service, *days: int) -> None:
    """Audit lines of so many days ago."""
    with service.database.write() as session:
        append(session, [line(number, at=ago(each)) for number, each in enumerate(days, start=1)])


def seen(service: Service) -> ChainReport:
    """What the chain of the team shows."""
    with service.database.read() as session:
        return verify(session, "t1")


def test_old_plans_studies_jobs_and_answers_go(kept: Service) -> None:
    """With the team revision that only the old plan needed; a newer plan keeps its own."""
    removed = {each.team_id: each for each in retain(kept.database, KEEP, NOW)}
    assert (removed["t1"].plans, removed["t1"].revisions, removed["t1"].jobs) == (1, 1, 1)
    assert (removed["t1"].studies, removed[""].replays) == (1, 1)
    with kept.database.read() as session:
        revisions = [row.revision for row in session.scalars(rows_of_team(TeamRevisionRow, "t1"))]
        plans = [row.plan_id for row in session.scalars(rows_of_team(PlanRow, "t1"))]
        drafts = [row.plan_id for row in session.scalars(rows_of_team(DraftRow, "t1"))]
        studies = [row.study_id for row in session.scalars(rows_of_team(StudyRow, "t1"))]
        jobs = [row.job_id for row in session.scalars(rows_of_team(JobRow, "t1"))]
        replays = [row.key for row in session.scalars(rows_of_service(IdempotencyRow))]
    assert revisions == [2, 3]
    assert plans == drafts == studies == jobs == replays == ["young"]


def test_retention_is_audited_and_done_once(kept: Service) -> None:
    """One line says up to when; a second time finds nothing and adds nothing."""
    retain(kept.database, KEEP, NOW)
    with kept.database.read() as session:
        told = [(row.action, row.subject) for row in session.scalars(rows_of_service(AuditRow))]
    assert told == [("retain", "before/2026-08-14")]
    assert retain(kept.database, KEEP, NOW) == []
    assert seen(kept).lines == 1


def test_a_chain_that_was_cut_is_whole(kept: Service) -> None:
    """Lines of more than 200 days go; the new line bears the hash from which the rest goes on."""
    with_lines(kept, 400, 300, 250, 199, 10)
    retain(kept.database, KEEP, NOW)
    report = seen(kept)
    assert (report.first, report.lines, report.number, report.broken) == (4, 4, 7, None)
    with kept.database.read() as session:
        actions = [row.action for row in session.scalars(rows_of_service(AuditRow))]
    assert actions == ["read_team", "read_team", "retain", CUT]


def test_a_chain_is_cut_again_and_again(kept: Service) -> None:
    """Also when all but the newest line is old: the newest cut is what counts."""
    with_lines(kept, 400, 199)
    retain(kept.database, KEEP, NOW)
    first = seen(kept)
    # the lines of the command bear the clock's time, whatever that is
    later = datetime.now(UTC) + timedelta(days=1000)
    retain(kept.database, KEEP, later)
    again = seen(kept)
    assert (first.broken, again.broken) == (None, None)
    assert again.first > first.number
    retain(kept.database, KEEP, later)
    assert seen(kept).broken is None


def test_a_cut_that_nobody_made_is_found(kept: Service) -> None:
    """Lines missing at the beginning are missing, unless a line tells of just that cut."""
    with_lines(kept, 400, 300, 199)
    retain(kept.database, KEEP, NOW)
    with kept.database.write() as session:
        session.execute(text("DELETE FROM audit WHERE number = 3"))
    assert seen(kept).broken == 1


def test_of_whom_a_document_spoke_is_known_as_long_as_the_line(kept: Service) -> None:
    """The first revision is gone, and who read it is still told; until that line goes too."""

    def subjects() -> set[str]:
        with kept.database.read() as session:
            return {row.subject for row in session.scalars(rows_of_team(DataSubjectRow, "t1"))}

    with_lines(kept, 150)
    with kept.database.write() as session:
        store_study(session, "t1", "fresh").made_at = NOW
    retain(kept.database, KEEP, NOW)
    assert "team/1" in subjects()
    retain(kept.database, KEEP, NOW + timedelta(days=60))
    assert "team/1" not in subjects()
    assert {"team/3", "study/fresh"} <= subjects()
    assert "study/young" not in subjects()


def test_audit_is_not_kept_for_less_than_documents() -> None:
    """Nobody could tell who looked."""
    with pytest.raises(RoundsError) as caught:
        Keep(document_days=10, audit_days=9)
    assert caught.value.code == "retention-too-short"
