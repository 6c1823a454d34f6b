"""Two plans of the small team on the street grid: in the second one, one of every kind of move.

v04 goes from c03 to c01, the primary carer; v05 starts five minutes later and v10 thirty; v08
is left out; v14, which was left out, is made by c04, a new face.
"""

from dataclasses import replace

import plans
from drafts import DAY, Draft, local
from grid_travel import grid_travel

from scheduler.checker import check
from scheduler.comparison import JudgedPlan
from scheduler.domain.horizon import Horizon
from scheduler.domain.team import Team
from scheduler.domain.visit import Priority, VisitKey
from scheduler.io.comparison_report import ComparisonReport
from scheduler.plan import Plan, Unassigned
from scheduler.score import score
from scheduler.units import after, minutes


def judged(team: Team, plan: Plan) -> JudgedPlan:
    """The plan with what checker and scorer say of it."""
    violations = check(team, grid_travel(team, plan.horizon), plan)
    return JudgedPlan(team, plan, score(team, plan), violations)


def changed_plan(team: Team, before: Plan) -> Plan:
    """The plan after."""
    shifts = {shift.carer_id: shift for shift in team.shifts}
    starts = {stop.visit.visit_id: stop.start for _, stop in before.assignments() if stop.visit}
    first, third, fourth = (
        Draft(team, before.horizon, shifts[c], {}) for c in ("c01", "c03", "c04")
    )
    first.visit("v01").visit("v04").visit("v03").visit("v11").rest(local(11, 30), minutes(30))
    first.attend(first.shift.appointments[0]).visit("v13")
    third.visit("v06").visit("v05", start=after(starts["v05"], minutes(5)))
    third.visit("v10", start=after(starts["v10"], minutes(30)))
    fourth.visit("v14").visit("v09", place=2, start=starts["v09"])
    changed = {draft.shift.carer_id: draft.finish() for draft in (first, third, fourth)}
    kept = tuple(left for left in before.unassigned if left.visit.visit_id != "v14")
    return replace(
        before,
        rounds=tuple(changed.get(each.shift.carer_id, each) for each in before.rounds),
        unassigned=(*kept, Unassigned(VisitKey("v08", DAY), 1, Priority.MAY)),
    )


def small_comparison() -> ComparisonReport:
    """One of every kind of move."""
    report = plans.small_report()
    team, before = report.team, report.plan
    return ComparisonReport(judged(team, before), judged(team, changed_plan(team, before)))


def large_comparison(days: int = 1) -> ComparisonReport:
    """Twelve carers, each of whom takes over the round of the next."""
    report = plans.large_report(days)
    team, before = report.team, report.plan
    rounds = []
    for number, each in enumerate(before.rounds):
        date_begins = number - number % len(team.carers)
        other = before.rounds[date_begins + (number + 1) % len(team.carers)]
        rounds.append(replace(each, stops=other.stops))
    after_plan = replace(before, rounds=tuple(rounds))
    return ComparisonReport(judged(team, before), judged(team, after_plan))


def unchanged() -> ComparisonReport:
    """The same plan twice."""
    report = plans.small_report()
    side = judged(report.team, report.plan)
    return ComparisonReport(side, side)


def nothing_left() -> ComparisonReport:
    """A plan of nothing but visits left out beside a plan of a team that has lost its shifts."""
    report = plans.small_report()
    bare = replace(report.team, shifts=())
    empty = Plan(report.team.team_id, Horizon(DAY), (), ())
    return ComparisonReport(judged(report.team, report.plan), judged(bare, empty))


def joint_handed_over() -> ComparisonReport:
    """The second place of the joint visit v09 goes from c04 to c03; c02 stays in the first."""
    report = plans.small_report()
    team, before = report.team, report.plan
    moved = [stop for _, stop in before.assignments() if stop.visit is not None and stop.place == 2]
    rounds = []
    for each in before.rounds:
        stops = tuple(stop for stop in each.stops if stop not in moved)
        if each.shift.carer_id == "c03":
            stops = (*stops[:-1], *moved, stops[-1])
        rounds.append(replace(each, stops=stops))
    return ComparisonReport(
        judged(team, before), judged(team, replace(before, rounds=tuple(rounds)))
    )
