"""Beginning before the wished start, at its price, and gaps between visits of one carer."""

import dataclasses
from random import Random

import numpy as np
from generated import small_case
from regular_cases import optimum, regular_case
from solving import problem_of

from scheduler.rules import RuleId
from scheduler.solver.oracle import solve_exactly
from scheduler.solver.params import REGULAR, SearchParams
from scheduler.solver.problem import Problem
from scheduler.solver.regular.price import RegularPlan, priced
from scheduler.solver.regular.problem import NEVER, NOBODY, RegularProblem, no_breaks
from scheduler.solver.regular.session import Session
from scheduler.solver.regular.solve import solve_regular
from scheduler.solver.regular.tables import tables_of
from scheduler.solver.regular.translation import regular_problem, schedules
from scheduler.solver.schedule import cost, quantities
from scheduler.solver.stopping import MaxIterations


def _wishful(seed: int) -> RegularProblem:
    """A small problem with lateness in which most tasks cost something when they begin early."""
    problem, dice = regular_case(2 * seed), Random(f"wishes {seed}")
    early = [
        int(due) - dice.randint(0, 25) if dice.random() < 0.8 else -NEVER for due in problem.due
    ]
    return dataclasses.replace(problem, early=np.array(early, np.int64))


def _two_in_a_row(end: int, lateness: int) -> RegularProblem:
    """One carer, two tasks of 10 side by side, both wished at 50, legs of 5."""
    problem = regular_case(1)
    fitting = {
        "location": np.array([1, 1]),
        "service": np.full(2, 10),
        "load": np.zeros(2, np.int64),
        "window_from": np.arange(3),
        "opens": np.zeros(2, np.int64),
        "closes": np.full(2, NEVER),
        "due": np.full(2, 50 + lateness),
        "early": np.full(2, 50),
        "partner": np.full(2, NOBODY),
        "lag": np.zeros(2, np.int64),
        "client": np.zeros(2, np.int64),
        "unassigned": np.full(2, 1000),
        "allowed": np.ones((2, 1), np.bool_),
        "start": np.zeros(1, np.int64),
        "end": np.array([end]),
        **dict.fromkeys(("first_location", "last_location", "mode", "carer"), np.zeros(1, int)),
        "load_cap": np.array([NEVER]),
        "breaks": no_breaks(1),
        "travel": np.array([[[0, 5], [5, 0]]]),
        **dict.fromkeys(("duty", "work", "moving")),
        "visiting": np.zeros((1, 1), np.int64),
        "meeting": np.zeros((1, 1), np.int64),
    }
    return dataclasses.replace(problem, **fitting, travel_weight=1, late_weight=3, worst_weight=0)


def test_a_task_begins_early_as_far_as_the_one_behind_it_needs() -> None:
    """The shift ends at 70, so that the second begins by 55 and the first by 45: 5 early."""
    found = solve_regular(_two_in_a_row(70, 20), MaxIterations(50))
    assert found.cost == 10 + 3 * 5
    assert sorted(start for start in found.starts if start is not None) == [45, 55]


def test_a_task_that_nothing_presses_begins_as_wished() -> None:
    """The shift is long and lateness up to 70 costs nothing."""
    found = solve_regular(_two_in_a_row(100, 20), MaxIterations(50))
    assert found.cost == 10
    assert sorted(start for start in found.starts if start is not None) == [50, 60]


def test_a_task_whose_neighbour_has_left_begins_as_wished_again() -> None:
    """A plan begun at with openings that nothing asks for any more costs nothing for them."""
    problem = dataclasses.replace(_two_in_a_row(70, 20), unassigned=np.array([1000, 0]))
    session = Session(problem, tables_of(problem), 0, REGULAR)
    session.begin_at(RegularPlan(((0,),), ((0, 20),)))
    plan = session.plan()
    assert session.cost == 10
    assert plan == RegularPlan(((0,),))


def test_early_tasks_cost_what_the_plain_price_says() -> None:
    """Starts and points of the chains after many iterations, and after beginning again."""
    early = 0
    for seed in range(60):
        problem = _wishful(seed)
        session = Session(problem, tables_of(problem), seed, SearchParams())
        session.begin_afresh()
        session.begin_cycle(4.0, 0.1)
        for _ in range(10):
            session.run(50, 500)
            plan = session.plan()
            found = priced(problem, plan.rounds, dict(plan.openings))
            assert found is not None
            assert found.cost == session.cost
            for task, start in enumerate(found.starts):
                assert start is None or session._best.start[task] == start
            early += len(plan.openings)
        before = session.cost
        session.begin_at(plan)
        assert session.cost <= before
        session.begin_between(plan, RegularPlan(((),) * problem.shifts))
        plan = session.plan()
        again = priced(problem, plan.rounds, dict(plan.openings))
        assert again is not None
        assert again.cost == session.cost
    assert early > 50


def test_beginning_early_where_it_costs_nothing_changes_nothing() -> None:
    """Wishes before anything can begin: the same rounds as without them."""
    for seed in range(20):
        problem = regular_case(2 * seed)
        wishful = dataclasses.replace(problem, early=np.full(problem.tasks, -5))
        found, again = (solve_regular(each, MaxIterations(500), 3) for each in (problem, wishful))
        assert found == again


def _wishes_only(problem: Problem) -> Problem:
    """A problem whose only rules that are not regular are wishes."""
    silent = (RuleId.FAIR_LOAD, RuleId.WAITING_SPREAD, RuleId.CHANGE)
    return problem.replace(
        visits=tuple(dataclasses.replace(each, after=None) for each in problem.visits),
        shifts=tuple(
            dataclasses.replace(each, breaks=(), appointments=(), latest_end=each.end)
            for each in problem.shifts
        ),
        weights={rule: 0 if rule in silent else w for rule, w in problem.weights.items()},
        rest=0,
    )


def test_wishes_cost_what_they_cost_the_team() -> None:
    """The rounds in the team's own points, never below the least ones and mostly as low."""
    compared, best = 0, 0
    for seed in range(80):
        problem = _wishes_only(problem_of(small_case(seed)))
        if any(len(visit.tasks) > 2 for visit in problem.visits):
            continue
        alike = regular_problem(problem)
        found = solve_regular(alike, MaxIterations(1000), seed)
        made = schedules(found.rounds, found.starts)
        assert cost(problem, quantities(problem, made)) == found.cost
        least = solve_exactly(problem).cost
        assert least <= found.cost
        compared += 1
        best += found.cost == least
    assert compared > 50
    assert best > 0.8 * compared


def test_partners_that_need_not_be_apart_can_have_one_carer() -> None:
    """Both in one round, too; the optimum wherever they do not stand side by side in it."""
    shared, best, compared = 0, 0, 0
    for seed in range(0, 120, 2):
        problem = regular_case(seed)
        problem = dataclasses.replace(problem, apart=np.zeros(problem.tasks, np.bool_))
        found = solve_regular(problem, MaxIterations(3000), seed)
        least = optimum(problem)
        assert found.cost >= least
        compared += 1
        best += found.cost == least
        shared += any(
            int(problem.partner[task]) in tasks for tasks in found.rounds for task in tasks
        )
    assert shared > 2
    assert best > 0.9 * compared
