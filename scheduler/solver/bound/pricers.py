"""Pricers side by side: the shifts of a team are priced independently of each other."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from queue import SimpleQueue
from typing import TypeVar

from scheduler.solver.bound.pricing import Pricer, Stopped

R = TypeVar("R")
Job = Callable[[Pricer, Callable[[], None]], R]
"""What is to be done with a pricer; the second argument is asked now and then, as `on_slice`."""

PAUSE = 0.02
"""Seconds between two questions whether to stop, while pricers work beside."""
MOST_WORKERS = 4
"""Every pricer takes memory for its labels."""


class Pricers:
    """As many pricers as there are threads; what they find does not depend on how many.

    Only the thread that asks for a run asks whether to stop. Where a run is stopped, its work does
    not count, since it is not the same every time.
    """

    def __init__(self, most_labels: int, workers: int, work: int = 0) -> None:
        middle: dict[int, int] = {}
        count = max(1, min(workers, MOST_WORKERS))
        self._pricers = [Pricer(most_labels, middle) for _ in range(count)]
        self._before = work

    @property
    def work(self) -> int:
        """Comparisons and extensions of labels so far."""
        return self._before + sum(pricer.work for pricer in self._pricers)

    def run(self, jobs: Sequence[Job[R]], ask: Callable[[], None]) -> list[R]:
        """What the jobs return, in their order.

        Args:
            ask: may raise `Stopped`.
        """
        if len(self._pricers) == 1 or len(jobs) == 1:
            return [job(self._pricers[0], ask) for job in jobs]
        work = self.work
        try:
            found = self._beside(jobs, ask)
            ask()
        except Stopped:
            self._before = work
            for pricer in self._pricers:
                pricer.work = 0
            raise
        return found

    def _beside(self, jobs: Sequence[Job[R]], ask: Callable[[], None]) -> list[R]:
        free: SimpleQueue[Pricer] = SimpleQueue()
        for pricer in self._pricers:
            free.put(pricer)
        told = threading.Event()

        def on_slice() -> None:
            if told.is_set():
                raise Stopped("told")

        def work_on(job: Job[R]) -> R:
            pricer = free.get()
            try:
                return job(pricer, on_slice)
            finally:
                free.put(pricer)

        with ThreadPoolExecutor(len(self._pricers)) as beside:
            working = [beside.submit(work_on, job) for job in jobs]
            try:
                while wait(working, PAUSE).not_done:
                    ask()
            except Stopped:
                told.set()
                raise
            return [each.result() for each in working]
