"""The door: who a request is of, and whether they may ask more now, before its body is read."""

import asyncio

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api.access.principal import Principal
from api.limits.rates import Rates
from api.limits.sizes import refuse_oversized
from api.problems import problem_of
from api.service import Service
from scheduler.errors import RoundsError

WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
NO_ADDRESS = "socket"
"""Stands for the address of whoever comes in by a UNIX socket, and is not told by a proxy."""


class Admission:
    """Lets requests in.

    Whoever names nobody can only read, and routes say what is open to them; whoever names somebody
    has to be known. Nothing of a body is read here.
    """

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self._app = app
        self._service = service
        self._limits = service.settings.limits
        self._rates = Rates(self._limits)
        self._looking: dict[str, asyncio.Future[Principal]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer why not."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            refuse_oversized(scope, self._limits)
            _refuse_nul(scope)
            principal = self._met(scope)
            if principal is None:
                principal = await self._known(scope)
        except RoundsError as error:
            await problem_of(error).response()(scope, receive, send)
            return
        scope.setdefault("state", {})["principal"] = principal
        await self._app(scope, receive, send)

    def _met(self, scope: Scope) -> Principal | None:
        authorization = Headers(scope=scope).get("authorization")
        principal = authorization and self._service.identities.met(authorization)
        if not principal:
            return None
        self._rates.refuse_failing(_host(scope))
        self._rates.count_caller(principal.principal_id)
        return principal

    async def _known(self, scope: Scope) -> Principal | None:
        host = _host(scope)
        authorization = Headers(scope=scope).get("authorization")
        if authorization is None:
            self._rates.count_address(host)
            if scope["method"] not in WITHOUT_BODY:
                raise RoundsError("not-authenticated", "There is no bearer token.")
            return None
        self._rates.refuse_failing(host)
        try:
            principal = await self._identity(authorization)
        except RoundsError as error:
            if error.code == "not-authenticated":
                self._rates.count_failure(host)
            raise
        self._rates.count_caller(principal.principal_id)
        return principal

    async def _identity(self, authorization: str) -> Principal:
        """Who sends this header: whoever sends it meanwhile waits for the same look."""
        looking = self._looking.get(authorization)
        if looking is None:
            # tokens are looked up in the database, and keys of issuers fetched
            look = run_in_threadpool(self._service.identities.of, authorization)
            looking = self._looking[authorization] = asyncio.ensure_future(look)
            looking.add_done_callback(lambda _: self._looking.pop(authorization))
        # who hangs up does not take the look away from the others
        return await asyncio.shield(looking)


def _host(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else NO_ADDRESS


def _refuse_nul(scope: Scope) -> None:
    """Refuse an address with the character NUL, which no text of a PostgreSQL database holds.

    Raises:
        RoundsError: `request-malformed`.
    """
    if "\0" in scope["path"] or b"%00" in scope["query_string"]:
        raise RoundsError("request-malformed", "The address has a character NUL.")
