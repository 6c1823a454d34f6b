"""Explanations in plain sentences: ids, times of the team's clocks, minutes."""

from collections.abc import Iterable, Iterator

from scheduler.comparison import Move
from scheduler.planning.explaining.alteration import RepairKind
from scheduler.planning.explaining.explanation import Explanation, Rather, Repair
from scheduler.planning.explaining.forbidding import Forbidden
from scheduler.planning.explaining.scene import scene
from scheduler.planning.explaining.words import Words
from scheduler.planning.explaining.working import WorkingPlan
from scheduler.solver.conflicts import Conflicts
from scheduler.solver.obstacles import Obstacle
from scheduler.units import SECONDS_PER_MINUTE

MOST_MOVES = 5
"""Moves that a sentence names before it only counts."""


class Sentences:
    """Words for one explanation."""

    def __init__(self, explanation: Explanation) -> None:
        self._explanation = explanation
        self.visit_key = explanation.visit
        asked = scene(explanation.published, explanation.visit)
        self._words = Words(asked)
        self._is_joint = len(asked.visit.places) > 1

    def lines(self) -> Iterator[str]:
        """Everything, line by line."""
        told = self._explanation
        if told.begun:
            yield f"Visit {told.visit} has begun; nothing about it can change."
            return
        if told.everybody:
            yield f"Visit {told.visit} is left unassigned."
            yield from self._why()
            yield from self._what_helps()
        else:
            yield f"Visit {told.visit} is made by {', '.join(told.carers)}."
        if told.rather is not None:
            yield from self._rather(told.rather)

    def forbids(self, forbidden: Forbidden) -> str:
        """Why a carer cannot fill a place, in one sentence."""
        smallest, who = forbidden.conflicts.smallest, self._who(forbidden)
        broken = " The round breaks rules even without it." if forbidden.round_broken else ""
        if smallest is None:
            alone = " alone, but not together with enough others" if self._is_joint else ""
            return f"{who} could make it{alone}, with the other visits in another order.{broken}"
        parts = self.parts(smallest, forbidden.carer_id)
        more = len(forbidden.conflicts.sets) - 1
        others = f" ({more} other {_plural('set', more)} of rules would do so too)" if more else ""
        verdict = "proven" if forbidden.conflicts.proven else "searched"
        together = "; these together forbid it" if len(parts) > 1 else ""
        return f"{who} cannot: {'; '.join(parts)}{together}{others}, {verdict}.{broken}"

    def parts(self, conditions: Iterable[Obstacle], carer_id: str | None) -> list[str]:
        """Each condition with its values."""
        chosen, words = frozenset(conditions), self._words
        told = words.of_team if carer_id is None else words.of_carer(carer_id)
        return [told[each] for each in Obstacle if each in chosen]

    def _who(self, forbidden: Forbidden) -> str:
        place = f" at place {forbidden.place}" if self._is_joint else ""
        return f"{forbidden.carer_id}{place}"

    def _why(self) -> Iterator[str]:
        told = self._explanation
        if told.team is not None and told.team.smallest is not None:
            parts = self.parts(told.team.smallest, None)
            verdict = "proven" if told.team.proven else "searched"
            yield f"The whole team, with every other visit left to its carer ({verdict}):"
            yield f"  the smallest set of rules that forbids it: {'; '.join(parts)}."
        for forbidden in told.everybody:
            yield f"  {self.forbids(forbidden)}"

    def _what_helps(self) -> Iterator[str]:
        told = self._explanation
        if not told.repairs:
            yield "Nothing small was found that helps."
            return
        yield "What would help, the cheapest first (each made into a plan and checked):"
        yield from (f"  {self.repair(each)}" for each in told.repairs)

    def repair(self, repair: Repair) -> str:
        """What to alter, and what comes of it."""
        verdict = "proven" if repair.proven else "searched"
        smallest = f" (the least that helps, {verdict})" if repair.minutes else f" ({verdict})"
        return f"{self._altered(repair)}{smallest}: {self._outcome(repair.working)}"

    def _altered(self, repair: Repair) -> str:
        count = f"{repair.minutes} {_plural('minute', repair.minutes)}"
        return {
            RepairKind.NOTHING: "as agreed, other visits of the round in another order or time",
            RepairKind.WIDER_WINDOW: f"the window wider by {count}, {repair.detail}",
            RepairKind.EARLIER_START: f"the shift of {repair.carer_id} earlier by {count}",
            RepairKind.LATER_END: f"the shift of {repair.carer_id} longer by {count}",
            RepairKind.QUALIFICATION: f"{repair.carer_id} qualified for {repair.detail}",
            RepairKind.REFUSAL_LIFTED: f"{repair.detail} no longer refuses {repair.carer_id}",
            RepairKind.PIN_RETIRED: "the visit's pins retired",
            RepairKind.SHORTER_VISIT: f"the visit shorter by {count}",
            RepairKind.HANDED_OVER: "other visits handed to neighbours",
        }[repair.kind]

    def _outcome(self, working: WorkingPlan) -> str:
        filled = working.judged.filled[self._explanation.visit]
        who = " and ".join(each.carer_id for each in filled)
        cost = "" if working.points is None else f", {working.points:+,} points"
        others = [m for m in working.comparison.moves if m.visit != self._explanation.visit]
        return f"{who} at {self._words.clock(filled[0].start)}{cost}{self._moves(others)}."

    def _moves(self, moves: list[Move]) -> str:
        if not moves:
            return "; nothing else moves"
        named = [self._move(each) for each in moves[:MOST_MOVES]]
        more = len(moves) - len(named)
        rest = f" and {more} more" if more else ""
        return f"; moves {', '.join(named)}{rest}"

    def _move(self, move: Move) -> str:
        if move.carers_before != move.carers_after:
            before, now = ("+".join(each) for each in (move.carers_before, move.carers_after))
            return f"{move.visit.visit_id} from {before or 'nobody'} to {now or 'nobody'}"
        seconds = move.moved_seconds or 0
        return f"{move.visit.visit_id} by {_signed_minutes(seconds)}"

    def _rather(self, rather: Rather) -> Iterator[str]:
        for forbidden in rather.forbidden:
            yield f"{self.forbids(forbidden)}"
        if rather.option is None:
            yield f"No plan was found in which {rather.carer_id} makes it (searched)."
            return
        points = "" if rather.points is None else f": {rather.points:+,} points"
        yield f"The best plan found in which {rather.carer_id} makes it{points} (searched)."
        for line in rather.option.comparison.rules:
            if line.cost_difference:
                unit = f"{line.quantity_difference:+,} {line.rule.unit}"
                yield f"  {line.rule_id}: {line.cost_difference:+,} points ({unit})"
        yield f"  {self._moves(list(rather.option.comparison.moves)).removeprefix('; ')}."


def set_names(conflicts: Conflicts[Obstacle]) -> list[list[str]]:
    """The sets of a conflict as lists of names, in the order of the rules."""
    return [[str(each) for each in Obstacle if each in one] for one in conflicts.sets]


def _plural(noun: str, count: int) -> str:
    return noun if count == 1 else f"{noun}s"


def _signed_minutes(seconds: int) -> str:
    count = (abs(seconds) + SECONDS_PER_MINUTE // 2) // SECONDS_PER_MINUTE
    return f"{'-' if seconds < 0 else '+'}{count} min"
