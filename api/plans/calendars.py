"""Calendars of carers: the file of one plan, and the feed of all coming rounds."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.storage.plans import VERSION, Standing, file_content, plan_rows, revision_of, version_row
from api.storage.tables import PlanRow
from api.storage.teams import newest_revision, revision
from scheduler.domain.horizon import Horizon
from scheduler.io.calendar_names import calendar_names
from scheduler.io.joined_calendar import PlannedCalendar


def calendar_name(session: Session, team_id: str, standing: Standing, carer_id: str) -> str | None:
    """Name of the file with a carer's calendar; None for a carer whom the team does not have."""
    number = revision_of(session, team_id, standing)
    names = calendar_names(carer_ids(revision(session, team_id, number).document))
    return names.get(carer_id)


def carer_ids(team_document: str) -> list[str]:
    """Ids of the carers of a stored team document."""
    return [str(each["carer_id"]).strip() for each in json.loads(team_document)["carers"]]


@dataclass(frozen=True)
class ComingPlans:
    """The published plans of a team that are not over, the one published last first.

    Attributes:
        since: the first date that is shown.
    """

    team_id: str
    since: date
    zone: ZoneInfo
    plans: Sequence[PlanRow]

    @classmethod
    def of(cls, session: Session, team_id: str, today: date, zone: ZoneInfo) -> "ComingPlans":
        """Those from yesterday on."""
        since = today - timedelta(days=1)
        plans = [
            each
            for each in plan_rows(session, team_id)
            if each.versions and Horizon(each.first_date, each.days).last_date >= since
        ]

        def made_at(plan: PlanRow) -> datetime:
            return version_row(session, team_id, plan.plan_id, plan.versions).made_at

        return cls(team_id, since, zone, sorted(plans, key=made_at, reverse=True))

    def tag(self, carer_id: str) -> str:
        """The ETag of a carer's feed: another one once a plan has another version."""
        told = [carer_id, self.since.isoformat(), [(p.plan_id, p.versions) for p in self.plans]]
        return f'"{sha256(json.dumps(told).encode()).hexdigest()[:32]}"'

    def standing(self) -> list[Standing]:
        """Their newest versions."""
        return [Standing(each.plan_id, VERSION, each.versions) for each in self.plans]

    def calendars(self, session: Session, carer_id: str) -> list[PlannedCalendar]:
        """A carer's calendar of every one in which they have a round."""
        found = []
        for plan, standing in zip(self.plans, self.standing(), strict=True):
            name = calendar_name(session, self.team_id, standing, carer_id)
            content = name and file_content(session, self.team_id, standing, name)
            horizon = Horizon(plan.first_date, plan.days)
            found.append(PlannedCalendar(horizon, content or None))
        return found


def zone_of_team(session: Session, team_id: str) -> ZoneInfo:
    """The time zone that a team has at present."""
    document = json.loads(newest_revision(session, team_id).document)
    return ZoneInfo(document["team"]["timezone"])
