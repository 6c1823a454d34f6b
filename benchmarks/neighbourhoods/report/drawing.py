"""Plots as SVG, drawn by matplotlib: no script, text that stays text, equal for equal figures."""

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullFormatter, NullLocator
from matplotlib.transforms import ScaledTranslation

from benchmarks.neighbourhoods.report.axes import axis_of, shown_value
from benchmarks.neighbourhoods.report.curves import Curves
from benchmarks.neighbourhoods.report.measure import Measure
from benchmarks.neighbourhoods.study.intervals import Interval

COLOURS = ("#332288", "#cc6677", "#117733", "#999933", "#882255", "#88ccee", "#44aa99", "#aa4499")
"""Of page.css, in an order in which neighbours differ in lightness."""
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
INK, SOFT, LINE = "#1d2433", "#545d6e", "#dcdfe6"
WIDTH, HEIGHT = 4.1, 2.7
"""Inches, at 72 units each: near the width of a phone, so that letters keep their size there."""

STYLE = {
    "svg.fonttype": "none",
    "svg.hashsalt": "rounds",
    "text.parse_math": False,  # a place may be called anything
    "font.size": 9,
    "font.family": "DejaVu Sans",
    "axes.edgecolor": LINE,
    "axes.labelcolor": SOFT,
    "axes.titlesize": 10,
    "axes.titlecolor": INK,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#ebedf1",
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "legend.frameon": False,
    "legend.fontsize": 8,
}

_HEAD = re.compile(r"^.*?(?=<svg)", re.DOTALL)
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
_SIZE = re.compile(r'\s(?:width|height)="[^"]*"')
_NAME = re.compile(r'<g id="[^"]*"')
_FONT = re.compile(r"'DejaVu Sans'(?:, [^;\"]*)?")


@dataclass(frozen=True)
class Look:
    """The colour and the mark of a series."""

    colour: str
    marker: str

    @property
    def legend(self) -> Markup:
        """A small picture of it, for lists in the page."""
        with _paper(0.35, 0.2) as (figure, axes):
            axes.set_axis_off()
            axes.plot([0], [0], color=self.colour, marker=self.marker, markersize=7)
            return _svg(figure, "")


def looks(labels: Sequence[str]) -> dict[str, Look]:
    """A look for every series, in order."""
    return {
        label: Look(COLOURS[n % len(COLOURS)], MARKERS[n % len(MARKERS)])
        for n, label in enumerate(labels)
    }


def curve(curves: Curves, measure: Measure, look: Mapping[str, Look]) -> Markup:
    """A measure along the axis of a question, with the interval of every point."""
    axis = axis_of(curves.axis)
    with _paper(WIDTH, HEIGHT) as (figure, axes):
        values = [point.value for point in curves.series[0].points]
        numbers = [float(each) for each in values if isinstance(each, int | float)]
        numeric = len(numbers) == len(values)
        spots = numbers if numeric else [float(place) for place in range(len(values))]
        apart = 4 if numeric else 9
        for number, series in enumerate(curves.series):
            # beside each other, so that no bar hides another one
            shift = apart * (number - (len(curves.series) - 1) / 2) / 72
            found = [
                (x, each)
                for x, point in zip(spots, series.points, strict=True)
                if (each := point.interval(measure)) is not None
            ]
            bars = _bars(measure, [each for _, each in found])
            axes.errorbar(
                [x for x, _ in found],
                [each.mean for _, each in found],
                yerr=bars,
                transform=axes.transData + ScaledTranslation(shift, 0, figure.dpi_scale_trans),
                color=look[series.label].colour,
                marker=look[series.label].marker,
                markersize=5,
                capsize=3,
                linewidth=1.6 if numeric else 0,
                elinewidth=1.2,
            )
            # what is shifted does not stretch the axes by itself
            for (x, each), down, up in zip(found, *bars, strict=True):
                axes.update_datalim([(x, each.mean - down), (x, each.mean + up)])
        axes.autoscale_view()
        _below(axes, curves.axis, values if not numeric else numbers, numeric=numeric)
        axes.set_xlabel(axis.label)
        _above(axes, measure)
        return _svg(figure, f"{measure.label} by {axis.label or 'choice'}")


def _bars(measure: Measure, intervals: Sequence[Interval]) -> list[list[float]]:
    """How far the bars reach down and up from the means."""
    down, up = [], []
    for each in intervals:
        low, high = measure.possible(each)
        down.append(0.0 if low is None else max(0.0, each.mean - low))
        up.append(0.0 if high is None else max(0.0, high - each.mean))
    return [down, up]


def _below(axes: Axes, axis: str, values: Sequence[object], *, numeric: bool) -> None:
    """The ticks of the axis: at the values asked for and nowhere else."""
    spots = list(values) if numeric else list(range(len(values)))
    if numeric and axis_of(axis).logarithmic:
        axes.set_xscale("log")
        axes.xaxis.set_minor_locator(NullLocator())
        axes.xaxis.set_minor_formatter(NullFormatter())
    axes.set_xticks(spots, [shown_value(axis, each) for each in values])  # type: ignore[arg-type]  # numbers
    axes.margins(x=0.1)
    axes.grid(visible=False, axis="x")


def _title(figure: Figure, measure: Measure) -> None:
    """Above the names of lines too: beside them there is little room."""
    text = f"{measure.label}{f', {measure.unit}' if measure.unit else ''}"
    figure.suptitle(text, x=0.01, ha="left", fontsize=10, fontweight="bold", color=INK)


def _above(axes: Axes, measure: Measure) -> None:
    axes.set_title(f"{measure.label}{f', {measure.unit}' if measure.unit else ''}")
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))


@dataclass(frozen=True)
class Dot:
    """One plan in a plot: where it is, what it says, and the page that it leads to, if any."""

    value: float
    text: str
    link: str | None


def strip(measure: Measure, dots: Mapping[str, Sequence[Dot]], look: Mapping[str, Look]) -> Markup:
    """Every plan as a dot, a line for every place."""
    with _paper(WIDTH, 0.75 + 0.42 * len(dots)) as (figure, axes):
        for line, (label, of_label) in enumerate(dots.items()):
            height = len(dots) - 1 - line
            # dots of one line are spread over its height, so that equal ones are all seen
            lifts = [0.22 * ((n * 0.618) % 1 - 0.5) for n in range(len(of_label))]
            marks = axes.scatter(
                [dot.value for dot in of_label],
                [height + lift for lift in lifts],
                s=34,
                color=look[label].colour,
                marker=look[label].marker,
                alpha=0.75,
                linewidths=0,
            )
            marks.set_urls([dot.link for dot in of_label])
        axes.set_yticks(range(len(dots)), list(reversed(list(dots))))
        axes.set_ylim(-0.5, len(dots) - 0.5)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        _title(figure, measure)
        return _svg(figure, f"{measure.label}, every plan a dot")


def hour(parts: Mapping[str, Mapping[str, float]]) -> Markup:
    """Where a paid hour goes: for every place a bar of minutes by kind."""
    kinds = list(next(iter(parts.values())))
    colours = dict(zip(kinds, ("#332288", "#cc6677", "#ddcc77", "#dcdfe6"), strict=False))
    with _paper(2 * WIDTH, 0.8 + 0.45 * len(parts)) as (figure, axes):
        for line, of_place in enumerate(reversed(list(parts.values()))):
            left = 0.0
            for kind, minutes in of_place.items():
                axes.barh(line, minutes, left=left, height=0.6, color=colours[kind])
                if minutes >= 2:
                    ink = "white" if colours[kind] == "#332288" else INK
                    axes.text(
                        left + minutes / 2,
                        line,
                        f"{minutes:.1f}",
                        color=ink,
                        ha="center",
                        va="center",
                        fontsize=9,
                    )
                left += minutes
        axes.set_yticks(range(len(parts)), list(reversed(list(parts))))
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.set_xlim(0, 60)
        axes.set_xticks(range(0, 61, 10))
        axes.grid(visible=False, axis="y")
        axes.set_xlabel("minutes of a paid hour")
        return _svg(figure, "Where a paid hour goes")


def tradeoff(x: Measure, y: Measure, curves: Curves, look: Mapping[str, Look]) -> Markup:
    """Two measures against each other along the axis of a question."""
    with _paper(WIDTH, HEIGHT) as (figure, axes):
        for series in curves.series:
            found = [
                (a, b, point.value)
                for point in series.points
                if (a := point.interval(x)) is not None and (b := point.interval(y)) is not None
            ]
            axes.errorbar(
                [a.mean for a, _, _ in found],
                [b.mean for _, b, _ in found],
                color=look[series.label].colour,
                marker=look[series.label].marker,
                markersize=5,
                linewidth=1.6,
            )
            for a, b, value in found:
                axes.annotate(
                    shown_value(curves.axis, value),
                    (a.mean, b.mean),
                    xytext=(0, 6),
                    textcoords="offset points",
                    ha="center",
                    fontsize=7,
                    color=SOFT,
                )
        axes.margins(0.12, 0.18)
        axes.set_xlabel(f"{x.label}, {x.unit}")
        _above(axes, y)
        axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
        return _svg(figure, f"{y.label} against {x.label}")


@dataclass(frozen=True)
class Change:
    """A difference with its limits, as a line of a forest plot."""

    label: str
    mean: float
    low: float | None
    high: float | None


def forest(measure: Measure, changes: Sequence[Change]) -> Markup:
    """Differences under each other, with the line of no difference."""
    with _paper(WIDTH, 0.75 + 0.3 * len(changes)) as (figure, axes):
        axes.axvline(0, color=SOFT, linewidth=1)
        for line, change in enumerate(reversed(changes)):
            colour = "#9aa1ae"
            if change.low is not None and change.high is not None:
                colour = colour if change.low <= 0 <= change.high else COLOURS[0]
                axes.plot([change.low, change.high], [line, line], color=colour, linewidth=1.8)
            axes.plot([change.mean], [line], "o", color=colour, markersize=5)
        axes.set_yticks(range(len(changes)), [each.label for each in reversed(changes)])
        axes.set_ylim(-0.6, len(changes) - 0.4)
        axes.tick_params(axis="y", length=0)
        axes.spines["left"].set_visible(False)
        axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        _title(figure, measure)
        return _svg(figure, f"Change of {measure.label}")


Spot = tuple[float, float]


def town(
    title: str,
    roads: Sequence[Sequence[Spot]],
    clients: Sequence[Spot],
    bases: Sequence[Spot],
    colour: str,
) -> Markup:
    """A map: roads as a picture behind, clients as dots, bases as squares; metres both ways."""
    xs, ys = [x for x, _ in clients], [y for _, y in clients]
    margin = 0.06 * max(max(xs) - min(xs), max(ys) - min(ys), 500.0)
    with _paper(WIDTH, WIDTH) as (figure, axes):
        axes.add_collection(
            LineCollection(list(roads), colors="#c9cdd6", linewidths=0.6, rasterized=True)
        )
        axes.scatter(xs, ys, s=12, color=colour, linewidths=0.3, edgecolors="white", zorder=3)
        axes.scatter(
            [x for x, _ in bases],
            [y for _, y in bases],
            s=44,
            marker="s",
            color="white",
            edgecolors=INK,
            linewidths=1.4,
            zorder=4,
        )
        axes.set_xlim(min(xs) - margin, max(xs) + margin)
        axes.set_ylim(min(ys) - margin, max(ys) + margin)
        axes.set_aspect("equal")
        axes.set_xticks([])
        axes.set_yticks([])
        axes.grid(visible=False)
        _scale(axes)
        axes.set_title(title)
        return _svg(figure, f"Map: {title}")


def _scale(axes: Axes) -> None:
    """A bar of a round number of kilometres at the foot of a map."""
    left, right = axes.get_xlim()
    low, high = axes.get_ylim()
    wanted = (right - left) / 4
    metres = max(
        each for each in (100, 200, 500, 1000, 2000, 5000, 10_000) if each <= max(100, wanted)
    )
    x, y = left + 0.04 * (right - left), low + 0.04 * (high - low)
    axes.plot([x, x + metres], [y, y], color=INK, linewidth=3, solid_capstyle="butt", zorder=5)
    text = f"{metres / 1000:g} km"
    axes.annotate(text, (x, y), xytext=(0, 4), textcoords="offset points", fontsize=8, color=INK)


@contextmanager
def _paper(width: float, height: float) -> Iterator[tuple[Figure, Axes]]:
    with mpl.rc_context(STYLE):
        # drawn by itself: pyplot would keep every figure in memory
        figure = Figure(figsize=(width, height), layout="constrained")
        yield figure, figure.subplots()


def _svg(figure: Figure, title: str) -> Markup:
    """The figure as part of a page: it scales with it and says what it is."""
    text = io.StringIO()
    figure.savefig(text, format="svg", transparent=True, dpi=150, metadata={"Date": None})
    drawn = _METADATA.sub("", _HEAD.sub("", text.getvalue()))
    label = f'role="img" aria-label="{escape(title)}"' if title else 'aria-hidden="true"'
    head, body = drawn.split(">", 1)
    # names of groups would stand in a page once for every plot
    drawn = f"{_SIZE.sub('', head)} {label}>{_NAME.sub('<g', body)}"
    return Markup(_FONT.sub("system-ui, sans-serif", drawn))  # noqa: S704 - drawn here from figures
