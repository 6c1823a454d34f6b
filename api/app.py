"""The HTTP application: thin, like the command line."""

from uuid import uuid4

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
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


def create_app(service: Service) -> FastAPI:
    """The application, ready for a server."""
    app = FastAPI(
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
