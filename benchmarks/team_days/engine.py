"""One engine on one instance with one seed, in a process and on a core of its own.

`python -m benchmarks.team_days.engine JOB [CORE]` reads a job as JSON and writes its run beside it.
"""

import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue

from benchmarks.peers.peer import load
from benchmarks.team_days.instances import FOLDER, Instance, read_instance
from benchmarks.team_days.timing import timed
from scheduler.checker import check
from scheduler.errors import FaultError, RoundsError
from scheduler.plan import Plan
from scheduler.rules import UNASSIGNED_RULE
from scheduler.score import score
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations, MaxSeconds

ROUNDS = "rounds"
ROOT = Path(__file__).resolve().parents[2]
GRACE_SECONDS = 300.0
"""What a process may take beside its search: roads, model building, timing of the answer."""


@dataclass(frozen=True)
class Job:
    """What to run. `folder` holds the instance."""

    engine: str
    instance: str
    seconds: float
    seed: int
    folder: str = str(FOLDER)


@dataclass(frozen=True)
class Run:
    """What came of it.

    Attributes:
        cost: points by our scorer; None when the engine failed.
        rest: points without those of visits left out.
        left_out: visits left out, by priority.
        dropped: tasks of the engine's answer that could not stay without breaking a rule.
        took_seconds: of the search alone.
        proven: whether the order that was handed back is known to be timed as well as possible.
        failure: why there is no cost.
    """

    job: Job
    cost: int | None
    rest: int = 0
    left_out: dict[int, int] = field(default_factory=dict)
    dropped: int = 0
    took_seconds: float = 0.0
    proven: bool = True
    fingerprint: str = ""
    failure: str = ""

    @staticmethod
    def of(document: dict[str, object]) -> "Run":
        """A run from its JSON form."""
        run = Run(**document)  # type: ignore[arg-type]  # the file was written by this class
        left = {int(priority): count for priority, count in run.left_out.items()}
        return dataclasses.replace(run, job=Job(**document["job"]), left_out=left)  # type: ignore[arg-type]


def _free_cores() -> "SimpleQueue[int | None]":
    """The cores of this process, to be lent out; None where a process cannot choose."""
    cores: SimpleQueue[int | None] = SimpleQueue()
    for core in sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else [None]:
        cores.put(core)
    return cores


FREE_CORES = _free_cores()


def run_apart(job: Job) -> Run:
    """Run a job in a process and on a core of its own, as soon as one is free.

    A process that breaks or hangs is a failed run.
    """
    core = FREE_CORES.get()
    try:
        return _run_on(core, job)
    finally:
        FREE_CORES.put(core)


def _run_on(core: int | None, job: Job) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        asked, told = Path(folder) / "job.json", Path(folder) / "run.json"
        asked.write_text(json.dumps(dataclasses.asdict(job)), encoding="utf-8")
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        command = [sys.executable, "-m", "benchmarks.team_days.engine", str(asked)]
        command += [] if core is None else [str(core)]
        try:
            done = subprocess.run(  # noqa: S603 - our own module
                command,
                env={**os.environ, "PYTHONPATH": path},
                capture_output=True,
                timeout=job.seconds + GRACE_SECONDS,
                check=False,
                text=True,
            )
        except subprocess.TimeoutExpired:
            return Run(job, None, failure=f"no answer within {job.seconds + GRACE_SECONDS:g} s")
        if not told.exists():
            last = (done.stderr.strip() or "no message").splitlines()[-1]
            return Run(job, None, failure=f"ended with {done.returncode}: {last}")
        return Run.of(json.loads(told.read_text(encoding="utf-8")))


def run_here(job: Job) -> Run:
    """Run a job in this process."""
    instance = read_instance(job.instance, Path(job.folder))
    try:
        if job.engine == ROUNDS:
            return _rounds(job, instance)
        return _peer(job, instance)
    except FaultError:
        raise
    except RoundsError as error:
        return Run(job, None, fingerprint=instance.fingerprint, failure=str(error))


def _rounds(job: Job, instance: Instance) -> Run:
    solve(instance.problem, MaxIterations(1), job.seed)  # what is compiled is compiled now
    begin = time.perf_counter()
    result = solve(instance.problem, MaxSeconds(job.seconds), job.seed)
    return judged(job, instance, result.plan, took_seconds=time.perf_counter() - begin)


def _peer(job: Job, instance: Instance) -> Run:
    peer = load(job.engine)
    begin = time.perf_counter()
    orders, starts = peer.solve(instance.problem, job.seconds, job.seed)
    took = time.perf_counter() - begin
    answer = timed(instance.problem, orders, starts)
    return judged(
        job,
        instance,
        answer.plan,
        took_seconds=took,
        dropped=len(answer.dropped),
        proven=answer.proven,
    )


def judged(
    job: Job,
    instance: Instance,
    plan: Plan,
    *,
    took_seconds: float,
    dropped: int = 0,
    proven: bool = True,
) -> Run:
    """The run that led to a plan, by our checker and our scorer.

    Raises:
        FaultError: when the plan breaks a rule.
    """
    violations = check(instance.team, instance.travel, plan)
    if violations:
        listed = " ".join(f"{each.rule}: {each.text}" for each in violations)
        raise FaultError("plan-breaks-rule", listed)
    points = score(instance.team, plan)
    unassigned = {rule: points.by_rule[rule].cost for rule in UNASSIGNED_RULE.values()}
    left = Counter({each.visit: int(each.priority) for each in plan.unassigned}.values())
    return Run(
        job=job,
        cost=points.total,
        rest=points.total - sum(unassigned.values()),
        left_out=dict(sorted(left.items())),
        dropped=dropped,
        took_seconds=round(took_seconds, 2),
        proven=proven,
        fingerprint=instance.fingerprint,
    )


def main() -> None:
    """Run the job of a file, on the core named, and write the run beside it."""
    asked = Path(sys.argv[1])
    if len(sys.argv) > 2:
        os.sched_setaffinity(0, {int(sys.argv[2])})
    run = run_here(Job(**json.loads(asked.read_text(encoding="utf-8"))))
    told = asked.with_name("run.json")
    beside = told.with_name("new-run.json")
    beside.write_text(json.dumps(dataclasses.asdict(run)), encoding="utf-8")
    beside.replace(told)


if __name__ == "__main__":
    main()
