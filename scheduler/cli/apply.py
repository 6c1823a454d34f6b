"""`rounds apply`: a change becomes a version of the plan."""

from typing import Annotated

import typer

from scheduler.cli.asking import (
    AtOption,
    AuthorOptions,
    BudgetOptions,
    KindOption,
    Opened,
    SearchOptions,
    SeenOption,
    open_published,
    read_change,
)
from scheduler.cli.changes import KINDS, Asked, remember_paths, sub_commands
from scheduler.cli.exits import Exit
from scheduler.cli.options import ResultOptions, RoadOptions, with_options
from scheduler.cli.preview_tables import applied_view
from scheduler.cli.progress import ProgressLine
from scheduler.cli.results import print_files, print_model
from scheduler.domain.change import OptionKind
from scheduler.planning.answers import applied_document
from scheduler.planning.applying import Applied, Order, apply

apply_app = typer.Typer(
    help="Make a change of a published plan: `rounds apply TEAM PLAN swap v1 v2 --by c01`.",
    no_args_is_help=True,
)
apply_app.callback()(remember_paths)


@with_options
def apply_change(
    asked: Asked,
    *,
    at: AtOption = None,
    option: KindOption = OptionKind.UNMOVED,
    author: AuthorOptions,
    seen: SeenOption = None,
    leave_out: Annotated[
        bool, typer.Option("--leave-out", help="Make it even where visits are left out.")
    ] = False,
    budget: BudgetOptions,
    search: SearchOptions,
    road: RoadOptions,
    result: ResultOptions,
) -> None:
    """Make a change; it is asked again where somebody else made one since."""
    with ProgressLine(quiet=result.quiet) as progress:
        opened = open_published(
            asked.team, asked.folder, progress, road, at=at, clients=asked.clients
        )
        order = Order(
            read_change(opened, asked),
            option,
            search.search(budget),
            seen=seen or opened.head.number,
            leave_out=leave_out,
        )
        opened.folder.refuse_unpublished()
        with progress.searching():
            applied = apply(opened.publication, order, author.signature(opened.now))
        show_applied(opened, applied, order.seen, result)


def show_applied(opened: Opened, applied: Applied, seen: int, result: ResultOptions) -> None:
    """Write the files of the newest version, and show what was made.

    Raises:
        typer.Exit: with the code for visits that were left out.
    """
    publication = opened.publication
    files = opened.folder.show_head()
    document = applied_document(applied, publication, seen)
    zone, dates = publication.team.timezone, opened.head.plan.horizon
    print_model(document, lambda: applied_view(document, zone, dates), as_json=result.as_json)
    print_files(files, quiet=result.quiet)
    if document.option is not None and document.option.left_out:
        raise typer.Exit(Exit.UNASSIGNED)


sub_commands(apply_app, "apply", KINDS, apply_change)
