"""The parts of the lower bound: fair load, the choice of rounds, and pricers side by side."""

from dataclasses import replace

import numpy as np
import pytest
from generated import small_case
from solving import optimum, problem_of

from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.solver.bound import lower_bound
from scheduler.solver.bound.bound import columns_of
from scheduler.solver.bound.choice import choose
from scheduler.solver.bound.fair_load import between, busy_prices, is_priced, rounding
from scheduler.solver.bound.graphs import SCALE
from scheduler.solver.bound.pricers import Pricers
from scheduler.solver.bound.pricing import Stopped
from scheduler.solver.problem import Problem
from scheduler.solver.schedule import cost, quantities, spread
from scheduler.solver.stopping import MaxIterations

PLENTY = MaxIterations(10)


def shares_of(problem: Problem, busy: list[int]) -> list[int]:
    """The shares that fair load compares, in permille."""
    return [
        1000 * worked // seconds
        for worked, seconds in zip(busy, problem.shift_seconds, strict=True)
        if seconds
    ]


def test_busy_prices_never_cost_more_than_fair_load() -> None:
    """Whatever the prices of shares were, those of seconds make no more than the rule costs."""
    rng = np.random.default_rng(7)
    paid = 0
    for seed in range(40):
        problem = problem_of(small_case(seed))
        if not is_priced(problem):
            continue
        weight = problem.weights[RuleId.FAIR_LOAD]
        known: tuple[int, ...] = ()
        for _ in range(50):
            above = rng.dirichlet(np.full(len(problem.carer_ids), 0.4))
            below = rng.dirichlet(np.full(len(problem.carer_ids), 0.4))
            scale = weight * rng.choice([1.0, 1.0, 0.5, 1.2])
            prices = busy_prices(problem, list((above - below) * scale))
            known = between(problem, known, prices, 0.6) if known else prices
            for each in (prices, known):
                busy = [int(rng.integers(0, 40_000)) for _ in problem.carer_ids]
                points = sum(map(int.__mul__, each, busy)) - rounding(problem, each)
                fair = weight * spread(shares_of(problem, busy))
                assert points <= fair * SCALE, f"seed {seed}"
                paid += points > 0.5 * fair * SCALE
    assert paid >= 50


def test_fair_load_raises_the_bound() -> None:
    """With fair load alone to tie rounds the bound stays valid, and most of its cost is proven."""
    kept, due = 0, 0
    for seed in range(60):
        _, problem, best = optimum(seed)
        if not is_priced(problem):
            continue
        dear = problem.replace(weights={**problem.weights, RuleId.FAIR_LOAD: 200})
        free = problem.replace(weights={**problem.weights, RuleId.FAIR_LOAD: 0})
        upper = cost(dear, quantities(dear, best.schedules))
        points = [lower_bound(each, PLENTY, upper=upper).points for each in (dear, free)]
        assert points[0] <= upper, f"seed {seed}"
        kept += points[0] - points[1]
        due += 200 * quantities(dear, best.schedules)[RuleId.FAIR_LOAD]
    assert kept > 0.1 * due


def test_choice_is_a_plan_of_known_rounds() -> None:
    """Of the rounds of two plans the cheaper ones are chosen, and no task twice."""
    for seed in range(20):
        _, problem, best = optimum(seed)
        full = [problem.weights[UNASSIGNED_RULE[visit.priority]] for visit in problem.visits]
        columns = list(columns_of(problem, best.schedules))
        tasks = {task for column in columns for task in column.tasks}
        dear = [replace(column, points=column.points + 10_000) for column in columns]
        left = sum(
            points
            for points, visit in zip(full, problem.visits, strict=True)
            if tasks.isdisjoint(visit.tasks)
        )
        points = left + sum(column.points for column in columns)
        if any(shift.appointments for shift in problem.shifts) or not columns:
            continue
        found = choose(problem, [*dear, *columns], full, points + 1, lambda: None)
        assert found is not None
        assert found.points <= points
        filled = [task for column in found.columns for task in column.tasks]
        assert len(filled) == len(set(filled))
        assert choose(problem, dear, full, found.points, lambda: None) is None


@pytest.mark.parametrize("workers", [2, 4])
def test_workers_do_not_change_the_bound(workers: int) -> None:
    """Pricers side by side give the same bound, columns and counts, also where work is limited."""
    for seed in (8, 12):
        _, problem, _ = optimum(seed)
        for limit in (MaxIterations(1), PLENTY):
            alone = lower_bound(problem, limit)
            beside = lower_bound(problem, limit, workers=workers)
            assert beside.points == alone.points
            assert beside.columns == alone.columns
            assert beside.stopped_by == alone.stopped_by


def test_pricers_are_stopped_while_they_work() -> None:
    """Whoever asks for a run can stop it, and work that was not finished does not count."""
    pricers = Pricers(1_000, 2)
    asked = 0

    def ask() -> None:
        nonlocal asked
        asked += 1
        if asked == 3:
            raise Stopped("enough")

    def endless(pricer, on_slice):  # type: ignore[no-untyped-def]  # a job, as short as can be
        while True:
            pricer.work += 1
            on_slice()

    with pytest.raises(Stopped, match="enough"):
        pricers.run([endless, endless], ask)
    assert pricers.work == 0
