"""Scouts look for plans to begin from on the regular problem that is most like the one at hand."""

import dataclasses
import threading

from generated import small_case
from solving import assert_sound, problem_of

from scheduler.solver.params import SearchParams
from scheduler.solver.problem import Problem
from scheduler.solver.regular.price import priced
from scheduler.solver.regular.problem import NOBODY
from scheduler.solver.regular.solve import solve_regular
from scheduler.solver.regular.translation import is_regular, regular_problem
from scheduler.solver.scouting import PACE, UNFORESEEN, Look, Part, scout
from scheduler.solver.solve import solve
from scheduler.solver.stopping import Cancelled, FirstOf, MaxIterations, MaxSeconds, NoImprovement

SEARCH_ONLY = SearchParams(exact_tasks=0)


def some_problem(fits: object) -> Problem:
    """The first small case that has what a test is about."""
    problems = (problem_of(small_case(seed)) for seed in range(200))
    return next(problem for problem in problems if fits(problem))  # type: ignore[operator]


def test_nothing_begins_before_its_wish_in_the_problem_of_the_scouts() -> None:
    """Windows open at the wished start less the tolerance, but never after they close."""
    problem = some_problem(lambda each: any(visit.wished is not None for visit in each.visits))
    alike = regular_problem(problem)
    for number, task in enumerate(problem.tasks):
        visit = problem.visits[task.visit]
        begin, end = alike.window_from[number], alike.window_from[number + 1]
        assert list(alike.closes[begin:end]) == [closes for _, closes in visit.windows]
        for place, (opens, closes) in enumerate(visit.windows):
            expected = opens
            if visit.wished is not None:
                expected = max(opens, min(closes, visit.wished - problem.wished_tolerance))
            assert alike.opens[begin + place] == expected


def test_visits_that_may_begin_early_have_all_of_their_windows() -> None:
    """Those and no others."""
    problem = some_problem(lambda each: sum(visit.wished is not None for visit in each.visits) > 1)
    wished = [number for number, visit in enumerate(problem.visits) if visit.wished is not None]
    plain, alike = regular_problem(problem), regular_problem(problem, {wished[0]})
    for number, task in enumerate(problem.tasks):
        begin, end = alike.window_from[number], alike.window_from[number + 1]
        if task.visit == wished[0]:
            opens = [opens for opens, _ in problem.visits[task.visit].windows]
            assert list(alike.opens[begin:end]) == opens
        else:
            assert list(alike.opens[begin:end]) == list(plain.opens[begin:end])


def test_appointments_are_tasks_of_their_shift_and_breaks_but_the_longest_shorten_it() -> None:
    """One more task for each, at its time and place, that only its shift can do."""
    problem = some_problem(
        lambda each: (
            any(shift.appointments for shift in each.shifts)
            and any(shift.breaks for shift in each.shifts)
        )
    )
    alike = regular_problem(problem)
    meetings = [(s, each) for s, shift in enumerate(problem.shifts) for each in shift.appointments]
    assert alike.tasks == len(problem.tasks) + len(meetings)
    for number, (shift, meeting) in enumerate(meetings, start=len(problem.tasks)):
        assert list(alike.allowed[number].nonzero()[0]) == [shift]
        window = alike.window_from[number]
        assert alike.opens[window] == alike.closes[window] == meeting.start
        assert alike.service[number] == meeting.end - meeting.start
        assert alike.location[number] == meeting.location
        assert alike.partner[number] == NOBODY
        assert alike.unassigned[number] > alike.unassigned[: len(problem.tasks)].max()
    for number, shift in enumerate(problem.shifts):
        lengths = sorted(each.seconds for each in shift.breaks)
        assert alike.end[number] == shift.end - sum(lengths[:-1])
        assert alike.breaks[number, 0] == max(lengths, default=0)
        windows = [each.window for each in shift.breaks if each.seconds == lengths[-1]]
        assert not windows or tuple(alike.breaks[number, 1:]) in windows


def test_plans_of_the_scouts_are_told_in_the_visits_of_the_problem() -> None:
    """Every visit they plan has an allowed start, and a shift for each of its places."""
    told = 0
    for seed in range(20):
        problem = problem_of(small_case(seed))
        if is_regular(problem):
            continue
        plans, iterations = scout(problem, MaxIterations(100), seed, None, SEARCH_ONLY)
        assert iterations == int(PACE * SEARCH_ONLY.scout_share * 100)
        for planned in plans:
            for number, (start, shifts) in planned.items():
                visit = problem.visits[number]
                assert any(opens <= start <= closes for opens, closes in visit.windows)
                assert set(shifts) == set(visit.tasks)
                assert all(shift in problem.tasks[task].shifts for task, shift in shifts.items())
                told += 1
    assert told > 50


def test_a_search_begins_at_the_plan_of_the_scouts() -> None:
    """After forty iterations of its own some plans are better than without; all are sound."""
    better = 0
    for seed in range(30):
        case = small_case(seed)
        problem = problem_of(case)
        costs = []
        for share in (0.0, 0.9):
            params = dataclasses.replace(
                SEARCH_ONLY, scout_share=share, compose_effort=0.0, retime_effort=0.0
            )
            found = solve(problem, MaxIterations(40), seed, params=params)
            assert_sound(
                case.team,
                case.travel,
                found.plan,
                cost=found.score.total,
                published=case.published,
            )
            costs.append(found.score.total)
        better += costs[1] < costs[0]
    assert better >= 3


def test_a_visit_that_fits_nowhere_at_its_wish_is_let_begin_early() -> None:
    """Wished so late that nobody is back in time, it is planned all the same, only earlier."""
    planned = 0
    for seed in range(40):
        problem = problem_of(small_case(seed))
        ends = max(shift.latest_end for shift in problem.shifts)
        late = tuple(
            dataclasses.replace(visit, wished=ends)
            if visit.wished is not None and len(visit.tasks) == 1
            else visit
            for visit in problem.visits
        )
        numbers = {n for n, visit in enumerate(late) if visit is not problem.visits[n]}
        wishes = problem.replace(visits=late)
        alike = regular_problem(wishes)
        found = solve_regular(alike, MaxIterations(200), seed)
        left_out = {
            task.visit
            for number, task in enumerate(wishes.tasks)
            if found.starts[number] is None and task.visit in numbers
        }
        plans, _ = scout(wishes, MaxIterations(400), seed, None, SEARCH_ONLY)
        planned += any(number in each for number in left_out for each in plans)
    assert planned > 5


def test_a_look_stops_a_part_once_if_there_is_something_to_see() -> None:
    """At half of 100 iterations; from then on only the part itself stops."""
    part = Part(MaxIterations(100), 1.0)
    whole = 100 * PACE
    blind, seeing = Look(part, 0.5, lambda: False), Look(part, 0.5, lambda: True)
    assert [seeing(whole // 4, 0), seeing(whole // 2, 0), seeing(whole // 2, 0)] == [
        None,
        "seen",
        None,
    ]
    assert [blind(whole // 2, 0), blind(whole, 0)] == [None, "iterations"]
    part.begun = whole // 2
    assert seeing(whole // 2, 0) == "iterations"


def test_scouts_are_cancelled_like_the_search() -> None:
    """They stop at the next slice, whatever is left of their part, and hand out what they have."""
    event = threading.Event()
    stop = FirstOf(MaxIterations(10**9), Cancelled(event))
    part = Part(stop, 0.25)
    assert part(10, 0) is None
    event.set()
    assert part(10, 0) == "cancelled"
    _, iterations = scout(problem_of(small_case(1)), stop, 1, None, SEARCH_ONLY)
    assert iterations < 10_000


def test_a_part_ends_with_its_share_of_iterations_or_seconds() -> None:
    """A quarter of 1,000 iterations at the scouts' pace; a quarter of eight seconds."""
    part = Part(MaxIterations(1000), 0.25)
    assert part.left(0).iterations == PACE * 250
    assert part(PACE * 250 - 1, 0) is None
    assert part(PACE * 250, 0) == "iterations"
    now = [0.0]
    whole = MaxSeconds(8.0, clock=lambda: now[0])
    assert whole(0, 0) is None
    part = Part(whole, 0.25)
    now[0] = 1.5
    assert part(10, 0) is None
    assert part.left(10).seconds == 0.5
    now[0] = 2.0
    assert part(10, 0) == "time"


def test_a_part_of_nobody_knows_what_is_a_fixed_number_of_iterations() -> None:
    """Patience alone foresees nothing."""
    part = Part(NoImprovement(10), 0.25)
    assert part(UNFORESEEN - 1, 0) is None
    assert part(UNFORESEEN, 0) == "iterations"


def test_the_chains_of_the_scouts_count_what_their_rounds_cost() -> None:
    """With wishes, worst lateness and appointments too, some of them late."""
    late = 0
    for seed in range(40):
        alike = regular_problem(problem_of(small_case(seed)))
        found = solve_regular(alike, MaxIterations(200), seed)
        judged = priced(alike, found.rounds)
        assert judged is not None
        assert judged.cost == found.cost
        late += any(
            start is not None and start > alike.due[task]
            for task, start in enumerate(judged.starts)
        )
    assert late > 0
