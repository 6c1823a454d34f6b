"""The course of a study: its cells planned one after the other, and how far it is."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from api.jobs.task import Task
from api.studies.study_request import StudyJob
from benchmarks.neighbourhoods.study.outcome import Planned, cell_file
from benchmarks.neighbourhoods.study.planner import Manner
from scheduler.errors import FaultError, InputError, RoundsError
from scheduler.solver.stopping import Left, StoppingCriterion, what_is_left

C = TypeVar("C", bound=Planned)


def plan_missing(
    task: Task[StudyJob],
    wanted: Sequence[C],
    plan: Callable[[C, Path, Manner], None],
    folder: Path,
) -> int:
    """Plan every cell that an earlier attempt has not; how many there are.

    Args:
        plan: plans a cell and keeps its row in the folder.

    Raises:
        JobInterruptedError: the job is not gone on with; the cells that are done are kept.
        RoundsError: `study-cell-broke`.
        FaultError: the same where the fault is ours.
    """
    cells = {cell.key: cell for cell in wanted}
    missing = [cell for key, cell in cells.items() if not cell_file(folder, key).exists()]
    there, begin = len(cells) - len(missing), time.monotonic()
    watch, cache = (lambda stop: Heard(stop, task)), task.settings.cache
    manner = Manner(watch, keeps_plans=False, cache=cache)
    _tell(task, there, len(cells), None)
    for done, cell in enumerate(missing, start=1):
        task.insist()
        try:
            plan(cell, folder, manner)
        except RoundsError as error:
            raise _broke(cell.text, error) from error
        pace = (time.monotonic() - begin) / done
        _tell(task, there + done, len(cells), round(pace * (len(missing) - done), 1))
    return len(cells)


class Heard:
    """Stops as another criterion does, at the latest after the longest that a search may take.

    Between two slices of iterations it raises where the job is not gone on with.
    """

    def __init__(self, stop: StoppingCriterion, task: Task[StudyJob]) -> None:
        self._stop, self._task = stop, task
        self._end = time.monotonic() + task.settings.limits.search_seconds

    def __call__(self, iterations: int, best_cost: int) -> str | None:
        """The reason to stop.

        Raises:
            JobInterruptedError: the job is not gone on with.
        """
        self._task.insist()
        reason = self._stop(iterations, best_cost)
        return "time" if reason is None and time.monotonic() >= self._end else reason

    def left(self, iterations: int) -> Left:
        """What the other leaves."""
        left = what_is_left(self._stop, iterations)
        return left._replace(cancelled=left.cancelled or self._task.cancelled())


def _tell(task: Task[StudyJob], planned: int, cells: int, seconds_left: float | None) -> None:
    task.tell({"planned": planned, "cells": cells, "seconds_left": seconds_left})


def _broke(text: str, error: RoundsError) -> RoundsError:
    """Names the cell; of findings the codes alone: their values may be places."""
    told = error.message
    if isinstance(error, InputError):
        told = ", ".join(sorted({each.code for each in error.findings}))
    family = FaultError if isinstance(error, FaultError) else RoundsError
    return family("study-cell-broke", f"{text}: {error.code}: {told}", error.remedy)
