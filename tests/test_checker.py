"""Every hard rule: what breaks it is caught with its id alone, and what just keeps it is legal."""

from dataclasses import replace
from datetime import timedelta

import corrupted
import judged
import pytest
from judged import MONDAY, at, call, meeting, pause

from scheduler.checker import check
from scheduler.domain.agreements import Agreements
from scheduler.domain.carer import Mode
from scheduler.domain.shift import Appointment, Break, Endpoint, Shift, ShiftKey, ShiftKind
from scheduler.domain.team import Team
from scheduler.domain.visit import Dependency, Pin, Priority, VisitKey
from scheduler.errors import FaultError
from scheduler.plan import Leg, Plan, Round, Stop, StopKind, Unassigned
from scheduler.rules import HARD_RULES, RuleId
from scheduler.units import after, minutes

TEAM = judged.team()
PLAN = judged.plan()
C1_V1, C1_V3, C1_BREAK, C1_V2, C1_MEETING, C1_END = range(1, 7)
C2_V3, C2_V4, C2_BREAK, C2_END = range(1, 5)


def key(visit_id: str) -> VisitKey:
    """The visit on the day of the plan."""
    return VisitKey(visit_id, MONDAY)


def broken(plan: Plan, team: Team = TEAM) -> set[RuleId]:
    """The rules that a plan breaks."""
    return {violation.rule for violation in check(team, judged.travel(), plan)}


def with_left_out(visit_id: str, place: int, priority: Priority, plan: Plan = PLAN) -> Plan:
    """The plan with one more place listed as left unassigned."""
    entry = Unassigned(key(visit_id), place, priority)
    return replace(plan, unassigned=(*plan.unassigned, entry))


def with_round(extra: Round, plan: Plan = PLAN) -> Plan:
    """The plan with one more round, whose visits are no longer left unassigned."""
    made = {stop.visit for stop in extra.visit_stops}
    left = tuple(entry for entry in plan.unassigned if entry.visit not in made)
    return replace(plan, rounds=(*plan.rounds, extra), unassigned=left)


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


class TestShift:
    """From a start to an end, within the shift and the overtime allowed."""

    def test_leaving_before_the_shift(self):
        """c1 leaves a second too early, and waits at v1."""
        early = judged.plan(departures={"c1": at("06:59:59")})
        assert broken(early) == {RuleId.SHIFT}
        assert broken(judged.plan(departures={"c1": at("07:00")})) == set()

    @pytest.mark.parametrize(("limit", "expected"), [(555, set()), (554, {RuleId.SHIFT})])
    def test_overtime_up_to_the_limit(self, limit, expected):
        """The round ends 555 s after its shift."""
        plan = corrupted.beyond_shift()[1]
        assert broken(plan, judged.team(agreements=Agreements(overtime_limit_seconds=limit))) == (
            expected
        )

    def test_no_start(self):
        """A round begins with a start."""
        stops = list(judged.stops_of(PLAN, "c1"))[1:]
        stops[0] = replace(stops[0], leg=None)
        assert broken(judged.with_stops(PLAN, "c1", stops)) == {RuleId.SHIFT}

    def test_no_end(self):
        """A round finishes with an end, even where the last stop is a break."""
        stops = judged.stops_of(PLAN, "c2")[:-1]
        assert broken(judged.with_stops(PLAN, "c2", stops)) == {RuleId.SHIFT}

    def test_an_end_in_the_middle(self):
        """The round goes on after its end."""
        stops = judged.stops_of(PLAN, "c2")
        again = replace(stops[-1], leg=Leg(0, 0, Mode.CAR))
        assert broken(judged.with_stops(PLAN, "c2", [*stops, again])) == {RuleId.SHIFT}

    @pytest.mark.parametrize("field", ["arrival", "start"])
    def test_a_start_that_takes_time(self, field):
        """Arrival, start and end of the start are one instant."""
        moment = after(judged.stops_of(PLAN, "c1")[0].start, -1)
        assert broken(judged.with_stop(PLAN, "c1", 0, **{field: moment})) == {RuleId.SHIFT}


class TestBreak:
    """Each break once, in order, in full, on time."""

    def test_the_latest_end_is_allowed_itself(self):
        """c2's break ends at 09:20."""
        for latest, expected in (("09:20", set()), ("09:19:59", {RuleId.BREAK})):
            due = Break(minutes(10), at("09:10"), at(latest))
            assert broken(PLAN, judged.with_shift(TEAM, "c2", breaks=(due,))) == expected

    def test_the_earliest_start_is_allowed_itself(self):
        """c2's break starts at 09:10."""
        for earliest, expected in (("09:10", set()), ("09:10:01", {RuleId.BREAK})):
            due = Break(minutes(10), at(earliest), at("10:00"))
            assert broken(PLAN, judged.with_shift(TEAM, "c2", breaks=(due,))) == expected

    @pytest.mark.parametrize("seconds", [599, 601])
    def test_neither_shorter_nor_longer(self, seconds):
        """A break lasts just as long as the shift says."""
        c2 = judged.c2_doings()
        c2[2] = pause(at("09:10"), seconds)
        assert broken(judged.plan(c2=c2)) == {RuleId.BREAK}

    def test_one_break_too_many(self):
        """Nobody takes a break the shift does not have."""
        c2 = [*judged.c2_doings()[:2], *(pause(at(t), minutes(5)) for t in ("09:10", "09:15"))]
        assert broken(judged.plan(c2=c2)) == {RuleId.BREAK}

    @pytest.mark.parametrize(("lengths", "expected"), [((10, 5), set()), ((5, 10), {RuleId.BREAK})])
    def test_breaks_are_taken_in_order(self, lengths, expected):
        """Two breaks of the same hours, ten and then five minutes."""
        due = tuple(Break(minutes(n), at("09:00"), at("10:00")) for n in (10, 5))
        team = judged.with_shift(TEAM, "c2", breaks=due)
        first, second = (minutes(n) for n in lengths)
        start = at("09:10")
        c2 = [*judged.c2_doings()[:2], pause(start, first), pause(after(start, first), second)]
        assert broken(judged.plan(c2=c2, whole=team), team) == expected


class TestAppointment:
    """Each appointment of the shift once, exactly on time."""

    def test_missed(self):
        """c1 goes home instead."""
        assert broken(judged.plan(c1=judged.c1_doings()[:-1])) == {RuleId.APPOINTMENT}

    def test_left_early(self):
        """An appointment is attended to its end."""
        c1 = [*judged.c1_doings()[:-1], meeting(at("10:00"), minutes(29))]
        assert broken(judged.plan(c1=c1)) == {RuleId.APPOINTMENT}

    def test_attended_twice(self):
        """The shift has one appointment and the round two."""
        c1 = [*judged.c1_doings(), meeting(at("10:30"), minutes(30))]
        team = judged.with_shift(TEAM, "c1", appointments=TEAM.shifts[0].appointments)
        plan = judged.plan(c1=c1, whole=team)
        assert broken(plan, team) == {RuleId.APPOINTMENT}

    def test_the_right_one_is_recognised(self):
        """With the first of two missed, the second counts as kept where it is held."""
        missed = Appointment(at("07:00"), at("07:10"), Endpoint.HOME)
        held = TEAM.shifts[0].appointments[0]
        team = judged.with_shift(TEAM, "c1", appointments=(missed, held))
        (violation,) = check(team, judged.travel(), PLAN)
        assert violation.rule is RuleId.APPOINTMENT
        assert "07:00" in violation.text

    def test_held_somewhere_else(self):
        """An appointment at home is not kept at the base."""
        held = replace(TEAM.shifts[0].appointments[0], held_at=Endpoint.HOME)
        assert broken(PLAN, judged.with_shift(TEAM, "c1", appointments=(held,))) == {
            RuleId.ONE_PLACE
        }


class TestOnePlace:
    """Times that follow from each other, legs that follow the roads."""

    @pytest.mark.parametrize("position", [C1_V3, C1_BREAK, C1_MEETING])
    @pytest.mark.parametrize("change", [{"seconds": 120}, {"metres": 1}, {"mode": Mode.CAR}])
    def test_a_leg_that_is_not_by_road(self, position, change):
        """Seconds, metres and mode are the carer's own for these two places."""
        assert broken(judged.with_leg(PLAN, "c1", position, **change)) == {RuleId.ONE_PLACE}

    def test_a_missing_leg(self):
        """Only the start has none."""
        assert broken(judged.with_stop(PLAN, "c1", C1_V3, leg=None)) == {RuleId.ONE_PLACE}

    def test_a_leg_to_the_start(self):
        """Nobody travels to where the round starts."""
        plan = judged.with_stop(PLAN, "c1", 0, leg=Leg(0, 0, Mode.BIKE))
        assert broken(plan) == {RuleId.ONE_PLACE}

    def test_service_before_arrival(self):
        """c1 leaves a minute late for v1 and still starts on time."""
        plan = judged.plan(departures={"c1": at("07:28")})
        assert broken(plan) == {RuleId.ONE_PLACE}

    def test_arrival_before_the_leg_is_over(self):
        """The waiting at v3 may not begin on the road."""
        arrival = after(judged.stops_of(PLAN, "c1")[C1_V3].arrival, -1)
        assert broken(judged.with_stop(PLAN, "c1", C1_V3, arrival=arrival)) == {RuleId.ONE_PLACE}

    def test_service_cut_short(self):
        """v1 ends five minutes early, and everything after it waits longer."""
        stops = judged.stops_of(PLAN, "c1")
        plan = judged.with_stop(PLAN, "c1", C1_V1, end=after(stops[C1_V1].end, -300))
        arrival = after(stops[C1_V3].arrival, -300)
        plan = judged.with_stop(plan, "c1", C1_V3, arrival=arrival)
        assert broken(plan) == {RuleId.ONE_PLACE}

    @pytest.mark.parametrize("field", ["start_place", "end_place"])
    def test_a_round_between_other_places(self, field):
        """c1's round starts and ends at home, where her shift does."""
        team = judged.with_shift(TEAM, "c1", **{field: Endpoint.BASE})
        assert broken(PLAN, team) == {RuleId.ONE_PLACE}

    @pytest.mark.parametrize("on_arrival", [(False, False), (False, True), (True, True)])
    def test_several_breaks_in_a_row(self, on_arrival):
        """Two breaks between v3 and v2: both before the ride, around it, both after it."""
        due = (Break(minutes(5), at("08:45"), at("10:00")), TEAM.shifts[0].breaks[0])
        team = judged.with_shift(TEAM, "c1", breaks=due)
        c1 = judged.c1_doings()
        c1[2:4] = [
            pause(at("08:50"), minutes(5), on_arrival=on_arrival[0]),
            pause(at("09:00"), minutes(15), on_arrival=on_arrival[1]),
            call("v2", at("09:30")),
        ]
        assert broken(judged.plan(c1=c1, whole=team), team) == set()

    def test_a_break_half_way(self):
        """A break is taken at one end of the ride, not on the road."""
        plan = judged.with_leg(PLAN, "c1", C1_BREAK, seconds=135, metres=1080)
        assert broken(plan) == {RuleId.ONE_PLACE}

    def test_the_whole_ride_before_and_after_a_break(self):
        """What was ridden before the break is not ridden again after it."""
        plan = judged.with_leg(PLAN, "c2", C2_BREAK, seconds=255, metres=2040)
        stops = list(judged.stops_of(plan, "c2"))
        begin = stops[C2_BREAK].arrival
        stops[C2_BREAK] = replace(stops[C2_BREAK], start=begin, end=after(begin, minutes(10)))
        home = after(stops[C2_BREAK].end, 255)
        stops[C2_END] = replace(stops[C2_END], arrival=home, start=home, end=home)
        assert broken(judged.with_stops(PLAN, "c2", stops)) == {RuleId.ONE_PLACE}

    def test_a_carer_in_two_rounds_at_once(self):
        """Two shifts of one date may touch; their rounds may not overlap."""
        home = judged.stops_of(PLAN, "c2")[-1].end
        for leaves, expected in ((home, set()), (after(home, -1), {RuleId.ONE_PLACE})):
            second = Shift("c2", at("09:20"), at("12:00"))
            team = replace(TEAM, shifts=(*TEAM.shifts, second))
            extra = judged.round_of(team, second, [call("v5", at("10:00"))], leaves)
            assert broken(with_round(extra), team) == expected


class TestRest:
    """Hours between the rounds of different dates."""

    def test_the_least_rest_is_enough(self):
        """Eleven hours less a second break the rule, and are enough where less is agreed."""
        team, plan = corrupted.without_rest()
        team = replace(team, agreements=Agreements(rest_seconds=11 * 3600 - 1))
        assert broken(plan, team) == set()

    def test_split_shifts_of_one_date_need_no_rest(self):
        """Morning and noon of one date lie closer together."""
        second = Shift("c2", at("10:00"), at("12:00"))
        team = replace(TEAM, shifts=(*TEAM.shifts, second))
        extra = judged.round_of(team, second, [call("v5", at("10:30"))])
        assert broken(with_round(extra), team) == set()


class TestLoadCap:
    """Load points of a round."""

    @pytest.mark.parametrize(
        ("cap", "expected"), [(5, set()), (4, {RuleId.LOAD_CAP}), (None, set())]
    )
    def test_up_to_the_cap(self, cap, expected):
        """c1's round weighs five points."""
        assert broken(PLAN, judged.with_shift(TEAM, "c1", load_cap=cap)) == expected
