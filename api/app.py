"""The HTTP application: thin, like the command line."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from uuid import uuid4

from anyio import to_thread
from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.jobs.supervisor import Supervisor
from api.routes import jobs, networks, operations, plans, schemas, teams
from api.service import Service
from scheduler import __version__


class RequestIds:
    """Gives every request an id of its own, which audit lines and logs name."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http":
            scope.setdefault("state", {})["request_id"] = uuid4().hex
        await self._app(scope, receive, send)


def _at_work(
    supervisor: Supervisor | None,
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if supervisor is None:
            yield
            return
        supervisor.start()
        try:
            yield
        finally:
            await to_thread.run_sync(supervisor.stop)

    return lifespan


def create_app(service: Service, supervisor: Supervisor | None = None) -> FastAPI:
    """The application, ready for a server.

    Args:
        supervisor: of the workers, who work while the application is served; without them jobs
            wait.
    """
    app = FastAPI(
        lifespan=_at_work(supervisor),
        title="Rounds",
        version=__version__,
        max_body_size=service.settings.limits.body_bytes,
    )
    app.state.service = service
    app.add_middleware(RequestIds)
    problems.install(app)
    for routes in (operations, schemas, teams, networks, plans, jobs):
        app.include_router(routes.router)
    app.include_router(networks.uploads(service.settings.limits.network_bytes))
    return app
