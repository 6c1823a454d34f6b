"""Amendments of visits with one date do what other agreements would do, on generated cases."""

from dataclasses import replace
from random import Random
from typing import NamedTuple

import pytest
from generated import Case, small_case
from solving import solved

from scheduler.domain.horizon import locations_in, visits_in
from scheduler.domain.team import Team
from scheduler.domain.visit import Amendment, ClockWindow, Visit, VisitAgreement, VisitKey
from scheduler.units import minutes


class Twins(NamedTuple):
    """One case twice: amended, and with the agreements themselves changed."""

    amended: Case
    agreed_anew: Case


def twins(seed: int) -> Twins:
    """The small case of a seed, of whose visits about half are amended."""
    case, dice = small_case(seed), Random(f"amendments {seed}")
    pairs = [_amended(visit, dice) for visit in case.team.visits]
    amendments = tuple(amendment for amendment, _ in pairs if amendment is not None)
    anew = tuple(visit for _, visit in pairs if visit is not None)
    return Twins(
        case._replace(team=replace(case.team, amendments=amendments)),
        case._replace(team=_with_visits(case.team, anew)),
    )


def _amended(visit: VisitAgreement, dice: Random) -> tuple[Amendment | None, VisitAgreement | None]:
    """Cancelled, with later windows, with a longer service, or as it was."""
    key, roll = VisitKey(visit.visit_id, visit.dates), dice.random()
    if roll < 0.15:
        return Amendment(key, cancelled=True), None
    if roll < 0.3:
        first = visit.windows[0]
        later = ClockWindow(first.opens + minutes(10), first.closes + minutes(20))
        wished = visit.wished_start
        if wished is not None and not later.opens <= wished <= later.closes:
            wished = None
        anew = replace(visit, windows=(later,), wished_start=wished)
        return Amendment(key, windows=(later,)), anew
    if roll < 0.45:
        seconds = visit.service_seconds + minutes(10)
        return Amendment(key, service_seconds=seconds), replace(visit, service_seconds=seconds)
    return None, visit


def _with_visits(team: Team, visits: tuple[VisitAgreement, ...]) -> Team:
    """The team with other visits; what refers to those that are gone is gone as well."""
    ids = {visit.visit_id for visit in visits}
    return replace(
        team,
        visits=tuple(
            visit
            if visit.dependency is None or visit.dependency.after_visit in ids
            else replace(visit, dependency=None)
            for visit in visits
        ),
        pins=tuple(pin for pin in team.pins if pin.visit.visit_id in ids),
    )


def shown(case: Case) -> list[Visit]:
    """The visits of the case, without the gaps of those that depend on nothing."""
    return [
        visit if visit.after else replace(visit, min_gap_seconds=0, max_gap_seconds=None)
        for visit in visits_in(case.team, case.horizon)
    ]


def test_the_same_visits_fall_on_the_same_dates():
    """In 300 cases, and locations are alike too; every kind of amendment occurs in plenty."""
    kinds = [0, 0, 0]
    for seed in range(300):
        amended, agreed_anew = twins(seed)
        assert shown(amended) == shown(agreed_anew)
        horizon = amended.horizon
        assert locations_in(amended.team, horizon) == locations_in(agreed_anew.team, horizon)
        for each in amended.team.amendments:
            kinds[0] += each.cancelled
            kinds[1] += each.windows is not None
            kinds[2] += each.service_seconds is not None
    assert min(kinds) > 100


@pytest.mark.parametrize("seed", range(30))
def test_the_best_plan_costs_the_same(seed):
    """By the exact model, judged by checker and scorer: all of them keep to amendments."""
    amended, agreed_anew = twins(seed)
    assert solved(amended).result.cost == solved(agreed_anew).result.cost
