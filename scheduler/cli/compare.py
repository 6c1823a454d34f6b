"""`rounds compare`: two plans beside each other."""

from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.opening import OpenedPlan, PlanOpener
from scheduler.cli.options import DateOption, ResultOptions, RoadOptions, with_options
from scheduler.cli.progress import ProgressLine
from scheduler.cli.results import print_comparison, print_files
from scheduler.io.comparison_folder import write_comparison
from scheduler.io.comparison_json import comparison_document
from scheduler.planning.comparing import PlanOfTeam, compare_plans


@with_options
def compare_command(
    old: Annotated[
        Path,
        typer.Argument(
            help="A plan.json, a .csv of rounds, or the folder or a version of a plan.",
            show_default=False,
        ),
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
            help="The team of the old plan, where its files were others.", show_default=False
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the files.", show_default=False)
    ] = None,
    date: DateOption = None,
    road: RoadOptions,
    result: ResultOptions,
) -> None:
    """Compare two plans: what moved, whom it concerns, whom to call, rules better and worse.

    Example: `rounds compare tomorrow/plan.json tomorrow/rounds.csv --team my-team/`
    """
    with ProgressLine(quiet=result.quiet) as progress:
        opener = PlanOpener(road, progress, date.date() if date else None)
        after = _of_team(opener.open(new, team))
        before = _of_team(opener.open(old, old_team or team))
        report = compare_plans(before, after)
        files = write_comparison(report, out) if out is not None else ()
    print_comparison(comparison_document(report), as_json=result.as_json)
    print_files(files, quiet=result.quiet)


def _of_team(opened: OpenedPlan) -> PlanOfTeam:
    return PlanOfTeam(opened.team, opened.travel, opened.plan)
