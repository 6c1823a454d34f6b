"""How tests solve: every plan is judged by the checker and the scorer, every optimum found once."""

from functools import cache
from typing import NamedTuple

from generated import Case, small_case

from scheduler.checker import check
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.plan import Plan
from scheduler.score import score
from scheduler.solver.build import build_problem
from scheduler.solver.oracle import OracleResult, solve_exactly
from scheduler.solver.problem import Problem


class Solved(NamedTuple):
    """A case, its problem, and its proven optimum."""

    case: Case
    problem: Problem
    result: OracleResult


def assert_sound(
    team: Team, travel: Travel, plan: Plan, *, cost: int, published: Plan | None = None
) -> None:
    """The plan breaks no hard rule, and the scorer finds the cost that the solver claims."""
    assert check(team, travel, plan) == ()
    assert score(team, plan, published).total == cost


def problem_of(case: Case) -> Problem:
    """The problem of a case."""
    return build_problem(case.team, case.horizon, case.travel, case.published)


def solved(case: Case) -> Solved:
    """The case with its proven optimum, judged."""
    problem = problem_of(case)
    result = solve_exactly(problem)
    assert result.proven
    assert result.bound == result.cost
    assert_sound(case.team, case.travel, result.plan, cost=result.cost, published=case.published)
    return Solved(case, problem, result)


@cache
def optimum(seed: int) -> Solved:
    """The generated case of a seed with its proven optimum, judged."""
    return solved(small_case(seed))
