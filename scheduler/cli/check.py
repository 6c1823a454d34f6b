"""`rounds check`: a team alone, or a plan against its team."""

from collections import defaultdict
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.exits import Exit
from scheduler.cli.opening import PlanOpener
from scheduler.cli.options import (
    DateOption,
    ResultOptions,
    RoadOptions,
    TeamArgument,
    with_options,
)
from scheduler.cli.progress import ProgressLine
from scheduler.cli.results import print_result
from scheduler.cli.tables import PRIORITY, quantity
from scheduler.domain.visit import Priority, VisitKey
from scheduler.io.team import read_team
from scheduler.plan import Plan, Unassigned
from scheduler.planning.judging import Judgement, judge


@with_options
def check_command(
    team: TeamArgument,
    plan: Annotated[
        Path | None,
        typer.Argument(
            help="A plan.json, a .csv of rounds, or the folder or a version of a plan.",
            show_default=False,
        ),
    ] = None,
    *,
    date: DateOption = None,
    road: RoadOptions,
    result: ResultOptions,
) -> None:
    """Check a team's files; with a plan, check it against every hard rule and score it again.

    Example: `rounds check my-team/ tomorrow/plan.json`
    """
    if plan is None:
        _check_team(team, result)
        return
    with ProgressLine(quiet=result.quiet) as progress:
        opener = PlanOpener(road, progress, date.date() if date else None)
        opened = opener.open(plan, team)
    known = opened.plan
    judgement = judge(opened.team, opened.travel, known, opened.claimed)
    print_result(
        "\n".join([*_sentences(judgement), *_left_out(known)]),
        {**_as_document(judgement), "unassigned": [_place(left) for left in known.unassigned]},
        as_json=result.as_json,
    )
    if not judgement.sound:
        raise typer.Exit(Exit.BAD_INPUT)


def _check_team(path: Path, result: ResultOptions) -> None:
    team = read_team(path)
    counts = {
        "carers": len(team.carers),
        "shifts": len(team.shifts),
        "clients": len(team.clients),
        "visits": len(team.visits),
    }
    listed = ", ".join(f"{count} {name}" for name, count in counts.items())
    print_result(f"Team {team.team_id} reads well: {listed}.", counts, as_json=result.as_json)


def _sentences(judgement: Judgement) -> list[str]:
    lines = [f"{each.rule}: {each.text}" for each in judgement.violations]
    if not lines:
        lines.append("Every hard rule is kept.")
    if judgement.score is None:
        return [*lines, "The plan cannot be scored."]
    total = judgement.score.total
    if judgement.claimed is None:
        lines.append(f"The score is {total:,} points:")
        lines += [
            f"  {each.rule}: {quantity(each.rule, each.quantity)}, {each.cost:,} points"
            for each in judgement.score.lines
            if each.quantity
        ]
    elif total == judgement.claimed:
        lines.append(f"The score is {total:,} points, as the plan says.")
    else:
        lines.append(f"The score is {total:,} points and not {judgement.claimed:,}.")
    return lines


def _left_out(plan: Plan) -> list[str]:
    """The visits left unassigned, each with the places that nobody fills."""
    if not plan.unassigned:
        return []
    places: defaultdict[tuple[VisitKey, Priority], list[int]] = defaultdict(list)
    for left in plan.unassigned:
        places[left.visit, left.priority].append(left.place)
    return [
        f"Left unassigned: {len(places)} {'visit' if len(places) == 1 else 'visits'}.",
        *(
            f"  {visit} ({PRIORITY[priority]} be made), place {', '.join(map(str, listed))}"
            for (visit, priority), listed in places.items()
        ),
    ]


def _place(left: Unassigned) -> dict[str, object]:
    return {
        "visit_id": left.visit.visit_id,
        "date": left.visit.date.isoformat(),
        "place": left.place,
        "priority": left.priority.value,
    }


def _as_document(judgement: Judgement) -> dict[str, object]:
    scored = judgement.score
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
        "score": scored.total if scored else None,
        "claimed": judgement.claimed,
        "rules": [
            {"rule": each.rule, "quantity": each.quantity, "cost": each.cost}
            for each in (scored.lines if scored else ())
        ],
    }
