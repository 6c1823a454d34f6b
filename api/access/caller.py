"""A caller: somebody who may do this to this team. Every route asks for one.

A stranger to a team is told that there is no such team (404), somebody of the team without the
right role that they may not (403).
"""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Annotated, TypeVar

from fastapi import Header, Path, Request, Response
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import State

from api.access.admission import WITHOUT_BODY
from api.access.permissions import GRANTS, WITHOUT_CLIENT_DATA, Action
from api.access.principal import Principal
from api.care.audit import AuditLine, append
from api.care.purpose import Purpose
from api.care.trail import Look
from api.service import Service
from api.storage.scope import rows_of_service, rows_of_team
from api.storage.tables import IdempotencyRow, TeamRow
from scheduler.errors import FaultError, RoundsError

JSON = "application/json"
T = TypeVar("T")
TeamId = Annotated[str, Path(min_length=1, max_length=100, description="Id of a team.")]


@dataclass(frozen=True)
class Answer:
    """What a route answers: kept under the idempotency key where one was given.

    Attributes:
        repeated: what the same call answers later, where the body holds a secret: that is told
            once and kept nowhere.
    """

    body: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    repeated: str | None = None

    def response(self, **more: str) -> Response:
        """As it goes out."""
        return Response(self.body, self.status, {**self.headers, **more}, media_type=JSON)


@dataclass
class Work:
    """A transaction with the lines that the audit trail will have of it."""

    session: Session
    caller: "Caller"
    lines: list[AuditLine] = field(default_factory=list)

    def note(self, subject: str) -> None:
        """What was read or written: `team/3`, `plan/ab12/version/2`, `client/k07`."""
        self.lines.append(self.caller.audit_line(subject))


@dataclass(frozen=True)
class Caller:
    """Somebody who may do this.

    Attributes:
        team_id: the team that it is done to; empty where it is none.
        fingerprint: digest of method, path and body: what an idempotency key was first used for;
            empty for what only reads.
        state: of the request, for the log.
        brings_team: whether the team need not be there yet.
    """

    service: Service
    principal: Principal
    action: Action
    team_id: str
    purpose: Purpose
    request_id: str
    state: State
    fingerprint: str
    idempotency_key: str | None = None
    brings_team: bool = False

    def of_new_team(self, team_id: str) -> "Caller":
        """The same caller, for a team that the request brings."""
        return replace(self, team_id=team_id, brings_team=True)

    def audit_line(self, subject: str) -> AuditLine:
        """A line that says that this caller did this, now."""
        principal = self.principal
        return AuditLine(
            chain=self.team_id,
            at=datetime.now(UTC),
            who=principal.principal_id,
            roles=" ".join(sorted(principal.roles)),
            action=self.action,
            subject=subject,
            why=self.purpose,
            request_id=self.request_id,
        )

    @contextmanager
    def reading(self) -> Iterator[Work]:
        """A transaction that reads; its lines are kept before the answer goes out.

        Raises:
            FaultError: client data could have been read, and nothing was noted.
        """
        with self.service.database.read() as session:
            self._refuse_unknown_team(session)
            work = Work(session, self)
            yield work
        if not work.lines and self.action not in WITHOUT_CLIENT_DATA:
            raise FaultError("not-audited", f"{self.action} noted nothing.")
        self.service.trail.record(work.lines)

    async def looking(self, look: Look[T], subject: Callable[[T], str]) -> T:
        """What a look finds, in one transaction with its line and with whoever looks meanwhile.

        Args:
            look: asks for rows of the caller's team only.
            subject: what was read.

        Raises:
            RoundsError: `storage-unavailable`, `service-stopping`; whatever the look raises.
        """
        found = await self.service.trail.looked(
            look, lambda found: [self.audit_line(subject(found))]
        )
        self.state.team_id = self.team_id  # for the log, now that it is known to be one
        return found

    @contextmanager
    def writing(self) -> Iterator[Work]:
        """A transaction that writes, its lines with it.

        Raises:
            FaultError: nothing was noted.
        """
        with self.service.database.write() as session:
            self._refuse_unknown_team(session)
            work = Work(session, self)
            yield work
            if not work.lines:
                raise FaultError("not-audited", f"{self.action} noted nothing.")
            append(session, work.lines)

    @contextmanager
    def preparing(self) -> Iterator[Session]:
        """A transaction that reads for one that writes, whose lines tell of both."""
        with self.service.database.read() as session:
            self._refuse_unknown_team(session)
            yield session

    def refuse_unknown_team(self) -> None:
        """Look whether there is such a team.

        Raises:
            RoundsError: `not-there`.
        """
        with self.service.database.read() as session:
            self._refuse_unknown_team(session)

    def _refuse_unknown_team(self, session: Session) -> None:
        if not self.team_id or self.brings_team:
            return
        if session.scalars(rows_of_team(TeamRow, self.team_id)).one_or_none() is None:
            raise _no_team(self.team_id)
        self.state.team_id = self.team_id  # for the log, now that it is known to be one

    def once(self, make: Callable[[Work], Answer]) -> Response:
        """Create something; the same call with the same idempotency key answers the same again.

        Raises:
            RoundsError: `idempotency-key-reused`; whatever `make` raises.
        """
        return self.once_prepared(lambda: make)

    def once_prepared(self, prepare: Callable[[], Callable[[Work], Answer]]) -> Response:
        """The same for what takes a while to work out, before which nobody's write has to wait.

        Args:
            prepare: works it out; what it returns is done in the transaction.
        """
        if self.idempotency_key is None:
            make = prepare()
            with self.writing() as work:
                answer = make(work)
            return answer.response()
        kept = self._kept(self.idempotency_key)
        if kept is not None:
            return _replayed(kept, self.fingerprint)
        make = prepare()
        try:
            with self.writing() as work:
                answer = make(work)
                self._keep(work.session, self.idempotency_key, answer)
        except IntegrityError:
            # the same call came in twice at a time, and the other was quicker
            kept = self._kept(self.idempotency_key)
            if kept is None:
                raise
            return _replayed(kept, self.fingerprint)
        return answer.response()

    def _kept(self, key: str) -> IdempotencyRow | None:
        asked = rows_of_service(IdempotencyRow).where(
            IdempotencyRow.principal_id == self.principal.principal_id,
            IdempotencyRow.key == key,
            IdempotencyRow.expires_at > datetime.now(UTC),
        )
        with self.service.database.read() as session:
            return session.scalars(asked).one_or_none()

    def _keep(self, session: Session, key: str, answer: Answer) -> None:
        now = datetime.now(UTC)
        stale = session.get(IdempotencyRow, (self.principal.principal_id, key))
        if stale is not None and stale.expires_at <= now:
            session.delete(stale)
            session.flush()
        session.add(
            IdempotencyRow(
                principal_id=self.principal.principal_id,
                key=key,
                fingerprint=self.fingerprint,
                status=answer.status,
                headers=json.dumps(dict(answer.headers)),
                body=answer.body if answer.repeated is None else answer.repeated,
                expires_at=now + timedelta(seconds=self.service.settings.limits.replay_seconds),
            )
        )
        session.flush()


def _replayed(kept: IdempotencyRow, fingerprint: str) -> Response:
    if kept.fingerprint != fingerprint:
        message = "The idempotency key was used for another request."
        raise RoundsError("idempotency-key-reused", message)
    answer = Answer(kept.body, kept.status, json.loads(kept.headers))
    return answer.response(**{"Idempotency-Replayed": "true"})


async def fingerprint(request: Request) -> str:
    """Digest of a request that may create something."""
    if request.method in WITHOUT_BODY:
        return ""
    told = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    return sha256(told + await request.body()).hexdigest()


PurposeHeader = Annotated[Purpose, Header(description="Why; it stands in the audit trail.")]
KeyHeader = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Repeating a call with the same key answers the same and does it once.",
    ),
]


@dataclass(frozen=True)
class Call:
    """What every request says besides what it asks for."""

    service: Service
    principal: Principal
    purpose: Purpose
    request_id: str
    state: State
    fingerprint: str
    idempotency_key: str | None


@dataclass(frozen=True)
class AllowedForTeam:
    """Makes callers who may do this to the team in the path."""

    action: Action

    async def __call__(
        self,
        request: Request,
        team_id: TeamId,
        purpose: PurposeHeader = Purpose.CARE,
        idempotency_key: KeyHeader = None,
    ) -> Caller:
        """The caller.

        Whoever was given this very team is spared the look whether it exists: it shows in their
        first transaction.

        Raises:
            RoundsError: `not-authenticated`, `not-there`, `not-allowed`.
        """
        principal = _principal_of(request)
        if not principal.belongs_to(team_id):
            raise _no_team(team_id)
        caller = await _caller(
            request,
            principal,
            self.action,
            team_id,
            purpose=purpose,
            idempotency_key=idempotency_key,
        )
        if principal.teams is None:
            await run_in_threadpool(caller.refuse_unknown_team)
        return caller


@dataclass(frozen=True)
class AllowedHere:
    """Makes callers who may do this, where it concerns no team."""

    action: Action

    async def __call__(
        self,
        request: Request,
        purpose: PurposeHeader = Purpose.CARE,
        idempotency_key: KeyHeader = None,
    ) -> Caller:
        """The caller.

        Raises:
            RoundsError: `not-authenticated`, `not-allowed`.
        """
        principal = _principal_of(request)
        return await _caller(
            request, principal, self.action, "", purpose=purpose, idempotency_key=idempotency_key
        )


def allowed(action: Action) -> AllowedForTeam:
    """For a route: a caller who may do this to the team in the path."""
    return AllowedForTeam(action)


def allowed_here(action: Action) -> AllowedHere:
    """For a route that concerns no team, or none that is there already."""
    return AllowedHere(action)


async def _caller(
    request: Request,
    principal: Principal,
    action: Action,
    team_id: str,
    *,
    purpose: Purpose,
    idempotency_key: str | None,
) -> Caller:
    _refuse_role(principal, action)
    return Caller(
        service=request.app.state.service,
        principal=principal,
        action=action,
        team_id=team_id,
        purpose=purpose,
        request_id=request.state.request_id,
        state=request.state,
        fingerprint=await fingerprint(request),
        idempotency_key=idempotency_key,
    )


def _principal_of(request: Request) -> Principal:
    """Who asks, as `api.access.admission` has read off the header.

    Raises:
        RoundsError: `not-authenticated`.
    """
    principal: Principal | None = request.state.principal
    if principal is None:
        raise RoundsError("not-authenticated", "There is no bearer token.")
    request.state.principal_id = principal.principal_id  # for the log
    return principal


def _no_team(team_id: str) -> RoundsError:
    return RoundsError("not-there", f"There is no team {team_id}.")


def _refuse_role(principal: Principal, action: Action) -> None:
    if not principal.roles & GRANTS[action]:
        roles = " ".join(sorted(principal.roles)) or "none"
        raise RoundsError(
            "not-allowed", f"Roles held: {roles}; {action} is not among their rights."
        )
