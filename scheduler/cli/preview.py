"""`rounds preview`: a change, before anything moves."""

from typing import Annotated

import typer

from scheduler.cli.asking import (
    AtOption,
    BudgetOptions,
    SearchOptions,
    open_published,
    read_change,
)
from scheduler.cli.changes import KINDS, Asked, remember_paths, sub_commands
from scheduler.cli.options import ResultOptions, RoadOptions, with_options
from scheduler.cli.preview_tables import preview_view
from scheduler.cli.progress import ProgressLine
from scheduler.cli.results import print_model
from scheduler.domain.change import OptionKind
from scheduler.planning.answers import preview_document
from scheduler.planning.changes.preview import Preview

preview_app = typer.Typer(
    help="What a change of a published plan would move: `rounds preview TEAM PLAN swap v1 v2`.",
    no_args_is_help=True,
)
preview_app.callback()(remember_paths)


@with_options
def preview_change(
    asked: Asked,
    *,
    at: AtOption = None,
    option: Annotated[
        OptionKind | None,
        typer.Option(help="Only this one of the options.", show_default="all of them"),
    ] = None,
    budget: BudgetOptions,
    search: SearchOptions,
    road: RoadOptions,
    result: ResultOptions,
) -> None:
    """Show whether a change is possible, and what each option moves."""
    with ProgressLine(quiet=result.quiet) as progress:
        opened = open_published(
            asked.team, asked.folder, progress, road, at=at, clients=asked.clients
        )
        change, published = read_change(opened, asked), opened.published
        kinds = tuple(OptionKind) if option is None else (option,)
        with progress.searching():
            preview = Preview(published, change, search.search(budget), kinds)
            document = preview_document(preview, opened.head)
    zone, dates = published.team.timezone, published.plan.horizon
    print_model(document, lambda: preview_view(document, zone, dates), as_json=result.as_json)


sub_commands(preview_app, "preview", KINDS, preview_change)
