"""Where the chains that know all rules let a round have its break."""

import pytest
from judged import MONDAY, at, clock, team, travel, windows, with_shift, with_visit
from solving import assert_sound

from scheduler.domain.horizon import Horizon
from scheduler.domain.shift import Break
from scheduler.rules import RuleId
from scheduler.solver.build import build_problem
from scheduler.solver.params import SearchParams
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations
from scheduler.units import minutes

CHAINS_ONLY = SearchParams(exact_tasks=0, scout_share=0.0, compose_effort=0.0, retime_effort=0.0)


@pytest.mark.parametrize(("wished", "fixed"), [("10:00", "10:40"), ("08:00", "10:40")])
def test_a_break_is_taken_on_the_side_of_a_visit_that_its_wish_leaves(
    wished: str, fixed: str
) -> None:
    """Before a visit wished shortly before a fixed one, and behind it when wished earlier."""
    whole = team(visits=team().visits[:2], shifts=team().shifts[:1])
    whole = with_visit(whole, "v1", windows=windows("07:00-11:00"), wished_start=clock(wished))
    whole = with_visit(whole, "v2", windows=windows(f"{fixed}-{fixed}"), wished_start=None)
    taken = Break(minutes(30), at("08:10"), at("11:00"))
    whole = with_shift(whole, "c1", breaks=(taken,), appointments=())
    problem = build_problem(whole, Horizon(MONDAY), travel())
    result = solve(problem, MaxIterations(20), params=CHAINS_ONLY)
    assert_sound(whole, travel(), result.plan, cost=result.score.total)
    costs = {line.rule: line.cost for line in result.score.lines}
    assert costs[RuleId.WISHED_START] == 0
    assert not result.plan.unassigned
