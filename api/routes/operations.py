"""Whether the service is there and ready, and its figures."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from api.access.caller import Caller, allowed_here
from api.access.permissions import Action
from api.operations.figures import Figures
from api.operations.readiness import is_ready
from api.routes.answers import answers, open_answers
from scheduler import __version__
from scheduler.errors import RoundsError

router = APIRouter(tags=["operations"])


class Health(BaseModel):
    """That the service answers, and which version it is."""

    version: str


class Readiness(BaseModel):
    """That the service can do its work."""

    ready: bool


@router.get("/live", responses=open_answers({200: {"version": __version__}}))
def live() -> Health:
    """Whether the service answers.

    Anybody may ask; nothing else is looked at.
    """
    return Health(version=__version__)


@router.get("/ready", responses=open_answers({200: {"ready": True}}))
def ready(request: Request) -> Readiness:
    """Whether the database answers with the tables of this version, and all parts are alive."""
    state = request.app.state
    if not is_ready(state.service, state.parts):
        raise RoundsError("not-ready", "A part of the service does not answer.")
    return Readiness(ready=True)


@router.get(
    "/metrics",
    response_class=Response,
    responses=answers({200: "rounds_jobs 0\n"}, media_type="text/plain"),
)
def metrics(
    request: Request, caller: Annotated[Caller, Depends(allowed_here(Action.OPERATE))]
) -> Response:
    """Figures in Prometheus' format, for the token of an operator."""
    del caller  # it is enough that there is one
    figures: Figures = request.app.state.figures
    return Response(figures.text(), media_type=CONTENT_TYPE_LATEST)
