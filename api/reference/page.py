"""The description of the service as one page, which fetches nothing and runs nothing.

Whoever reads it may be about to send a token to this address: no text of others is let in.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from fastapi import FastAPI, Response

from scheduler.io.page.self_contained import templates_of

PATH = "/docs"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


class Operation(NamedTuple):
    """Something that can be asked for.

    Attributes:
        takes: bodies, as pairs of media type and example.
        well: answers when all is well: status, media type, example.
        problems: answers when it is not: status, and what that means.
    """

    name: str
    method: str
    path: str
    summary: str
    description: str
    is_open: bool
    parameters: list[dict[str, Any]]
    takes: list[tuple[str, str]]
    well: list[tuple[str, str, str]]
    problems: list[tuple[str, str]]


def serve_page(app: FastAPI) -> None:
    """Show the description at `/docs`."""

    @cache
    def text() -> str:
        return page(app.openapi())

    @app.get(PATH, include_in_schema=False)
    def read_page() -> Response:
        """The page."""
        return Response(text(), media_type="text/html", headers={"Content-Security-Policy": POLICY})


def page(description: Mapping[str, Any]) -> str:
    """The page of a description."""
    environment = templates_of("api.reference")
    by_tag: dict[str, list[Operation]] = {}
    for tag, operation in operations(description):
        by_tag.setdefault(tag, []).append(operation)
    return environment.get_template("page.html").render(
        info=description["info"],
        style=files("api.reference").joinpath("page.css").read_text("utf-8"),
        by_tag=by_tag,
        schemas={
            name: _json(schema) for name, schema in description["components"]["schemas"].items()
        },
    )


def operations(description: Mapping[str, Any]) -> Iterator[tuple[str, Operation]]:
    """Everything that can be asked for, each with its heading."""
    for path, methods in description["paths"].items():
        for method, told in methods.items():
            yield told["tags"][0], _operation(method.upper(), path, told)


def _operation(method: str, path: str, told: Mapping[str, Any]) -> Operation:
    # below the first line of a docstring, which is the summary of people
    summary, _, more = told["description"].partition("\n")
    answers = told["responses"].items()
    bodies = told.get("requestBody", {}).get("content", {})
    return Operation(
        name=told["operationId"],
        method=method,
        path=path,
        summary=summary,
        description=more.strip(),
        is_open="security" not in told,
        parameters=told.get("parameters", []),
        takes=[(media, _example(content)) for media, content in bodies.items()],
        well=[
            (status, media, _example(content))
            for status, answer in answers
            if status < "400"
            for media, content in (answer.get("content") or {"": {}}).items()
        ],
        problems=[(status, answer["description"]) for status, answer in answers if status >= "400"],
    )


def _example(content: Mapping[str, Any]) -> str:
    """An example of a body; nothing where there is none."""
    if "example" in content:
        return _json(content["example"])
    for example in content.get("examples", {}).values():
        return _json(example["value"])
    return ""


def _json(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
