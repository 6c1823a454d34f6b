"""What the template of comparison.html shows: rows in words, with names, ready to print."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from scheduler.comparison import (
    ConcernedCarer,
    FilledPlace,
    Move,
    RoundTimes,
    RuleComparison,
    Work,
)
from scheduler.continuity import ClientContinuity, Familiarity, TeamContinuity
from scheduler.io.comparison_report import ComparisonReport
from scheduler.io.page.comparison_words import ComparisonWords
from scheduler.io.page.shapes import Badge, badges_of


@dataclass(frozen=True, slots=True)
class Known:
    """A carer who comes and did not, in words."""

    name: str
    familiarity: str
    new_face: bool


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A visit that moved."""

    number: int
    day: str
    start_before: str
    start_after: str
    moved: str
    client: str
    client_id: str
    address: str
    visit_id: str
    carers_before: tuple[Badge, ...]
    carers_after: tuple[Badge, ...]
    known: tuple[Known, ...]
    became: str


@dataclass(frozen=True, slots=True)
class CarerRow:
    """A carer for whom anything differs; figures as `before → after`."""

    badge: Badge
    visits: str
    gains: tuple[int, ...]
    gives_up: tuple[int, ...]
    service: str
    travel: str
    waiting: str
    overtime: str
    rounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A soft rule whose quantity or cost differs."""

    sentence: str
    before: str
    after: str
    difference: str
    points: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ContinuityDifference:
    """The indices of a client, or of the team, as `before → after`."""

    name: str
    client_id: str
    carers_14_days: str
    carers_28_days: str
    upc: str
    coc: str


def comparison_badges(report: ComparisonReport) -> Mapping[str, Badge]:
    """A badge for every carer with a round in either plan, in the order of the team."""
    rounds = (*report.after.plan.rounds, *report.before.plan.rounds)
    busy = {each.shift.carer_id for each in rounds}
    known = [
        (carer.carer_id, carer.name)
        for team in (report.after.team, report.before.team)
        for carer in team.carers
        if carer.carer_id in busy
    ]
    known += [(carer_id, carer_id) for carer_id in sorted(busy - report.carers.keys())]
    return badges_of(dict(known).items())


class ComparisonShaper:
    """Puts a comparison into words."""

    def __init__(self, report: ComparisonReport, words: ComparisonWords) -> None:
        self.report = report
        self.comparison = report.comparison
        self.words = words
        self.badges = comparison_badges(report)

    def clock(self, instant: datetime) -> str:
        """The clock time in the team's zone."""
        return f"{instant.astimezone(self.report.team.timezone):%H:%M}"

    def became(self, before: str, after: str) -> str:
        """`before → after`, or either where both are the same."""
        if before == after:
            return before
        return self.words.before_after.format(before=before, after=after)

    def calls(self) -> tuple[MoveRow, ...]:
        """The moves to tell, client by client in the order of the call list."""
        return tuple(self.move(move) for call in self.comparison.call_list for move in call.moves)

    def other_moves(self) -> tuple[MoveRow, ...]:
        """The moves that nobody needs to be told."""
        tolerance = self.comparison.tolerance_seconds
        told = {move.visit for call in self.comparison.call_list for move in call.moves}
        return tuple(
            self.move(move)
            for move in self.comparison.moves
            if move.visit not in told or not move.to_call(tolerance)
        )

    def move(self, move: Move) -> MoveRow:
        """A visit that moved."""
        client = self.report.clients.get(move.client_id or "")
        several = self.comparison.horizon.days > 1
        return MoveRow(
            number=self.comparison.number_of[move.visit],
            day=self.words.short_date(move.visit.date) if several else "",
            start_before=self._start(move.start_before),
            start_after=self._start(move.start_after),
            moved=self.words.moved(move.moved_seconds),
            client=move.visit.visit_id if client is None else client.name,
            client_id=move.client_id or "",
            address="" if client is None else client.address,
            visit_id=move.visit.visit_id,
            carers_before=self._carers(move.before),
            carers_after=self._carers(move.after),
            known=tuple(
                Known(
                    self.badges[each.carer_id].name,
                    self.words.known_as[each.familiarity],
                    each.familiarity is Familiarity.NEW,
                )
                for each in move.newcomers
            ),
            became=self.words.became[move.kind],
        )

    def carers(self) -> tuple[CarerRow, ...]:
        """The carers for whom anything differs, in the order of their badges."""
        order = list(self.badges)
        listed = sorted(self.comparison.carers, key=lambda each: order.index(each.carer_id))
        return tuple(self._carer(carer) for carer in listed)

    def rules(self) -> tuple[RuleRow, ...]:
        """The soft rules that do not cost the same."""
        return tuple(
            self._rule(each)
            for each in self.comparison.rules
            if each.quantity_difference or each.cost_difference
        )

    def team_continuity(self) -> ContinuityDifference:
        """The means of the team."""
        then, now = self.comparison.continuity_before.team, self.comparison.continuity_after.team
        return self._continuity(self.words.team_mean, "", then, now)

    def continuity(self) -> tuple[ContinuityDifference, ...]:
        """The clients whose indices differ, in the order of the team."""
        before = {each.client_id: each for each in self.comparison.continuity_before.clients}
        return tuple(
            self._continuity(
                self.report.clients[now.client_id].name,
                now.client_id,
                before[now.client_id],
                now,
            )
            for now in self.comparison.continuity_after.clients
            if now.client_id in before and before[now.client_id] != now
        )

    def _start(self, start: datetime | None) -> str:
        return self.words.none if start is None else self.clock(start)

    def _carers(self, places: Iterable[FilledPlace]) -> tuple[Badge, ...]:
        return tuple(self.badges[filled.carer_id] for filled in places)

    def _numbers(self, moves: Iterable[Move]) -> tuple[int, ...]:
        return tuple(self.comparison.number_of[move.visit] for move in moves)

    def _carer(self, carer: ConcernedCarer) -> CarerRow:
        then, now = carer.before, carer.after
        service, travel, waiting, overtime = (
            self.became(*pair) for pair in zip(self._works(then), self._works(now), strict=True)
        )
        return CarerRow(
            badge=self.badges[carer.carer_id],
            visits=self.became(str(then.visits), str(now.visits)),
            gains=self._numbers(carer.gained),
            gives_up=self._numbers(carer.lost),
            service=service,
            travel=travel,
            waiting=waiting,
            overtime=overtime,
            rounds=tuple(self._round(times) for times in carer.rounds),
        )

    def _works(self, work: Work) -> Iterator[str]:
        seconds = (
            work.service_seconds,
            work.travel_seconds,
            work.waiting_seconds,
            work.overtime_seconds,
        )
        return (self.words.short_duration(each) for each in seconds)

    def _round(self, times: RoundTimes) -> str:
        return self.became(self._span(times.before), self._span(times.after))

    def _span(self, span: tuple[datetime, datetime] | None) -> str:
        if span is None:
            return self.words.no_round
        return "\N{EN DASH}".join(self.clock(instant) for instant in span)

    def _rule(self, each: RuleComparison) -> RuleRow:
        unit = each.rule.unit
        return RuleRow(
            sentence=each.rule.sentence,
            before=f"{each.before.quantity:,} {unit}",
            after=f"{each.after.quantity:,} {unit}",
            difference=f"{each.quantity_difference:+,}",
            points=f"{each.cost_difference:+,}",
            verdict=self.words.verdict(each.cost_difference),
        )

    def _continuity(
        self,
        name: str,
        client_id: str,
        then: ClientContinuity | TeamContinuity,
        now: ClientContinuity | TeamContinuity,
    ) -> ContinuityDifference:
        return ContinuityDifference(
            name=name,
            client_id=client_id,
            carers_14_days=self._figures(then.carers_14_days, now.carers_14_days),
            carers_28_days=self._figures(then.carers_28_days, now.carers_28_days),
            upc=self._figures(then.upc, now.upc),
            coc=self._figures(then.coc, now.coc),
        )

    def _figures(self, then: Fraction | int | None, now: Fraction | int | None) -> str:
        return self.became(self._figure(then), self._figure(now))

    def _figure(self, figure: Fraction | int | None) -> str:
        if figure is None:
            return self.words.none
        return str(figure) if isinstance(figure, int) else f"{float(figure):.2f}"
