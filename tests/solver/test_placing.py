"""Rounds that keep their starts, and where visits fit into them."""

from dataclasses import replace

import judged
import pytest
from judged import MONDAY, at, plan
from solving import optimum

from scheduler.checker import check
from scheduler.domain.horizon import Horizon
from scheduler.plan import StopKind
from scheduler.score import score
from scheduler.solver.assemble import assemble
from scheduler.solver.build import build_problem
from scheduler.solver.keeping import Keeper, Kept, activities_of
from scheduler.solver.placing import Placing, without
from scheduler.solver.schedule import Activity, Schedule
from scheduler.units import seconds_between


def problem_of(whole=None):
    """The problem of the hand-made team, with its legal plan as the published one."""
    return build_problem(whole or judged.team(), Horizon(MONDAY), judged.travel(), plan())


def number_of(problem, carer_id):
    """The shift of a carer."""
    return next(n for n, each in enumerate(problem.shifts) if each.key.carer_id == carer_id)


def visit_of(problem, visit_id):
    """The index of a visit."""
    return next(n for n, each in enumerate(problem.visits) if each.key.visit_id == visit_id)


def starts_of(problem, kept):
    """The starts of a round by visit id, or by kind."""
    return {
        problem.visits[problem.tasks[each.index].visit].key.visit_id
        if each.kind is StopKind.VISIT
        else each.kind.value: each.start
        for each in kept.activities
    }


@pytest.mark.parametrize("seed", range(60))
def test_a_legal_plan_is_kept_as_it_is(seed):
    """Nothing is pushed, and the rounds read back make the same plan."""
    case, problem, result = optimum(seed)
    rounds = activities_of(problem, result.plan)
    kept = {n: Keeper(problem).keep(n, activities) for n, activities in rounds.items()}
    assert all(isinstance(each, Kept) and each.pushed == 0 for each in kept.values())
    schedules = [Schedule(n, each.activities) for n, each in kept.items()]
    again = assemble(problem, schedules)
    assert again.rounds == result.plan.rounds
    assert score(case.team, again, case.published).total == result.cost


def test_a_longer_visit_pushes_what_is_behind_it_only_as_far_as_it_must():
    """v2 is later by the seconds that its carer is, and the visits before it stay."""
    problem = problem_of(judged.with_visit(judged.team(), "v3", places=(frozenset(),)))
    number = number_of(problem, "c1")
    activities = activities_of(problem, plan())[number]
    before = Keeper(problem).keep(number, activities)
    longer = [
        replace(visit, service=visit.service + 1200) if visit.key.visit_id == "v3" else visit
        for visit in problem.visits
    ]
    late = Keeper(problem.replace(visits=tuple(longer))).keep(number, activities)
    then, now = starts_of(problem, before), starts_of(problem, late)
    assert now["v1"] == then["v1"]
    assert now["v3"] == then["v3"]
    assert 0 < now["v2"] - then["v2"] < 1200
    assert now["appointment"] == then["appointment"]
    assert late.pushed == now["v2"] - then["v2"]


def test_a_tied_visit_is_not_pushed():
    """The round cannot be kept where a joint visit would have to wait for one of its carers."""
    problem = problem_of()
    number = number_of(problem, "c1")
    activities = activities_of(problem, plan())[number]
    longer = [
        replace(visit, service=visit.service + 3600) if visit.key.visit_id == "v1" else visit
        for visit in problem.visits
    ]
    failed = Keeper(problem.replace(visits=tuple(longer))).keep(number, activities)
    assert failed == 1


def test_what_cannot_stay_is_displaced_in_all_its_places():
    """Both places of the joint visit leave, and the rest of both rounds stands."""
    problem = problem_of()
    longer = [
        replace(visit, service=visit.service + 3600) if visit.key.visit_id == "v1" else visit
        for visit in problem.visits
    ]
    changed = problem.replace(visits=tuple(longer))
    placing = Placing(changed, activities_of(changed, plan()))
    joint = changed.visits[visit_of(changed, "v3")]
    assert set(joint.tasks) <= placing.displaced
    assert placing.starts()[visit_of(changed, "v1")] == seconds_between(changed.origin, at("07:30"))


def test_every_placement_is_legal_and_costs_what_it_says():
    """v5, which nobody makes: each way to make it gives a plan that the checker lets pass."""
    problem = problem_of()
    rounds = activities_of(problem, plan())
    visit = visit_of(problem, "v5")
    ways = Placing(problem, rounds).placements(visit, problem.visits[visit].tasks)
    assert ways == sorted(ways, key=lambda each: each.points)
    assert ways
    for way in ways:
        placing = Placing(problem, rounds)
        placing.place(way)
        made = assemble(problem, placing.schedules)
        assert check(judged.team(), judged.travel(), made) == ()
        assert {each.visit.visit_id for each in made.unassigned} == set()


def test_a_placement_prefers_to_be_in_nobodys_way():
    """With room before the next stop the newcomer begins early enough, and nobody is pushed."""
    problem = problem_of()
    number = number_of(problem, "c1")
    visit = visit_of(problem, "v2")
    rounds = activities_of(problem, plan())
    task = problem.visits[visit].tasks[0]
    placing = Placing(problem, without(rounds, frozenset({task})))
    published = next(each.start for each in rounds[number] if each.index == task)
    ways = placing.placements(visit, (task,), published)
    own = next(way for way in ways if way.shifts == (number,))
    assert own.start == published
    assert own.pushed == 0


@pytest.mark.parametrize("seed", range(40))
def test_taking_out_and_putting_back_loses_nothing(seed):
    """Every visit of an optimum, taken out with what depends on it, has a way back."""
    case, problem, result = optimum(seed)
    made = activities_of(problem, result.plan)
    for visit in sorted(Placing(problem, made).starts()):
        if problem.dependants[visit]:
            continue
        placing = Placing(problem, made)
        start = placing.starts()[visit]
        if placing.take_out(visit):
            continue
        assert visit not in placing.starts()
        ways = placing.placements(visit, problem.visits[visit].tasks, start)
        assert ways
        placing.place(ways[0])
        again = assemble(problem, placing.schedules)
        assert check(case.team, case.travel, again) == ()
        assert len(again.unassigned) == len(result.plan.unassigned)


def test_a_round_without_visits_takes_one_with_its_break():
    """A carer without a round gets one with all that its shift asks for."""
    problem = problem_of()
    number = number_of(problem, "c2")
    visit = visit_of(problem, "v5")
    ways = Placing(problem, {}).placements(visit, problem.visits[visit].tasks)
    own = next(way for way in ways if way.shifts == (number,))
    kinds = [each.kind for each in own.rounds[number].activities]
    assert sorted(kinds) == [StopKind.BREAK, StopKind.VISIT]
    assert (
        Activity(StopKind.VISIT, problem.visits[visit].tasks[0], own.start)
        in own.rounds[number].activities
    )
