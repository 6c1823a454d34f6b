"""Scouts look for plans to begin from on the regular problem that is most like the one at hand."""

import dataclasses
import threading

from generated import small_case
from solving import assert_sound, problem_of

from benchmarks.team_days.instances import Instance, names, read_instance
from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.solver.compose.rounds import known_rounds
from scheduler.solver.kernels import WORTH_COMPOSING, GeneralKernel
from scheduler.solver.params import DEFAULTS, SearchParams
from scheduler.solver.problem import Problem
from scheduler.solver.regular.price import priced
from scheduler.solver.regular.problem import NEVER, NOBODY
from scheduler.solver.regular.solve import solve_regular
from scheduler.solver.regular.translation import is_regular, regular_problem
from scheduler.solver.result import Progress
from scheduler.solver.scouting import ON_RETURN, PACE, Scouts
from scheduler.solver.search.session import Session
from scheduler.solver.search.warm import take_over
from scheduler.solver.solve import solve
from scheduler.solver.stopping import (
    Cancelled,
    FirstOf,
    MaxIterations,
    MaxSeconds,
    Part,
    StoppingCriterion,
)

SEARCH_ONLY = SearchParams(exact_tasks=0)


def some_problem(fits: object) -> Problem:
    """The first small case that has what a test is about."""
    problems = (problem_of(small_case(seed)) for seed in range(200))
    return next(problem for problem in problems if fits(problem))  # type: ignore[operator]


def test_windows_stay_and_beginning_before_the_wish_has_its_price() -> None:
    """From the wished start less the tolerance on, and at the first place of a visit only."""
    problem = some_problem(
        lambda each: any(
            visit.wished is not None and len(visit.tasks) == 2 for visit in each.visits
        )
    )
    alike = regular_problem(problem)
    assert alike.early is not None
    for number, task in enumerate(problem.tasks):
        visit = problem.visits[task.visit]
        begin, end = alike.window_from[number], alike.window_from[number + 1]
        assert list(zip(alike.opens[begin:end], alike.closes[begin:end], strict=True)) == list(
            visit.windows
        )
        expected = -NEVER
        if visit.wished is not None and task.place == 1:
            expected = visit.wished - problem.wished_tolerance
        assert alike.early[number] == expected


def test_a_visit_and_the_one_that_depends_on_it_are_partners() -> None:
    """With the gap between them as lags, and by one carer or two."""
    told = 0
    for seed in range(100):
        problem = problem_of(small_case(seed))
        alike = regular_problem(problem)
        assert alike.apart is not None
        for visit in problem.visits:
            if visit.after is None:
                continue
            first = problem.visits[visit.after]
            if first.after is not None or len(first.tasks) + len(visit.tasks) > 2:
                continue
            before, behind = first.tasks[0], visit.tasks[0]
            if alike.partner[before] != behind:
                continue  # something else depends on the first one too
            told += 1
            assert alike.partner[behind] == before
            assert not alike.apart[before]
            assert not alike.apart[behind]
            assert alike.lag[before] == visit.min_gap
            assert alike.lag[behind] == (-NEVER if visit.max_gap is None else -visit.max_gap)
    assert told > 20


def test_other_carers_than_published_cost_what_a_change_does() -> None:
    """A place costs nothing with the carer it was published with; leaving out is a change too."""
    told = 0
    for seed in range(200):
        problem = problem_of(small_case(seed))
        alike, weight = regular_problem(problem), problem.weights[RuleId.CHANGE]
        published = [visit for visit in problem.visits if visit.published is not None]
        if not published or not weight:
            assert alike.moving is None
            continue
        assert alike.moving is not None
        for visit in published:
            assert visit.published is not None
            if len(visit.tasks) <= 2:
                price = problem.weights[UNASSIGNED_RULE[visit.priority]]
                change = weight if visit.published[0] else 0
                assert alike.unassigned[visit.tasks[0]] == price + change
            for task in visit.tasks:
                place = problem.tasks[task].place
                for shift, each in enumerate(problem.shifts):
                    kept = (place, each.carer) in visit.published[0]
                    points = 0 if kept else weight // len(visit.tasks)
                    assert alike.moving[task, shift] == points
                    told += kept
    assert told > 20


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


def sent_out(problem: Problem, stop: StoppingCriterion, seed: int) -> Scouts:
    """Scouts of a search without anything else."""
    return Scouts(problem, stop, seed, None, SEARCH_ONLY, tell=lambda _: None)


def test_scouts_who_go_on_begin_at_a_plan_of_all_rules() -> None:
    """Without a look of their own they find what is given, and both looks keep to their part."""
    day = team_day()
    lead = Session(day.problem, 0)
    lead.begin()
    orders = {
        shift: lead.best.nodes[shift, : max(0, int(length))].tolist()
        for shift, length in enumerate(lead.best.length[: len(day.problem.shifts)])
    }
    starts = {
        node: int(start)
        for shift, nodes in orders.items()
        for node, start in zip(nodes, lead.best.starts[shift], strict=False)
    }
    most = int(PACE * SEARCH_ONLY.scout_share * 2000)
    scouts = sent_out(day.problem, MaxIterations(2000), 0)
    scouts.set_out(again=True)
    assert scouts.iterations == int((1 - ON_RETURN) * most)
    given = Session(day.problem, 0)
    take_over(given, scouts.go_on(orders, starts).found[0])
    given.begin()
    assert scouts.iterations == most
    assert given.cost < lead.cost
    alone = sent_out(day.problem, MaxIterations(0), 0)
    alone.set_out(again=True)
    again = Session(day.problem, 0)
    take_over(again, alone.go_on(orders, starts).found[0])
    again.begin()
    assert again.cost <= lead.cost * 1.01


def test_plans_of_the_scouts_are_told_in_the_visits_of_the_problem() -> None:
    """Every visit they plan has an allowed start, and a shift for each of its places."""
    told = 0
    for seed in range(20):
        problem = problem_of(small_case(seed))
        if is_regular(problem):
            continue
        scouts = sent_out(problem, MaxIterations(100), seed)
        scouted = scouts.set_out(again=False)
        assert scouts.iterations <= int(PACE * SEARCH_ONLY.scout_share * 100)
        for planned in (*scouted.found, *scouted.met):
            for number, (start, shifts) in planned.items():
                visit = problem.visits[number]
                assert any(opens <= start <= closes for opens, closes in visit.windows)
                assert set(shifts) == set(visit.tasks)
                assert all(shift in problem.tasks[task].shifts for task, shift in shifts.items())
                told += 1
    assert told > 50


def test_a_search_begins_at_the_plan_of_the_scouts() -> None:
    """After five iterations of its own some plans are better than without; all are sound."""
    better = 0
    for seed in range(30):
        case = small_case(seed)
        problem = problem_of(case)
        costs = []
        for share in (0.0, 0.9):
            params = dataclasses.replace(
                SEARCH_ONLY, scout_share=share, compose_effort=0.0, retime_effort=0.0
            )
            found = solve(problem, MaxIterations(5), seed, params=params)
            assert_sound(
                case.team,
                case.travel,
                found.plan,
                cost=found.score.total,
                published=case.published,
            )
            costs.append(found.score.total)
        better += costs[1] < costs[0]
    assert better >= 2


def test_scouts_are_cancelled_like_the_search() -> None:
    """They stop at the next slice, whatever is left of their part, and hand out what they have."""
    event = threading.Event()
    stop = FirstOf(MaxIterations(10**9), Cancelled(event))
    part = Part(stop, 0.25)
    assert part(10, 0) is None
    event.set()
    assert part(10, 0) == "cancelled"
    scouts = sent_out(problem_of(small_case(1)), stop, 1)
    scouts.set_out(again=False)
    assert scouts.iterations < 10_000


def team_day() -> Instance:
    """A day of a whole team with joint visits."""
    return read_instance(next(name for name in names() if name.startswith("joint-1")))


def test_rounds_that_scouts_met_are_composed_from() -> None:
    """Those of their last plans too, and not only of the ones that the search begins at."""
    problem = team_day().problem
    lead = Session(problem, 0)
    lead.begin()
    kernel = GeneralKernel(problem, lead, 0, DEFAULTS)
    kernel.scout(MaxIterations(4000), None, lambda _: None, again=False)
    begun = known_rounds(lead.tables, kernel.population.plans, [])
    composed_from = known_rounds(lead.tables, kernel.plans, [])
    assert len(composed_from) > 2 * len(begun)
    assert set(begun) <= set(composed_from)


def test_who_cancels_does_not_wait_for_what_scouts_met() -> None:
    """Of a search that ends nothing more is composed."""
    problem, event = team_day().problem, threading.Event()
    lead = Session(problem, 0)
    lead.begin()
    kernel = GeneralKernel(problem, lead, 0, DEFAULTS)
    stop = FirstOf(MaxIterations(4000), Cancelled(event))
    kernel.scout(stop, None, lambda _: event.set(), again=False)
    assert event.is_set()
    assert len(kernel.plans) == len(kernel.population.plans)


def test_what_scouts_met_is_taken_over_only_with_time_to_compose() -> None:
    """The clock stands still here, so that the iterations end the scouts both times."""
    problem = team_day().problem
    lead = Session(problem, 0)
    lead.begin()
    more = []
    for seconds in (WORTH_COMPOSING, 10 * WORTH_COMPOSING):
        kernel = GeneralKernel(problem, lead, 0, DEFAULTS)
        stop = FirstOf(MaxIterations(4000), MaxSeconds(seconds, lambda: 0.0))
        kernel.scout(stop, None, lambda _: None, again=False)
        more.append(len(kernel.plans) > len(kernel.population.plans))
    assert more == [False, True]


def test_scouts_tell_better_plans_on_the_way() -> None:
    """While nothing of the search itself is done, plans that keep all rules get better."""
    day, told = team_day(), []

    def tell(progress: Progress) -> None:
        if progress.iterations == 0:
            told.append((progress.cost, progress.plan()))

    solve(day.problem, MaxIterations(4000), on_progress=tell)
    costs = [cost for cost, _ in told]
    assert len(costs) >= 4
    assert costs == sorted(costs, reverse=True)
    for cost, plan in told:
        assert_sound(day.team, day.travel, plan, cost=cost)


def test_what_scouts_told_is_kept_when_the_solve_is_cancelled() -> None:
    """Cancelled at the first better plan that scouts tell of, the solve hands out no worse one."""
    day, event, costs = team_day(), threading.Event(), []

    def tell(progress: Progress) -> None:
        costs.append(progress.cost)
        if len(costs) == 2:
            event.set()

    stop = FirstOf(MaxIterations(100_000), Cancelled(event))
    result = solve(day.problem, stop, on_progress=tell)
    assert result.stopped_by == "cancelled"
    assert result.statistics["iterations"] <= SearchParams().slice_iterations
    assert result.score.total <= costs[1] < costs[0]
    assert_sound(day.team, day.travel, result.plan, cost=result.score.total)


def test_the_chains_of_the_scouts_count_what_their_rounds_cost() -> None:
    """With wishes, worst lateness and appointments too, some of them late."""
    late = 0
    for seed in range(40):
        alike = regular_problem(problem_of(small_case(seed)))
        found = solve_regular(alike, MaxIterations(200), seed)
        openings = {task: start for task, start in enumerate(found.starts) if start is not None}
        judged = priced(alike, found.rounds, openings)
        assert judged is not None
        assert judged.cost == found.cost
        assert judged.starts == found.starts
        late += any(
            start is not None and start > alike.due[task]
            for task, start in enumerate(judged.starts)
        )
    assert late > 0
