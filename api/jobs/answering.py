"""Answering a call that needs computing: with the result where somebody waits for it."""

import json
import re
import time
from typing import Annotated

from fastapi import Depends, Header, Response

from api.access.caller import JSON, Caller
from api.jobs.asking import job_path
from api.jobs.states import State
from api.problems import Problem, problem_of
from api.storage.jobs import job_of
from api.storage.subjects import job_subject
from api.storage.tables import JobRow
from scheduler.errors import RoundsError

LONGEST_WAIT_SECONDS = 30.0
SHORT_WAIT_SECONDS = 10.0
"""How long a call on the short lane waits where it does not say."""

FIRST_LOOKS, FIRST_SECONDS, LATER_SECONDS = 40, 0.025, 0.1
"""How often a call that waits looks at its job: often at first, for quick answers."""

_WAIT = re.compile(r"(?:^|[,;\s])wait\s*=\s*\"?(\d{1,6})\"?", re.IGNORECASE)


def wait_asked(
    prefer: Annotated[
        str | None,
        Header(
            description="`wait=10` waits so many seconds for the result (RFC 7240); with `wait=0` "
            "the answer is where the job can be followed.",
        ),
    ] = None,
) -> float | None:
    """The seconds that a caller would rather wait; None where they do not say."""
    found = _WAIT.search(prefer or "")
    return None if found is None else min(float(found[1]), LONGEST_WAIT_SECONDS)


WaitAsked = Annotated[float | None, Depends(wait_asked)]


def answered(
    caller: Caller, job_id: str, wait_seconds: float, accepted: Response | None = None
) -> Response:
    """The result of a job, or its problem, once it has ended; 202 where that takes too long.

    Where many calls wait already this one does not: a wish is not a right.

    Args:
        accepted: the answer that the job was taken on, which goes out where it has not ended.

    Raises:
        RoundsError: `not-there`.
    """
    free = wait_seconds > 0 and caller.service.waiting.acquire(blocking=False)
    try:
        row = _awaited(caller, job_id, wait_seconds if free else 0.0)
    finally:
        if free:
            caller.service.waiting.release()
    if not State(row.state).is_end:
        return accepted or _under_way(row)
    with caller.reading() as work:
        row = job_of(work.session, caller.team_id, job_id)
        work.note(job_subject(job_id))
    if row.state == State.DONE:
        headers = {"Content-Location": job_path(row.team_id, job_id)}
        return Response(row.result or "null", 200, headers, media_type=JSON)
    return problem_of_job(row).response()


def problem_of_job(row: JobRow) -> Problem:
    """Why a job that ended has no result."""
    if row.problem is None:
        return problem_of(RoundsError("job-cancelled", f"Job {row.job_id} was cancelled."))
    document = json.loads(row.problem)
    return Problem(int(document["status"]), document, {})


def _awaited(caller: Caller, job_id: str, seconds: float) -> JobRow:
    """The job's outline as it has ended, or as it stands after so many seconds."""
    end, looks = time.monotonic() + seconds, 0
    while True:
        with caller.service.database.read() as session:
            row = job_of(session, caller.team_id, job_id, outline=True)
        left = end - time.monotonic()
        if State(row.state).is_end or left <= 0 or caller.service.stopping.is_set():
            return row
        looks += 1
        time.sleep(min(left, FIRST_SECONDS if looks < FIRST_LOOKS else LATER_SECONDS))


def _under_way(row: JobRow) -> Response:
    body = json.dumps({"job_id": row.job_id, "state": row.state})
    headers = {"Location": job_path(row.team_id, row.job_id)}
    return Response(body, 202, headers, media_type=JSON)
