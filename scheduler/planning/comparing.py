"""Two plans beside each other, each judged with the team and the roads that it is for."""

import dataclasses
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from scheduler.domain.horizon import Horizon
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.errors import RoundsError
from scheduler.io.comparison_report import ComparisonReport
from scheduler.plan import Plan
from scheduler.planning.judging import judged_plan


@dataclass(frozen=True)
class PlanOfTeam:
    """A plan, the team that it is for, and the travel between the places of its horizon."""

    team: Team
    travel: Travel
    plan: Plan


def compare_plans(before: PlanOfTeam, after: PlanOfTeam) -> ComparisonReport:
    """Compare two plans on the dates that both are for.

    Both are judged without a published plan: what was told to clients and carers is none of a
    plan's own merits, and what moved is what the comparison lists.

    Raises:
        RoundsError: when the plans have no date in common.
    """
    dates = common_dates(before.plan.horizon, after.plan.horizon)
    judged = (
        judged_plan(each.team, each.travel, restricted_plan(each.plan, dates, each.team.timezone))
        for each in (before, after)
    )
    return ComparisonReport(*judged)


def common_dates(one: Horizon, other: Horizon) -> Horizon:
    """The dates of both.

    Raises:
        RoundsError: when there are none.
    """
    first = max(one.first_date, other.first_date)
    days = (min(one.last_date, other.last_date) - first).days + 1
    if days < 1:
        spans = " and ".join(f"{each.first_date} to {each.last_date}" for each in (one, other))
        raise RoundsError("plans-of-other-dates", f"The plans are for {spans}.")
    return Horizon(first, days)


def restricted_plan(plan: Plan, horizon: Horizon, zone: ZoneInfo) -> Plan:
    """The plan of some of its dates: the rounds whose shift starts on them, and their visits."""
    if plan.horizon == horizon:
        return plan
    return dataclasses.replace(
        plan,
        horizon=horizon,
        rounds=tuple(
            each for each in plan.rounds if each.shift.start.astimezone(zone).date() in horizon
        ),
        unassigned=tuple(left for left in plan.unassigned if left.visit.date in horizon),
    )
