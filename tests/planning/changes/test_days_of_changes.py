"""Many changes in a row: nothing breaks, is lost, doubled, or moves once it has begun."""

from collections import Counter
from datetime import timedelta

import pytest
from generated import small_case
from solving import optimum

from benchmarks.random_changes import RandomChanges
from scheduler.begun import undone
from scheduler.checker import check
from scheduler.domain.change import Budget
from scheduler.domain.horizon import visits_in
from scheduler.errors import InputError, RoundsError
from scheduler.planning.changes.options import Limits, Option, Options
from scheduler.planning.changes.published import Published
from scheduler.planning.changes.request import Request, request
from scheduler.score import score
from scheduler.solver.stopping import MaxIterations

QUICK = Limits(lambda: MaxIterations(300), lambda: MaxIterations(300))
BUDGET = Budget(visits=1, seconds=900)


def published_case(seed: int) -> Published:
    """The proven optimum of a generated case, an hour before its first shift."""
    case = small_case(seed)
    first = min(shift.start for shift in case.team.shifts)
    plan = optimum(seed).result.plan
    return Published(case.team, case.travel, plan, first - timedelta(hours=1))


def assert_good(published: Published, asked: Request, option: Option) -> None:
    """What every option promises."""
    assert check(asked.team, published.travel, option.plan) == ()
    assert option.points == score(asked.team, option.plan, published.plan).total
    filled = Counter((key, stop.place) for key, _, stop in option.plan.filled_places())
    left = Counter((each.visit, each.place) for each in option.plan.unassigned)
    there = Counter(
        (visit.key, place)
        for visit in visits_in(asked.team, option.plan.horizon)
        for place in range(1, len(visit.places) + 1)
    )
    assert filled + left == there
    assert undone(published.plan, option.plan, published.now, asked.running) == ()


def assert_within(asked: Request, option: Option, unmoved: Option) -> None:
    """The team option moves no more than the budget allows, nor than the unmoved plan does."""
    if option.plan == unmoved.plan:
        return
    wanted = {place.visit for place in asked.asked}
    moves = [move for move in option.comparison.moves if move.visit not in wanted]
    forced = {move.visit for move in unmoved.comparison.moves}
    others = [
        move
        for move in moves
        if move.before and move.after and move.carers_before != move.carers_after
    ]
    assert len([move for move in others if move.visit not in forced]) <= BUDGET.visits
    for move in moves:
        if move.visit not in forced and move.moved_seconds is not None:
            assert abs(move.moved_seconds) <= BUDGET.seconds


@pytest.mark.parametrize("seed", range(24))
def test_changes_in_a_row(seed):
    """Eight changes asked one after the other while the clock goes on, every option judged."""
    published, drawn = published_case(seed), RandomChanges(seed)
    for number in range(8):
        if not published.visits:
            break
        change = drawn.draw(published)
        try:
            asked = request(published, change)
            options = Options(published, asked, BUDGET, limits=QUICK)
            unmoved, team = options.unmoved, options.team
        except InputError:
            continue
        except RoundsError as error:
            if error.code not in {"round-cannot-go-on", "appointment-out-of-reach"}:
                raise
            continue
        for option in (unmoved, options.rounds, team):
            assert_good(published, asked, option)
            assert option.points <= unmoved.points
        assert_within(asked, team, unmoved)
        chosen = (unmoved, options.rounds, team)[number % 3]
        later = published.now + timedelta(minutes=37)
        published = Published(asked.team, published.travel, chosen.plan, later)
