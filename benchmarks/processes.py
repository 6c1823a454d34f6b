"""Jobs in processes and on cores of their own, so that none disturbs what another measures.

`python -m MODULE JOB [CORE,CORE]` reads a job as JSON and writes its answer beside it; a module
that can be run so hands `answer` to its `main`.
"""

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.documents import write_whole

ROOT = Path(__file__).resolve().parents[1]
ANSWER = "answer.json"


class ProcessBrokeError(Exception):
    """A process that ended without an answer, or did not end; says what it said last."""


class Cores:
    """Cores to lend, each to one process at a time."""

    def __init__(self, free: Iterable[int]) -> None:
        self._free = set(free)
        self._all = len(self._free)
        self._change = threading.Condition()

    @contextmanager
    def lent(self, count: int) -> Iterator[tuple[int, ...]]:
        """Some cores, as soon as they are free; all there are where more are asked for."""
        count = min(count, self._all)
        with self._change:
            self._change.wait_for(lambda: len(self._free) >= count)
            cores = tuple(sorted(self._free)[:count])
            self._free.difference_update(cores)
        try:
            yield cores
        finally:
            with self._change:
                self._free.update(cores)
                self._change.notify_all()


CAN_BE_PINNED = hasattr(os, "sched_setaffinity")
FREE_CORES = Cores(os.sched_getaffinity(0) if CAN_BE_PINNED else range(os.cpu_count() or 1))


def answer_apart(module: str, job: object, allowed_seconds: float, cores: int = 1) -> Any:  # noqa: ANN401 - JSON
    """What a module answers to a job, as soon as the cores are free.

    Args:
        module: its dotted name.
        job: anything that JSON can hold.
        allowed_seconds: after these the process is stopped.

    Raises:
        ProcessBrokeError: when there is no answer.
    """
    with FREE_CORES.lent(cores) as lent, tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "job.json"
        asked.write_text(json.dumps(job), encoding="utf-8")
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        try:
            done = subprocess.run(  # noqa: S603 - our own module
                [sys.executable, "-m", module, str(asked), ",".join(map(str, lent))],
                env={**os.environ, "PYTHONPATH": path},
                capture_output=True,
                timeout=allowed_seconds,
                check=False,
                text=True,
            )
        except subprocess.TimeoutExpired as error:
            raise ProcessBrokeError(f"no answer within {allowed_seconds:g} s") from error
        told = asked.with_name(ANSWER)
        if not told.exists():
            last = (done.stderr.strip() or "no message").splitlines()[-1]
            raise ProcessBrokeError(f"ended with {done.returncode}: {last}")
        return json.loads(told.read_text(encoding="utf-8"))


def answer(work: Callable[[Any], object]) -> None:
    """Answer the job named on the command line, on the cores named there."""
    asked = Path(sys.argv[1])
    cores = {int(core) for part in sys.argv[2:] for core in part.split(",") if core}
    if cores and CAN_BE_PINNED:
        os.sched_setaffinity(0, cores)
    found = work(json.loads(asked.read_text(encoding="utf-8")))
    write_whole(asked.with_name(ANSWER), json.dumps(found))
