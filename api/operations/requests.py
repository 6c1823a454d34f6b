"""Every request: a line in the log, and counted. The route's template is told, never the path."""

import time
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.operations.figures import METHODS, OTHER, Figures
from api.operations.log import errors_told, logger
from scheduler.errors import FaultError, RoundsError

NO_ROUTE = "none"


class Requests:
    """Tells of every request what came of it."""

    def __init__(self, app: ASGIApp, figures: Figures) -> None:
        self._app = app
        self._figures = figures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and tell of it when it is answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        failed: Exception | None = None
        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            failed = error
            raise
        finally:
            self._tell(scope, status, time.perf_counter() - begun, failed)

    def _tell(
        self, scope: Scope, status: int, seconds: float, failed: BaseException | None
    ) -> None:
        state: dict[str, Any] = scope.get("state", {})
        route = getattr(scope.get("route"), "path", NO_ROUTE)
        self._figures.count_request(route, scope["method"], status, seconds)
        told = {
            "request_id": state.get("request_id"),
            "route": route,
            "method": scope["method"] if scope["method"] in METHODS else OTHER,
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
            "team_id": state.get("team_id"),
            "principal_id": state.get("principal_id"),
        }
        error = failed or state.get("error")
        if isinstance(error, RoundsError):
            told["code"] = error.code
            self._figures.count_problem(error.code)
        if error is not None and _is_ours(error):
            told["errors"] = errors_told(error)
        say = logger().error if status >= 500 else logger().info
        say("request", **{key: value for key, value in told.items() if value is not None})


def _is_ours(error: BaseException) -> bool:
    """Whether the operator needs to know where it came from."""
    return (
        not isinstance(error, RoundsError)
        or isinstance(error, FaultError)
        or error.__cause__ is not None
    )
