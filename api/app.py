"""The HTTP application: thin, like the command line."""

from collections.abc import Callable
from uuid import uuid4

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.access.admission import Admission
from api.description import describe
from api.limits.sizes import BodyProblems
from api.operations.figures import Figures
from api.operations.requests import Requests
from api.routes import (
    audit,
    drafts,
    erasure,
    exports,
    feeds,
    operations,
    pseudonyms,
    schemas,
    teams,
    tokens,
    versions,
)
from api.service import Service
from scheduler import __version__

ROUTERS = (
    operations.router,
    schemas.router,
    teams.router,
    tokens.router,
    versions.router,
    drafts.router,
    exports.router,
    feeds.router,
    feeds.public_router,
    audit.router,
    erasure.router,
    pseudonyms.router,
)
ALL_ROUTES = tuple(
    route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)
)


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
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.service = service
    app.state.figures = Figures(service.database)
    # each tells whether a part of the service is alive
    app.state.parts = list[Callable[[], bool]]()
    # whoever is added later is asked earlier
    app.add_middleware(BodyProblems)
    app.add_middleware(Admission, service=service)
    app.add_middleware(RequestIds)
    app.add_middleware(Requests, figures=app.state.figures)
    problems.install(app)
    describe(app, ALL_ROUTES)
    for router in ROUTERS:
        app.include_router(router, max_body_size=service.settings.limits.body_bytes)
    return app
