"""Versions of a published plan: every one is kept, each says what it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from scheduler.domain.change import Budget, Change, OptionKind
from scheduler.plan import Plan


class VersionKind(StrEnum):
    """How a version came about."""

    PUBLISHED = "published"
    CHANGED = "changed"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Signature:
    """Who makes a version, why, when, and what the clock shows to them."""

    by: str
    reason: str
    made_at: datetime
    now: datetime


@dataclass(frozen=True, slots=True)
class Taken:
    """The change that a version was made by, and the answer to it that was taken.

    Attributes:
        budget: how much was allowed to move where the team was planned again.
        seed: of the search, where there was one.
        offer: number of the offer that the change was agreed by; None when nobody was asked.
        accepted_by: carer who accepted that offer.
    """

    change: Change
    option: OptionKind
    budget: Budget
    seed: int = 0
    offer: int | None = None
    accepted_by: str | None = None


@dataclass(frozen=True)
class Version:
    """A plan as it stood from one moment on. Instants in UTC.

    Attributes:
        number: counted from 1 without gaps.
        parent: the version before it; None for the first.
        author: id of the carer who made it, or whatever the team goes by; may be empty.
        made_at: when it was made.
        now: the clock that it was made by: what had begun by then is as in the parent.
        taken: for a version of kind changed.
        restores: for a version of kind undone, the version whose plan it brings back.
        digest: of what the plan depends on in the team, part by part, once the changes up to this
            version have been made.
    """

    number: int
    parent: int | None
    kind: VersionKind
    author: str
    reason: str
    made_at: datetime
    now: datetime
    plan: Plan
    taken: Taken | None = None
    restores: int | None = None
    digest: Mapping[str, str] = field(default_factory=dict)
