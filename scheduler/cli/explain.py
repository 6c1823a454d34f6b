"""`rounds explain`: why a visit is left unassigned, what would help, why not another carer."""

from typing import Annotated

import typer

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
from scheduler.domain.change import Budget
from scheduler.planning.explaining.document import explanation_document
from scheduler.planning.explaining.explanation import ITERATIONS, explain
from scheduler.planning.explaining.sentences import Sentences
from scheduler.units import minutes


@with_options
def explain_command(
    team: TeamArgument,
    plan: PlanArgument,
    visit: Annotated[str, typer.Argument(help="Id of the visit.", show_default=False)],
    *,
    date: DateOption = None,
    carer: Annotated[
        str | None, typer.Option(help="Why not this carer?", show_default=False)
    ] = None,
    at: AtOption = None,
    most_visits: Annotated[
        int, typer.Option(min=0, help="Other visits that may get another carer.")
    ] = Budget().visits,
    most_minutes: Annotated[
        int, typer.Option(min=0, help="Minutes that other starts may move.")
    ] = Budget().seconds // 60,
    iterations: Annotated[
        int, typer.Option(min=1, help="How long to search for plans near the published one.")
    ] = ITERATIONS,
    road: RoadOptions,
    result: ResultOptions,
) -> None:
    """Tell why a visit is left unassigned and what would help, or why not another carer makes it.

    Example: `rounds explain my-team/ tomorrow/plan.json k01-morning --carer c02`
    """
    with ProgressLine(quiet=result.quiet) as progress:
        published = open_published(team, plan, progress, road, at=at)
        asked = visit_of(published, visit, None if date is None else date.date())
        progress.say(f"asking about visit {asked}")
        with progress.searching():
            explanation = explain(
                published,
                asked,
                carer_id=carer,
                budget=Budget(most_visits, minutes(most_minutes)),
                iterations=iterations,
            )
    print_result(
        "\n".join(Sentences(explanation).lines()),
        explanation_document(explanation),
        as_json=result.as_json,
    )
