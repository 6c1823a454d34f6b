"""The answers to what-if questions as one self-contained page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from benchmarks.circumstances import circumstances
from benchmarks.neighbourhoods.report import drawing
from benchmarks.neighbourhoods.report.answers import Cell
from benchmarks.neighbourhoods.report.drawing import Change
from benchmarks.neighbourhoods.report.measure import Measure
from benchmarks.neighbourhoods.report.page import Data, Drawn, Plot, rendered
from benchmarks.neighbourhoods.study.outcome import plan_page
from benchmarks.neighbourhoods.what_if.case import TEAMS, Terms
from benchmarks.neighbourhoods.what_if.findings import DRAWN, SHOWN, Answer, WhatIf
from scheduler import __version__

BY_NAME = {each.name: each for each in SHOWN}
DATA = "what-if.csv"


@dataclass(frozen=True)
class Line:
    """A measure today and then."""

    measure: Measure
    today: Cell
    then: Cell
    difference: Cell


@dataclass(frozen=True)
class Shape:
    """A question as the page shows it."""

    answer: Answer
    sentence: str
    lines: tuple[Line, ...]
    plans: tuple[tuple[str, str], ...]


def drawn_page(found: WhatIf, title: str, terms: Terms, *, with_plans: bool = True) -> Drawn:
    """The page.

    Args:
        with_plans: whether it leads to plans and teams, which then stand beside it.
    """
    data = Data(DATA, found.table())
    shapes = [_shape(found, each) for each in found.asked]
    text = rendered(
        "what_if.html",
        title=title,
        terms=terms,
        teams=TEAMS,
        shapes=shapes,
        with_plans=with_plans,
        better=found.better_border,
        plots_drawn=[
            Plot(drawing.forest(each, _changes(found, each)), each.meaning) for each in _drawn()
        ],
        table=data,
        made=circumstances(f"{_count(found)} days planned", _effort(terms), {}),
        version=__version__,
    )
    sentences = (f"{each.answer.question.text}: {each.sentence}" for each in shapes)
    return Drawn(text, tuple(sentences), (data,))


def _drawn() -> Iterator[Measure]:
    return (BY_NAME[name] for name in DRAWN)


def _changes(found: WhatIf, measure: Measure) -> list[Change]:
    changes = []
    for answer in found.asked:
        interval = found.difference(answer, measure)
        if interval is not None:
            text = answer.question.text
            changes.append(Change(text, interval.mean, interval.low, interval.high))
    return changes


def _shape(found: WhatIf, answer: Answer) -> Shape:
    lines = tuple(_line(found, answer, measure) for measure in SHOWN)
    return Shape(answer, _sentence(found, answer), lines, tuple(_plans(answer)))


def _line(found: WhatIf, answer: Answer, measure: Measure) -> Line:
    interval = found.difference(answer, measure)
    difference = Cell(measure.shown(None))
    if interval is not None:
        limits = measure.range(interval, signed=True)
        difference = Cell(measure.signed(interval.mean), limits, interval.is_apart_from_zero)
    return Line(measure, _cell(measure, found.today), _cell(measure, answer), difference)


def _cell(measure: Measure, answer: Answer) -> Cell:
    interval = answer.interval(measure)
    if interval is None:
        return Cell(measure.shown(None))
    return Cell(measure.shown(interval.mean), measure.range(interval))


def _sentence(found: WhatIf, answer: Answer) -> str:
    """What surely changes, of what is drawn."""
    told = []
    for measure in _drawn():
        interval = found.difference(answer, measure)
        if interval is not None and interval.is_apart_from_zero:
            label = measure.label[0].lower() + measure.label[1:]
            told.append(f"{label} {measure.sentence(interval, signed=True)}")
    return "; ".join(told) + "." if told else "nothing that is drawn here surely changes."


def _plans(answer: Answer) -> Iterator[tuple[str, str]]:
    """The plans of a question: what each is, and where."""
    parts = len({row.part for row in answer.rows})
    for row in answer.rows:
        team = f", team {row.part + 1}" if parts > 1 else ""
        yield f"{row.date}{team}, search {row.seed}", plan_page(row.key)


def _effort(terms: Terms) -> str:
    effort = terms.effort
    search = (
        f"{effort.seconds:g} s"
        if effort.iterations is None
        else f"{effort.iterations:,} iterations"
    )
    dates, searches = len(terms.dates), len(terms.seeds)
    return (
        f"{dates} date{'s' * (dates > 1)}, "
        f"{searches} search{'es' * (searches > 1)} of {search} on each"
    )


def _count(found: WhatIf) -> int:
    return len({row.key for answer in found.answers for row in answer.rows})


def titled(names: Sequence[str]) -> str:
    """The heading for one team, or two."""
    return f"What if? {' and '.join(names)}"
