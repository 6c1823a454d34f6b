"""The description of the service: complete enough to write a client from it.

A new route passes when its docstring has a summary and a description, its router a tag, and its
`responses` come from `api.routes.answers`; bodies have `examples`.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator

from api.app import ROUTERS, create_app
from api.problems import PROBLEM_JSON
from api.server import open_service
from api.settings import Settings

PROBLEM = {"$ref": "#/components/schemas/ProblemDocument"}


def described() -> dict[str, Any]:
    """The description of a service on an empty database."""
    with TemporaryDirectory() as folder:
        settings = Settings(f"sqlite:///{folder}/rounds.sqlite", Path(folder))
        with open_service(settings) as service:
            description: dict[str, Any] = create_app(service).openapi()
    return description


DESCRIPTION = described()
OPERATIONS: dict[str, dict[str, Any]] = {
    f"{method.upper()} {path}": operation
    for path, methods in DESCRIPTION["paths"].items()
    for method, operation in methods.items()
}
each_operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())


def conforms(example: object, schema: dict[str, Any]) -> None:
    """Fail where an example is not of its schema."""
    Draft202012Validator({**schema, "components": DESCRIPTION["components"]}).validate(example)


def test_every_route_is_described() -> None:
    """No route is kept out of the description."""
    routes = [route for router in ROUTERS for route in router.routes]
    assert all(isinstance(route, APIRoute) for route in routes)
    told = {f"{method} {route.path}" for route in routes for method in route.methods}
    assert told == set(OPERATIONS)


@each_operation
def test_every_operation_says_what_it_does(operation: dict[str, Any]) -> None:
    """In one line and in more, under a heading, with an id of its own."""
    assert operation["summary"]
    assert operation["description"].strip()
    assert len(operation["tags"]) == 1
    assert operation["operationId"].isidentifier()


def test_operation_ids_are_names_of_one_operation_each() -> None:
    """A generated client has no two methods of one name."""
    ids = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(ids) == len(set(ids))


@each_operation
def test_every_refusal_is_a_problem(operation: dict[str, Any]) -> None:
    """With the media type of problems, and when to try again where it is a matter of time."""
    refusals = {code: told for code, told in operation["responses"].items() if code >= "400"}
    assert {"414", "422", "429", "431", "503"} <= set(refusals)
    for code, told in refusals.items():
        assert told["content"] == {PROBLEM_JSON: {"schema": PROBLEM}}
        assert told["description"]
        assert ("Retry-After" in told.get("headers", {})) == (code in {"429", "503"})


@each_operation
def test_whoever_needs_a_token_is_told(operation: dict[str, Any]) -> None:
    """Operations with the bearer scheme may answer that nobody is known, or that they may not."""
    if operation.get("security"):
        assert operation["security"] == [{"bearer": []}]
        assert {"401", "403", "404", "413"} <= set(operation["responses"])


@each_operation
def test_every_body_has_an_example(operation: dict[str, Any]) -> None:
    """Of each request and of each answer when all is well, and of the form that is described."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        examples = content.get("examples") or _examples(content["schema"])
        assert examples
        for example in examples.values() if isinstance(examples, dict) else examples:
            conforms(example.get("value", example), content["schema"])
    for code, told in operation["responses"].items():
        if not code.startswith("2") or code == "204":
            continue
        assert told["content"], f"{code} has no content"
        for content in told["content"].values():
            assert "example" in content, f"{code} has no example"
            conforms(content["example"], content.get("schema", {}))


def test_creating_calls_take_an_idempotency_key() -> None:
    """Whoever repeats one does it once."""
    for name, operation in OPERATIONS.items():
        if name.startswith("POST"):
            headers = {each["name"] for each in operation["parameters"] if each["in"] == "header"}
            assert "idempotency-key" in headers, name


def _examples(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Those of a schema, or of the one that it refers to."""
    while "$ref" in schema:
        schema = DESCRIPTION["components"]["schemas"][schema["$ref"].rsplit("/", 1)[-1]]
    found: list[dict[str, Any]] = schema.get("examples", [])
    return found
