"""A tuning run as tables: the best trials, those that were run again, and what was chosen."""

from collections.abc import Sequence
from statistics import fmean, pstdev

from rich import box
from rich.table import Table

from benchmarks.tuning.engine import Outcome
from benchmarks.tuning.record import Record, Rerun, Trial

SHOWN = 10


def trial_table(record: Record) -> Table:
    """The best trials."""
    given_up = sum(trial.pruned for trial in record.trials)
    table = _table(f"{len(record.trials)} trials, {given_up} given up; the best of the others")
    for heading in ("trial", "% above", "± over problems", "left out"):
        table.add_column(heading, justify="right")
    table.add_column("other than today", overflow="fold")
    for trial in record.ranked()[:SHOWN]:
        table.add_row(*_row(record, trial, trial.outcomes), _others(record, trial))
    return table


def rerun_table(record: Record) -> Table:
    """Those run again with fresh seeds, against today's parameters search by search."""
    table = _table("Run again with fresh seeds")
    for heading in ("trial", "% above", "± over problems", "left out", "better/equal/worse"):
        table.add_column(heading, justify="right")
    times = sorted({each.seconds for rerun in record.reruns for each in rerun.outcomes})
    for seconds in times:
        table.add_column(f"{seconds:g} s", justify="right")
    today = next((each for each in record.reruns if each.trial == 0), None)
    for rerun in sorted(record.reruns, key=lambda each: record.mean(each.outcomes)):
        cells = (
            _percent(record.mean([each for each in rerun.outcomes if each.seconds == seconds]))
            for seconds in times
        )
        compared = _sides(rerun, today) if today and rerun.trial else "today's"
        name = f"{rerun.trial}{' *' if rerun.trial == record.chosen else ''}"
        row = _row(record, record.trials[rerun.trial], rerun.outcomes)
        table.add_row(name, *row[1:], compared, *cells)
    table.caption = "* chosen"
    return table


def problem_table(record: Record) -> Table:
    """By problem: today's parameters and the chosen ones, with fresh seeds."""
    table = _table("By problem, with fresh seeds, % above the best known")
    table.add_column("problem")
    for heading in ("best known", "today", "chosen"):
        table.add_column(heading, justify="right")
    found = {each.trial: each.outcomes for each in record.reruns}
    for problem in record.terms.problems:
        means = [
            _percent(record.mean([each for each in found[trial] if each.problem == problem]))
            for trial in (0, record.chosen)
            if trial is not None
        ]
        table.add_row(problem, f"{record.best[problem].cost:,}", *means)
    return table


def params_table(record: Record) -> Table:
    """What is tuned: today's values and the chosen ones."""
    table = _table("Parameters")
    table.add_column("parameter")
    for heading in ("from", "to", "today", "chosen"):
        table.add_column(heading, justify="right")
    chosen = record.trials[record.chosen or 0].params
    for each in record.terms.space:
        values = (each.least, each.most, record.terms.base[each.name], chosen[each.name])
        table.add_row(each.name, *(f"{value:g}" for value in values))
    return table


def told(record: Record, trial: Trial) -> str:
    """One line about a trial."""
    whole = len(record.terms.problems) * record.terms.seeds
    best = record.ranked()
    return (
        f"trial {trial.number}: {_percent(record.mean(trial.outcomes))} % after "
        f"{len(trial.outcomes)} of {whole} searches{', given up' if trial.pruned else ''}; "
        f"best {_percent(record.mean(best[0].outcomes))} % of trial {best[0].number}"
    )


def _table(title: str) -> Table:
    return Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", title_style="bold")


def _row(record: Record, trial: Trial, outcomes: Sequence[Outcome]) -> tuple[str, ...]:
    by_problem: dict[str, list[Outcome]] = {}
    for each in outcomes:
        by_problem.setdefault(each.problem, []).append(each)
    means = [record.mean(each) for each in by_problem.values()]
    left = fmean(each.left_out for each in outcomes)
    return (
        f"{trial.number}",
        _percent(record.mean(outcomes)),
        _percent(pstdev(means)),
        f"{left:.2f}",
    )


def _sides(rerun: Rerun, today: Rerun) -> str:
    """How many searches cost less than today's with the same seed, as much, and more."""
    pairs = zip(rerun.outcomes, today.outcomes, strict=True)
    sides = [(ours.cost > theirs.cost) - (ours.cost < theirs.cost) for ours, theirs in pairs]
    return "/".join(str(sides.count(side)) for side in (-1, 0, 1))


def _others(record: Record, trial: Trial) -> str:
    base = record.terms.base
    others = {name: value for name, value in trial.params.items() if value != base[name]}
    return ", ".join(f"{name} {value:g}" for name, value in others.items()) or "nothing"


def _percent(gap: float) -> str:
    return f"{gap:.2f}"
