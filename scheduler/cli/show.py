"""`rounds show`: a plan again, as it was made."""

from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.check import DateOption
from scheduler.cli.opening import roads_of
from scheduler.cli.plan import EstimateOption, JsonOption, NetworkOption, QuietOption
from scheduler.cli.progress import ProgressLine
from scheduler.cli.results import print_document
from scheduler.errors import RoundsError
from scheduler.io.brought_plan import is_table, read_brought_plan
from scheduler.io.plan_document import PlanDocument
from scheduler.io.plan_folder import PLAN_JSON
from scheduler.io.plan_json import plan_document, read_document
from scheduler.io.team import read_team
from scheduler.io.versions import Versions
from scheduler.planning.judging import report_of


def show_command(
    plan: Annotated[
        Path,
        typer.Argument(
            help="A plan.json, a .csv of rounds, or the folder of a plan.", show_default=False
        ),
    ],
    *,
    version: Annotated[
        int | None,
        typer.Option(min=1, help="Version of a published plan.", show_default="the newest"),
    ] = None,
    team: Annotated[
        Path | None, typer.Option(help="The team of a .csv of rounds.", show_default=False)
    ] = None,
    date: DateOption = None,
    network: NetworkOption = None,
    estimate: EstimateOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Show a plan: its rounds, what is left unassigned, its score.

    Example: `rounds show tomorrow/plan.json`
    """
    if version is not None or not is_table(plan):
        print_document(_written(plan, version), as_json=as_json)
        return
    if team is None:
        raise RoundsError("team-not-named", f"{plan} does not say for which team it is.")
    taken = read_team(team)
    brought = read_brought_plan(plan, taken, date.date() if date else None)
    with ProgressLine(quiet=quiet) as progress:
        roads = roads_of(
            taken,
            brought.horizon,
            team,
            network=network,
            estimate=estimate,
            progress=progress,
            besides=brought.modes,
        )
    report = report_of(taken, roads.travel, brought.plan(roads.travel))
    print_document(plan_document(report), as_json=as_json)


def _written(plan: Path, version: int | None) -> PlanDocument:
    """The plan of a file, of a folder, or of a version that is kept beside its files."""
    folder = plan if plan.is_dir() else plan.parent
    if version is not None:
        return Versions(folder).document(version).plan
    return read_document(folder / PLAN_JSON if plan.is_dir() else plan)
