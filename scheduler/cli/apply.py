"""`rounds apply`: a change becomes a version of the plan."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from scheduler.cli.asking import (
    AtOption,
    ByOption,
    IterationsOption,
    KindOption,
    MovesOption,
    Opened,
    ReasonOption,
    SecondsOption,
    SeedOption,
    SeenOption,
    SpanOption,
    open_published,
    read_change,
    search_of,
)
from scheduler.cli.changes import KINDS, Asked, remember_paths, sub_commands
from scheduler.cli.exits import Exit
from scheduler.cli.plan import COMPILING, EstimateOption, JsonOption, NetworkOption, QuietOption
from scheduler.cli.preview_tables import applied_view
from scheduler.cli.progress import ProgressLine
from scheduler.cli.results import print_files, print_model
from scheduler.domain.change import OptionKind
from scheduler.planning.answers import applied_document
from scheduler.planning.applying import Applied, Order, Signature, apply
from scheduler.solver.compiled import compilation_told

apply_app = typer.Typer(
    help="Make a change of a published plan: `rounds apply TEAM PLAN swap v1 v2 --by c01`.",
    no_args_is_help=True,
)
apply_app.callback()(remember_paths)


def apply_change(
    asked: Asked,
    *,
    at: AtOption = None,
    option: KindOption = OptionKind.UNMOVED,
    by: ByOption = "",
    reason: ReasonOption = "",
    seen: SeenOption = None,
    leave_out: Annotated[
        bool, typer.Option("--leave-out", help="Make it even where visits are left out.")
    ] = False,
    moves: MovesOption = 3,
    span: SpanOption = 15,
    seconds: SecondsOption = None,
    iterations: IterationsOption = None,
    seed: SeedOption = 0,
    network: NetworkOption = None,
    estimate: EstimateOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Make a change; it is asked again where somebody else made one since."""
    with ProgressLine(quiet=quiet) as progress:
        opened = open_published(
            asked.team,
            asked.folder,
            progress,
            at=at,
            network=network,
            estimate=estimate,
            clients=asked.clients,
        )
        order = Order(
            read_change(opened, asked),
            option,
            search_of(moves, span, seconds=seconds, iterations=iterations, seed=seed),
            seen=seen or opened.head.number,
            leave_out=leave_out,
        )
        signature = Signature(by, reason, datetime.now(UTC), opened.now)
        with compilation_told(lambda: progress.say(COMPILING)):
            applied = apply(opened.publication, order, signature)
        show_applied(opened, applied, order.seen, as_json=as_json, quiet=quiet)


def show_applied(
    opened: Opened, applied: Applied, seen: int, *, as_json: bool, quiet: bool
) -> None:
    """Write the files of the newest version, and show what was made.

    Raises:
        typer.Exit: with the code for visits that were left out.
    """
    publication = opened.publication
    files = publication.show_head()
    document = applied_document(applied, publication, seen)
    zone = publication.team.timezone
    print_model(document, lambda: applied_view(document, zone), as_json=as_json)
    print_files(files, quiet=quiet)
    if document.option is not None and document.option.left_out:
        raise typer.Exit(Exit.UNASSIGNED)


sub_commands(apply_app, "apply", KINDS, apply_change)
