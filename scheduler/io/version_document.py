"""The shape of a version file; `docs/version.schema.json` is its schema. Ids only."""

import json
from datetime import UTC
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, Field, model_validator

from scheduler.domain.change import OptionKind
from scheduler.domain.version import Taken, Version, VersionKind
from scheduler.io.change_document import BudgetEntry, ChangeEntry, Entry
from scheduler.io.change_json import budget_entry, change_entry
from scheduler.io.plan_document import Id, PlanDocument
from scheduler.io.plan_json import plan_of

Number = Annotated[int, Field(ge=1)]


class TakenEntry(Entry):
    """The change that a version was made by, and which answer to it was taken.

    `offer` and `accepted_by` are null where nobody had to agree.
    """

    change: ChangeEntry
    option: OptionKind
    budget: BudgetEntry
    seed: int
    offer: Number | None
    accepted_by: Id | None


class VersionDocument(Entry):
    """A version of a published plan. Instants bear the offset of the team's zone.

    `now` is the clock by which the version was made: what had begun by then is as in the parent.
    `taken` is given for a version of kind changed, `restores` (the version whose plan it brings
    back) for one of kind undone. `digest` has a checksum for every part of the team that the plan
    depends on.
    """

    schema_version: Literal["1.0"]
    number: Number
    parent: Number | None
    kind: VersionKind
    author: str
    reason: str
    made_at: AwareDatetime
    now: AwareDatetime
    taken: TakenEntry | None
    restores: Number | None
    digest: dict[str, str]
    plan: PlanDocument

    @model_validator(mode="after")
    def _follows(self) -> Self:
        if self.parent != (self.number - 1 or None):
            raise ValueError("parent is not the version before")
        if (self.kind is VersionKind.CHANGED) != (self.taken is not None):
            raise ValueError("taken is given for versions of kind changed, and for no other")
        if (self.kind is VersionKind.UNDONE) != (self.restores is not None):
            raise ValueError("restores is given for versions of kind undone, and for no other")
        if self.restores is not None and self.restores >= self.number:
            raise ValueError("restores is not an earlier version")
        return self


def version_document(version: Version, plan: PlanDocument) -> VersionDocument:
    """A version with its plan as plan.json has it."""
    zone = _zone(plan)
    return VersionDocument(
        schema_version="1.0",
        number=version.number,
        parent=version.parent,
        kind=version.kind,
        author=version.author,
        reason=version.reason,
        made_at=version.made_at.astimezone(zone),
        now=version.now.astimezone(zone),
        taken=None if version.taken is None else taken_entry(version.taken, zone),
        restores=version.restores,
        digest=dict(version.digest),
        plan=plan,
    )


def taken_entry(taken: Taken, zone: ZoneInfo) -> TakenEntry:
    """A change and its answer as a document."""
    return TakenEntry(
        change=change_entry(taken.change, zone),
        option=taken.option,
        budget=budget_entry(taken.budget),
        seed=taken.seed,
        offer=taken.offer,
        accepted_by=taken.accepted_by,
    )


def version_of(document: VersionDocument) -> Version:
    """The version of a document, its instants in UTC."""
    taken = document.taken
    return Version(
        number=document.number,
        parent=document.parent,
        kind=document.kind,
        author=document.author,
        reason=document.reason,
        made_at=document.made_at.astimezone(UTC),
        now=document.now.astimezone(UTC),
        plan=plan_of(document.plan),
        taken=None
        if taken is None
        else Taken(
            change=taken.change.change(),
            option=taken.option,
            budget=taken.budget.budget(),
            seed=taken.seed,
            offer=taken.offer,
            accepted_by=taken.accepted_by,
        ),
        restores=document.restores,
        digest=document.digest,
    )


def version_text(document: VersionDocument) -> str:
    """The text of a version file."""
    return document.model_dump_json(indent=2) + "\n"


def version_schema() -> str:
    """The JSON Schema of a version file, as published in docs/version.schema.json."""
    schema = VersionDocument.model_json_schema(mode="serialization")
    return json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _zone(plan: PlanDocument) -> ZoneInfo:
    return ZoneInfo(plan.timezone)
