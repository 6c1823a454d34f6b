"""A plan that a job made becomes the newest draft."""

import json
from typing import TypeVar

from api.jobs.asking import JobRequest
from api.jobs.task import JobWork, Task
from api.storage.drafts import NewDraft, add_draft, clients_in, packed
from api.storage.subjects import draft_subject
from scheduler.io.plan_folder import PLAN_JSON, plan_files
from scheduler.io.plan_json import plan_document
from scheduler.io.report import PlanReport

R = TypeVar("R", bound=JobRequest)


def store_draft(
    task: Task[R], plan_id: str, team_revision: int, report: PlanReport, **told: object
) -> str:
    """Store a draft with the files that show it, and end the job with that; JSON of the result.

    Args:
        told: more of the result than plan, draft and score.

    Raises:
        JobInterruptedError: the job is not gone on with.
        LeaseLostError: the job is somebody else's by now; nothing was written.
    """
    files = plan_files(report)
    new = NewDraft(
        plan_id=plan_id,
        team_revision=team_revision,
        text=files[PLAN_JSON].decode(),
        clients=clients_in(plan_document(report)),
        packed=packed(files),
        made_by=task.principal.principal_id,
        job_id=task.job_id,
    )
    task.insist()

    def store(work: JobWork) -> str:
        row = add_draft(work.session, task.team_id, new)
        work.note(draft_subject(row.plan_id, row.number))
        made = {"plan_id": row.plan_id, "draft": row.number, "score": report.score.total}
        result = json.dumps({**made, **told})
        work.finish(result)
        return result

    return task.write(store)
