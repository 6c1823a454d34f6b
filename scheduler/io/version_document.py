"""Versions as documents, from the domain and back. `docs/version.schema.json` is their schema.

Ids only. Instants of a document bear the offset of the team's zone, those of the domain are UTC.
"""

from typing import Literal, Self
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, model_validator

from scheduler.domain.change import OptionKind
from scheduler.domain.version import Taken, Version, VersionKind
from scheduler.io.change_document import BudgetEntry, ChangeEntry, change_entry
from scheduler.io.document import Entry, Id, Number, utc
from scheduler.io.plan_document import PlanDocument
from scheduler.io.plan_json import plan_of


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

    @classmethod
    def of(cls, taken: Taken, zone: ZoneInfo) -> Self:
        """Of what was taken."""
        return cls(
            change=change_entry(taken.change, zone),
            option=taken.option,
            budget=BudgetEntry.of(taken.budget),
            seed=taken.seed,
            offer=taken.offer,
            accepted_by=taken.accepted_by,
        )

    def taken(self) -> Taken:
        """What was taken."""
        return Taken(
            change=self.change.change(),
            option=self.option,
            budget=self.budget.budget(),
            seed=self.seed,
            offer=self.offer,
            accepted_by=self.accepted_by,
        )


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

    @classmethod
    def of(cls, version: Version, plan: PlanDocument) -> Self:
        """Of the version, with its plan as plan.json has it."""
        zone, taken = ZoneInfo(plan.timezone), version.taken
        return cls(
            schema_version="1.0",
            number=version.number,
            parent=version.parent,
            kind=version.kind,
            author=version.author,
            reason=version.reason,
            made_at=version.made_at.astimezone(zone),
            now=version.now.astimezone(zone),
            taken=None if taken is None else TakenEntry.of(taken, zone),
            restores=version.restores,
            digest=dict(version.digest),
            plan=plan,
        )

    def version(self) -> Version:
        """The version."""
        return Version(
            number=self.number,
            parent=self.parent,
            kind=self.kind,
            author=self.author,
            reason=self.reason,
            made_at=utc(self.made_at),
            now=utc(self.now),
            plan=plan_of(self.plan),
            taken=None if self.taken is None else self.taken.taken(),
            restores=self.restores,
            digest=self.digest,
        )
