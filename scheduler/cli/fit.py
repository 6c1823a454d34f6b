"""`rounds fit`: where a visit, a series of visits or a meeting would go in a published plan."""

from typing import Annotated

import typer

from scheduler.cli.exits import Exit
from scheduler.cli.options import ResultOptions, RoadOptions, TeamArgument, with_options
from scheduler.cli.progress import ProgressLine
from scheduler.cli.published import (
    AtOption,
    DateOption,
    PlanArgument,
    open_published,
    visit_of,
)
from scheduler.cli.results import print_result
from scheduler.domain.horizon import Horizon
from scheduler.errors import RoundsError
from scheduler.io.team.cells import words
from scheduler.io.team.new_visit import read_new_visit
from scheduler.planning.explaining.document import (
    fit_document,
    meeting_document,
    series_document,
)
from scheduler.planning.explaining.fit_sentences import fit_lines, meeting_lines, series_lines
from scheduler.planning.fitting import fit
from scheduler.planning.meetings import fit_meeting
from scheduler.planning.series import fit_series
from scheduler.units import minutes

NEW_VISIT = "new-visit"
"""Id of a visit that the team does not have yet."""


@with_options
def fit_command(
    team: TeamArgument,
    plan: PlanArgument,
    *,
    visit: Annotated[
        str | None, typer.Option(help="A visit that is left unassigned.", show_default=False)
    ] = None,
    client: Annotated[
        str | None, typer.Option(help="Client of a new visit.", show_default=False)
    ] = None,
    meeting: Annotated[
        str | None, typer.Option(help="Carers who are to meet: c01;c03.", show_default=False)
    ] = None,
    length: Annotated[int, typer.Option("--minutes", min=1, help="How long it takes.")] = 30,
    windows: Annotated[
        str, typer.Option(help="When a new visit may start: 07:00-09:30;16:00-18:00.")
    ] = "07:00-22:00",
    wished: Annotated[str, typer.Option(help="Wished start of a new visit: 08:00.")] = "",
    qualifications: Annotated[str, typer.Option(help="What it asks for, separated by ;.")] = "",
    priority: Annotated[int, typer.Option(min=1, max=3, help="1 must, 2 should, 3 may.")] = 1,
    times: Annotated[
        int | None,
        typer.Option(min=1, max=7, help="A series: on so many weekdays.", show_default=False),
    ] = None,
    date: DateOption = None,
    best: Annotated[int, typer.Option(min=1, help="How many places to tell.")] = 3,
    at: AtOption = None,
    road: RoadOptions,
    result: ResultOptions,
) -> None:
    """Tell where a visit, a series of visits or a meeting would go best in a published plan.

    Example: `rounds fit my-team/ tomorrow/plan.json --client k01 --windows 10:00-16:00`
    """
    if sum(each is not None for each in (visit, client, meeting)) != 1:
        raise RoundsError("fit-of-nothing", "Name one of --visit, --client and --meeting.")
    with ProgressLine(quiet=result.quiet) as progress:
        published = open_published(team, plan, progress, road, at=at)
        horizon = published.plan.horizon
        day = horizon.first_date if date is None else date.date()
        cells = {
            "visit_id": NEW_VISIT,
            "client_id": client or "",
            "windows": windows,
            "minutes": str(length),
            "wished_start": wished,
            "qualifications": qualifications,
            "priority": str(priority),
        }
        if meeting is not None:
            slots = fit_meeting(published, words(meeting), minutes(length), day, best)
            lines, document = meeting_lines(published, slots), meeting_document(published, slots)
        elif times is not None and client is not None:
            wanted = read_new_visit(cells | _every_day(horizon), published.team)
            series = fit_series(published, wanted, times, best)
            lines, document = series_lines(series), series_document(published, series)
        else:
            asked = (
                read_new_visit(cells | {"date": day.isoformat()}, published.team)
                if visit is None
                else visit_of(published, visit, None if date is None else day)
            )
            fits = fit(published, asked, best)
            lines, document = fit_lines(published, fits), fit_document(published.team, fits)
    print_result("\n".join(lines), document, as_json=result.as_json)
    if not any(document.values()):
        raise typer.Exit(Exit.UNASSIGNED)


def _every_day(horizon: Horizon) -> dict[str, str]:
    return {
        "recurrence": "FREQ=DAILY",
        "first_date": horizon.first_date.isoformat(),
        "last_date": horizon.last_date.isoformat(),
    }
