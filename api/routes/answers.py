"""What routes say in the description of the service about their answers."""

from typing import Any

from api.description import REFERENCE
from api.problems import PROBLEM_JSON, ProblemDocument

_MEANINGS = {
    401: "Nobody is known by the token.",
    403: "The role does not allow it.",
    404: "It does not exist, or belongs to a team of others.",
    409: "What is there stands in the way.",
    412: "The resource has changed since it was read.",
    413: "The body is too large.",
    422: "Something in the request cannot be used; every problem is listed.",
    428: "The request does not say what it was decided on.",
    429: "Too much was asked; Retry-After says when to try again.",
    500: "A fault of the service.",
    503: "The service cannot do it at the moment; Retry-After says when to try again.",
}
_PROBLEM = {"$ref": REFERENCE.format(model=ProblemDocument.__name__)}
ALWAYS = (401, 403, 404, 413, 422, 429, 503)


def problems(*more: int) -> dict[int | str, dict[str, Any]]:
    """Descriptions of the problems that a route may answer with, for `responses`."""
    return {
        status: {
            "description": _MEANINGS[status],
            "content": {PROBLEM_JSON: {"schema": _PROBLEM}},
        }
        for status in sorted({*ALWAYS, *more})
    }
