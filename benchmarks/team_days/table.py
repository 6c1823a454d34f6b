"""Runs as tables: mean gaps by instance and class, visits left out, two runs compared."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import fmean, pstdev

from benchmarks.comparison import ROUNDS, Cell, Measured
from benchmarks.team_days.best_known import Known
from benchmarks.team_days.engine import Run
from benchmarks.team_days.instances import class_of

FARTHEST = 9.99
"""Gaps beyond this share are shown as such: they mean visits left out, not a longer way."""


@dataclass(frozen=True)
class Mean:
    """The runs of one engine on one instance in one time, over seeds.

    Attributes:
        cost: mean points; None where a run failed.
        gap, spread: mean share above the best known, and its standard deviation.
        left_out: mean visits left out, by priority.
        failures: what runs that failed said.
    """

    runs: tuple[Run, ...]
    cost: float | None
    gap: float
    spread: float
    left_out: dict[int, float]
    failures: tuple[str, ...]


def means(runs: Iterable[Run], known: Known) -> dict[Cell, Mean]:
    """Means over seeds by engine, instance and seconds."""
    cells: dict[Cell, list[Run]] = {}
    for run in runs:
        key = (run.job.engine, run.job.instance, run.job.seconds)
        cells.setdefault(key, []).append(run)
    return {key: _mean(each, known) for key, each in cells.items()}


def _mean(runs: Sequence[Run], known: Known) -> Mean:
    costs = [run.cost for run in runs if run.cost is not None]
    failures = tuple(sorted({run.failure for run in runs if run.cost is None}))
    if failures or not costs:
        return Mean(tuple(runs), None, math.inf, 0.0, {}, failures)
    best = known[runs[0].job.instance]
    gaps = [best.gap(cost) for cost in costs]
    priorities = sorted({priority for run in runs for priority in run.left_out})
    return Mean(
        runs=tuple(runs),
        cost=fmean(costs),
        gap=fmean(gaps),
        spread=pstdev(gaps),
        left_out={each: fmean(run.left_out.get(each, 0) for run in runs) for each in priorities},
        failures=(),
    )


def behind(found: Mapping[Cell, Mean], states: Mapping[str, frozenset[str]]) -> list[str]:
    """Where a peer that can state all rules of an instance is not worse than we are, in words.

    Args:
        states: by peer, the instances whose rules it can state.
    """
    lines = []
    for (engine, instance, seconds), theirs in found.items():
        if engine == ROUNDS or instance not in states[engine] or theirs.cost is None:
            continue
        ours = found[ROUNDS, instance, seconds]
        if ours.cost is None or ours.cost >= theirs.cost:
            lines.append(
                f"{instance} at {seconds:g} s: {_points(ours.cost)} points, "
                f"{engine} {_points(theirs.cost)}"
            )
    return lines


def lines(found: Mapping[Cell, Mean], known: Known, stated: Mapping[str, frozenset[str]]) -> str:
    """The tables by instance and by class, per cent above the best known."""
    return "\n".join([*_by_instance(found, known, stated), "", *_by_class(found)])


def _times(found: Mapping[Cell, Mean]) -> list[float]:
    return sorted({seconds for _, _, seconds in found})


def _by_instance(
    found: Mapping[Cell, Mean], known: Known, stated: Mapping[str, frozenset[str]]
) -> Iterator[str]:
    times = _times(found)
    heading = "".join(f"{f'{seconds:g} s':>16}" for seconds in times)
    yield f"{'instance, engine':<32}{heading}   left out (must/should/may)"
    pairs = dict.fromkeys((instance, engine) for engine, instance, _ in found)
    order = {instance: rank for rank, instance in enumerate(dict.fromkeys(i for i, _ in pairs))}
    for instance, group in groupby(sorted(pairs, key=lambda p: order[p[0]]), key=lambda p: p[0]):
        best = known.get(instance)
        yield f"{instance:<32}{'best known ' + _points(best.cost if best else None):>24}" + (
            f"   {_left(best.left_out)} by {best.engine}" if best else ""
        )
        for _, engine in group:
            row = [found.get((engine, instance, seconds)) for seconds in times]
            can = engine == ROUNDS or instance in stated[engine]
            left = next((each for each in reversed(row) if each), None)
            cells = "".join(f"{_cell(each):>16}" for each in row)
            told = _left(left.left_out) if left and left.cost is not None else ""
            said = "; ".join(left.failures) if left else ""
            yield f"  {engine + ('' if can else ' *'):<30}{cells}   {told}{said}"


def _by_class(found: Mapping[Cell, Mean]) -> Iterator[str]:
    """Means over the instances of a class, by engine."""
    times = _times(found)
    heading = "".join(f"{f'{seconds:g} s':>16}" for seconds in times)
    yield f"{'class, engine':<32}{heading}"
    for day_class in dict.fromkeys(class_of(instance) for _, instance, _ in found):
        for engine in dict.fromkeys(engine for engine, _, _ in found):
            cells = ""
            for seconds in times:
                gaps = [
                    each.gap
                    for (name, instance, when), each in found.items()
                    if (name, class_of(instance), when) == (engine, day_class, seconds)
                ]
                cells += f"{_share(fmean(gaps)) if gaps else '-':>16}"
            yield f"{day_class + ', ' + engine:<32}{cells}"


def costs(found: Mapping[Cell, Mean]) -> dict[Cell, Measured]:
    """Mean costs, to be compared with those of another run."""
    return {key: Measured(mean.cost, mean.runs[0].fingerprint) for key, mean in found.items()}


def _cell(mean: Mean | None) -> str:
    if mean is None:
        return "-"
    if mean.cost is None:
        return "failed"
    return f"{_share(mean.gap)} ±{_share(mean.spread)}"


def _share(share: float) -> str:
    """In per cent, or that it is beyond anything that ways explain."""
    return ">999" if share > FARTHEST else f"{100 * share:.2f}"


def _left(left_out: Mapping[int, float]) -> str:
    return "/".join(f"{left_out.get(priority, 0):g}"[:4] for priority in (1, 2, 3))


def _points(cost: float | None) -> str:
    return "-" if cost is None else f"{cost:,.0f}"
