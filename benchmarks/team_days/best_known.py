"""The best plan of each instance that any engine ever found, with date and commit."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.documents import write_whole
from benchmarks.team_days.engine import Run

FILE = Path(__file__).resolve().parent / "best_known.json"


@dataclass(frozen=True)
class Best:
    """The best known of one instance.

    Attributes:
        rest: points without those of visits left out; gaps are shares of it.
        fingerprint: of the problem it was found on; costs of another one do not compare.
    """

    cost: int
    rest: int
    left_out: dict[int, int]
    engine: str
    seconds: float
    seed: int
    date: str
    commit: str
    fingerprint: str

    def gap(self, cost: float) -> float:
        """How far a cost is above this one, as a share of the points that are not visits.

        So a visit more left out is a gap far above 1, and among plans that leave out the same
        the gap is not drowned by what those cost.
        """
        return (cost - self.cost) / self.rest if self.rest else 0.0


Known = Mapping[str, Best]


def read_best(path: Path = FILE) -> dict[str, Best]:
    """What is known, by instance; nothing where there is no file yet."""
    if not path.exists():
        return {}
    document = json.loads(path.read_text(encoding="utf-8"))
    return {
        name: Best(**{**entry, "left_out": {int(k): v for k, v in entry["left_out"].items()}})
        for name, entry in document.items()
    }


def bettered(known: Known, runs: Iterable[Run], date: str, commit: str) -> dict[str, Best]:
    """What is known after some runs: never worse on the same problem.

    What was found on another problem (other roads, rules or weights) gives way to any run.
    """
    best = dict(known)
    for run in runs:
        if run.cost is None:
            continue
        job, old = run.job, best.get(run.job.instance)
        if old is None or old.fingerprint != run.fingerprint or run.cost < old.cost:
            best[job.instance] = Best(
                *(run.cost, run.rest, run.left_out, job.engine, job.seconds, job.seed),
                *(date, commit, run.fingerprint),
            )
    return dict(sorted(best.items()))


def write_best(known: Known, path: Path = FILE) -> None:
    """Write what is known, whole or not at all."""
    rows = ",\n".join(f" {json.dumps(n)}: {json.dumps(asdict(best))}" for n, best in known.items())
    write_whole(path, "{\n" + rows + "\n}\n")
