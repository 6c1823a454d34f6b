"""Which instances are asked for, and many jobs one beside the other."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from scheduler.errors import RoundsError

Job = TypeVar("Job")
Run = TypeVar("Run")


def chosen(names: Sequence[str], only: Sequence[str]) -> tuple[str, ...]:
    """The names asked for: those that are named whole, and where none is, by a part of them.

    Raises:
        RoundsError: `benchmark-unknown` when nothing is named so.
    """
    found = tuple(
        name
        for name in names
        if not only or any(name == part or (part not in names and part in name) for part in only)
    )
    if not found:
        raise RoundsError(
            "benchmark-unknown",
            f"No instance is named {', '.join(only)}.",
            f"There are {', '.join(names)}; a part of a name will do.",
        )
    return found


def measured(
    jobs: Sequence[Job],
    measure: Callable[[Job], Run],
    at_once: int,
    progress: Callable[[str], object],
    told: Callable[[Run], str],
) -> list[Run]:
    """The runs of all jobs in their order, some at a time, each told when it is there."""
    runs = []
    with ThreadPoolExecutor(at_once) as pool:
        for number, run in enumerate(pool.map(measure, jobs), 1):
            progress(f"{number}/{len(jobs)}  {told(run)}")
            runs.append(run)
    return runs
