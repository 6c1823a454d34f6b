"""The report as one self-contained page, with the tables behind its plots beside it."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from pathlib import Path
from statistics import median
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from benchmarks.circumstances import circumstances
from benchmarks.documents import write_whole
from benchmarks.neighbourhoods.profile import Profile, load_profile
from benchmarks.neighbourhoods.report import answers as told
from benchmarks.neighbourhoods.report import drawing
from benchmarks.neighbourhoods.report.axes import axis_of, shown_value
from benchmarks.neighbourhoods.report.curves import Curves, Findings
from benchmarks.neighbourhoods.report.drawing import Dot, Look, looks
from benchmarks.neighbourhoods.report.maps import place_map
from benchmarks.neighbourhoods.report.measure import BY_NAME, MEASURES, PERCENT, Measure
from benchmarks.neighbourhoods.report.outliers import outliers
from benchmarks.neighbourhoods.study.judgement import profile_source
from benchmarks.neighbourhoods.study.outcome import plan_page
from benchmarks.neighbourhoods.study.row import Row
from benchmarks.neighbourhoods.study.study import Study
from benchmarks.neighbourhoods.study.table import csv_text
from scheduler import __version__

REPORT, FIGURES = "report.html", "figures"
TEMPLATES = Path(__file__).resolve().parent
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
    "form-action 'none'"
)
"""Nothing is fetched and no script runs; the plots bring styles of their own."""

STRIPS = ("road_minutes_per_visit", "client_share", "familiar_share", "left_out_share")


@dataclass(frozen=True)
class Data:
    """The table behind a plot, in the page itself and as a file beside it."""

    name: str
    rows: Sequence[Mapping[str, Any]]

    @property
    def text(self) -> str:
        """As CSV."""
        return csv_text(self.rows)

    @property
    def link(self) -> str:
        """The table as part of the page."""
        return f"data:text/csv;base64,{b64encode(self.text.encode()).decode()}"


@dataclass(frozen=True)
class Drawn:
    """A page, and what it says as data: sentences, and the tables behind its plots."""

    page: str
    sentences: tuple[str, ...]
    tables: tuple[Data, ...]

    def write(self, out: Path) -> Path:
        """Write page and tables; where the page is."""
        for data in self.tables:
            write_whole(out / FIGURES / data.name, data.text)
        write_whole(out / REPORT, self.page)
        return out / REPORT


@dataclass(frozen=True)
class Plot:
    """A plot with what is said below it."""

    drawn: Markup
    meaning: str


@dataclass(frozen=True)
class Section:
    """A question with its answer."""

    anchor: str
    question: str
    about: str
    sentences: tuple[str, ...]
    plots: tuple[Plot, ...]
    headings: tuple[str, ...]
    lines: tuple[told.Line, ...]
    legend: Mapping[str, Look]
    data: tuple[Data, ...]


@dataclass(frozen=True)
class PlaceShape:
    """A place as the page shows it."""

    name: str
    kind: str
    row: Row
    profile: Profile
    drawn: Markup


def drawn_report(
    study: Study, rows: Sequence[Row], cache: Path | None = None, *, with_plans: bool = True
) -> Drawn:
    """The report of a study.

    Args:
        cache: folder of the cache of networks; the user's own by default.
        with_plans: whether the page leads to the plans, which then stand beside it.
    """
    findings = Findings(study, tuple(rows))
    look = looks(findings.places)
    beside = Data("side-by-side.csv", told.side_by_side_table(findings, MEASURES))
    sections = [_section(each, number) for number, each in enumerate(findings.curves(), 1)]
    sentences = list(told.in_short(findings))
    text = rendered(
        "report.html",
        study=study,
        places=[_place(findings, place, look[place], cache) for place in findings.places],
        pairs=[f"{rural} less {urban}" for urban, rural in findings.pairs_of_places()],
        look=look,
        sentences=sentences,
        lines=told.side_by_side(findings, MEASURES),
        measures=MEASURES,
        hour=drawing.hour(told.hours(findings)),
        hour_kinds=list(next(iter(told.hours(findings).values()))),
        strips=[_strip(findings, BY_NAME[name], look, with_plans) for name in STRIPS],
        beside=beside,
        sections=sections,
        outliers=outliers(findings),
        with_plans=with_plans,
        setting_text=setting_text,
        gaps=_gaps(rows),
        made=_made(study, rows),
        version=__version__,
    )
    return Drawn(
        page=text,
        sentences=(*sentences, *chain.from_iterable(each.sentences for each in sections)),
        tables=(beside, *(each for section in sections for each in section.data)),
    )


def setting_text(row: Row) -> str:
    """In what a row differs from what the profile says, for people."""
    named = {name: value for name, value in row.setting.items() if value not in (None, "", [], ())}
    if named.get("window") == 1:
        del named["window"]
    parts = [
        f"{name.replace('_', ' ')} {shown_value(name, value)}"
        for name, value in named.items()
        if name != "figures"
    ]
    parts += [f"{name} {shown_value(name, value)}" for name, value in named.get("figures", ())]
    return ", ".join(parts)


def rendered(template: str, **content: object) -> str:
    """A page of this folder with its styles inside."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    styles = [_style("scheduler.io.page", "page.css"), _style(__package__, "report.css")]
    return environment.get_template(template).render(policy=POLICY, styles=styles, **content)


def _style(package: str, name: str) -> Markup:
    return Markup(files(package).joinpath(name).read_text(encoding="utf-8"))  # noqa: S704 - ours


def _place(findings: Findings, place: str, look: Look, cache: Path | None) -> PlaceShape:
    rows, study = findings.of_place(place), findings.study
    asked = next(each for each in study.places if each.place.name == place)
    profile = study.reference.profile or asked.profile or f"urbanisation-{rows[0].urbanisation}"
    return PlaceShape(
        name=place,
        kind=asked.kind,
        row=rows[0],
        profile=load_profile(profile_source(profile, study.folder)),
        drawn=place_map(
            place,
            rows,
            asked.source,
            look.colour,
            cache,
        ),
    )


def _strip(
    findings: Findings,
    measure: Measure,
    look: Mapping[str, Look],
    with_plans: bool,
) -> Plot:
    dots = {
        place: [
            Dot(value, row.key, plan_page(row.key) if with_plans else None)
            for row in findings.of_place(place)
            if (value := measure.of(row)) is not None
        ]
        for place in findings.places
    }
    return Plot(drawing.strip(measure, dots, look), measure.meaning)


def _section(curves: Curves, number: int) -> Section:
    axis = axis_of(curves.axis)
    measures = [BY_NAME[name] for name in axis.measures]
    look = looks([series.label for series in curves.series])
    name = f"{number:02}-{curves.axis.replace('.', '-').replace('_', '-')}"
    data = [Data(f"{name}.csv", curves.table(MEASURES))]
    plots = [Plot(drawing.curve(curves, each, look), each.meaning) for each in measures]
    sentences = list(told.answers(curves))
    if curves.axis == "continuity":
        found = told.prices(curves)
        data.append(Data(f"{name}-prices.csv", told.price_table(found)))
        x, y = BY_NAME["familiar_share"], BY_NAME["road_minutes_per_visit"]
        plots.insert(0, Plot(drawing.tradeoff(x, y, curves, look), "Beside each mark its points."))
        sentences = [*told.price_sentences(found), *sentences]
    return Section(
        anchor=f"question-{number}",
        question=axis.question,
        about=axis.about,
        sentences=tuple(sentences),
        plots=tuple(plots),
        headings=tuple(_heading(each) for each in measures),
        lines=told.curve_lines(curves, measures),
        legend=look,
        data=tuple(data),
    )


def _heading(measure: Measure) -> str:
    return f"{measure.label}{f', {measure.unit}' if measure.unit else ''}"


@dataclass(frozen=True)
class Gaps:
    """The middle of all gaps, and of how many plans one is known."""

    usual: str
    known: int


def _gaps(rows: Sequence[Row]) -> Gaps | None:
    known = [row.measures.gap for row in rows if row.measures.gap is not None]
    return Gaps(BY_NAME["gap"].shown(PERCENT * median(known)), len(known)) if known else None


def _made(study: Study, rows: Sequence[Row]) -> Mapping[str, Any]:
    effort = study.effort
    search = (
        f"{effort.iterations:,} iterations"
        if effort.iterations is not None
        else f"{effort.seconds:g} s"
    )
    around = circumstances(
        f"{len(rows)} days planned",
        f"{search} of search, {effort.bound} of proof for every plan",
        {},
    )
    hours = sum(row.took_seconds for row in rows) / 3600
    return {**around, "count": len(rows), "work": f"{hours:.2f} hours of processor time"}
