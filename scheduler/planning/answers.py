"""Previews, and changes that were made, as documents."""

from scheduler.domain.version import Version
from scheduler.errors import FaultError
from scheduler.io.change_document import BudgetEntry, change_entry
from scheduler.io.comparison_document import ComparisonDocument
from scheduler.io.comparison_json import comparison_document
from scheduler.io.comparison_report import ComparisonReport
from scheduler.io.plan_document import ReasonEntry, UnassignedEntry
from scheduler.io.preview_document import (
    AppliedDocument,
    OptionEntry,
    PreviewDocument,
    UndoneDocument,
)
from scheduler.io.visit_document import VisitPlaceEntry
from scheduler.planning.applying import Applied
from scheduler.planning.changes.options import Option
from scheduler.planning.changes.preview import Preview
from scheduler.planning.publication import Publication
from scheduler.planning.undoing import Undone


def preview_document(preview: Preview, version: Version) -> PreviewDocument:
    """A preview of a change of a version."""
    published = preview.published
    zone = published.team.timezone
    return PreviewDocument(
        schema_version="1.0",
        version=version.number,
        now=published.now.astimezone(zone),
        change=change_entry(preview.change, zone),
        budget=BudgetEntry.of(preview.search.budget),
        options=tuple(option_entry(preview, option) for option in preview.options),
    )


def option_entry(preview: Preview, option: Option) -> OptionEntry:
    """One option."""
    published = preview.published.judged
    client_of = option.judged.client_of
    return OptionEntry(
        kind=option.kind,
        as_asked=option.as_asked,
        searched=option.searched,
        points=option.points - (0 if published.score is None else published.score.total),
        left_out=tuple(
            UnassignedEntry(
                visit_id=left.visit.visit_id,
                date=left.visit.date,
                place=left.place,
                client_id=client_of[left.visit.visit_id],
                priority=left.priority.value,
                reasons=tuple(
                    ReasonEntry(carer_id=reason.carer_id, rule=reason.rule, text=reason.text)
                    for reason in left.reasons
                ),
            )
            for left in preview.obstacles(option)
        ),
        comparison=comparison_document(ComparisonReport(option.published, option.judged)),
    )


def applied_document(applied: Applied, publication: Publication, seen: int) -> AppliedDocument:
    """A change that is a version now.

    Args:
        seen: number of the version that it was decided on.
    """
    version, prepared = applied.version, applied.prepared
    if version.taken is None:
        raise FaultError("version-damaged", f"Version {version.number} was made by no change.")
    since = None
    if prepared is not None and prepared.since is not None:
        since = versions_compared(publication, publication.versions.version(seen), prepared.parent)
    return AppliedDocument(
        schema_version="1.0",
        version=version.number,
        change=change_entry(version.taken.change, publication.team.timezone),
        option=None if prepared is None else option_entry(prepared.preview, prepared.option),
        since=since,
    )


def undone_document(undone: Undone, publication: Publication) -> UndoneDocument:
    """A version that takes back the one before."""
    version = undone.version
    if version.restores is None:
        raise FaultError("version-damaged", f"Version {version.number} restores none.")
    before = publication.versions.version(version.number - 1)
    return UndoneDocument(
        schema_version="1.0",
        version=version.number,
        restores=version.restores,
        stayed=tuple(VisitPlaceEntry.of_place(each) for each in undone.stayed),
        comparison=versions_compared(publication, before, version),
    )


def versions_compared(
    publication: Publication, before: Version, after: Version
) -> ComparisonDocument:
    """What is different between two versions, each judged with its own team."""
    judged = (publication.published(each, each.now).judged for each in (before, after))
    return comparison_document(ComparisonReport(*judged))
