"""Stopping a solver from another thread."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

POLLED_EVERY = 0.05
"""Seconds between two questions whether to stop."""


@contextmanager
def interruptible(
    stop: Callable[[], object], cancelled: Callable[[], bool] | None
) -> Iterator[None]:
    """Call `stop` as soon as `cancelled` says so, for the solver inside to hand out its best."""
    if cancelled is None:
        yield
        return
    over = threading.Event()

    def watch() -> None:
        # a request that comes before the solve has begun is lost, so it is made again
        while not over.wait(POLLED_EVERY):
            if cancelled():
                stop()

    watcher = threading.Thread(target=watch, daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
