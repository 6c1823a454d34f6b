"""The HTTP application: thin, like the command line.

It keeps nothing and logs no body. There are no accounts yet, so `rounds serve` listens on the
loopback address only.
"""

from typing import Annotated, Any

from fastapi import Body, FastAPI, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from scheduler import __version__
from scheduler.errors import FaultError, RoundsError
from scheduler.io.document import schema_text
from scheduler.io.error_document import error_document
from scheduler.io.plan_document import PlanDocument
from scheduler.io.team import read_team_document


class Health(BaseModel):
    """That the service answers, and which version it is."""

    version: str


class TeamSummary(BaseModel):
    """What a team document holds."""

    team_id: str
    carers: int
    shifts: int
    clients: int
    visits: int


def create_app() -> FastAPI:
    """The application, ready for a server."""
    app = FastAPI(title="Rounds", version=__version__)
    app.add_exception_handler(RoundsError, _refused)

    @app.get("/health")
    def health() -> Health:
        """Whether the service answers."""
        return Health(version=__version__)

    @app.get("/schemas/plan")
    def schema() -> Response:
        """The JSON Schema of plan.json."""
        return Response(schema_text(PlanDocument), media_type="application/schema+json")

    @app.post("/teams/check")
    def check(document: Annotated[dict[str, Any], Body()]) -> TeamSummary:
        """Read a team document: a summary, or every problem in it (422)."""
        team = read_team_document(document)
        return TeamSummary(
            team_id=team.team_id,
            carers=len(team.carers),
            shifts=len(team.shifts),
            clients=len(team.clients),
            visits=len(team.visits),
        )

    return app


def _refused(_: Request, error: Exception) -> JSONResponse:
    """A fault of ours is a 500, everything else that Rounds refuses is the caller's to mend."""
    if not isinstance(error, RoundsError):
        raise error
    status = 500 if isinstance(error, FaultError) else 422
    return JSONResponse(error_document(error), status_code=status)
