"""What the tests of the checker share: the plan made by hand, by position, and ways to break it."""

from dataclasses import replace

import judged
from judged import MONDAY

from scheduler.checker import check
from scheduler.domain.team import Team
from scheduler.domain.visit import Priority, VisitKey
from scheduler.plan import Plan, Round, Unassigned
from scheduler.rules import RuleId

TEAM = judged.team()
PLAN = judged.plan()
C1_V1, C1_V3, C1_BREAK, C1_V2, C1_MEETING, C1_END = range(1, 7)
C2_V3, C2_V4, C2_BREAK, C2_END = range(1, 5)


def key(visit_id: str) -> VisitKey:
    """The visit on the day of the plan."""
    return VisitKey(visit_id, MONDAY)


def broken(plan: Plan, team: Team = TEAM) -> set[RuleId]:
    """The rules that a plan breaks."""
    return {violation.rule for violation in check(team, judged.travel(), plan)}


def with_left_out(visit_id: str, place: int, priority: Priority, plan: Plan = PLAN) -> Plan:
    """The plan with one more place listed as left unassigned."""
    entry = Unassigned(key(visit_id), place, priority)
    return replace(plan, unassigned=(*plan.unassigned, entry))


def with_round(extra: Round, plan: Plan = PLAN) -> Plan:
    """The plan with one more round, whose visits are no longer left unassigned."""
    made = {stop.visit for stop in extra.visit_stops}
    left = tuple(entry for entry in plan.unassigned if entry.visit not in made)
    return replace(plan, rounds=(*plan.rounds, extra), unassigned=left)
