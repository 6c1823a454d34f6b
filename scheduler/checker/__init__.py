"""The checker: every hard rule a plan breaks, found from the plan, the team and the travel times.

Nothing of how the plan was made is used, and no plan is too broken to be judged. The exact
definition of each rule stands in docs/rules.md.
"""

from scheduler.checker.coverage import coverage
from scheduler.checker.facts import Facts
from scheduler.checker.road import road
from scheduler.checker.violation import Violation, in_order
from scheduler.checker.visits import visits
from scheduler.checker.work import work
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.plan import Plan

__all__ = ["Violation", "check"]


def check(team: Team, travel: Travel, plan: Plan) -> tuple[Violation, ...]:
    """Every way in which the plan breaks a hard rule, in the order of the table of rules.

    Args:
        team: the team the plan is for.
        travel: seconds and metres between (at least) the places of `locations_in` of the plan's
            horizon, for every mode of the team's carers.
        plan: what to judge; it may speak of visits, shifts and carers that the team does not have.

    Returns:
        Nothing for a legal plan; otherwise one violation for each fault, in an order that depends
        on the faults alone.

    Raises:
        FaultError: when `travel` misses a place or a mode.
    """
    facts = Facts.of(team, travel, plan)
    return in_order([*coverage(facts), *visits(facts), *work(facts), *road(facts)])
