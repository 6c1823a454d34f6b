"""What a tuning run leaves behind: everything tried, and the parameters chosen."""

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from statistics import fmean

from pydantic import TypeAdapter, ValidationError

from benchmarks.documents import write_whole
from benchmarks.tuning.engine import Limit, Outcome
from benchmarks.tuning.space import Between
from scheduler.errors import RoundsError
from scheduler.solver.params import SearchParams

RECORD, CHOSEN = "record.json", "chosen.toml"
PLAIN, STEP = 10.0, 2.0
"""Beyond so many per cent only the logarithm counts: so many per cent for each factor of e."""


Values = dict[str, int | float]
"""Parameters by name; whole numbers stay whole in a file."""


@dataclass(frozen=True)
class Terms:
    """What all costs of a run depend on beside the parameters tried; no run goes on under others.

    Attributes:
        base: all parameters as they are where nothing else is tried.
        first_seed, seeds: of the trials.
        rerun_at, rerun_seeds: limits and seeds of those that are run again.
    """

    kind: str
    limit: Limit
    first_seed: int
    seeds: int
    rerun_at: tuple[Limit, ...]
    rerun_seeds: int
    problems: tuple[str, ...]
    space: tuple[Between, ...]
    base: Values


@dataclass(frozen=True)
class Trial:
    """Parameters that were tried.

    Attributes:
        pruned: whether it was given up before all had been searched, as worse than the best.
    """

    number: int
    params: Values
    outcomes: tuple[Outcome, ...]
    pruned: bool = False


@dataclass(frozen=True)
class Rerun:
    """The parameters of a trial, run again with seeds that no trial had."""

    trial: int
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class Record:
    """A run as far as it came.

    Attributes:
        sittings: machine, versions, date and commit, for every time that it went on.
        references: by problem, what the base finds in a longer search: the first best known.
        chosen: the trial whose parameters are chosen.
    """

    terms: Terms
    sittings: tuple[dict[str, str], ...] = ()
    references: dict[str, Outcome] = dataclasses.field(default_factory=dict)
    trials: tuple[Trial, ...] = ()
    reruns: tuple[Rerun, ...] = ()
    chosen: int | None = None

    @cached_property
    def best(self) -> dict[str, Outcome]:
        """By problem, the search of this run that found the least cost."""
        tried = chain.from_iterable(each.outcomes for each in self.trials)
        again = chain.from_iterable(each.outcomes for each in self.reruns)
        best: dict[str, Outcome] = {}
        for outcome in chain(self.references.values(), tried, again):
            if outcome.problem not in best or outcome.cost < best[outcome.problem].cost:
                best[outcome.problem] = outcome
        return best

    def gap(self, outcome: Outcome) -> float:
        """Per cent above the best known, of what that costs without what it leaves out.

        Tempered, lest visits left out drown everything; below only before the outcome is part of
        the record.
        """
        best = self.best[outcome.problem]
        return tempered(100 * (outcome.cost - best.cost) / max(1, best.rest))

    def mean(self, outcomes: Sequence[Outcome]) -> float:
        """Mean gap, in per cent."""
        return fmean(map(self.gap, outcomes))

    def ranked(self) -> list[Trial]:
        """The trials that were searched to the end, best first."""
        whole = [trial for trial in self.trials if not trial.pruned]
        return sorted(whole, key=lambda trial: (self.mean(trial.outcomes), trial.number))

    def params_of(self, trial: Trial) -> SearchParams:
        """All parameters of a trial."""
        return params_with(self.terms.base, trial.params)


def tempered(gap: float) -> float:
    """A gap in per cent as it counts: as it is while small, then by its logarithm."""
    if abs(gap) <= PLAIN:
        return gap
    return math.copysign(PLAIN + STEP * math.log(abs(gap) / PLAIN), gap)


def params_with(base: Values, others: Values) -> SearchParams:
    """Parameters with others in place of some."""
    return SearchParams(**{**base, **others})  # type: ignore[arg-type]  # `Values` are whole where needed


_RECORD = TypeAdapter(Record)


def write_record(folder: Path, record: Record) -> None:
    """Keep a record, in place of the one before."""
    write_whole(folder / RECORD, _RECORD.dump_json(record, indent=1).decode() + "\n")


def read_record(folder: Path, terms: Terms) -> Record:
    """The record of a run that is to go on under the same terms.

    Raises:
        RoundsError: `benchmark-unread` when there is none, or its terms are others.
    """
    path = folder / RECORD
    try:
        record = _RECORD.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise RoundsError("benchmark-unread", f"{path}: {error}.") from error
    others = [
        f"{each.name} was {getattr(record.terms, each.name)!r}"
        for each in dataclasses.fields(Terms)
        if getattr(record.terms, each.name) != getattr(terms, each.name)
    ]
    if others:
        raise RoundsError(
            "benchmark-unread",
            f"{path} was made under other terms: {'; '.join(others)}.",
            "Ask for the same, or begin in another folder.",
        )
    return record


def write_chosen(folder: Path, params: SearchParams, told: str) -> None:
    """Keep the parameters chosen, all of them, as `rounds plan --params` reads them."""
    lines = [f"# {told}"]
    lines += [f"{name} = {value!r}" for name, value in dataclasses.asdict(params).items()]
    write_whole(folder / CHOSEN, "\n".join(lines) + "\n")
