"""comparison.html as text."""

from typing import Final

from scheduler import __version__
from scheduler.continuity import Familiarity
from scheduler.io.comparison_report import ComparisonReport
from scheduler.io.page import double_timeline
from scheduler.io.page.comparison_shapes import ComparisonShaper
from scheduler.io.page.comparison_words import ENGLISH_COMPARISON, ComparisonWords
from scheduler.io.page.double_timeline import double_timelines
from scheduler.io.page.self_contained import self_contained
from scheduler.plan import Plan
from scheduler.rules import RULE

STYLES: Final = ("page.css", "comparison.css")
SCRIPTS: Final = ("comparison.js",)


def comparison_html(report: ComparisonReport, words: ComparisonWords = ENGLISH_COMPARISON) -> str:
    """The text of comparison.html. Equal reports give equal text."""
    comparison = report.comparison
    shaper = ComparisonShaper(report, words)
    scores = [side.score.total for side in (report.before, report.after) if side.score is not None]
    return self_contained(
        "comparison.html",
        STYLES,
        SCRIPTS,
        w=words,
        g=double_timeline,
        RULE=RULE,
        team=report.team,
        comparison=comparison,
        dates=[words.full_date(day) for day in comparison.horizon.dates],
        timelines=double_timelines(report, shaper),
        calls=shaper.calls(),
        other_moves=shaper.other_moves(),
        carers=shaper.carers(),
        rules=shaper.rules(),
        continuity=(shaper.team_continuity(), *shaper.continuity()),
        tolerance=words.duration(comparison.tolerance_seconds),
        scores=scores,
        new_faces=sum(
            each.familiarity is Familiarity.NEW
            for client in comparison.clients
            for each in client.newcomers
        ),
        travel_seconds=_travel_seconds(report.after.plan) - _travel_seconds(report.before.plan),
        version=__version__,
    )


def _travel_seconds(plan: Plan) -> int:
    legs = (stop.leg for each in plan.rounds for stop in each.stops)
    return sum(leg.seconds for leg in legs if leg is not None)
