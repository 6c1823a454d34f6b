"""For every hard rule a team and a plan that breaks that rule, and no other where that can be."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

import judged
from judged import at, call, meeting, pause

from scheduler.domain.horizon import Horizon
from scheduler.domain.shift import Endpoint, Shift
from scheduler.domain.team import Team
from scheduler.domain.visit import Pin, VisitKey
from scheduler.plan import Plan
from scheduler.rules import RuleId
from scheduler.units import minutes

Judged = tuple[Team, Plan]


def incomplete() -> Judged:
    """v5 is neither made nor listed as left unassigned."""
    return judged.team(), replace(judged.plan(), unassigned=())


def unqualified() -> Judged:
    """c2 makes v1, which asks for insulin."""
    c2 = [call("v1", at("07:30")), *judged.c2_doings()]
    return judged.team(), judged.plan(c1=judged.c1_doings()[1:], c2=c2)


def outside_windows() -> Judged:
    """v2 starts at 08:50, between its two windows."""
    c1 = judged.c1_doings()
    c1[2:4] = [call("v2", at("08:50")), pause(at("09:10"), minutes(15))]
    return judged.team(), judged.plan(c1=c1)


def beyond_shift() -> Judged:
    """c2 takes his break at 09:25 and is home after his shift ended at 09:30."""
    c2 = judged.c2_doings()
    c2[2] = pause(at("09:25"), minutes(10))
    return judged.team(), judged.plan(c2=c2)


def without_break() -> Judged:
    """c2 takes no break."""
    return judged.team(), judged.plan(c2=judged.c2_doings()[:2])


def late_for_appointment() -> Judged:
    """c1 turns up five minutes late and stays five minutes longer."""
    c1 = judged.c1_doings()
    c1[4] = meeting(at("10:05"), minutes(30))
    return judged.team(), judged.plan(c1=c1)


def apart() -> Judged:
    """c2 starts his place of v3 five minutes after c1 started hers."""
    c2 = judged.c2_doings()
    c2[0] = call("v3", at("08:35"), place=2)
    team = judged.with_visit(judged.team(), "v4", windows=judged.windows("08:00-09:10"))
    return team, judged.plan(c2=c2, whole=team)


def alone_in_joint_visit() -> Judged:
    """c1 fills both places of v3; nobody can do so at one time, so the places start apart too."""
    team = judged.with_visit(judged.team(), "v3", places=(frozenset(), frozenset()))
    team = judged.with_shift(team, "c1", load_cap=None)
    c1 = judged.c1_doings()
    c1[2:4] = [
        call("v3", at("08:45"), place=2),
        pause(at("09:05"), minutes(15), on_arrival=True),
        call("v2", at("09:20")),
    ]
    return team, judged.plan(c1=c1, c2=judged.c2_doings()[1:], whole=team)


def too_soon_after() -> Judged:
    """v4 starts 40 minutes after v1, and should wait for 60."""
    c2 = [
        call("v4", at("08:10")),
        call("v3", at("08:30"), place=2),
        pause(at("09:00"), minutes(10)),
    ]
    return judged.team(), judged.plan(c2=c2)


def refused() -> Judged:
    """c2 makes v2 for cb, who refuses him."""
    team = judged.with_shift(judged.team(), "c2", end=at("10:30"))
    c1 = judged.c1_doings()
    del c1[3]
    c2 = [*judged.c2_doings(), call("v2", at("09:30"))]
    return team, judged.plan(c1=c1, c2=c2, whole=team)


def pin_ignored() -> Judged:
    """v4 is pinned to c1, and c2 makes it."""
    pin = Pin(VisitKey("v4", judged.MONDAY), carer_id="c1")
    return judged.team(pins=(pin,)), judged.plan()


def overloaded() -> Judged:
    """c1 makes v4 as well, one load point too many."""
    c1 = [
        *judged.c1_doings()[:2],
        call("v4", at("08:55")),
        pause(at("09:05"), minutes(15)),
        call("v2", at("09:23")),
        meeting(at("10:00"), minutes(30)),
    ]
    c2 = [judged.c2_doings()[0], pause(at("09:00"), minutes(10))]
    return judged.team(), judged.plan(c1=c1, c2=c2)


def without_rest() -> Judged:
    """c2 comes home and sets out again eleven hours less one second later, on the next date."""
    tuesday = judged.MONDAY + timedelta(days=1)
    night = Shift("c2", at("00:00", tuesday), at("07:00", tuesday), Endpoint.BASE, Endpoint.BASE)
    morning = judged.shifts(judged.MONDAY)
    late = replace(morning[1], start=at("13:00"), end=at("16:00"), breaks=())
    visit = judged.agreements_on_visits(judged.MONDAY)[4]
    afternoon = replace(visit, visit_id="v6", windows=judged.windows("13:00-16:00"))
    early = replace(visit, visit_id="v7", dates=tuesday, windows=judged.windows("00:00-07:00"))
    team = judged.team(shifts=(late, night), visits=(afternoon, early))
    horizon = Horizon(judged.MONDAY, 2)
    first = judged.round_of(team, late, [call("v6", at("14:45"))])
    rested = first.stops[-1].end + timedelta(hours=11)
    second = judged.round_of(
        team, night, [call("v7", at("03:00", tuesday), day=tuesday)], rested - timedelta(seconds=1)
    )
    return team, judged.plan_of(team, horizon, first, second)


def in_two_places() -> Judged:
    """c1 rides from v1 to v3 a minute faster than the road allows."""
    return judged.team(), judged.with_leg(judged.plan(), "c1", 2, seconds=330)


CORRUPTED: Mapping[RuleId, Callable[[], Judged]] = {
    RuleId.COMPLETE: incomplete,
    RuleId.QUALIFICATION: unqualified,
    RuleId.WINDOW: outside_windows,
    RuleId.SHIFT: beyond_shift,
    RuleId.BREAK: without_break,
    RuleId.APPOINTMENT: late_for_appointment,
    RuleId.TOGETHER: apart,
    RuleId.DISTINCT_CARERS: alone_in_joint_visit,
    RuleId.DEPENDENCY: too_soon_after,
    RuleId.REFUSAL: refused,
    RuleId.PIN: pin_ignored,
    RuleId.LOAD_CAP: overloaded,
    RuleId.REST: without_rest,
    RuleId.ONE_PLACE: in_two_places,
}

UNAVOIDABLE: Mapping[RuleId, frozenset[RuleId]] = {
    RuleId.DISTINCT_CARERS: frozenset({RuleId.TOGETHER}),
}
"""Rules that cannot but break along with another."""
