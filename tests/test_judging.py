"""What may not change a verdict: other ids, another week, another order; and what a night may."""

from dataclasses import replace
from datetime import date, timedelta

import corrupted
import judged
import pytest
from judged import at, call

from scheduler.checker import check
from scheduler.continuity import continuity
from scheduler.domain.horizon import Horizon
from scheduler.domain.shift import Shift
from scheduler.domain.team import Team
from scheduler.domain.visit import VisitAgreement
from scheduler.plan import Plan
from scheduler.rules import RuleId
from scheduler.score import score
from scheduler.units import minutes

ORDINARY, SPRING, AUTUMN = date(2026, 11, 21), date(2026, 3, 28), date(2026, 10, 24)
NAMES = {
    "t1": "team-x",
    "c1": "z-carer",
    "c2": "a-carer",
    "ca": "z-client",
    "cb": "y-client",
    "cc": "b-client",
    "v1": "z-visit",
    "v2": "y-visit",
    "v3": "x-visit",
    "v4": "a-visit",
}
"""Other ids, in another alphabetical order."""


def verdict(team: Team, plan: Plan) -> list[RuleId]:
    """The rule of every violation."""
    return [violation.rule for violation in check(team, judged.travel(), plan)]


def legal() -> tuple[Team, Plan]:
    """The plan without faults."""
    return judged.team(), judged.plan()


JUDGED = {"legal": legal, **corrupted.CORRUPTED}


@pytest.mark.parametrize("made", JUDGED.values(), ids=JUDGED)
class TestUnchanged:
    """Nothing but the facts decides."""

    def test_by_other_ids(self, made):
        """Verdict, score and means stay when every id changes."""
        team, plan = made()
        other_team, other_plan = judged.renamed(team, NAMES), judged.renamed(plan, NAMES)
        assert "c1" not in other_team.carer_by_id
        assert verdict(other_team, other_plan) == verdict(team, plan)
        assert score(other_team, other_plan) == score(team, plan)
        until = plan.horizon.last_date
        means = continuity(team, until, plan).team
        assert continuity(other_team, until, other_plan).team == means

    def test_by_the_order_of_rounds(self, made):
        """A plan is a set of rounds; violations come out in the same order."""
        team, plan = made()
        other = replace(plan, rounds=plan.rounds[::-1], unassigned=plan.unassigned[::-1])
        assert check(team, judged.travel(), other) == check(team, judged.travel(), plan)
        assert score(team, other) == score(team, plan)

    def test_by_the_order_of_the_team(self, made):
        """Carers, clients and visits stand in the team's files as they please."""
        team, plan = made()
        other = replace(
            team,
            carers=team.carers[::-1],
            clients=team.clients[::-1],
            visits=team.visits[::-1],
            history=team.history[::-1],
        )
        assert check(other, judged.travel(), plan) == check(team, judged.travel(), plan)
        assert score(other, plan) == score(team, plan)


@pytest.mark.parametrize("day", [judged.MONDAY + timedelta(weeks=n) for n in (1, 14, 20)])
def test_another_week_changes_nothing(day):
    """The same hours on the clock, in winter and in summer time."""
    team, plan = judged.team(day), judged.plan(whole=judged.team(day), day=day)
    assert verdict(team, plan) == []
    assert score(team, plan) == score(*legal())


def visit(visit_id: str, day: date, window: str, **other: object) -> VisitAgreement:
    """A visit to ca."""
    return VisitAgreement(visit_id, "ca", day, judged.windows(window), minutes(30), **other)


def night(day: date, visits: tuple[VisitAgreement, ...], *shifts: Shift) -> Team:
    """The team with other visits and shifts."""
    return judged.team(day, visits=visits, shifts=shifts)


def one_round(day: date, start: str, **other: object) -> tuple[Team, Plan]:
    """c1 works from 22:00 to 07:00 and makes one visit at this time on the clock."""
    shift = Shift("c1", at("22:00", day), at("31:00", day))
    team = night(day, (visit("n1", day, "22:00-30:00", **other),), shift)
    each = judged.round_of(team, shift, [call("n1", at(start, day), day=day)])
    return team, judged.plan_of(team, Horizon(day), each)


class TestNights:
    """Hours that the clock leaves out or shows twice are lived as long as they last."""

    @pytest.mark.parametrize(("day", "hours"), [(ORDINARY, 16), (SPRING, 15), (AUTUMN, 17)])
    @pytest.mark.parametrize("late", [0, 1])
    def test_rest_is_lived_and_not_read_off_the_clock(self, day, hours, late):
        """Home at 18:00 and off at 10:00: 16 hours on the clock, 15 or 17 in the two nights."""
        following = day + timedelta(days=1)
        evening = Shift("c1", at("14:00", day), at("18:00", day))
        morning = Shift("c1", at("10:00", following), at("14:00", following))
        visits = (visit("n1", day, "14:00-18:00"), visit("n2", following, "10:00-14:00"))
        team = night(day, visits, evening, morning)
        first = judged.round_of(team, evening, [call("n1", at("17:26:30", day), day=day)])
        second = judged.round_of(
            team,
            morning,
            [call("n2", at("10:03", following), day=following)],
        )
        assert first.stops[-1].end == at("18:00", day)
        assert second.stops[0].start == at("10:00", following)
        rest = replace(team.agreements, rest_seconds=hours * 3600 + late)
        plan = judged.plan_of(team, Horizon(day, 2), first, second)
        expected = [RuleId.REST] if late else []
        assert verdict(replace(team, agreements=rest), plan) == expected

    @pytest.mark.parametrize(("day", "late"), [(ORDINARY, 130), (SPRING, 70), (AUTUMN, 190)])
    def test_distance_to_a_wish_is_lived(self, day, late):
        """Wished for 04:00 and made at 01:50, less 15 minutes of tolerance."""
        team, plan = one_round(day, "25:50", wished_start=judged.clock("28:00"))
        assert verdict(team, plan) == []
        found = score(team, plan).by_rule[RuleId.WISHED_START].quantity
        assert found == minutes(late - 15)

    @pytest.mark.parametrize(
        ("day", "end"), [(ORDINARY, "26:20"), (SPRING, "27:20"), (AUTUMN, "26:20")]
    )
    def test_service_across_the_change_lasts_as_long_as_ever(self, day, end):
        """Half an hour from 01:50 on is half an hour, whatever clocks show at its end."""
        team, plan = one_round(day, "25:50")
        assert plan.rounds[0].stops[1].end == at(end, day)
        assert verdict(team, plan) == []

    @pytest.mark.parametrize(("day", "hours"), [(ORDINARY, 9), (SPRING, 8), (AUTUMN, 10)])
    def test_shares_are_of_the_hours_of_that_night(self, day, hours):
        """The same work is a larger share of the short night; c2 has a shift and no round."""
        team, plan = one_round(day, "23:00")
        idle = Shift("c2", at("22:00", day), at("31:00", day))
        team = replace(team, shifts=(*team.shifts, idle))
        worked = 1800 + 180 + 210
        found = score(team, plan).by_rule[RuleId.FAIR_LOAD].quantity
        assert found == 1000 * worked // (hours * 3600)

    def test_both_showings_of_the_doubled_hour_are_in_the_window(self):
        """02:30 comes twice in the autumn night."""
        team = night(
            AUTUMN,
            (visit("n1", AUTUMN, "26:20-26:40"),),
            Shift("c1", at("22:00", AUTUMN), at("31:00", AUTUMN)),
        )
        first = at("26:30", AUTUMN)
        for start in (first, first + timedelta(hours=1)):
            each = judged.round_of(team, team.shifts[0], [call("n1", start, day=AUTUMN)])
            assert verdict(team, judged.plan_of(team, Horizon(AUTUMN), each)) == []

    def test_a_visit_in_the_missing_hour_cannot_be_made(self):
        """Its window is gone: left unassigned is legal, any start breaks the window."""
        visits = (visit("n1", SPRING, "26:10-26:50"),)
        team = night(SPRING, visits, Shift("c1", at("22:00", SPRING), at("31:00", SPRING)))
        assert verdict(team, judged.plan_of(team, Horizon(SPRING))) == []
        start = at("27:00", SPRING)
        each = judged.round_of(team, team.shifts[0], [call("n1", start, day=SPRING)])
        found = check(team, judged.travel(), judged.plan_of(team, Horizon(SPRING), each))
        assert [violation.rule for violation in found] == [RuleId.WINDOW]
        assert "never" in found[0].text


def test_a_plan_that_says_nothing_of_a_visit_is_found_out():
    """An empty plan of a day with visits is incomplete once for every place."""
    team = replace(judged.team(), shifts=judged.team().shifts[1:])
    plan = Plan("t1", Horizon(judged.MONDAY), (), ())
    assert verdict(team, plan) == [RuleId.COMPLETE] * 6
