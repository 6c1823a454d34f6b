"""Plans, drafts, versions and offers as the service lists them."""

import json
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel

from api.storage.plans import standing_of
from api.storage.tables import DraftRow, PlanRow, VersionRow
from scheduler.domain.version import VersionKind


class PlanSummary(BaseModel):
    """A plan and how much there is of it; `etag` is null while it is still being made."""

    plan_id: str
    first_date: date
    days: int
    estimated: bool
    drafts: int
    versions: int
    made_at: datetime
    made_by: str
    etag: str | None

    @classmethod
    def of(cls, row: PlanRow) -> "PlanSummary":
        """Of its row."""
        return cls(
            plan_id=row.plan_id,
            first_date=row.first_date,
            days=row.days,
            estimated=row.estimated,
            drafts=row.drafts,
            versions=row.versions,
            made_at=row.made_at,
            made_by=row.made_by,
            etag=standing_of(row).etag if row.drafts or row.versions else None,
        )


class PlanList(BaseModel):
    """The plans of a team, by date."""

    plans: list[PlanSummary]


class DraftSummary(BaseModel):
    """A draft, the team revision it was made for, and the job that made it."""

    number: int
    team_revision: int
    job_id: str | None
    made_at: datetime
    made_by: str

    @classmethod
    def of(cls, row: DraftRow) -> "DraftSummary":
        """Of its row."""
        return cls(
            number=row.number,
            team_revision=row.team_revision,
            job_id=row.job_id,
            made_at=row.made_at,
            made_by=row.made_by,
        )


class DraftList(BaseModel):
    """The drafts of a plan, in order."""

    drafts: list[DraftSummary]


class VersionSummary(BaseModel):
    """A version: how it was made, by whom, why and when, and which version it brings back."""

    number: int
    kind: VersionKind
    author: str
    reason: str
    made_at: datetime
    restores: int | None
    team_revision: int

    @classmethod
    def of(cls, row: VersionRow) -> "VersionSummary":
        """Of its row."""
        told: dict[str, Any] = json.loads(row.document)
        return cls(
            number=row.number,
            kind=told["kind"],
            author=told["author"],
            reason=told["reason"],
            made_at=told["made_at"],
            restores=told["restores"],
            team_revision=row.team_revision,
        )


class VersionList(BaseModel):
    """The versions of a plan, in order."""

    versions: list[VersionSummary]
