"""Whether the service is there and ready."""

from fastapi import APIRouter
from pydantic import BaseModel

from scheduler import __version__

router = APIRouter(tags=["operations"])


class Health(BaseModel):
    """That the service answers, and which version it is."""

    version: str


@router.get("/live")
def live() -> Health:
    """Whether the service answers."""
    return Health(version=__version__)
