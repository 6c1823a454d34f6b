"""The published schemas of what plans look like."""

from fastapi import APIRouter, Response

from scheduler.io.document import schema_text
from scheduler.io.plan_document import PlanDocument

router = APIRouter(prefix="/schemas", tags=["schemas"])


@router.get("/plan")
def plan_schema() -> Response:
    """The JSON Schema of a plan."""
    return Response(schema_text(PlanDocument), media_type="application/schema+json")
