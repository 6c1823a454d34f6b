"""`rounds preview`: a change, before anything moves."""

from typing import Annotated

import typer

from scheduler.cli.asking import (
    AtOption,
    IterationsOption,
    MovesOption,
    SecondsOption,
    SeedOption,
    SpanOption,
    open_published,
    read_change,
    search_of,
)
from scheduler.cli.changes import KINDS, Asked, remember_paths, sub_commands
from scheduler.cli.plan import COMPILING, EstimateOption, JsonOption, NetworkOption, QuietOption
from scheduler.cli.preview_tables import preview_view
from scheduler.cli.progress import ProgressLine
from scheduler.cli.results import print_model
from scheduler.domain.change import OptionKind
from scheduler.planning.answers import preview_document
from scheduler.planning.changes.preview import Preview
from scheduler.solver.compiled import compilation_told

preview_app = typer.Typer(
    help="What a change of a published plan would move: `rounds preview TEAM PLAN swap v1 v2`.",
    no_args_is_help=True,
)
preview_app.callback()(remember_paths)


def preview(
    asked: Asked,
    *,
    at: AtOption = None,
    option: Annotated[
        OptionKind | None,
        typer.Option(help="Only this one of the options.", show_default="all of them"),
    ] = None,
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
    """Show whether a change is possible, and what each option moves."""
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
        change = read_change(opened, asked)
        published = opened.publication.published(opened.head, opened.now)
        search = search_of(moves, span, seconds=seconds, iterations=iterations, seed=seed)
        kinds = tuple(OptionKind) if option is None else (option,)
        with compilation_told(lambda: progress.say(COMPILING)):
            document = preview_document(Preview(published, change, search, kinds), opened.head)
    zone = published.team.timezone
    print_model(document, lambda: preview_view(document, zone), as_json=as_json)


sub_commands(preview_app, "preview", KINDS, preview)
