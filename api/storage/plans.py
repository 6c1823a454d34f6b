"""Plans as they stand: the newest version, else the newest draft, and the files that show it."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.etags import etag
from api.storage.drafts import add_files, draft_of
from api.storage.scope import delete_of_team, rows_of_team
from api.storage.subjects import draft_subject, version_subject
from api.storage.tables import DraftRow, PlanFileRow, PlanRow, VersionRow
from scheduler.errors import RoundsError
from scheduler.io.plan_folder import PLAN_JSON

VERSION, DRAFT = "version", "draft"


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a plan counts at the moment.

    Attributes:
        kind: `version` or `draft`.
    """

    plan_id: str
    kind: str
    number: int

    @property
    def etag(self) -> str:
        """The ETag of the plan: `"v3"`, or `"d2"` before anything was published."""
        return etag(self.kind[0], self.number)

    @property
    def subject(self) -> str:
        """What the audit trail calls it."""
        name = version_subject if self.kind == VERSION else draft_subject
        return name(self.plan_id, self.number)

    @property
    def shows(self) -> str:
        """What its files are kept under."""
        return shows(self.kind, self.number)


def shows(kind: str, number: int) -> str:
    """What files of a draft or a version are kept under: `draft-2`, `version-3`."""
    return f"{kind}-{number}"


def plan_rows(session: Session, team_id: str) -> list[PlanRow]:
    """Every plan of a team, by date."""
    asked = rows_of_team(PlanRow, team_id).order_by(
        PlanRow.first_date, PlanRow.made_at, PlanRow.plan_id
    )
    return list(session.scalars(asked))


def standing_of(plan: PlanRow) -> Standing:
    """What of a plan counts.

    Raises:
        RoundsError: `not-there`; a plan that is still being made has nothing yet.
    """
    return _standing(plan.plan_id, plan.versions, plan.drafts)


def _standing(plan_id: str, versions: int, drafts: int) -> Standing:
    if versions:
        return Standing(plan_id, VERSION, versions)
    if drafts:
        return Standing(plan_id, DRAFT, drafts)
    raise RoundsError("not-there", f"Plan {plan_id} has no draft yet.")


def standing_in(session: Session, team_id: str, plan_id: str) -> tuple[Standing, int]:
    """What of a plan counts, and how often a client was taken out of the team's plans.

    Raises:
        RoundsError: `not-there`.
    """
    asked = rows_of_team(PlanRow, team_id).where(PlanRow.plan_id == plan_id)
    columns = asked.with_only_columns(PlanRow.versions, PlanRow.drafts, PlanRow.erasures)
    row = session.execute(columns).one_or_none()
    if row is None:
        raise RoundsError("not-there", f"Team {team_id} has no plan {plan_id}.")
    return _standing(plan_id, row.versions, row.drafts), row.erasures


def draft_rows(session: Session, team_id: str, plan_id: str) -> list[DraftRow]:
    """Every draft of a plan, in order."""
    asked = rows_of_team(DraftRow, team_id).where(DraftRow.plan_id == plan_id)
    return list(session.scalars(asked.order_by(DraftRow.number)))


def version_row(session: Session, team_id: str, plan_id: str, number: int) -> VersionRow:
    """A version of a plan.

    Raises:
        RoundsError: `version-unknown`.
    """
    asked = rows_of_team(VersionRow, team_id).where(
        VersionRow.plan_id == plan_id, VersionRow.number == number
    )
    row = session.scalars(asked).one_or_none()
    if row is None:
        raise RoundsError("version-unknown", f"Plan {plan_id} has no version {number}.")
    return row


def plan_text(session: Session, team_id: str, standing: Standing) -> str:
    """The plan.json of what stands.

    Raises:
        RoundsError: `not-there`, `version-unknown`.
    """
    if standing.kind == DRAFT:
        return draft_of(session, team_id, standing.plan_id, standing.number).document
    kept = file_content(session, team_id, standing, PLAN_JSON)
    if kept is not None:
        return kept.decode()
    # an erasure takes the files away, and leaves the version
    version = version_row(session, team_id, standing.plan_id, standing.number)
    return json.dumps(json.loads(version.document)["plan"], ensure_ascii=False)


def revision_of(session: Session, team_id: str, standing: Standing) -> int:
    """Number of the team's revision that what stands was made for."""
    find = version_row if standing.kind == VERSION else draft_of
    return find(session, team_id, standing.plan_id, standing.number).team_revision


def file_content(session: Session, team_id: str, standing: Standing, name: str) -> bytes | None:
    """A file that shows what stands; None where there is none of that name."""
    asked = rows_of_team(PlanFileRow, team_id).where(
        PlanFileRow.plan_id == standing.plan_id,
        PlanFileRow.shows == standing.shows,
        PlanFileRow.name == name,
    )
    row = session.scalars(asked).one_or_none()
    return None if row is None else zlib.decompress(row.content)


def keep_files(
    session: Session, plan: PlanRow, standing: Standing, packed: Mapping[str, bytes]
) -> None:
    """Keep the files of a new version, in place of those of the versions before it."""
    session.execute(
        delete_of_team(PlanFileRow, plan.team_id).where(
            PlanFileRow.plan_id == standing.plan_id,
            PlanFileRow.shows.startswith(f"{VERSION}-"),
        )
    )
    add_files(session, plan, standing.shows, packed)


def draft_files(session: Session, team_id: str, plan_id: str, number: int) -> Mapping[str, bytes]:
    """Every file that shows a draft, as it is kept."""
    asked = rows_of_team(PlanFileRow, team_id).where(
        PlanFileRow.plan_id == plan_id, PlanFileRow.shows == shows(DRAFT, number)
    )
    return {row.name: row.content for row in session.scalars(asked)}
