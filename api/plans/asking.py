"""Queueing a job about a plan, and answering with its result."""

import re

from fastapi import Response

from api.access.caller import Answer, Caller, Work
from api.etags import refuse_outdated
from api.jobs.answering import SHORT_WAIT_SECONDS, answered
from api.jobs.asking import JobRequest, accepted, job_in, queued
from api.storage.drafts import plan_of
from api.storage.plans import VERSION, Standing, standing_of
from scheduler.errors import RoundsError

_VERSION_TAG = re.compile(r'"v([0-9]{1,7})"')


def ask(caller: Caller, request: JobRequest, wait_seconds: float | None, *plans: str) -> Response:
    """Queue a job and wait for its result; 202 with the job's address where it takes longer.

    Args:
        plans: ids of the plans that it reads: whoever asks reads of what stands there.

    Raises:
        RoundsError: `not-there`, `too-many-jobs`, `service-stopping`.
    """

    def make(work: Work) -> Answer:
        for plan_id in plans:
            plan = plan_of(work.session, caller.team_id, plan_id)
            work.note(standing_of(plan).subject)
        return accepted(caller, queued(work, request))

    taken = caller.once(make)
    wait = SHORT_WAIT_SECONDS if wait_seconds is None else wait_seconds
    return answered(caller, job_in(taken), wait, taken)


def standing_plan(caller: Caller, plan_id: str) -> Standing:
    """What stands of a plan that was published.

    Raises:
        RoundsError: `not-there`, `plan-not-published`.
    """
    with caller.service.database.read() as session:
        standing = standing_of(plan_of(session, caller.team_id, plan_id))
    if standing.kind != VERSION:
        raise RoundsError("plan-not-published", f"Plan {plan_id} has no versions.")
    return standing


def version_seen(caller: Caller, plan_id: str, if_match: str | None) -> int:
    """Number of the version that a change was decided on; it may be an older one.

    Raises:
        RoundsError: `not-there`, `plan-not-published`, `seen-not-named`; `seen-outdated` where the
            header names no version of the plan.
    """
    standing = standing_plan(caller, plan_id)
    if if_match is None:
        raise RoundsError("seen-not-named", "There is no If-Match.")
    found = _VERSION_TAG.fullmatch(if_match.strip())
    if found is None or not 1 <= int(found[1]) <= standing.number:
        raise RoundsError("seen-outdated", f"{standing.etag} stands; that was never a version.")
    return int(found[1])


def newest_seen(caller: Caller, plan_id: str, if_match: str | None) -> int:
    """Number of the newest version, by whoever has seen it.

    Raises:
        RoundsError: as `version_seen`; `seen-outdated` where another version stands.
    """
    standing = standing_plan(caller, plan_id)
    refuse_outdated(if_match, standing.etag)
    return standing.number


def refuse_without_carer(caller: Caller) -> None:
    """Keep those from offering and answering who are no carer: each does so for themselves.

    Raises:
        RoundsError: `not-a-carer`.
    """
    if caller.principal.carer_id is None:
        raise RoundsError("not-a-carer", f"{caller.principal.principal_id} is no carer.")
