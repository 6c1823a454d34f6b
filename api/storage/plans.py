"""Plans as they stand: the newest version, else the newest draft, and the files that show it."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.etags import etag
from api.storage.scope import delete_of_team, rows_of_team
from api.storage.subjects import draft_subject, version_subject
from api.storage.tables import DraftRow, PlanFileRow, PlanRow, VersionRow
from scheduler.errors import RoundsError
from scheduler.io.plan_document import PlanDocument
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


def plan_row(session: Session, team_id: str, plan_id: str, *, lock: bool = False) -> PlanRow:
    """A plan of a team.

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
    if plan.versions:
        return Standing(plan.plan_id, VERSION, plan.versions)
    if plan.drafts:
        return Standing(plan.plan_id, DRAFT, plan.drafts)
    raise RoundsError("not-there", f"Plan {plan.plan_id} has no draft yet.")


def draft_row(session: Session, team_id: str, plan_id: str, number: int) -> DraftRow:
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
        return draft_row(session, team_id, standing.plan_id, standing.number).document
    kept = file_content(session, team_id, standing, PLAN_JSON)
    if kept is not None:
        return kept.decode()
    # an erasure takes the files away, and leaves the version
    version = version_row(session, team_id, standing.plan_id, standing.number)
    return json.dumps(json.loads(version.document)["plan"], ensure_ascii=False)


def revision_of(session: Session, team_id: str, standing: Standing) -> int:
    """Number of the team's revision that what stands was made for."""
    find = version_row if standing.kind == VERSION else draft_row
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
    session: Session, team_id: str, standing: Standing, files: Mapping[str, bytes]
) -> None:
    """Keep the files of a new version, in place of those of the versions before it."""
    session.execute(
        delete_of_team(PlanFileRow, team_id).where(
            PlanFileRow.plan_id == standing.plan_id,
            PlanFileRow.shows.startswith(f"{VERSION}-"),
        )
    )
    session.add_all(
        PlanFileRow(
            team_id=team_id,
            plan_id=standing.plan_id,
            shows=standing.shows,
            name=name,
            content=zlib.compress(content),
        )
        for name, content in files.items()
    )


def draft_files(session: Session, team_id: str, plan_id: str, number: int) -> Mapping[str, bytes]:
    """Every file that shows a draft."""
    asked = rows_of_team(PlanFileRow, team_id).where(
        PlanFileRow.plan_id == plan_id, PlanFileRow.shows == shows(DRAFT, number)
    )
    return {row.name: zlib.decompress(row.content) for row in session.scalars(asked)}


def clients_of(document: PlanDocument) -> Iterator[str]:
    """Ids of the clients whom a plan speaks of; an id may come several times."""
    for each in document.rounds:
        yield from (stop.client_id for stop in each.stops if stop.client_id is not None)
    yield from (left.client_id for left in document.unassigned)
    for continuity in (document.continuity.before, document.continuity.after):
        yield from (client.client_id for client in continuity.clients)
