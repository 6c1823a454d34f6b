"""One search of a training problem, and the processes that run many of them.

A search is stopped by the processor time of its process, so that other work on the machine does
not judge parameters. Searches are too short for a process each: processes keep their problems.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice

from benchmarks.tuning.problems import ready
from scheduler.errors import RoundsError
from scheduler.solver.params import SearchParams
from scheduler.solver.stopping import MaxIterations, MaxSeconds, StoppingCriterion


@dataclass(frozen=True)
class Limit:
    """When a search ends: after seconds of processor time, or iterations where there are any."""

    seconds: float
    iterations: int = 0

    @property
    def criterion(self) -> StoppingCriterion:
        """A new criterion, whose clock has not begun."""
        if self.iterations:
            return MaxIterations(self.iterations)
        return MaxSeconds(self.seconds, time.process_time)

    def longer(self, times: int) -> "Limit":
        """So many times the limit."""
        return Limit(times * self.seconds, times * self.iterations)


@dataclass(frozen=True)
class Job:
    """What to search."""

    kind: str
    problem: str
    seed: int
    limit: Limit
    params: SearchParams


@dataclass(frozen=True)
class Outcome:
    """What a search found.

    Attributes:
        cost: points.
        rest: points without those of what is left out.
        left_out: visits or tasks.
        took_seconds: of processor time.
        fingerprint: of the problem: costs of different ones do not compare.
    """

    problem: str
    seed: int
    seconds: float
    cost: int
    rest: int
    left_out: int
    iterations: int
    took_seconds: float
    fingerprint: str


Evaluate = Callable[[Job], Outcome]


class SearchBrokeError(Exception):
    """A search that ended in an error; says with which problem, seed and parameters."""


def run_here(job: Job) -> Outcome:
    """Run a job in this process.

    Raises:
        SearchBrokeError: when the problem cannot be made or searched.
    """
    try:
        problem = ready(job.kind, job.problem)
        begin = time.process_time()
        found = problem.search(job.limit.criterion, job.seed, job.params)
    except RoundsError as error:
        # what a process sends to another has a plain message
        told = f"{job.problem}, seed {job.seed}, {job.params}: {error}"
        raise SearchBrokeError(told) from None
    return Outcome(
        problem=job.problem,
        seed=job.seed,
        seconds=job.limit.seconds,
        cost=found.cost,
        rest=found.rest,
        left_out=found.left_out,
        iterations=found.iterations,
        took_seconds=round(time.process_time() - begin, 2),
        fingerprint=problem.fingerprint,
    )


def processes(count: int) -> Executor:
    """Processes that end with this one, however it ends."""
    return ProcessPoolExecutor(
        count, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_parent
    )


def _end_with_parent() -> None:
    # an interruption reaches all processes of a terminal: the parent alone answers it
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@dataclass(frozen=True)
class Crew:
    """Where jobs are run, some at a time."""

    executor: Executor
    at_once: int
    evaluate: Evaluate = run_here

    def outcomes(self, jobs: Iterable[Job]) -> Iterator[Outcome]:
        """What jobs find, in their order; who stops asking leaves the rest undone."""
        ahead = iter(jobs)
        under_way: deque[Future[Outcome]] = deque(
            self.executor.submit(self.evaluate, job) for job in islice(ahead, self.at_once)
        )
        try:
            while under_way:
                yield under_way.popleft().result()
                under_way.extend(
                    self.executor.submit(self.evaluate, job) for job in islice(ahead, 1)
                )
        finally:
            for future in under_way:
                future.cancel()
