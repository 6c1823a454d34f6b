"""`rounds check`: a team alone, or a plan against its team."""

from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.exits import Exit
from scheduler.cli.opening import roads_of
from scheduler.cli.plan import EstimateOption, JsonOption, NetworkOption, QuietOption, TeamArgument
from scheduler.cli.progress import ProgressLine
from scheduler.cli.results import print_result
from scheduler.io.plan_json import plan_of, read_document
from scheduler.io.team import read_team
from scheduler.planning.judging import Judgement, judge


def check_command(
    team: TeamArgument,
    plan: Annotated[
        Path | None, typer.Argument(help="A plan.json of this team.", show_default=False)
    ] = None,
    network: NetworkOption = None,
    *,
    estimate: EstimateOption = False,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Check a team's files; with a plan, check it against every hard rule and score it again.

    Example: `rounds check my-team/ tomorrow/plan.json`
    """
    taken = read_team(team)
    if plan is None:
        counts = {
            "carers": len(taken.carers),
            "shifts": len(taken.shifts),
            "clients": len(taken.clients),
            "visits": len(taken.visits),
        }
        listed = ", ".join(f"{count} {name}" for name, count in counts.items())
        print_result(f"Team {taken.team_id} reads well: {listed}.", counts, as_json=as_json)
        return
    document = read_document(plan)
    brought = plan_of(document)
    with ProgressLine(quiet=quiet) as progress:
        roads = roads_of(
            taken, brought.horizon, team, network=network, estimate=estimate, progress=progress
        )
    judgement = judge(taken, roads.travel, brought, document.score.total)
    print_result(_sentences(judgement), _as_document(judgement), as_json=as_json)
    if not judgement.sound:
        raise typer.Exit(Exit.BAD_INPUT)


def _sentences(judgement: Judgement) -> str:
    lines = [f"{each.rule}: {each.text}" for each in judgement.violations]
    if not lines:
        lines.append("Every hard rule is kept.")
    if judgement.score is None:
        lines.append("The plan cannot be scored.")
    elif judgement.score.total == judgement.claimed:
        lines.append(f"The score is {judgement.claimed:,} points, as the plan says.")
    else:
        total = judgement.score.total
        lines.append(f"The score is {total:,} points and not {judgement.claimed:,}.")
    return "\n".join(lines)


def _as_document(judgement: Judgement) -> dict[str, object]:
    return {
        "sound": judgement.sound,
        "violations": [
            {
                "rule": each.rule,
                "text": each.text,
                "carer_id": each.carer_id,
                "visit_id": each.visit.visit_id if each.visit else None,
                "date": each.visit.date.isoformat() if each.visit else None,
            }
            for each in judgement.violations
        ],
        "score": judgement.score.total if judgement.score else None,
        "claimed": judgement.claimed,
    }
