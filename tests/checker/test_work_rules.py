"""What a shift asks for: what breaks it is caught, what just keeps it is legal."""

from dataclasses import replace

import corrupted
import judged
import pytest
from breaking import PLAN, TEAM, broken, with_round
from judged import at, call, meeting, pause

from scheduler.checker import check
from scheduler.domain.agreements import Agreements
from scheduler.domain.carer import Mode
from scheduler.domain.shift import Appointment, Break, Endpoint, Shift
from scheduler.plan import Leg
from scheduler.rules import RuleId
from scheduler.units import after, minutes


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
