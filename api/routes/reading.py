"""What routes that read plans have in common: ids in paths, answers that need no repeating."""

from typing import Annotated, Any

from fastapi import Body, Header, Path, Response

from api.access.caller import JSON
from api.plans.examples import TAKEN
from api.routes.answers import answers
from api.routes.jobs import JobTaken

PlanId = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$", description="Id of a plan.", examples=["p4f2a1"])
]
Counted = Path(ge=1, le=1_000_000)
IfNoneMatch = Annotated[
    str | None, Header(description="ETag of what was read before: unchanged is answered by 304.")
]
IfMatch = Annotated[
    str | None, Header(description="ETag of the plan as it was seen; it has to be there.")
]
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "It is as it was when the ETag was given."}
}


def example(body: dict[str, Any]) -> Any:  # noqa: ANN401 - what the framework calls a body
    """A body with an example of it."""
    return Body(openapi_examples={"example": {"value": body}})


def job_answers(result: dict[str, Any], *more: int) -> dict[int | str, dict[str, Any]]:
    """Everything that a route may answer with that needs a job, for `responses`.

    Args:
        result: an example of what the job makes.
        more: statuses of problems beyond those that every route has.
    """
    told = answers({200: result, 202: TAKEN}, *more)
    told[202] |= {"model": JobTaken, "description": "Location says where the job is."}
    return told


def reading_answer(
    body: str | bytes,
    tag: str,
    if_none_match: str | None,
    media_type: str = JSON,
    **headers: str,
) -> Response:
    """What was read, or that it has not changed.

    Answers are for the caller alone, and are asked for again before they are shown again.
    """
    told = {"ETag": tag, "Cache-Control": "private, no-cache", **headers}
    if is_known(if_none_match, tag):
        return Response(status_code=304, headers=told)
    return Response(body, headers=told, media_type=media_type)


def is_known(if_none_match: str | None, tag: str) -> bool:
    """Whether one of the ETags of a header is this one."""
    known = [each.strip().removeprefix("W/") for each in (if_none_match or "").split(",")]
    return tag in known or "*" in known
