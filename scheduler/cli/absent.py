"""`rounds absent`: a carer is ill this morning."""

from dataclasses import dataclass
from typing import Annotated

import typer

from scheduler.cli.apply import show_applied
from scheduler.cli.asking import (
    AtOption,
    AuthorOptions,
    BudgetOptions,
    MovesOption,
    PlanFolder,
    SearchOptions,
    SecondsOption,
    SeenOption,
    SpanOption,
    open_published,
    read_change,
)
from scheduler.cli.changes import Asked, Carer, SinceOption, UntilOption, absent
from scheduler.cli.exits import Exit
from scheduler.cli.options import ResultOptions, RoadOptions, TeamArgument, with_options
from scheduler.cli.preview_tables import absence_view
from scheduler.cli.progress import ProgressLine
from scheduler.cli.results import print_model
from scheduler.domain.change import Absence, OptionKind
from scheduler.errors import FaultError
from scheduler.planning.absence import SECONDS, WIDE, cover
from scheduler.planning.answers import preview_document
from scheduler.planning.applying import Order, Prepared, apply
from scheduler.units import SECONDS_PER_MINUTE


@dataclass(frozen=True)
class WideBudgetOptions(BudgetOptions):
    """How much may move for an absence."""

    moves: MovesOption = WIDE.visits
    span: SpanOption = WIDE.seconds // SECONDS_PER_MINUTE


@dataclass(frozen=True)
class ShortSearchOptions(SearchOptions):
    """How to search twice, where that is needed, and be ready within five seconds."""

    seconds: SecondsOption = SECONDS


@with_options
def absent_command(
    team: TeamArgument,
    plan: PlanFolder,
    carer: Carer,
    *,
    since: SinceOption = None,
    until: UntilOption = None,
    at: AtOption = None,
    make: Annotated[bool, typer.Option("--apply", help="Make it a version.")] = False,
    author: AuthorOptions,
    seen: SeenOption = None,
    budget: WideBudgetOptions,
    search: ShortSearchOptions,
    road: RoadOptions,
    result: ResultOptions,
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
    with ProgressLine(quiet=result.quiet) as progress:
        opened = open_published(team, plan, progress, road, at=at)
        change = read_change(opened, asked)
        if not isinstance(change, Absence):
            raise FaultError("visit-not-read", "An absence was read as something else.")
        published = opened.published
        with progress.searching():
            preview, option = cover(published, change, search.search(budget))
        if make:
            order = Order(change, OptionKind.TEAM, preview.search, seen or opened.head.number)
            known = seen in {None, opened.head.number}
            prepared = Prepared(opened.head, preview, option, None) if known else None
            opened.folder.refuse_unpublished()
            signature = author.signature(opened.now)
            applied = apply(opened.publication, order, signature, prepared)
            show_applied(opened, applied, order.seen, result)
            return
        document = preview_document(preview, opened.head)
    zone, dates = published.team.timezone, published.plan.horizon
    print_model(document, lambda: absence_view(document, zone, dates), as_json=result.as_json)
    if option.left_out:
        raise typer.Exit(Exit.UNASSIGNED)
