"""As many as can be are served, priority by priority, before points count."""

import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from regular_cases import optimum, regular_case

from scheduler.solver.params import REGULAR
from scheduler.solver.population import Population
from scheduler.solver.regular.population import (
    regular_chains,
    regular_population,
    share_origins,
)
from scheduler.solver.regular.price import RegularPlan, nothing_planned, priced
from scheduler.solver.regular.problem import NOBODY, PAUSE, RegularProblem
from scheduler.solver.regular.serving import serve
from scheduler.solver.regular.session import Session
from scheduler.solver.regular.solve import solve_regular
from scheduler.solver.regular.tables import tables_of
from scheduler.solver.stopping import Cancelled, FirstOf, MaxIterations, MaxSeconds

MUST, SHOULD, MAY = 10**10, 10**8, 10**6


def _crowded(seed: int) -> RegularProblem:
    """Fewer hands than the tasks need, of three priorities; partners are of one."""
    problem = regular_case(seed)
    prices = np.resize([MAY, MUST, SHOULD, MUST, SHOULD], problem.tasks)
    for task, other in enumerate(problem.partner):
        if other != NOBODY and other < task:
            prices[task] = 0
    return replace(
        problem,
        load=np.full(problem.tasks, 2),
        load_cap=np.full(problem.shifts, 4),
        unassigned=prices.astype(np.int64),
    )


def _left_out(problem: RegularProblem, plan: RegularPlan) -> int:
    """Points of what a plan that keeps all rules leaves out."""
    assert priced(problem, plan.rounds, dict(plan.openings)) is not None
    planned = {task for tasks in plan.rounds for task in tasks}
    return sum(int(problem.unassigned[t]) for t in range(problem.tasks) if t not in planned)


def test_nobody_is_left_out_who_could_be_served_instead_of_somebody_of_less() -> None:
    """What trying every plan leaves out at least, in units of the lowest price."""
    crowded = 0
    for seed in range(80):
        problem = _crowded(seed)
        served = serve(problem, MaxIterations(3000), seed, None, REGULAR)
        if served.iterations:
            crowded += 1
            for plan in served.plans:
                assert _left_out(problem, plan) // MAY == optimum(problem) // MAY, f"seed {seed}"
    assert crowded > 30


def test_where_the_first_plan_serves_everybody_nothing_is_looked_for() -> None:
    """No iteration, and a plan with nothing in it to begin from."""
    easy = 0
    for seed in range(60):
        problem = regular_case(seed)
        first = Session(problem, tables_of(problem), seed, replace(REGULAR, chains=1))
        first.begin_afresh()
        served = serve(problem, MaxIterations(3000), seed, None, REGULAR)
        if len({task for tasks in first.plan().rounds for task in tasks} - {PAUSE}) < problem.tasks:
            assert served.iterations > 0
            continue
        easy += 1
        assert served.iterations == 0
        assert served.plans == [nothing_planned(problem)]
    assert 5 < easy < 55


def test_there_are_several_plans_where_everybody_is_served_soon(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As many as may be elites, each by another seed, and one where somebody is left out."""
    seeds: list[int] = []

    def remembering(problem: RegularProblem, seed: int, *rest: Any) -> Population[RegularPlan]:
        seeds.append(seed)
        return regular_population(problem, seed, *rest)

    monkeypatch.setattr("scheduler.solver.regular.serving.regular_population", remembering)
    tight = 0
    for seed in range(120):
        problem = regular_case(seed)
        seeds.clear()
        served = serve(problem, MaxIterations(60_000), seed, None, REGULAR)
        lacking = [_left_out(problem, plan) for plan in served.plans]
        if served.iterations and not lacking[0]:
            tight += 1
            assert lacking == [0] * REGULAR.elites
            assert len(set(seeds)) == REGULAR.elites
        else:
            assert len(lacking) == 1
    assert tight >= 3


def test_looking_for_more_plans_leaves_the_search_its_time() -> None:
    """Not more iterations than a quarter, but for what the first plan and a slice take."""
    problem, first = next(
        (problem, served.iterations)
        for problem, served in (
            (problem, serve(problem, MaxIterations(60_000), 0, None, replace(REGULAR, elites=1)))
            for problem in map(regular_case, range(120))
        )
        if served.iterations and not _left_out(problem, served.plans[0])
    )
    few, many = (
        serve(problem, MaxIterations(limit), 0, None, replace(REGULAR, elites=64))
        for limit in (4_000, 40_000)
    )
    for served, limit in ((few, 4_000), (many, 40_000)):
        slices = REGULAR.slice_iterations * REGULAR.chains
        assert served.iterations <= max(first, limit // 4) + slices
    assert 1 <= len(few.plans) < len(many.plans)


def test_chains_begin_afresh_at_other_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each at its own, in turn, as far as there are enough."""
    problem = regular_case(0)
    chains = regular_chains(problem, 0, replace(REGULAR, chains=2))
    origins = [RegularPlan(((),) * problem.shifts, ((0, number),)) for number in range(5)]
    share_origins(chains, origins)
    assert [list(chain.origins) for chain in chains] == [origins[::2], origins[1::2]]
    share_origins(chains, origins[:1])
    assert [list(chain.origins) for chain in chains] == [origins[:1]] * 2
    begun: list[RegularPlan] = []
    chains[0].origins = origins[:3]
    monkeypatch.setattr(chains[0], "begin_at", begun.append)
    for _ in range(4):
        chains[0].begin_afresh()
    assert begun == [*origins[:3], origins[0]]


def test_points_count_once_everybody_has_a_place() -> None:
    """The search that goes on from there ends at the optimum."""
    for seed in range(80):
        problem = _crowded(seed)
        found = solve_regular(problem, MaxIterations(4000), seed)
        assert found.cost == optimum(problem), f"seed {seed}"


def test_serving_ends_with_its_criterion() -> None:
    """Within a slice of its iterations for every priority, its seconds, or when cancelled."""
    problem = next(
        problem
        for problem in map(_crowded, range(80))
        if serve(problem, MaxIterations(3000), 0, None, REGULAR).iterations >= 3000
    )
    slices = 3 * REGULAR.slice_iterations
    assert serve(problem, MaxIterations(100), 0, None, REGULAR).iterations <= 100
    event = threading.Event()
    event.set()
    stop = FirstOf(MaxIterations(10**9), Cancelled(event))
    assert serve(problem, stop, 0, None, REGULAR).iterations <= slices
    now = [0.0]

    def clock() -> float:
        now[0] += 0.01
        return now[0]

    stop_at = MaxSeconds(1.0, clock)
    assert stop_at(0, 0) is None
    assert serve(problem, stop_at, 0, None, REGULAR).iterations <= 100 * slices
    assert stop_at(0, 0) == "time"
