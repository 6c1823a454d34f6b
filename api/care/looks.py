"""Who looked: lines of the audit trail about a team or about one client, and in plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_
from sqlalchemy.orm import Session

from api.care.purpose import Purpose
from api.storage.scope import rows_of_service, rows_of_team
from api.storage.subjects import client_subject
from api.storage.tables import AuditRow, DataSubjectRow
from scheduler.errors import RoundsError

_WHY: Mapping[str, str] = {
    Purpose.CARE: "for care",
    Purpose.PLANNING: "for planning",
    Purpose.ADMINISTRATION: "for administration",
    Purpose.SUPPORT: "for support",
    Purpose.RESEARCH: "for research",
    Purpose.REQUEST_OF_CLIENT: "because the client asked",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which lines are asked for; None for whichever.

    Attributes:
        since, until: instants, the second not included.
    """

    who: str | None = None
    subject: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


def lines_of_team(team_id: str, asked: Asked) -> Select[AuditRow]:
    """Lines of a team, oldest first."""
    found = rows_of_service(AuditRow).where(AuditRow.chain == team_id)
    for column, wanted in (
        (AuditRow.who, asked.who),
        (AuditRow.subject, asked.subject),
        (AuditRow.action, asked.action),
    ):
        if wanted is not None:
            found = found.where(column == wanted)
    if asked.since is not None:
        found = found.where(AuditRow.at >= asked.since)
    if asked.until is not None:
        found = found.where(AuditRow.at < asked.until)
    return found.order_by(AuditRow.number)


def lines_of_client(team_id: str, client_id: str, asked: Asked) -> Select[AuditRow]:
    """Lines about a client by themselves, and about every document that speaks of them."""
    documents = rows_of_team(DataSubjectRow, team_id).where(DataSubjectRow.client_id == client_id)
    subjects = documents.with_only_columns(DataSubjectRow.subject)
    about = or_(AuditRow.subject == client_subject(client_id), AuditRow.subject.in_(subjects))
    return lines_of_team(team_id, asked).where(about)


def is_known(session: Session, team_id: str, client_id: str) -> bool:
    """Whether the team has, or had, a client of this id."""
    documents = rows_of_team(DataSubjectRow, team_id).where(DataSubjectRow.client_id == client_id)
    if session.scalars(documents.limit(1)).one_or_none() is not None:
        return True
    by_name = lines_of_team(team_id, Asked(subject=client_subject(client_id)))
    return session.scalars(by_name.limit(1)).one_or_none() is not None


def account(session: Session, team_id: str, client_id: str, zone: ZoneInfo) -> list[str]:
    """Everybody who looked, a sentence each, oldest first.

    Raises:
        RoundsError: `not-there`.
    """
    if not is_known(session, team_id, client_id):
        raise RoundsError("not-there", f"Team {team_id} has no client {client_id}.")
    lines = session.scalars(lines_of_client(team_id, client_id, Asked()))
    return [told(line, zone) for line in lines]


def told(line: AuditRow, zone: ZoneInfo) -> str:
    """A line in plain words, for the client: ids and roles, no names."""
    at = line.at.astimezone(zone).strftime("%Y-%m-%d %H:%M")
    roles = line.roles.replace(" ", ", ").replace("_", " ") or "no role"
    did = line.action.replace("_", " ")
    return f"{at}  {line.who} ({roles}): {did}, {_thing(line.subject)}, {_WHY[line.why]}"


def _thing(subject: str) -> str:
    match subject.split("/"):
        case ["team", number]:
            return f"the data of the whole team (revision {number})"
        case ["plan", plan_id, "draft", number]:
            return f"a plan in preparation ({plan_id}, draft {number})"
        case ["plan", plan_id, "version", number]:
            return f"a published plan ({plan_id}, version {number})"
        case ["study", study_id]:
            return f"a study of the whole team, in totals ({study_id})"
        case ["client", _]:
            return "the data of this client"
        case _:
            return subject
