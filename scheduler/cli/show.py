"""`rounds show`: a plan again, as it was made."""

from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.opening import PlanOpener
from scheduler.cli.options import DateOption, ResultOptions, RoadOptions, with_options
from scheduler.cli.progress import ProgressLine
from scheduler.cli.results import print_document
from scheduler.errors import RoundsError
from scheduler.io.brought_plan import is_table
from scheduler.io.plan_document import PlanDocument
from scheduler.io.plan_folder import PLAN_JSON
from scheduler.io.plan_json import plan_document, read_document
from scheduler.io.shown_version import shown_version
from scheduler.io.versions import Versions
from scheduler.planning.judging import report_of


@with_options
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
    road: RoadOptions,
    result: ResultOptions,
) -> None:
    """Show a plan: its rounds, what is left unassigned, its score.

    Example: `rounds show tomorrow/plan.json`
    """
    if version is not None or not is_table(plan):
        print_document(_written(plan, version), as_json=result.as_json)
        return
    if team is None:
        raise RoundsError("team-not-named", f"{plan} does not say for which team it is.")
    with ProgressLine(quiet=result.quiet) as progress:
        opened = PlanOpener(road, progress, date.date() if date else None).open(plan, team)
    report = report_of(opened.team, opened.travel, opened.plan)
    print_document(plan_document(report), as_json=result.as_json)


def _written(plan: Path, version: int | None) -> PlanDocument:
    """The plan of a file, of a folder, or of a version that is kept beside its files."""
    folder = plan if plan.is_dir() else plan.parent
    if version is not None:
        return Versions.of_folder(folder).document(version).plan
    shown = shown_version(plan)
    if shown is not None:
        return shown.document
    return read_document(folder / PLAN_JSON if plan.is_dir() else plan)
