"""Running a study: what is not there yet is planned, several cells at a time."""

import contextlib
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from itertools import islice
from pathlib import Path

from benchmarks.neighbourhoods.study.cell import Cell
from benchmarks.neighbourhoods.study.planner import ROADS, Work, plan_cell
from benchmarks.neighbourhoods.study.row import Row, cell_file, read_row
from benchmarks.tuning.engine import processes

AHEAD = 2
"""Cells handed out for each process: one under way and one waiting."""

Plan = Callable[[Work], str]


def run_cells(
    wanted: Sequence[Cell],
    out: Path,
    at_once: int,
    progress: Callable[[str], object],
    *,
    plan: Plan = plan_cell,
    executor: Callable[[int], Executor] = processes,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Row]:
    """The rows of all cells in their order, once every cell was planned.

    Cells whose row is in the folder are not planned again, however their run ended.

    Args:
        progress: told what goes on, with the time left.
        plan: plans one cell and keeps its row.
        executor: makes what plans so many cells at a time.

    Raises:
        CellBrokeError: when a cell could not be planned; those before it are kept.
        RoundsError: `study-row-unread` when a row of the folder cannot be read.
    """
    missing = [cell for cell in wanted if not cell_file(out, cell.key).exists()]
    there = len(wanted) - len(missing)
    if there:
        progress(f"{there} of {len(wanted)} cells are there already")
    if missing:
        with executor(at_once) as crew:
            told = _Clock(clock, len(missing), progress)
            _plan_all(
                missing, lambda cell: crew.submit(plan, Work(cell, out)), AHEAD * at_once, told
            )
        with contextlib.suppress(FileNotFoundError):
            # the travel of generated teams is of no use to anybody else
            shutil.rmtree(out / ROADS / "matrices")
    return (read_row(out, cell.key) for cell in wanted)


def _plan_all(
    missing: Sequence[Cell],
    submit: Callable[[Cell], "Future[str]"],
    at_once: int,
    clock: "_Clock",
) -> None:
    """Hand out cells a few at a time, so that however many there are memory stays the same."""
    ahead = iter(missing)
    under_way: dict[Future[str], Cell] = {}

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
                clock.tell(cell)
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

    def tell(self, cell: Cell) -> None:
        self._done += 1
        pace = (self._clock() - self._begin) / self._done
        left = pace * (self._count - self._done)
        place = cell.place.place.name
        self._progress(
            f"{self._done}/{self._count}  {place}, seed {cell.seed}  {duration(left)} left"
        )


def duration(seconds: float) -> str:
    """For people: minutes, or seconds where there are few."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
