"""What a job is asked to do, and by whom: as it is kept in its row."""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import ClassVar

from fastapi import Response
from pydantic import BaseModel, ConfigDict

from api.access.caller import Answer, Caller, Work
from api.access.principal import Principal, Role
from api.care.audit import AuditLine
from api.jobs.states import Lane
from api.storage.jobs import NewJob, add_job
from api.storage.subjects import job_subject


class JobRequest(BaseModel):
    """What a kind of job is asked for; every kind has its own."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    kind: ClassVar[str]
    lane: ClassVar[Lane]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asked for a job: for audit lines and signatures."""

    principal_id: str
    roles: tuple[str, ...]
    teams: tuple[str, ...] | None
    carer_id: str | None
    action: str
    purpose: str
    request_id: str

    @classmethod
    def of(cls, caller: Caller) -> "Asker":
        """The caller of a route."""
        who = caller.principal
        return cls(
            principal_id=who.principal_id,
            roles=tuple(sorted(who.roles)),
            teams=None if who.teams is None else tuple(sorted(who.teams)),
            carer_id=who.carer_id,
            action=caller.action,
            purpose=caller.purpose,
            request_id=caller.request_id,
        )

    @classmethod
    def read(cls, text: str) -> "Asker":
        """As `text` wrote it."""
        told = json.loads(text)
        roles, teams = tuple(told.pop("roles")), told.pop("teams")
        return cls(roles=roles, teams=None if teams is None else tuple(teams), **told)

    @property
    def text(self) -> str:
        """JSON."""
        return json.dumps(asdict(self))

    @property
    def principal(self) -> Principal:
        """Who it is."""
        return Principal(
            principal_id=self.principal_id,
            roles=frozenset(map(Role, self.roles)),
            teams=None if self.teams is None else frozenset(self.teams),
            carer_id=self.carer_id,
        )

    def audit_line(self, team_id: str, subject: str) -> AuditLine:
        """A line that says that they had this done, now."""
        return AuditLine(
            chain=team_id,
            at=datetime.now(UTC),
            who=self.principal_id,
            roles=" ".join(self.roles),
            action=self.action,
            subject=subject,
            why=self.purpose,
            request_id=self.request_id,
        )


def job_path(team_id: str, job_id: str) -> str:
    """Where a job is read."""
    return f"/teams/{team_id}/jobs/{job_id}"


def queued(work: Work, request: JobRequest) -> str:
    """Queue a job for a caller, in their transaction; its id.

    Raises:
        RoundsError: `too-many-jobs`, `service-stopping`.
    """
    caller = work.caller
    caller.service.refuse_when_stopping()
    new = NewJob(
        team_id=caller.team_id,
        kind=request.kind,
        lane=request.lane,
        request=request.model_dump_json(),
        caller=Asker.of(caller).text,
    )
    row = add_job(work.session, new, caller.service.settings.limits.queued_jobs)
    work.note(job_subject(row.job_id))
    return row.job_id


def accepted(caller: Caller, job_id: str, **more: str) -> Answer:
    """The answer that a job was taken on; `more` stands in its body."""
    body = json.dumps({"job_id": job_id, "state": "queued", **more})
    return Answer(body, 202, {"Location": job_path(caller.team_id, job_id)})


def job_in(response: Response) -> str:
    """The id of the job that such an answer tells of."""
    return response.headers["Location"].rpartition("/")[2]
