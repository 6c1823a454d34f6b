"""Where a visit, a series or a meeting fits: real places, in order of what the scorer says."""

import datetime
from dataclasses import replace

import pytest
from generated import small_case
from judged import MONDAY, C, at, plan, team, travel, windows
from solving import optimum

from scheduler.checker import check
from scheduler.continuity import Familiarity
from scheduler.domain.client import Client
from scheduler.domain.location import Location
from scheduler.domain.shift import Endpoint
from scheduler.domain.visit import Priority, Recurrence, VisitAgreement, VisitKey
from scheduler.errors import InputError, RoundsError
from scheduler.planning.changes.published import Published
from scheduler.planning.fitting import fit
from scheduler.planning.meetings import fit_meeting
from scheduler.planning.series import fit_series
from scheduler.score import score
from scheduler.solver.build import build_problem
from scheduler.solver.oracle import solve_exactly
from scheduler.units import minutes

V5 = VisitKey("v5", MONDAY)
PLAN = Published(team(), travel(), plan(), at("00:00"))


def new(**changes):
    """A short visit at C, where c1 came long ago and c2 never."""
    agreed = VisitAgreement("new", "cc", MONDAY, windows("07:00-12:00"), 300, load=0)
    return replace(agreed, **changes)


def test_every_place_is_legal_scored_and_keeps_all_else():
    """The cheapest first, by the scorer, with no visit lost."""
    found = fit(PLAN, new(), 5)
    assert len(found) == 2
    assert [each.points for each in found] == sorted(each.points for each in found)
    for each in found:
        judged = each.working.judged
        assert check(judged.team, PLAN.travel, judged.plan) == ()
        assert score(judged.team, judged.plan, PLAN.plan) == judged.score
        made = {stop.visit for _, stop in judged.plan.assignments()}
        assert made == {visit for visit, _ in PLAN.stops} | {VisitKey("new", MONDAY)}


def test_a_place_says_how_well_the_client_knows_who_comes():
    """c1 was there forty days ago, c2 never before this plan."""
    known = {each.carers[0].carer_id: each.carers[0].familiarity for each in fit(PLAN, new())}
    assert known == {"c1": Familiarity.KNOWN_LONGER_AGO, "c2": Familiarity.NEW}


def test_no_more_places_are_told_than_asked_for():
    """The best one alone."""
    assert fit(PLAN, new(), 1)[0].points == fit(PLAN, new(), 2)[0].points
    assert len(fit(PLAN, new(), 1)) == 1


def test_a_visit_that_fits_nowhere_has_no_place():
    """Nobody works at night."""
    assert fit(PLAN, new(windows=windows("02:00-03:00"))) == ()


def test_nothing_that_has_begun_is_before_a_new_visit():
    """By the clock given no start lies in the past."""
    late = replace(PLAN, now=at("08:40"))
    found = fit(late, new())
    assert found
    assert all(each.start >= late.now for each in found)


def test_an_unassigned_visit_is_placed_as_it_is():
    """v5 takes 45 minutes, which no gap has; shorter it fits."""
    short = replace(
        PLAN,
        team=replace(
            PLAN.team,
            visits=(*PLAN.team.visits[:-1], replace(PLAN.team.visits[-1], service_seconds=300)),
        ),
    )
    assert {each.visit for each in fit(short, V5)} == {V5}


def test_what_cannot_be_asked_is_refused():
    """A visit that somebody makes, one of several dates, an id that there is, no such client."""
    with pytest.raises(RoundsError, match="fit-of-an-assigned-visit"):
        fit(PLAN, VisitKey("v1", MONDAY))
    with pytest.raises(InputError):
        fit(PLAN, new(visit_id="v1", client_id="nobody"))


def test_a_broken_plan_is_fitted_into_where_its_rounds_can_be_kept():
    """c1 is sent out too late for her first window: c2's round still takes the visit."""
    lost = plan()
    rounds = tuple(
        replace(each, stops=tuple(_later(stop) for stop in each.stops))
        if each.shift.carer_id == "c1"
        else each
        for each in lost.rounds
    )
    broken = replace(PLAN, plan=replace(lost, rounds=rounds))
    assert broken.judged.violations
    found = fit(broken, new())
    assert {each.carers[0].carer_id for each in found} == {"c2"}


def _later(stop):
    more = datetime.timedelta(hours=6)
    return replace(stop, arrival=stop.arrival + more, start=stop.start + more, end=stop.end + more)


@pytest.mark.parametrize("seed", range(30))
def test_the_best_place_is_never_better_than_the_proven_best(seed):
    """The oracle's plan with the visit costs at most as much, and every place is legal."""
    case = small_case(seed)
    published = Published(
        case.team,
        case.travel,
        optimum(seed).result.plan,
        min(each.start for each in case.team.shifts) - datetime.timedelta(hours=48),
    )
    like = case.team.visits[0]
    wanted = replace(
        like,
        visit_id="new",
        dependency=None,
        priority=Priority.MUST,
        service_seconds=minutes(1 + like.service_seconds // 60),
        wished_start=None,
    )
    found = fit(published, wanted)
    for each in found:
        judged = each.working.judged
        assert check(judged.team, case.travel, judged.plan) == ()
    if found:
        judged = found[0].working.judged
        best = solve_exactly(build_problem(judged.team, case.horizon, case.travel, published.plan))
        assert best.cost <= judged.score.total


def test_a_series_names_weekdays_and_two_carers():
    """On a plan of one date that weekday, both carers, every visit made."""
    daily = Recurrence("FREQ=DAILY", MONDAY, MONDAY)
    (best, *_) = fit_series(PLAN, new(dates=daily), 1)
    assert best.weekdays == (0,)
    assert {best.primary, best.second} == {"c1", "c2"}
    assert [key for key, _ in best.visits] == [VisitKey("new", MONDAY)]
    assert best.primary_share == 1
    assert check(best.working.judged.team, PLAN.travel, best.working.plan) == ()


def test_a_series_of_a_new_client_needs_roads_to_the_door():
    """Where travel knows the place the client joins the team; where it does not, it says so."""
    daily = Recurrence("FREQ=DAILY", MONDAY, MONDAY)
    wanted = new(client_id="cn", dates=daily)
    (best, *_) = fit_series(PLAN, wanted, 1, client=Client("cn", "-", C))
    client = best.working.judged.team.client_by_id["cn"]
    assert client.primary_carer == best.primary
    with pytest.raises(RoundsError, match="travel-lacks-place"):
        fit_series(PLAN, wanted, 1, client=Client("cn", "-", Location(1.0, 1.0)))


def test_a_series_on_more_weekdays_than_there_are_has_no_place():
    """Two weekdays on a plan of one."""
    daily = Recurrence("FREQ=DAILY", MONDAY, MONDAY)
    assert fit_series(PLAN, new(dates=daily), 2) == ()


def test_a_meeting_is_an_appointment_of_everybody_named():
    """At the base, for so long, and every plan is legal; times that lose no visit come first."""
    found = fit_meeting(PLAN, ["c1", "c2"], minutes(10), MONDAY, 5)
    assert found
    for each in found:
        whole = each.working.judged.team
        assert check(whole, PLAN.travel, each.working.plan) == ()
        for shift in whole.shifts:
            kept = [a for a in shift.appointments if a.start == each.start]
            assert len(kept) == (shift.carer_id in {"c1", "c2"})
            assert all(a.held_at is Endpoint.BASE and a.seconds == 600 for a in kept)
    assert [len(each.left_out) for each in found] == sorted(len(each.left_out) for each in found)


def test_a_meeting_that_costs_a_visit_says_which():
    """For two hours somebody's visits go, and are listed as left out."""
    found = fit_meeting(PLAN, ["c1"], minutes(120), MONDAY, 1)
    assert found[0].left_out
    left = {each.visit for each in found[0].left_out}
    assert left <= {each.visit for each in found[0].working.plan.unassigned}


def test_nobody_meets_who_does_not_work_or_is_not_known():
    """c3 is on call only."""
    assert fit_meeting(PLAN, ["c1", "c3"], minutes(10), MONDAY) == ()
    with pytest.raises(RoundsError, match="change-carer-unknown"):
        fit_meeting(PLAN, ["c9"], minutes(10), MONDAY)
