"""`rounds history`: the versions of a plan."""

from zoneinfo import ZoneInfo

from rich.console import Group
from rich.table import Table
from rich.text import Text

from scheduler.cli.asking import PlanFolder
from scheduler.cli.options import JsonOption
from scheduler.cli.results import print_view
from scheduler.cli.tables import clock, table
from scheduler.domain.horizon import Horizon
from scheduler.domain.version import VersionKind
from scheduler.io.change_words import change_text
from scheduler.io.version_document import VersionDocument
from scheduler.io.versions import Versions


def history_command(plan: PlanFolder, *, as_json: JsonOption = False) -> None:
    """Show the versions of a plan: who made them, when, why, and what they changed.

    Example: `rounds history tomorrow/`
    """
    versions = Versions.of_folder(plan)
    last = versions.head().number
    documents = [versions.document(number) for number in range(1, last + 1)]
    summaries = [
        {
            **each.model_dump(mode="json", exclude={"plan", "digest", "schema_version"}),
            "score": each.plan.score.total,
            "unassigned": len(each.plan.unassigned),
        }
        for each in documents
    ]
    print_view({"versions": summaries}, lambda: Group(_table(documents)), as_json=as_json)


def _table(documents: list[VersionDocument]) -> Table:
    listed = table("Versions")
    listed.add_column("#", justify="right", style="bold")
    listed.add_column("made", no_wrap=True)
    listed.add_column("clock", no_wrap=True)
    listed.add_column("by", no_wrap=True)
    listed.add_column("what", ratio=2)
    listed.add_column("why", ratio=1)
    listed.add_column("left out", justify="right", no_wrap=True)
    for each in documents:
        zone = ZoneInfo(each.plan.timezone)
        accepted = each.taken.accepted_by if each.taken else None
        listed.add_row(
            str(each.number),
            f"{each.made_at.astimezone(zone):%Y-%m-%d %H:%M}",
            _clock(each, zone),
            Text(each.author + (f", {accepted}" if accepted else "")),
            Text(_what(each, zone)),
            Text(each.reason),
            str(len(each.plan.unassigned)) if each.plan.unassigned else "",
        )
    return listed


def _clock(document: VersionDocument, zone: ZoneInfo) -> str:
    """The clock by which it was made, with the date where that is not the first of the plan."""
    shown = document.now.astimezone(zone)
    same = shown.date() == document.plan.first_date
    return clock(shown, zone) if same else f"{shown:%Y-%m-%d %H:%M}"


def _what(document: VersionDocument, zone: ZoneInfo) -> str:
    if document.kind is VersionKind.PUBLISHED:
        return "published"
    if document.taken is None:
        return f"back to version {document.restores}"
    offer = f" (offer {document.taken.offer})" if document.taken.offer else ""
    dates = Horizon(document.plan.first_date, document.plan.days)
    return change_text(document.taken.change.change(), zone, dates) + offer
