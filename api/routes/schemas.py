"""The published schemas of what plans look like."""

from fastapi import APIRouter, Response

from api.routes.answers import open_answers
from scheduler.io.document import schema_text
from scheduler.io.plan_document import PlanDocument

SCHEMA_JSON = "application/schema+json"
router = APIRouter(prefix="/schemas", tags=["schemas"])


@router.get(
    "/plan",
    response_class=Response,
    responses=open_answers({200: {"title": "PlanDocument"}}, media_type=SCHEMA_JSON),
)
def plan_schema() -> Response:
    """The JSON Schema of a plan.

    It is the one that `docs/plan.schema.json` shows; anybody may read it.
    """
    return Response(schema_text(PlanDocument), media_type=SCHEMA_JSON)
