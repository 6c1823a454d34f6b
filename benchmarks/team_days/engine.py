"""One engine on one instance with one seed, in a process and on cores of its own.

`run_apart` runs it as `benchmarks.processes` has it.
"""

import dataclasses
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.comparison import ROUNDS
from benchmarks.peers.peer import load
from benchmarks.processes import ProcessBrokeError, answer, answer_apart
from benchmarks.team_days.instances import FOLDER, Instance, read_instance
from benchmarks.team_days.timing import timed
from scheduler.checker import check
from scheduler.errors import FaultError, RoundsError
from scheduler.plan import Plan
from scheduler.rules import UNASSIGNED_RULE
from scheduler.score import score
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations, MaxSeconds

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
    cores: int = 1


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


def run_apart(job: Job) -> Run:
    """Run a job in a process and on cores of its own, as soon as they are free.

    A process that breaks or hangs is a failed run.
    """
    try:
        document = answer_apart(
            "benchmarks.team_days.engine",
            dataclasses.asdict(job),
            job.seconds + GRACE_SECONDS,
            job.cores,
        )
    except ProcessBrokeError as error:
        return Run(job, None, failure=str(error))
    return Run.of(document)


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
    result = solve(instance.problem, MaxSeconds(job.seconds), job.seed, workers=job.cores)
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
    """Run the job named on the command line."""
    answer(lambda document: dataclasses.asdict(run_here(Job(**document))))


if __name__ == "__main__":
    main()
