"""Studies: asked for as jobs, kept as they came out, for planners."""

import json
from datetime import datetime
from typing import Annotated, Any
from uuid import uuid4

from fastapi import APIRouter, Body, Depends, Path, Response
from pydantic import BaseModel, WithJsonSchema

from api.access.caller import Answer, Caller, Work, allowed
from api.access.permissions import Action
from api.description import STUDY_DOCUMENT, reference
from api.jobs.answering import WaitAsked, answered
from api.jobs.asking import accepted, job_in, queued
from api.jobs.states import State
from api.routes.answers import answers, problems
from api.routes.reading import NOT_MODIFIED, IfNoneMatch, reading_answer
from api.storage.networks import networks_of
from api.storage.studies import delete_study, studies_of, study_of, unpacked
from api.storage.subjects import studies_subject, study_subject, team_subject
from api.storage.tables import StudyRow
from api.storage.teams import newest_revision, revision
from api.studies.asked import NEIGHBOURHOODS, WHAT_IF, NeighbourhoodsAsked, WhatIfAsked, read_asked
from api.studies.installed import require_installed
from api.studies.study_request import StudyJob
from scheduler.errors import RoundsError

router = APIRouter(prefix="/teams/{team_id}/studies", tags=["studies"])
Planner = Annotated[Caller, Depends(allowed(Action.MAKE_STUDY))]
StudyId = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="Id of a study.", examples=["s7d1e0"])
]
StudyBody = Annotated[
    dict[str, Any],
    WithJsonSchema(reference(STUDY_DOCUMENT)),
    Body(
        openapi_examples={
            "neighbourhoods": {"value": NEIGHBOURHOODS},
            "what_if": {"value": WHAT_IF},
        }
    ),
]
HTML, CSV = "text/html", "text/csv"


class StudyTaken(BaseModel):
    """A study that was taken on; `Location` is where its job can be followed."""

    job_id: str
    state: State
    study_id: str


class StudyMade(BaseModel):
    """A study that was made; `cells` counts its plans."""

    study_id: str
    cells: int


class StudySummary(BaseModel):
    """A study, in short. `team_revision` is null where everybody is made up."""

    study_id: str
    kind: str
    name: str
    team_revision: int | None
    cells: int
    job_id: str
    made_at: datetime
    made_by: str


class StudyList(BaseModel):
    """The studies of a team, the newest first."""

    studies: list[StudySummary]


class Table(BaseModel):
    """The table behind plots of the report. `mean` lies between `low` and `high` with 95 %."""

    name: str
    rows: list[dict[str, str | int | float | None]]


class Results(BaseModel):
    """What the report says, as data."""

    sentences: list[str]
    tables: list[Table]


class Study(StudySummary):
    """A study as it was made; it does not change."""

    asked: dict[str, Any]
    results: Results


TAKEN = {
    "job_id": "0b7c1a52b2d54f0c8a4a4dd3f6a2f1f0",
    "state": "queued",
    "study_id": "s7d1e0",
}
SUMMARY = {
    "study_id": "s7d1e0",
    "kind": "what_if",
    "name": "What if?",
    "team_revision": 3,
    "cells": 56,
    "job_id": "0b7c1a52b2d54f0c8a4a4dd3f6a2f1f0",
    "made_at": "2026-11-20T09:30:00Z",
    "made_by": "token:5f2c9a1b04de",
}
FIGURE = {
    "question": "by-ebike",
    "measure": "road_minutes",
    "unit": "min",
    "mean": 311.5,
    "low": 298.1,
    "high": 324.9,
    "teams": 7,
    "difference_mean": -21.4,
    "difference_low": -29.9,
    "difference_high": -12.9,
    "difference_teams": 7,
}
STUDY = {
    **SUMMARY,
    "asked": WHAT_IF,
    "results": {
        "sentences": ["all who walk or cycle by ebike: on the road in a day less by 21.4 min."],
        "tables": [{"name": "what-if", "rows": [FIGURE]}],
    },
}
MAKE_ANSWERS = answers({202: TAKEN, 200: {"study_id": "s7d1e0", "cells": 56}}, 409, 501)
MAKE_ANSWERS[200] |= {"model": StudyMade, "description": "The study is made."}


@router.post("", status_code=202, response_model=StudyTaken, responses=MAKE_ANSWERS)
def make_study(document: StudyBody, caller: Planner, wait: WaitAsked = None) -> Response:
    """Ask what neighbourhoods cost, or what would change for this team if.

    `neighbourhoods` draws made-up teams on networks that this team stored. `what_if` asks about
    this team, whose carers are named by their pseudonyms.
    """
    require_installed()
    asked = read_asked(json.dumps(document))
    _refuse_too_large(asked, caller)

    def make(work: Work) -> Answer:
        number = _revision(work, asked)
        if isinstance(asked, NeighbourhoodsAsked):
            _refuse_unsound(work, asked)
        study_id = uuid4().hex
        job_id = queued(work, StudyJob(asked=asked, study_id=study_id, team_revision=number))
        work.note(study_subject(study_id))
        return accepted(caller, job_id, study_id=study_id)

    response = caller.once(make)
    return answered(caller, job_in(response), wait or 0.0, response)


@router.get("", response_model=StudyList, responses=answers({200: {"studies": [SUMMARY]}}))
def list_studies(caller: Planner) -> Response:
    """The studies of a team: what each asked, in short, when and by whom."""
    with caller.reading() as work:
        rows = studies_of(work.session, caller.team_id)
        work.note(studies_subject())
    listed = StudyList(studies=[StudySummary.model_validate(_summary(row)) for row in rows])
    return Answer(listed.model_dump_json()).response()


@router.get(
    "/{study_id}",
    response_model=Study,
    responses={**answers({200: STUDY}), **NOT_MODIFIED},
)
def read_study(study_id: StudyId, caller: Planner, if_none_match: IfNoneMatch = None) -> Response:
    """A study: what was asked, and what the report says as sentences and tables."""
    row = _read(caller, study_id, "request", "results")
    told = Study.model_validate(
        {
            **_summary(row),
            "asked": json.loads(row.request),
            "results": json.loads(unpacked(row.results)),
        }
    )
    return reading_answer(told.model_dump_json(), _etag(study_id), if_none_match)


@router.get(
    "/{study_id}/report.html",
    response_class=Response,
    responses={
        **answers({200: "<!DOCTYPE html>"}, media_type=HTML, schema={"type": "string"}),
        **NOT_MODIFIED,
    },
)
def read_report(study_id: StudyId, caller: Planner, if_none_match: IfNoneMatch = None) -> Response:
    """The report: one page without scripts, which asks nothing of any network."""
    content = unpacked(_read(caller, study_id, "report_html").report_html)
    return _file(study_id, "report.html", content, HTML, if_none_match)


@router.get(
    "/{study_id}/results.csv",
    response_class=Response,
    responses={
        **answers({200: "key,place,kind"}, media_type=CSV, schema={"type": "string"}),
        **NOT_MODIFIED,
    },
)
def read_results(study_id: StudyId, caller: Planner, if_none_match: IfNoneMatch = None) -> Response:
    """Every plan of the study a line, with all figures."""
    content = unpacked(_read(caller, study_id, "results_csv").results_csv)
    return _file(study_id, "results.csv", content, CSV, if_none_match)


@router.delete("/{study_id}", status_code=204, responses=problems())
def remove_study(study_id: StudyId, caller: Planner) -> Response:
    """Remove a study with its report. A study that is under way is ended by cancelling its job."""
    with caller.writing() as work:
        delete_study(work.session, caller.team_id, study_id)
        work.note(study_subject(study_id))
    return Response(status_code=204)


def _refuse_too_large(asked: NeighbourhoodsAsked | WhatIfAsked, caller: Caller) -> None:
    limits = caller.service.settings.limits
    for noun, count, most in (
        ("dates", asked.count_of_dates, limits.study_dates),
        ("seeds", asked.count_of_seeds, limits.study_seeds),
        ("plans", asked.most_cells, limits.study_cells),
    ):
        if count > most:
            raise RoundsError("study-too-large", f"{count} {noun}, the most is {most}.")
    seconds = asked.seconds if asked.iterations is None else None
    if seconds is not None and seconds > limits.search_seconds:
        text = f"{seconds:g} seconds for every plan, the most is {limits.search_seconds}."
        raise RoundsError("search-too-long", text)


def _revision(work: Work, asked: NeighbourhoodsAsked | WhatIfAsked) -> int | None:
    """Number of the team's revision that is asked about."""
    if isinstance(asked, NeighbourhoodsAsked):
        return None
    team_id = work.caller.team_id
    if asked.revision is None:
        row = newest_revision(work.session, team_id)
    else:
        row = revision(work.session, team_id, asked.revision)
    work.note(team_subject(row.revision))
    return row.revision


def _refuse_unsound(work: Work, asked: NeighbourhoodsAsked) -> None:
    # the benchmarks are no part of the installed package
    from api.studies.judging import refuse_unsound  # noqa: PLC0415

    refuse_unsound(asked, {row.name for row in networks_of(work.session, work.caller.team_id)})


def _read(caller: Caller, study_id: str, *columns: str) -> StudyRow:
    with caller.reading() as work:
        row = study_of(work.session, caller.team_id, study_id, *columns)
        work.note(study_subject(study_id))
    return row


def _summary(row: StudyRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in StudySummary.model_fields}


def _etag(study_id: str) -> str:
    return f'"{study_id}"'


def _file(
    study_id: str, name: str, content: str, media_type: str, if_none_match: str | None
) -> Response:
    return reading_answer(
        content,
        _etag(study_id),
        if_none_match,
        media_type,
        **{
            "Content-Disposition": f'attachment; filename="{study_id}-{name}"',
            "X-Content-Type-Options": "nosniff",
        },
    )
