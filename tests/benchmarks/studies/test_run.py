"""Running cells: none is lost, none is done twice, and somebody is told."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from slow_cells import SlowCell, plan_slowly, slow_cells

from benchmarks.documents import write_whole
from benchmarks.neighbourhoods.study.outcome import CELLS, cell_file
from benchmarks.neighbourhoods.study.run import run_cells
from scheduler.errors import FaultError, RoundsError

ROOT = Path(__file__).parents[3]
PATIENCE_SECONDS = 60


def finished(out: Path) -> set[str]:
    """Keys of the cells whose row is there, whole."""
    return {path.stem for path in (out / CELLS).glob("cell-*.json")}


def waited(done: Iterator[bool]) -> None:
    """Look again and again until something is so."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not next(done):
        assert time.monotonic() < end, "nothing happens"
        time.sleep(0.02)


def quick(cell: SlowCell, out: Path) -> None:
    """Plan at once."""
    write_whole(cell_file(out, cell.key), "{}")


def run(out: Path, cells: list[SlowCell], plan=quick, **others: object) -> list[str]:
    """What is told of a run in threads."""
    told: list[str] = []
    run_cells(cells, plan, out, 2, told.append, executor=ThreadPoolExecutor, **others)
    return told


def test_a_killed_run_goes_on_without_repeating_what_was_done(tmp_path: Path) -> None:
    """The process and its workers are killed in mid-course; the next run plans only the rest."""
    path = os.pathsep.join(map(str, (ROOT, ROOT / "tests", Path(__file__).parent)))
    process = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("slow_cells.py"), tmp_path, "10"],
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.DEVNULL,
    )
    try:
        waited(len(finished(tmp_path)) >= 3 for _ in iter(int, 1))
    finally:
        process.kill()
        process.wait()
    # the workers end by themselves as soon as their parent is gone
    before = -1
    while before != (before := len((tmp_path / "begun.txt").read_text().split())):
        time.sleep(1)
    done = finished(tmp_path)
    assert 3 <= len(done) < 10
    run(tmp_path, slow_cells(10), plan_slowly)
    begun = Counter((tmp_path / "begun.txt").read_text().split())
    assert finished(tmp_path) == {each.key for each in slow_cells(10)}
    assert all(begun[key] == 1 for key in done)


def test_cells_that_are_there_are_not_planned(tmp_path: Path) -> None:
    """And the run says how many there are."""
    quick(SlowCell(0), tmp_path)
    planned: list[str] = []

    def plan(cell: SlowCell, out: Path) -> None:
        planned.append(cell.key)
        quick(cell, out)

    told = run(tmp_path, slow_cells(3), plan)
    assert sorted(planned) == ["cell-01", "cell-02"]
    assert told[0] == "1 of 3 cells are there already"


def test_cells_of_one_key_are_planned_once(tmp_path: Path) -> None:
    """Two questions may make the same team."""
    planned: list[str] = []

    def plan(cell: SlowCell, out: Path) -> None:
        planned.append(cell.key)
        quick(cell, out)

    run(tmp_path, [SlowCell(1), SlowCell(1)], plan)
    assert planned == ["cell-01"]


def test_the_time_left_is_that_of_the_pace_so_far(tmp_path: Path) -> None:
    """Ten seconds a cell by this clock."""
    ticks = iter(range(0, 1000, 10))
    told = run(tmp_path, slow_cells(4), clock=lambda: next(ticks))
    assert [line.split("  ")[0] for line in told] == ["1/4", "2/4", "3/4", "4/4"]
    assert [line.split("  ")[2] for line in told] == [
        "30 s left",
        "20 s left",
        "10 s left",
        "0 s left",
    ]


def test_a_cell_that_breaks_is_named_and_the_others_are_kept(tmp_path: Path) -> None:
    """Bad input stays bad input, a fault of ours stays one."""

    def broken(error: RoundsError):
        def plan(cell: SlowCell, out: Path) -> None:
            if cell.number == 1:
                raise error
            quick(cell, out)

        return plan

    bad = RoundsError("network-not-found", "There is no file.")
    with pytest.raises(RoundsError, match="cell-01: network-not-found") as raised:
        run(tmp_path, slow_cells(2), broken(bad))
    assert (raised.value.code, type(raised.value)) == ("study-cell-broke", RoundsError)
    assert "cell-00" in finished(tmp_path)
    with pytest.raises(FaultError):
        run(tmp_path, slow_cells(2), broken(FaultError("plan-breaks-rule", "window")))


def test_few_cells_are_handed_out_ahead(tmp_path: Path) -> None:
    """However many there are: otherwise all of them would wait in memory."""

    class Counting(ThreadPoolExecutor):
        waiting = most = 0

        def submit(self, *arguments: object, **named: object):
            Counting.waiting += 1
            Counting.most = max(Counting.most, Counting.waiting)
            future = super().submit(*arguments, **named)
            future.add_done_callback(lambda _: setattr(Counting, "waiting", Counting.waiting - 1))
            return future

    run_cells(slow_cells(200), quick, tmp_path, 2, str, executor=Counting)
    assert Counting.most <= 5
    assert len(finished(tmp_path)) == 200
