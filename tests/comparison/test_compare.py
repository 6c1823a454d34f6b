"""Two plans beside each other: what moved, whom it concerns, whom to call, what it costs."""

from dataclasses import replace
from datetime import timedelta

import judged
import pytest
from corrupted import CORRUPTED
from judged import MONDAY, at, call, pause

from scheduler.checker import check
from scheduler.comparison import Comparison, JudgedPlan, MoveKind, Newcomer, Work, compare
from scheduler.continuity import Familiarity, continuity
from scheduler.domain.client import PastVisit
from scheduler.domain.horizon import Horizon
from scheduler.domain.team import Team
from scheduler.domain.visit import VisitKey
from scheduler.errors import RoundsError
from scheduler.plan import Plan
from scheduler.rules import SOFT_RULES, RuleId
from scheduler.score import score
from scheduler.units import minutes

TEAM = judged.team()
PLAN = judged.plan()


def side(plan: Plan, team: Team = TEAM) -> JudgedPlan:
    """The plan with what checker and scorer say of it."""
    try:
        scored = score(team, plan)
    except RoundsError:
        scored = None
    return JudgedPlan(team, plan, scored, check(team, judged.travel(), plan))


def compared(after: Plan, before: Plan = PLAN) -> Comparison:
    """Two plans of the team made by hand."""
    return compare(side(before), side(after))


def v4_handed_over() -> Plan:
    """The plan in which c1 makes v4 at 09:00 instead of c2; her break is on arrival at v2."""
    c1 = judged.c1_doings()
    c1[1:3] = [
        call("v3", at("08:15")),
        call("v4", at("08:45")),
        pause(at("09:00"), minutes(15), on_arrival=True),
    ]
    c2 = [call("v3", at("08:15"), place=2)]
    return judged.plan(c1=c1, c2=c2)


def v1_at(shown: str) -> Plan:
    """The plan in which v1 starts at another time, and nothing else."""
    c1 = judged.c1_doings()
    c1[0] = call("v1", at(shown))
    return judged.plan(c1=c1)


def key(visit_id: str) -> VisitKey:
    """The visit on the day of the plan."""
    return VisitKey(visit_id, MONDAY)


class TestMoves:
    """Which visits are not in both plans alike, and what became of them."""

    def test_equal_plans_differ_in_nothing(self):
        """No move, nobody concerned, no call; every soft rule costs the same."""
        found = compared(PLAN)
        assert (found.moves, found.clients, found.carers, found.call_list) == ((), (), (), ())
        assert found.better == found.worse == ()
        assert found.cost_difference == 0
        assert len(found.rules) == len(SOFT_RULES)

    def test_another_start_is_a_move_of_so_many_seconds(self):
        """Later counts forward, earlier backward, to the second."""
        (later,) = compared(v1_at("07:30:20")).moves
        assert (later.visit, later.kind, later.moved_seconds) == (key("v1"), MoveKind.MOVED, 20)
        (earlier,) = compared(v1_at("07:15")).moves
        assert earlier.moved_seconds == -minutes(15)

    def test_another_carer_is_a_move(self):
        """With the carers and starts of both plans."""
        moves = {move.visit: move for move in compared(v4_handed_over()).moves}
        assert set(moves) == {key("v3"), key("v4")}
        assert moves[key("v4")].carers_before == ("c2",)
        assert moves[key("v4")].carers_after == ("c1",)
        assert moves[key("v4")].moved_seconds == -minutes(15)

    def test_one_place_of_a_joint_visit_is_enough(self):
        """Only the second place of v3 starts later: the visit moved by as much."""
        late = judged.with_stop(PLAN, "c2", 1, start=at("08:40"))
        (move,) = compared(late).moves
        assert move.visit == key("v3")
        assert move.moved_seconds == minutes(10)

    def test_places_that_moved_apart_tell_the_one_that_moved_furthest(self):
        """Ten minutes later in the first place and twenty earlier in the second."""
        apart = judged.with_stop(PLAN, "c1", 2, start=at("08:40"))
        apart = judged.with_stop(apart, "c2", 1, start=at("08:10"))
        (move,) = compared(apart).moves
        assert move.moved_seconds == -minutes(20)

    def test_a_visit_left_out_now(self):
        """It has an old start and no new one."""
        (move,) = [m for m in compared(judged.plan(c2=[])).moves if m.visit == key("v4")]
        assert move.kind is MoveKind.NEWLY_LEFT_OUT
        assert (move.start_before, move.start_after) == (at("09:00"), None)
        assert move.moved_seconds is None

    def test_a_visit_no_longer_left_out(self):
        """The other way round."""
        moves = compared(PLAN, before=judged.plan(c2=[])).moves
        (move,) = [move for move in moves if move.visit == key("v4")]
        assert move.kind is MoveKind.NEWLY_ASSIGNED
        assert (move.start_before, move.start_after) == (None, at("09:00"))

    def test_a_visit_that_only_one_plan_speaks_of(self):
        """v5 was left out by both; a plan that does not mention it lacks it."""
        silent = replace(PLAN, unassigned=())
        (removed,) = compared(silent).moves
        assert (removed.visit, removed.kind) == (key("v5"), MoveKind.REMOVED)
        (added,) = compared(PLAN, before=silent).moves
        assert (added.visit, added.kind) == (key("v5"), MoveKind.ADDED)

    def test_moves_are_in_order_of_the_new_start(self):
        """Those without a new start by their old one; numbers count from 1."""
        found = compared(judged.plan(c2=[]), before=v1_at("07:10"))
        assert [move.visit.visit_id for move in found.moves] == ["v1", "v3", "v4"]
        assert [found.number_of[move.visit] for move in found.moves] == [1, 2, 3]

    def test_carers_who_exchange_their_places_are_a_move_but_no_call(self):
        """The client of a joint visit meets the same two at the same time."""
        c1, c2 = judged.c1_doings(), judged.c2_doings()
        c1[1], c2[0] = replace(c1[1], place=2), replace(c2[0], place=1)
        found = compared(judged.plan(c1=c1, c2=c2))
        assert [move.visit for move in found.moves] == [key("v3")]
        assert found.call_list == ()


class TestClients:
    """Whom of the clients it concerns, and whom to call."""

    def test_a_client_has_the_moves_of_all_their_visits(self):
        """Client ca has v1 and v4; the largest move in time is told."""
        after = v4_handed_over()
        after = judged.with_stop(after, "c1", 1, start=at("07:31"))
        (client,) = [each for each in compared(after).clients if each.client_id == "ca"]
        assert [move.visit.visit_id for move in client.moves] == ["v1", "v4"]
        assert client.moved_seconds == -minutes(15)

    def test_carers_of_a_client_are_those_of_all_visits(self):
        """c1 came to ca already and takes over v4: nobody new comes, and c2 no longer does."""
        (client,) = [c for c in compared(v4_handed_over()).clients if c.client_id == "ca"]
        assert (client.carers_before, client.carers_after) == (("c1", "c2"), ("c1",))
        assert client.newcomers == ()

    @pytest.mark.parametrize(
        ("changes", "expected"),
        [
            ({"primary_carer": "c1"}, Familiarity.PRIMARY),
            ({"primary_carer": None, "wishes": frozenset({"c1"})}, Familiarity.KNOWN),
            ({"primary_carer": None}, Familiarity.NEW),
        ],
    )
    def test_how_well_a_newcomer_is_known(self, changes, expected):
        """As the client knows them when the dates begin."""
        clients = (replace(TEAM.clients[0], **changes), *TEAM.clients[1:])
        team = replace(TEAM, clients=clients)
        before, after = side(PLAN, team), side(v4_handed_over(), team)
        (move,) = [m for m in compare(before, after).moves if m.visit == key("v4")]
        assert move.newcomers == (Newcomer("c1", expected),)

    def test_a_start_within_the_tolerance_needs_no_call(self):
        """A quarter of an hour by default; a second more does."""
        assert compared(v1_at("07:15")).call_list == ()
        (called,) = compared(v1_at("07:14:59")).call_list
        assert (called.client_id, called.at) == ("ca", at("07:14:59"))

    def test_the_tolerance_is_that_of_the_team(self):
        """A team may have agreed on less."""
        agreements = replace(TEAM.agreements, change_tolerance_seconds=60)
        team = replace(TEAM, agreements=agreements)
        found = compare(side(PLAN, team), side(v1_at("07:28:59"), team))
        assert [each.client_id for each in found.call_list] == ["ca"]

    def test_another_carer_always_needs_a_call(self):
        """Even at the same start; and so does a visit that nobody makes any more."""
        found = compared(judged.plan(c2=[]))
        assert [each.client_id for each in found.call_list] == ["cc", "ca"]

    def test_calls_are_in_order_of_the_start_to_tell(self):
        """The new start, not the old one."""
        c1 = judged.c1_doings()
        c1[0], c1[1] = call("v1", at("08:00")), call("v3", at("08:52"))
        c1[2:4] = [call("v2", at("09:30"))]
        c2 = [call("v4", at("08:00")), call("v3", at("08:52"), place=2)]
        found = compared(judged.plan(c1=c1, c2=c2))
        assert [(each.client_id, each.at) for each in found.call_list] == [
            ("ca", at("08:00")),
            ("cc", at("08:52")),
        ]

    def test_a_call_tells_only_what_must_be_told(self):
        """v4 of ca stays within the tolerance, so the call is about v1."""
        after = judged.with_stop(v1_at("07:50"), "c2", 2, start=at("09:00:30"))
        (called,) = compared(after).call_list
        assert [move.visit.visit_id for move in called.moves] == ["v1"]


class TestCarers:
    """Whom of the carers it concerns, and how."""

    def test_visits_gained_lost_and_restarted(self):
        """c1 takes v4 over from c2; v3 stays with both and starts earlier."""
        one, other = compared(v4_handed_over()).carers
        assert (one.carer_id, other.carer_id) == ("c1", "c2")
        assert [move.visit.visit_id for move in one.gained] == ["v4"]
        assert [move.visit.visit_id for move in other.lost] == ["v4"]
        for carer in (one, other):
            assert [move.visit.visit_id for move in carer.restarted] == ["v3"]
        assert (one.lost, other.gained) == ((), ())

    def test_work_before_after_and_between(self):
        """Seconds of service, travel and waiting, added up by hand."""
        (carer,) = compared(v1_at("07:40")).carers
        assert carer.before == Work(3, minutes(65), 180 + 390 + 270 + 390 + 300, 1410 + 630 + 1110)
        assert carer.after.waiting_seconds == carer.before.waiting_seconds - 600
        assert carer.difference == Work(waiting_seconds=-600)

    def test_overtime_counts_from_the_end_of_the_shift(self):
        """c2 is home 100 seconds after his shift."""
        late = judged.with_stop(PLAN, "c2", -1, end=at("09:31:40"))
        (carer,) = [each for each in compared(late).carers if each.carer_id == "c2"]
        assert (carer.before.overtime_seconds, carer.after.overtime_seconds) == (0, 100)

    def test_lateness_is_no_negative_waiting(self):
        """Service before arrival is a broken rule and makes up for no time waited."""
        rushed = judged.with_stop(PLAN, "c2", 1, start=at("08:00"))
        (carer,) = [each for each in compared(rushed).carers if each.carer_id == "c2"]
        assert carer.after.waiting_seconds >= 0

    def test_the_times_of_every_round(self):
        """Start and end in both plans, nothing where there is no round."""
        (carer,) = [c for c in compared(judged.plan(c2=[])).carers if c.carer_id == "c2"]
        (times,) = carer.rounds
        stops = judged.stops_of(PLAN, "c2")
        assert times.before == (stops[0].start, stops[-1].end)
        assert times.after is None

    def test_a_carer_with_the_same_rounds_is_not_concerned(self):
        """v1 is a matter of c1 alone."""
        assert [each.carer_id for each in compared(v1_at("07:20")).carers] == ["c1"]


class TestRules:
    """Which rules got better and which worse."""

    def test_better_and_worse_by_points(self):
        """One visit the less is made: should-visits cost more, travel less."""
        found = compared(judged.plan(c2=judged.c2_doings()[:1]))
        assert RuleId.UNASSIGNED_SHOULD in {each.rule_id for each in found.worse}
        assert RuleId.CONTINUITY in {each.rule_id for each in found.better}
        should = next(e for e in found.worse if e.rule_id is RuleId.UNASSIGNED_SHOULD)
        assert (should.quantity_difference, should.cost_difference) == (1, 20_000_000)
        assert should.rule.sentence == "Visits that should be made are made."

    def test_the_difference_is_that_of_the_scores(self):
        """To the point."""
        after = v4_handed_over()
        expected = score(TEAM, after).total - score(TEAM, PLAN).total
        assert compared(after).cost_difference == expected

    def test_a_plan_that_cannot_be_scored_has_no_rules(self):
        """It speaks of a shift that the team does not have; the rest is compared all the same."""
        team = replace(TEAM, shifts=TEAM.shifts[1:])
        found = compare(side(PLAN), side(PLAN, team))
        assert (found.rules, found.cost_difference) == ((), None)
        assert found.violations_new

    @pytest.mark.parametrize("made", CORRUPTED.values(), ids=[rule.value for rule in CORRUPTED])
    def test_hard_rules_that_only_one_plan_breaks(self, made):
        """What the checker finds in a corrupted plan is new, or gone the other way round."""
        team, plan = made()
        sound = judged.plan_of(team, plan.horizon)
        expected = check(team, judged.travel(), plan)
        against_sound = [v for v in expected if v not in check(team, judged.travel(), sound)]
        found = compare(side(sound, team), side(plan, team))
        assert list(found.violations_new) == against_sound
        back = compare(side(plan, team), side(sound, team))
        assert list(back.violations_gone) == against_sound

    def test_a_rule_that_is_broken_twice_as_often(self):
        """One violation more of the same words is new."""
        broken = side(v1_at("09:30"))
        twice = replace(broken, violations=broken.violations * 2)
        assert compare(broken, twice).violations_new == broken.violations
        assert compare(broken, twice).violations_gone == ()

    def test_a_rule_that_both_break_alike_is_no_difference(self):
        """The same violation word for word is neither new nor gone."""
        broken = v1_at("09:30")
        found = compared(broken, before=broken)
        assert found.violations_new == found.violations_gone == ()


class TestContinuity:
    """Continuity with either plan carried out."""

    def test_before_and_after(self):
        """As the indices of each plan have it."""
        after = v4_handed_over()
        found = compared(after)
        assert found.continuity_before == continuity(TEAM, MONDAY, PLAN)
        assert found.continuity_after == continuity(TEAM, MONDAY, after)

    @pytest.mark.parametrize("days", [27, 28, 29, 400])
    def test_as_much_history_counts_as_the_indices_ask_for(self, days):
        """Visits of long ago are none of their business, and none of ours."""
        past = PastVisit(MONDAY - timedelta(days=days), "ca", "c3")
        team = replace(TEAM, history=tuple(sorted((past, *TEAM.history))))
        found = compare(side(PLAN, team), side(PLAN, team))
        assert found.continuity_after == continuity(team, MONDAY, PLAN)

    def test_visits_that_the_team_does_not_have_count_for_nobody(self):
        """A plan may speak of a visit that was cancelled for good."""
        fewer = judged.team(visits=(TEAM.visits[0], *TEAM.visits[2:]))
        c1 = judged.c1_doings()
        del c1[3]
        found = compare(side(judged.plan(c1=c1), fewer), side(PLAN, fewer))
        (move,) = [move for move in found.moves if move.visit == key("v2")]
        assert move.client_id is None
        assert found.continuity_after == found.continuity_before


class TestTeams:
    """Plans that are for different teams."""

    def test_each_plan_is_read_with_its_own_team(self):
        """After c2 called in ill: his visits moved, and both plans can be scored."""
        ill = judged.team(shifts=tuple(s for s in TEAM.shifts if s.carer_id != "c2"))
        found = compare(side(PLAN), side(judged.plan(c2=[], whole=ill), ill))
        assert {move.visit.visit_id for move in found.moves} == {"v3", "v4"}
        assert found.violations_gone == ()
        assert found.rules

    def test_a_visit_that_only_the_team_before_has_keeps_its_client(self):
        """The client of a cancelled visit can still be called."""
        fewer = judged.team(visits=TEAM.visits[1:3])
        found = compare(side(PLAN), side(judged.plan_of(fewer, Horizon(MONDAY)), fewer))
        (move,) = [move for move in found.moves if move.visit == key("v1")]
        assert (move.client_id, move.kind) == ("ca", MoveKind.REMOVED)
        assert "ca" in {each.client_id for each in found.call_list}

    def test_how_well_a_newcomer_is_known_is_a_matter_of_the_team_after(self):
        """The client has chosen another primary carer in between."""
        clients = (replace(TEAM.clients[0], primary_carer="c2"), *TEAM.clients[1:])
        then = replace(TEAM, clients=clients)
        found = compare(side(PLAN, then), side(v4_handed_over()))
        (move,) = [each for each in found.moves if each.visit == key("v4")]
        assert move.newcomers == (Newcomer("c1", Familiarity.PRIMARY),)

    def test_what_is_tolerated_is_a_matter_of_the_team_after(self):
        """Only it has agreed that a minute is worth a call."""
        agreements = replace(TEAM.agreements, change_tolerance_seconds=60)
        strict = replace(TEAM, agreements=agreements)
        after = v1_at("07:25")
        assert compare(side(PLAN), side(after, strict)).call_list
        assert not compare(side(PLAN, strict), side(after)).call_list

    def test_plans_of_other_dates_are_refused(self):
        """With both spans of dates."""
        tuesday = MONDAY + timedelta(days=1)
        other = Plan(TEAM.team_id, Horizon(tuesday), (), ())
        with pytest.raises(RoundsError, match="2026-11-23 to 2026-11-23") as caught:
            compare(side(PLAN), side(other))
        assert caught.value.code == "plans-of-other-dates"
