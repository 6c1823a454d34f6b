"""The compiled search over rounds with a regular objective."""

import dataclasses

import numpy as np
import pytest
from generated import small_case
from regular_cases import optimum, regular_case
from solving import problem_of

from scheduler.errors import FaultError
from scheduler.rules import RuleId
from scheduler.solver.oracle import solve_exactly
from scheduler.solver.params import REGULAR, SearchParams
from scheduler.solver.problem import Problem
from scheduler.solver.regular.price import earliest_starts, priced
from scheduler.solver.regular.problem import NOBODY, no_breaks
from scheduler.solver.regular.session import Session
from scheduler.solver.regular.solve import RegularProgress, solve_regular
from scheduler.solver.regular.tables import tables_of
from scheduler.solver.regular.translation import is_regular, regular_problem, schedules
from scheduler.solver.schedule import cost, quantities
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations

CASES = 120
ITERATIONS = 4000


@pytest.mark.parametrize("first", range(0, CASES, 30))
def test_small_problems_are_solved_to_the_optimum(first: int) -> None:
    """With lateness, partners, windows, loads and continuity: what trying everything finds."""
    for seed in range(first, first + 30):
        problem = regular_case(seed)
        found = solve_regular(problem, MaxIterations(ITERATIONS), seed)
        again = priced(problem, found.rounds)
        assert again is not None
        assert again.cost == found.cost
        assert again.starts == found.starts
        assert found.cost == optimum(problem), f"seed {seed}"


def test_the_state_stays_what_its_orders_make_it() -> None:
    """Starts after many iterations are the least ones of the orders that stand then."""
    for seed in range(40):
        problem = regular_case(seed)
        session = Session(problem, tables_of(problem), seed, SearchParams())
        session.begin_afresh()
        session.begin_cycle(4.0, 0.1)
        session.run(300, 300)
        starts = earliest_starts(problem, session.plan().rounds)
        assert starts is not None
        for task, start in starts.items():
            assert session._best.start[task] == start, f"seed {seed}, task {task}"
            assert session._best.latest[task] >= start


def test_workers_do_not_change_the_rounds() -> None:
    """One thread or two: the same iterations, the same rounds."""
    problem = regular_case(4)
    params = dataclasses.replace(REGULAR, chains=2)
    alone, together = (
        solve_regular(problem, MaxIterations(2000), 5, workers, params=params) for workers in (1, 2)
    )
    assert alone == together


def test_progress_tells_of_ever_better_rounds() -> None:
    """Costs fall, and every plan told of costs what is said."""
    problem = regular_case(12)
    told: list[RegularProgress] = []
    found = solve_regular(problem, MaxIterations(500), 1, on_progress=told.append)
    costs = [each.cost for each in told]
    assert costs == sorted(costs, reverse=True)
    assert costs[-1] == found.cost
    for each in told:
        again = priced(problem, each.rounds)
        assert again is not None
        assert again.cost == each.cost


def test_nothing_to_do_is_no_plan() -> None:
    """Without shifts everything is left out at once."""
    problem = regular_case(1)
    none = np.zeros(0, np.int64)
    bare = dataclasses.replace(
        problem,
        allowed=np.zeros((problem.tasks, 0), np.bool_),
        breaks=no_breaks(0),
        **dict.fromkeys(
            ("start", "end", "first_location", "last_location", "mode", "carer", "load_cap"), none
        ),
    )
    found = solve_regular(bare, MaxIterations(10))
    assert (found.cost, found.stopped_by) == (problem.unassigned.sum(), "nothing_to_plan")


def test_arrays_that_do_not_fit_are_refused() -> None:
    """All of them are named at once, and partners have to agree."""
    problem = regular_case(1)
    with pytest.raises(FaultError, match=r"due has shape .* load_cap has shape"):
        dataclasses.replace(problem, due=problem.due[1:], load_cap=problem.load_cap[1:])
    lonely = np.full(problem.tasks, NOBODY)
    lonely[0] = 1
    with pytest.raises(FaultError, match="task 0 has partner 1"):
        dataclasses.replace(problem, partner=lonely)


def _plain(problem: Problem) -> Problem:
    """A problem without the rules that are not regular."""
    silent = (
        RuleId.FAIR_LOAD,
        RuleId.WAITING_SPREAD,
        RuleId.CHANGE,
        RuleId.WISHED_START,
        RuleId.WORST_LATENESS,
    )
    return problem.replace(
        visits=tuple(dataclasses.replace(each, after=None) for each in problem.visits),
        shifts=tuple(
            dataclasses.replace(each, breaks=(), appointments=(), latest_end=each.end)
            for each in problem.shifts
        ),
        weights={rule: 0 if rule in silent else w for rule, w in problem.weights.items()},
    )


def test_team_problems_without_other_rules_are_solved_as_the_oracle_does() -> None:
    """Small cases stripped of wishes, breaks and the like: the same points as the exact model."""
    compared = 0
    for seed in range(60):
        problem = _plain(problem_of(small_case(seed)))
        if not is_regular(problem):
            continue
        compared += 1
        found = solve_regular(regular_problem(problem), MaxIterations(ITERATIONS), seed)
        made = schedules(found.rounds, found.starts)
        assert cost(problem, quantities(problem, made)) == found.cost
        assert found.cost == solve_exactly(problem).cost, f"seed {seed}"
    assert compared > 20


def test_solve_searches_plain_team_problems_with_the_fast_chains() -> None:
    """The oracle's points, from chains that keep no rounds to compose."""
    params = dataclasses.replace(REGULAR, exact_tasks=0)
    for seed in range(0, 60, 4):
        problem = _plain(problem_of(small_case(seed)))
        if not is_regular(problem):
            continue
        found = solve(problem, MaxIterations(ITERATIONS), seed, params=params)
        assert found.statistics["compositions"] == 0
        assert found.score.total == solve_exactly(problem).cost, f"seed {seed}"


def test_the_fast_chains_begin_at_a_given_plan() -> None:
    """A warm start from the optimum is the optimum after a handful of iterations."""
    params = dataclasses.replace(REGULAR, exact_tasks=0)
    compared = 0
    for seed in range(20):
        problem = _plain(problem_of(small_case(seed)))
        if is_regular(problem):
            best = solve_exactly(problem)
            again = solve(problem, MaxIterations(2), seed, best.plan, params=params)
            assert again.score.total == best.cost
            compared += 1
    assert compared > 5


def test_a_rule_over_all_rounds_makes_a_problem_irregular() -> None:
    """The small cases as they are have such rules; stripped of them most are regular."""
    problems = [problem_of(small_case(seed)) for seed in range(20)]
    assert not any(map(is_regular, problems))
    assert sum(is_regular(_plain(problem)) for problem in problems) > 5
