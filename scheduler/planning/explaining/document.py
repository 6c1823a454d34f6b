"""Fits and explanations as documents for programs; docs/explain.md says what is in them."""

from collections.abc import Mapping, Sequence

from scheduler.comparison import Comparison, Move
from scheduler.domain.team import Team
from scheduler.domain.visit import VisitKey
from scheduler.planning.changes.published import Published
from scheduler.planning.explaining.explanation import Explanation, Rather, Repair
from scheduler.planning.explaining.forbidding import Forbidden
from scheduler.planning.explaining.sentences import Sentences, set_names
from scheduler.planning.explaining.working import WorkingPlan
from scheduler.planning.fitting import Fit
from scheduler.planning.meetings import MeetingFit
from scheduler.planning.series import DAY_CODES, SeriesFit

Document = Mapping[str, object]


def explanation_document(explanation: Explanation) -> Document:
    """All that an explanation says."""
    words, team = Sentences(explanation), explanation.team
    rather = explanation.rather
    return {
        **_visit(explanation.visit),
        "carers": list(explanation.carers),
        "begun": explanation.begun,
        "team": None if team is None else {"sets": set_names(team), "proven": team.proven},
        "by_carer": [_forbidden(words, each) for each in explanation.everybody],
        "repairs": [_repair(words, each) for each in explanation.repairs],
        "rather": None if rather is None else _rather(explanation.published.team, words, rather),
    }


def fit_document(team: Team, fits: Sequence[Fit]) -> Document:
    """Where a visit fits."""
    return {"fits": [_fit(team, each) for each in fits]}


def series_document(published: Published, fits: Sequence[SeriesFit]) -> Document:
    """Which weekdays and carers suit a series."""
    return {
        "series": [
            {
                "weekdays": [DAY_CODES[each] for each in fit.weekdays],
                "primary": fit.primary,
                "second": fit.second,
                "visits": [{**_visit(key), "carer_id": carer} for key, carer in fit.visits],
                **working_document(published.team, fit.working),
            }
            for fit in fits
        ]
    }


def meeting_document(published: Published, fits: Sequence[MeetingFit]) -> Document:
    """When carers could meet."""
    zone = published.team.timezone
    return {
        "meetings": [
            {
                "start": fit.start.astimezone(zone).isoformat(),
                "end": fit.end.astimezone(zone).isoformat(),
                "left_out": [{**_visit(each.visit), "place": each.place} for each in fit.left_out],
                **working_document(published.team, fit.working),
            }
            for fit in fits
        ]
    }


def _fit(team: Team, fit: Fit) -> Document:
    before, after = fit.continuity
    return {
        **_visit(fit.visit),
        "carers": [
            {"carer_id": each.carer_id, "familiarity": str(each.familiarity)} for each in fit.carers
        ],
        "start": fit.start.astimezone(team.timezone).isoformat(),
        "carers_14_days": [before.carers_14_days, after.carers_14_days],
        "carers_28_days": [before.carers_28_days, after.carers_28_days],
        **working_document(team, fit.working, fit.visit),
    }


def working_document(team: Team, working: WorkingPlan, visit: VisitKey | None = None) -> Document:
    """What a plan costs more by rule, what moves besides a visit, and whom to call."""
    comparison = working.comparison
    return {
        "legal": not comparison.violations_new,
        "points": working.points,
        "rules": _rules(comparison),
        "moves": [_move(team, each) for each in comparison.moves if each.visit != visit],
        "call_list": [call.client_id for call in comparison.call_list],
    }


def _rules(comparison: Comparison) -> list[Document]:
    return [
        {
            "rule": str(each.rule_id),
            "points": each.cost_difference,
            "quantity": each.quantity_difference,
            "unit": each.rule.unit,
        }
        for each in comparison.rules
        if each.cost_difference
    ]


def _move(team: Team, move: Move) -> Document:
    starts = {"start_before": move.start_before, "start_after": move.start_after}
    return {
        **_visit(move.visit),
        "carers_before": list(move.carers_before),
        "carers_after": list(move.carers_after),
        **{
            name: None if start is None else start.astimezone(team.timezone).isoformat()
            for name, start in starts.items()
        },
    }


def _forbidden(words: Sentences, forbidden: Forbidden) -> Document:
    return {
        "carer_id": forbidden.carer_id,
        "place": forbidden.place,
        "sets": set_names(forbidden.conflicts),
        "proven": forbidden.conflicts.proven,
        "round_broken": forbidden.round_broken,
        "text": words.forbids(forbidden),
    }


def _repair(words: Sentences, repair: Repair) -> Document:
    working = repair.working
    filled = working.judged.filled[words.visit_key]
    team = working.judged.team
    return {
        "kind": str(repair.kind),
        "carer_id": repair.carer_id or None,
        "minutes": repair.minutes,
        "detail": repair.detail,
        "proven": repair.proven,
        "made_by": [each.carer_id for each in filled],
        "start": filled[0].start.astimezone(team.timezone).isoformat(),
        "text": words.repair(repair),
        **working_document(team, working, words.visit_key),
    }


def _rather(team: Team, words: Sentences, rather: Rather) -> Document:
    option = rather.option
    return {
        "carer_id": rather.carer_id,
        "forbidden": [_forbidden(words, each) for each in rather.forbidden],
        "points": rather.points,
        "rules": [] if option is None else _rules(option.comparison),
        "moves": [] if option is None else [_move(team, m) for m in option.comparison.moves],
    }


def _visit(visit: VisitKey) -> Document:
    return {"visit_id": visit.visit_id, "date": visit.date.isoformat()}
