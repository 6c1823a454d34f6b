"""Room for a task that is left out, made by others that are worth no more."""

import dataclasses

import numpy as np
from regular_cases import regular_case

from scheduler.solver.params import REGULAR
from scheduler.solver.regular.anneal import copy_state
from scheduler.solver.regular.ejection import eject
from scheduler.solver.regular.price import priced
from scheduler.solver.regular.problem import NOBODY, RegularProblem
from scheduler.solver.regular.session import Session
from scheduler.solver.regular.starts import renew
from scheduler.solver.regular.tables import tables_of


def _crowded(seed: int) -> RegularProblem:
    """Fewer hands than the tasks need: loads of 2 under caps of 4, without ties."""
    problem = regular_case(seed)
    count, shifts = problem.tasks, problem.shifts
    return dataclasses.replace(
        problem,
        load=np.full(count, 2),
        load_cap=np.full(shifts, 4),
        partner=np.full(count, NOBODY),
        unassigned=problem.unassigned * 1000,
    )


def _absent(session: Session, problem: RegularProblem) -> set[int]:
    return set(np.flatnonzero(session._trial.shift[: problem.tasks] == NOBODY).tolist())


def test_others_leave_that_are_worth_no_more() -> None:
    """The dearest task that is left out comes in, and the plan is one that keeps all rules."""
    ejected = 0
    for seed in range(200):
        problem = _crowded(seed)
        session = Session(problem, tables_of(problem), seed, REGULAR)
        session.begin_afresh()
        tables, shop = session._to_tables, session._to_shop
        before = _absent(session, problem)
        dearest = max((problem.unassigned[task] for task in before), default=0)
        session._shop.touched[:] = False
        if not eject(tables, session._to_trial, shop):
            continue
        after = _absent(session, problem)
        came, went = before - after, after - before
        assert len(came) == 1
        assert all(problem.unassigned[task] == dearest for task in came)
        assert 1 <= len(went) <= 3
        assert all(problem.unassigned[task] <= dearest for task in went)
        waiting = session._shop.waiting[: session._shop.counts[0]]
        assert set(waiting.tolist()) == after
        assert renew(tables, session._to_trial, shop)
        copy_state(tables, session._to_trial, session._to_best)
        found = priced(problem, session.plan().rounds)
        assert found is not None
        assert found.cost == session.cost
        ejected += 1
    assert ejected > 20


def test_nothing_is_ejected_for_nobody() -> None:
    """A plan with everything in it stays as it is."""
    whole = 0
    for seed in range(60):
        problem = regular_case(seed)
        session = Session(problem, tables_of(problem), seed, REGULAR)
        session.begin_afresh()
        if not _absent(session, problem):
            assert not eject(session._to_tables, session._to_trial, session._to_shop)
            whole += 1
    assert whole > 5
