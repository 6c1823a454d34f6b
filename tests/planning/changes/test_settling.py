"""Rounds timed anew return to the starts that people were told."""

import pytest
from generated import small_case
from judged import at
from publications import HORIZON, plan, roads, team
from solving import optimum

from scheduler.checker import check
from scheduler.plan import StopKind
from scheduler.planning.changes.settling import placed, settled, stir, tasks_of, tied_together
from scheduler.rules import RuleId
from scheduler.solver.assemble import assemble
from scheduler.solver.build import build_problem
from scheduler.solver.keeping import activities_of
from scheduler.solver.problem import Problem
from scheduler.solver.schedule import Schedule
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations
from scheduler.units import minutes, seconds_between

BETWEEN_ROUNDS = {RuleId.REST, RuleId.ONE_PLACE}


@pytest.fixture(name="problem")
def morning() -> Problem:
    """The published morning of three carers."""
    return build_problem(team(), HORIZON, roads().travel, plan())


def told(problem: Problem) -> list[Schedule]:
    """The rounds as they were published."""
    return [Schedule(shift, each) for shift, each in activities_of(problem, plan()).items()]


def later(each: Schedule, seconds: int) -> Schedule:
    """All visits of a round later."""
    return Schedule(each.shift, tuple(a.at(a.start + seconds) for a in each.activities))


def test_rounds_with_the_visits_they_had_are_as_they_were(problem: Problem) -> None:
    """Seven minutes later is nothing to call anybody for."""
    before = told(problem)
    found = [later(each, minutes(7)) for each in before]
    assert settled(problem, found, before) == tuple(before)


def test_a_visit_more_pushes_only_what_stands_behind_it(problem: Problem) -> None:
    """v7 comes to c1 behind v1, at 09:10: v2 is pushed by a quarter of an hour, v3 stays."""
    first, second, third = told(problem)
    v1, v2, v3 = first.activities
    (v7,) = third.activities
    start = seconds_between(problem.origin, at("09:10"))
    round_found = (
        v1.at(v1.start + 60),
        v7.at(start),
        v2.at(v2.start + 1800),
        v3.at(v3.start + 600),
    )
    found = [Schedule(first.shift, round_found), second]
    calm = settled(problem, found, told(problem))
    starts = [each.start for each in calm[0].activities]
    assert starts == [v1.start, start, v2.start + minutes(15), v3.start]
    assert calm[1] == second


def test_a_round_that_would_move_more_stays_as_it_was_found(problem: Problem) -> None:
    """v2 goes before v1: from its old start it would push both of the others."""
    before = told(problem)
    v1, v2, v3 = before[0].activities
    found = [Schedule(before[0].shift, (v2.at(v1.start), v1.at(v1.start + 2100), v3))]
    assert settled(problem, found, before) == tuple(found)


@pytest.mark.parametrize("seed", range(30))
def test_settled_rounds_keep_the_order_and_the_rules(seed: int) -> None:
    """Those of a search, beside the best plan: nothing moves more, ties hold."""
    case = small_case(seed)
    problem = build_problem(case.team, case.horizon, case.travel)
    before = optimum(seed).result.schedules
    found = solve(problem, MaxIterations(40), seed).schedules
    calm = settled(problem, found, before)
    starts = placed(before)
    for one, other in zip(found, calm, strict=True):
        assert tasks_of(one.activities) == tasks_of(other.activities)
        assert stir(other, starts) <= stir(one, starts)
    broken = check(case.team, case.travel, assemble(problem, calm))
    assert {each.rule for each in broken} <= BETWEEN_ROUNDS
    parts = list(tied_together(problem, calm))
    assert sorted(n for part in parts for n in part) == list(range(len(calm)))
    assert not any(
        problem.tied[problem.tasks[activity.index].visit]
        for part in parts
        if len(part) == 1
        for activity in calm[next(iter(part))].activities
        if activity.kind is StopKind.VISIT
        and len(problem.visits[problem.tasks[activity.index].visit].tasks) > 1
    )
