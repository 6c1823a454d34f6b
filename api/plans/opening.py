"""What a job opens of a plan: the team of its revision, its roads, its versions, the clock."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from api.jobs.asking import JobRequest
from api.jobs.roads import RoadsWanted
from api.jobs.task import JobWork, Task
from api.plans.asked import SearchAsked
from api.storage.drafts import clients_in, plan_of
from api.storage.offers import OfferTexts
from api.storage.plans import VERSION, Standing, revision_of, standing_of
from api.storage.plans import plan_text as kept_text
from api.storage.subjects import job_subject
from api.storage.teams import keep_data_subjects, revision, speaks_of
from api.storage.versions import VersionTexts, version_of_job
from scheduler.domain.team import Team
from scheduler.domain.version import Signature, Version
from scheduler.errors import RoundsError
from scheduler.io import plan_json
from scheduler.io.offers import OfferEvents
from scheduler.io.plan_document import PlanDocument
from scheduler.io.plan_folder import plan_files
from scheduler.io.report import Provenance
from scheduler.io.team import read_team_document
from scheduler.io.versions import Versions
from scheduler.plan import Plan
from scheduler.planning.changes.options import Limits
from scheduler.planning.changes.published import Published
from scheduler.planning.clock import clock_by
from scheduler.planning.offering import Offering
from scheduler.planning.publication import Publication, clients_needed, modes_needed
from scheduler.planning.roads import Roads
from scheduler.solver.stopping import MaxIterations, MaxSeconds

R = TypeVar("R", bound=JobRequest)


class StoredPublication(Publication):
    """A publication whose new versions are kept with the files that show them.

    Args:
        texts: of its versions.
    """

    def __init__(self, texts: VersionTexts, versions: Versions, team: Team, roads: Roads) -> None:
        super().__init__(versions, team, roads)
        self._texts = texts

    def add(self, version: Version, team: Team, came_about: Provenance) -> bool:
        """Add a version with its files; False when its number is taken."""
        report = self.drawn(team, version.plan, came_about)
        self._texts.files = plan_files(report)
        return self.keep(version, report)


@dataclass(frozen=True)
class OpenedPlan:
    """A published plan in a job.

    Attributes:
        head: the newest version when it was opened.
        now: what the clock shows.
        made: number of the version that an earlier attempt of the job has made.
    """

    publication: StoredPublication
    events: OfferEvents
    head: Version
    now: datetime
    made: int | None

    @property
    def published(self) -> Published:
        """The newest version by the clock."""
        return self.publication.published(self.head, self.now)

    def offering(self, limits: Limits) -> Offering:
        """The offers of the plan."""
        return Offering(self.publication, self.events, limits)

    def lapse_offers(self, signature: Signature) -> None:
        """Note which offers cannot be accepted any more."""
        self.offering(Limits()).offers(signature)


def open_published(
    task: Task[R], plan_id: str, at: datetime | None, clients: Collection[str] = ()
) -> OpenedPlan:
    """Open a published plan for a job.

    Args:
        at: what the clock shows; None for the real time.
        clients: ids of clients that may get a visit; those that the team lacks are left out.

    Raises:
        RoundsError: `not-there`, `plan-not-published`, `clock-after-plan`; its roads cannot be
            opened.
    """
    with task.database.read() as session:
        standing = standing_of(plan_of(session, task.team_id, plan_id))
        if standing.kind != VERSION:
            raise RoundsError("plan-not-published", f"Plan {plan_id} has no versions.")
        publication = publication_of(task, session, standing, clients)
        made = version_of_job(session, task.team_id, task.job_id)
    head = publication.versions.head()
    remember_clients(task, publication.plan_document(head))
    events = OfferEvents(
        OfferTexts(task.database, task.team_id, plan_id, task.write, task.job_id),
        publication.team.timezone,
    )
    now = clock_by(head.plan, publication.team.timezone, datetime.now(UTC), at)
    return OpenedPlan(publication, events, head, now, made)


def publication_of(
    task: Task[R], session: Session, standing: Standing, clients: Collection[str] = ()
) -> StoredPublication:
    """A publication with the team that one of its versions was made for."""
    number = revision_of(session, task.team_id, standing)
    estimated = plan_of(session, task.team_id, standing.plan_id).estimated
    team = team_of_revision(session, task.team_id, number)
    texts = VersionTexts(
        database=task.database,
        team_id=task.team_id,
        plan_id=standing.plan_id,
        team_revision=number,
        write=task.write,
        made_by=task.principal.principal_id,
        job_id=task.job_id,
    )
    versions = Versions(texts)
    plan = versions.version(standing.number).plan
    # a version before may speak of clients whom the team does not have any more
    needed = clients_needed(versions, clients) & team.client_by_id.keys()
    wanted = RoadsWanted(team, number, plan.horizon, estimated, modes_needed(team, plan), needed)
    return StoredPublication(texts, versions, team, task.roads.of(wanted))


@dataclass(frozen=True)
class OpenedDraft:
    """A draft in a job, with the team and the roads that it was made for."""

    team: Team
    roads: Roads
    document: PlanDocument
    plan: Plan


def open_draft(
    task: Task[R], session: Session, standing: Standing, clients: Collection[str] = ()
) -> OpenedDraft:
    """Open a draft for a job."""
    number = revision_of(session, task.team_id, standing)
    team = team_of_revision(session, task.team_id, number)
    text = kept_text(session, task.team_id, standing)
    document = PlanDocument.model_validate_json(text)
    plan = plan_json.plan_of(document)
    estimated = plan_of(session, task.team_id, standing.plan_id).estimated
    known = team.client_by_id.keys() & set(clients)
    wanted = RoadsWanted(team, number, plan.horizon, estimated, modes_needed(team, plan), known)
    return OpenedDraft(team, task.roads.of(wanted), document, plan)


def open_standing(
    task: Task[R], plan_id: str, at: datetime | None, clients: Collection[str] = ()
) -> Published:
    """What stands of a plan, published or not, by the clock.

    Raises:
        RoundsError: as `open_published`.
    """
    with task.database.read() as session:
        standing = standing_of(plan_of(session, task.team_id, plan_id))
        if standing.kind != VERSION:
            opened = open_draft(task, session, standing, clients)
    if standing.kind == VERSION:
        return open_published(task, plan_id, at, clients).published
    remember_clients(task, opened.document)
    now = clock_by(opened.plan, opened.team.timezone, datetime.now(UTC), at)
    return Published(opened.team, opened.roads.travel, opened.plan, now)


def remember_clients(task: Task[R], document: PlanDocument) -> None:
    """Remember of whom the result of a job speaks: of those of the plan that it is about."""
    subject, clients = job_subject(task.job_id), clients_in(document)

    def remember(work: JobWork) -> None:
        if not speaks_of(work.session, task.team_id, subject):
            keep_data_subjects(work.session, task.team_id, subject, clients)
        work.note(subject)

    task.write(remember)


def team_of_revision(session: Session, team_id: str, number: int) -> Team:
    """A team as it was stored."""
    return read_team_document(json.loads(revision(session, team_id, number).document))


def limits_of(asked: SearchAsked, seconds: float | None = None) -> Limits:
    """When the searches of a change stop: by count alone where a count is given.

    Args:
        seconds: how long where nothing is said.
    """
    iterations, most = asked.iterations, asked.seconds or seconds
    if iterations is not None:
        return Limits(lambda: MaxIterations(iterations), lambda: MaxIterations(iterations))
    if most is not None:
        return Limits(lambda: MaxSeconds(most), lambda: MaxSeconds(most))
    return Limits()


def signature_of(task: Task[R], reason: str, now: datetime) -> Signature:
    """Who has a version made: as they sign, and when."""
    return Signature(task.principal.signs_as, reason, datetime.now(UTC), now)
