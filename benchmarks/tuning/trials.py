"""Which parameters are tried next, and when a trial is given up.

Proposed by a tree of Parzen estimators (Bergstra and others 2011), given up by a Wilcoxon
signed-rank test against the best trial, search by search: both as in Optuna. Its study is made of
the record before every trial, so that an interrupted run goes on just as if it had not been.
"""

import warnings
from collections.abc import Iterator, Sequence
from random import Random

import optuna
from optuna.distributions import BaseDistribution, FloatDistribution, IntDistribution

from benchmarks.tuning.engine import Crew, Job, Outcome
from benchmarks.tuning.record import Record, Trial, Values, params_with
from benchmarks.tuning.space import Between, is_whole, rounded
from scheduler.errors import RoundsError

SURE_ENOUGH = 0.1
"""A trial is given up when it would look so much worse by chance with this probability or less."""

SEARCHES_AT_LEAST = 5
"""Searches before which no trial is given up."""

DUST = 1e-6
"""Per cent that decide between equal gaps: SciPy's test of equal ones takes seconds."""

DRAWN_FIRST = 10
"""Trials before which parameters are drawn at random."""


def steps(record: Record) -> list[tuple[str, int]]:
    """Problem and seed of the searches that a trial consists of."""
    seeds = range(record.terms.first_seed, record.terms.first_seed + record.terms.seeds)
    return [(problem, seed) for problem in record.terms.problems for seed in seeds]


def next_trial(record: Record, crew: Crew) -> Trial:
    """Try the next parameters; the first ones are today's.

    Raises:
        RoundsError: `benchmark-unread` when a problem is not what it was.
    """
    number = len(record.trials)
    study = _study(record)
    if not number:
        study.enqueue_trial(_tuned(record))
    live = study.ask(distributions(record.terms.space))
    params = rounded(live.params)
    outcomes: list[Outcome] = []
    dice = Random(f"order {record.terms.first_seed} {number}")  # noqa: S311 - no secret
    order = list(range(len(steps(record))))
    dice.shuffle(order)
    found = crew.outcomes(_jobs(record, params, order))
    for step, outcome in zip(order, found, strict=False):
        assert_same(record, outcome)
        outcomes.append(outcome)
        live.report(record.gap(outcome) + dice.uniform(-DUST, DUST), step)
        if number and len(outcomes) < len(order) and live.should_prune():
            return Trial(number, params, tuple(outcomes), pruned=True)
    return Trial(number, params, tuple(outcomes))


def assert_same(record: Record, outcome: Outcome) -> None:
    """An outcome compares with its reference.

    Raises:
        RoundsError: `benchmark-unread` when the problem is not what it was.
    """
    was = record.references[outcome.problem].fingerprint
    if outcome.fingerprint != was:
        raise RoundsError(
            "benchmark-unread",
            f"{outcome.problem} is {outcome.fingerprint} and was {was}: costs do not compare.",
            "Begin in another folder.",
        )


def distributions(space: Sequence[Between]) -> dict[str, BaseDistribution]:
    """The space as Optuna has it."""
    return {
        each.name: IntDistribution(int(each.least), int(each.most), log=each.ratios)
        if is_whole(each.name)
        else FloatDistribution(each.least, each.most, log=each.ratios)
        for each in space
    }


def _tuned(record: Record) -> Values:
    """Today's values of what is tuned."""
    return {each.name: record.terms.base[each.name] for each in record.terms.space}


def _jobs(record: Record, params: Values, order: Sequence[int]) -> Iterator[Job]:
    terms, every = record.terms, steps(record)
    for step in order:
        problem, seed = every[step]
        yield Job(terms.kind, problem, seed, terms.limit, params_with(terms.base, params))


def _study(record: Record) -> optuna.Study:
    """What the trials so far tell."""
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    own = Random(f"trial {record.terms.first_seed} {len(record.trials)}")  # noqa: S311 - no secret
    with warnings.catch_warnings():
        # the pruner is called experimental for its arguments may change: constraints.txt pins it
        warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
        pruner = optuna.pruners.WilcoxonPruner(
            p_threshold=SURE_ENOUGH, n_startup_steps=SEARCHES_AT_LEAST
        )
    sampler = optuna.samplers.TPESampler(
        seed=own.getrandbits(32), multivariate=True, n_startup_trials=DRAWN_FIRST
    )
    study = optuna.create_study(sampler=sampler, pruner=pruner)
    number = {step: index for index, step in enumerate(steps(record))}
    best: dict[int, float] = {}
    for trial in record.trials:
        gaps = {number[each.problem, each.seed]: record.gap(each) for each in trial.outcomes}
        study.add_trial(
            optuna.create_trial(
                params=trial.params,
                distributions=distributions(record.terms.space),
                intermediate_values=gaps,
                value=_value(gaps, best) if trial.pruned else _mean(gaps),
            )
        )
        if not trial.pruned and (not best or _mean(gaps) < _mean(best)):
            best = gaps
    return study


def _mean(gaps: dict[int, float]) -> float:
    return sum(gaps.values()) / len(gaps)


def _value(gaps: dict[int, float], best: dict[int, float]) -> float:
    """What a trial that was given up would have come to: so much worse than the best of then.

    Never as good as that, lest part of a trial passes for the best.
    """
    behind = sum(gap - best[step] for step, gap in gaps.items()) / len(gaps)
    return _mean(best) + max(behind, 1e-6)
