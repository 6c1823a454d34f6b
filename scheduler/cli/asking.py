"""What preview, apply, offer and absent have in common: options, opening, reading the change."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.change_reader import ChangeReader, clock_shown
from scheduler.cli.changes import Asked
from scheduler.cli.opening import roads_of
from scheduler.cli.options import OptionSet, RoadOptions
from scheduler.cli.progress import ProgressLine
from scheduler.cores import cores
from scheduler.domain.change import Budget, Change, OptionKind
from scheduler.domain.offer import Offered, OpenHandOver
from scheduler.domain.version import Signature, Version
from scheduler.errors import FaultError
from scheduler.io.offers import OfferEvents
from scheduler.io.team import read_team
from scheduler.io.versions import Versions
from scheduler.planning.changes.options import Limits
from scheduler.planning.changes.preview import Search
from scheduler.planning.changes.published import Published
from scheduler.planning.publication import Publication, clients_needed, modes_needed
from scheduler.planning.publication_folder import PublicationFolder
from scheduler.solver.stopping import MaxIterations, MaxSeconds
from scheduler.units import SECONDS_PER_MINUTE
from scheduler.units import minutes as as_seconds

PlanFolder = Annotated[Path, typer.Argument(help="Folder of the plan.", show_default=False)]
AtOption = Annotated[
    str | None,
    typer.Option(
        help="What the clock shows: 08:15, or 2026-11-24T08:15.", show_default="the real time"
    ),
]
KindOption = Annotated[
    OptionKind,
    typer.Option(
        "--option", help="What may move: nothing else, the rounds concerned, or the team."
    ),
]
CarerOption = Annotated[str, typer.Option("--by", help="Your own id.", show_default=False)]
ReasonOption = Annotated[str, typer.Option(help="Why.", show_default="none")]
SeenOption = Annotated[
    int | None,
    typer.Option(min=1, help="Version that you looked at.", show_default="the newest"),
]
MovesOption = Annotated[
    int, typer.Option(min=0, help="Team: most visits that get another carer besides.")
]
SpanOption = Annotated[
    int, typer.Option("--within", min=0, help="Team: most minutes that any other start moves.")
]
SecondsOption = Annotated[
    float | None, typer.Option(min=0, help="How long to search.", show_default="0.3 or 2.5")
]


@dataclass(frozen=True)
class AuthorOptions(OptionSet):
    """Who makes a version, and why."""

    by: Annotated[str, typer.Option(help="Who does it: id of a carer.", show_default="nobody")] = ""
    reason: ReasonOption = ""

    def signature(self, now: datetime) -> Signature:
        """That of a version made when the clock shows `now`."""
        return Signature(self.by, self.reason, datetime.now(UTC), now)


@dataclass(frozen=True)
class BudgetOptions(OptionSet):
    """How much may move where the team is planned again."""

    moves: MovesOption = Budget().visits
    span: SpanOption = Budget().seconds // SECONDS_PER_MINUTE

    @property
    def budget(self) -> Budget:
        """The same in seconds."""
        return Budget(self.moves, as_seconds(self.span))


@dataclass(frozen=True)
class LimitOptions(OptionSet):
    """When searches stop: by count alone where a count is given."""

    seconds: SecondsOption = None
    iterations: Annotated[
        int | None,
        typer.Option(min=0, help="Stop searches by count: the same answer on every run."),
    ] = None

    @property
    def limits(self) -> Limits:
        """The same for the searches of a change."""
        iterations, seconds = self.iterations, self.seconds
        if iterations is not None:
            return Limits(lambda: MaxIterations(iterations), lambda: MaxIterations(iterations))
        if seconds is not None:
            return Limits(lambda: MaxSeconds(seconds), lambda: MaxSeconds(seconds))
        return Limits()


@dataclass(frozen=True)
class SearchOptions(LimitOptions):
    """How to search."""

    seed: Annotated[int, typer.Option(help="Seed of the searches.")] = 0

    def search(self, budget: BudgetOptions) -> Search:
        """The same for the options of a change."""
        return Search(budget.budget, self.limits, self.seed, cores())


@dataclass(frozen=True)
class Opened:
    """A published plan in its folder, and the clock.

    Attributes:
        head: the newest version when it was opened.
    """

    folder: PublicationFolder
    publication: Publication
    head: Version
    now: datetime

    @property
    def offer_events(self) -> OfferEvents:
        """The events of the offers of the plan."""
        return OfferEvents.of_folder(self.folder.path, self.publication.team.timezone)

    @property
    def published(self) -> Published:
        """The newest version by the clock."""
        return self.publication.published(self.head, self.now)


def open_published(
    team: Path,
    folder: Path,
    progress: ProgressLine,
    road: RoadOptions,
    *,
    at: str | None,
    clients: Collection[str] = (),
) -> Opened:
    """Open a published plan with its team and roads.

    Args:
        clients: ids of clients that may get a visit; those that the team lacks are left out.
    """
    taken, versions = read_team(team), Versions.of_folder(folder)
    head = versions.head()
    now = clock_shown(head.plan, taken, at, datetime.now(UTC))
    roads = roads_of(
        taken,
        head.plan.horizon,
        team,
        road,
        progress,
        besides=modes_needed(taken, head.plan),
        clients=clients_needed(versions, taken.client_by_id.keys() & set(clients)),
    )
    publication = Publication(versions, taken, roads)
    return Opened(PublicationFolder(folder, publication), publication, head, now)


def read_change(opened: Opened, asked: Asked) -> Change:
    """The change that was typed.

    Raises:
        InputError: everything that is wrong with it.
    """
    change = _read(opened, asked)
    if isinstance(change, OpenHandOver):
        raise FaultError("visit-not-read", "A change to be made names nobody.")
    return change


def read_offered(opened: Opened, asked: Asked) -> Offered:
    """What was typed to be offered.

    Raises:
        InputError: everything that is wrong with it.
    """
    offered = _read(opened, asked)
    if not isinstance(offered, Offered):
        raise FaultError("visit-not-read", "A change was read that nobody can be asked for.")
    return offered


def _read(opened: Opened, asked: Asked) -> Change | Offered:
    team = opened.publication.team_of(opened.head)
    reader = ChangeReader(opened.head.plan, team, opened.now)
    change = asked.read(reader)
    reader.done()
    if change is None:
        raise FaultError("visit-not-read", "Nothing is wrong with a change that cannot be read.")
    return change
