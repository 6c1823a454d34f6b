"""How the measures of a plan are shown: their names, units and digits, and what they mean."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.neighbourhoods.study.intervals import Interval
from benchmarks.neighbourhoods.study.row import Row

PERCENT = 100.0
NOT_KNOWN = "\N{EN DASH}"


@dataclass(frozen=True)
class Measure:
    """A measure as people see it.

    Attributes:
        name: attribute of `Measures`.
        label: its name; `unit` stands beside a figure.
        meaning: one sentence.
        factor: from what is stored to what is shown.
    """

    name: str
    label: str
    unit: str
    meaning: str
    digits: int = 1
    factor: float = 1.0

    def of(self, row: Row) -> float | None:
        """The figure of a row as it is shown; None where the plan has none."""
        value = getattr(row.measures, self.name)
        return None if value is None else float(value) * self.factor

    def shown(self, value: float | None) -> str:
        """A figure with its digits."""
        return NOT_KNOWN if value is None else _plain(f"{value:,.{self.digits}f}")

    def signed(self, value: float | None) -> str:
        """A difference with its sign."""
        return NOT_KNOWN if value is None else _plain(f"{value:+,.{self.digits}f}")

    def possible(self, interval: Interval) -> tuple[float | None, float | None]:
        """The limits of an interval of figures, as far as there can be such figures."""
        if interval.low is None or interval.high is None:
            return None, None
        most = PERCENT if self.unit == "%" else interval.high
        return max(0.0, interval.low), min(most, interval.high)

    def range(self, interval: Interval | None, *, signed: bool = False) -> str:
        """The limits of an interval; empty where there are none."""
        if interval is None or interval.low is None:
            return ""
        if signed:
            return f"{self.signed(interval.low)} to {self.signed(interval.high)}"
        low, high = self.possible(interval)
        return f"{self.shown(low)} to {self.shown(high)}"

    def sentence(self, interval: Interval | None, *, signed: bool = False) -> str:
        """A figure with its unit and interval, for a sentence."""
        if interval is None:
            return "not known"
        show = self.signed if signed else self.shown
        limits = self.range(interval, signed=signed)
        # a difference of shares is no share of anything
        unit = "percentage points" if signed and self.unit == "%" else self.unit
        unit = f" {unit}" if unit else ""
        return f"{show(interval.mean)}{unit}" + (f" ({limits})" if limits else "")


def _plain(text: str) -> str:
    """With a real minus, and without one before nothing."""
    bare = text.lstrip("+-").replace(",", "").replace(".", "").strip("0")
    return text.replace("-", "\N{MINUS SIGN}") if bare else text.lstrip("+-")


MEASURES: tuple[Measure, ...] = (
    Measure("clients", "Clients of the team", "", "As many as its carers can serve."),
    Measure(
        "client_share",
        "Paid time with clients",
        "%",
        "Minutes with clients per 100 paid minutes; breaks are not paid.",
        factor=PERCENT,
    ),
    Measure(
        "road_share",
        "Road share of care and road",
        "%",
        "Minutes on the road per 100 minutes with clients and on the road.",
        factor=PERCENT,
    ),
    Measure(
        "road_minutes_per_visit",
        "On the road for a visit",
        "min",
        "Minutes on the road, ways from and to home or base included, for each carer at a visit.",
    ),
    Measure(
        "km_per_visit",
        "Distance for a visit",
        "km",
        "Kilometres, ways from and to home or base included, for each carer at a visit.",
        digits=2,
    ),
    Measure(
        "visits_per_shift",
        "Visits in a shift",
        "",
        "Carers at visits for each shift that is used; split shifts are two.",
    ),
    Measure(
        "familiar_share",
        "Visits by a familiar carer",
        "%",
        "Visits by the primary carer, or one met in the four weeks before or asked for.",
        factor=PERCENT,
    ),
    Measure(
        "primary_share",
        "Visits by the primary carer",
        "%",
        "Visits by the carer who is first in line for the client.",
        factor=PERCENT,
    ),
    Measure(
        "new_faces",
        "New faces in a day",
        "",
        "Carers who meet a client for the first time.",
    ),
    Measure(
        "carers_14_days",
        "Faces in 14 days",
        "",
        "Different carers that a client met in 14 days, of which the plan is the last.",
        digits=2,
    ),
    Measure(
        "coc",
        "Continuity of care (COC)",
        "",
        "The index of Bice and Boxerman over 28 days: 1 is one carer for all visits.",
        digits=3,
    ),
    Measure(
        "punctual_share",
        "Wished starts kept",
        "%",
        "Visits that start within the agreed minutes of the wished start.",
        factor=PERCENT,
    ),
    Measure(
        "start_minutes_off",
        "Off the wished start",
        "min",
        "Mean distance between start and wished start, early or late.",
    ),
    Measure(
        "worst_late_minutes",
        "Late at the worst visit",
        "min",
        "The latest start after a wished one, of the whole day.",
        digits=0,
    ),
    Measure(
        "left_out_share",
        "Visits left out",
        "%",
        "Visits that no carer can make, of all asked for.",
        digits=2,
        factor=PERCENT,
    ),
    Measure(
        "left_out_must",
        "Must-visits left out in a day",
        "",
        "Of the visits left out, those of the highest priority.",
        digits=2,
    ),
    Measure(
        "overtime_minutes",
        "Overtime of the team in a day",
        "min",
        "Minutes past the ends of shifts, of all carers together.",
    ),
    Measure(
        "gap",
        "Gap to the best possible",
        "%",
        "How much a better plan could be worth at most, in points; of plans with a proof of it.",
        factor=PERCENT,
    ),
)

BY_NAME = {each.name: each for each in MEASURES}


def by_team(rows: Sequence[Row], measure: Measure) -> dict[int, float]:
    """The mean over dates for every seed: a team is one independent value, however many dates."""
    values: dict[int, list[float]] = {}
    for row in rows:
        value = measure.of(row)
        if value is not None:
            values.setdefault(row.seed, []).append(value)
    return {seed: sum(each) / len(each) for seed, each in values.items()}


def pairs(first: dict[int, float], second: dict[int, float]) -> Iterator[tuple[float, float]]:
    """Values of the seeds that both have: the same team under two settings."""
    return ((first[seed], second[seed]) for seed in first if seed in second)
