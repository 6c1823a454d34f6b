"""Composing plans of rounds: the program, its limits, and what comes of rounds that were met."""

import threading
import time
from collections import Counter
from itertools import combinations, product
from math import prod
from random import Random

import numpy as np
import pytest
from generated import small_case
from solving import problem_of

from scheduler.errors import FaultError
from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.solver.compose import compose
from scheduler.solver.compose.model import Composing
from scheduler.solver.compose.program import Program
from scheduler.solver.compose.rounds import KnownRound, known_rounds
from scheduler.solver.kernels import GeneralKernel
from scheduler.solver.params import SearchParams
from scheduler.solver.problem import Problem, ProblemVisit
from scheduler.solver.schedule import quantities
from scheduler.solver.search.pool import RoundPool
from scheduler.solver.search.rounds import waiting_between
from scheduler.solver.search.session import Session
from scheduler.solver.search.state import COST, DEPARTURE, END, FIGURES, WAITING

SEARCH_ONLY = SearchParams(exact_tasks=0)


def knapsack(size: int, rows: int) -> Program:
    """Things to take as much worth of as fits, with several limits."""
    dice, program = Random(size), Program()
    for _ in range(size):
        program.column(-dice.randint(1, 99), whole=True)
    for _ in range(rows):
        program.row([(n, dice.randint(1, 99)) for n in range(size)], 0, 12 * size)
    return program


def test_the_relaxation_prices_what_is_not_taken() -> None:
    """Of three ways to get a thing the cheapest costs nothing more, others the difference."""
    program = Program()
    columns = [program.column(cost) for cost in (5.0, 7.0, 11.0)]
    program.row([(column, 1) for column in columns], 1)
    relaxed = program.relax(None, None)
    assert relaxed is not None
    assert relaxed.value == pytest.approx(5)
    assert relaxed.reduced_costs == pytest.approx([0, 2, 6])


def test_whole_values_are_the_best_ones() -> None:
    """As many as there are subsets of ten things, tried one by one."""
    program = knapsack(10, 3)
    solved = program.solve((), (), 1000, None, None)
    assert solved.proven
    assert solved.values is not None
    dice = Random(10)
    worth = [dice.randint(1, 99) for _ in range(10)]
    sizes = [[dice.randint(1, 99) for _ in range(10)] for _ in range(3)]
    best = max(
        sum(w for w, taken in zip(worth, choice, strict=True) if taken)
        for choice in product((False, True), repeat=10)
        if all(sum(s for s, t in zip(row, choice, strict=True) if t) <= 120 for row in sizes)
    )
    assert -program.value(solved.values) == pytest.approx(best)


def test_closed_columns_stay_out() -> None:
    """The best value without what may not be taken is another one, and has none of it."""
    program = knapsack(10, 3)
    free = program.solve((), (), 1000, None, None)
    assert free.values is not None
    taken = np.flatnonzero(free.values > 0.5).tolist()
    solved = program.solve(taken, (), 1000, None, None)
    assert solved.values is not None
    assert not solved.values[taken].any()
    assert program.value(solved.values) > program.value(free.values)


def test_a_limit_of_nodes_repeats_itself() -> None:
    """Stopped early, twice the same."""
    first, second = (knapsack(60, 40).solve((), (), 5, None, None) for _ in range(2))
    assert not first.proven
    assert first.values is not None
    assert second.values is not None
    assert (first.values == second.values).all()


def test_it_ends_soon_after_it_is_cancelled() -> None:
    """A program that takes many seconds, cancelled after a third of one."""
    event = threading.Event()
    threading.Timer(0.3, event.set).start()
    begin = time.perf_counter()
    solved = knapsack(90, 70).solve((), (), 10**6, 20.0, event.is_set)
    assert not solved.proven
    assert time.perf_counter() - begin < 1.0


def test_rows_over_columns_that_are_not_there_are_a_fault() -> None:
    """And not an empty program."""
    program = Program()
    program.column(1.0)
    program.row([(7, 1.0)], 0)
    with pytest.raises(FaultError, match="rows"):
        program.relax(None, None)


def met(seed: int) -> tuple[Session, list[RoundPool]]:
    """A small case's first plan, and the rounds that a short search meets."""
    problem = problem_of(small_case(seed))
    poor = Session(problem, 1)
    poor.begin()
    kernel = GeneralKernel(problem, poor, seed, SEARCH_ONLY)
    kernel.population.run(None, 40, 40)
    return poor, kernel.pools


def cheapest(problem: Problem, judge: Session, rounds: list[KnownRound]) -> int:
    """The least that the search counts for any legal choice among rounds of different shifts."""
    of_shift: list[list[KnownRound | None]] = [[None] for _ in problem.shifts]
    for each in rounds:
        of_shift[each.shift].append(each)
    best = judge.cost
    for choice in product(*of_shift):
        chosen = [each for each in choice if each is not None]
        orders = {each.shift: each.nodes for each in chosen}
        starts = _agreed_starts(problem, chosen)
        if starts is not None:
            total = judge.load(orders, starts)
            best = best if total is None else min(best, total)
    return best


def _agreed_starts(problem: Problem, chosen: list[KnownRound]) -> dict[int, int] | None:
    """The starts of the visits in some rounds; None where those cannot be in one plan."""
    tasks = len(problem.tasks)
    filled = [
        (node, (start, problem.shifts[each.shift].carer))
        for each in chosen
        for node, start in zip(each.nodes, each.starts, strict=True)
        if node < tasks
    ]
    places = dict(filled)
    wholly = len(places) == len(filled) and all(
        _all_or_none([places.get(task) for task in visit.tasks], held=visit.held)
        for visit in problem.visits
    )
    starts = {
        number: places[visit.tasks[0]][0]
        for number, visit in enumerate(problem.visits)
        if visit.tasks[0] in places
    }
    in_time = all(
        _in_time(problem.visits[number], starts, start) for number, start in starts.items()
    )
    return starts if wholly and in_time else None


def _all_or_none(places: list[tuple[int, int] | None], *, held: bool) -> bool:
    """Whether all places are filled at one start by different carers, or none where it may be."""
    there = [place for place in places if place is not None]
    if not there:
        return not held
    starts, carers = {start for start, _ in there}, {carer for _, carer in there}
    return len(there) == len(places) == len(carers) and len(starts) == 1


def _in_time(visit: ProblemVisit, starts: dict[int, int], start: int) -> bool:
    if visit.after is None:
        return True
    gap = start - starts.get(visit.after, 10**9)
    return visit.min_gap <= gap <= (10**9 if visit.max_gap is None else visit.max_gap)


def test_no_choice_of_the_rounds_is_better_than_the_composed_one() -> None:
    """On cases with every rule, against all choices tried one by one."""
    compared, better = 0, 0
    for seed in range(60):
        poor, pools = met(seed)
        problem = poor.problem
        rounds = known_rounds(poor.tables, [poor.plan()], pools)
        of_shift = Counter(known.shift for known in rounds)
        carers = {shift.carer for shift in problem.shifts}
        many = prod(1 + count for count in of_shift.values()) > 6_000
        # what a carer's other round leaves depends on the order in which they are loaded
        if many or problem.most_moved is not None or len(carers) < len(problem.shifts):
            continue
        judge = Session(problem, 1)
        judge.take_best(poor.plan(), poor.cost)
        least = cheapest(problem, judge, rounds)
        found = compose(
            problem, poor.tables, [poor.plan()], pools, cost=poor.cost, most=400, effort=1.0
        )
        assert found.proven
        assert least <= found.cost <= least + problem.weights[RuleId.FAIR_LOAD]
        compared += 1
        better += found.cost < poor.cost
    assert compared >= 10
    assert better >= 2


def test_a_carers_rounds_leave_the_rest_between_them() -> None:
    """To the second: two rounds that can be in one plan no longer are with one less."""
    same_day, other_day = 0, 0
    for seed in range(60):
        problem = problem_of(small_case(seed))
        for one, other in combinations(range(len(problem.shifts)), 2):
            earlier, later = sorted((one, other), key=lambda each: problem.shifts[each].start)
            leaves = problem.shifts[later].start
            alike = problem.shifts[earlier].carer == problem.shifts[later].carer
            days = {problem.shifts[shift].day for shift in (earlier, later)}
            rest = problem.rest if len(days) > 1 else 0
            for tasks in combinations(range(len(problem.tasks)), 2):
                long_ago, in_time, late = (
                    _both_chosen(problem, (earlier, later), tasks, end=end, leaves=leaves)
                    for end in (0, leaves - rest, leaves - rest + 1)
                )
                assert in_time == long_ago  # what else rules on the tasks stays the same
                assert late == (long_ago and not alike)
                same_day += alike and long_ago and not rest
                other_day += alike and long_ago and rest > 0
    assert same_day >= 20
    assert other_day >= 20


def _both_chosen(
    problem: Problem, shifts: tuple[int, int], tasks: tuple[int, int], *, end: int, leaves: int
) -> bool:
    """Whether a plan may have two rounds of a task each, of which one ends and the other leaves."""
    figures = [0] * FIGURES
    figures[END], figures[DEPARTURE] = end, leaves
    rounds = [
        KnownRound(shift, (task,), (leaves,), tuple(figures))
        for shift, task in zip(shifts, tasks, strict=True)
    ]
    composing = Composing(problem, rounds)
    composing.program.row([(0, 1), (1, 1)], 2)
    return composing.program.solve((), (), 1000, None, None).values is not None


def test_priorities_stay_apart() -> None:
    """What leaving out a visit costs in the program grows as the weights of the team do."""
    compared = 0
    for seed in range(60):
        problem = problem_of(small_case(seed))
        session = Session(problem, 0)
        session.begin()
        rounds = known_rounds(session.tables, [session.plan()], [])
        composing = Composing(problem, rounds)
        weights = [problem.weights[UNASSIGNED_RULE[visit.priority]] for visit in problem.visits]
        prices = [w + composing.in_program(0, [visit]) for visit, w in enumerate(weights)]
        dearest = max((known.figures[COST] for known in rounds), default=0)
        for weight, price in zip(weights, prices, strict=True):
            assert price == weight or dearest < price < weight
            for other, cheaper in zip(weights, prices, strict=True):
                if other < weight:
                    assert cheaper < price
                    compared += 1
    assert compared > 50


def test_rounds_wait_alike_where_that_costs_nothing() -> None:
    """What the search counts is what its schedules say, and less than if all left late."""
    nearer = 0
    for seed in range(60):
        problem = problem_of(small_case(seed))
        session = Session(problem, seed)
        session.begin()
        if not session.tables.weights.waiting_spread:
            continue
        most, least = waiting_between(session.to_tables, session.to_best)
        said = quantities(problem, session.schedules())[RuleId.WAITING_SPREAD]
        assert said == most - least
        used = session.best.length[: len(problem.shifts)] > 0
        late = session.best.figures[: len(problem.shifts)][used, WAITING]
        if len(late) > 1:
            assert said <= late.max() - late.min()
            nearer += said < late.max() - late.min()
    assert nearer >= 3
