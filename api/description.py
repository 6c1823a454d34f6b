"""The description of the service (OpenAPI), with what every operation has in common."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from api.problems import ProblemDocument
from scheduler.io.team.document_schema import team_document_schema

REFERENCE = "#/components/schemas/{model}"
TEAM_DOCUMENT = "TeamDocument"


def install(app: FastAPI) -> None:
    """Describe problems and team documents, which routes name by reference."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            made = get_openapi(title=app.title, version=app.version, routes=app.routes)
            _, models = models_json_schema(
                [(ProblemDocument, "serialization")], ref_template=REFERENCE
            )
            schemas = made.setdefault("components", {}).setdefault("schemas", {})
            schemas.update(models["$defs"])
            schemas[TEAM_DOCUMENT] = team_document_schema()
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign] # as FastAPI's documentation asks
