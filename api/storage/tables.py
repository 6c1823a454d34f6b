"""The tables. What has a team has a column `team_id`, and is asked for through `scope` only."""

from datetime import UTC, date, datetime

from sqlalchemy import DateTime, Dialect, ForeignKey, Index, LargeBinary, Text, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Instant(TypeDecorator[datetime]):
    """An instant in UTC, also where the database knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """As the database keeps it."""
        if value is None:
            return None
        kept = value.astimezone(UTC)
        return kept.replace(tzinfo=None) if dialect.name == "sqlite" else kept

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - asked for by the base
        """As the rest of Rounds knows it."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Row(DeclarativeBase):
    """What every table is made of."""

    type_annotation_map = {datetime: Instant, str: Text, bytes: LargeBinary}  # noqa: RUF012 - as SQLAlchemy asks


class OfTeam(Row):
    """A row that belongs to one team."""

    __abstract__ = True
    team_id: Mapped[str]


class TeamRow(OfTeam):
    """A team. Its content is that of the newest revision.

    Attributes:
        pseudonym_key: secret that makes pseudonyms of the team's ids.
    """

    __tablename__ = "teams"
    team_id: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int]
    made_at: Mapped[datetime]
    pseudonym_key: Mapped[bytes]


class TeamRevisionRow(OfTeam):
    """A team document as somebody stored it; it does not change but by erasure."""

    __tablename__ = "team_revisions"
    team_id: Mapped[str] = mapped_column(ForeignKey("teams.team_id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class NetworkRow(OfTeam):
    """A road network that a team brought."""

    __tablename__ = "networks"
    team_id: Mapped[str] = mapped_column(ForeignKey("teams.team_id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(deferred=True)
    size_bytes: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class PlanRow(OfTeam):
    """A plan: its drafts, its versions and its offers are counted from 1.

    Attributes:
        estimated: whether travel is a great-circle estimate.
        erasures: how often a client was taken out of the plans of the team: texts of drafts and
            versions are what they were as long as it is.
    """

    __tablename__ = "plans"
    plan_id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("teams.team_id"), index=True)
    first_date: Mapped[date]
    days: Mapped[int]
    estimated: Mapped[bool]
    drafts: Mapped[int] = mapped_column(default=0)
    versions: Mapped[int] = mapped_column(default=0)
    erasures: Mapped[int] = mapped_column(default=0, server_default="0")
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class DraftRow(OfTeam):
    """A plan that was made and not published: a plan.json, for one revision of the team."""

    __tablename__ = "drafts"
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.plan_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    team_revision: Mapped[int]
    document: Mapped[str]
    job_id: Mapped[str | None] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class VersionRow(OfTeam):
    """A version of a published plan, as docs/version.schema.json describes it.

    Attributes:
        team_revision: the team that the published version it came from was made for.
        job_id: the job that made it; no job makes two.
    """

    __tablename__ = "versions"
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.plan_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    team_revision: Mapped[int]
    document: Mapped[str]
    job_id: Mapped[str | None] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class OfferEventRow(OfTeam):
    """An event of a plan's offers, as docs/offer.schema.json describes it."""

    __tablename__ = "offer_events"
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.plan_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    document: Mapped[str]
    job_id: Mapped[str | None]


class PlanFileRow(OfTeam):
    """A file that shows a draft or a version: the page, the map, a calendar. Compressed by zlib.

    Attributes:
        shows: `draft-2` or `version-3`.
    """

    __tablename__ = "plan_files"
    plan_id: Mapped[str] = mapped_column(ForeignKey("plans.plan_id"), primary_key=True)
    shows: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str]
    content: Mapped[bytes]


class StudyRow(OfTeam):
    """A study that was made; it does not change. What is large in it is compressed by zlib.

    Attributes:
        kind, name: what was asked, in short; `request`, JSON, in whole.
        team_revision: the team that was asked about; None where everybody is made up.
        cells: plans that were made for it.
        results: JSON of what the report says.
        job_id: the job that made it; no job makes two.
    """

    __tablename__ = "studies"
    study_id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("teams.team_id"), index=True)
    kind: Mapped[str]
    name: Mapped[str]
    team_revision: Mapped[int | None]
    cells: Mapped[int]
    request: Mapped[str] = mapped_column(deferred=True)
    results: Mapped[bytes] = mapped_column(deferred=True)
    report_html: Mapped[bytes] = mapped_column(deferred=True)
    results_csv: Mapped[bytes] = mapped_column(deferred=True)
    job_id: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class DataSubjectRow(OfTeam):
    """A client whom a stored document speaks of: who reads the one has read of the other.

    Attributes:
        subject: what audit lines call the document: `team/3`, `plan/ab12/version/2`.
    """

    __tablename__ = "data_subjects"
    team_id: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    client_id: Mapped[str] = mapped_column(primary_key=True)


class JobRow(OfTeam):
    """Work that takes a while.

    Attributes:
        lane: `long` for searches, `short` for questions that somebody waits for.
        request, result, problem, progress, best: JSON; `best` is the best plan so far.
        caller: JSON of who asked, for audit lines and signatures.
        attempt: how often a worker has taken it up; with `worker` it is what fences off whoever
            lost the lease.
    """

    __tablename__ = "jobs"
    job_id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str] = mapped_column(index=True)
    kind: Mapped[str]
    lane: Mapped[str]
    state: Mapped[str]
    request: Mapped[str]
    caller: Mapped[str]
    attempt: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    progress: Mapped[str | None]
    best: Mapped[str | None]
    result: Mapped[str | None]
    problem: Mapped[str | None]
    made_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]

    __table_args__ = (Index("jobs_waiting", "state", "lane", "made_at"),)


class TokenRow(Row):
    """A local token: the hash of its secret, and what it allows.

    Attributes:
        roles, teams: separated by spaces; `*` is every team.
    """

    __tablename__ = "tokens"
    token_id: Mapped[str] = mapped_column(primary_key=True)
    secret_hash: Mapped[str] = mapped_column(unique=True)
    roles: Mapped[str]
    teams: Mapped[str]
    carer_id: Mapped[str | None]
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class FeedRow(OfTeam):
    """A calendar feed of one carer: whoever has its secret reads it, until it is revoked."""

    __tablename__ = "feeds"
    feed_id: Mapped[str] = mapped_column(primary_key=True)
    team_id: Mapped[str] = mapped_column(ForeignKey("teams.team_id"), index=True)
    carer_id: Mapped[str]
    secret_hash: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    made_by: Mapped[str]
    revoked_at: Mapped[datetime | None]


class IdempotencyRow(Row):
    """What a creating call answered, so that the same call answers the same again."""

    __tablename__ = "idempotency"
    principal_id: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[str]
    status: Mapped[int]
    headers: Mapped[str]
    body: Mapped[str]
    expires_at: Mapped[datetime]


class AuditRow(Row):
    """A line of the audit trail; it never changes. Chains are per team, one is the service's own.

    Attributes:
        chain: the team's id, or empty for the service.
        subject: what was read or written: `team/3`, `plan/ab12/version/2`, `client/k07`.
        why: one of the purposes of `api.care.purpose`.
        line_hash: SHA-256 over the line and the hash of the one before.
    """

    __tablename__ = "audit"
    chain: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    who: Mapped[str]
    roles: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    why: Mapped[str]
    request_id: Mapped[str]
    line_hash: Mapped[str]

    __table_args__ = (Index("audit_subject", "chain", "subject"),)


class AuditHeadRow(Row):
    """The newest line of a chain; whoever adds one locks it."""

    __tablename__ = "audit_heads"
    chain: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int]
    line_hash: Mapped[str]
