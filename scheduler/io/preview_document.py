"""The shape of what `rounds preview --json` and `apply --json` print. Ids only.

`docs/preview.schema.json` is the schema of a preview.
"""

from typing import Literal

from pydantic import AwareDatetime

from scheduler.domain.change import OptionKind
from scheduler.io.change_document import BudgetEntry, ChangeEntry
from scheduler.io.comparison_document import ComparisonDocument
from scheduler.io.document import Entry, Number
from scheduler.io.plan_document import UnassignedEntry
from scheduler.io.visit_document import VisitPlaceEntry


class OptionEntry(Entry):
    """A plan that answers a change.

    `as_asked` says that all that was asked for is in it and nothing fell out of it; what did is in
    `left_out`, with the reasons of the carers who were asked for. `points` is what it costs more
    than the published plan, the change included. `searched` is false where the published rounds
    were kept, and for an option that found nothing better than the one before.
    """

    kind: OptionKind
    as_asked: bool
    searched: bool
    points: int
    left_out: tuple[UnassignedEntry, ...]
    comparison: ComparisonDocument


class PreviewDocument(Entry):
    """A change asked of a version by the clock, and the plans that answer it."""

    schema_version: Literal["1.0"]
    version: Number
    now: AwareDatetime
    change: ChangeEntry
    budget: BudgetEntry
    options: tuple[OptionEntry, ...]


class AppliedDocument(Entry):
    """A change that is a version now.

    `option` and `since` are null where somebody else had completed the same offer; `since` is what
    other versions had changed since the one that the change was decided on, null when there were
    none.
    """

    schema_version: Literal["1.0"]
    version: Number
    change: ChangeEntry
    option: OptionEntry | None
    since: ComparisonDocument | None


class UndoneDocument(Entry):
    """A version that brings back the plan before the newest one.

    `stayed` has the places of visits that had begun, and are as in the version taken back.
    """

    schema_version: Literal["1.0"]
    version: Number
    restores: Number
    stayed: tuple[VisitPlaceEntry, ...]
    comparison: ComparisonDocument
