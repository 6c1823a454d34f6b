"""How large a request may be: its address and headers here, its body in the framework.

The framework counts the bytes of a body as they come, whether they were announced or not; what it
answers is given the form of all other problems.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.problems import problem_of
from api.settings import Limits
from scheduler.errors import RoundsError

TOO_LARGE = 413
BETWEEN = 4
"""Bytes between the name of a header and its value, and behind it."""


def refuse_oversized(scope: Scope, limits: Limits) -> None:
    """Refuse a request by what stands before its body.

    Raises:
        RoundsError: `url-too-long`, `headers-too-large`.
    """
    url = len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"])
    if url > limits.url_bytes:
        message = f"It has {url} bytes, the most is {limits.url_bytes}."
        raise RoundsError("url-too-long", message)
    headers = sum(len(name) + len(value) + BETWEEN for name, value in scope["headers"])
    if headers > limits.header_bytes:
        message = f"They have {headers} bytes, the most is {limits.header_bytes}."
        raise RoundsError("headers-too-large", message)


class BodyProblems:
    """Answers for bodies that are too large as for all other problems."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back."""
        replaced = False

        async def answer(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and _is_plain_refusal(message):
                replaced = True
                problem = problem_of(RoundsError("body-too-large", "The body is too large."))
                await problem.response()(scope, receive, send)
            elif not replaced:
                await send(message)

        await self._app(scope, receive, answer)


def _is_plain_refusal(message: Message) -> bool:
    kinds = [value for name, value in message["headers"] if name.lower() == b"content-type"]
    plain = any(kind.startswith(b"text/plain") for kind in kinds)
    return message["status"] == TOO_LARGE and plain
