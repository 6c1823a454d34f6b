"""A carer is in one place at a time, and gets there by road."""

from dataclasses import replace

import judged
import pytest
from breaking import (
    C1_BREAK,
    C1_MEETING,
    C1_V1,
    C1_V3,
    C2_BREAK,
    C2_END,
    PLAN,
    TEAM,
    broken,
    with_round,
)
from judged import at, call, pause

from scheduler.domain.carer import Mode
from scheduler.domain.shift import Break, Endpoint, Shift
from scheduler.plan import Leg
from scheduler.rules import RuleId
from scheduler.units import after, minutes


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
