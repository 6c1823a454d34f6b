"""Cells that take their time, for a run that is to be killed: each writes down that it was begun.

Run as `python slow_cells.py OUT COUNT`.
"""

import json
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.documents import write_whole
from benchmarks.neighbourhoods.study.outcome import cell_file
from benchmarks.neighbourhoods.study.run import run_cells


@dataclass(frozen=True)
class SlowCell:
    """A cell by its number."""

    number: int

    @property
    def key(self) -> str:
        """What tells it from the others."""
        return f"cell-{self.number:02d}"

    @property
    def text(self) -> str:
        """What it is."""
        return self.key


def plan_slowly(cell: SlowCell, out: Path) -> None:
    """Write down that the cell was begun, wait, and write its row."""
    with (out / "begun.txt").open("a", encoding="utf-8") as begun:
        begun.write(f"{cell.key}\n")
    time.sleep(0.3)
    write_whole(cell_file(out, cell.key), json.dumps({"key": cell.key}))


def slow_cells(count: int) -> list[SlowCell]:
    """So many cells."""
    return [SlowCell(number) for number in range(count)]


if __name__ == "__main__":
    run_cells(slow_cells(int(sys.argv[2])), plan_slowly, Path(sys.argv[1]), 2, print)
