"""`rounds plan`: make the rounds."""

import datetime
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.exits import Exit
from scheduler.cli.opening import roads_of
from scheduler.cli.options import ResultOptions, RoadOptions, TeamArgument, with_options
from scheduler.cli.progress import ProgressLine
from scheduler.cli.results import print_document, print_files
from scheduler.cores import cores
from scheduler.domain.horizon import Horizon
from scheduler.io.plan_folder import write_plan
from scheduler.io.plan_json import plan_document
from scheduler.io.team import read_team
from scheduler.planning.rounds import plan_rounds
from scheduler.solver.params import read_params
from scheduler.solver.stopping import MaxIterations, MaxSeconds, StoppingCriterion

MOST_DAYS = 14


@with_options
def plan_command(
    team: TeamArgument,
    *,
    date: Annotated[
        datetime.datetime,
        typer.Option(formats=["%Y-%m-%d"], help="First date to plan.", show_default=False),
    ],
    days: Annotated[int, typer.Option(min=1, max=MOST_DAYS, help="Dates to plan.")] = 1,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the plan's files.", show_default=False)
    ] = None,
    seconds: Annotated[float, typer.Option(min=0, help="How long to look for better.")] = 10.0,
    iterations: Annotated[
        int | None,
        typer.Option(min=0, help="Stop after so many iterations: the same plan on every run."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the search.")] = 0,
    prove: Annotated[
        float, typer.Option(min=0, help="Seconds to find how far from the best possible it is.")
    ] = 0.0,
    params: Annotated[
        Path | None,
        typer.Option(help="TOML file with other parameters of the search.", show_default=False),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Threads that search; they change how far it gets, not where to."),
    ] = None,
    road: RoadOptions,
    result: ResultOptions,
) -> None:
    """Make the rounds of a team for a date, or several.

    Example: `rounds plan my-team/ --date 2026-11-23 --out tomorrow/`
    """
    with ProgressLine(quiet=result.quiet) as progress:
        horizon = Horizon(date.date(), days)
        parameters = None if params is None else read_params(params)
        taken = read_team(team)
        progress.say(
            f"team {taken.team_id}: {len(taken.carers)} carers, {len(taken.clients)} clients"
        )
        roads = roads_of(taken, horizon, team, road, progress)
        with progress.searching():
            report = plan_rounds(
                taken,
                horizon,
                roads,
                _stop(seconds, iterations),
                seed=seed,
                on_progress=progress.tell,
                prove=MaxSeconds(prove) if prove else None,
                params=parameters,
                workers=workers or cores(),
            )
        files = write_plan(report, out) if out is not None else ()
    print_document(plan_document(report), as_json=result.as_json)
    print_files(files, quiet=result.quiet)
    if report.plan.unassigned:
        raise typer.Exit(Exit.UNASSIGNED)


def _stop(seconds: float, iterations: int | None) -> StoppingCriterion:
    """By count alone where a count is given, so that the clock cannot change the plan."""
    return MaxSeconds(seconds) if iterations is None else MaxIterations(iterations)
