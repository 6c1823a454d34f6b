"""Publishing a draft: in the server, as nothing has to be searched or drawn."""

import json
from dataclasses import dataclass
from datetime import datetime

from api.access.caller import Work
from api.etags import refuse_outdated
from api.storage.plans import draft_files, draft_row, plan_row, standing_of, version_row
from api.storage.tables import PlanRow
from api.storage.teams import revision
from api.storage.versions import NewVersion, NumberTakenError, add_version
from scheduler.domain.team import Team
from scheduler.domain.version import Signature, Version
from scheduler.io.plan_document import PlanDocument
from scheduler.io.plan_json import plan_of, provenance_of
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


def publish_draft(work: Work, asked: Publishing) -> Version:
    """Make a draft the newest version, with the files that show it.

    Who did not see what stands is told so before any document is read: of many who publish at a
    time all but one wait for a row and for nothing else.

    Raises:
        RoundsError: as `scheduler.planning.publishing.publish`; `seen-not-named`,
            `seen-outdated`, `not-there`.
    """
    session, team_id = work.session, work.caller.team_id
    plan = plan_row(session, team_id, asked.plan_id, lock=True)
    refuse_outdated(asked.if_match, standing_of(plan).etag)
    draft = draft_row(session, team_id, asked.plan_id, asked.draft)
    document = PlanDocument.model_validate_json(draft.document)
    refuse_other_roads(provenance_of(document.provenance), estimated=plan.estimated)
    team = read_team_document(json.loads(revision(session, team_id, draft.team_revision).document))
    version = published_version(
        _head(work, plan), team, plan_of(document), _signed(work, asked, team, plan)
    )
    kept = VersionDocument.of(version, document)
    new = NewVersion(
        document=kept,
        text=kept.model_dump_json(indent=2) + "\n",
        team_revision=draft.team_revision,
        made_by=work.caller.principal.principal_id,
        job_id=None,
        files=draft_files(session, team_id, asked.plan_id, asked.draft),
    )
    if not add_version(work, plan, new):
        raise NumberTakenError
    return version


def _head(work: Work, plan: PlanRow) -> Version | None:
    if not plan.versions:
        return None
    row = version_row(work.session, plan.team_id, plan.plan_id, plan.versions)
    return VersionDocument.model_validate_json(row.document).version()


def _signed(work: Work, asked: Publishing, team: Team, plan: PlanRow) -> Signature:
    begin = local_midnight(plan.first_date, team.timezone)
    # before the dates of a plan nothing of it has begun
    now = max(asked.at.replace(microsecond=0), begin)
    return Signature(work.caller.principal.signs_as, asked.reason, asked.made_at, now)
