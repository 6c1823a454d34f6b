"""comparison.json: from a report to a document, and to text."""

import dataclasses
from collections.abc import Iterable
from datetime import datetime

from scheduler.checker import Violation
from scheduler.comparison import (
    ConcernedCarer,
    ConcernedClient,
    FilledPlace,
    Move,
    Newcomer,
    RoundTimes,
    RuleComparison,
    Work,
)
from scheduler.io.comparison_document import (
    CallEntry,
    ComparisonDocument,
    ConcernedCarerEntry,
    ConcernedClientEntry,
    FilledPlaceEntry,
    MoveEntry,
    NewcomerEntry,
    RoundTimesEntry,
    RuleDifferenceEntry,
    RuleEntry,
    RuleSideEntry,
    ScorePair,
    SpanEntry,
    ViolationEntry,
    ViolationsEntry,
    WorkEntry,
)
from scheduler.io.comparison_report import ComparisonReport
from scheduler.io.plan_document import ContinuityPair
from scheduler.io.plan_json import continuity_entry
from scheduler.score import Score, ScoreLine


def comparison_document(report: ComparisonReport) -> ComparisonDocument:
    """What comparison.json holds of a report: everything but names and addresses."""
    return _Writer(report).document()


def comparison_text(document: ComparisonDocument) -> str:
    """The text of comparison.json; the same document gives the same text."""
    return document.model_dump_json(indent=2) + "\n"


class _Writer:
    def __init__(self, report: ComparisonReport) -> None:
        self.report = report
        self.comparison = report.comparison
        self.zone = report.team.timezone

    def document(self) -> ComparisonDocument:
        report, comparison = self.report, self.comparison
        return ComparisonDocument(
            schema_version="1.0",
            team_id=report.team.team_id,
            timezone=self.zone.key,
            first_date=comparison.horizon.first_date,
            days=comparison.horizon.days,
            change_tolerance_seconds=comparison.tolerance_seconds,
            moves=tuple(self._move(move) for move in comparison.moves),
            clients=tuple(self._client(client) for client in comparison.clients),
            carers=tuple(self._carer(carer) for carer in comparison.carers),
            rules=tuple(_rule(each) for each in comparison.rules),
            score=ScorePair(
                before=_total(report.before.score),
                after=_total(report.after.score),
                difference=comparison.cost_difference,
            ),
            violations=ViolationsEntry(
                new=tuple(_violation(each) for each in comparison.violations_new),
                gone=tuple(_violation(each) for each in comparison.violations_gone),
            ),
            continuity=ContinuityPair(
                before=continuity_entry(comparison.continuity_before),
                after=continuity_entry(comparison.continuity_after),
            ),
            call_list=tuple(
                CallEntry(
                    client_id=call.client_id,
                    at=self._local(call.at),
                    moves=self._numbers(call.moves),
                )
                for call in comparison.call_list
            ),
        )

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(self.zone)

    def _numbers(self, moves: Iterable[Move]) -> tuple[int, ...]:
        return tuple(self.comparison.number_of[move.visit] for move in moves)

    def _move(self, move: Move) -> MoveEntry:
        return MoveEntry(
            number=self.comparison.number_of[move.visit],
            visit_id=move.visit.visit_id,
            date=move.visit.date,
            client_id=move.client_id,
            kind=move.kind,
            before=self._filled(move.before),
            after=self._filled(move.after),
            moved_seconds=move.moved_seconds,
            newcomers=_newcomers(move.newcomers),
            call=move.to_call(self.comparison.tolerance_seconds),
        )

    def _filled(self, places: Iterable[FilledPlace]) -> tuple[FilledPlaceEntry, ...]:
        return tuple(
            FilledPlaceEntry(
                place=filled.place, carer_id=filled.carer_id, start=self._local(filled.start)
            )
            for filled in places
        )

    def _client(self, client: ConcernedClient) -> ConcernedClientEntry:
        return ConcernedClientEntry(
            client_id=client.client_id,
            moves=self._numbers(client.moves),
            carers_before=client.carers_before,
            carers_after=client.carers_after,
            newcomers=_newcomers(client.newcomers),
            moved_seconds=client.moved_seconds,
            call=client.to_call,
        )

    def _carer(self, carer: ConcernedCarer) -> ConcernedCarerEntry:
        return ConcernedCarerEntry(
            carer_id=carer.carer_id,
            gained=self._numbers(carer.gained),
            lost=self._numbers(carer.lost),
            restarted=self._numbers(carer.restarted),
            before=_work(carer.before),
            after=_work(carer.after),
            difference=_work(carer.difference),
            rounds=tuple(self._round(times) for times in carer.rounds),
        )

    def _round(self, times: RoundTimes) -> RoundTimesEntry:
        return RoundTimesEntry(
            shift_start=self._local(times.shift.start),
            before=self._span(times.before),
            after=self._span(times.after),
        )

    def _span(self, span: tuple[datetime, datetime] | None) -> SpanEntry | None:
        if span is None:
            return None
        start, end = span
        return SpanEntry(start=self._local(start), end=self._local(end))


def _newcomers(newcomers: Iterable[Newcomer]) -> tuple[NewcomerEntry, ...]:
    return tuple(
        NewcomerEntry(carer_id=each.carer_id, familiarity=each.familiarity) for each in newcomers
    )


def _work(work: Work) -> WorkEntry:
    return WorkEntry(**dataclasses.asdict(work))


def _rule(each: RuleComparison) -> RuleEntry:
    return RuleEntry(
        rule=each.rule_id,
        before=_side(each.before),
        after=_side(each.after),
        difference=RuleDifferenceEntry(
            quantity=each.quantity_difference, cost=each.cost_difference
        ),
    )


def _side(line: ScoreLine) -> RuleSideEntry:
    return RuleSideEntry(quantity=line.quantity, weight=line.weight, cost=line.cost)


def _violation(violation: Violation) -> ViolationEntry:
    visit = violation.visit
    return ViolationEntry(
        rule=violation.rule,
        text=violation.text,
        carer_id=violation.carer_id,
        visit_id=None if visit is None else visit.visit_id,
        date=None if visit is None else visit.date,
    )


def _total(score: Score | None) -> int | None:
    return None if score is None else score.total
