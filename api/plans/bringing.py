"""The kind of job that takes in a plan that somebody brings."""

from dataclasses import replace
from typing import ClassVar

from api.jobs.asking import JobRequest
from api.jobs.roads import RoadsWanted
from api.jobs.task import Kind, Task
from api.plans.drafting import store_draft
from api.plans.opening import remember_clients, team_of_revision
from api.plans.requests import BringRequest
from api.storage.drafts import plan_of
from api.storage.teams import newest_revision
from scheduler.domain.horizon import Horizon
from scheduler.domain.team import Team
from scheduler.errors import Finding, InputError
from scheduler.io import plan_json
from scheduler.io.plan_document import PlanDocument
from scheduler.io.report import PlanReport
from scheduler.plan import Plan
from scheduler.planning.drawing import background, paths
from scheduler.planning.judging import judge, report_of
from scheduler.planning.publication import modes_needed
from scheduler.planning.roads import Roads


class BringDraft(Kind[BringRequest]):
    """A plan made elsewhere, judged by the team as it is now, as another draft.

    A plan that breaks hard rules is taken too, and the answer says which: whoever brings it may
    know better.
    """

    request: ClassVar[type[JobRequest]] = BringRequest

    def run(self, task: Task[BringRequest]) -> str:
        """Take it in; the draft's number, its score and what it breaks."""
        asked = task.request
        with task.database.read() as session:
            row = plan_of(session, task.team_id, asked.plan_id)
            number = newest_revision(session, task.team_id).revision
            team = team_of_revision(session, task.team_id, number)
        plan = _read(asked.document, team, Horizon(row.first_date, row.days))
        roads = task.roads.of(
            RoadsWanted(team, number, plan.horizon, row.estimated, modes_needed(team, plan))
        )
        judgement = judge(team, roads.travel, plan)
        if judgement.score is None:
            raise InputError([_wrong("", each.text) for each in judgement.violations])
        remember_clients(task, asked.document)
        broken = [{"rule": each.rule, "text": each.text} for each in judgement.violations]
        drawn = _drawn(team, roads, plan)
        return store_draft(task, asked.plan_id, number, drawn, violations=broken)


def _read(document: PlanDocument, team: Team, dates: Horizon) -> Plan:
    """The plan of a document.

    Raises:
        InputError: it is of another team or of other dates, or its instants are none.
    """
    wrong = []
    if document.team_id != team.team_id:
        wrong.append(_wrong("$.team_id", f"The plan is of team {document.team_id}."))
    if (document.first_date, document.days) != (dates.first_date, dates.days):
        text = f"The plan is not for the {dates.days} days from {dates.first_date}."
        wrong.append(_wrong("$.first_date", text))
    if wrong:
        raise InputError(wrong)
    try:
        return plan_json.plan_of(document)
    except OverflowError as error:
        raise InputError([_wrong("$.rounds", "An instant is before the first year.")]) from error


def _wrong(where: str, text: str) -> Finding:
    return Finding("plan.json", 0, where, "plan-malformed", "", text)


def _drawn(team: Team, roads: Roads, plan: Plan) -> PlanReport:
    bare = report_of(team, roads.travel, plan)
    return replace(
        bare, paths=paths(bare, roads), roads=background(roads), roads_credit=roads.credit
    )
