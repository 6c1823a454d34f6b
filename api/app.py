"""The HTTP application: thin, like the command line."""

from uuid import uuid4

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.routes import (
    changes,
    comparisons,
    drafts,
    explanations,
    exports,
    feeds,
    jobs,
    networks,
    offers,
    operations,
    plans,
    schemas,
    teams,
    versions,
)
from api.service import Service
from scheduler import __version__

ROUTES = (
    operations.router,
    schemas.router,
    teams.router,
    networks.router,
    plans.router,
    versions.router,
    drafts.router,
    changes.router,
    offers.router,
    explanations.router,
    comparisons.router,
    exports.router,
    feeds.router,
    feeds.public_router,
    jobs.router,
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
        max_body_size=service.settings.limits.body_bytes,
    )
    app.state.service = service
    app.add_middleware(RequestIds)
    problems.install(app)
    for routes in ROUTES:
        app.include_router(routes)
    app.include_router(networks.uploads(service.settings.limits.network_bytes))
    return app
