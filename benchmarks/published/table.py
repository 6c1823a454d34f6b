"""Runs as tables: gaps to the best known by instance and by class, at every mark."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev

from benchmarks.comparison import ROUNDS, Cell, Measured
from benchmarks.published.engine import Run
from benchmarks.published.sets import BestKnown

Known = Mapping[str, BestKnown]


@dataclass(frozen=True)
class Row:
    """The runs of one instance at one mark, by seed.

    Attributes:
        objectives: by seed; None where there was no valid solution yet.
        known: None where no value is published.
    """

    objectives: Mapping[int, float | None]
    known: BestKnown | None
    fingerprint: str

    @property
    def mean(self) -> float | None:
        """Mean objective over seeds; None when one of them had none."""
        found = [each for each in self.objectives.values() if each is not None]
        return fmean(found) if len(found) == len(self.objectives) else None

    @property
    def gaps(self) -> dict[int, float] | None:
        """Shares above the best known, by seed; None where there is no such thing for each."""
        if self.known is None:
            return None
        found = {s: self.known.gap(each) for s, each in self.objectives.items() if each is not None}
        return found if len(found) == len(self.objectives) else None


@dataclass(frozen=True)
class Class:
    """The instances of one class at one mark.

    Attributes:
        instances: how many there are, and how many of them have a best known value.
        open: instances in which some run still had no valid solution.
        gap, spread: mean share above the best known of those that have one, and the standard
            deviation of that mean over seeds; None when there is none.
        better, equal, worse: instances whose mean over seeds is so, beside the best known.
    """

    instances: int
    known: int
    open: int
    gap: float | None
    spread: float | None
    better: int
    equal: int
    worse: int


Rows = Mapping[tuple[str, float], Row]
"""By instance and mark."""


def rows(runs: Iterable[Run], known: Known) -> dict[tuple[str, float], Row]:
    """The runs by instance and mark."""
    objectives: dict[tuple[str, float], dict[int, float | None]] = {}
    sums: dict[str, str] = {}
    for run in runs:
        sums[run.job.instance] = run.fingerprint
        at = {mark.seconds: mark.objective for mark in run.marks}
        for seconds in run.job.marks:
            cell = objectives.setdefault((run.job.instance, seconds), {})
            cell[run.job.seed] = at.get(seconds)
    return {
        (name, seconds): Row(found, known.get(name), sums[name])
        for (name, seconds), found in objectives.items()
    }


def costs(found: Rows) -> dict[Cell, Measured]:
    """Mean objectives, to be compared with those of another run."""
    return {
        (ROUNDS, name, seconds): Measured(row.mean, row.fingerprint)
        for (name, seconds), row in found.items()
    }


def by_class(found: Rows, class_of: Mapping[str, str]) -> dict[tuple[str, float], Class]:
    """Classes at every mark, and all instances as the class `all`."""
    groups: dict[tuple[str, float], list[Row]] = {}
    for (name, seconds), row in found.items():
        groups.setdefault((class_of[name], seconds), []).append(row)
    several = len({name for name, _ in groups}) > 1
    for (_, seconds), row in found.items() if several else ():
        groups.setdefault(("all", seconds), []).append(row)
    return {key: _class(each) for key, each in groups.items()}


def _class(group: Sequence[Row]) -> Class:
    gaps = [row.gaps for row in group if row.gaps is not None]
    sides = [row.known.side(row.mean) for row in group if row.known and row.mean is not None]
    seeds = list(gaps[0]) if gaps else []
    means = [fmean(each[seed] for each in gaps) for seed in seeds]
    return Class(
        instances=len(group),
        known=sum(row.known is not None for row in group),
        open=sum(row.mean is None for row in group),
        gap=fmean(means) if means else None,
        spread=pstdev(means) if means else None,
        better=sides.count(-1),
        equal=sides.count(0),
        worse=sides.count(1),
    )


def lines(found: Rows, classes: Mapping[tuple[str, float], Class]) -> str:
    """The tables by instance and by class, per cent above the best known."""
    return "\n".join([*_by_instance(found), "", *_by_class(classes)])


def _by_instance(found: Rows) -> Iterator[str]:
    marks = sorted({seconds for _, seconds in found})
    yield f"{'instance':<28}{'best known':>12}{_heading(marks)}{'mean':>12}{'least':>12}"
    for name in dict.fromkeys(name for name, _ in found):
        cells = [found[name, seconds] for seconds in marks]
        last = cells[-1]
        values = [each for each in last.objectives.values() if each is not None]
        best = f"{last.known.value:,.3f}" if last.known else "-"
        yield (
            f"{name:<28}{best:>12}{''.join(f'{_of_row(each):>16}' for each in cells)}"
            f"{_value(last.mean):>12}{_value(min(values, default=None)):>12}"
        )


def _by_class(classes: Mapping[tuple[str, float], Class]) -> Iterator[str]:
    marks = sorted({seconds for _, seconds in classes})
    heading = "better/equal/worse at each"
    yield f"{'class':<28}{'instances':>12}{_heading(marks)}   {heading}"
    for name in dict.fromkeys(name for name, _ in classes):
        cells = [classes[name, seconds] for seconds in marks]
        counts = "  ".join(_counts(each) for each in cells)
        shares = "".join(f"{_of_class(each):>16}" for each in cells)
        yield f"{name:<28}{cells[-1].instances:>12}{shares}   {counts}"


def _heading(marks: Sequence[float]) -> str:
    return "".join(f"{f'{seconds:g} s':>16}" for seconds in marks)


def _of_row(row: Row) -> str:
    if row.mean is None:
        return "open"
    gaps = row.gaps
    return "-" if gaps is None else _shares(fmean(gaps.values()), pstdev(gaps.values()))


def _of_class(each: Class) -> str:
    if each.open:
        return f"{each.open} open"
    if each.gap is None or each.spread is None:
        return "-"
    return _shares(each.gap, each.spread)


def _counts(each: Class) -> str:
    return f"{each.better}/{each.equal}/{each.worse}" if each.known else "-"


def _shares(gap: float, spread: float) -> str:
    """In per cent; what is nothing has no sign."""
    return f"{round(100 * gap, 2) + 0.0:.2f} ±{100 * spread:.2f}"


def _value(objective: float | None) -> str:
    return "-" if objective is None else f"{objective:,.3f}"
