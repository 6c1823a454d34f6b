"""Plans that are unlike the others of their place and setting, to be looked at one by one."""

from dataclasses import dataclass
from statistics import median

from benchmarks.neighbourhoods.report.curves import Findings
from benchmarks.neighbourhoods.report.measure import BY_NAME, Measure
from benchmarks.neighbourhoods.study.outcome import plan_page
from benchmarks.neighbourhoods.study.row import Row

LOOKED_AT = (
    "road_minutes_per_visit",
    "familiar_share",
    "punctual_share",
    "left_out_share",
    "overtime_minutes",
)
FAR = 3.5
"""Modified z-scores from which a value counts as an outlier (Iglewicz and Hoaglin, How to detect
and handle outliers, 1993)."""

NORMAL = 0.6745
MOST = 12


@dataclass(frozen=True)
class Outlier:
    """A plan with one figure far from those of its place.

    Attributes:
        usual: what plans of its place and setting have, the median.
        score: how far away it is, in modified z-scores.
    """

    row: Row
    measure: Measure
    value: float
    usual: float
    score: float

    @property
    def link(self) -> str:
        """Its plan, relative to the report."""
        return plan_page(self.row.key)


def outliers(findings: Findings) -> tuple[Outlier, ...]:
    """The plans furthest away, each once and by the figure in which it is most so."""
    furthest: dict[str, Outlier] = {}
    for name in LOOKED_AT:
        for place in findings.places:
            for each in _of(findings, place, BY_NAME[name]):
                key = each.row.key
                if key not in furthest or furthest[key].score < each.score:
                    furthest[key] = each
    ranked = sorted(furthest.values(), key=lambda each: (-each.score, each.row.key))
    return tuple(ranked[:MOST])


def _of(findings: Findings, place: str, measure: Measure) -> list[Outlier]:
    """Distances are from the median of the setting; what is usual, all settings together tell."""
    apart: list[tuple[Row, float, float]] = []
    for (where, _), rows in findings.cells.items():
        values = {row.key: measure.of(row) for row in rows}
        known = [value for value in values.values() if value is not None]
        if where != place or len(known) < 3:
            continue
        usual = median(known)
        apart += [(row, value, usual) for row in rows if (value := values[row.key]) is not None]
    if not apart:
        return []
    spread = median(abs(value - usual) for _, value, usual in apart)
    if not spread:
        return []
    scored = [
        Outlier(row, measure, value, usual, NORMAL * abs(value - usual) / spread)
        for row, value, usual in apart
    ]
    return [each for each in scored if each.score >= FAR]
