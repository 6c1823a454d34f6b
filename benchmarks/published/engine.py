"""One search of one instance with one seed, in a process and on cores of its own.

The search runs once, to the last mark; what it held at every mark is written as a solution file
and judged by the evaluator of the set. `run_apart` runs it as `benchmarks.processes` has it.
"""

import dataclasses
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.processes import ProcessBrokeError, answer, answer_apart
from benchmarks.published.files import fingerprint
from benchmarks.published.sets import SETS, PublishedSet
from benchmarks.published.statement import Rounds, Statement
from scheduler.errors import FaultError, RoundsError
from scheduler.solver.regular.problem import RegularProblem
from scheduler.solver.regular.solve import RegularProgress, solve_regular
from scheduler.solver.stopping import MaxIterations, MaxSeconds

GRACE_SECONDS = 600.0
"""What a process may take beside its search: reading, and compiling on the first run."""


@dataclass(frozen=True)
class Job:
    """What to run: `marks` are the seconds after which the best plan is looked at, in order."""

    published: str
    instance: str
    path: str
    seed: int
    marks: tuple[float, ...]
    workers: int


@dataclass(frozen=True)
class Mark:
    """What the search held after some seconds.

    Attributes:
        objective: by the evaluator, in published units; None where somebody was still left out.
        left_out: services or customers that had no place yet.
    """

    seconds: float
    objective: float | None
    left_out: int
    iterations: int
    components: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Run:
    """What came of a job.

    Attributes:
        solution: the file of the last mark; empty when there is none.
        failure: why there is no valid solution at the end.
    """

    job: Job
    marks: tuple[Mark, ...] = ()
    solution: str = ""
    stopped_by: str = ""
    fingerprint: str = ""
    failure: str = ""

    @property
    def objective(self) -> float | None:
        """At the last mark."""
        return self.marks[-1].objective if self.marks else None

    @staticmethod
    def of(document: dict[str, object]) -> "Run":
        """A run from its JSON form."""
        run = Run(**document)  # type: ignore[arg-type]  # the file was written by this class
        job = Job(**document["job"])  # type: ignore[arg-type]
        return dataclasses.replace(
            run,
            job=dataclasses.replace(job, marks=tuple(job.marks)),
            marks=tuple(Mark(**mark) for mark in document["marks"]),  # type: ignore[attr-defined]
        )


@dataclass(frozen=True)
class Held:
    """The best plan after some iterations."""

    iterations: int
    cost: int
    rounds: Rounds


def run_apart(job: Job) -> Run:
    """Run a job in a process and on cores of its own, as soon as they are free.

    A process that breaks or hangs is a failed run.
    """
    allowed = job.marks[-1] + GRACE_SECONDS
    try:
        document = answer_apart(
            "benchmarks.published.engine", dataclasses.asdict(job), allowed, job.workers
        )
    except ProcessBrokeError as error:
        return Run(job, failure=str(error))
    return Run.of(document)


def run_here(job: Job) -> Run:
    """Run a job in this process."""
    published, path = SETS[job.published], Path(job.path)
    run = Run(job, fingerprint=fingerprint(path))
    try:
        statement = published.state(published.read(path))
        held, reason = search(statement.problem, job)
        found = [
            judged(published, path, statement, seconds, each)
            for seconds, each in zip(job.marks, held, strict=True)
        ]
    except RoundsError as error:
        return dataclasses.replace(run, failure=str(error))
    marks = tuple(mark for mark, _ in found)
    left = marks[-1].left_out
    return dataclasses.replace(
        run,
        marks=marks,
        solution=found[-1][1],
        stopped_by=reason,
        failure=f"{left} left out at the end" if left else "",
    )


def search(problem: RegularProblem, job: Job) -> tuple[list[Held], str]:
    """What one search to the last mark held at each of them, and why it stopped."""
    solve_regular(problem, MaxIterations(1), job.seed)  # what is compiled is compiled now
    nothing = Held(0, int(problem.unassigned.sum()), ((),) * problem.shifts)
    held = [nothing] * len(job.marks)

    def note(progress: RegularProgress) -> None:
        for number, seconds in enumerate(job.marks):
            if progress.elapsed_seconds <= seconds:
                held[number] = Held(progress.iterations, progress.cost, progress.rounds)

    result = solve_regular(problem, MaxSeconds(job.marks[-1]), job.seed, job.workers, note)
    held[-1] = Held(result.iterations, result.cost, result.rounds)
    return held, result.stopped_by


def judged(
    published: PublishedSet, path: Path, statement: Statement, seconds: float, held: Held
) -> tuple[Mark, str]:
    """What an independent evaluator makes of a plan, and the solution file it judged.

    Raises:
        FaultError: `solution-refused` when it finds a rule broken, or another objective.
    """
    left = statement.problem.tasks - sum(map(len, held.rounds))
    if left:
        return Mark(seconds, None, left, held.iterations), ""
    text = statement.write(held.rounds)
    with tempfile.TemporaryDirectory() as folder:
        solution = Path(folder) / f"solution{published.solution}"
        solution.write_text(text, encoding="utf-8")
        verdict = published.evaluate(path, solution)
    counted = float(held.cost * statement.unit)
    dust = 1e-9 * max(1.0, abs(counted)) + statement.blur
    wrong: Sequence[str] = verdict.broken
    if abs(verdict.objective - counted) > dust:
        wrong = (*wrong, f"the search counts {counted:.6f}, it is {verdict.objective:.6f}")
    if wrong:
        raise FaultError("solution-refused", f"{path.name}: {'; '.join(wrong)}.")
    return Mark(seconds, verdict.objective, 0, held.iterations, dict(verdict.components)), text


def main() -> None:
    """Run the job named on the command line."""
    answer(
        lambda document: dataclasses.asdict(
            run_here(Job(**{**document, "marks": tuple(document["marks"])}))
        )
    )


if __name__ == "__main__":
    main()
