"""A slice of the campaign over rules: every family bites, and no plan breaks it."""

import pytest

from benchmarks.rule_families.cases import judged
from benchmarks.rule_families.families import FAMILIES

CASES = 8


@pytest.mark.parametrize("family", FAMILIES)
def test_plans_keep_the_rule_of_every_family_and_cost_what_the_solver_says(family: str) -> None:
    """No rule broken in eight cases, one cost for solver and scorer, and the rule bites."""
    verdicts = [judged(family, seed) for seed in range(CASES)]
    assert [each.faults for each in verdicts] == [()] * CASES
    assert any(each.bites for each in verdicts)
