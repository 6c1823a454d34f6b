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
from scheduler.cli.plan import cores
from scheduler.cli.progress import ProgressLine
from scheduler.domain.change import Budget, Change, OptionKind
from scheduler.domain.offer import Offered, OpenHandOver
from scheduler.domain.version import Version
from scheduler.errors import FaultError
from scheduler.io.team import read_team
from scheduler.io.versions import Versions
from scheduler.planning.changes.options import Limits
from scheduler.planning.changes.preview import Search
from scheduler.planning.publication import Publication, clients_needed, modes_needed
from scheduler.solver.stopping import MaxIterations, MaxSeconds
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
MovesOption = Annotated[
    int, typer.Option(min=0, help="Team: most visits that get another carer besides.")
]
SpanOption = Annotated[
    int, typer.Option("--within", min=0, help="Team: most minutes that any other start moves.")
]
SecondsOption = Annotated[
    float | None, typer.Option(min=0, help="How long to search.", show_default="0.3 or 2.5")
]
IterationsOption = Annotated[
    int | None,
    typer.Option(min=0, help="Stop searches by count: the same answer on every run."),
]
SeedOption = Annotated[int, typer.Option(help="Seed of the searches.")]
ByOption = Annotated[str, typer.Option(help="Who does it: id of a carer.", show_default="nobody")]
CarerOption = Annotated[str, typer.Option("--by", help="Your own id.", show_default=False)]
ReasonOption = Annotated[str, typer.Option(help="Why.", show_default="none")]
SeenOption = Annotated[
    int | None,
    typer.Option(min=1, help="Version that you looked at.", show_default="the newest"),
]


@dataclass(frozen=True)
class Opened:
    """A published plan and the clock.

    Attributes:
        head: the newest version when it was opened.
    """

    publication: Publication
    head: Version
    now: datetime


def open_published(
    team: Path,
    folder: Path,
    progress: ProgressLine,
    *,
    at: str | None,
    network: str | None,
    estimate: bool,
    clients: Collection[str] = (),
) -> Opened:
    """Open a published plan with its team and roads.

    Args:
        clients: ids of clients that may get a visit; those that the team lacks are left out.
    """
    taken, versions = read_team(team), Versions(folder)
    head = versions.head()
    now = clock_shown(head.plan, taken, at, datetime.now(UTC))
    roads = roads_of(
        taken,
        head.plan.horizon,
        team,
        network=network,
        estimate=estimate,
        progress=progress,
        besides=modes_needed(taken, head.plan),
        clients=clients_needed(versions, taken.client_by_id.keys() & set(clients)),
    )
    publication = Publication(versions, taken, roads)
    return Opened(publication, head, now)


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


def search_of(
    moves: int, span: int, *, seconds: float | None, iterations: int | None, seed: int
) -> Search:
    """How to search: by count alone where a count is given."""
    limits = Limits()
    if iterations is not None:
        limits = Limits(lambda: MaxIterations(iterations), lambda: MaxIterations(iterations))
    elif seconds is not None:
        limits = Limits(lambda: MaxSeconds(seconds), lambda: MaxSeconds(seconds))
    return Search(Budget(moves, as_seconds(span)), limits, seed, cores())
