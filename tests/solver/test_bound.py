"""The lower bound, held against proven optima, against one shift at a time, and against itself."""

import re
import threading
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from generated import small_case
from solving import optimum, problem_of

from scheduler.errors import FaultError
from scheduler.plan import StopKind
from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.solver.bound import lower_bound, plan_of
from scheduler.solver.bound.bound import columns_of
from scheduler.solver.bound.graphs import SCALE, shift_graph
from scheduler.solver.bound.left_out import LeftOut
from scheduler.solver.bound.memory import Memory
from scheduler.solver.bound.pricing import Duals, Pricer, chains_of
from scheduler.solver.bound.records import NEVER
from scheduler.solver.bound.refutation import fewest_left_out
from scheduler.solver.oracle import OracleResult, solve_exactly
from scheduler.solver.problem import Problem, ProblemVisit, Task
from scheduler.solver.schedule import Schedule, cost, quantities
from scheduler.solver.solve import solve
from scheduler.solver.stopping import Cancelled, MaxIterations

CHUNK = 20
PLENTY = MaxIterations(10)
"""Millions of comparisons: small cases are done long before."""
TYING = (RuleId.WORST_LATENESS, RuleId.FAIR_LOAD, RuleId.WAITING_SPREAD, RuleId.CHANGE)


def untied(problem: Problem, shifts: slice = slice(None)) -> Problem:
    """The problem without anything that ties rounds, on some of its shifts only."""
    kept = range(len(problem.shifts))[shifts]
    number = {shift: position for position, shift in enumerate(kept)}
    visits: list[ProblemVisit] = []
    tasks: list[Task] = []
    for visit in problem.visits:
        if len(visit.tasks) == 1:
            old = problem.tasks[visit.tasks[0]]
            allowed = frozenset(number[shift] for shift in old.shifts if shift in number)
            tasks.append(replace(old, visit=len(visits), shifts=allowed))
            visits.append(replace(visit, tasks=(len(visits),), after=None, published=None))
    return problem.replace(
        visits=tuple(visits),
        tasks=tuple(tasks),
        shifts=tuple(problem.shifts[shift] for shift in kept),
        weights={**problem.weights, **dict.fromkeys(TYING, 0)},
        rest=0,
    )


@cache
def untied_optimum(seed: int) -> tuple[Problem, OracleResult]:
    """A generated case without ties, with its proven optimum."""
    problem = untied(problem_of(small_case(seed)))
    found = solve_exactly(problem)
    assert found.proven
    return problem, found


@pytest.mark.parametrize("first", range(0, 200, CHUNK))
def test_bound_is_never_above_the_optimum(first: int) -> None:
    """On 200 small cases with every rule and every tie the bound is valid."""
    for seed in range(first, first + CHUNK):
        _, problem, best = optimum(seed)
        bound = lower_bound(problem, PLENTY, upper=best.cost)
        assert 0 <= bound.points <= best.cost, f"seed {seed}"
        assert bound.stopped_by in {"optimal", "converged", "nothing_to_plan"}, f"seed {seed}"


def test_bound_is_near_the_optimum_without_ties() -> None:
    """Where nothing ties rounds the bound is valid, and nearly always the optimum itself."""
    gaps = []
    for seed in range(80):
        problem, best = untied_optimum(seed)
        bound = lower_bound(problem, PLENTY)
        assert bound.points <= best.cost, f"seed {seed}"
        gaps.append(1 - bound.points / best.cost if best.cost else 0.0)
    assert np.mean(gaps) <= 0.002
    assert np.mean(np.array(gaps) == 0) >= 0.98


def test_pricing_finds_the_cheapest_round_of_a_shift() -> None:
    """With the unassigned points as prices, the cheapest round makes the optimum of one shift."""
    exact = 0
    for seed in range(60):
        problem = untied(problem_of(small_case(seed)), slice(1))
        best = solve_exactly(problem)
        graph = shift_graph(problem, 0)
        left_out = [problem.weights[UNASSIGNED_RULE[visit.priority]] for visit in problem.visits]
        duals = Duals(np.array(left_out, dtype=np.int64) * SCALE, np.zeros(0, dtype=np.int64))
        priced = Pricer(50_000).price(
            graph,
            Memory(problem).masks(graph),
            duals,
            (),
            relaxed=False,
            below=0,
            most=1,
            on_slice=lambda: None,
        )
        least = priced.least if graph.must else min(0, priced.least)
        reached = sum(left_out) + least // SCALE
        assert priced.complete
        assert reached <= best.cost, f"seed {seed}"
        exact += reached == best.cost
    assert exact >= 60


def test_labels_from_both_ends_find_what_those_from_one_end_find() -> None:
    """Joining in the middle gives the least points that labelling from the start alone gives."""
    joined = 0
    for seed in range(60):
        problem = untied(problem_of(small_case(seed)))
        prices = np.array([40_000 + 977 * task for task in range(len(problem.tasks))]) * SCALE
        memory = Memory(problem)
        for number in range(len(problem.shifts)):
            graph = shift_graph(problem, number)
            if not graph.reversible:
                continue
            pricer = Pricer(50_000)
            duals = Duals(prices.astype(np.int64), np.zeros(0, dtype=np.int64))
            both = pricer.price(
                graph,
                memory.masks(graph),
                duals,
                (),
                relaxed=False,
                below=0,
                most=5,
                on_slice=lambda: None,
            )
            graph.graph.nodes["until"] = NEVER
            pricer.label(graph.graph, pricer.labels, chains_of(graph, graph.graph), lambda: None)
            alone = int(graph.graph.nodes["best"].min())
            assert min(0, both.least) == min(0, alone) or graph.must, f"seed {seed}"
            assert not graph.must or both.least == alone, f"seed {seed}"
            joined += both.least < 0
    assert joined >= 50


def test_listed_rounds_hold_the_optimum() -> None:
    """From a slightly dearer cost all better rounds are listed; the best choice is the oracle's."""
    listed = 0
    for seed in range(80):
        problem, best = untied_optimum(seed)
        upper = best.cost + best.cost // 250 + 2
        bound = lower_bound(problem, PLENTY, upper=upper)
        assert bound.points <= best.cost, f"seed {seed}"
        if not bound.better:
            continue
        listed += 1
        assert bound.points == best.cost, f"seed {seed}"
        filled = {task for column in bound.better for task in column.tasks}
        points = sum(column.points for column in bound.better)
        points += sum(
            problem.weights[UNASSIGNED_RULE[visit.priority]]
            for visit in problem.visits
            if filled.isdisjoint(visit.tasks)
        )
        assert points == best.cost, f"seed {seed}"
    assert listed >= 40


def test_better_rounds_make_a_plan() -> None:
    """The search takes over the rounds of a proof just as they are, and nearly always at its cost.

    Where it does not, it takes a break or an appointment of the same round otherwise at first.
    """
    taken = met = 0
    for seed in range(80):
        problem, best = untied_optimum(seed)
        bound = lower_bound(problem, PLENTY, upper=best.cost + best.cost // 250 + 2)
        if not bound.better:
            continue
        found = solve(problem, MaxIterations(0), initial=plan_of(problem, bound.better))
        orders = {each.shift: visited(each) for each in found.schedules if visited(each)}
        assert orders == {each.shift: each.tasks for each in bound.better if each.tasks}
        assert found.score.total >= best.cost, f"seed {seed}"
        taken, met = taken + 1, met + (found.score.total == best.cost)
    assert met >= 0.9 * taken


def visited(schedule: Schedule) -> tuple[int, ...]:
    """The tasks of a round in order."""
    return tuple(each.index for each in schedule.activities if each.kind is StopKind.VISIT)


def test_no_more_visits_are_proven_left_out_than_the_optimum_leaves_out() -> None:
    """Beginning from plans that leave out too much, nothing is proven that is not so."""
    proven = refuted = 0
    for seed in range(80):
        problem, best = untied_optimum(seed)
        idle = [each for each in best.schedules if not problem.shifts[each.shift].appointments]
        dropped = idle[: seed % 2 + 1]
        schedules = [each for each in best.schedules if each not in dropped]
        upper = cost(problem, quantities(problem, schedules))
        bound = lower_bound(problem, PLENTY, upper=upper, rounds=schedules)
        assert bound.points <= best.cost, f"seed {seed}"
        known = list(columns_of(problem, schedules))
        fewest = fewest_left_out(problem, PLENTY, upper, known)
        for points, count in fewest.counts.items():
            assert count <= left_out(problem, best, points), f"seed {seed}"
            proven += 1
        refuted += bool(fewest.choice)
        early = lower_bound(problem, PLENTY, upper=upper, rounds=schedules, stop_at_better=True)
        assert (early.stopped_by == "better") == bool(fewest.choice)
        assert early.points <= best.cost, f"seed {seed}"
    assert proven >= 5
    assert refuted >= 5


def left_out(problem: Problem, found: OracleResult, points: int) -> int:
    """How many visits of a priority the rounds of the oracle leave out."""
    filled = {task for schedule in found.schedules for task in visited(schedule)}
    return sum(
        filled.isdisjoint(visit.tasks)
        for visit in problem.visits
        if problem.weights[UNASSIGNED_RULE[visit.priority]] == points
    )


def test_columns_cost_what_their_rounds_cost() -> None:
    """The points of a column are those of its round alone, whatever the prices were."""
    problem, _ = untied_optimum(3)
    graph = shift_graph(problem, 0)
    memory = Memory(problem).masks(graph)
    found = []
    for price in (50_000, 90_001):
        duals = Duals(
            np.full(len(problem.tasks), price * SCALE + 7, dtype=np.int64),
            np.zeros(0, dtype=np.int64),
        )
        priced = Pricer(50_000).price(
            graph, memory, duals, (), relaxed=False, below=0, most=50, on_slice=lambda: None
        )
        found.append({column.tasks: column.points for column in priced.columns})
    both = found[0].keys() & found[1].keys()
    assert both
    assert all(found[0][tasks] == found[1][tasks] for tasks in both)


def test_same_work_gives_the_same_bound() -> None:
    """Two runs with the same limit on work agree in the bound and in every count."""
    _, problem, _ = optimum(8)
    one, other = (lower_bound(problem, MaxIterations(1)) for _ in range(2))
    assert one.points == other.points
    assert {**one.statistics, "seconds": 0} == {**other.statistics, "seconds": 0}


def test_cancelled_at_once_is_a_valid_bound() -> None:
    """A bound that is cancelled before it begins is 0, and says so."""
    event = threading.Event()
    event.set()
    bound = lower_bound(optimum(8).problem, Cancelled(event))
    assert (bound.points, bound.stopped_by) == (0, "cancelled")


def test_large_weights_do_not_lose_points() -> None:
    """Visits that nobody can make cost 2,000,000,000 points each, and not one less."""
    problem, _ = untied_optimum(5)
    huge = dict.fromkeys(UNASSIGNED_RULE.values(), 2_000_000_001)
    nobody = problem.replace(
        weights={**problem.weights, **huge},
        tasks=tuple(replace(task, shifts=frozenset()) for task in problem.tasks),
    )
    idle = solve_exactly(nobody).cost
    assert lower_bound(nobody, PLENTY).points == idle
    assert idle >= 2_000_000_001 * len(problem.visits)


def test_bound_above_a_claimed_cost_is_a_fault() -> None:
    """A cost that no legal plan can have is not passed over in silence."""
    problem, best = untied_optimum(5)
    with pytest.raises(FaultError, match="bound-above-cost"):
        lower_bound(problem, PLENTY, upper=best.cost // 2)


def test_known_rounds_do_not_change_what_is_valid() -> None:
    """Starting from the rounds of the optimum the bound is as valid as without."""
    for seed in range(20):
        problem, best = untied_optimum(seed)
        bound = lower_bound(problem, PLENTY, rounds=best.schedules)
        assert bound.points <= best.cost, f"seed {seed}"


def test_known_cost_shows_how_many_visits_are_left_out() -> None:
    """With the cost and rounds of a plan the bound stays valid, and is higher on average."""
    alone, informed = [], []
    for seed in range(60):
        _, problem, best = optimum(seed)
        if best.cost:
            known = lower_bound(problem, PLENTY, upper=best.cost, rounds=best.schedules)
            assert known.points <= best.cost, f"seed {seed}"
            informed.append(known.points / best.cost)
            alone.append(lower_bound(problem, PLENTY).points / best.cost)
    assert np.mean(informed) > np.mean(alone) + 0.03


def test_visits_left_out_go_by_whole_visits() -> None:
    """Two and a half visits proven are three, and cost beyond their penalties what is missing."""
    left = LeftOut(full=(100, 100, 100, 100, 7, 7), upper=330, least=250)
    assert left.count() == 3
    assert left.beyond((10, 10, 10, 10, 5, 5)) == 3 * 90
    assert LeftOut((100, 7), None).beyond((10, 5)) == 0


def test_fewer_visits_left_out_than_proven_cost_more() -> None:
    """A bound at ten times the points says how many points of visits any good plan leaves out."""
    left = LeftOut(full=(100, 100, 100), upper=260)
    # Two visits left out and 60 points besides: ten times the visits make 2,060 points at least.
    assert left.proven_by(2_060) == 200
    assert left.proven_by(100) == 0


def test_the_example_of_the_page_runs() -> None:
    """The example in docs/bound.md, with a problem and a plan of it."""
    problem, best = untied_optimum(5)
    page = (Path(__file__).parents[2] / "docs" / "bound.md").read_text("utf-8")
    (example,) = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    names = {"problem": problem, "cost": best.cost, "schedules": best.schedules}
    exec(example, names)  # noqa: S102 - the page's own words are what is tried
    assert names["bound"].points <= best.cost


def test_no_visits_are_nothing_to_plan() -> None:
    """A problem without visits has bound 0."""
    problem, _ = untied_optimum(5)
    assert lower_bound(problem.replace(visits=(), tasks=()), PLENTY).points == 0
