"""The benchmark as a whole: which engines on which instances, what is shown, kept and answered."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import documents
from benchmarks.circumstances import circumstances, commit, shown, today
from benchmarks.comparison import ROUNDS, compared
from benchmarks.measuring import chosen, measured
from benchmarks.peers.peer import MODULES, load, missing
from benchmarks.team_days import instances
from benchmarks.team_days.best_known import FILE, bettered, read_best, write_best
from benchmarks.team_days.engine import Job, Run, run_apart
from benchmarks.team_days.features import features
from benchmarks.team_days.instances import FOLDER, read_instance
from benchmarks.team_days.table import behind, costs, lines, means
from scheduler.errors import RoundsError

RESULTS = "team_days.json"


@dataclass(frozen=True)
class Asked:
    """What to measure.

    Attributes:
        only: parts of names of instances; all of them where it is empty.
        out: folder for the results.
        against: folder of an earlier run.
        best_known: file that is read and bettered.
        workers: processes at a time, each on cores of its own, so no more than there are cores.
        cores: of one search; peers always have one.
    """

    peers: tuple[str, ...]
    seconds: tuple[float, ...]
    seeds: int
    out: Path | None = None
    only: tuple[str, ...] = ()
    against: Path | None = None
    best_known: Path = FILE
    workers: int = 1
    cores: int = 1
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
        RoundsError: `benchmark-unknown` when a name fits no peer or instance, `benchmark-unfair`
            when peers are to be compared with a search on several cores, `benchmark-unread` when
            the earlier run cannot be read.
    """
    if asked.peers and asked.cores > 1:
        raise RoundsError("benchmark-unfair", f"{asked.cores} cores and {', '.join(asked.peers)}.")
    names = chosen(instances.names(asked.folder), asked.only)
    before = None if asked.against is None else read_runs(asked.against)
    absent = {name: why for name in _peers(asked) if (why := missing(name))}
    present = [name for name in asked.peers if name not in absent]
    stated = _stated(names, present, asked.folder)
    runs = measured(_jobs(asked, names, present), measure, asked.workers, progress, _told)
    known = bettered(read_best(asked.best_known), runs, today(), commit())
    write_best(known, asked.best_known)
    found = means(runs, known)
    around = circumstances(
        f"{asked.workers} at a time, {asked.cores} cores each",
        f"{', '.join(f'{s:g}' for s in asked.seconds)} s, {asked.seeds} seeds",
        {name: load(name).version for name in present},
    )
    if asked.out is not None:
        documents.write_runs(asked.out / RESULTS, around, [asdict(run) for run in runs])
    show(shown(around))
    show(lines(found, known, stated))
    show("mean gap to the best known in % ± spread; * cannot state all rules of the instance")
    for name, why in absent.items():
        show(f"{name} was not measured: {why}")
    if before is not None:
        show("\n".join(compared(costs(found), costs(means(before, known)))))
    lost = behind(found, stated)
    ahead = "ahead of every peer that can state the rules" if present else "no peer was measured"
    show("\n".join(f"not ahead: {each}" for each in lost) or ahead)
    return int(bool(lost) or bool(asked.peers and not present))


def read_runs(folder: Path) -> list[Run]:
    """The runs of an earlier benchmark.

    Raises:
        RoundsError: `benchmark-unread`.
    """
    return documents.read_runs(folder / RESULTS, Run.of)


def _peers(asked: Asked) -> tuple[str, ...]:
    strange = [name for name in asked.peers if name not in MODULES]
    if strange:
        raise RoundsError(
            "benchmark-unknown",
            f"No peer is named {', '.join(strange)}.",
            f"There are {', '.join(MODULES)}, and none.",
        )
    return asked.peers


def _stated(names: Sequence[str], peers: Sequence[str], folder: Path) -> dict[str, frozenset[str]]:
    """By peer, the instances whose rules it can state."""
    needed = {name: features(read_instance(name, folder).problem) for name in names}
    return {
        peer: frozenset(name for name, need in needed.items() if need <= load(peer).states)
        for peer in peers
    }


def _jobs(asked: Asked, names: Sequence[str], peers: Sequence[str]) -> list[Job]:
    return [
        Job(engine, instance, seconds, seed, str(asked.folder), asked.cores)
        for instance in names
        for seconds in asked.seconds
        for engine in (ROUNDS, *peers)
        for seed in range(asked.seeds if engine == ROUNDS or load(engine).seeded else 1)
    ]


def _told(run: Run) -> str:
    job, points = run.job, run.failure if run.cost is None else f"{run.cost:,} points"
    return f"{job.instance}  {job.engine}  {job.seconds:g} s  seed {job.seed}  {points}"
