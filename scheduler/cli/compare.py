"""`rounds compare`: two plans beside each other."""

import datetime
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.check import DateOption
from scheduler.cli.opening import roads_of
from scheduler.cli.plan import EstimateOption, JsonOption, NetworkOption, QuietOption
from scheduler.cli.progress import ProgressLine
from scheduler.cli.results import print_comparison, print_files
from scheduler.domain.team import Team
from scheduler.io.brought_plan import BroughtPlan, read_brought_plan
from scheduler.io.comparison_folder import write_comparison
from scheduler.io.comparison_json import comparison_document
from scheduler.io.team import read_team
from scheduler.planning.comparing import PlanOfTeam, compare_plans
from scheduler.planning.roads import Roads


def compare_command(
    old: Annotated[
        Path, typer.Argument(help="A plan.json, or a .csv of rounds.", show_default=False)
    ],
    new: Annotated[
        Path, typer.Argument(help="Another plan of the same dates.", show_default=False)
    ],
    *,
    team: Annotated[
        Path, typer.Option(help="The team that both plans are for.", show_default=False)
    ],
    old_team: Annotated[
        Path | None,
        typer.Option(
            help="The team of the old plan, where it is another: before an absence, for instance.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the files.", show_default=False)
    ] = None,
    date: DateOption = None,
    network: NetworkOption = None,
    estimate: EstimateOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Compare two plans: what moved, whom it concerns, whom to call, rules better and worse.

    Example: `rounds compare tomorrow/plan.json tomorrow/rounds.csv --team my-team/`
    """
    first_date = date.date() if date else None
    with ProgressLine(quiet=quiet) as progress:
        opener = _Opener(first_date, network, progress, estimate=estimate)
        after = opener.open(new, team)
        before = opener.open(old, old_team or team)
        report = compare_plans(before, after)
        files = write_comparison(report, out) if out is not None else ()
    print_comparison(comparison_document(report), as_json=as_json)
    print_files(files, quiet=quiet)


class _Opener:
    """Opens plans with their teams and roads; what two plans share is opened once."""

    def __init__(
        self,
        first_date: datetime.date | None,
        network: str | None,
        progress: ProgressLine,
        *,
        estimate: bool,
    ) -> None:
        self.first_date = first_date
        self.network = network
        self.progress = progress
        self.estimate = estimate
        self.teams: dict[Path, Team] = {}
        self.roads: dict[tuple[object, ...], Roads] = {}

    def open(self, plan: Path, team: Path) -> PlanOfTeam:
        if team not in self.teams:
            self.teams[team] = read_team(team)
        taken = self.teams[team]
        brought = read_brought_plan(plan, taken, self.first_date)
        travel = self._roads(brought, team).travel
        return PlanOfTeam(taken, travel, brought.plan(travel))

    def _roads(self, brought: BroughtPlan, team: Path) -> Roads:
        wanted = team, brought.horizon, brought.modes
        if wanted not in self.roads:
            self.roads[wanted] = roads_of(
                brought.team,
                brought.horizon,
                team,
                network=self.network,
                estimate=self.estimate,
                progress=self.progress,
                besides=brought.modes,
            )
        return self.roads[wanted]
