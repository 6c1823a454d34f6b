"""Jobs: how far they are, their best so far, their results, and an end to them."""

import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel

from api.access.caller import Answer, Caller, allowed
from api.access.permissions import GRANTS, Action
from api.jobs.answering import problem_of_job
from api.jobs.asking import Asker
from api.jobs.events import Followed, number_of
from api.jobs.states import State
from api.routes.answers import answers
from api.storage.jobs import ask_cancel, job_of, jobs_of
from api.storage.subjects import job_subject
from api.storage.tables import JobRow
from scheduler.errors import RoundsError

router = APIRouter(prefix="/teams/{team_id}/jobs", tags=["jobs"])

JobId = Annotated[str, Path(min_length=1, max_length=100, description="Id of a job.")]
READER = allowed(Action.READ_JOB)
ALL_JOBS = "jobs"
"""What audit lines call the list of them."""


class JobTaken(BaseModel):
    """A job that was taken on; `Location` is where it can be followed.

    `plan_id` is given where a plan is made.
    """

    job_id: str
    state: State
    plan_id: str | None = None


class JobOutline(BaseModel):
    """A job without what it works on: no client data.

    `attempt` counts how often it was taken up; `expires_at` is when it can be read no more.
    """

    job_id: str
    kind: str
    state: State
    attempt: int
    cancel_asked: bool
    progress: dict[str, Any] | None
    made_at: datetime
    begun_at: datetime | None
    ended_at: datetime | None
    expires_at: datetime | None


class JobDocument(JobOutline):
    """A job, its best so far, and its result or its problem once it has ended.

    `best` is a plan as docs/plan.schema.json describes it.
    """

    best: dict[str, Any] | None
    result: Any
    problem: dict[str, Any] | None


RUNNING = {
    "job_id": "0b7c1a52b2d54f0c8a4a4dd3f6a2f1f0",
    "kind": "plan",
    "state": "running",
    "attempt": 1,
    "cancel_asked": False,
    "progress": {
        "number": 3,
        "score": 594557,
        "unassigned": 0,
        "lower_bound": None,
        "iterations": 12000,
        "elapsed_seconds": 4.2,
    },
    "made_at": "2026-11-20T09:30:00Z",
    "begun_at": "2026-11-20T09:30:00Z",
    "ended_at": None,
    "expires_at": None,
}
DONE = {
    **RUNNING,
    "state": "done",
    "ended_at": "2026-11-20T09:30:10Z",
    "expires_at": "2026-11-21T09:30:10Z",
    "best": None,
    "result": {"plan_id": "p4f2a1", "draft": 1, "score": 594557},
    "problem": None,
}
EVENTS = f"event: progress\ndata: {json.dumps(RUNNING)}\nid: 3\n\n"


class JobList(BaseModel):
    """The jobs of a team, the newest first."""

    jobs: list[JobOutline]


def outline(row: JobRow) -> JobOutline:
    """What everybody may know who may see that there is a job."""
    return JobOutline(
        job_id=row.job_id,
        kind=row.kind,
        state=State(row.state),
        attempt=row.attempt,
        cancel_asked=row.cancel_asked,
        progress=None if row.progress is None else json.loads(row.progress),
        made_at=row.made_at,
        begun_at=row.begun_at,
        ended_at=row.ended_at,
        expires_at=row.expires_at,
    )


@router.get("", responses=answers({200: {"jobs": [RUNNING]}}))
def list_jobs(caller: Annotated[Caller, Depends(allowed(Action.READ_JOB))]) -> JobList:
    """The jobs of a team that can still be read."""
    with caller.reading() as work:
        rows = jobs_of(work.session, caller.team_id)
        work.note(ALL_JOBS)
    return JobList(jobs=[outline(row) for row in rows if _may_see(caller, row)])


@router.get("/{job_id}", response_model=JobDocument, responses=answers({200: DONE}))
def read_job(
    job_id: JobId, caller: Annotated[Caller, Depends(allowed(Action.READ_JOB))]
) -> Response:
    """How far a job is, its best so far, and its result or problem once it has ended."""
    with caller.reading() as work:
        row = _seen(caller, job_of(work.session, caller.team_id, job_id))
        work.note(job_subject(job_id))
    return Answer(_document(row)).response()


def followed(
    job_id: JobId,
    caller: Annotated[Caller, Depends(READER)],
    last_event_id: Annotated[
        str, Header(pattern=r"^\d{1,18}$", description="Id of the last event that came in.")
    ] = "0",
) -> Followed:
    """A job that is there, before the stream of its events begins."""
    with caller.reading() as work:
        _seen(caller, job_of(work.session, caller.team_id, job_id, outline=True))
        work.note(job_subject(job_id))
    return Followed(caller.service, caller.team_id, job_id, int(last_event_id))


@router.get(
    "/{job_id}/events",
    dependencies=[Depends(READER)],
    response_class=EventSourceResponse,
    responses=answers({200: EVENTS}, media_type=EventSourceResponse.media_type),
)
async def follow_job(
    job: Annotated[Followed, Depends(followed)],
) -> AsyncIterator[ServerSentEvent]:
    """Events `progress` as they come, then one event `end`; comments keep the connection alive.

    Whoever lost the connection goes on with the header Last-Event-ID. What an event holds is what
    the job's own address tells, without its best so far.
    """
    async for row in job.changes():
        told = outline(row)
        name = "end" if told.state.is_end else "progress"
        yield ServerSentEvent(raw_data=told.model_dump_json(), event=name, id=str(number_of(row)))


@router.delete("/{job_id}", responses=answers({200: RUNNING}))
def cancel_job(
    job_id: JobId, caller: Annotated[Caller, Depends(allowed(Action.CANCEL_JOB))]
) -> JobOutline:
    """Cancel a job: at once while it waits, within moments once it runs.

    Its best so far can still be read. A job that has ended stays as it is.
    """
    kept = caller.service.settings.limits.job_seconds
    with caller.writing() as work:
        _seen(caller, job_of(work.session, caller.team_id, job_id, outline=True))
        row = ask_cancel(work.session, caller.team_id, job_id, kept)
        work.note(job_subject(job_id))
        return outline(row)


def _seen(caller: Caller, row: JobRow) -> JobRow:
    """A job that a caller may see.

    Raises:
        RoundsError: `not-there`.
    """
    if not _may_see(caller, row):
        text = f"Team {caller.team_id} has no job {row.job_id}."
        raise RoundsError("not-there", text)
    return row


def _may_see(caller: Caller, row: JobRow) -> bool:
    """Planners, who see pseudonyms only, see what planners may ask for and nothing else."""
    roles = caller.principal.roles
    asked = Action(Asker.read(row.caller).action)
    return bool(roles & GRANTS[Action.READ_PLAN] or roles & GRANTS[asked])


def _document(row: JobRow) -> str:
    """A `JobDocument`; what is large in it stands in the row as it goes out."""
    problem = row.problem
    if problem is None and row.state == State.CANCELLED:
        problem = json.dumps(dict(problem_of_job(row).document))
    parts = {"best": row.best, "result": row.result, "problem": problem}
    more = "".join(f',"{name}":{text or "null"}' for name, text in parts.items())
    return outline(row).model_dump_json().removesuffix("}") + more + "}"
