"""The worker processes of a service: started, watched, replaced when they die, and stopped."""

import multiprocessing
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from api.jobs.child import run_child
from api.jobs.post import Post
from api.jobs.states import Lane
from api.operations.log import logger
from api.service import Service
from api.storage.jobs import let_go, remove_expired
from api.studies.folder import sweep_folders
from scheduler.errors import RoundsError

SWEEP_SECONDS = 60.0
"""Between two removals of jobs that nobody can read any more."""

SHORTEST_LIFE_SECONDS = 2.0
"""A worker that died sooner is replaced after so long only."""

LOOK_SECONDS = 0.2
"""Between two looks whether the service is stopping; a worker that dies is seen at once."""

MARGIN_SECONDS = 0.75
"""How long after their time workers that have not ended are killed."""


@dataclass(frozen=True, slots=True)
class Child:
    """A worker process.

    Attributes:
        server: our end of what it listens to.
    """

    post: Post
    process: SpawnProcess
    server: Connection
    born: float


class Supervisor:
    """Keeps the workers of a service at work."""

    def __init__(self, service: Service) -> None:
        self._settings, self._database = service.settings, service.database
        self._stopping = service.stopping
        self._context = multiprocessing.get_context("spawn")
        self._children: list[Child] = []
        self._thread = threading.Thread(target=self._watch, name="supervisor", daemon=True)

    @property
    def processes(self) -> dict[str, int]:
        """Process ids of the workers that live, by the id of the worker."""
        return {
            each.post.worker: each.process.pid
            for each in tuple(self._children)
            if each.process.is_alive() and each.process.pid is not None
        }

    def is_watching(self) -> bool:
        """Whether workers that die are replaced."""
        return self._thread.is_alive()

    def start(self) -> None:
        """Start all workers."""
        lanes = [Lane.SHORT] * self._settings.short_workers + [Lane.LONG] * self._settings.workers
        self._children = [self._born(lane) for lane in lanes]
        self._thread.start()

    def stop(self) -> None:
        """Wait until all workers have finished or handed back their jobs, which they do in time.

        They are told as soon as the service is stopping.
        """
        self._stopping.set()
        self._thread.join()

    def _born(self, lane: Lane) -> Child:
        hears, says = self._context.Pipe(duplex=False)
        post = Post.on(lane)
        process = self._context.Process(
            target=run_child, args=(self._settings, post, hears), name=f"rounds-{lane}", daemon=True
        )
        process.start()
        hears.close()
        return Child(post, process, says, time.monotonic())

    def _watch(self) -> None:
        swept = float("-inf")
        while not self._stopping.is_set():
            if time.monotonic() - swept >= SWEEP_SECONDS:
                self._sweep()
                swept = time.monotonic()
            wait([child.process.sentinel for child in self._children], LOOK_SECONDS)
            for place, child in enumerate(self._children):
                if not self._stopping.is_set() and not child.process.is_alive():
                    self._replace(place, child)
        self._end()

    def _end(self) -> None:
        end = time.monotonic() + self._settings.stop_seconds
        for child in self._children:
            with suppress(OSError):  # it has died
                child.server.send(end - time.monotonic())
        for child in self._children:
            child.process.join(max(0.0, end + MARGIN_SECONDS - time.monotonic()))
            if child.process.is_alive():
                child.process.kill()
                child.process.join()
            self._bury(child)
        self._children = []

    def _replace(self, place: int, child: Child) -> None:
        logger().warning("worker_died", worker=child.post.worker)
        self._bury(child)
        if time.monotonic() - child.born < SHORTEST_LIFE_SECONDS:
            self._stopping.wait(SHORTEST_LIFE_SECONDS)
        if not self._stopping.is_set():
            self._children[place] = self._born(child.post.lane)

    def _bury(self, child: Child) -> None:
        """Let others take up at once what a worker left behind."""
        child.server.close()
        try:
            with self._database.write() as session:
                left = let_go(session, child.post.worker)
        except RoundsError as error:
            # then the lease runs out, which takes a little longer
            logger().warning("job_stays_leased", worker=child.post.worker, code=error.code)
            return
        for job_id in left:
            logger().warning("job_let_go", job_id=job_id, worker=child.post.worker)

    def _sweep(self) -> None:
        try:
            with self._database.write() as session:
                remove_expired(session)
            sweep_folders(self._settings, self._database)
        except RoundsError as error:
            logger().warning("expired_jobs_stay", code=error.code)
