"""The checker as a whole: what breaks a hard rule is caught with its id alone."""

from dataclasses import replace

import corrupted
import judged
import pytest
from breaking import PLAN, TEAM, broken, key
from judged import at

from scheduler.checker import check
from scheduler.domain.carer import Mode
from scheduler.domain.visit import Pin
from scheduler.errors import FaultError
from scheduler.rules import HARD_RULES, RuleId
from scheduler.units import after


class TestEveryRule:
    """The checker as a whole."""

    def test_the_legal_plan_breaks_nothing(self):
        """Breaks of both kinds, an appointment, a joint visit and a dependency are all kept."""
        assert check(TEAM, judged.travel(), PLAN) == ()

    def test_there_is_a_corrupted_plan_for_every_hard_rule(self):
        """No rule goes untested."""
        assert set(corrupted.CORRUPTED) == {rule.rule_id for rule in HARD_RULES}

    @pytest.mark.parametrize("rule", corrupted.CORRUPTED)
    def test_a_plan_corrupted_in_one_rule_breaks_that_rule_alone(self, rule):
        """Exactly the rule is named, with those that cannot but break along with it."""
        team, plan = corrupted.CORRUPTED[rule]()
        unavoidable = corrupted.UNAVOIDABLE.get(rule, frozenset())
        assert broken(plan, team) == {rule} | unavoidable

    @pytest.mark.parametrize("carer_id", ["c1", "c2"])
    @pytest.mark.parametrize("field", ["arrival", "start", "end"])
    @pytest.mark.parametrize("seconds", [-1, 1])
    def test_no_moved_second_goes_unseen(self, carer_id, field, seconds):
        """Every instant of the legal plan is pinned down by some rule."""
        for position, stop in enumerate(judged.stops_of(PLAN, carer_id)):
            moved = after(getattr(stop, field), seconds)
            assert broken(judged.with_stop(PLAN, carer_id, position, **{field: moved}))

    def test_every_violation_is_found(self):
        """Faults in several places are all reported, in the order of the table of rules."""
        team = judged.team(pins=(Pin(key("v4"), carer_id="c1"), Pin(key("v1"), start=at("08:00"))))
        plan = replace(corrupted.without_break()[1], unassigned=())
        found = check(team, judged.travel(), plan)
        assert [violation.rule for violation in found] == [
            RuleId.COMPLETE,
            RuleId.BREAK,
            RuleId.PIN,
            RuleId.PIN,
        ]

    def test_violations_say_where(self):
        """Carer and visit are named where the fault concerns one."""
        team, plan = corrupted.unqualified()
        (violation,) = check(team, judged.travel(), plan)
        assert (violation.carer_id, violation.visit) == ("c2", key("v1"))

    @pytest.mark.parametrize("rule", corrupted.CORRUPTED)
    def test_texts_hold_ids_and_no_names(self, rule):
        """Names and addresses of carers and clients stay out of what is logged."""
        team, plan = corrupted.CORRUPTED[rule]()
        carers = tuple(replace(carer, name="SECRET") for carer in team.carers)
        clients = tuple(replace(c, name="SECRET", address="SECRET") for c in team.clients)
        team = replace(team, name="SECRET", carers=carers, clients=clients)
        found = check(team, judged.travel(), plan)
        assert found
        assert not any("SECRET" in violation.text for violation in found)

    def test_travel_that_lacks_a_mode_is_a_fault_of_ours(self):
        """A plan cannot be judged with half of the travel times, and does not pass."""
        whole = judged.travel()
        lacking = replace(whole, seconds={Mode.BIKE: whole.seconds[Mode.BIKE]})
        with pytest.raises(FaultError, match=r"travel-lacks-place.*by car.*c2"):
            check(TEAM, lacking, PLAN)
