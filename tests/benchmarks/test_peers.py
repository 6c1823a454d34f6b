"""Peers: each in a process of its own, its answer a plan of ours that breaks no rule."""

import dataclasses
import itertools
from functools import cache

import pytest

from benchmarks.comparison import ROUNDS
from benchmarks.peers.peer import MODULES, missing
from benchmarks.team_days.engine import Job, run_apart
from benchmarks.team_days.instances import Instance, read_instance
from benchmarks.team_days.statement import Orders, Statement
from benchmarks.team_days.timing import timed
from scheduler.checker import check
from scheduler.plan import Plan
from scheduler.score import score
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations

JOINT, LIGHT = "joint-2-rural-75", "light-1-urban-70"


@cache
def instance(name: str) -> Instance:
    """An instance, read once."""
    return read_instance(name)


@pytest.mark.parametrize("peer", MODULES)
def test_a_peer_makes_a_plan_that_breaks_no_rule(peer: str) -> None:
    """On a day with every rule there is; the run only has a cost when the checker is content.

    Timefold gets a light day, on which its second is not yet over when it has warmed up.
    """
    if why := missing(peer):
        pytest.skip(f"{peer}: {why}")
    name = LIGHT if peer == "timefold" else JOINT
    run = run_apart(Job(peer, name, seconds=1, seed=0))
    assert run.failure == ""
    assert run.cost is not None
    assert 0 < run.rest <= run.cost
    assert sum(run.left_out.values()) < 70


def test_our_own_run_is_judged_alike() -> None:
    """The engine that every peer is compared with goes through the same process and checks."""
    run = run_apart(Job(ROUNDS, LIGHT, seconds=0.1, seed=0))
    assert run.failure == ""
    assert run.fingerprint == instance(LIGHT).fingerprint


def test_a_process_that_breaks_is_a_failed_run() -> None:
    """It tells what the process said last, and gives no cost."""
    run = run_apart(Job("nobody", LIGHT, seconds=0.1, seed=0))
    assert run.cost is None
    assert "KeyError" in run.failure


def orders_of(day: Instance, plan: Plan) -> tuple[Orders, dict[int, int]]:
    """Orders and starts of a plan of ours, as a peer hands them over."""
    problem = day.problem
    shift_of = {shift.key: index for index, shift in enumerate(problem.shifts)}
    visit_of = {visit.key: visit for visit in problem.visits}
    orders: list[list[int]] = [[] for _ in problem.shifts]
    starts: dict[int, int] = {}
    for each, stop in plan.assignments():
        task = visit_of[stop.visit].tasks[stop.place - 1] if stop.visit else -1
        orders[shift_of[each.shift]].append(task)
        starts[task] = int((stop.start - problem.origin).total_seconds())
    return tuple(map(tuple, orders)), starts


def test_a_sound_order_stays_as_it_is() -> None:
    """Nobody is dropped or moved, and the times are at least as good as those it came with."""
    day = instance(JOINT)
    ours = solve(day.problem, MaxIterations(5)).plan
    answer = timed(day.problem, *orders_of(day, ours))
    assert answer.dropped == ()
    assert not check(day.team, day.travel, answer.plan)
    assert score(day.team, answer.plan).total <= score(day.team, ours).total
    assert [[s.visit for s in r.visit_stops] for r in answer.plan.rounds] == [
        [s.visit for s in r.visit_stops] for r in ours.rounds
    ]


def test_what_breaks_a_rule_is_dropped_and_nothing_else() -> None:
    """A visit put behind one that can only start when its own window has closed."""
    problem = instance(LIGHT).problem
    early = min(range(len(problem.visits)), key=lambda v: problem.visits[v].windows[-1][1])
    late = max(range(len(problem.visits)), key=lambda v: problem.visits[v].windows[0][0])
    first, second = problem.visits[late].tasks[0], problem.visits[early].tasks[0]
    wide = dataclasses.replace(problem.shifts[0], start=0, end=86_400, latest_end=86_400)
    everybody = problem.replace(
        shifts=(wide, *problem.shifts[1:]),
        tasks=tuple(
            dataclasses.replace(task, shifts=task.shifts | {0}, barred={}) for task in problem.tasks
        ),
    )
    orders = ((first, second), *(() for _ in problem.shifts[1:]))
    answer = timed(everybody, orders, {})
    assert len(answer.dropped) == 1
    assert len(list(answer.plan.assignments())) == 1


def test_a_tasks_points_add_up_to_the_continuity_of_a_light_day() -> None:
    """What peers minimise is our score: travel and continuity of any plan, to the unit."""
    day = instance(LIGHT)
    orders, starts = orders_of(day, solve(day.problem, MaxIterations(5)).plan)
    stated = Statement(day.problem)
    points = 0
    for shift, order in enumerate(orders):
        if order:
            nodes = [stated.start_node(shift), *order, stated.end_node(shift)]
            arcs = stated.arc_points(shift)
            points += int(sum(arcs[a, b] for a, b in itertools.pairwise(nodes)))
    answer = timed(day.problem, orders, starts)
    left = {each.visit for each in answer.plan.unassigned}
    points += sum(stated.prize(visit.tasks[0]) for visit in day.problem.visits if visit.key in left)
    assert points == score(day.team, answer.plan).total


def test_untied_windows_keep_every_tie() -> None:
    """Whatever starts are chosen in them: one start of a joint visit, gaps within their bounds."""
    problem = instance(JOINT).problem
    windows = Statement(problem).untied_windows
    for index, visit in enumerate(problem.visits):
        opens, closes = windows[index][0][0], windows[index][-1][1]
        assert any(a <= opens and closes <= b for a, b in visit.windows) or len(visit.windows) > 1
        if len(visit.tasks) > 1:
            assert opens == closes
        if visit.after is not None:
            first = windows[visit.after][0]
            assert opens - first[1] >= visit.min_gap
            assert visit.max_gap is None or closes - first[0] <= visit.max_gap
