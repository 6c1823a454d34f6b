"""What holds of any two plans, however broken: against the scorer, and there and back."""

from random import Random

import generated
import pytest
from generated import Case, small_case

from scheduler.comparison import Comparison, JudgedPlan, compare
from scheduler.domain.horizon import shifts_in
from scheduler.plan import Plan
from scheduler.rules import RuleId
from scheduler.score import score

SEEDS = range(60)


def draw(case: Case, seed: int) -> JudgedPlan:
    """A plan of somebody who cast dice, without the carer who has left."""
    dice = generated._Draw(Random(f"plan {seed}"), 300, 6)
    made = dice.published(case.team, case.horizon)
    known = {shift.key for shift in shifts_in(case.team, case.horizon)}
    rounds = tuple(each for each in made.rounds if each.shift in known)
    plan = Plan(made.team_id, made.horizon, rounds, made.unassigned)
    return JudgedPlan(case.team, plan, score(case.team, plan))


def pair(seed: int) -> tuple[JudgedPlan, JudgedPlan, Comparison]:
    """Two plans of one team, and what is different."""
    case = small_case(seed)
    before, after = draw(case, seed), draw(case, seed + 1_000_000)
    return before, after, compare(before, after)


@pytest.mark.parametrize("seed", SEEDS)
def test_moves_agree_with_the_rule_of_change(seed: int) -> None:
    """The scorer counts just the moves of visits known before that are not small ones in time."""
    before, after, found = pair(seed)
    tolerance = found.tolerance_seconds
    counted = sum(
        {(f.place, f.carer_id) for f in move.before} != {(f.place, f.carer_id) for f in move.after}
        or abs(move.moved_seconds or 0) > tolerance
        for move in found.moves
        if move.visit in before.known
    )
    lines = score(after.team, after.plan, before.plan).by_rule
    assert lines[RuleId.CHANGE].quantity == counted


@pytest.mark.parametrize("seed", SEEDS)
def test_there_and_back(seed: int) -> None:
    """Exchanging the plans exchanges gains and losses and turns every difference around."""
    before, after, found = pair(seed)
    back = compare(after, before)
    assert {move.visit for move in back.moves} == {move.visit for move in found.moves}
    for move in found.moves:
        other = next(each for each in back.moves if each.visit == move.visit)
        assert (move.before, move.after) == (other.after, other.before)
        if len(move.before) < 2:  # of two places that moved equally far either may be told
            assert (move.moved_seconds or 0) == -(other.moved_seconds or 0)
    for one, other in zip(found.carers, back.carers, strict=True):
        assert {m.visit for m in one.gained} == {m.visit for m in other.lost}
        assert one.difference == other.before - other.after
    assert found.cost_difference == -(back.cost_difference or 0)
    assert {each.client_id for each in found.call_list} == {e.client_id for e in back.call_list}


@pytest.mark.parametrize("seed", SEEDS)
def test_everybody_concerned_is_named_once(seed: int) -> None:
    """Every move is one of a client and of all carers who gain or lose it."""
    _, _, found = pair(seed)
    of_clients = [move.visit for client in found.clients for move in client.moves]
    assert sorted(of_clients) == sorted(move.visit for move in found.moves)
    for move in found.moves:
        changed = set(move.carers_before) ^ set(move.carers_after)
        named = {
            carer.carer_id
            for carer in found.carers
            if move.visit in {each.visit for each in (*carer.gained, *carer.lost)}
        }
        assert named == changed
