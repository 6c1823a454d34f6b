"""The description of the service (OpenAPI), with the forms of problems and teams in it once."""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.openapi.utils import get_openapi
from fastapi.params import Body
from fastapi.routing import APIRoute

from api.access.caller import AllowedForTeam, AllowedHere
from api.problems import ProblemDocument
from api.studies.asked import STUDY_ASKED
from scheduler.io.team.document_schema import team_document_schema

ABOUT = """\
Rounds for neighbourhood care teams: teams, plans, changes of plans, and what they show.

Every problem is answered as `application/problem+json` (RFC 9457), with a code, what it is about
and what to try. Creating calls take an `Idempotency-Key`; calls that replace take `If-Match`.
"""
BEARER = "bearer"
BEARER_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "A local token (`rounds service token create`), or one of an issuer that is "
    "configured.",
}
TEAM_DOCUMENT = "TeamDocument"
STUDY_DOCUMENT = "StudyAsked"
_REFERENCE = "#/components/schemas/{model}"


def reference(model: str) -> dict[str, str]:
    """What names a model of the description that is in it once."""
    return {"$ref": _REFERENCE.format(model=model)}


def describe(app: FastAPI, routes: Iterable[APIRoute]) -> None:
    """Let the application describe itself so.

    Args:
        routes: those that it has, with their whole paths.
    """
    known = tuple(routes)

    def description() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app, known)
        return app.openapi_schema

    vars(app)["openapi"] = description


def _described(app: FastAPI, routes: Iterable[APIRoute]) -> dict[str, Any]:
    told = get_openapi(title=app.title, version=app.version, description=ABOUT, routes=app.routes)
    schemas = told.setdefault("components", {}).setdefault("schemas", {})
    told["components"]["securitySchemes"] = {BEARER: BEARER_SCHEME}
    problem = ProblemDocument.model_json_schema(ref_template=_REFERENCE)
    schemas.update(problem.pop("$defs"))
    schemas[ProblemDocument.__name__] = problem
    schemas[TEAM_DOCUMENT] = team_document_schema()
    study = STUDY_ASKED.json_schema(ref_template=_REFERENCE)
    schemas.update(study.pop("$defs"))
    schemas[STUDY_DOCUMENT] = study
    for route in routes:
        for method in route.methods or ():
            operation = told["paths"][route.path_format][method.lower()]
            if _asks_who(route.dependant):
                operation["security"] = [{BEARER: []}]
            _give_examples(operation, route.responses)
            _give_body_examples(operation, route)
    return told


def _asks_who(dependant: Dependant) -> bool:
    """Whether somebody has to prove who they are, for a route or what it depends on."""
    return any(
        isinstance(each.call, AllowedForTeam | AllowedHere) or _asks_who(each)
        for each in dependant.dependencies
    )


def _give_examples(
    operation: dict[str, Any], responses: Mapping[int | str, Mapping[str, Any]]
) -> None:
    """The examples as they were given: the framework leaves out what is null in them."""
    for status, response in responses.items():
        for media_type, content in response.get("content", {}).items():
            if "example" in content:
                told = operation["responses"][str(status)]["content"][media_type]
                told["example"] = content["example"]


def _give_body_examples(operation: dict[str, Any], route: APIRoute) -> None:
    """The same for the body of a request."""
    asked = None if route.body_field is None else route.body_field.field_info
    if isinstance(asked, Body) and asked.openapi_examples:
        for content in operation["requestBody"]["content"].values():
            content["examples"] = asked.openapi_examples
