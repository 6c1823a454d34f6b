"""The benchmark as a whole: which engines on which instances, what is shown, kept and answered."""

import datetime
import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path

from benchmarks.peers.peer import MODULES, load, missing
from benchmarks.team_days.best_known import FILE, bettered, read_best, write_best
from benchmarks.team_days.engine import ROOT, ROUNDS, Job, Run, run_apart
from benchmarks.team_days.features import features
from benchmarks.team_days.instances import FOLDER, names, read_instance
from benchmarks.team_days.table import behind, compared, lines, means
from scheduler.errors import RoundsError

RESULTS = "team_days.json"
LIBRARIES = ("numpy", "numba", "ortools")


@dataclass(frozen=True)
class Asked:
    """What to measure.

    Attributes:
        only: parts of names of instances; all of them where it is empty.
        out: folder for the results.
        against: folder of an earlier run.
        best_known: file that is read and bettered.
        workers: processes at a time, each on a core of its own, so no more than there are cores.
    """

    peers: tuple[str, ...]
    seconds: tuple[float, ...]
    seeds: int
    out: Path | None = None
    only: tuple[str, ...] = ()
    against: Path | None = None
    best_known: Path = FILE
    workers: int = 1
    folder: Path = FOLDER


def run(
    asked: Asked,
    show: Callable[[str], object],
    progress: Callable[[str], object],
    measure: Callable[[Job], Run] = run_apart,
) -> int:
    """Measure, show and keep; 0 when no peer that can state the rules is as good as we are.

    Args:
        show: told the tables and the verdict.
        progress: told what goes on.
        measure: runs one job.

    Raises:
        RoundsError: `benchmark-unknown` when a name fits no peer or instance, `benchmark-unread`
            when the earlier run cannot be read.
    """
    chosen = _instances(asked)
    before = None if asked.against is None else read_runs(asked.against)
    absent = {name: why for name in _peers(asked) if (why := missing(name))}
    present = [name for name in asked.peers if name not in absent]
    stated = _stated(chosen, present, asked.folder)
    runs = _measured(asked, _jobs(asked, chosen, present), progress, measure)
    today, commit = datetime.datetime.now(datetime.UTC).date().isoformat(), _commit()
    known = bettered(read_best(asked.best_known), runs, today, commit)
    write_best(known, asked.best_known)
    found = means(runs, known)
    circumstances = _circumstances(asked, present, today, commit)
    if asked.out is not None:
        _write(asked.out, circumstances, runs)
    show("\n".join(f"{key:<10}{value}" for key, value in circumstances.items()))
    show(lines(found, known, stated))
    show("mean gap to the best known in % ± spread; * cannot state all rules of the instance")
    for name, why in absent.items():
        show(f"{name} was not measured: {why}")
    if before is not None:
        show("\n".join(compared(found, means(before, known))))
    lost = behind(found, stated)
    ahead = "ahead of every peer that can state the rules" if present else "no peer was measured"
    show("\n".join(f"not ahead: {each}" for each in lost) or ahead)
    return int(bool(lost) or bool(asked.peers and not present))


def read_runs(folder: Path) -> list[Run]:
    """The runs of an earlier benchmark.

    Raises:
        RoundsError: `benchmark-unread`.
    """
    path = folder / RESULTS
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        return [Run.of(each) for each in document["runs"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RoundsError("benchmark-unread", f"{path}: {error}.") from error


def _instances(asked: Asked) -> tuple[str, ...]:
    every = names(asked.folder)
    chosen = tuple(n for n in every if not asked.only or any(part in n for part in asked.only))
    if not chosen:
        raise RoundsError(
            "benchmark-unknown",
            f"No instance is named {', '.join(asked.only)}.",
            f"There are {', '.join(every)}; a part of a name will do.",
        )
    return chosen


def _peers(asked: Asked) -> tuple[str, ...]:
    strange = [name for name in asked.peers if name not in MODULES]
    if strange:
        raise RoundsError(
            "benchmark-unknown",
            f"No peer is named {', '.join(strange)}.",
            f"There are {', '.join(MODULES)}, and none.",
        )
    return asked.peers


def _stated(chosen: Sequence[str], peers: Sequence[str], folder: Path) -> dict[str, frozenset[str]]:
    """By peer, the instances whose rules it can state."""
    needed = {name: features(read_instance(name, folder).problem) for name in chosen}
    return {
        peer: frozenset(name for name, need in needed.items() if need <= load(peer).states)
        for peer in peers
    }


def _jobs(asked: Asked, chosen: Sequence[str], peers: Sequence[str]) -> list[Job]:
    return [
        Job(engine, instance, seconds, seed, str(asked.folder))
        for instance in chosen
        for seconds in asked.seconds
        for engine in (ROUNDS, *peers)
        for seed in range(asked.seeds if engine == ROUNDS or load(engine).seeded else 1)
    ]


def _measured(
    asked: Asked,
    jobs: Sequence[Job],
    progress: Callable[[str], object],
    measure: Callable[[Job], Run],
) -> list[Run]:
    runs = []
    with ThreadPoolExecutor(asked.workers) as pool:
        for number, run in enumerate(pool.map(measure, jobs), 1):
            job, points = run.job, run.failure if run.cost is None else f"{run.cost:,} points"
            progress(
                f"{number}/{len(jobs)}  {job.instance}  {job.engine}  {job.seconds:g} s  "
                f"seed {job.seed}  {points}"
            )
            runs.append(run)
    return runs


def _circumstances(
    asked: Asked, peers: Sequence[str], today: str, commit: str
) -> Mapping[str, str]:
    """Machine, versions and settings, in words."""
    versions = {name: load(name).version for name in peers}
    versions |= {name: metadata.version(name) for name in LIBRARIES if _installed(name)}
    return {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, "
        f"{asked.workers} at a time, one core each",
        "versions": f"Python {platform.python_version()}, rounds {metadata.version('rounds')}, "
        + ", ".join(f"{name} {version}" for name, version in versions.items()),
        "settings": f"{', '.join(f'{s:g}' for s in asked.seconds)} s, {asked.seeds} seeds",
        "date": f"{today}, commit {commit}",
    }


def _installed(package: str) -> bool:
    try:
        metadata.version(package)
    except metadata.PackageNotFoundError:
        return False
    return True


def _commit() -> str:
    """The commit of the checkout, with a plus when it was changed since."""
    git = shutil.which("git")
    if git is None:
        return "unknown"
    told = subprocess.run(  # noqa: S603 - git itself
        [git, "describe", "--always", "--dirty=+", "--exclude=*"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip() or "unknown"


def _write(out: Path, circumstances: Mapping[str, str], runs: Sequence[Run]) -> None:
    """The results, whole or not at all."""
    out.mkdir(parents=True, exist_ok=True)
    document = {**circumstances, "runs": [asdict(run) for run in runs]}
    beside = out / f"new-{RESULTS}"
    beside.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    beside.replace(out / RESULTS)


def say(text: str) -> None:
    """To stderr, where progress goes."""
    print(text, file=sys.stderr, flush=True)
