"""Every soft rule: one case that costs, to the unit, and one that does not."""

from dataclasses import replace
from datetime import timedelta

import corrupted
import judged
import pytest
from judged import MONDAY, at, call, clock, meeting, pause

from scheduler.domain.agreements import Agreements
from scheduler.domain.client import PastVisit
from scheduler.domain.horizon import Horizon
from scheduler.domain.shift import Shift, ShiftKey
from scheduler.domain.team import Team
from scheduler.domain.visit import Priority, VisitKey
from scheduler.errors import RoundsError
from scheduler.plan import Plan, Round, Unassigned
from scheduler.rules import SOFT_RULES, RuleId, weights
from scheduler.score import Score, ScoreLine, score
from scheduler.units import after, minutes

TEAM = judged.team()
PLAN = judged.plan()


def quantity(rule: RuleId, plan: Plan = PLAN, team: Team = TEAM, published: Plan | None = None):
    """The quantity of one rule."""
    return score(team, plan, published).by_rule[rule].quantity


def tolerant(seconds: int, team: Team = TEAM) -> Team:
    """The team with another tolerance for wished starts."""
    return replace(team, agreements=Agreements(wished_tolerance_seconds=seconds))


class TestWhole:
    """The score as a whole."""

    def test_the_plan_made_by_hand(self):
        """Every quantity of the legal plan, worked out with pencil and paper."""
        assert {line.rule: line.quantity for line in score(TEAM, PLAN).lines} == {
            RuleId.UNASSIGNED_MUST: 0,
            RuleId.UNASSIGNED_SHOULD: 0,
            RuleId.UNASSIGNED_MAY: 1,
            RuleId.WISHED_START: 0,
            RuleId.WORST_LATENESS: 0,
            RuleId.CONTINUITY: 10,
            RuleId.TRAVEL: 2445,
            RuleId.OVERTIME: 0,
            RuleId.FAIR_LOAD: 33,
            RuleId.WAITING_SPREAD: 2580,
            RuleId.CHANGE: 0,
        }

    def test_one_line_for_every_soft_rule_in_the_order_of_the_table(self):
        """Nothing is left out, not even what costs nothing."""
        assert [line.rule for line in score(TEAM, PLAN).lines] == [r.rule_id for r in SOFT_RULES]

    def test_the_total_is_the_sum_of_weight_times_quantity(self):
        """With the default weights."""
        expected = 200_000 + 10 * 1_500 + 2445 * 10 + 33 * 5 + 2580
        assert score(TEAM, PLAN).total == expected

    def test_the_teams_own_weights_count(self):
        """A weight of the agreements takes the place of the default."""
        team = replace(TEAM, agreements=Agreements(weights={"travel": 7}))
        assert score(team, PLAN).by_rule[RuleId.TRAVEL].cost == 7 * 2445
        assert score(team, PLAN).by_rule[RuleId.CONTINUITY].weight == 1_500

    def test_lines_add_up(self):
        """The total of any lines is the sum of their costs."""
        lines = (ScoreLine(RuleId.TRAVEL, 3, 10), ScoreLine(RuleId.CHANGE, 2, 100))
        assert Score(lines).total == 230

    def test_the_plans_own_times_and_legs_count(self):
        """A leg that is longer than the road costs what the plan says."""
        longer = judged.with_leg(PLAN, "c1", 2, seconds=490)
        assert quantity(RuleId.TRAVEL, longer) == 2445 + 100

    def test_weights_cover_the_table(self):
        """The score takes its weights and their order from the one table."""
        assert list(weights(Agreements())) == [rule.rule_id for rule in SOFT_RULES]

    @pytest.mark.parametrize("rule", corrupted.CORRUPTED)
    def test_a_plan_that_breaks_a_hard_rule_has_a_score(self, rule):
        """What is scored need not be legal."""
        team, plan = corrupted.CORRUPTED[rule]()
        assert score(team, plan).total > 0

    def test_a_plan_of_another_team_has_none(self):
        """All that the team does not have is named at once."""
        stranger = replace(PLAN.rounds[1], shift=ShiftKey("c9", at("07:00")))
        left = Unassigned(VisitKey("v9", MONDAY), 1, Priority.MAY)
        plan = replace(PLAN, rounds=(PLAN.rounds[0], stranger), unassigned=(left,))
        with pytest.raises(RoundsError) as caught:
            score(TEAM, plan)
        assert caught.value.code == "plan-of-another-team"
        assert "v9 on 2026-11-23" in caught.value.message
        assert "c9" in caught.value.message

    def test_a_visit_stop_without_a_visit_has_none(self):
        """What is not known to be a visit cannot be scored as one."""
        with pytest.raises(RoundsError, match="visit None"):
            score(TEAM, judged.with_stop(PLAN, "c1", 1, visit=None))


class TestUnassigned:
    """Visits left out, by priority."""

    @pytest.mark.parametrize(
        ("priority", "rule"),
        [
            (Priority.MUST, RuleId.UNASSIGNED_MUST),
            (Priority.SHOULD, RuleId.UNASSIGNED_SHOULD),
            (Priority.MAY, RuleId.UNASSIGNED_MAY),
        ],
    )
    def test_counts_under_its_priority(self, priority, rule):
        """v5 is left out, whatever its priority, and counts once under it."""
        team = judged.with_visit(TEAM, "v5", priority=priority)
        found = score(team, judged.plan(whole=team)).by_rule
        counts = {
            each: found[each].quantity
            for each in (RuleId.UNASSIGNED_MUST, RuleId.UNASSIGNED_SHOULD, RuleId.UNASSIGNED_MAY)
        }
        assert counts == {each: int(each is rule) for each in counts}

    def test_a_joint_visit_counts_once(self):
        """v3 has two places and is one visit."""
        c1 = judged.c1_doings()
        del c1[1]
        plan = judged.plan(c1=c1, c2=judged.c2_doings()[1:])
        assert len(plan.unassigned) == 3
        assert quantity(RuleId.UNASSIGNED_MUST, plan) == 1

    def test_nothing_left_out_costs_nothing(self):
        """A plan that makes every visit."""
        team = replace(TEAM, visits=TEAM.visits[:4])
        assert quantity(RuleId.UNASSIGNED_MAY, judged.plan(whole=team), team) == 0


class TestWishedStart:
    """Seconds beyond the tolerance, before or after the wished start."""

    def test_within_the_tolerance(self):
        """v1 starts on its wish and v2 just 15 minutes after it."""
        assert quantity(RuleId.WISHED_START) == 0

    def test_beyond_the_tolerance_on_either_side(self):
        """v1 wished for 07:50 is 20 minutes early, v2 is 15 minutes late; 5 minutes are fine."""
        team = judged.with_visit(tolerant(300), "v1", wished_start=clock("07:50"))
        assert quantity(RuleId.WISHED_START, team=team) == 900 + 600

    def test_a_joint_visit_counts_once(self):
        """v3 starts 31 minutes before its wish, for both carers alike."""
        team = judged.with_visit(TEAM, "v3", wished_start=clock("09:01"))
        assert quantity(RuleId.WISHED_START, team=team) == 16 * 60

    def test_an_unassigned_visit_has_no_start(self):
        """v5 wishes for 07:00 and is not made."""
        team = judged.with_visit(TEAM, "v5", wished_start=clock("07:00"))
        assert quantity(RuleId.WISHED_START, team=team) == 0


class TestWorstLateness:
    """The latest visit of all."""

    def test_the_maximum_counts_and_not_the_sum(self):
        """v2 is 15 minutes late and v4 half an hour, with 5 minutes' tolerance."""
        team = judged.with_visit(tolerant(300), "v4", wished_start=clock("08:30"))
        assert quantity(RuleId.WORST_LATENESS, team=team) == 1500
        assert quantity(RuleId.WISHED_START, team=team) == 600 + 1500

    def test_too_early_is_not_late(self):
        """v1 starts an hour before its wish."""
        team = judged.with_visit(TEAM, "v1", wished_start=clock("08:30"))
        assert quantity(RuleId.WORST_LATENESS, team=team) == 0

    def test_no_wishes_no_lateness(self):
        """Without any wished start there is nothing to be late for."""
        visits = tuple(replace(visit, wished_start=None) for visit in TEAM.visits)
        assert quantity(RuleId.WORST_LATENESS, team=replace(TEAM, visits=visits)) == 0


class TestContinuity:
    """Steps of visits and of meetings."""

    def test_steps_of_the_plan(self):
        """v1 0, v2 0; v3 1 + 2 by c1 and 1 + 5 by c2; v4 1."""
        assert quantity(RuleId.CONTINUITY) == 10

    def test_primary_and_wished_carers_cost_nothing(self):
        """c1 alone, with v1 and v2."""
        c1 = judged.c1_doings()
        del c1[1]
        assert quantity(RuleId.CONTINUITY, judged.plan(c1=c1, c2=[])) == 0

    def test_a_meeting_counts_once_per_client_and_round(self):
        """c2 comes to ca twice in one round: two visits and one meeting with a new face."""
        again = replace(TEAM.visits[4], visit_id="v6", client_id="ca", dates=MONDAY)
        team = replace(TEAM, visits=(*TEAM.visits, again), history=())
        c2 = [
            call("v4", at("09:00")),
            call("v6", at("09:10")),
            pause(at("10:00"), minutes(10)),
        ]
        plan = judged.plan(c1=[], c2=c2, whole=team)
        assert quantity(RuleId.CONTINUITY, plan, team) == 2 * 1 + 5

    def test_a_second_round_is_a_second_meeting(self):
        """History alone says who is known, so a new face stays new for the whole horizon."""
        evening = Shift("c2", at("18:00"), at("20:00"))
        again = replace(TEAM.visits[4], visit_id="v6", client_id="cc", dates=MONDAY)
        again = replace(again, windows=judged.windows("18:00-20:00"))
        team = replace(TEAM, visits=(*TEAM.visits, again), shifts=(*TEAM.shifts, evening))
        plan = judged.plan(whole=team)
        extra = judged.round_of(team, evening, [call("v6", at("18:30"))])
        left = tuple(entry for entry in plan.unassigned if entry.visit.visit_id != "v6")
        both = replace(plan, rounds=(*PLAN.rounds, extra), unassigned=left)
        assert quantity(RuleId.CONTINUITY, both, team) == 10 + 1 + 5

    def test_history_within_the_horizon_makes_nobody_known(self):
        """A visit recorded on the first date itself changes nothing."""
        today = PastVisit(MONDAY, "cc", "c2")
        team = replace(TEAM, history=(*TEAM.history, today))
        assert quantity(RuleId.CONTINUITY, team=team) == 10


class TestTravelAndOvertime:
    """Seconds on the road and past the end of the shift."""

    def test_no_rounds_no_travel(self):
        """Nobody leaves home."""
        assert quantity(RuleId.TRAVEL, judged.plan_of(TEAM, PLAN.horizon)) == 0

    def test_a_break_on_arrival_adds_no_travel(self):
        """Where the break is taken, the legs add up to the same."""
        c1 = judged.c1_doings()
        c1[2:4] = [pause(at("09:00"), minutes(15)), call("v2", at("09:20"))]
        assert quantity(RuleId.TRAVEL, judged.plan(c1=c1)) == 2445

    def test_overtime_is_summed_over_rounds(self):
        """c2 is home at 09:39:15 and c1 at 10:35; shifts end at 09:30 and 10:30."""
        team, plan = corrupted.beyond_shift()
        assert quantity(RuleId.OVERTIME, plan, team) == 555
        team = judged.with_shift(team, "c1", end=at("10:30"))
        assert quantity(RuleId.OVERTIME, plan, team) == 555 + 300

    def test_an_early_end_does_not_make_up_for_overtime(self):
        """Every round counts from zero."""
        assert quantity(RuleId.OVERTIME) == 0

    def test_a_round_without_stops_costs_nothing(self):
        """There is no end to be late."""
        bare = replace(PLAN, rounds=(PLAN.rounds[0], Round(PLAN.rounds[1].shift, ())))
        assert quantity(RuleId.OVERTIME, bare) == 0


class TestFairLoad:
    """Largest less smallest share of the shift spent on visits and on the road."""

    def test_shares_are_rounded_down_before_they_are_compared(self):
        """c1: 5430 of 18000 s is 301; c2: 2415 of 9000 s is 268."""
        assert quantity(RuleId.FAIR_LOAD) == 301 - 268

    def test_a_share_just_below_a_whole_permille(self):
        """5430 of 12900 s is 420.93 permille, which is 420."""
        team = judged.with_shift(TEAM, "c1", end=at("10:35"))
        assert quantity(RuleId.FAIR_LOAD, judged.plan(c2=[]), team) == 420

    def test_a_carer_with_a_shift_and_no_round_counts(self):
        """c2 stays at home."""
        assert quantity(RuleId.FAIR_LOAD, judged.plan(c2=[])) == 301

    def test_a_carer_alone_has_nobody_to_compare_with(self):
        """On-call shifts do not count."""
        team = replace(TEAM, shifts=(TEAM.shifts[0], TEAM.shifts[2]))
        assert quantity(RuleId.FAIR_LOAD, judged.plan(whole=team), team) == 0

    def test_the_shifts_of_a_carer_are_taken_together(self):
        """With 9000 s of shift more, c2's share is 2415 of 18000 s: 134."""
        second = Shift("c2", at("12:00"), at("14:30"))
        team = replace(TEAM, shifts=(*TEAM.shifts, second))
        assert quantity(RuleId.FAIR_LOAD, team=team) == 301 - 134


class TestWaitingSpread:
    """Largest less smallest waiting of the rounds."""

    def test_waiting_at_every_stop_counts(self):
        """c1 waits 1410 + 630 + 1110 s, c2 570 s."""
        assert quantity(RuleId.WAITING_SPREAD) == 3150 - 570

    def test_one_round_alone_has_no_spread(self):
        """c1 waits, and nobody waits less."""
        c1 = judged.c1_doings()
        del c1[1]
        assert quantity(RuleId.WAITING_SPREAD, judged.plan(c1=c1, c2=[])) == 0

    def test_no_rounds_have_no_spread(self):
        """Nobody waits."""
        assert quantity(RuleId.WAITING_SPREAD, judged.plan_of(TEAM, PLAN.horizon)) == 0


class TestChange:
    """Visits that differ from the published plan."""

    def _moved(self, seconds: int) -> Plan:
        """v4 starts so much earlier; the window does not matter here."""
        c2 = judged.c2_doings()
        c2[1] = call("v4", after(at("09:00"), seconds))
        return judged.plan(c2=c2)

    def test_the_same_plan_is_no_change(self):
        """Nothing moved."""
        assert quantity(RuleId.CHANGE, published=PLAN) == 0

    @pytest.mark.parametrize(("seconds", "expected"), [(900, 0), (-900, 0), (901, 1), (-901, 1)])
    def test_a_start_may_move_by_the_tolerance(self, seconds, expected):
        """15 minutes either way are no change."""
        assert quantity(RuleId.CHANGE, self._moved(seconds), published=PLAN) == expected

    def test_another_carer_is_a_change(self):
        """v2 goes from c1 to c2, 15 minutes later."""
        team, plan = corrupted.refused()
        assert quantity(RuleId.CHANGE, plan, team, judged.plan(whole=team)) == 1

    def test_places_of_a_joint_visit_changed_about(self):
        """The same two carers, each at the other's place: one visit differs."""
        swapped = judged.with_stop(judged.with_stop(PLAN, "c1", 2, place=2), "c2", 1, place=1)
        assert quantity(RuleId.CHANGE, swapped, published=PLAN) == 1

    def test_assigned_in_one_plan_only(self):
        """v1 is dropped, or taken on again."""
        dropped = judged.plan(c1=judged.c1_doings()[1:])
        assert quantity(RuleId.CHANGE, dropped, published=PLAN) == 1
        assert quantity(RuleId.CHANGE, PLAN, published=dropped) == 1

    def test_left_out_of_both_is_no_change(self):
        """v1 is in neither plan."""
        dropped = judged.plan(c1=judged.c1_doings()[1:])
        assert quantity(RuleId.CHANGE, dropped, published=dropped) == 0

    def test_a_visit_the_published_plan_did_not_know(self):
        """An urgent visit taken on later is no change to anybody."""
        published = replace(judged.plan(c1=judged.c1_doings()[1:]), unassigned=PLAN.unassigned)
        assert quantity(RuleId.CHANGE, PLAN, published=published) == 0

    def test_a_visit_the_team_cancelled(self):
        """What only the published plan knows is no visit of the horizon any more."""
        team = replace(TEAM, visits=tuple(v for v in TEAM.visits if v.visit_id != "v2"))
        c1 = judged.c1_doings()
        del c1[3]
        assert quantity(RuleId.CHANGE, judged.plan(c1=c1, whole=team), team, PLAN) == 0

    def test_dates_outside_the_horizon_do_not_count(self):
        """A week was published, and only its second date is planned again."""
        tuesday = MONDAY + timedelta(days=1)
        published = replace(PLAN, horizon=Horizon(MONDAY, 2))
        empty = Plan("t1", Horizon(tuesday), (), ())
        assert quantity(RuleId.CHANGE, empty, published=published) == 0

    def test_the_whole_plan_turned_over(self):
        """Each of the four visits that were made is dropped, v5 is as it was."""
        c1 = [pause(at("09:00"), minutes(15)), meeting(at("10:00"), minutes(30))]
        assert quantity(RuleId.CHANGE, judged.plan(c1=c1, c2=[]), published=PLAN) == 4
