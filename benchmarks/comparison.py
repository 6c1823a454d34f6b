"""Two benchmarks compared: ratios of mean costs where the problem is still the same."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import fmean

ROUNDS = "rounds"
"""What our own engine is called among the others."""

Cell = tuple[str, str, float]
"""Engine, instance and seconds."""


@dataclass(frozen=True)
class Measured:
    """A mean cost, and the sum over what it depends on; None where a run failed."""

    cost: float | None
    fingerprint: str


def compared(now: Mapping[Cell, Measured], before: Mapping[Cell, Measured]) -> list[str]:
    """Ratios of mean costs to those of an earlier run, and the mean of those of ours."""
    rows, logs = [], []
    for key, ours in now.items():
        theirs = before.get(key)
        if theirs is None or ours.cost is None or theirs.cost is None:
            continue
        engine, instance, seconds = key
        if ours.fingerprint != theirs.fingerprint:
            rows.append(f"{instance}: another problem than then, not compared")
            continue
        ratio = ours.cost / theirs.cost if theirs.cost else math.inf if ours.cost else 1.0
        if engine == ROUNDS:
            logs.append(math.log(ratio))
        rows.append(f"{engine:<10}{instance:<26}{seconds:>6g} s{ratio:>10.4f}")
    mean = f"{math.exp(fmean(logs)):.4f}" if logs else "-"
    return [*dict.fromkeys(rows), f"{ROUNDS}, geometric mean of the ratios: {mean}"]
