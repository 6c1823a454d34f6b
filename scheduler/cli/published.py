"""What commands about a published plan open first: the team, the plan, the roads, the clock."""

import datetime
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.change_reader import clock_shown
from scheduler.cli.opening import PlanOpener
from scheduler.cli.options import RoadOptions
from scheduler.cli.progress import ProgressLine
from scheduler.domain.visit import VisitKey
from scheduler.errors import RoundsError
from scheduler.planning.changes.published import Published
from scheduler.units import local_midnight

PlanArgument = Annotated[
    Path,
    typer.Argument(
        help="The published plan.json, or a .csv of rounds made by hand or elsewhere.",
        show_default=False,
    ),
]
AtOption = Annotated[
    str | None,
    typer.Option(
        help="What the clock shows: 08:15, or 2026-11-24T08:15. What has begun stays as it is.",
        show_default="before everything",
    ),
]
DateOption = Annotated[
    datetime.datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Date of the visit.", show_default="the only one"),
]


def open_published(
    team: Path, plan: Path, progress: ProgressLine, road: RoadOptions, *, at: str | None
) -> Published:
    """The plan as its carers and clients know it, by the clock given.

    Raises:
        RoundsError: the team, the plan or its roads cannot be read.
        InputError: the clock cannot.
    """
    opened = PlanOpener(road, progress).open(plan, team)
    begin = local_midnight(opened.plan.horizon.first_date, opened.team.timezone)
    now = clock_shown(opened.plan, opened.team, at, begin)
    return Published(opened.team, opened.travel, opened.plan, now, opened.agreed)


def visit_of(published: Published, visit_id: str, date: datetime.date | None) -> VisitKey:
    """A visit of a plan by its id, and its date where the plan has it on several.

    Raises:
        RoundsError: the plan has no such visit, or has it on several dates.
    """
    dates = sorted(key.date for key in published.visits if key.visit_id == visit_id)
    if date is not None:
        dates = [each for each in dates if each == date]
    if not dates:
        raise RoundsError("change-visit-unknown", f"The plan has no visit {visit_id} then.")
    if len(dates) > 1:
        listed = ", ".join(each.isoformat() for each in dates)
        raise RoundsError("visit-on-several-dates", f"Visit {visit_id} is on {listed}.")
    return VisitKey(visit_id, dates[0])
