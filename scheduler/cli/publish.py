"""`rounds publish`: from now on a plan has versions."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.asking import AtOption, AuthorOptions, PlanFolder
from scheduler.cli.change_reader import clock_shown
from scheduler.cli.opening import roads_of
from scheduler.cli.options import (
    DateOption,
    ResultOptions,
    RoadOptions,
    TeamArgument,
    with_options,
)
from scheduler.cli.progress import ProgressLine
from scheduler.cli.results import print_files, print_result
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.io.brought_plan import is_table, read_brought_plan
from scheduler.io.plan_folder import PLAN_JSON
from scheduler.io.plan_json import provenance_of, read_document
from scheduler.io.report import Provenance
from scheduler.io.team import read_team
from scheduler.io.versions import Versions
from scheduler.plan import Plan
from scheduler.planning.judging import judge, report_of
from scheduler.planning.publication import Publication, clients_needed
from scheduler.planning.publication_folder import PublicationFolder
from scheduler.planning.publishing import publish
from scheduler.units import local_midnight


@with_options
def publish_command(
    team: TeamArgument,
    plan: PlanFolder,
    *,
    file: Annotated[
        Path | None,
        typer.Option(
            "--plan",
            help="Another plan.json, or a .csv of rounds, to publish in that folder.",
            show_default="plan.json of the folder",
        ),
    ] = None,
    date: DateOption = None,
    at: AtOption = None,
    author: AuthorOptions,
    seen: Annotated[
        int | None,
        typer.Option(
            min=1,
            help="Newest version, to put the plan in its place.",
            show_default="there is none",
        ),
    ] = None,
    road: RoadOptions,
    result: ResultOptions,
) -> None:
    """Publish a plan: it becomes version 1, and from then on only changes move it.

    Example: `rounds publish my-team/ tomorrow/`
    """
    taken, versions, path = read_team(team), Versions.of_folder(plan), file or plan / PLAN_JSON
    brought = read_brought_plan(path, taken, date.date() if date else None)
    with ProgressLine(quiet=result.quiet) as progress:
        roads = roads_of(
            taken,
            brought.horizon,
            team,
            road,
            progress,
            besides=brought.modes,
            clients=clients_needed(versions),
        )
        publication = Publication(versions, taken, roads)
        folder = PublicationFolder(plan, publication)
        if file is not None:
            folder.refuse_unpublished()
        known, real = brought.plan(roads.travel), datetime.now(UTC)
        begin = local_midnight(known.horizon.first_date, taken.timezone)
        now = max(real, begin) if at is None else clock_shown(known, taken, at, real)
        version = publish(
            publication,
            known,
            _came_about(path, taken, roads.travel, known),
            author.signature(now),
            seen,
        )
        files = folder.show_head()
    broken = judge(taken, roads.travel, known).violations
    text = f"Published as version {version.number}."
    if broken:
        text += f" Hard rules broken: {len(broken)}; see `rounds check`."
    document = {"version": version.number, "violations": len(broken)}
    print_result(text, document, as_json=result.as_json)
    print_files(files, quiet=result.quiet)


def _came_about(path: Path, team: Team, travel: Travel, plan: Plan) -> Provenance:
    if is_table(path):
        return report_of(team, travel, plan).provenance
    return provenance_of(read_document(path).provenance)
