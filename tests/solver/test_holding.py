"""Problems in which part of a published plan is held."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import judged
import pytest
from judged import MONDAY, at, plan

from scheduler.checker import check
from scheduler.domain.horizon import Horizon
from scheduler.domain.visit import VisitKey
from scheduler.errors import RoundsError
from scheduler.plan import StopKind
from scheduler.score import score
from scheduler.solver.assemble import assemble
from scheduler.solver.build import build_problem
from scheduler.solver.holding import ask, freeze, hold, keep_near, planned
from scheduler.solver.oracle import solve_exactly
from scheduler.solver.params import SearchParams
from scheduler.solver.schedule import moved
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations
from scheduler.units import after, seconds_between


def published_problem(whole=None):
    """The problem of the hand-made team, with its legal plan as the published one."""
    team = whole or judged.team()
    return build_problem(team, Horizon(MONDAY), judged.travel(), plan())


def starts_in(result):
    """The start of every visit made, by visit id and place."""
    return {(key.visit_id, stop.place): stop.start for key, _, stop in result.plan.filled_places()}


def test_what_has_begun_keeps_carer_and_start():
    """Every visit that somebody is at or on the way to is where it was."""
    now = at("08:31")
    result = solve_exactly(freeze(published_problem(), plan(), now))
    before = {(k.visit_id, s.place): (r.shift, s.start) for k, r, s in plan().filled_places()}
    after_ = {(k.visit_id, s.place): (r.shift, s.start) for k, r, s in result.plan.filled_places()}
    for begun in [("v1", 1), ("v3", 1), ("v3", 2)]:
        assert after_[begun] == before[begun]
    assert check(judged.team(), judged.travel(), result.plan) == ()


@pytest.mark.parametrize("minutes", range(0, 240, 20))
def test_nobody_is_anywhere_before_the_way_from_where_they_stand(minutes):
    """Whatever begins anew begins after now, and after the leg from the last stop that began."""
    now = at("07:00") + timedelta(minutes=minutes)
    frozen = freeze(published_problem(), plan(), now)
    result = solve_exactly(frozen)
    begun = {
        (k, s.place) for k, r, s in plan().filled_places() if after(s.start, -s.leg.seconds) <= now
    }
    for each in result.plan.rounds:
        for stop in each.visit_stops:
            if (stop.visit, stop.place) not in begun:
                assert after(stop.start, -stop.leg.seconds) >= now


def test_markers_are_in_no_plan():
    """Where a carer stands is known to the problem and shown nowhere."""
    frozen = freeze(published_problem(), plan(), at("08:31"))
    assert any(each.marker for shift in frozen.shifts for each in shift.appointments)
    result = solve_exactly(frozen)
    kept = [
        stop
        for each in result.plan.rounds
        for stop in each.stops
        if stop.kind is StopKind.APPOINTMENT
    ]
    assert [stop.start for stop in kept] == [at("10:00")]
    assert score(judged.team(), result.plan, plan()).total == result.cost


def test_a_carer_whose_round_is_over_gets_nothing_more():
    """c2 is home long before the shift ends; nobody sends c2 out again."""
    late = at("11:00")
    frozen = freeze(published_problem(), plan(), late)
    number = next(n for n, shift in enumerate(frozen.shifts) if shift.key.carer_id == "c2")
    free = [
        task
        for task in frozen.tasks
        if frozen.visits[task.visit].key.visit_id == "v5" and number in task.shifts
    ]
    assert free == []


def test_a_longer_visit_holds_up_what_comes_behind_it():
    """A running visit that takes longer is finished before anything else begins."""
    whole = judged.with_visit(judged.team(), "v1", service_seconds=70 * 60)
    running = VisitKey("v1", MONDAY)
    frozen = freeze(published_problem(whole), plan(), at("08:35"), running)
    result = solve_exactly(frozen)
    later = starts_in(result)
    assert later["v1", 1] == at("07:30")
    assert all(start >= at("08:40") for (name, _), start in later.items() if name in {"v2", "v5"})


def test_held_tasks_stay_even_where_a_rule_is_broken():
    """A plan made elsewhere may break rules in what is held; nothing refuses it."""
    problem = published_problem(
        judged.with_visit(judged.team(), "v1", windows=judged.windows("09:00-09:30"))
    )
    held = hold(problem, planned(problem, plan()))
    starts = {visit.key.visit_id: visit.windows for visit in held.visits}
    assert starts["v1"] == ((seconds_between(problem.origin, at("07:30")),) * 2,)


def test_starts_stay_near():
    """No visit starts further away than is allowed, within its own windows."""
    problem = published_problem()
    near = keep_near(problem, planned(problem, plan()), 300)
    by_id = {visit.key.visit_id: visit.windows for visit in near.visits}
    second = seconds_between(problem.origin, at("09:15"))
    assert by_id["v2"] == ((second - 300, second + 300),)
    assert by_id["v5"] == next(v.windows for v in problem.visits if v.key.visit_id == "v5")


def published_with_c1():
    """The problem as if v4, which only c2 has time for, had been published with c1."""
    problem = published_problem()
    number = next(n for n, each in enumerate(problem.visits) if each.key.visit_id == "v4")
    visit = problem.visits[number]
    as_if = replace(visit, published=(frozenset({(1, 0)}), visit.published[1]))
    visits = (*problem.visits[:number], as_if, *problem.visits[number + 1 :])
    return problem.replace(visits=visits), number


def test_other_carers_are_counted_unless_asked_for():
    """v4 with c2 is a moved visit, and none where somebody asked for it."""
    problem, number = published_with_c1()
    schedules = solve_exactly(problem).schedules
    assert moved(problem, schedules) == 1
    assert moved(ask(problem, {number}), schedules) == 0


@pytest.mark.parametrize("engine", ["search", "exact"])
@pytest.mark.parametrize("most", [0, 1])
def test_no_engine_moves_more_than_may_move(engine, most):
    """Whether v4 goes to c2 or is left out depends on whether one visit may move."""
    problem, _ = published_with_c1()
    given = problem.replace(most_moved=most)
    if engine == "exact":
        result = solve_exactly(given)
    else:
        params = SearchParams(exact_effort=0.0)
        result = solve(given, MaxIterations(1500), initial=plan(c2=[]), params=params)
    left = {each.visit.visit_id for each in result.plan.unassigned}
    assert moved(given, result.schedules) == most
    assert ("v4" in left) == (most == 0)


def test_a_held_visit_that_cannot_be_made_is_told():
    """The search does not hand out a plan without what must stay."""
    problem = published_problem()
    held = planned(problem, plan())
    visit = next(v for v in problem.visits if v.key.visit_id == "v2")
    crowded = {
        visit.tasks[0]: (held[visit.tasks[0]][0], seconds_between(problem.origin, at("08:31")))
    }
    with pytest.raises(RoundsError, match="v2") as caught:
        solve(hold(problem, {**held, **crowded}), MaxIterations(200))
    assert caught.value.code == "held-out-of-reach"


def test_who_waits_at_a_marker_waits_at_the_next_stop():
    """In the plan every stop is reached straight from the one before."""
    frozen = freeze(published_problem(), plan(), at("08:31"))
    for each in assemble(frozen, solve_exactly(frozen).schedules).rounds:
        for former, latter in pairwise(each.stops):
            assert latter.arrival == after(former.end, latter.leg.seconds)
