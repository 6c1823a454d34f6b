"""What CP-SAT adds to the search: composing, timing together, proving; and what threads may not."""

import itertools
import threading
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from generated import small_case
from solving import assert_sound, problem_of

from benchmarks.rule_families.teams import Draft, draft, travel_of
from scheduler.domain.travel import Travel
from scheduler.errors import RoundsError
from scheduler.plan import StopKind
from scheduler.solver import kernels
from scheduler.solver import solve as solving
from scheduler.solver.build import build_problem
from scheduler.solver.compose import Composition, compose
from scheduler.solver.foresight import Foresight
from scheduler.solver.kernels import GeneralKernel, Kernel
from scheduler.solver.oracle import orders_of, solve_exactly
from scheduler.solver.params import SearchParams
from scheduler.solver.problem import Problem
from scheduler.solver.result import Progress, Result
from scheduler.solver.search.session import Session
from scheduler.solver.solve import solve
from scheduler.solver.stopping import (
    Cancelled,
    FirstOf,
    MaxIterations,
    MaxSeconds,
    NoImprovement,
    StoppingCriterion,
)

SEARCH_ONLY = SearchParams(exact_tasks=0)
BARE = SearchParams(exact_tasks=0, compose_rounds=0, retime_effort=0.0)
GIGABYTE = 1 << 30


def many_visits(seed: int, count: int) -> tuple[Draft, Travel, Problem]:
    """A generated team with more visits than it is made with."""
    made = draft(seed)
    made.visits = [
        replace(made.visits[number % len(made.visits)], visit_id=f"v{number}")
        for number in range(count)
    ]
    travel = travel_of(made, seed)
    return made, travel, build_problem(made.team, made.horizon, travel)


def solved(seed: int, count: int = 16, iterations: int = 400, **options: Any) -> Result:
    """The result for a generated team, judged."""
    made, travel, problem = many_visits(seed, count)
    result = solve(problem, MaxIterations(iterations), seed, **options)
    assert_sound(made.team, travel, result.plan, cost=result.score.total)
    return result


def begun() -> Iterator[Session]:
    """Searches of generated cases in which nobody has two shifts, each with its first plan."""
    for seed in range(40):
        problem = problem_of(small_case(seed))
        if len({shift.carer for shift in problem.shifts}) == len(problem.shifts):
            session = Session(problem, seed, SEARCH_ONLY)
            session.begin()
            yield session


def load_composed(session: Session, found: Composition) -> int | None:
    """What a composed plan costs to the search."""
    tasks = session.problem.tasks
    starts = {
        tasks[node].visit: start
        for each in found.rounds
        for node, start in zip(each.nodes, each.starts, strict=True)
        if node < len(tasks)
    }
    return session.load({each.shift: each.nodes for each in found.rounds}, starts)


@pytest.mark.parametrize("seed", range(3))
def test_the_plan_does_not_depend_on_the_workers(seed: int) -> None:
    """One thread, two, and more threads than chains: the same rounds at the same times."""
    plans = [solved(seed, workers=workers).plan for workers in (1, 2, 6)]
    assert plans[0] == plans[1] == plans[2]


def test_all_is_compiled_before_the_clock_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trying everything out comes before the first question to stop, and changes no plan."""
    usual = solved(1).plan
    asked: list[str] = []

    def is_ready(_: object) -> bool:
        asked.append("ready")
        return False

    class Counted(MaxIterations):
        def __call__(self, iterations: int, best_cost: int) -> str | None:
            asked.append("stop")
            return super().__call__(iterations, best_cost)

    monkeypatch.setattr(kernels, "is_ready", is_ready)
    _, _, problem = many_visits(1, 16)
    assert solve(problem, Counted(400), 1).plan == usual
    assert asked[0] == "ready"
    assert "ready" not in asked[asked.index("stop") :]


def test_no_worker_is_idle_where_seconds_end_the_search(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three workers run three chains by the clock, and the chains of the parameters by count."""
    asked: list[int] = []
    usual = solving.kernel_of

    def kernel_of(problem: Problem, lead: Session, seed: int, params: SearchParams) -> Kernel:
        asked.append(params.chains)
        return usual(problem, lead, seed, params)

    monkeypatch.setattr(solving, "kernel_of", kernel_of)
    _, _, problem = many_visits(1, 16)
    solve(problem, MaxSeconds(0.05), params=SEARCH_ONLY, workers=3)
    solve(problem, MaxIterations(10), params=SEARCH_ONLY, workers=3)
    solve(problem, FirstOf(MaxSeconds(9), MaxIterations(10)), params=SEARCH_ONLY, workers=3)
    assert asked == [3, SEARCH_ONLY.chains, SEARCH_ONLY.chains]


def test_more_chains_are_another_search_that_repeats_itself() -> None:
    """Every number of chains keeps the count of iterations, and gives its own plan twice."""
    for chains in (1, 3, 5):
        params = SearchParams(chains=chains, exact_tasks=0)
        first, second = (solved(4, iterations=333, params=params) for _ in range(2))
        assert first.plan == second.plan
        assert first.statistics["iterations"] == 333


def test_a_composed_plan_costs_what_the_model_says() -> None:
    """On cases with every rule: rounds of poor plans composed are loaded at the model's cost."""
    improved = 0
    for lead in begun():
        kernel = GeneralKernel(lead.problem, lead, 1, SEARCH_ONLY)
        kernel.population.run(None, 40, 40)
        poor = Session(lead.problem, 1)
        poor.begin()
        found = compose(
            lead.problem,
            poor.tables,
            [poor.best],
            kernel.pools,
            cost=poor.cost,
            most=300,
            effort=1.0,
        )
        if found.rounds:
            improved += 1
            assert load_composed(poor, found) == found.cost == poor.cost
    assert improved >= 3


def test_rounds_around_a_plan_are_legal_and_make_better_ones() -> None:
    """Each is what the search makes of it, and composed they cost what the model says."""
    improved = 0
    for lead in begun():
        tasks = lead.problem.tasks
        pool = lead.rounds_around()
        assert pool.kept[0] < len(pool.shift)
        judge = Session(lead.problem, 1)
        for row in range(int(pool.kept[0])):
            shift, size = int(pool.shift[row]), int(pool.length[row])
            nodes, starts = pool.nodes[row, :size].tolist(), pool.starts[row, :size].tolist()
            visits = {
                tasks[node].visit: start
                for node, start in zip(nodes, starts, strict=True)
                if node < len(tasks)
            }
            assert judge.load({shift: nodes}, visits) is not None
            assert (judge.current.figures[shift] == pool.figures[row]).all()
        found = compose(
            lead.problem, lead.tables, [lead.plan()], [pool], cost=lead.cost, most=600, effort=1.0
        )
        if found.rounds:
            improved += 1
            assert load_composed(lead, found) == found.cost == lead.cost
    assert improved >= 3


def test_a_long_search_composes_from_around_its_plan_and_repeats_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """At the end, after a composition of what the chains met."""
    asked: list[bool] = []
    usual = solving.compose_anew

    def compose_anew(*args: Any, widely: bool) -> bool:
        asked.append(widely)
        return usual(*args, widely=widely)

    monkeypatch.setattr(solving, "compose_anew", compose_anew)
    params = replace(SEARCH_ONLY, compose_every=300)
    first, second = (solved(6, iterations=400, params=params) for _ in range(2))
    assert first.plan == second.plan
    assert asked[-2:] == [False, True]
    asked.clear()
    solved(6, iterations=200, params=params)
    assert asked == [False]


def test_timing_together_is_never_dearer_and_keeps_orders() -> None:
    """Given the orders of a plan, starts and breaks alone change, and the cost falls or stays."""
    better = 0
    for seed in range(40):
        case = small_case(seed)
        problem = problem_of(case)
        found = solve(problem, MaxIterations(20), seed, params=BARE)
        orders = orders_of(problem, found.schedules)
        timed = solve_exactly(problem, orders=orders, hint=found.schedules)
        assert timed.proven
        assert timed.cost <= found.score.total
        assert orders_of(problem, timed.schedules) == orders
        assert_sound(case.team, case.travel, timed.plan, cost=timed.cost, published=case.published)
        better += timed.cost < found.score.total
    assert better >= 3


def test_a_small_problem_is_proven_before_time_is_up() -> None:
    """Without a limit that would come first, the proof ends the solve; the bound is the cost."""
    case = small_case(2)
    told: list[Progress] = []
    problem = problem_of(case)
    params = SearchParams(exact_after=100)
    result = solve(problem, MaxIterations(10**9), params=params, on_progress=told.append)
    assert result.stopped_by == "optimal"
    assert result.bound == result.score.total
    assert result.gap == 0
    assert result.statistics["proven"] == 1
    assert result.statistics["iterations"] < 1000
    assert_sound(
        case.team, case.travel, result.plan, cost=result.score.total, published=case.published
    )


def test_no_step_is_begun_once_a_solve_is_cancelled() -> None:
    """Cancelled at the first better plan, the solve hands that out as it is."""
    event = threading.Event()
    _, _, problem = many_visits(1, 16)
    stop = FirstOf(MaxIterations(10**9), Cancelled(event))
    result = solve(problem, stop, params=SEARCH_ONLY, on_progress=lambda _: event.set())
    assert result.stopped_by == "cancelled"
    assert result.statistics["compositions"] == result.statistics["retimed"] == 0


def test_cp_sat_stops_when_it_is_cancelled() -> None:
    """A model that would take hours ends at once, before it has found anything."""
    _, _, problem = many_visits(3, 40)
    found = solve(problem, MaxIterations(40), params=BARE)
    with pytest.raises(RoundsError, match="UNKNOWN"):
        solve_exactly(problem, hint=found.schedules, cancelled=lambda: True)


def test_the_time_that_is_left_bounds_the_last_steps() -> None:
    """A clock that jumps near the end with the first better plan leaves them what is left then."""
    _, _, problem = many_visits(2, 16)
    now = [0.0]

    def clock() -> float:
        now[0] += 1e-4
        return now[0]

    def told(progress: Progress) -> None:
        if progress.iterations:
            now[0] = max(now[0], 1.9)

    params = replace(SEARCH_ONLY, scout_share=0.0)
    result = solve(problem, MaxSeconds(2.0, clock), params=params, on_progress=told)
    assert result.stopped_by == "time"
    assert now[0] < 2.1


def test_the_search_goes_on_in_the_time_that_the_last_steps_leave(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They are done again at the end, and never make the plan dearer or the rounds unsound."""
    rounds: list[int] = []
    usual = solving.time_together

    def time_together(*args: Any) -> object:
        rounds.append(1)
        return usual(*args)

    monkeypatch.setattr(solving, "time_together", time_together)
    made, travel, problem = many_visits(3, 16)
    # steps that a fast machine takes 0.03 s for need a clock finer than that by far
    moments = (number / 2000 for number in itertools.count())
    told: list[Progress] = []
    params = SearchParams(
        exact_tasks=0, scout_share=0, finish_share=0.8, finish_seconds=3600, slice_iterations=10
    )
    result = solve(
        problem, MaxSeconds(10, lambda: next(moments)), 3, on_progress=told.append, params=params
    )
    assert_sound(made.team, travel, result.plan, cost=result.score.total)
    assert result.stopped_by == "time"
    assert len(rounds) >= 2
    assert all(later.cost < sooner.cost for sooner, later in pairwise(told))


def test_a_short_search_keeps_no_time_for_composing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept is no more than timing takes, as composing would not be begun."""
    reserves: list[float] = []
    usual = solving.Foresight

    def foresight(stop: StoppingCriterion, reserve: float = 0.0) -> Foresight:
        reserves.append(reserve)
        return usual(stop, reserve)

    monkeypatch.setattr(solving, "Foresight", foresight)
    _, _, problem = many_visits(3, 16)
    kept = []
    for seconds in (0.4, 2.0, 20.0):
        reserves.clear()
        moments = (number / 100 for number in itertools.count())
        clock = MaxSeconds(seconds, moments.__next__)
        solve(problem, clock, params=replace(SEARCH_ONLY, scout_share=0.0))
        kept.append(reserves[0])
    assert 0.04 <= kept[0] <= 0.06
    assert kept[1:] == [solving.TIMING, SEARCH_ONLY.finish_seconds]


def test_a_search_without_a_foreseeable_end_goes_on_in_cycles() -> None:
    """Patience alone as the criterion: cycles grow, and the solve ends."""
    _, _, problem = many_visits(5, 16)
    result = solve(problem, NoImprovement(3000), params=SEARCH_ONLY)
    assert result.stopped_by == "no_improvement"
    assert result.statistics["generations"] > 2


def test_a_visit_that_must_be_made_takes_the_place_of_one_that_may() -> None:
    """No plan that leaves out a higher priority has a lower one in a round it could have had."""
    for seed in range(10):
        result = solved(seed, count=24, iterations=600, params=SEARCH_ONLY)
        left = {each.priority for each in result.plan.unassigned}
        made = {
            stop.visit
            for each in result.plan.rounds
            for stop in each.stops
            if stop.kind is StopKind.VISIT
        }
        assert made
        if left:
            assert max(left) == 3


def test_two_hundred_visits_take_less_than_a_gigabyte() -> None:
    """All arrays of all chains together, pools included."""
    _, _, problem = many_visits(0, 200)
    lead = Session(problem, 0)
    lead.begin()
    sessions = [lead, *GeneralKernel(problem, lead, 0, SearchParams()).chains]
    arrays = [
        array
        for each in sessions
        for record in (each.current, each.trial, each.best, each.pool, each.shop)
        for array in record
        if hasattr(array, "nbytes")
    ]
    assert sum(array.nbytes for array in arrays) < GIGABYTE / 4
