"""The questions of a study answered: every measure at every value asked for, place by place."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from benchmarks.neighbourhoods.report.axes import shown_value
from benchmarks.neighbourhoods.report.measure import Measure, by_team, pairs
from benchmarks.neighbourhoods.study.intervals import (
    Interval,
    difference_interval,
    mean_interval,
    paired_interval,
)
from benchmarks.neighbourhoods.study.row import Row
from benchmarks.neighbourhoods.study.study import Question, Setting, Study


@dataclass(frozen=True)
class Point:
    """One value of the axis of a series.

    Attributes:
        value: of the axis; None stands for what the profile or the team says.
        rows: of the cells with that value.
    """

    value: object
    setting: Setting
    rows: tuple[Row, ...]

    def teams(self, measure: Measure) -> dict[int, float]:
        """The measure by seed."""
        return by_team(self.rows, measure)

    def interval(self, measure: Measure) -> Interval | None:
        """The mean over teams."""
        return mean_interval(list(self.teams(measure).values()))


@dataclass(frozen=True)
class Series:
    """A place, and the values of the other axes, along the axis of a question."""

    place: str
    label: str
    points: tuple[Point, ...]

    def reference(self, setting: Setting) -> Point | None:
        """The point that is the reference, where the question asked for that too."""
        return next((point for point in self.points if point.setting == setting), None)


@dataclass(frozen=True)
class Curves:
    """A question with its answer, one series for every place and value of the other axes."""

    question: Question
    reference: Setting
    series: tuple[Series, ...]

    @property
    def axis(self) -> str:
        """What is drawn from left to right."""
        return self.question.axis

    def difference(self, series: Series, point: Point, measure: Measure) -> Interval | None:
        """What changes from the reference to a point, team by team; None at the reference."""
        other = series.reference(self.reference)
        if other is None or other is point:
            return None
        return paired_interval(list(pairs(other.teams(measure), point.teams(measure))))

    def table(self, measures: Sequence[Measure]) -> list[dict[str, Any]]:
        """What the plots show, for a CSV file."""
        return [
            {
                "place": series.label,
                self.axis: shown_value(self.axis, point.value),
                "measure": measure.name,
                "unit": measure.unit,
                **interval_cells("", point.interval(measure)),
                **interval_cells(
                    "difference_from_reference_", self.difference(series, point, measure)
                ),
            }
            for measure in measures
            for series in self.series
            for point in series.points
        ]


def interval_cells(prefix: str, interval: Interval | None) -> dict[str, float | int | None]:
    """An interval as cells of a table."""
    values: tuple[float | int | None, ...] = (None, None, None, None)
    if interval is not None:
        values = (interval.mean, interval.low, interval.high, interval.count)
    names = ("mean", "low", "high", "teams")
    return {f"{prefix}{name}": value for name, value in zip(names, values, strict=True)}


@dataclass(frozen=True)
class Findings:
    """A study with its rows, sorted by what was asked."""

    study: Study
    rows: tuple[Row, ...]

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Names of the places, in the order of the study."""
        return tuple(each.place.name for each in self.study.places)

    @cached_property
    def kind(self) -> Mapping[str, str]:
        """`urban`, `rural` or nothing, by place."""
        return {each.place.name: each.kind for each in self.study.places}

    @cached_property
    def cells(self) -> Mapping[tuple[str, Setting], tuple[Row, ...]]:
        """The rows of every place and setting; the rows stand in the order of the cells."""
        numbered = [
            (place, setting)
            for _ in self.study.seeds
            for place in self.places
            for setting in self.study.settings()
            for _ in self.study.dates
        ]
        found: dict[tuple[str, Setting], list[Row]] = {}
        for key, row in zip(numbered, self.rows, strict=True):
            found.setdefault(key, []).append(row)
        return {key: tuple(rows) for key, rows in found.items()}

    def of_place(self, place: str) -> tuple[Row, ...]:
        """The rows of a place in the reference setting."""
        return self.cells[place, self.study.reference]

    def curves(self) -> tuple[Curves, ...]:
        """The answers to all questions."""
        return tuple(self._curves(each) for each in self.study.questions)

    def pairs_of_places(self) -> Iterator[tuple[str, str]]:
        """An urban and a rural place, each with each."""
        for urban in self.places:
            for rural in self.places:
                if (self.kind[urban], self.kind[rural]) == ("urban", "rural"):
                    yield urban, rural

    def difference(self, urban: str, rural: str, measure: Measure) -> Interval | None:
        """What changes from one place to another; their teams have nothing in common."""
        first, second = (by_team(self.of_place(each), measure) for each in (urban, rural))
        return difference_interval(list(first.values()), list(second.values()))

    def _curves(self, question: Question) -> Curves:
        reference = self.study.reference
        points = list(question.points(reference))
        others = [axis for axis, _ in question.axes if axis != question.axis]
        series = []
        for place in self.places:
            groups: dict[tuple[object, ...], list[Point]] = {}
            for values, setting in points:
                group = tuple(values[axis] for axis in others)
                point = Point(values[question.axis], setting, self.cells[place, setting])
                groups.setdefault(group, []).append(point)
            for group, of_group in groups.items():
                told = [shown_value(*each) for each in zip(others, group, strict=True)]
                series.append(Series(place, ", ".join([place, *told]), tuple(of_group)))
        return Curves(question, reference, tuple(series))
