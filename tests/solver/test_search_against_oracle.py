"""The search, held against proven optima: never below them, always sound, and mostly there."""

import pytest
from solving import assert_sound, optimum

from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations

CHUNK = 20
ITERATIONS = 60


@pytest.mark.parametrize("first", range(0, 500, CHUNK))
def test_search_is_sound_and_never_below_the_optimum(first: int) -> None:
    """On 500 small cases no plan of the search is cheaper than the proven cheapest."""
    for seed in range(first, first + CHUNK):
        case, problem, best = optimum(seed)
        found = solve(problem, MaxIterations(ITERATIONS), seed=seed)
        cost = found.score.total
        assert_sound(case.team, case.travel, found.plan, cost=cost, published=case.published)
        assert cost >= best.cost, f"seed {seed}"
