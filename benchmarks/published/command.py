"""The benchmark of a published set: what is read, searched, judged, shown and kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import documents
from benchmarks.circumstances import circumstances, shown
from benchmarks.comparison import compared
from benchmarks.measuring import chosen, measured
from benchmarks.published.engine import Job, Run, run_apart
from benchmarks.published.files import instance_files
from benchmarks.published.sets import SETS, PublishedSet, best_known
from benchmarks.published.table import Class, by_class, costs, lines, rows
from scheduler.errors import FaultError, Finding, InputError, RoundsError


@dataclass(frozen=True)
class Asked:
    """What to measure.

    Attributes:
        published: name of the set.
        instances: folder of its files.
        marks: seconds after which the best plan is looked at; the search ends at the last.
        seed, seeds: the first seed, and how many.
        out: folder for solutions and results.
        only: names of instances or parts of them; all of them where it is empty.
        against: folder of an earlier run.
        workers: cores of one search.
        at_once: searches at a time, each on cores of its own.
    """

    published: str
    instances: Path
    marks: tuple[float, ...]
    seed: int = 0
    seeds: int = 1
    out: Path | None = None
    only: tuple[str, ...] = ()
    against: Path | None = None
    workers: int = 1
    at_once: int = 1


def run(
    asked: Asked,
    show: Callable[[str], object],
    progress: Callable[[str], object],
    measure: Callable[[Job], Run] = run_apart,
) -> int:
    """Measure, judge, show and keep; 0 when every search ended with a valid solution.

    Args:
        show: told the tables and what failed.
        progress: told what goes on.
        measure: runs one job.

    Raises:
        InputError: with everything that is wrong in any of the files.
        RoundsError: `instances-missing`, `instance-not-stated` when that holds for all of them,
            `benchmark-unknown` when no instance is named so, `benchmark-unread` when the earlier
            run cannot be read, `solution-over-instance` when a file would be lost.
    """
    published = SETS[asked.published]
    files = instance_files(asked.instances, published.suffixes, dotted=published.dotted)
    files = {name: files[name] for name in chosen(tuple(files), asked.only)}
    _keep_apart(published, asked.out, files)
    known = best_known(published, asked.instances)
    before = None if asked.against is None else read_runs(asked.against, published)
    sizes, refused = _read(published, files)
    keeper = _Keeper(published, asked.out)
    jobs = _jobs(asked, {name: files[name] for name in sizes})
    runs = measured(jobs, measure, asked.at_once, progress, keeper.keep)
    found = rows(runs, known)
    classes = by_class(
        found, {name: published.class_of(name, size) for name, size in sizes.items()}
    )
    around = circumstances(
        f"{asked.at_once} at a time, {asked.workers} cores each",
        f"{published.name}, {', '.join(f'{each:g}' for each in asked.marks)} s, "
        f"seeds {asked.seed} to {asked.seed + asked.seeds - 1}",
        {},
    )
    if asked.out is not None:
        summary = {**around, "classes": _summary(classes), "refused": refused}
        documents.write_runs(asked.out / results_name(published), summary, _kept(runs))
    show(shown(around))
    show(lines(found, classes))
    show("mean gap to the best known in % ± spread over seeds; open: no valid solution yet")
    for name, why in refused.items():
        show(f"{name} was not measured: {why}")
    if before is not None:
        show("\n".join(compared(costs(found), costs(rows(before, known)))))
    failures = [f"{each.job.instance}, seed {each.job.seed}: {each.failure}" for each in runs]
    failures = [line for line, each in zip(failures, runs, strict=True) if each.failure]
    show("\n".join(f"failed: {each}" for each in failures) or "every solution is valid")
    return int(bool(failures))


def results_name(published: PublishedSet) -> str:
    """The name of the results."""
    return f"published_{published.name}.json"


def read_runs(folder: Path, published: PublishedSet) -> list[Run]:
    """The runs of an earlier benchmark of a set.

    Raises:
        RoundsError: `benchmark-unread`.
    """
    return documents.read_runs(folder / results_name(published), Run.of)


def _read(
    published: PublishedSet, files: Mapping[str, Path]
) -> tuple[dict[str, int], dict[str, str]]:
    """The number of patients of every instance, and why some cannot be stated."""
    sizes: dict[str, int] = {}
    refused: dict[str, str] = {}
    findings: list[Finding] = []
    for name, path in files.items():
        try:
            instance = published.read(path)
            published.state(instance)
            sizes[name] = instance.patients
        except InputError as error:
            findings += error.findings
        except RoundsError as error:
            refused[name] = error.message
    if findings:
        raise InputError(findings)
    if not sizes:
        raise RoundsError("instance-not-stated", " ".join(refused.values()))
    return sizes, refused


def _keep_apart(published: PublishedSet, out: Path | None, files: Mapping[str, Path]) -> None:
    """Refuse a folder for solutions in which an instance has the name of its solution."""
    for name, path in files.items():
        if out is not None and (out / f"{name}{published.solution}").resolve() == path.resolve():
            raise RoundsError("solution-over-instance", f"{path} is an instance.")


def _jobs(asked: Asked, files: Mapping[str, Path]) -> list[Job]:
    return [
        Job(asked.published, name, str(path.resolve()), seed, asked.marks, asked.workers)
        for name, path in files.items()
        for seed in range(asked.seed, asked.seed + asked.seeds)
    ]


class _Keeper:
    """Writes the best solution of every instance as soon as it is there."""

    def __init__(self, published: PublishedSet, out: Path | None) -> None:
        self._published, self._out = published, out
        self._least: dict[str, float] = {}

    def keep(self, run: Run) -> str:
        """Write the solution of a run if it is the best of its instance; what there is to tell.

        Raises:
            FaultError: `solution-refused` when the file is not judged as the run was.
        """
        job, objective = run.job, run.objective
        told = f"{job.instance}  seed {job.seed}  "
        if objective is None or run.failure:
            return told + run.failure
        told += f"{objective:,.3f}"
        if self._out is None or objective >= self._least.get(job.instance, float("inf")):
            return told
        path = self._out / f"{job.instance}{self._published.solution}"
        documents.write_whole(path, run.solution)
        verdict = self._published.evaluate(Path(job.path), path)
        if verdict.broken or verdict.objective != objective:
            raise FaultError("solution-refused", f"{path.name} reads {verdict}, not {objective}.")
        self._least[job.instance] = objective
        return told


def _summary(classes: Mapping[tuple[str, float], Class]) -> list[dict[str, object]]:
    return [
        {"class": name, "seconds": seconds, **asdict(each)}
        for (name, seconds), each in classes.items()
    ]


def _kept(runs: Sequence[Run]) -> list[dict[str, object]]:
    """The runs without their solutions, which have files of their own."""
    return [{**asdict(each), "solution": ""} for each in runs]
