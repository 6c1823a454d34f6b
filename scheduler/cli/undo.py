"""`rounds undo`: bring back an earlier version."""

from typing import Annotated

import typer
from rich.console import Group
from rich.text import Text

from scheduler.cli.asking import (
    AtOption,
    AuthorOptions,
    PlanFolder,
    SeenOption,
    open_published,
)
from scheduler.cli.comparison_tables import comparison_view
from scheduler.cli.options import ResultOptions, RoadOptions, TeamArgument, with_options
from scheduler.cli.progress import ProgressLine
from scheduler.cli.results import print_files, print_model
from scheduler.io.preview_document import UndoneDocument
from scheduler.planning.answers import undone_document
from scheduler.planning.changes.preview import Search
from scheduler.planning.undoing import undo

ToOption = Annotated[
    int | None,
    typer.Option(min=1, help="Version to bring back.", show_default="the one before"),
]


@with_options
def undo_command(
    team: TeamArgument,
    plan: PlanFolder,
    *,
    at: AtOption = None,
    author: AuthorOptions,
    seen: SeenOption = None,
    to: ToOption = None,
    road: RoadOptions,
    result: ResultOptions,
) -> None:
    """Bring back the plan before the newest version, or an earlier one, as another version.

    What has begun since stays as it is.

    Example: `rounds undo my-team/ tomorrow/ --at 06:30`
    """
    with ProgressLine(quiet=result.quiet) as progress:
        opened = open_published(team, plan, progress, road, at=at)
        opened.folder.refuse_unpublished()
        with progress.searching():
            undone = undo(opened.publication, Search(), author.signature(opened.now), seen, to)
        files = opened.folder.show_head()
        document = undone_document(undone, opened.publication)
    print_model(document, lambda: _view(document), as_json=result.as_json)
    print_files(files, quiet=result.quiet)


def _view(document: UndoneDocument) -> Group:
    heading = f"Version {document.version} brings back version {document.restores}."
    parts = [Text(heading, style="bold")]
    if document.stayed:
        listed = ", ".join(each.visit_id for each in document.stayed)
        parts.append(Text(f"What has begun stays as it is: {listed}."))
    return Group(*parts, Text(), comparison_view(document.comparison))
