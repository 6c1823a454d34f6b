"""Running a study: what is not there yet is planned, several cells at a time."""

import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Generic, TypeVar

from benchmarks.neighbourhoods.study.outcome import Planned, cell_file
from benchmarks.tuning.engine import processes
from scheduler.errors import FaultError, RoundsError

AHEAD = 2
"""Cells handed out for each process: one under way and one waiting."""


C = TypeVar("C", bound=Planned)


class CellBrokeError(Exception):
    """A cell that could not be planned: its text, why, and whether that is a fault of ours."""


@dataclass(frozen=True)
class Apart(Generic[C]):
    """Plans a cell in another process.

    Attributes:
        plan: plans one cell and keeps its row in the folder.
    """

    plan: Callable[[C, Path], None]
    out: Path

    def __call__(self, cell: C) -> None:
        """Plan the cell; what a process sends to another has a plain message."""
        try:
            self.plan(cell, self.out)
        except RoundsError as error:
            fault = isinstance(error, FaultError)
            raise CellBrokeError(f"{cell.text}: {error}", fault) from None


def run_cells(
    wanted: Sequence[C],
    plan: Callable[[C, Path], None],
    out: Path,
    at_once: int,
    progress: Callable[[str], object],
    *,
    executor: Callable[[int], Executor] = processes,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Plan every cell whose row is not in the folder, however an earlier run ended.

    Args:
        plan: plans one cell and keeps its row in the folder.
        progress: told what goes on, with the time left.
        executor: makes what plans so many cells at a time.

    Raises:
        RoundsError: `study-cell-broke` when a cell could not be planned; those before it are kept.
        FaultError: the same where the fault is ours.
    """
    once = {cell.key: cell for cell in wanted}
    missing = [cell for key, cell in once.items() if not cell_file(out, key).exists()]
    there = len(once) - len(missing)
    if there:
        progress(f"{there} of {len(once)} cells are there already")
    if not missing:
        return
    told = _Clock(clock, len(missing), progress)
    apart = Apart(plan, out)
    with executor(at_once) as crew:
        try:
            _plan_all(missing, lambda cell: crew.submit(apart, cell), AHEAD * at_once, told)
        except CellBrokeError as error:
            message, fault = error.args
            raise (FaultError if fault else RoundsError)("study-cell-broke", message) from error


def _plan_all(
    missing: Sequence[C],
    submit: "Callable[[C], Future[None]]",
    at_once: int,
    clock: "_Clock",
) -> None:
    """Hand out cells a few at a time, so that however many there are memory stays the same."""
    ahead = iter(missing)
    under_way: dict[Future[None], C] = {}

    def hand_out(count: int) -> None:
        for cell in islice(ahead, count):
            under_way[submit(cell)] = cell

    try:
        hand_out(at_once)
        while under_way:
            done, _ = wait(under_way, return_when=FIRST_COMPLETED)
            for future in done:
                cell = under_way.pop(future)
                future.result()
                clock.tell(cell.text)
            hand_out(len(done))
    finally:
        for future in under_way:
            future.cancel()


class _Clock:
    """Tells how far the run is, and how long the rest will take at the pace so far."""

    def __init__(
        self, clock: Callable[[], float], count: int, progress: Callable[[str], object]
    ) -> None:
        self._clock, self._count, self._progress = clock, count, progress
        self._begin, self._done = clock(), 0

    def tell(self, text: str) -> None:
        self._done += 1
        pace = (self._clock() - self._begin) / self._done
        left = duration(pace * (self._count - self._done))
        self._progress(f"{self._done}/{self._count}  {text}  {left} left")


def duration(seconds: float) -> str:
    """For people: minutes, or seconds where there are few."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
