"""The kind of job that plans rounds."""

import json
from typing import ClassVar

from api.jobs.asking import JobRequest
from api.jobs.plan_request import PlanJob, PlanRequest
from api.jobs.plan_search import BestSoFar, Watched
from api.jobs.roads import RoadsWanted
from api.jobs.task import Kind, Task
from api.plans.drafting import store_draft
from api.storage.drafts import draft_of, plan_of
from api.storage.scope import rows_of_team
from api.storage.tables import VersionRow
from api.storage.teams import revision
from scheduler.domain.horizon import Horizon
from scheduler.domain.team import Team
from scheduler.errors import RoundsError
from scheduler.io import plan_json
from scheduler.io.plan_document import PlanDocument
from scheduler.io.report import PlanReport
from scheduler.io.team import read_team_document
from scheduler.io.version_document import VersionDocument
from scheduler.plan import Plan
from scheduler.planning.judging import judge
from scheduler.planning.roads import Roads
from scheduler.planning.rounds import plan_report, plan_rounds
from scheduler.solver.stopping import MaxIterations, MaxSeconds, StoppingCriterion


class MakePlan(Kind[PlanJob]):
    """Plans the rounds, and stores them as a draft.

    The draft and the end of the job are one transaction: what an earlier attempt did not finish
    was not written at all.
    """

    request: ClassVar[type[JobRequest]] = PlanJob

    def run(self, task: Task[PlanJob]) -> str:
        """The draft's number and score."""
        asked = task.request.asked
        team, horizon = _team(task), Horizon(asked.first_date, asked.days)
        roads = task.roads.of(
            RoadsWanted(
                team, task.request.team_revision, horizon, estimated=asked.travel == "estimated"
            )
        )
        task.insist()
        report = _best_of_all(task, roads, _searched(task, roads, team, horizon))
        return _store(task, report)


def _team(task: Task[PlanJob]) -> Team:
    with task.database.read() as session:
        row = revision(session, task.team_id, task.request.team_revision)
    return read_team_document(json.loads(row.document))


def _searched(task: Task[PlanJob], roads: Roads, team: Team, horizon: Horizon) -> PlanReport:
    asked, longest = task.request.asked, task.settings.limits.search_seconds
    best = BestSoFar(task, team, roads.travel)
    prove = None
    if asked.prove_seconds:
        prove = Watched(MaxSeconds(asked.prove_seconds), longest, task, best)
    return plan_rounds(
        team,
        horizon,
        roads,
        Watched(_stop(asked, best.seconds_before), longest, task, best),
        seed=asked.seed,
        initial=_initial(task),
        on_progress=best,
        prove=prove,
    )


def _stop(asked: PlanRequest, seconds_before: float) -> StoppingCriterion:
    """By count alone where a count is given; by the seconds that remain, else."""
    if asked.iterations is not None:
        return MaxIterations(asked.iterations)
    return MaxSeconds(max(0.0, asked.seconds - seconds_before))


def _initial(task: Task[PlanJob]) -> Plan | None:
    """The best of an earlier attempt, else the plan that was asked to begin from."""
    begun = _begun(task)
    if begun is not None:
        return plan_json.plan_of(begun)
    plan_id, initial = task.request.plan_id, task.request.asked.initial
    if initial is None:
        return None
    with task.database.read() as session:
        plan = plan_of(session, task.team_id, plan_id)
        if initial == "draft":
            text = draft_of(session, task.team_id, plan_id, plan.drafts).document
            return plan_json.plan_of(PlanDocument.model_validate_json(text))
        newest = rows_of_team(VersionRow, task.team_id).where(
            VersionRow.plan_id == plan_id, VersionRow.number == plan.versions
        )
        version = session.scalars(newest).one_or_none()
    if version is None:
        raise RoundsError("not-there", f"Plan {plan_id} has no version.")
    return plan_json.plan_of(VersionDocument.model_validate_json(version.document).plan)


def _begun(task: Task[PlanJob]) -> PlanDocument | None:
    text = task.begun_best
    return None if text is None else PlanDocument.model_validate_json(text)


def _best_of_all(task: Task[PlanJob], roads: Roads, report: PlanReport) -> PlanReport:
    """The plan that was found, or that of an earlier attempt where it is better still.

    The starts in a plan that was begun from are worked out anew, and those told of before may have
    been timed together.
    """
    begun = _begun(task)
    if begun is None or begun.score.total >= report.score.total:
        return report
    plan = plan_json.plan_of(begun)
    judgement = judge(report.team, roads.travel, plan, begun.score.total)
    if judgement.score is None or not judgement.sound:
        return report  # the network was replaced in the meantime
    came_about = report.provenance
    return plan_report(
        report.team, roads, plan, judgement.score, came_about=came_about, streets=report.roads
    )


def _store(task: Task[PlanJob], report: PlanReport) -> str:
    came_about = report.provenance
    return store_draft(
        task,
        task.request.plan_id,
        task.request.team_revision,
        report,
        lower_bound=came_about.lower_bound,
        unassigned=len(report.plan.unassigned),
        stopped=came_about.stopped,
    )
