"""What the cases of a what-if say: figures today and then, and the difference with its interval.

The team is one, so what is drawn is the dates: an interval says how much a difference varies from
date to date. On each date several searches (seeds) are averaged.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from benchmarks.neighbourhoods.report.curves import interval_cells
from benchmarks.neighbourhoods.report.measure import MEASURES, Measure
from benchmarks.neighbourhoods.study.intervals import Interval, mean_interval, paired_interval
from benchmarks.neighbourhoods.study.measures import Measures
from benchmarks.neighbourhoods.what_if.case import CaseRow
from benchmarks.neighbourhoods.what_if.question import Question
from benchmarks.neighbourhoods.what_if.together import together

TOTALS = (
    Measure("road_minutes", "On the road in a day", "min", "Minutes on the road, all carers."),
    Measure("km", "Distance in a day", "km", "Kilometres of all carers."),
    Measure("car_km", "By car in a day", "km", "Kilometres by car."),
    Measure("client_minutes", "With clients in a day", "min", "Minutes with clients, all carers."),
    Measure("paid_minutes", "Paid in a day", "min", "Minutes of all shifts, less their breaks."),
)
LEFT_OUT = Measure(
    "left_out", "Visits left out in a day", "", "Visits that no carer can make.", digits=2
)
SHOWN = (*TOTALS, LEFT_OUT, *(each for each in MEASURES if each.name != "left_out_must"))

DRAWN = (
    "road_minutes",
    "client_share",
    "left_out",
    "familiar_share",
    "carers_14_days",
    "punctual_share",
    "overtime_minutes",
    "km",
)
"""Of which the page has a plot of all questions."""


@dataclass(frozen=True)
class Answer:
    """A question with its figures."""

    question: Question
    rows: tuple[CaseRow, ...]

    @cached_property
    def by_date_and_seed(self) -> Mapping[tuple[str, int], Measures]:
        """The teams of the question together, by date and seed."""
        parts: dict[tuple[str, int], list[Measures]] = {}
        for row in self.rows:
            parts.setdefault((row.date, row.seed), []).append(row.measures)
        return {key: together(each) for key, each in parts.items()}

    def dates(self, measure: Measure) -> dict[str, float]:
        """The figure by date, the mean over seeds."""
        found: dict[str, list[float]] = {}
        for (day, _), measures in self.by_date_and_seed.items():
            value = figure(measure, measures)
            if value is not None:
                found.setdefault(day, []).append(value)
        return {day: sum(values) / len(values) for day, values in found.items()}

    def interval(self, measure: Measure) -> Interval | None:
        """The mean over dates."""
        return mean_interval(list(self.dates(measure).values()))

    @property
    def points(self) -> float:
        """Points of the score, the mean: what tells the better border."""
        found = [each.points for each in self.by_date_and_seed.values()]
        return sum(found) / len(found)


def figure(measure: Measure, measures: Measures) -> float | None:
    """A figure as it is shown."""
    if measure.name == "left_out":
        return float(measures.left_out_must + measures.left_out_should + measures.left_out_may)
    value = getattr(measures, measure.name)
    return None if value is None else float(value) * measure.factor


@dataclass(frozen=True)
class WhatIf:
    """All answers, today first."""

    answers: tuple[Answer, ...]

    @property
    def today(self) -> Answer:
        """The team as it is."""
        return self.answers[0]

    @property
    def asked(self) -> tuple[Answer, ...]:
        """The others."""
        return self.answers[1:]

    def difference(self, answer: Answer, measure: Measure) -> Interval | None:
        """Then less today, date by date."""
        today, then = self.today.dates(measure), answer.dates(measure)
        return paired_interval([(today[day], then[day]) for day in today if day in then])

    @property
    def better_border(self) -> Answer | None:
        """Of the borders asked about, the one with the cheapest plans."""
        borders = [each for each in self.asked if each.question.name.startswith("border-")]
        return min(borders, key=lambda each: each.points, default=None)

    def table(self) -> list[dict[str, Any]]:
        """Everything, for a CSV file."""
        return [
            {
                "question": answer.question.name,
                "measure": measure.name,
                "unit": measure.unit,
                **interval_cells("", answer.interval(measure)),
                **interval_cells(
                    "difference_",
                    None if answer is self.today else self.difference(answer, measure),
                ),
            }
            for answer in self.answers
            for measure in SHOWN
        ]


def what_if(questions: Sequence[Question], rows: Callable[[str], Sequence[CaseRow]]) -> WhatIf:
    """The answers to questions, of which today is the first.

    Args:
        rows: those of a question, by its name.
    """
    return WhatIf(tuple(Answer(each, tuple(rows(each.name))) for each in questions))
