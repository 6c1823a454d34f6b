"""The log: JSON lines of fixed words, ids and figures, to standard error.

No message that a library or an exception has made stands in it, nor a value of any variable: they
can hold a name or an address. What is told of them is their kind and the place in the code.
"""

import logging
import sys
import threading
import traceback
from types import TracebackType
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, ExcInfo

from scheduler.errors import RoundsError

FIELDS = frozenset(
    {
        "time",
        "level",
        "event",
        "request_id",
        "route",
        "method",
        "status",
        "milliseconds",
        "team_id",
        "principal_id",
        "code",
        "logger",
        "place",
        "errors",
        "job_id",
        "kind",
        "worker",
        "attempt",
        "seconds",
    }
)
"""All that a line may have; anything else is dropped."""
_FAMILY = "rounds"
_DEEPEST = 5
"""Causes of an error that are told."""


class _KnownFields:
    """Drops what no line may have: a new field has to be thought about."""

    def __call__(self, _: object, __: str, event: EventDict) -> EventDict:
        return {key: value for key, value in event.items() if key in FIELDS}


class _Strangers:
    """Tells of a line of a library where it comes from, and not what it says."""

    def __call__(self, _: object, __: str, event: EventDict) -> EventDict:
        record: logging.LogRecord | None = event.get("_record")
        if record is None or event["_from_structlog"]:
            return event
        event["event"] = "library"
        event["logger"] = record.name
        event["place"] = f"{record.module}:{record.lineno}"
        return event


class _Errors:
    """Tells of an exception its kind and place, and those of its causes."""

    def __call__(self, _: object, __: str, event: EventDict) -> EventDict:
        given = event.pop("exc_info", None)
        error = sys.exception() if given is True else _exception(given)
        if error is not None:
            event["errors"] = errors_told(error)
        return event


def errors_told(error: BaseException) -> list[dict[str, str]]:
    """Kind, code and place of an error and of what caused it, from the outermost on."""
    told: list[dict[str, str]] = []
    each: BaseException | None = error
    while each is not None and len(told) < _DEEPEST:
        entry = {"kind": type(each).__name__, "place": _place(each.__traceback__)}
        if isinstance(each, RoundsError):
            entry["code"] = each.code
        told.append(entry)
        each = each.__cause__ or each.__context__
    return told


def logger() -> structlog.stdlib.BoundLogger:
    """What modules of the service log with: `logger().info("request", status=200)`."""
    made: structlog.stdlib.BoundLogger = structlog.get_logger(_FAMILY)
    return made


def configure_log(stream: TextIO | None = None) -> None:
    """Send every line of this process through here: ours, those of libraries, and warnings."""
    shared: list[Any] = [
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        structlog.stdlib.add_log_level,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            use_get_message=False,
            processors=[
                _Strangers(),
                _Errors(),
                _KnownFields(),
                structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(_FAMILY).setLevel(logging.INFO)
    for name in tuple(logging.root.manager.loggerDict):
        # what a library has set up for itself would pass us by
        found = logging.getLogger(name)
        found.handlers, found.propagate = [], True
    logging.captureWarnings(capture=True)
    sys.excepthook = _crashed
    threading.excepthook = _thread_crashed


def _crashed(_: type[BaseException], error: BaseException, __: TracebackType | None) -> None:
    logger().critical("crashed", exc_info=error)


def _thread_crashed(told: threading.ExceptHookArgs) -> None:
    logger().critical("thread_crashed", exc_info=told.exc_value)


def _exception(given: ExcInfo | BaseException | None) -> BaseException | None:
    if isinstance(given, tuple):
        return given[1]
    return given


def _place(trace: TracebackType | None) -> str:
    """Where an error was raised: the last frame of our own code, else the last of all."""
    frames = traceback.extract_tb(trace)
    if not frames:
        return ""
    ours = [each for each in frames if "/api/" in each.filename or "/scheduler/" in each.filename]
    last = (ours or frames)[-1]
    return f"{last.filename.rsplit('/', 1)[-1]}:{last.lineno} {last.name}"
