"""Whether the service is there and ready."""

from fastapi import APIRouter
from pydantic import BaseModel

from api.routes.answers import open_answers
from scheduler import __version__

router = APIRouter(tags=["operations"])


class Health(BaseModel):
    """That the service answers, and which version it is."""

    version: str


@router.get("/live", responses=open_answers({200: {"version": __version__}}))
def live() -> Health:
    """Whether the service answers.

    Anybody may ask; nothing else is looked at.
    """
    return Health(version=__version__)
