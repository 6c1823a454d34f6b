"""Every rule a plan must (hard) or should (soft) keep, once.

Checker, score, solver, explanation, API and page all read this table. The exact quantity of each
soft rule is defined in docs/rules.md and computed in `scheduler.score`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from scheduler.domain.agreements import Agreements
from scheduler.domain.rule_id import RuleId
from scheduler.domain.visit import Priority

__all__ = [
    "HARD_RULES",
    "RULE",
    "RULES",
    "SOFT_RULES",
    "UNASSIGNED_RULE",
    "Rule",
    "RuleId",
    "weights",
]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: hard ones have no weight; soft ones cost `weight` points per `unit`."""

    rule_id: RuleId
    hard: bool
    unit: str
    default_weight: int
    sentence: str


def _hard(rule_id: RuleId, sentence: str) -> Rule:
    return Rule(rule_id, hard=True, unit="", default_weight=0, sentence=sentence)


def _soft(rule_id: RuleId, unit: str, weight: int, sentence: str) -> Rule:
    return Rule(rule_id, hard=False, unit=unit, default_weight=weight, sentence=sentence)


RULES: tuple[Rule, ...] = (
    _hard(RuleId.COMPLETE, "Every visit is in the plan once, or listed as left unassigned."),
    _hard(RuleId.QUALIFICATION, "The carer is qualified for what the visit asks."),
    _hard(RuleId.WINDOW, "Service starts within one of the visit's windows."),
    _hard(RuleId.SHIFT, "A round stays within its shift and the overtime the team allows."),
    _hard(RuleId.BREAK, "Every break of a shift in use is taken, in full and on time."),
    _hard(RuleId.APPOINTMENT, "The carer is at every appointment of the shift, on time."),
    _hard(RuleId.TOGETHER, "All places of a joint visit are filled and start together."),
    _hard(RuleId.DISTINCT_CARERS, "A carer fills at most one place of a joint visit."),
    _hard(RuleId.DEPENDENCY, "A visit keeps its distance in time to the visit it depends on."),
    _hard(RuleId.REFUSAL, "A client is not visited by a carer they refuse."),
    _hard(RuleId.PIN, "What is pinned stays as it is."),
    _hard(RuleId.LOAD_CAP, "The load of a round stays within the cap of its shift."),
    _hard(RuleId.REST, "A carer rests long enough between rounds of different dates."),
    _hard(RuleId.ONE_PLACE, "A carer is in one place at a time, and gets there by road."),
    _soft(RuleId.UNASSIGNED_MUST, "visits", 2_000_000_000, "Visits that must be made are made."),
    _soft(RuleId.UNASSIGNED_SHOULD, "visits", 20_000_000, "Visits that should be made are made."),
    _soft(RuleId.UNASSIGNED_MAY, "visits", 200_000, "Visits that may be made are made."),
    _soft(RuleId.WISHED_START, "seconds", 4, "Visits start when the client wishes."),
    _soft(RuleId.WORST_LATENESS, "seconds", 2, "Nobody waits very long past their wished start."),
    _soft(RuleId.CONTINUITY, "steps", 1_500, "Clients meet few carers, and ones they know."),
    _soft(RuleId.TRAVEL, "seconds", 10, "Little time is spent on the road."),
    _soft(RuleId.OVERTIME, "seconds", 40, "Rounds end within the shift."),
    _soft(RuleId.FAIR_LOAD, "permille", 5, "Work is shared in proportion to the shifts."),
    _soft(RuleId.WAITING_SPREAD, "seconds", 1, "Waiting does not fall on one carer alone."),
    _soft(RuleId.CHANGE, "visits", 3_000, "What was published stays as it was."),
)

RULE: Mapping[RuleId, Rule] = MappingProxyType({rule.rule_id: rule for rule in RULES})

SOFT_RULES: tuple[Rule, ...] = tuple(rule for rule in RULES if not rule.hard)
HARD_RULES: tuple[Rule, ...] = tuple(rule for rule in RULES if rule.hard)

UNASSIGNED_RULE: Mapping[Priority, RuleId] = MappingProxyType(
    {
        Priority.MUST: RuleId.UNASSIGNED_MUST,
        Priority.SHOULD: RuleId.UNASSIGNED_SHOULD,
        Priority.MAY: RuleId.UNASSIGNED_MAY,
    }
)


def weights(agreements: Agreements) -> dict[RuleId, int]:
    """Points per unit of every soft rule, the team's own where it set them."""
    return {
        rule.rule_id: agreements.weights.get(rule.rule_id, rule.default_weight)
        for rule in SOFT_RULES
    }
