"""Every place of every visit is in the plan just once, and nothing else is."""

from dataclasses import replace
from datetime import timedelta

import corrupted
import judged
import pytest
from breaking import C1_V2, C2_BREAK, PLAN, TEAM, broken, key, with_left_out, with_round
from judged import MONDAY, at, call, meeting, pause

from scheduler.domain.carer import Mode
from scheduler.domain.shift import ShiftKey, ShiftKind
from scheduler.domain.visit import Priority, VisitKey
from scheduler.plan import Leg, Round, Stop, StopKind
from scheduler.rules import RuleId
from scheduler.units import minutes


class TestComplete:
    """Every visit once or left unassigned, a round for just the shifts that need one."""

    def test_another_team(self):
        """A plan of another team is not this team's."""
        assert broken(replace(PLAN, team_id="t2")) == {RuleId.COMPLETE}

    @pytest.mark.parametrize(
        ("visit_id", "place", "priority"),
        [
            ("v2", 1, Priority.MUST),
            ("v5", 1, Priority.MAY),
            ("v5", 2, Priority.MAY),
            ("v9", 1, Priority.MAY),
        ],
        ids=["made too", "listed twice", "no such place", "no such visit"],
    )
    def test_left_out_once_too_often(self, visit_id, place, priority):
        """What is listed as left unassigned exists, and is nowhere else."""
        assert broken(with_left_out(visit_id, place, priority)) == {RuleId.COMPLETE}

    def test_the_priority_of_what_is_left_out(self):
        """An unassigned place has the priority of its visit."""
        plan = with_left_out("v5", 1, Priority.SHOULD, replace(PLAN, unassigned=()))
        assert broken(plan) == {RuleId.COMPLETE}

    @pytest.mark.parametrize("place", [0, 2])
    def test_a_stop_at_a_place_the_visit_does_not_have(self, place):
        """The visit's own place is then missing as well."""
        assert broken(judged.with_stop(PLAN, "c1", C1_V2, place=place)) == {RuleId.COMPLETE}

    def test_a_stop_at_a_visit_the_team_does_not_have(self):
        """Nothing else can be said about such a stop."""
        plan = judged.with_stop(PLAN, "c1", C1_V2, visit=key("v9"))
        assert broken(plan) == {RuleId.COMPLETE}

    def test_a_visit_of_another_date(self):
        """The key of a visit holds its date."""
        other = VisitKey("v2", MONDAY + timedelta(days=1))
        assert broken(judged.with_stop(PLAN, "c1", C1_V2, visit=other)) == {RuleId.COMPLETE}

    def test_a_visit_stop_that_names_no_visit(self):
        """Service to nobody is not in the plan."""
        assert broken(judged.with_stop(PLAN, "c1", C1_V2, visit=None)) == {RuleId.COMPLETE}

    def test_a_break_that_names_a_visit(self):
        """A break is no visit."""
        plan = judged.with_stop(PLAN, "c2", C2_BREAK, visit=key("v4"))
        assert broken(plan) == {RuleId.COMPLETE}

    def test_two_rounds_of_one_shift(self):
        """The second round of an appointment-only shift is one too many."""
        c1 = [pause(at("09:00"), minutes(15)), meeting(at("10:00"), minutes(30))]
        plan = judged.plan(c1=c1, c2=[])
        twice = replace(plan, rounds=plan.rounds * 2)
        assert broken(plan) == set()
        assert broken(twice) == {RuleId.COMPLETE}

    def test_a_round_on_call(self):
        """On-call shifts are never planned on."""
        extra = judged.round_of(TEAM, TEAM.shifts[2], [call("v5", at("08:00"))])
        assert broken(with_round(extra)) == {RuleId.COMPLETE}

    def test_a_round_of_nobody(self):
        """A carer the team does not have."""
        c1, c2 = PLAN.rounds
        stranger = replace(c2, shift=ShiftKey("c9", c2.shift.start))
        assert broken(replace(PLAN, rounds=(c1, stranger))) == {RuleId.COMPLETE}

    def test_appointments_without_a_round(self):
        """c1 must be at her appointment though nobody is visited."""
        assert broken(judged.plan_of(TEAM, PLAN.horizon)) == {RuleId.COMPLETE}

    def test_a_round_without_visits_or_appointments(self):
        """Nobody rides out for a break."""
        c1 = judged.c1_doings()
        del c1[1]
        plan = judged.plan(c1=c1, c2=[pause(at("09:00"), minutes(10))])
        assert broken(plan) == {RuleId.COMPLETE}

    def test_a_visit_made_twice(self):
        """c1 and c2 both make v4, at different times; it is no joint visit."""
        team = judged.with_shift(TEAM, "c1", load_cap=None)
        overloaded = corrupted.overloaded()[1]
        plan = replace(PLAN, rounds=(overloaded.rounds[0], PLAN.rounds[1]))
        assert broken(plan, team) == {RuleId.COMPLETE}

    def test_a_round_from_start_to_end_and_nothing_between(self):
        """It has the shape of a round, and no reason."""
        team = judged.with_shift(TEAM, "c3", kind=ShiftKind.WORK)
        moment = at("08:00")
        start = Stop(StopKind.START, None, moment, moment, moment)
        end = Stop(StopKind.END, Leg(0, 0, Mode.BIKE), moment, moment, moment)
        idle = Round(team.shifts[2].key, (start, end))
        assert broken(with_round(idle), team) == {RuleId.COMPLETE}

    def test_a_round_without_stops(self):
        """An empty round has neither a start nor an end."""
        team = judged.with_shift(TEAM, "c3", kind=ShiftKind.WORK)
        plan = replace(PLAN, rounds=(*PLAN.rounds, Round(team.shifts[2].key, ())))
        assert broken(plan, team) == {RuleId.COMPLETE, RuleId.SHIFT}
