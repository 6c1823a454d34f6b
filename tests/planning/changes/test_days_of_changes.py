"""Many changes in a row: nothing breaks, is lost, doubled, or moves once it has begun."""

from datetime import datetime, timedelta

import pytest
from generated import small_case
from solving import optimum

from benchmarks.changes_in_a_row import faults_of
from benchmarks.random_changes import RandomChanges
from scheduler.domain.change import Budget
from scheduler.domain.visit import VisitKey
from scheduler.errors import InputError, RoundsError
from scheduler.plan import Plan
from scheduler.planning.changes.options import Limits, Options
from scheduler.planning.changes.published import Published
from scheduler.planning.changes.request import Request, request
from scheduler.solver.stopping import MaxIterations
from scheduler.units import seconds_between

QUICK = Limits(lambda: MaxIterations(300), lambda: MaxIterations(300))
BUDGET = Budget(visits=1, seconds=900)


def published_case(seed: int) -> Published:
    """The proven optimum of a generated case, an hour before its first shift."""
    case = small_case(seed)
    first = min(shift.start for shift in case.team.shifts)
    plan = optimum(seed).result.plan
    return Published(case.team, case.travel, plan, first - timedelta(hours=1))


def assert_near(published: Published, asked: Request, options: Options) -> None:
    """Whoever is where they were once the change is made may move no further than the budget."""
    then, now = _starts(published.plan), _starts(options.unmoved.plan)
    for visit in options.budgeted.visits:
        if visit.key in {place.visit for place in asked.asked} or not then.get(visit.key):
            continue
        if then[visit.key] == now.get(visit.key):
            start = seconds_between(options.budgeted.origin, min(then[visit.key])[1])
            for opens, closes in visit.windows:
                assert start - BUDGET.seconds <= opens <= closes <= start + BUDGET.seconds


def _starts(plan: Plan) -> dict[VisitKey, frozenset[tuple[str, datetime]]]:
    starts: dict[VisitKey, frozenset[tuple[str, datetime]]] = {}
    for visit, each, stop in plan.filled_places():
        filled = frozenset({(each.shift.carer_id, stop.start)})
        starts[visit] = starts.get(visit, frozenset()) | filled
    return starts


@pytest.mark.parametrize("seed", [*range(22), 111, 393])
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
            answers = options.unmoved, options.rounds, options.team
        except InputError:
            continue
        except RoundsError as error:
            if error.code not in {"round-cannot-go-on", "appointment-out-of-reach"}:
                raise
            continue
        assert_near(published, asked, options)
        assert list(faults_of(published, asked, answers, BUDGET)) == []
        chosen = answers[number % 3]
        later = published.now + timedelta(minutes=37)
        published = Published(asked.team, published.travel, chosen.plan, later)
