"""What the figures say, in sentences and small tables."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from benchmarks.neighbourhoods.report.axes import axis_of, shown_value
from benchmarks.neighbourhoods.report.curves import Curves, Findings, Point, Series, interval_cells
from benchmarks.neighbourhoods.report.measure import BY_NAME, Measure
from benchmarks.neighbourhoods.study.intervals import (
    Interval,
    paired_interval,
    ratio_interval,
)
from benchmarks.neighbourhoods.study.row import Row

COMPARED = (
    "road_minutes_per_visit",
    "client_share",
    "km_per_visit",
    "visits_per_shift",
    "familiar_share",
    "carers_14_days",
    "punctual_share",
    "left_out_share",
)
"""Measures of which the report tells in sentences how places differ."""


@dataclass(frozen=True)
class Cell:
    """A figure of a table, and whether it surely differs from what it is compared with."""

    figure: str
    limits: str = ""
    sure: bool = False


@dataclass(frozen=True)
class Line:
    """A line of a table."""

    label: str
    cells: tuple[Cell, ...]


def side_by_side(findings: Findings, measures: Sequence[Measure]) -> tuple[Line, ...]:
    """Every measure at every place, and what changes from the urban to the rural ones."""
    return tuple(
        Line(
            f"{measure.label}{f', {measure.unit}' if measure.unit else ''}",
            (
                *(_figure(measure, _at(findings, place, measure)) for place in findings.places),
                *(
                    _difference(measure, findings.difference(urban, rural, measure))
                    for urban, rural in findings.pairs_of_places()
                ),
            ),
        )
        for measure in measures
    )


def side_by_side_table(findings: Findings, measures: Sequence[Measure]) -> list[dict[str, Any]]:
    """The same, for a CSV file."""
    rows: list[dict[str, Any]] = []
    for measure in measures:
        named = {"measure": measure.name, "unit": measure.unit}
        rows += [
            {**named, "place": place, **interval_cells("", _at(findings, place, measure))}
            for place in findings.places
        ]
        rows += [
            {
                **named,
                "place": f"{rural} less {urban}",
                **interval_cells("", findings.difference(urban, rural, measure)),
            }
            for urban, rural in findings.pairs_of_places()
        ]
    return rows


def in_short(findings: Findings) -> Iterator[str]:
    """How the rural places differ from the urban ones, a sentence each."""
    for urban, rural in findings.pairs_of_places():
        surely, hardly = [], []
        for name in COMPARED:
            measure = BY_NAME[name]
            interval = findings.difference(urban, rural, measure)
            if interval is None:
                continue
            if interval.is_apart_from_zero:
                surely.append(f"{_small(measure)} {measure.sentence(interval, signed=True)}")
            else:
                hardly.append(_small(measure))
        told = f"{rural} less {urban}: {'; '.join(surely)}." if surely else ""
        rest = f"Not told apart in {urban} and {rural}: {', '.join(hardly)}." if hardly else ""
        yield f"{told} {rest}".strip()


def hours(findings: Findings) -> dict[str, dict[str, float]]:
    """Minutes of a paid hour by what they are spent on, by place."""
    return {place: _hour(findings.of_place(place)) for place in findings.places}


def _hour(rows: Sequence[Row]) -> dict[str, float]:
    paid = sum(row.measures.paid_minutes for row in rows) / 60
    parts = {
        "with clients": sum(row.measures.client_minutes for row in rows) / paid,
        "on the road": sum(row.measures.road_minutes for row in rows) / paid,
        "waiting": sum(row.measures.waiting_minutes for row in rows) / paid,
    }
    return {**parts, "meetings and room left": max(0.0, 60 - sum(parts.values()))}


def answers(curves: Curves) -> Iterator[str]:
    """For every series, what its values surely change from the reference."""
    measures = [BY_NAME[name] for name in axis_of(curves.axis).measures]
    for series in curves.series:
        reference = series.reference(curves.reference)
        if reference is None:
            continue
        start = shown_value(curves.axis, reference.value)
        nothing = []
        for point in series.points:
            value = shown_value(curves.axis, point.value)
            told = _changes(curves, series, point, measures)
            if told:
                yield f"{series.label}, {value} instead of {start}: {told}."
            elif point is not reference:
                nothing.append(value)
        if nothing:
            values = " or ".join(nothing)
            yield f"{series.label}: {values} instead of {start} surely changes nothing shown here."


def _changes(curves: Curves, series: Series, point: Point, measures: Sequence[Measure]) -> str:
    found = {each: curves.difference(series, point, each) for each in measures}
    sure = [
        f"{_small(measure)} {measure.sentence(interval, signed=True)}"
        for measure, interval in found.items()
        if interval is not None and interval.is_apart_from_zero
    ]
    return "; ".join(sure)


def curve_lines(curves: Curves, measures: Sequence[Measure]) -> tuple[Line, ...]:
    """Every series and value: the measures, and whether they differ from the reference."""
    return tuple(
        Line(
            f"{series.label}, {shown_value(curves.axis, point.value)}",
            tuple(
                _figure(
                    measure,
                    point.interval(measure),
                    sure=_sure(curves.difference(series, point, measure)),
                )
                for measure in measures
            ),
        )
        for series in curves.series
        for point in series.points
    )


@dataclass(frozen=True)
class Price:
    """What more visits by familiar carers cost on the road, from one weight to another.

    Attributes:
        visits: more visits by a familiar carer in a day; `minutes`: more on the road in a day.
        price: minutes on the road for one more such visit; None where it cannot be told.
    """

    label: str
    less: str
    more: str
    visits: Interval | None
    minutes: Interval | None
    price: Interval | None


def prices(curves: Curves) -> tuple[Price, ...]:
    """The price of a familiar face, from the least weight asked for to every other one."""
    return tuple(
        _price(series.label, series.points[0], point)
        for series in curves.series
        for point in series.points[1:]
    )


def _price(label: str, least: Point, point: Point) -> Price:
    visits = _paired(least.rows, point.rows, _familiar_visits)
    minutes = _paired(least.rows, point.rows, lambda row: row.measures.road_minutes)
    more = {seed: second - first for seed, (first, second) in visits.items()}
    cost = {seed: second - first for seed, (first, second) in minutes.items()}
    return Price(
        label=label,
        less=shown_value("continuity", least.value),
        more=shown_value("continuity", point.value),
        visits=paired_interval(list(visits.values())),
        minutes=paired_interval(list(minutes.values())),
        price=ratio_interval([(more[seed], cost[seed]) for seed in more]),
    )


def _familiar_visits(row: Row) -> float:
    return (row.measures.familiar_share or 0.0) * row.measures.places_filled


def _paired(
    first: Sequence[Row], second: Sequence[Row], figure: Callable[[Row], float]
) -> dict[int, tuple[float, float]]:
    """Both figures by seed, each the mean over dates."""
    before, after = _by_seed(first, figure), _by_seed(second, figure)
    return {seed: (before[seed], after[seed]) for seed in before if seed in after}


def _by_seed(rows: Sequence[Row], figure: Callable[[Row], float]) -> dict[int, float]:
    figures: dict[int, list[float]] = {}
    for row in rows:
        figures.setdefault(row.seed, []).append(figure(row))
    return {seed: fmean(each) for seed, each in figures.items()}


def price_table(found: Sequence[Price]) -> list[dict[str, Any]]:
    """The prices, for a CSV file."""
    return [
        {
            "place": each.label,
            "from_points": each.less,
            "to_points": each.more,
            **interval_cells("more_familiar_visits_", each.visits),
            **interval_cells("more_road_minutes_", each.minutes),
            **interval_cells("minutes_for_a_familiar_visit_", each.price),
        }
        for each in found
    ]


def price_sentences(found: Sequence[Price]) -> Iterator[str]:
    """The same in words."""
    minutes = Measure("", "", "min", "")
    visits = Measure("", "", "", "")
    for each in found:
        more = visits.sentence(each.visits, signed=True)
        cost = minutes.sentence(each.minutes, signed=True)
        price = "what one costs cannot be told"
        if each.price is not None:
            price = f"{minutes.sentence(each.price)} on the road for each"
        yield (
            f"{each.label}, {each.more} points instead of {each.less}: {more} visits a day by a "
            f"familiar carer for {cost} on the road, so {price}."
        )


def _at(findings: Findings, place: str, measure: Measure) -> Interval | None:
    reference = findings.study.reference
    return Point(None, reference, findings.of_place(place)).interval(measure)


def _small(measure: Measure) -> str:
    return measure.label[0].lower() + measure.label[1:]


def _figure(measure: Measure, interval: Interval | None, *, sure: bool = False) -> Cell:
    if interval is None:
        return Cell(measure.shown(None))
    return Cell(measure.shown(interval.mean), measure.range(interval), sure)


def _difference(measure: Measure, interval: Interval | None) -> Cell:
    if interval is None:
        return Cell(measure.shown(None))
    limits = measure.range(interval, signed=True)
    return Cell(measure.signed(interval.mean), limits, interval.is_apart_from_zero)


def _sure(interval: Interval | None) -> bool:
    return interval is not None and interval.is_apart_from_zero
