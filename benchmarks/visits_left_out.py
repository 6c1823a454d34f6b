"""Visits that a plan leaves out: small cases, and visits of every kind on the team days.

All are drawn with dice of their own, so that a case is the same on every machine.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from random import Random
from typing import NamedTuple

from benchmarks.team_days.instances import read_instance
from scheduler.domain.visit import ClockWindow, Dependency, VisitAgreement, VisitKey
from scheduler.planning.changes.published import Published
from scheduler.planning.fitting import with_visit
from scheduler.solver.build import build_problem
from scheduler.solver.oracle import solve_exactly
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations
from scheduler.units import SECONDS_PER_HOUR, after, minutes

DAYS = (
    "tight-1-urban-130",
    "tight-2-rural-90",
    "tight-3-urban-110",
    "full-1-urban-90",
    "full-3-urban-125",
    "joint-1-urban-100",
    "joint-3-urban-120",
)
ITERATIONS = 2000
EVE = datetime.timedelta(hours=48)
MIDMORNING = 4 * SECONDS_PER_HOUR
"""How long after the first shift has begun some cases are asked about."""

RARE = ("catheter", "iv", "nurse", "occupational_therapist", "physiotherapist", "wound")


class Case(NamedTuple):
    """A visit that is left out of a published plan."""

    label: str
    published: Published
    visit: VisitKey


def small_cases(count: int, first: int = 0) -> Iterator[Case]:
    """Small cases (tests/generated.py) whose cheapest plan leaves a visit out, with the first."""
    from generated import small_case  # noqa: PLC0415 - the folder is known only now

    seed = first
    while count > 0:
        case = small_case(seed)
        problem = build_problem(case.team, case.horizon, case.travel)
        plan = solve_exactly(problem).plan
        left = sorted({each.visit for each in plan.unassigned})
        if left:
            now = min(each.start for each in case.team.shifts) - EVE
            published = Published(case.team, case.travel, plan, now)
            yield Case(f"case {seed}", published, left[0])
            count -= 1
        seed += 1


def team_day_cases(count: int) -> Iterator[Case]:
    """Visits that the solver left out of full days, and more visits of every kind, day by day."""
    share = -(-count // len(DAYS))
    for number, name in enumerate(DAYS):
        wanted = min(share, count - number * share)
        if wanted > 0:
            yield from day_cases(name, published_day(name), wanted)


def published_day(name: str) -> Published:
    """A team day with a plan, before anything of it has begun."""
    instance = read_instance(name)
    plan = solve(instance.problem, MaxIterations(ITERATIONS)).plan
    now = min(each.start for each in instance.team.shifts) - EVE
    return Published(instance.team, instance.travel, plan, now)


def day_cases(name: str, published: Published, count: int) -> Iterator[Case]:
    """What the solver left out, and kinds of visits in turn until there are enough."""
    dice = Random(f"visits left out of {name}")  # noqa: S311 - cases that repeat themselves
    begun = replace(published, now=after(_first_start(published), MIDMORNING))
    left = sorted({each.visit for each in published.plan.unassigned})[:count]
    for visit in left:
        yield Case(f"{name}, {visit.visit_id} left out", published, visit)
    kinds = list(KINDS.items())
    for number in range(count - len(left)):
        kind, draw = kinds[number % len(kinds)]
        more = replace(draw(published, dice), visit_id=f"more-{number}")
        late = dice.random() < 0.2
        asked = with_visit(begun if late else published, more)
        label = f"{name}, {number}: {kind}{' in mid-morning' if late else ''}"
        yield Case(label, asked, VisitKey(more.visit_id, published.plan.horizon.first_date))


def _first_start(published: Published) -> datetime.datetime:
    return min(each.start for each in published.team.shifts)


def new_visits(published: Published, count: int) -> Iterator[VisitAgreement]:
    """More visits of a day, like those that it has, some of them longer."""
    dice = Random("one visit more")  # noqa: S311 - cases that repeat themselves
    for number in range(count):
        yield replace(_ordinary(published, dice), visit_id=f"more-{number}")


def _ordinary(published: Published, dice: Random) -> VisitAgreement:
    """Like one of the day, some of them longer."""
    like = dice.choice([each for each in published.team.visits if len(each.places) == 1])
    return replace(
        like,
        dates=published.plan.horizon.first_date,
        service_seconds=like.service_seconds + minutes(dice.choice((0, 10, 30))),
        dependency=None,
    )


def _narrow(published: Published, dice: Random) -> VisitAgreement:
    """With a window of ten minutes."""
    like = _ordinary(published, dice)
    opens = dice.choice(like.windows).opens
    return replace(like, windows=(ClockWindow(opens, opens + minutes(10)),), wished_start=None)


def _long(published: Published, dice: Random) -> VisitAgreement:
    """Of two hours, some of which are protected."""
    protected = minutes(dice.choice((0, 60, 110)))
    like = _ordinary(published, dice)
    return replace(like, service_seconds=minutes(120), protected_seconds=protected)


def _rare(published: Published, dice: Random) -> VisitAgreement:
    """For those who are few."""
    like = _ordinary(published, dice)
    return replace(like, places=(frozenset({dice.choice(RARE)}),))


def _joint(published: Published, dice: Random) -> VisitAgreement:
    """For two carers, one of whom is qualified."""
    like = _ordinary(published, dice)
    return replace(like, places=(frozenset({dice.choice(("medication", "wound"))}), frozenset()))


def _dependent(published: Published, dice: Random) -> VisitAgreement:
    """Soon after another visit of the day, which most plans make."""
    like = _ordinary(published, dice)
    other = dice.choice(
        [each for each in published.team.visits if each.client_id == like.client_id]
    )
    low = min(each.opens for each in other.windows) + minutes(60)
    most = dice.choice((None, minutes(90), minutes(150)))
    return replace(
        like,
        windows=(ClockWindow(low, low + minutes(150)),),
        wished_start=None,
        dependency=Dependency(other.visit_id, minutes(60), most),
    )


def _three(published: Published, dice: Random) -> VisitAgreement:
    """For three carers at once, in a narrow window."""
    return replace(_narrow(published, dice), places=(frozenset(),) * 3)


KINDS: Mapping[str, Callable[[Published, Random], VisitAgreement]] = {
    "one more": _ordinary,
    "narrow window": _narrow,
    "long": _long,
    "rare qualification": _rare,
    "joint": _joint,
    "dependent": _dependent,
    "for three": _three,
}
"""What more visits are like."""
