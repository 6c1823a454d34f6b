"""The published schemas of what plans look like."""

from fastapi import APIRouter, Response

from scheduler.io.document import schema_text
from scheduler.io.plan_document import PlanDocument

SCHEMA_JSON = "application/schema+json"

router = APIRouter(prefix="/schemas", tags=["schemas"])


class SchemaResponse(Response):
    """A JSON Schema."""

    media_type = SCHEMA_JSON


_SCHEMA = {"content": {SCHEMA_JSON: {"schema": {"type": "object"}}}}


@router.get("/plan", response_class=SchemaResponse, responses={200: _SCHEMA})
def plan_schema() -> Response:
    """The JSON Schema of a plan."""
    return SchemaResponse(schema_text(PlanDocument))
