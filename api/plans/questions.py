"""Kinds of jobs that ask something of plans and write nothing."""

import json
from collections.abc import Mapping
from typing import ClassVar

from sqlalchemy.orm import Session

from api.jobs.asking import JobRequest
from api.jobs.task import Kind, Task
from api.plans.asked import (
    ComparedAsked,
    MeetingAsked,
    SeriesAsked,
    UnassignedAsked,
    Wanted,
)
from api.plans.opening import open_draft, open_standing, publication_of, remember_clients
from api.plans.requests import ComparisonRequest, ExplanationRequest, FitRequest
from api.storage.drafts import draft_of, plan_of
from api.storage.plans import DRAFT, VERSION, Standing, standing_of, version_row
from scheduler.domain.visit import VisitAgreement, VisitKey
from scheduler.io.change_document import NewVisitEntry
from scheduler.io.comparison_json import comparison_document
from scheduler.planning.changes.published import Published
from scheduler.planning.comparing import PlanOfTeam, compare_plans
from scheduler.planning.explaining.document import (
    explanation_document,
    fit_document,
    meeting_document,
    series_document,
)
from scheduler.planning.explaining.explanation import ITERATIONS, explain
from scheduler.planning.fitting import fit
from scheduler.planning.meetings import fit_meeting
from scheduler.planning.series import fit_series


class FindRoom(Kind[FitRequest]):
    """Where a visit, a series of visits or a meeting would go."""

    request: ClassVar[type[JobRequest]] = FitRequest

    def run(self, task: Task[FitRequest]) -> str:
        """Look; JSON as `rounds fit --json` prints it."""
        asked = task.request.asked
        clients = _new_clients(asked.wanted)
        published = open_standing(task, task.request.plan_id, asked.at, clients)
        return json.dumps(_room(published, task.request), ensure_ascii=False)


class Explain(Kind[ExplanationRequest]):
    """Why nobody makes a visit, what would help, or why not another carer."""

    request: ClassVar[type[JobRequest]] = ExplanationRequest

    def run(self, task: Task[ExplanationRequest]) -> str:
        """Explain; JSON as `rounds explain --json` prints it."""
        asked = task.request.asked
        explanation = explain(
            open_standing(task, task.request.plan_id, asked.at),
            asked.visit.key(),
            carer_id=asked.carer_id,
            budget=asked.budget.budget(),
            iterations=asked.iterations or ITERATIONS,
            seed=asked.seed,
        )
        return json.dumps(explanation_document(explanation), ensure_ascii=False)


class Compare(Kind[ComparisonRequest]):
    """Two plans of a team, each judged with the team that it was made for."""

    request: ClassVar[type[JobRequest]] = ComparisonRequest

    def run(self, task: Task[ComparisonRequest]) -> str:
        """Compare; JSON of a ComparisonDocument."""
        asked = task.request.asked
        before, after = (_of_team(task, each) for each in (asked.before, asked.after))
        return comparison_document(compare_plans(before, after)).model_dump_json()


def _new_clients(wanted: Wanted) -> tuple[str, ...]:
    """Clients to whom a way is needed, whether the plan has a visit to them or not."""
    match wanted:
        case NewVisitEntry():
            return (wanted.client_id,)
        case SeriesAsked():
            return (wanted.visit.client_id,)
        case _:
            return ()


def _room(published: Published, request: FitRequest) -> Mapping[str, object]:
    wanted, best = request.asked.wanted, request.asked.best
    match wanted:
        case MeetingAsked():
            slots = fit_meeting(published, wanted.carers, wanted.seconds, wanted.date, best)
            return meeting_document(published, slots)
        case SeriesAsked():
            agreement = wanted.visit.change().agreement
            return series_document(published, fit_series(published, agreement, wanted.times, best))
        case UnassignedAsked():
            asked: VisitKey | VisitAgreement = wanted.key()
        case _:
            asked = wanted.change().agreement
    return fit_document(published.team, fit(published, asked, best))


def _of_team(task: Task[ComparisonRequest], asked: ComparedAsked) -> PlanOfTeam:
    with task.database.read() as session:
        standing = _meant(session, task.team_id, asked)
        if standing.kind == DRAFT:
            draft = open_draft(task, session, standing)
        else:
            publication = publication_of(task, session, standing)
    if standing.kind == DRAFT:
        remember_clients(task, draft.document)
        return PlanOfTeam(draft.team, draft.roads.travel, draft.plan)
    version = publication.versions.version(standing.number)
    remember_clients(task, publication.plan_document(version))
    return PlanOfTeam(publication.team_of(version), publication.roads.travel, version.plan)


def _meant(session: Session, team_id: str, asked: ComparedAsked) -> Standing:
    plan = plan_of(session, team_id, asked.plan_id)
    if asked.version is not None:
        version_row(session, team_id, asked.plan_id, asked.version)
        return Standing(asked.plan_id, VERSION, asked.version)
    if asked.draft is not None:
        draft_of(session, team_id, asked.plan_id, asked.draft)
        return Standing(asked.plan_id, DRAFT, asked.draft)
    return standing_of(plan)
