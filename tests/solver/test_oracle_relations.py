"""What helps never makes a proven optimum worse, and what means nothing leaves it as it is."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from generated import FIRST_DATE, LONGEST_LEG, Case, small_case
from solving import optimum, solved

from scheduler.domain.carer import Carer, Discipline
from scheduler.domain.team import Team
from scheduler.domain.visit import ClockWindow
from scheduler.rules import RuleId
from scheduler.units import minutes

SEEDS = range(30)


@pytest.mark.parametrize("seed", SEEDS)
def test_another_carer_never_makes_it_worse(seed: int) -> None:
    """Where fair load costs nothing (someone new begins with none), help is free."""
    case = _without_fair_load(small_case(seed))
    assert solved(_with_another_carer(case)).result.cost <= solved(case).result.cost


@pytest.mark.parametrize("seed", SEEDS)
def test_wider_windows_never_make_it_worse(seed: int) -> None:
    """Every plan that was possible before is still possible, at the same cost."""
    case = small_case(seed)
    visits = tuple(
        replace(visit, windows=_widened(visit.windows) if number % 2 == 0 else visit.windows)
        for number, visit in enumerate(case.team.visits)
    )
    wider = case._replace(team=replace(case.team, visits=visits))
    assert solved(wider).result.cost <= optimum(seed).result.cost


@pytest.mark.parametrize("seed", SEEDS)
def test_fewer_refusals_never_make_it_worse(seed: int) -> None:
    """Every plan that was possible before is still possible, at the same cost."""
    case = small_case(seed)
    clients = tuple(replace(client, refuses=frozenset()) for client in case.team.clients)
    welcome = case._replace(team=replace(case.team, clients=clients))
    assert solved(welcome).result.cost <= optimum(seed).result.cost


@pytest.mark.parametrize("seed", SEEDS)
def test_other_ids_change_nothing(seed: int) -> None:
    """Names that sort the other way round leave the optimum where it is."""
    case = _rebuilt(small_case(seed), _other_id)
    assert solved(case).result.cost == optimum(seed).result.cost


@pytest.mark.parametrize("seed", SEEDS)
def test_another_order_of_rows_changes_nothing(seed: int) -> None:
    """The order in which carers, clients and visits are listed has no meaning."""
    case = small_case(seed)
    team = replace(
        case.team,
        carers=case.team.carers[::-1],
        clients=case.team.clients[::-1],
        visits=case.team.visits[::-1],
    )
    assert solved(case._replace(team=team)).result.cost == optimum(seed).result.cost


@pytest.mark.parametrize("seed", SEEDS)
def test_a_week_later_nothing_changes(seed: int) -> None:
    """With history and published plan moved along, the same days a week later cost the same."""
    case = _rebuilt(small_case(seed), _week_later)
    assert case.horizon.first_date == FIRST_DATE + timedelta(days=7)
    assert solved(case).result.cost == optimum(seed).result.cost


def test_relations_are_put_to_the_test() -> None:
    """Each kind of help does lower the cost of some case, so that it is help at all."""
    cases = [small_case(seed) for seed in SEEDS]
    refusing = [case for case in cases if any(client.refuses for client in case.team.clients)]
    assert len(refusing) >= 10
    case = _without_fair_load(next(c for c in cases if len(c.team.carers) == 1))
    assert solved(_with_another_carer(case)).result.cost < solved(case).result.cost


def _without_fair_load(case: Case) -> Case:
    agreements = case.team.agreements
    weights = {**agreements.weights, RuleId.FAIR_LOAD: 0}
    return case._replace(team=replace(case.team, agreements=replace(agreements, weights=weights)))


def _with_another_carer(case: Case) -> Case:
    """Someone who can do everything, works as the first carer does, and starts at the base."""
    first = next(s for s in case.team.shifts if s.carer_id == case.team.carers[0].carer_id)
    mode = case.team.carers[0].mode
    can = frozenset({"injection", "wound"})
    carer = Carer("carer-more", "", Discipline.NURSE, can, mode, None)
    shift = replace(first, carer_id="carer-more", appointments=(), breaks=(), load_cap=None)
    shifts = sorted((*case.team.shifts, shift), key=lambda each: each.start)
    team = replace(case.team, carers=(*case.team.carers, carer), shifts=tuple(shifts))
    return case._replace(team=team)


def _widened(windows: tuple[ClockWindow, ...]) -> tuple[ClockWindow, ...]:
    """One window from well before the first to well after the last."""
    return (ClockWindow(windows[0].opens - LONGEST_LEG, windows[-1].closes + minutes(30)),)


def _rebuilt(case: Case, change: Callable[[Any], Any]) -> Case:
    team, horizon, published = (
        _everywhere(part, change) for part in (case.team, case.horizon, case.published)
    )
    assert isinstance(team, Team)
    return case._replace(team=team, horizon=horizon, published=published)


def _everywhere(thing: Any, change: Callable[[Any], Any]) -> Any:
    """The same structure with `change` applied to every id and date in it."""
    if type(thing) in {str, date, datetime}:
        return change(thing)
    if type(thing) in {tuple, frozenset}:
        return type(thing)(_everywhere(each, change) for each in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        parts = {f.name: _everywhere(getattr(thing, f.name), change) for f in fields(thing)}
        return replace(thing, **parts)
    return thing


def _other_id(thing: Any) -> Any:
    """`carer-2` becomes `7-rerac`: the last in order becomes the first."""
    if type(thing) is not str or "-" not in thing:
        return thing
    word, _, number = thing.rpartition("-")
    return f"{9 - int(number)}-{word[::-1]}" if number.isdigit() and len(number) == 1 else thing


def _week_later(thing: Any) -> Any:
    return thing if type(thing) is str else thing + timedelta(days=7)
