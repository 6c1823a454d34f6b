"""`rounds offer`, `offers`, `accept`, `refuse`, `withdraw`: changes that need consent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.console import Group
from rich.table import Table
from rich.text import Text

from scheduler.cli.apply import show_applied
from scheduler.cli.asking import (
    AtOption,
    AuthorOptions,
    CarerOption,
    KindOption,
    LimitOptions,
    Opened,
    PlanFolder,
    ReasonOption,
    SearchOptions,
    open_published,
    read_offered,
)
from scheduler.cli.changes import OFFERED_KINDS, Asked, remember_paths, sub_commands
from scheduler.cli.options import (
    OptionSet,
    ResultOptions,
    RoadOptions,
    TeamArgument,
    with_options,
)
from scheduler.cli.progress import ProgressLine
from scheduler.cli.results import print_model
from scheduler.cli.tables import table
from scheduler.domain.change import Budget, OptionKind
from scheduler.domain.offer import Offer, Proposal
from scheduler.domain.version import Signature
from scheduler.io.change_words import change_text
from scheduler.io.offer_document import OfferEntry, OffersDocument
from scheduler.planning.offering import Offering

OfferArgument = Annotated[int, typer.Argument(min=1, help="Number of the offer.")]

offer_app = typer.Typer(
    help="Ask another carer for a change: `rounds offer TEAM PLAN swap v1 v2 --by c01`.",
    no_args_is_help=True,
)
offer_app.callback()(remember_paths)


@with_options
def offer_change(
    asked: Asked,
    *,
    by: CarerOption,
    to: Annotated[
        str | None, typer.Option(help="Who is asked.", show_default="whose part it is")
    ] = None,
    option: KindOption = OptionKind.UNMOVED,
    reason: ReasonOption = "",
    at: AtOption = None,
    search: SearchOptions,
    road: RoadOptions,
    result: ResultOptions,
) -> None:
    """Offer a change; nothing moves before it is accepted."""
    with ProgressLine(quiet=result.quiet) as progress:
        opened = open_published(asked.team, asked.folder, progress, road, at=at)
        proposal = Proposal(
            read_offered(opened, asked),
            option,
            Budget(),
            search.seed,
            to,
            opened.head.number,
            opened.now,
        )
        with progress.searching():
            offering = Offering(opened.publication, opened.offer_events, search.limits)
            made = offering.make(proposal, _signature(opened, by, reason))
    _show([made], opened, result)


@with_options
def offers_command(
    team: TeamArgument,
    plan: PlanFolder,
    *,
    by: Annotated[
        str, typer.Option("--by", help="Your own id: what you were asked counts as seen.")
    ] = "",
    at: AtOption = None,
    road: RoadOptions,
    result: ResultOptions,
) -> None:
    """Show the offers of a plan and where they stand.

    Example: `rounds offers my-team/ tomorrow/ --by c05 --at 06:30`
    """
    with ProgressLine(quiet=result.quiet) as progress:
        opened = open_published(team, plan, progress, road, at=at)
        offering = Offering(opened.publication, opened.offer_events)
        signature = _signature(opened, by)
        offers = offering.see(by, signature) if by else offering.offers(signature)
    _show(offers, opened, result)


@with_options
def accept_command(
    team: TeamArgument,
    plan: PlanFolder,
    number: OfferArgument,
    *,
    by: CarerOption,
    at: AtOption = None,
    limits: LimitOptions,
    road: RoadOptions,
    result: ResultOptions,
) -> None:
    """Accept an offer that was made to you or to the team; it becomes a version.

    Example: `rounds accept my-team/ tomorrow/ 1 --by c01 --at 06:30`
    """
    with ProgressLine(quiet=result.quiet) as progress:
        opened = open_published(team, plan, progress, road, at=at)
        offering = Offering(opened.publication, opened.offer_events, limits.limits)
        opened.folder.refuse_unpublished()
        with progress.searching():
            applied = offering.accept(number, _signature(opened, by))
        show_applied(opened, applied, offering.made_on(number), result)


@dataclass(frozen=True)
class AnswerOptions(OptionSet):
    """Who says what of an offer, and when."""

    by: CarerOption
    reason: ReasonOption = ""
    at: AtOption = None

    def signature(self, opened: Opened) -> Signature:
        """That of the event which says so."""
        return _signature(opened, self.by, self.reason)


@with_options
def refuse_command(
    team: TeamArgument,
    plan: PlanFolder,
    number: OfferArgument,
    *,
    answer: AnswerOptions,
    road: RoadOptions,
    result: ResultOptions,
) -> None:
    """Refuse an offer for yourself; one to the whole team stays open to the others.

    Example: `rounds refuse my-team/ tomorrow/ 2 --by c01 --at 06:30`
    """
    with ProgressLine(quiet=result.quiet) as progress:
        opened = open_published(team, plan, progress, road, at=answer.at)
        offering = Offering(opened.publication, opened.offer_events)
        offer = offering.refuse(number, answer.signature(opened))
    _show([offer], opened, result)


@with_options
def withdraw_command(
    team: TeamArgument,
    plan: PlanFolder,
    number: OfferArgument,
    *,
    answer: AnswerOptions,
    road: RoadOptions,
    result: ResultOptions,
) -> None:
    """Take back an offer that you made.

    Example: `rounds withdraw my-team/ tomorrow/ 3 --by c05 --at 06:30`
    """
    with ProgressLine(quiet=result.quiet) as progress:
        opened = open_published(team, plan, progress, road, at=answer.at)
        offering = Offering(opened.publication, opened.offer_events)
        offer = offering.withdraw(number, answer.signature(opened))
    _show([offer], opened, result)


def _signature(opened: Opened, by: str, reason: str = "") -> Signature:
    return AuthorOptions(by, reason).signature(opened.now)


def _show(offers: Sequence[Offer], opened: Opened, result: ResultOptions) -> None:
    zone = opened.publication.team.timezone
    entries = tuple(OfferEntry.of(each, zone) for each in offers)
    document = OffersDocument(schema_version="1.0", offers=entries)
    print_model(document, lambda: Group(_table(offers, opened)), as_json=result.as_json)


def _table(offers: Sequence[Offer], opened: Opened) -> Table:
    zone, dates = opened.publication.team.timezone, opened.head.plan.horizon
    listed = table("Offers")
    listed.add_column("#", justify="right", style="bold")
    listed.add_column("by", no_wrap=True)
    listed.add_column("asked", no_wrap=True)
    listed.add_column("what", ratio=2)
    listed.add_column("seen by")
    listed.add_column("state", no_wrap=True)
    listed.add_column("why", ratio=1)
    for each in offers:
        state = each.state.value
        if each.made is not None:
            state = f"version {each.made}"
        elif each.answered_by is not None:
            state += f" by {each.answered_by}"
        listed.add_row(
            str(each.number),
            Text(each.by),
            Text(each.proposal.to or "team"),
            Text(change_text(each.proposal.offered, zone, dates)),
            Text(" ".join(each.seen_by)),
            Text(state),
            Text(each.why or each.reason),
        )
    return listed


sub_commands(offer_app, "offer", OFFERED_KINDS, offer_change, " --by c05")
