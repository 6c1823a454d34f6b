"""`rounds check`: a team alone, or a plan against its team."""

import datetime
from collections import defaultdict
from pathlib import Path
from typing import Annotated

import typer

from scheduler.cli.exits import Exit
from scheduler.cli.opening import roads_of
from scheduler.cli.plan import EstimateOption, JsonOption, NetworkOption, QuietOption, TeamArgument
from scheduler.cli.progress import ProgressLine
from scheduler.cli.results import print_result
from scheduler.cli.tables import PRIORITY
from scheduler.domain.visit import Priority, VisitKey
from scheduler.io.brought_plan import read_brought_plan
from scheduler.io.team import read_team
from scheduler.plan import Plan, Unassigned
from scheduler.planning.judging import Judgement, judge
from scheduler.rules import RULE

DateOption = Annotated[
    datetime.datetime | None,
    typer.Option(
        formats=["%Y-%m-%d"], help="Date of starts in a .csv that have none.", show_default=False
    ),
]


def check_command(
    team: TeamArgument,
    plan: Annotated[
        Path | None,
        typer.Argument(
            help="A plan.json, or a .csv of rounds made by hand or elsewhere.", show_default=False
        ),
    ] = None,
    date: DateOption = None,
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
    known = brought.plan(roads.travel)
    judgement = judge(taken, roads.travel, known, brought.claimed)
    print_result(
        "\n".join([*_sentences(judgement), *_left_out(known)]),
        {**_as_document(judgement), "unassigned": [_place(left) for left in known.unassigned]},
        as_json=as_json,
    )
    if not judgement.sound:
        raise typer.Exit(Exit.BAD_INPUT)


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
            f"  {each.rule}: {each.quantity:,} {RULE[each.rule].unit}, {each.cost:,} points"
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
            f"  {visit} ({PRIORITY[priority]}), place {', '.join(map(str, listed))}"
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
