"""The HTTP application: thin, like the command line."""

from collections.abc import Callable
from uuid import uuid4

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from api import description, problems
from api.operations.figures import Figures
from api.operations.requests import Requests
from api.routes import audit, erasure, operations, pseudonyms, schemas, teams
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
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.service = service
    app.state.figures = Figures(service.database)
    # each tells whether a part of the service is alive
    app.state.parts = list[Callable[[], bool]]()
    app.add_middleware(RequestIds)
    app.add_middleware(Requests, figures=app.state.figures)
    problems.install(app)
    description.install(app)
    for routes in (operations, schemas, teams, audit, erasure, pseudonyms):
        app.include_router(routes.router)
    return app
