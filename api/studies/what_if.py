"""What-if: a team as it is and as it would be, for planners who may not know whose it is.

The team is planned where it is, by its pseudonyms: nothing that comes out could name anybody.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from api.jobs.task import Task
from api.storage.scope import rows_of_team
from api.storage.tables import TeamRow
from api.storage.teams import revision
from api.studies.asked import DOCUMENT, WhatIfAsked
from api.studies.course import plan_missing
from api.studies.made import Made
from api.studies.study_request import StudyJob
from benchmarks.neighbourhoods.study.study import Effort
from benchmarks.neighbourhoods.study.table import csv_text
from benchmarks.neighbourhoods.what_if.case import Terms, cases, plan_case, read_case_row
from benchmarks.neighbourhoods.what_if.command import dates_to_plan, flat
from benchmarks.neighbourhoods.what_if.findings import what_if
from benchmarks.neighbourhoods.what_if.page import drawn_page, titled
from benchmarks.neighbourhoods.what_if.question import Asked, questions
from scheduler.domain.team import Team
from scheduler.errors import Finding, InputError, RoundsError
from scheduler.io.pseudonyms import Pseudonyms, pseudonymous_team
from scheduler.io.team import read_team_document


def answers_of(task: Task[StudyJob], asked: WhatIfAsked, folder: Path) -> Made:
    """Plan what is missing of the answers, and draw their page.

    Raises:
        InputError: `what-if-unknown`, every carer that the team does not have.
        RoundsError: `what-if-unknown` when no date has anything to plan, `network-not-named`,
            `network-not-stored`, `study-cell-broke`.
    """
    team, key = _team(task)
    disguised = team_of_pseudonyms(team, key)
    _refuse_strangers(asked, disguised)
    terms = Terms(
        source=task.roads.file(task.team_id, _network(asked, team)),
        dates=dates_to_plan(disguised, asked.first_date, asked.days),
        seeds=tuple(range(asked.seeds)),
        effort=_effort(asked),
        out=folder,
    )
    found = questions(_question(asked), disguised, None)
    wanted = cases(found, terms)
    count = plan_missing(task, wanted, plan_case, folder)
    rows = [read_case_row(case, folder) for case in wanted]
    answers = what_if(found, lambda name: [row for row in rows if row.question == name])
    drawn = drawn_page(answers, titled([team.team_id]), terms, with_plans=False)
    clients = [each.client_id for each in team.clients]
    return Made(count, drawn, csv_text([flat(row) for row in rows]), clients)


def team_of_pseudonyms(team: Team, key: bytes) -> Team:
    """The team without anything that names anybody, where it is: roads need the very places.

    Whoever is given this team is given where clients live.
    """
    names = Pseudonyms(key, team.team_id)
    coarse = read_team_document(pseudonymous_team(team, key))
    homes = {names.carer(each.carer_id): each.home for each in team.carers}
    places = {names.client(each.client_id): each.location for each in team.clients}
    return replace(
        coarse,
        base=team.base,
        carers=tuple(replace(each, home=homes[each.carer_id]) for each in coarse.carers),
        clients=tuple(replace(each, location=places[each.client_id]) for each in coarse.clients),
    )


def _team(task: Task[StudyJob]) -> tuple[Team, bytes]:
    if task.request.team_revision is None:
        raise RoundsError("not-there", f"Study {task.request.study_id} is of no revision.")
    with task.database.read() as session:
        row = revision(session, task.team_id, task.request.team_revision)
        key = session.scalars(rows_of_team(TeamRow, task.team_id)).one().pseudonym_key
    return read_team_document(json.loads(row.document)), key


def _network(asked: WhatIfAsked, team: Team) -> str:
    name = asked.network or team.network
    if not name:
        raise RoundsError(
            "network-not-named",
            f"Team {team.team_id} names no road network, and a what-if needs one.",
            "Store one with PUT /teams/TEAM/networks/NAME, and name it in the request.",
        )
    return name


def _effort(asked: WhatIfAsked) -> Effort:
    seconds = asked.seconds if asked.iterations is None else None
    return Effort(asked.iterations, seconds, asked.bound)


def _question(asked: WhatIfAsked) -> Asked:
    return Asked(
        carers_more=asked.carers_more,
        carers_less=asked.carers_less,
        travel=asked.travel,
        bases=tuple(f"{each.lat},{each.lon}" for each in asked.bases),
        windows=asked.windows,
        clients=asked.clients,
        split=asked.split,
    )


def _refuse_strangers(asked: WhatIfAsked, team: Team) -> None:
    wrong = [
        *_strangers("carers_more", asked.carers_more, team),
        *_strangers("carers_less", asked.carers_less, team),
    ]
    if wrong:
        raise InputError(wrong)


def _strangers(key: str, named: Sequence[str], team: Team) -> Iterator[Finding]:
    for number, pseudonym in enumerate(named):
        if pseudonym not in team.carer_by_id:
            # what was written in place of a pseudonym may be a name: it is not repeated
            message = "No carer of the team has this pseudonym."
            remedy = "Use those of GET /teams/TEAM/pseudonymised."
            yield Finding(DOCUMENT, 0, f"{key}.{number}", "what-if-unknown", "", message, remedy)
