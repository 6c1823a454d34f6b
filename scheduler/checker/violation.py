"""What the checker finds."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scheduler.domain.visit import VisitKey
from scheduler.rules import HARD_RULES, RuleId

_RANK = {rule.rule_id: rank for rank, rule in enumerate(HARD_RULES)}


@dataclass(frozen=True, slots=True)
class Violation:
    """One hard rule broken in one place.

    Attributes:
        text: a sentence with ids, local times and values; never a name or an address.
        carer_id: in whose round, where it concerns one.
        visit: at which visit, where it concerns one.
    """

    rule: RuleId
    text: str
    carer_id: str | None = None
    visit: VisitKey | None = None


def in_order(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """By rule, carer and visit, so that the order of rounds in a plan does not matter."""
    return tuple(sorted(violations, key=_order))


def _order(violation: Violation) -> tuple[int, str, VisitKey, str]:
    return (
        _RANK[violation.rule],
        violation.carer_id or "",
        violation.visit or VisitKey("", date.min),
        violation.text,
    )
