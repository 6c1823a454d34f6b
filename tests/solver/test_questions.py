"""What tables of rounds answer is what the model of all rules answers."""

from dataclasses import replace
from itertools import combinations, permutations

import pytest
from solving import optimum

from benchmarks.visits_left_out import small_cases
from scheduler.plan import StopKind
from scheduler.planning.explaining.alterations import open_ways
from scheduler.planning.explaining.scene import scene
from scheduler.solver.eased import asked_of
from scheduler.solver.few_rounds import (
    IMPOSSIBLE,
    all_made,
    before_start,
    behind_end,
    beyond_windows,
)
from scheduler.solver.loose_round import LooseRound, Newcomer
from scheduler.solver.obstacles import Obstacle, Way
from scheduler.solver.openings import Aside
from scheduler.solver.spans import united
from scheduler.units import minutes

SEEDS = range(200, 320, 8)


def scenes(seed):
    """A small case with a visit that its cheapest plan leaves out."""
    for label, published, visit in small_cases(1, seed):
        yield label, scene(published, visit)


def modelled(asked, way, aside, least=None):
    """What the model of all rules says of the whole way."""
    few = asked_of(asked.standing, way, asked.terms, aside.dropped, aside.freed)
    if few is None:
        return IMPOSSIBLE
    answer = all_made(few.problem, None if least is None else least(few))
    assert answer.proven
    return answer


@pytest.mark.parametrize("seed", SEEDS)
def test_rounds_fit_a_visit_where_the_model_says_so(seed):
    """Every round of the date, with nothing, each rule and each two rules put aside."""
    for label, asked in scenes(seed):
        for shift in set(range(len(asked.problem.shifts))) - asked.standing.over:
            way = Way((shift,), {1: frozenset({shift})})
            present = asked.standing.obstacles(asked.terms, (shift,))
            for dropped in (frozenset(d) for n in range(3) for d in combinations(present, n)):
                expected = modelled(asked, way, Aside(dropped)).schedules is not None
                found = asked.questions.fits(way, Aside(dropped))
                assert found == expected, (label, shift, dropped)


@pytest.mark.parametrize("seed", SEEDS)
def test_as_few_minutes_are_enough_as_the_model_says(seed):
    """Of a wider window, and of an earlier start and a later end where one carer makes it."""
    for label, asked in scenes(seed):
        for way in open_ways(asked):
            for found, aside, least in amounts(asked, way):
                answer = modelled(asked, way, aside, least)
                expected = None if answer.schedules is None else answer.amount
                assert (None if found is None else found.minutes) == expected, label
                assert found is None or found.proven


def amounts(asked, way):
    """What the tables say of each kind, what it is asked with, and what the model minimises."""
    questions, windows = asked.questions, asked.terms.windows
    if windows:
        aside = Aside(frozenset({Obstacle.WINDOW}))
        found = questions.beyond_windows(way, aside)
        yield found, aside, lambda few: beyond_windows(windows, few.newcomer)
    if len(way.places) == 1:
        (shift,) = way.shifts
        own = asked.problem.shifts[shift]
        aside = Aside(freed={shift: frozenset({Obstacle.SHIFT_START})})
        yield questions.earlier(way, shift), aside, lambda _: before_start(0, own.start)
        aside = Aside(freed={shift: frozenset({Obstacle.SHIFT_END})})
        yield questions.later(way, shift), aside, lambda _: behind_end(0, own.latest_end)


def loose_round(count, wide):
    """A round of so many visits of ten minutes, their windows one after the other."""
    problem = optimum(0).problem
    shift, like = problem.shifts[0], problem.visits[0]
    begin = shift.start + minutes(30)
    visits = tuple(
        replace(
            like,
            location=number % len(problem.seconds[0]),
            windows=((begin + number * minutes(40), begin + number * minutes(40) + wide),),
            service=minutes(10),
            load=0,
        )
        for number in range(count)
    )
    end = begin + (count + 1) * minutes(40) + wide
    longer = replace(shift, end=end, latest_end=end, breaks=(), appointments=(), load_cap=None)
    return LooseRound(problem, longer, visits)


def test_a_long_round_is_looked_at_and_its_order_keeps_its_windows():
    """Eighteen visits, which the model alone takes too long for, with one more among them."""
    own = loose_round(18, minutes(60))
    newcomer = Newcomer(1, minutes(5), 0)
    assert not own.is_too_long
    starts = united((begin, end - newcomer.service) for begin, end in own.gaps(newcomer))
    assert starts
    doings = own.schedule_with(newcomer, starts)
    assert sorted(each.number for each in doings) == list(range(19))
    seconds = own.problem.seconds[own.shift.mode]
    here, ready = own.shift.start_location, own.shift.start
    for each in doings:
        assert each.kind is StopKind.VISIT
        last = each.number == 18
        there = newcomer.location if last else own.visits[each.number].location
        windows = starts if last else own.visits[each.number].windows
        assert each.start >= ready + seconds[here, there]
        assert any(opens <= each.start <= closes for opens, closes in windows)
        here, ready = there, each.start + (newcomer.service if last else minutes(10))
    assert ready + seconds[here, own.shift.end_location] <= own.shift.latest_end


def test_a_round_too_loose_to_be_looked_at_says_so():
    """Eighteen visits at any time of the day, in any order."""
    assert loose_round(18, minutes(2000)).is_too_long


def test_the_gaps_of_a_round_are_those_of_all_its_orders():
    """Six visits in windows of two hours, every order and every gap of it tried."""
    own = loose_round(6, minutes(120))
    newcomer = Newcomer(3, minutes(20), 0)
    found = united((begin, end - newcomer.service) for begin, end in own.gaps(newcomer))
    tried = united(
        span
        for order in permutations(range(6))
        for position in range(7)
        if (span := gap_of(own, order, position, newcomer)) is not None
    )
    assert tried == found


def gap_of(own, order, position, newcomer):
    """The starts of a newcomer at a position of an order; None where there are none."""
    seconds, shift = own.problem.seconds[own.shift.mode].tolist(), own.shift
    here, ready = shift.start_location, shift.start
    for number in order[:position]:
        visit = own.visits[number]
        start = max(ready + seconds[here][visit.location], visit.windows[0][0])
        if start > visit.windows[0][1]:
            return None
        here, ready = visit.location, start + visit.service
    low = ready + seconds[here][newcomer.location]
    there, latest = shift.end_location, shift.latest_end
    for number in reversed(order[position:]):
        visit = own.visits[number]
        leave = latest - seconds[visit.location][there]
        start = min(leave - visit.service, visit.windows[0][1])
        if start < visit.windows[0][0]:
            return None
        there, latest = visit.location, start
    high = latest - seconds[newcomer.location][there] - newcomer.service
    return (low, high) if low <= high else None
