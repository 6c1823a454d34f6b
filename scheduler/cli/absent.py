"""`rounds absent`: a carer is ill this morning."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from scheduler.cli.apply import show_applied
from scheduler.cli.asking import (
    AtOption,
    ByOption,
    IterationsOption,
    MovesOption,
    PlanFolder,
    ReasonOption,
    SecondsOption,
    SeedOption,
    SeenOption,
    SpanOption,
    open_published,
    read_change,
    search_of,
)
from scheduler.cli.changes import Asked, Carer, absent
from scheduler.cli.exits import Exit
from scheduler.cli.plan import (
    COMPILING,
    EstimateOption,
    JsonOption,
    NetworkOption,
    QuietOption,
    TeamArgument,
)
from scheduler.cli.preview_tables import absence_view
from scheduler.cli.progress import ProgressLine
from scheduler.cli.results import print_model
from scheduler.domain.change import Absence, OptionKind
from scheduler.errors import FaultError
from scheduler.planning.absence import WIDE, cover
from scheduler.planning.answers import preview_document
from scheduler.planning.applying import Order, Prepared, Signature, apply
from scheduler.solver.compiled import compilation_told
from scheduler.units import SECONDS_PER_MINUTE

SEARCH_SECONDS = 1.5
"""Twice this, where a second search is needed, leaves time for the rest within five seconds."""


def absent_command(
    team: TeamArgument,
    plan: PlanFolder,
    carer: Carer,
    *,
    since: Annotated[
        str | None, typer.Option("--from", help="From when on.", show_default="--at")
    ] = None,
    until: Annotated[
        str | None, typer.Option(help="Until when.", show_default="end of the shift")
    ] = None,
    at: AtOption = None,
    make: Annotated[bool, typer.Option("--apply", help="Make it a version.")] = False,
    by: ByOption = "",
    reason: ReasonOption = "",
    seen: SeenOption = None,
    moves: MovesOption = WIDE.visits,
    span: SpanOption = WIDE.seconds // SECONDS_PER_MINUTE,
    seconds: SecondsOption = SEARCH_SECONDS,
    iterations: IterationsOption = None,
    seed: SeedOption = 0,
    network: NetworkOption = None,
    estimate: EstimateOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Plan a day without a carer: what is asked of whom, whom to call.

    Visits that must be made are made where that is possible at all. Ends with 3 when visits are
    left out.

    Example: `rounds absent my-team/ tomorrow/ c01 --at 06:30`
    """
    asked = Asked(
        team,
        plan,
        frozenset(),
        lambda reader: absent(reader, carer=carer, since=since, until=until),
    )
    with ProgressLine(quiet=quiet) as progress:
        opened = open_published(team, plan, progress, at=at, network=network, estimate=estimate)
        change = read_change(opened, asked)
        if not isinstance(change, Absence):
            raise FaultError("visit-not-read", "An absence was read as something else.")
        search = search_of(moves, span, seconds=seconds, iterations=iterations, seed=seed)
        published = opened.publication.published(opened.head, opened.now)
        with compilation_told(lambda: progress.say(COMPILING)):
            preview, option = cover(published, change, search)
        if make:
            order = Order(change, OptionKind.TEAM, preview.search, seen or opened.head.number)
            known = seen in {None, opened.head.number}
            prepared = Prepared(opened.head, preview, option, None) if known else None
            signature = Signature(by, reason, datetime.now(UTC), opened.now)
            applied = apply(opened.publication, order, signature, prepared)
            show_applied(opened, applied, order.seen, as_json=as_json, quiet=quiet)
            return
        document = preview_document(preview, opened.head)
    zone = published.team.timezone
    print_model(document, lambda: absence_view(document, zone), as_json=as_json)
    if option.left_out:
        raise typer.Exit(Exit.UNASSIGNED)
