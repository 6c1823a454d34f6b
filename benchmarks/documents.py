"""Files of a benchmark: written whole or not at all, and read again."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from scheduler.errors import RoundsError

Run = TypeVar("Run")


def write_whole(path: Path, text: str) -> None:
    """Write a file such that nobody ever finds half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"new-{path.name}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(path)


def write_runs(path: Path, circumstances: Mapping[str, object], runs: Sequence[object]) -> None:
    """Write runs, each as JSON can hold it, under what they were measured in."""
    document = {**circumstances, "runs": list(runs)}
    write_whole(path, json.dumps(document, indent=1) + "\n")


def read_runs(path: Path, of: Callable[[Any], Run]) -> list[Run]:
    """The runs of an earlier benchmark.

    Args:
        of: makes a run of what JSON holds.

    Raises:
        RoundsError: `benchmark-unread`.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return [of(each) for each in document["runs"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RoundsError("benchmark-unread", f"{path}: {error}.") from error
