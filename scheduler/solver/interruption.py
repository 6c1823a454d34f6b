"""Stopping CP-SAT from another thread."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ortools.sat.python.cp_model import CpSolver

POLLED_EVERY = 0.05
"""Seconds between two questions whether to stop."""


@contextmanager
def interruptible(solver: CpSolver, cancelled: Callable[[], bool] | None) -> Iterator[None]:
    """Stop a solve inside as soon as `cancelled` says so; it then hands out its best so far."""
    if cancelled is None:
        yield
        return
    over = threading.Event()

    def watch() -> None:
        # a request that comes before the solve has begun is lost, so it is made again
        while not over.wait(POLLED_EVERY):
            if cancelled():
                solver.stop_search()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
