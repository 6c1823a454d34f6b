"""`rounds undo`: bring back an earlier version."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.console import Group
from rich.text import Text

from scheduler.cli.asking import (
    AtOption,
    ByOption,
    PlanFolder,
    ReasonOption,
    SeenOption,
    open_published,
)
from scheduler.cli.comparison_tables import comparison_view
from scheduler.cli.plan import (
    COMPILING,
    EstimateOption,
    JsonOption,
    NetworkOption,
    QuietOption,
    TeamArgument,
)
from scheduler.cli.progress import ProgressLine
from scheduler.cli.results import print_files, print_model
from scheduler.io.preview_document import UndoneDocument
from scheduler.planning.answers import undone_document
from scheduler.planning.applying import Signature
from scheduler.planning.changes.preview import Search
from scheduler.planning.undoing import undo
from scheduler.solver.compiled import compilation_told

ToOption = Annotated[
    int | None,
    typer.Option(min=1, help="Version to bring back.", show_default="the one before"),
]


def undo_command(
    team: TeamArgument,
    plan: PlanFolder,
    *,
    at: AtOption = None,
    by: ByOption = "",
    reason: ReasonOption = "",
    seen: SeenOption = None,
    to: ToOption = None,
    network: NetworkOption = None,
    estimate: EstimateOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Bring back the plan before the newest version, or an earlier one, as another version.

    What has begun since stays as it is.

    Example: `rounds undo my-team/ tomorrow/ --at 06:30`
    """
    with ProgressLine(quiet=quiet) as progress:
        opened = open_published(team, plan, progress, at=at, network=network, estimate=estimate)
        signature = Signature(by, reason, datetime.now(UTC), opened.now)
        with compilation_told(lambda: progress.say(COMPILING)):
            undone = undo(opened.publication, Search(), signature, seen, to)
        files = opened.publication.show_head()
        document = undone_document(undone, opened.publication)
    print_model(document, lambda: _view(document), as_json=as_json)
    print_files(files, quiet=quiet)


def _view(document: UndoneDocument) -> Group:
    heading = f"Version {document.version} brings back version {document.restores}."
    parts = [Text(heading, style="bold")]
    if document.stayed:
        listed = ", ".join(each.visit_id for each in document.stayed)
        parts.append(Text(f"What has begun stays as it is: {listed}."))
    return Group(*parts, Text(), comparison_view(document.comparison))
