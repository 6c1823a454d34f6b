"""Errors as problem+json (RFC 9457): the code of the error index is the type."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from scheduler.errors import FaultError, Finding, InputError, RoundsError
from scheduler.io.error_document import error_document

PROBLEM_JSON = "application/problem+json"
TYPE = "urn:rounds:problem:{code}"
RETRY_SECONDS = 5

STATUS: Mapping[str, int] = {
    "not-authenticated": HTTPStatus.UNAUTHORIZED,
    "not-allowed": HTTPStatus.FORBIDDEN,
    "not-a-carer": HTTPStatus.FORBIDDEN,
    "not-there": HTTPStatus.NOT_FOUND,
    "method-not-there": HTTPStatus.METHOD_NOT_ALLOWED,
    "version-unknown": HTTPStatus.NOT_FOUND,
    "offer-unknown": HTTPStatus.NOT_FOUND,
    "there-already": HTTPStatus.CONFLICT,
    "change-overtaken": HTTPStatus.CONFLICT,
    "change-impossible": HTTPStatus.CONFLICT,
    "undo-impossible": HTTPStatus.CONFLICT,
    "undo-not-newest": HTTPStatus.CONFLICT,
    "undo-of-first": HTTPStatus.CONFLICT,
    "publish-moves-begun": HTTPStatus.CONFLICT,
    "change-of-nothing": HTTPStatus.CONFLICT,
    "team-changed-since": HTTPStatus.CONFLICT,
    "plan-not-published": HTTPStatus.CONFLICT,
    "clock-after-plan": HTTPStatus.CONFLICT,
    "publish-over-version": HTTPStatus.PRECONDITION_FAILED,
    "offer-not-open": HTTPStatus.CONFLICT,
    "seen-outdated": HTTPStatus.PRECONDITION_FAILED,
    "seen-not-named": HTTPStatus.PRECONDITION_REQUIRED,
    "job-cancelled": HTTPStatus.CONFLICT,
    "draft-unlike-plan": HTTPStatus.CONFLICT,
    "body-too-large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "url-too-long": HTTPStatus.REQUEST_URI_TOO_LONG,
    "headers-too-large": HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
    "token-unknown": HTTPStatus.NOT_FOUND,
    "issuer-unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "too-many-requests": HTTPStatus.TOO_MANY_REQUESTS,
    "too-many-jobs": HTTPStatus.TOO_MANY_REQUESTS,
    "storage-unavailable": HTTPStatus.SERVICE_UNAVAILABLE,
    "service-stopping": HTTPStatus.SERVICE_UNAVAILABLE,
    "not-ready": HTTPStatus.SERVICE_UNAVAILABLE,
    "studies-not-installed": HTTPStatus.NOT_IMPLEMENTED,
}
"""By code; every other error is the caller's to mend (422), or a fault of ours (500)."""

WITH_RETRY = frozenset(
    {
        "too-many-requests",
        "too-many-jobs",
        "storage-unavailable",
        "service-stopping",
        "issuer-unavailable",
        "not-ready",
    }
)


class LaterError(RoundsError):
    """Refused for now.

    Args:
        retry_seconds: after which it can be tried again.
    """

    def __init__(self, code: str, message: str, retry_seconds: int) -> None:
        self.retry_seconds = retry_seconds
        super().__init__(code, message)


class FindingEntry(BaseModel):
    """One thing wrong with what was given, and where it stands."""

    file: str
    row: int
    column: str
    code: str
    value: str
    message: str
    remedy: str


class ProblemDocument(BaseModel):
    """What went wrong (RFC 9457), and what to try. `findings` has every problem of the input."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    remedy: str
    findings: list[FindingEntry] = []


@dataclass(frozen=True)
class Problem:
    """An answer that says what went wrong."""

    status: int
    document: Mapping[str, object]
    headers: Mapping[str, str]

    def response(self) -> Response:
        """As it goes out."""
        text = json.dumps(self.document, ensure_ascii=False)
        return Response(text, self.status, dict(self.headers), media_type=PROBLEM_JSON)


def status_of(error: RoundsError) -> int:
    """The status of an answer about an error."""
    if isinstance(error, FaultError):
        return HTTPStatus.INTERNAL_SERVER_ERROR
    return int(STATUS.get(error.code, HTTPStatus.UNPROCESSABLE_ENTITY))


def problem_of(error: RoundsError) -> Problem:
    """An error as an answer."""
    status = status_of(error)
    told = error_document(error)["error"]
    if not isinstance(told, dict):
        raise TypeError("An error document is an object.")
    document = {
        "type": TYPE.format(code=error.code),
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": told["message"],
        "code": error.code,
        "remedy": told["remedy"],
        "findings": told.get("findings", []),
    }
    headers: dict[str, str] = {}
    if error.code in WITH_RETRY:
        waited = error.retry_seconds if isinstance(error, LaterError) else RETRY_SECONDS
        headers["Retry-After"] = str(waited)
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="rounds"'
    return Problem(status, document, headers)


def install(app: FastAPI) -> None:
    """Answer every error in this form."""

    @app.exception_handler(RoundsError)
    def _refused(request: Request, error: RoundsError) -> Response:
        request.state.error = error  # for the log and the figures
        return problem_of(error).response()

    @app.exception_handler(Exception)
    def _failed(_: Request, error: Exception) -> Response:
        # what the error says may hold values: only its kind is told
        message = f"The service met a {type(error).__name__}."
        return problem_of(FaultError("service-fault", message)).response()

    @app.exception_handler(RequestValidationError)
    def _malformed(request: Request, error: RequestValidationError) -> Response:
        request.state.error = InputError([_finding(each) for each in error.errors()])
        return problem_of(request.state.error).response()

    @app.exception_handler(HTTPException)
    def _general(_: Request, error: HTTPException) -> Response:
        return problem_of(_of_framework(error)).response()


def _finding(each: Mapping[str, object]) -> Finding:
    """What the framework found; the value itself is not repeated, it may be a client's."""
    where = each.get("loc", ())
    parts = [str(part) for part in where] if isinstance(where, tuple | list) else []
    place, column = (parts[0], ".".join(parts[1:])) if parts else ("request", "")
    return Finding(place, 0, column, "request-malformed", "", f"{each.get('msg')}.")


def _of_framework(error: HTTPException) -> RoundsError:
    codes = {
        HTTPStatus.NOT_FOUND: ("not-there", "There is nothing at this address."),
        HTTPStatus.METHOD_NOT_ALLOWED: ("method-not-there", "This cannot be done here."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ("body-too-large", "The body is too large."),
    }
    code, message = codes.get(
        HTTPStatus(error.status_code), ("request-malformed", "The request cannot be read.")
    )
    return RoundsError(code, message)
