"""Comparing two plans."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Literal

from scheduler.checker import Violation
from scheduler.comparison.comparison import (
    Call,
    Comparison,
    ConcernedCarer,
    ConcernedClient,
    FilledPlace,
    Move,
    MoveKind,
    Newcomer,
    RoundTimes,
    RuleComparison,
)
from scheduler.comparison.judged_plan import JudgedPlan
from scheduler.continuity import Familiarity
from scheduler.domain.visit import VisitKey
from scheduler.errors import RoundsError
from scheduler.plan import Round
from scheduler.score import Score

_NEVER = datetime.max.replace(tzinfo=UTC)


def compare(before: JudgedPlan, after: JudgedPlan) -> Comparison:
    """What the plan after does differently, and whom it concerns.

    The teams may differ, as they do after an absence or a new visit: each plan is read with its
    own, and how well a carer is known, and what is tolerated, is that of the team after.

    Raises:
        RoundsError: when the plans are not for the same dates.
    """
    if before.plan.horizon != after.plan.horizon:
        spans = " and ".join(
            f"{side.plan.horizon.first_date} to {side.plan.horizon.last_date}"
            for side in (before, after)
        )
        raise RoundsError("plans-of-other-dates", f"The plans are for {spans}.")
    return _Comparer(before, after).comparison()


class _Comparer:
    def __init__(self, before: JudgedPlan, after: JudgedPlan) -> None:
        self.before = before
        self.after = after
        self.tolerance_seconds = after.team.agreements.change_tolerance_seconds
        self.acquaintance = after.history.acquaintance
        self.clients_known = after.team.client_by_id

    def comparison(self) -> Comparison:
        before, after = self.before, self.after
        moves = tuple(sorted(self._moves(), key=_by_start))
        clients = tuple(self._clients(moves))
        return Comparison(
            horizon=after.plan.horizon,
            tolerance_seconds=self.tolerance_seconds,
            moves=moves,
            clients=clients,
            carers=tuple(self._carers(moves)),
            rules=_rules(before.score, after.score),
            violations_new=_only_in(after.violations, before.violations),
            violations_gone=_only_in(before.violations, after.violations),
            continuity_before=before.continuity,
            continuity_after=after.continuity,
            call_list=tuple(self._calls(clients)),
        )

    def _moves(self) -> Iterator[Move]:
        for key in self.before.known | self.after.known:
            then, now = self.before.filled.get(key, ()), self.after.filled.get(key, ())
            kind = self._kind(key, then, now)
            if kind is None:
                continue
            client_id = self._client_of(key)
            yield Move(key, client_id, kind, then, now, self._newcomers(client_id, then, now))

    def _kind(
        self, key: VisitKey, then: tuple[FilledPlace, ...], now: tuple[FilledPlace, ...]
    ) -> MoveKind | None:
        """What became of a visit; None when nothing did."""
        if key not in self.before.known:
            return MoveKind.ADDED
        if key not in self.after.known:
            return MoveKind.REMOVED
        if then == now:
            return None
        if not then:
            return MoveKind.NEWLY_ASSIGNED
        return MoveKind.MOVED if now else MoveKind.NEWLY_LEFT_OUT

    def _client_of(self, key: VisitKey) -> str | None:
        known = self.after.client_of.get(key.visit_id)
        return known or self.before.client_of.get(key.visit_id)

    def _newcomers(
        self, client_id: str | None, then: Iterable[FilledPlace], now: Iterable[FilledPlace]
    ) -> tuple[Newcomer, ...]:
        came = {filled.carer_id for filled in then}
        return self._known_as(client_id, {filled.carer_id for filled in now} - came)

    def _known_as(self, client_id: str | None, carer_ids: Iterable[str]) -> tuple[Newcomer, ...]:
        return tuple(
            Newcomer(carer_id, self._familiarity(client_id, carer_id))
            for carer_id in sorted(carer_ids)
        )

    def _familiarity(self, client_id: str | None, carer_id: str) -> Familiarity:
        if client_id not in self.clients_known:
            return Familiarity.NEW
        return self.acquaintance.familiarity(client_id, carer_id)

    def _clients(self, moves: Sequence[Move]) -> Iterator[ConcernedClient]:
        by_client: dict[str, list[Move]] = {}
        for move in moves:
            if move.client_id is not None:
                by_client.setdefault(move.client_id, []).append(move)
        for client_id, mine in by_client.items():
            then = self.before.carers_of_client.get(client_id, frozenset())
            now = self.after.carers_of_client.get(client_id, frozenset())
            yield ConcernedClient(
                client_id=client_id,
                moves=tuple(mine),
                carers_before=tuple(sorted(then)),
                carers_after=tuple(sorted(now)),
                newcomers=self._known_as(client_id, now - then),
                to_call=any(move.to_call(self.tolerance_seconds) for move in mine),
            )

    def _calls(self, clients: Iterable[ConcernedClient]) -> list[Call]:
        calls = []
        for client in clients:
            told = tuple(move for move in client.moves if move.to_call(self.tolerance_seconds))
            if told:
                calls.append(Call(client.client_id, _at(told[0]), told))
        return sorted(calls, key=lambda call: (call.at, call.client_id))

    def _carers(self, moves: Sequence[Move]) -> Iterator[ConcernedCarer]:
        made, makes = _by_carer(moves, "carers_before"), _by_carer(moves, "carers_after")
        rounds_before, rounds_after = self.before.rounds_of_carer, self.after.rounds_of_carer
        for carer_id in sorted(rounds_before.keys() | rounds_after.keys()):
            lost, gained = made.get(carer_id, {}), makes.get(carer_id, {})
            then, now = rounds_before.get(carer_id, ()), rounds_after.get(carer_id, ())
            if not lost and not gained and then == now:
                continue
            yield ConcernedCarer(
                carer_id=carer_id,
                gained=tuple(move for move in gained.values() if move.visit not in lost),
                lost=tuple(
                    sorted(
                        (move for move in lost.values() if move.visit not in gained),
                        key=lambda move: (move.before, move.visit),
                    )
                ),
                restarted=tuple(move for move in gained.values() if move.visit in lost),
                before=self.before.work_of(carer_id),
                after=self.after.work_of(carer_id),
                rounds=tuple(_round_times(then, now)),
            )


def _by_start(move: Move) -> tuple[datetime, VisitKey]:
    return _at(move), move.visit


def _at(move: Move) -> datetime:
    return move.start_after or move.start_before or _NEVER


def _by_carer(
    moves: Iterable[Move], side: Literal["carers_before", "carers_after"]
) -> dict[str, dict[VisitKey, Move]]:
    """The moves of every carer in one of the plans, by visit and in the order given."""
    found: dict[str, dict[VisitKey, Move]] = {}
    for move in moves:
        for carer_id in getattr(move, side):
            found.setdefault(carer_id, {})[move.visit] = move
    return found


def _round_times(then: Iterable[Round], now: Iterable[Round]) -> Iterator[RoundTimes]:
    before = {each.shift: (each.stops[0].start, each.stops[-1].end) for each in then}
    after = {each.shift: (each.stops[0].start, each.stops[-1].end) for each in now}
    for shift in sorted(before.keys() | after.keys()):
        yield RoundTimes(shift, before.get(shift), after.get(shift))


def _rules(before: Score | None, after: Score | None) -> tuple[RuleComparison, ...]:
    if before is None or after is None:
        return ()
    return tuple(
        RuleComparison(then, now) for then, now in zip(before.lines, after.lines, strict=True)
    )


def _only_in(
    violations: tuple[Violation, ...], others: tuple[Violation, ...]
) -> tuple[Violation, ...]:
    """Those that the other plan does not have word for word, as often as it lacks them."""
    spare = Counter(others)
    only = []
    for violation in violations:
        if spare[violation] > 0:
            spare[violation] -= 1
        else:
            only.append(violation)
    return tuple(only)
