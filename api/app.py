"""The HTTP application: thin, like the command line."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from itertools import count
from secrets import token_hex

from anyio import to_thread
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from api import problems
from api.access.admission import Admission
from api.description import describe
from api.jobs.supervisor import Supervisor
from api.limits.sizes import BodyProblems
from api.operations.figures import Figures
from api.operations.requests import Requests
from api.reference.page import serve_page
from api.routes import (
    audit,
    changes,
    comparisons,
    drafts,
    erasure,
    explanations,
    exports,
    feeds,
    jobs,
    networks,
    offers,
    operations,
    plans,
    pseudonyms,
    schemas,
    studies,
    teams,
    tokens,
    versions,
)
from api.service import Service
from scheduler import __version__

ROUTERS = (
    versions.router,  # routes are tried in this order, and plans are what is read most
    operations.router,
    schemas.router,
    teams.router,
    tokens.router,
    drafts.router,
    changes.router,
    offers.router,
    explanations.router,
    comparisons.router,
    exports.router,
    feeds.router,
    feeds.public_router,
    audit.router,
    erasure.router,
    pseudonyms.router,
    networks.router,
    networks.upload_router,
    plans.router,
    studies.router,
    jobs.router,
)
LARGE = (networks.upload_router,)
"""Those whose bodies are road networks."""
ALL_ROUTES = tuple(
    route for router in ROUTERS for route in router.routes if isinstance(route, APIRoute)
)


class RequestIds:
    """Gives every request an id of its own, which audit lines and logs name.

    It is drawn once for the process, and counted: drawing lets go of the interpreter each time.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._process, self._numbers = token_hex(8), count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] == "http":
            scope.setdefault("state", {})["request_id"] = (
                f"{self._process}{next(self._numbers):016x}"
            )
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
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.service = service
    app.state.figures = Figures(service.database)
    # each tells whether a part of the service is alive
    app.state.parts = [] if supervisor is None else [supervisor.is_watching]
    # whoever is added later is asked earlier
    app.add_middleware(BodyProblems)
    app.add_middleware(Admission, service=service)
    app.add_middleware(RequestIds)
    app.add_middleware(Requests, figures=app.state.figures)
    problems.install(app)
    limits = service.settings.limits
    describe(app, ALL_ROUTES)
    serve_page(app)
    for router in ROUTERS:
        most = limits.network_bytes if router in LARGE else limits.body_bytes
        app.include_router(router, max_body_size=most)
    return app
