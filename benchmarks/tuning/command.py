"""The tuning run as a whole: references, trials, the best run again, and what is chosen."""

import dataclasses
import time
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path

from rich.console import RenderableType

from benchmarks.circumstances import circumstances, commit, shown
from benchmarks.measuring import chosen
from benchmarks.tuning.engine import Crew, Evaluate, Job, Limit, processes, run_here
from benchmarks.tuning.problems import KINDS
from benchmarks.tuning.record import (
    CHOSEN,
    RECORD,
    Record,
    Rerun,
    Terms,
    params_with,
    read_record,
    write_chosen,
    write_record,
)
from benchmarks.tuning.space import sound, space
from benchmarks.tuning.table import params_table, problem_table, rerun_table, told, trial_table
from benchmarks.tuning.trials import assert_same, next_trial
from scheduler.errors import RoundsError

REFERENCE_TIMES = 5
"""Times as long as a trial the reference is searched for."""

REFERENCE_SEED, FRESH_SEED = 1_000_000, 2_000_000
"""Seeds that no trial has."""


@dataclass(frozen=True)
class Asked:
    """What to tune.

    Attributes:
        limit: of every search.
        trials: how many in all, those of earlier sittings included.
        seeds: searches of a problem in each trial.
        rerun_at: seconds of the searches with fresh seeds; the limit where it is empty.
        rerun_seeds: searches of a problem at each of these.
        rerun_best: trials run again, beside today's parameters.
        only: parts of names of problems; all of them where it is empty.
        resume: whether to go on with the record in the folder.
        budget_minutes: after which no trial begins in this sitting; none where it is 0.
        at_once: searches at a time, each in a process of its own.
    """

    kind: str
    limit: Limit
    out: Path
    trials: int
    seeds: int
    seed: int = 0
    rerun_at: tuple[float, ...] = ()
    rerun_seeds: int = 3
    rerun_best: int = 4
    only: tuple[str, ...] = ()
    resume: bool = False
    budget_minutes: float = 0
    at_once: int = 1


def run(  # noqa: PLR0917 - the last three are for tests
    asked: Asked,
    show: Callable[[RenderableType], object],
    progress: Callable[[str], object],
    evaluate: Evaluate = run_here,
    clock: Callable[[], float] = time.monotonic,
    executor: Callable[[int], Executor] = processes,
) -> Record:
    """Tune, show and keep; the record, which is also in the folder asked for.

    Args:
        show: told the tables.
        progress: told what goes on.
        evaluate: runs one search.
        clock: seconds, for the budget.
        executor: makes what runs so many searches at a time.

    Raises:
        RoundsError: `parameter-invalid` when what is tuned is no parameter, `benchmark-unknown`
            when no problem is named so, `benchmark-unread` when the run cannot go on.
        SearchBrokeError: when a search ended in an error.
    """
    begin = clock()
    record = _record(asked)
    record = replace(record, sittings=(*record.sittings, _sitting(asked)))
    if len({each["commit"] for each in record.sittings}) > 1:
        progress(f"{RECORD} was begun at commit {record.sittings[0]['commit']}: not this one")
    keep = _Keeper(asked.out)
    with executor(asked.at_once) as started:
        crew = Crew(started, asked.at_once, evaluate)
        record = keep(_with_references(record, crew, progress))
        while len(record.trials) < asked.trials:
            if record.trials and 0 < asked.budget_minutes <= (clock() - begin) / 60:
                progress(f"{asked.budget_minutes:g} minutes have passed: no further trial")
                break
            trial = next_trial(record, crew)
            record = keep(replace(record, trials=(*record.trials, trial)))
            progress(told(record, trial))
        record = _with_reruns(record, asked, crew, keep, progress)
    record = keep(_with_choice(record))
    _tell(record, asked.out, show)
    return record


@dataclass(frozen=True)
class _Keeper:
    folder: Path

    def __call__(self, record: Record) -> Record:
        write_record(self.folder, record)
        return record


def _record(asked: Asked) -> Record:
    """The record to begin or to go on with."""
    terms = _terms(asked)
    if asked.resume:
        return read_record(asked.out, terms)
    if (asked.out / RECORD).exists():
        raise RoundsError(
            "benchmark-unread",
            f"{asked.out} holds a run already.",
            "Go on with it by --resume, or begin in another folder.",
        )
    return Record(terms)


def _terms(asked: Asked) -> Terms:
    kind = KINDS[asked.kind]
    limits = tuple(Limit(seconds) for seconds in asked.rerun_at) or (asked.limit,)
    return Terms(
        kind=asked.kind,
        limit=asked.limit,
        first_seed=asked.seed,
        seeds=asked.seeds,
        rerun_at=limits,
        rerun_seeds=asked.rerun_seeds,
        problems=chosen(tuple(kind.makers), asked.only),
        space=sound(space(asked.kind)),
        base=dataclasses.asdict(kind.defaults),
    )


def _sitting(asked: Asked) -> dict[str, str]:
    """What this part of the run is measured in."""
    limit = asked.limit
    length = f"{limit.iterations} iterations" if limit.iterations else f"{limit.seconds:g} s"
    around = circumstances(
        f"{asked.at_once} at a time, one thread each",
        f"{asked.kind}, {length} of processor time, {asked.seeds} seeds from {asked.seed}",
        {"optuna": metadata.version("optuna")},
    )
    return {**around, "commit": commit()}


def _with_references(record: Record, crew: Crew, progress: Callable[[str], object]) -> Record:
    """The record with what today's parameters find in a longer search of every problem."""
    terms = record.terms
    missing = [each for each in terms.problems if each not in record.references]
    limit = terms.limit.longer(REFERENCE_TIMES)
    base = params_with(terms.base, {})
    jobs = [Job(terms.kind, each, REFERENCE_SEED, limit, base) for each in missing]
    for outcome in crew.outcomes(jobs):
        progress(f"reference of {outcome.problem}: {outcome.cost:,} points")
        record = replace(record, references={**record.references, outcome.problem: outcome})
    return record


def _with_reruns(
    record: Record, asked: Asked, crew: Crew, keep: _Keeper, progress: Callable[[str], object]
) -> Record:
    """The record with today's parameters and the best ones run again with fresh seeds."""
    again = [trial for trial in record.ranked() if trial.number][: asked.rerun_best]
    done = {each.trial for each in record.reruns}
    for trial in (record.trials[0], *again):
        if trial.number in done:
            continue
        terms, params = record.terms, record.params_of(trial)
        jobs = [
            Job(terms.kind, problem, FRESH_SEED + seed, limit, params)
            for limit in terms.rerun_at
            for problem in terms.problems
            for seed in range(terms.rerun_seeds)
        ]
        outcomes = []
        for outcome in crew.outcomes(jobs):
            assert_same(record, outcome)
            outcomes.append(outcome)
        rerun = Rerun(trial.number, tuple(outcomes))
        record = keep(replace(record, reruns=(*record.reruns, rerun)))
        progress(f"trial {trial.number} again: {record.mean(outcomes):.2f} %")
    return record


def _with_choice(record: Record) -> Record:
    """The record with the least mean among those run again as the choice; of equals the first."""
    best = min(record.reruns, key=lambda each: (record.mean(each.outcomes), each.trial))
    return replace(record, chosen=best.trial)


def _tell(record: Record, out: Path, show: Callable[[RenderableType], object]) -> None:
    """Show the run, and keep the parameters chosen."""
    last = record.sittings[-1]
    number = record.chosen or 0
    params = record.params_of(record.trials[number])
    write_chosen(out, params, f"trial {number} of {len(record.trials)}; {last['settings']}")
    show(shown({key: value for key, value in last.items() if key != "commit"}))
    for table in (trial_table, rerun_table, problem_table, params_table):
        show(table(record))
    show(f"{out / RECORD} holds everything; {out / CHOSEN} is for rounds plan --params")
