"""plan.json: from a report to a document, to text, and back."""

import json
from fractions import Fraction
from pathlib import Path

from pydantic import ValidationError

from scheduler.continuity import ClientContinuity, Continuity
from scheduler.domain.horizon import Horizon
from scheduler.domain.shift import ShiftKey
from scheduler.domain.visit import Priority, VisitKey
from scheduler.errors import Finding, InputError, RoundsError
from scheduler.io.document import utc
from scheduler.io.plan_document import (
    SCHEMA_VERSION,
    ClientContinuityEntry,
    ContinuityEntry,
    ContinuityPair,
    LegEntry,
    PlanDocument,
    ProvenanceEntry,
    ReasonEntry,
    RoundEntry,
    ScoreEntry,
    ScoreLineEntry,
    StopEntry,
    TeamContinuityEntry,
    UnassignedEntry,
)
from scheduler.io.report import PlanReport, Provenance
from scheduler.plan import Leg, Plan, Reason, Round, Stop, Unassigned
from scheduler.score import Score

LONGEST_VALUE_SHOWN = 60


def plan_document(report: PlanReport) -> PlanDocument:
    """What plan.json holds of a report: everything but names, addresses and paths."""
    plan = report.plan
    return PlanDocument(
        schema_version="1.0",
        team_id=plan.team_id,
        timezone=report.team.timezone.key,
        first_date=plan.horizon.first_date,
        days=plan.horizon.days,
        rounds=tuple(_round_entry(report, each) for each in plan.rounds),
        unassigned=tuple(_unassigned_entry(report, left) for left in plan.unassigned),
        score=_score_entry(report.score),
        continuity=ContinuityPair(
            before=continuity_entry(report.continuity_before),
            after=continuity_entry(report.continuity_after),
        ),
        provenance=_provenance_entry(report),
    )


def plan_text(document: PlanDocument) -> str:
    """The text of plan.json; the same document gives the same text."""
    return document.model_dump_json(indent=2) + "\n"


def read_document(path: Path) -> PlanDocument:
    """Read a plan.json.

    Raises:
        RoundsError: the file cannot be opened, is not JSON, or is of another schema version.
        InputError: values are not of the form that the schema asks; lists all of them.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise RoundsError("plan-not-read", f"{path}: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise RoundsError(
            "plan-not-json", f"{path}: byte {error.start} is not UTF-8 text."
        ) from error
    try:
        given = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise RoundsError("plan-not-json", f"{path}: {error}.") from error
    version = given.get("schema_version") if isinstance(given, dict) else None
    if isinstance(version, str) and version != SCHEMA_VERSION:
        raise RoundsError(
            "plan-version",
            f"{path} is of schema version {_shown(version)}, this version of Rounds reads "
            f"{SCHEMA_VERSION}.",
        )
    try:
        return PlanDocument.model_validate_json(text)
    except ValidationError as error:
        raise InputError(_findings(path, error)) from error


def read_plan(path: Path) -> Plan:
    """The plan that a plan.json holds, as it was when it was written.

    Raises:
        RoundsError: as `read_document`.
    """
    return plan_of(read_document(path))


def plan_of(document: PlanDocument) -> Plan:
    """The plan of a document, its instants in UTC."""
    return Plan(
        team_id=document.team_id,
        horizon=Horizon(document.first_date, document.days),
        rounds=tuple(
            Round(
                ShiftKey(each.carer_id, utc(each.shift_start)),
                tuple(_stop_of(entry) for entry in each.stops),
            )
            for each in document.rounds
        ),
        unassigned=tuple(_unassigned_of(entry) for entry in document.unassigned),
    )


def provenance_of(entry: ProvenanceEntry) -> Provenance:
    """How the plan of a document came about."""
    return Provenance(
        rounds_version=entry.rounds_version,
        seed=entry.seed,
        iterations=entry.iterations,
        stopped=entry.stopped,
        lower_bound=entry.lower_bound,
        estimated=frozenset(entry.estimated_modes),
    )


def _round_entry(report: PlanReport, each: Round) -> RoundEntry:
    zone = report.team.timezone
    return RoundEntry(
        carer_id=each.shift.carer_id,
        shift_start=each.shift.start.astimezone(zone),
        stops=tuple(_stop_entry(report, stop) for stop in each.stops),
    )


def _stop_entry(report: PlanReport, stop: Stop) -> StopEntry:
    zone = report.team.timezone
    leg = stop.leg
    return StopEntry(
        kind=stop.kind,
        visit_id=stop.visit.visit_id if stop.visit else None,
        date=stop.visit.date if stop.visit else None,
        place=stop.place or None,
        client_id=report.client_id(stop) or None,
        new_face=report.is_new_face(stop),
        arrival=stop.arrival.astimezone(zone),
        start=stop.start.astimezone(zone),
        end=stop.end.astimezone(zone),
        leg=LegEntry(seconds=leg.seconds, metres=leg.metres, mode=leg.mode) if leg else None,
    )


def _unassigned_entry(report: PlanReport, left: Unassigned) -> UnassignedEntry:
    return UnassignedEntry(
        visit_id=left.visit.visit_id,
        date=left.visit.date,
        place=left.place,
        client_id=report.agreements[left.visit.visit_id].client_id,
        priority=left.priority.value,
        reasons=tuple(
            ReasonEntry(carer_id=reason.carer_id, rule=reason.rule, text=reason.text)
            for reason in left.reasons
        ),
    )


def _score_entry(score: Score) -> ScoreEntry:
    return ScoreEntry(
        total=score.total,
        lines=tuple(
            ScoreLineEntry(
                rule=line.rule, quantity=line.quantity, weight=line.weight, cost=line.cost
            )
            for line in score.lines
        ),
    )


def continuity_entry(continuity: Continuity) -> ContinuityEntry:
    """Continuity as the documents hold it."""
    team = continuity.team
    return ContinuityEntry(
        until=continuity.until,
        clients=tuple(_client_entry(client) for client in continuity.clients),
        team=TeamContinuityEntry(
            clients=team.clients,
            carers_14_days=_decimal(team.carers_14_days),
            carers_28_days=_decimal(team.carers_28_days),
            upc=_decimal(team.upc),
            coc=_decimal(team.coc),
        ),
    )


def _client_entry(client: ClientContinuity) -> ClientContinuityEntry:
    return ClientContinuityEntry(
        client_id=client.client_id,
        visits=client.visits,
        carers_14_days=client.carers_14_days,
        carers_28_days=client.carers_28_days,
        upc=_decimal(client.upc),
        coc=_decimal(client.coc),
    )


def _provenance_entry(report: PlanReport) -> ProvenanceEntry:
    made, total = report.provenance, report.score.total
    gap = None
    if made.lower_bound is not None:
        gap = _decimal(Fraction(total - made.lower_bound, total)) if total else 0.0
    return ProvenanceEntry(
        rounds_version=made.rounds_version,
        seed=made.seed,
        iterations=made.iterations,
        stopped=made.stopped,
        lower_bound=made.lower_bound,
        gap=gap,
        estimated_modes=tuple(sorted(made.estimated)),
    )


def _decimal(figure: Fraction | None) -> float | None:
    return None if figure is None else float(round(figure, 6))


def _stop_of(entry: StopEntry) -> Stop:
    visit = None
    if entry.visit_id is not None and entry.date is not None:
        visit = VisitKey(entry.visit_id, entry.date)
    leg = entry.leg
    return Stop(
        kind=entry.kind,
        leg=Leg(leg.seconds, leg.metres, leg.mode) if leg else None,
        arrival=utc(entry.arrival),
        start=utc(entry.start),
        end=utc(entry.end),
        visit=visit,
        place=entry.place or 0,
    )


def _unassigned_of(entry: UnassignedEntry) -> Unassigned:
    return Unassigned(
        visit=VisitKey(entry.visit_id, entry.date),
        place=entry.place,
        priority=Priority(entry.priority),
        reasons=tuple(
            Reason(reason.carer_id, reason.rule, reason.text) for reason in entry.reasons
        ),
    )


def _findings(path: Path, error: ValidationError) -> list[Finding]:
    return [
        Finding(
            file=path.name,
            row=0,
            column=_json_path(problem["loc"]),
            code="plan-malformed",
            value=_shown(problem["input"]),
            message=f"{problem['msg']}.",
        )
        for problem in error.errors(include_url=False)
    ]


def _json_path(location: tuple[int | str, ...]) -> str:
    """A location as a JSON path: `$.rounds[0].stops[2].arrival`."""
    return "$" + "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in location)


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    return text if len(text) <= LONGEST_VALUE_SHOWN else text[: LONGEST_VALUE_SHOWN - 1] + "…"
