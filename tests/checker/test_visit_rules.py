"""What a visit asks for: what breaks it is caught, what just keeps it is legal."""

from datetime import timedelta

import judged
import pytest
from breaking import C1_V3, C2_V3, PLAN, TEAM, broken, key, with_left_out
from judged import MONDAY, at, call, pause

from scheduler.checker import check
from scheduler.domain.visit import Dependency, Pin, Priority, VisitKey
from scheduler.rules import RuleId
from scheduler.units import minutes


class TestVisitRules:
    """Qualification, window, refusal, together, dependency and pin."""

    def test_each_place_asks_for_its_own_qualifications(self):
        """c1 and c2 may not change places at v3."""
        plan = judged.with_stop(PLAN, "c1", C1_V3, place=2)
        plan = judged.with_stop(plan, "c2", C2_V3, place=1)
        found = check(TEAM, judged.travel(), plan)
        assert [(v.rule, v.carer_id) for v in found] == [
            (RuleId.QUALIFICATION, "c1"),
            (RuleId.QUALIFICATION, "c2"),
        ]

    def test_both_ends_of_a_window_belong_to_it(self):
        """v4 starts just as its window closes, v2 may start just as its second one opens."""
        c1 = judged.c1_doings()
        c1[2:4] = [call("v2", at("09:00")), pause(at("09:20"), minutes(15))]
        assert broken(judged.plan(c1=c1)) == set()

    def test_one_second_past_the_window(self):
        """v4 starts at 09:00:01."""
        c2 = judged.c2_doings()
        c2[1:] = [call("v4", at("09:00:01")), pause(at("09:11"), minutes(10))]
        assert broken(judged.plan(c2=c2)) == {RuleId.WINDOW}

    @pytest.mark.parametrize("place", [1, 2])
    def test_a_place_that_nobody_fills(self, place):
        """Half a joint visit, with the other half listed as left unassigned, is none."""
        c1 = [doing for doing in judged.c1_doings() if (place, doing.visit) != (1, key("v3"))]
        c2 = [doing for doing in judged.c2_doings() if (place, doing.visit) != (2, key("v3"))]
        plan = with_left_out("v3", place, Priority.MUST, judged.plan(c1=c1, c2=c2))
        assert broken(plan) == {RuleId.TOGETHER}

    def test_a_joint_visit_left_out_whole(self):
        """All places unassigned is legal."""
        c1 = judged.c1_doings()
        del c1[1]
        assert broken(judged.plan(c1=c1, c2=judged.c2_doings()[1:])) == set()

    @pytest.mark.parametrize(
        ("least", "most", "expected"),
        [
            (5400, 5400, set()),
            (0, None, set()),
            (5401, None, {RuleId.DEPENDENCY}),
            (0, 5399, {RuleId.DEPENDENCY}),
        ],
    )
    def test_the_gap_between_dependent_visits(self, least, most, expected):
        """v4 starts 5400 s after v1; both bounds are allowed themselves."""
        team = judged.with_visit(TEAM, "v4", dependency=Dependency("v1", least, most))
        assert broken(PLAN, team) == expected

    def test_a_dependent_visit_goes_nowhere_alone(self):
        """v4 is made and v1, which it follows, is not; the other way round is legal."""
        assert broken(judged.plan(c1=judged.c1_doings()[1:])) == {RuleId.DEPENDENCY}
        c2 = [judged.c2_doings()[0], pause(at("09:00"), minutes(10))]
        assert broken(judged.plan(c2=c2)) == set()

    @pytest.mark.parametrize(
        ("pin", "expected"),
        [
            (Pin(key("v4"), carer_id="c2", start=at("09:00")), set()),
            (Pin(key("v3"), place=2, carer_id="c2"), set()),
            (Pin(key("v3"), place=1, carer_id="c2"), {RuleId.PIN}),
            (Pin(key("v3"), place=2, start=at("08:30:01")), {RuleId.PIN}),
            (Pin(key("v5"), carer_id="c1", start=at("08:00")), set()),
            (Pin(VisitKey("v4", MONDAY - timedelta(days=1)), carer_id="c1"), set()),
        ],
        ids=["kept", "place kept", "carer", "start", "unassigned", "other date"],
    )
    def test_pins(self, pin, expected):
        """A pin holds the carer of its place and the start of the whole visit, once assigned."""
        assert broken(PLAN, judged.team(pins=(pin,))) == expected
