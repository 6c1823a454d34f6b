"""Publishing a draft: in the server, as nothing has to be searched or drawn."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from api.access.caller import Caller, Work
from api.care.trail import PATIENCE_SECONDS
from api.etags import refuse_outdated
from api.service import Service
from api.storage.drafts import clients_in, draft_of, plan_of
from api.storage.plans import draft_files, standing_of, version_row
from api.storage.tables import PlanRow
from api.storage.teams import revision
from api.storage.versions import NewVersion, NumberTakenError, add_version
from scheduler.domain.team import Team
from scheduler.domain.version import Signature, Version
from scheduler.errors import RoundsError
from scheduler.io import plan_json
from scheduler.io.plan_document import PlanDocument
from scheduler.io.team import read_team_document
from scheduler.io.version_document import VersionDocument
from scheduler.planning.published_version import published_version, refuse_other_roads
from scheduler.units import local_midnight


@dataclass(frozen=True)
class Publishing:
    """A draft that is to become the newest version.

    Attributes:
        if_match: ETag of the plan as whoever publishes has seen it.
        at: what the clock shows.
    """

    plan_id: str
    draft: int
    reason: str
    if_match: str | None
    at: datetime
    made_at: datetime


@dataclass(frozen=True)
class Prepared:
    """A version worked out, and of which state of the plan.

    Attributes:
        erasures: how often a client had been taken out of it.
    """

    asked: Publishing
    version: NewVersion
    erasures: int

    def publish(self, work: Work) -> None:
        """Add it, where nothing has changed since it was worked out.

        Raises:
            RoundsError: `seen-outdated`, `not-there`.
            ErasedMeanwhileError: it may speak of somebody who was erased.
        """
        plan = plan_of(work.session, work.caller.team_id, self.asked.plan_id, lock=True)
        refuse_outdated(self.asked.if_match, standing_of(plan).etag)
        if plan.erasures != self.erasures:
            raise ErasedMeanwhileError
        if not add_version(work, plan, self.version):
            raise NumberTakenError


class ErasedMeanwhileError(Exception):
    """Documents have changed since they were read; nothing was written."""


@contextmanager
def turn_to_publish(service: Service) -> Iterator[None]:
    """One call after the other works out what it publishes.

    Raises:
        RoundsError: `storage-unavailable`: the turn did not come in time.
    """
    if not service.publishing.acquire(timeout=PATIENCE_SECONDS):
        raise RoundsError("storage-unavailable", "Too many publish at a time.")
    try:
        yield
    finally:
        service.publishing.release()


def prepare(caller: Caller, asked: Publishing) -> Prepared:
    """Work out what a draft becomes as the newest version, with the files that show it.

    It takes a fifth of a second, in which others can write. Who did not see what stands is told so
    before any document is read.

    Raises:
        RoundsError: as `scheduler.planning.publishing.publish`; `seen-not-named`,
            `seen-outdated`, `not-there`.
    """
    with caller.preparing() as session:
        team_id = caller.team_id
        plan = plan_of(session, team_id, asked.plan_id)
        refuse_outdated(asked.if_match, standing_of(plan).etag)
        draft = draft_of(session, team_id, asked.plan_id, asked.draft)
        packed = draft_files(session, team_id, asked.plan_id, asked.draft)
        kept_team = revision(session, team_id, draft.team_revision).document
        head = _head(session, plan)
    document = PlanDocument.model_validate_json(draft.document)
    refuse_other_roads(plan_json.provenance_of(document.provenance), estimated=plan.estimated)
    team = read_team_document(json.loads(kept_team))
    version = published_version(
        head, team, plan_json.plan_of(document), _signed(caller, asked, team, plan)
    )
    new = NewVersion(
        number=version.number,
        text=VersionDocument.of(version, document).model_dump_json(indent=2) + "\n",
        clients=clients_in(document),
        team_revision=draft.team_revision,
        made_by=caller.principal.principal_id,
        job_id=None,
        packed=packed,
    )
    return Prepared(asked, new, plan.erasures)


def _head(session: Session, plan: PlanRow) -> Version | None:
    if not plan.versions:
        return None
    row = version_row(session, plan.team_id, plan.plan_id, plan.versions)
    return VersionDocument.model_validate_json(row.document).version()


def _signed(caller: Caller, asked: Publishing, team: Team, plan: PlanRow) -> Signature:
    begin = local_midnight(plan.first_date, team.timezone)
    # before the dates of a plan nothing of it has begun
    now = max(asked.at.replace(microsecond=0), begin)
    return Signature(caller.principal.signs_as, asked.reason, asked.made_at, now)
