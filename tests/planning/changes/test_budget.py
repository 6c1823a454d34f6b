"""The team solved again within a budget: never over it, and as good as the proven best."""

from datetime import timedelta

import pytest
from generated import small_case
from solving import optimum

from benchmarks.random_changes import RandomChanges
from scheduler.errors import InputError, RoundsError
from scheduler.planning.changes.options import Budget, Limits, Options
from scheduler.planning.changes.published import Published
from scheduler.planning.changes.request import request
from scheduler.solver.oracle import solve_exactly
from scheduler.solver.stopping import MaxIterations

LIMITS = Limits(lambda: MaxIterations(2500), lambda: MaxIterations(2500))


def options_of(seed: int, budget: Budget) -> Options | None:
    """A change of a generated case's optimum that can be asked, some time into its day."""
    case = small_case(seed)
    first = min(shift.start for shift in case.team.shifts)
    published = Published(
        case.team, case.travel, optimum(seed).result.plan, first + timedelta(minutes=seed % 90)
    )
    drawn = RandomChanges(seed)
    for _ in range(10):
        try:
            options = Options(
                published, request(published, drawn.draw(published)), budget, limits=LIMITS
            )
            _ = options.unmoved
        except (InputError, RoundsError):
            continue
        return options
    return None


@pytest.mark.parametrize("seed", range(24))
def test_as_good_as_the_oracle_within_the_budget(seed):
    """At most 1 % dearer than the proven best within the budget, unless nothing moved is better."""
    options = options_of(seed, Budget(visits=seed % 3, seconds=1200))
    if options is None:
        pytest.skip("no change drawn for this case can be asked")
    best = solve_exactly(options.budgeted)
    assert best.proven
    found = options.team.points
    assert found <= options.unmoved.points
    assert found <= max(best.cost, 0) * 1.01 or found == options.unmoved.points <= best.cost * 1.01
