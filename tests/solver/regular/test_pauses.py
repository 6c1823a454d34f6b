"""Breaks on the way from one task of a round to the next."""

import dataclasses
from itertools import product

import numpy as np
from regular_cases import optimum, regular_case

from scheduler.solver.params import REGULAR
from scheduler.solver.regular.pauses import ready_for_pause, with_pause
from scheduler.solver.regular.price import RegularPlan, priced
from scheduler.solver.regular.problem import NEVER, PAUSE, RegularProblem
from scheduler.solver.regular.session import Session
from scheduler.solver.regular.solve import solve_regular
from scheduler.solver.regular.tables import tables_of
from scheduler.solver.stopping import MaxIterations


def _with_break(seed: int, length: int, opens: int, closes: int) -> RegularProblem:
    """A small problem in which every shift has the same break."""
    problem = regular_case(seed)
    return dataclasses.replace(
        problem, breaks=np.tile([length, opens, closes], (problem.shifts, 1))
    )


def test_the_last_moment_to_be_ready_is_the_last_that_arrives_in_time() -> None:
    """For every moment, leg and limit: in time exactly when no later than that."""
    problem = _with_break(1, 3, 5, 8)
    session = Session(problem, tables_of(problem), 0, REGULAR)
    tables = session._to_tables
    for leg, limit in product(range(7), range(25)):
        last = ready_for_pause(tables, 0, limit, leg)
        for moment in range(12):
            in_time = with_pause(tables, 0, moment, leg) <= limit
            assert in_time == (moment <= last), (leg, limit, moment)


def test_who_comes_too_late_for_a_break_never_arrives() -> None:
    """Neither before the leg nor behind it does the break begin in its window."""
    problem = _with_break(1, 3, 5, 8)
    tables = Session(problem, tables_of(problem), 0, REGULAR)._to_tables
    assert with_pause(tables, 0, 8, 4) == 15
    assert with_pause(tables, 0, 9, 0) > NEVER


def test_a_shift_whose_break_fits_nowhere_is_not_used() -> None:
    """The window is over before any shift begins: everything is left out."""
    problem = _with_break(5, 10, -20, -10)
    found = solve_regular(problem, MaxIterations(500), 5)
    assert found.cost == problem.unassigned.sum()
    assert found.rounds == ((),) * problem.shifts


def test_breaks_at_all_hours_are_taken_where_they_cost_least() -> None:
    """What trying all orders and places finds, with breaks early, in the middle and late."""
    paused = 0
    for seed, opens in product(range(12), (0, 30, 60)):
        problem = _with_break(seed, 20, opens, opens + 15)
        found = solve_regular(problem, MaxIterations(3000), seed)
        assert found.cost == optimum(problem), f"seed {seed}, from {opens}"
        paused += sum(PAUSE in tasks for tasks in found.rounds)
    assert paused > 20


def test_chains_go_on_from_plans_with_breaks() -> None:
    """A plan with its breaks costs as much when a chain begins at it, or between it and itself."""
    for seed in range(0, 60, 3):
        problem = regular_case(seed)
        best = solve_regular(problem, MaxIterations(1000), seed)
        session = Session(problem, tables_of(problem), seed, REGULAR)
        session.begin_at(RegularPlan(best.rounds))
        assert session.cost == best.cost
        nothing = RegularPlan(((),) * problem.shifts)
        session.begin_between(RegularPlan(best.rounds), nothing)
        again = priced(problem, session.plan().rounds)
        assert again is not None
        assert again.cost == session.cost
