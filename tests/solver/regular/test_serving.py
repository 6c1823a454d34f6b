"""As many as can be are served, priority by priority, before points count."""

import threading
from dataclasses import replace

import numpy as np
from regular_cases import optimum, regular_case

from scheduler.solver.params import REGULAR
from scheduler.solver.regular.price import priced
from scheduler.solver.regular.problem import NOBODY, PAUSE, RegularProblem
from scheduler.solver.regular.serving import Served, serve
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


def _left_out(problem: RegularProblem, served: Served) -> int:
    """Points of what a plan that keeps all rules leaves out."""
    plan = served.plan
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
            assert _left_out(problem, served) // MAY == optimum(problem) // MAY, f"seed {seed}"
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
        assert served.plan.rounds == ((),) * problem.shifts
    assert 5 < easy < 55


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
