"""rounds.html as text."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from scheduler.io.page.drawing import drawing
from scheduler.io.page.self_contained import self_contained
from scheduler.io.page.shapes import badges, date_shapes, totals
from scheduler.io.page.words import ENGLISH, Words
from scheduler.io.report import PlanReport
from scheduler.rules import RULE

STYLES: Final = ("vendor/leaflet.css", "page.css", "print.css")
SCRIPTS: Final = ("vendor/leaflet.js", "map.js", "timeline.js", "page.js")


@dataclass(frozen=True, slots=True)
class ContinuityRow:
    """Continuity of one client before and after, in words."""

    client_id: str
    name: str
    carers_14_days: str
    carers_28_days: str
    upc: str
    coc: str
    new_faces: tuple[str, ...]


def page_html(report: PlanReport, words: Words = ENGLISH) -> str:
    """The text of rounds.html. Equal reports give equal text.

    Raises:
        FaultError: a leg has no path, see `PlanReport.drawn_legs`.
    """
    dates = date_shapes(report, words)
    return self_contained(
        "rounds.html",
        STYLES,
        SCRIPTS,
        w=words,
        RULE=RULE,
        drawing=drawing(report, dates, words),
        report=report,
        dates=dates,
        badges=badges(report),
        totals=totals(
            report, report.plan.rounds, len({left.visit for left in report.plan.unassigned})
        ),
        continuity=_continuity_rows(report, words),
        team_continuity=_team_row(report, words),
        notes=_notes(report, words),
    )


def _notes(report: PlanReport, words: Words) -> tuple[str, ...]:
    made, total = report.provenance, report.score.total
    notes = []
    if made.estimated:
        notes.append(words.estimated.format(modes=", ".join(sorted(made.estimated))))
    if made.lower_bound is not None:
        gap = total - made.lower_bound
        permille = -(-1000 * gap // total) if gap > 0 else 0
        percent = f"{permille / 10:.1f} %"
        notes.append(words.gap.format(percent=percent) if permille else words.proven)
    sentence = words.made_without_search if made.iterations is None else words.made_by
    notes.append(
        sentence.format(
            version=made.rounds_version,
            seed=made.seed,
            iterations=made.iterations,
            stopped=made.stopped,
        )
    )
    return tuple(notes)


def _continuity_rows(report: PlanReport, words: Words) -> tuple[ContinuityRow, ...]:
    """The clients whom a carer visited before or visits in the plan, in the team's order."""
    before = {client.client_id: client for client in report.continuity_before.clients}
    faces = _new_faces(report)
    return tuple(
        ContinuityRow(
            client_id=now.client_id,
            name=report.team.client_by_id[now.client_id].name,
            carers_14_days=_counts(words, then.carers_14_days, now.carers_14_days),
            carers_28_days=_counts(words, then.carers_28_days, now.carers_28_days),
            upc=_figures(words, then.upc, now.upc),
            coc=_figures(words, then.coc, now.coc),
            new_faces=faces.get(now.client_id, ()),
        )
        for now in report.continuity_after.clients
        for then in (before[now.client_id],)
        if now.visits or then.visits
    )


def _new_faces(report: PlanReport) -> Mapping[str, tuple[str, ...]]:
    """Names of the carers whom each client meets for the first time."""
    found: dict[str, tuple[str, ...]] = {}
    for each, stop in report.plan.assignments():
        if report.is_new_face(stop):
            client_id = report.client_id(stop)
            name = report.team.carer_by_id[each.shift.carer_id].name
            found[client_id] = (*found.get(client_id, ()), name)
    return found


def _team_row(report: PlanReport, words: Words) -> Mapping[str, str]:
    then, now = report.continuity_before.team, report.continuity_after.team
    return {
        "carers_14_days": _figures(words, then.carers_14_days, now.carers_14_days),
        "carers_28_days": _figures(words, then.carers_28_days, now.carers_28_days),
        "upc": _figures(words, then.upc, now.upc),
        "coc": _figures(words, then.coc, now.coc),
    }


def _counts(words: Words, then: int, now: int) -> str:
    return words.before_after.format(before=then, after=now)


def _figures(words: Words, then: Fraction | None, now: Fraction | None) -> str:
    before, after = (
        words.none if figure is None else f"{float(figure):.2f}" for figure in (then, now)
    )
    return words.before_after.format(before=before, after=after)
