"""Where the outcome of a cell is kept in the folder of a study: its row and its plan."""

from pathlib import Path
from typing import Protocol

from scheduler.io.plan_folder import ROUNDS_HTML

CELLS, PLANS = "cells", "plans"


class Planned(Protocol):
    """What is planned once: it has a key, and a text for people."""

    @property
    def key(self) -> str:
        """What tells it from all others."""
        ...

    @property
    def text(self) -> str:
        """What it is."""
        ...


def cell_file(out: Path, key: str) -> Path:
    """The row of a cell; it is written last, so where it is, the plan is too."""
    return out / CELLS / f"{key}.json"


def plan_folder(out: Path, key: str) -> Path:
    """The plan of a cell."""
    return out / PLANS / key


def plan_page(key: str) -> str:
    """The page of a plan, relative to the folder of the study."""
    return f"{PLANS}/{key}/{ROUNDS_HTML}"
