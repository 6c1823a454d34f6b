"""What routes say in the description of the service about their answers."""

from collections.abc import Mapping
from typing import Any

from api.description import reference
from api.problems import PROBLEM_JSON, ProblemDocument

JSON = "application/json"
_MEANINGS = {
    401: "Nobody is known by the token.",
    403: "The role does not allow it.",
    404: "It does not exist, or belongs to a team of others.",
    409: "What is there stands in the way.",
    412: "The resource has changed since it was read.",
    413: "The body is too large.",
    414: "The address is too long.",
    422: "Something in the request cannot be used; every problem is listed.",
    428: "The request does not say what it was decided on.",
    429: "Too much was asked; Retry-After says when to try again.",
    431: "The headers are too large.",
    500: "A fault of the service.",
    501: "The service runs without what is needed for it.",
    503: "The service cannot do it at the moment; Retry-After says when to try again.",
}
ANYBODY = (401, 414, 422, 429, 431, 503)
ALWAYS = (*ANYBODY, 403, 404, 413)
PROBLEM_SCHEMA = reference(ProblemDocument.__name__)
_WITH_RETRY = frozenset({429, 503})


def problems(*more: int) -> dict[int | str, dict[str, Any]]:
    """Descriptions of the problems that a route may answer with, for `responses`."""
    return {status: _problem(status) for status in sorted({*ALWAYS, *more})}


def answers(
    examples: Mapping[int, object],
    *more: int,
    media_type: str = JSON,
    schema: Mapping[str, Any] | None = None,
) -> dict[int | str, dict[str, Any]]:
    """Everything that a route may answer with, for `responses`.

    Args:
        examples: by status, of what it answers when all is well.
        more: statuses of problems beyond those that every route has.
        media_type: of the examples.
        schema: of the examples, where the route returns no model that says it.
    """
    form = {} if schema is None else {"schema": schema}
    well: dict[int | str, dict[str, Any]] = {
        status: {"content": {media_type: {**form, "example": example}}}
        for status, example in examples.items()
    }
    return {**well, **problems(*more)}


def open_answers(
    examples: Mapping[int, object], *more: int, media_type: str = JSON
) -> dict[int | str, dict[str, Any]]:
    """The same for a route that anybody may ask: nobody is refused for a role or a body."""
    told = answers(examples, media_type=media_type)
    spared = set(ALWAYS) - {*ANYBODY, *more}
    return {status: each for status, each in told.items() if status not in spared}


def _problem(status: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        "description": _MEANINGS[status],
        "content": {PROBLEM_JSON: {"schema": PROBLEM_SCHEMA}},
    }
    if status in _WITH_RETRY:
        seconds = {"type": "integer", "minimum": 1}
        told["headers"] = {"Retry-After": {"description": "Seconds.", "schema": seconds}}
    return told
