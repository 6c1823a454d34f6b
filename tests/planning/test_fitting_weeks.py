"""Where visits fit on a plan of several dates: the demo team's, from Monday to Wednesday."""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

from scheduler.checker import check
from scheduler.domain.horizon import Horizon, shifts_in
from scheduler.domain.visit import ClockWindow, Recurrence, VisitAgreement
from scheduler.io.team import read_team
from scheduler.planning.changes.published import Published
from scheduler.planning.fitting import fit
from scheduler.planning.roads import network_source, open_roads
from scheduler.planning.series import fit_series
from scheduler.score import score
from scheduler.solver.build import build_problem
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations
from scheduler.units import SECONDS_PER_HOUR, minutes

FOLDER = Path(__file__).resolve().parents[2] / "data" / "gothenburg" / "team"
MONDAY = date(2026, 11, 23)
DAYS = 3
LATE_MORNING = (ClockWindow(9 * SECONDS_PER_HOUR, 12 * SECONDS_PER_HOUR),)


@cache
def published():
    """A plan of three dates, two days before anything of it begins."""
    team, horizon = read_team(FOLDER), Horizon(MONDAY, DAYS)
    travel = open_roads(team, horizon, network_source(team, FOLDER)).travel
    plan = solve(build_problem(team, horizon, travel), MaxIterations(60)).plan
    begin = min(each.start for each in shifts_in(team, horizon))
    return Published(team, travel, plan, begin - timedelta(hours=48))


def daily(dates):
    """Half an hour in the late morning for a client of the team."""
    client = published().team.clients[3]
    return VisitAgreement("more", client.client_id, dates, LATE_MORNING, minutes(30))


def assert_nothing_is_lost(working):
    """A legal plan, scored as it says, in which everything is made that was."""
    judged, before = working.judged, published()
    assert check(judged.team, before.travel, judged.plan) == ()
    assert score(judged.team, judged.plan, before.plan) == judged.score
    made = {key for key, _, _ in judged.plan.filled_places()}
    assert {key for key, _ in before.stops} <= made


def test_a_series_is_made_on_its_weekdays_by_its_two_carers():
    """Two of three dates, each visit once, nothing else lost, the cheapest first."""
    dates = Recurrence("FREQ=DAILY", MONDAY, MONDAY + timedelta(days=DAYS - 1))
    found = fit_series(published(), daily(dates), 2)
    assert found
    assert [each.working.points for each in found] == sorted(each.working.points for each in found)
    for each in found:
        assert [key.date.weekday() for key, _ in each.visits] == list(each.weekdays)
        assert len(each.weekdays) == 2
        assert {carer for _, carer in each.visits} <= {each.primary, each.second}
        made = each.working.judged.filled
        assert all([s.carer_id for s in made[key]] == [carer] for key, carer in each.visits)
        assert_nothing_is_lost(each.working)


def test_a_visit_of_one_date_goes_into_a_round_of_that_date():
    """The other dates of the plan stay as they are, word for word."""
    tuesday = MONDAY + timedelta(days=1)
    found = fit(published(), daily(tuesday))
    assert found
    before = published().plan
    zone = published().team.timezone
    for each in found:
        assert_nothing_is_lost(each.working)
        assert each.start.astimezone(zone).date() == tuesday
        others = [r for r in before.rounds if r.shift.start.astimezone(zone).date() != tuesday]
        assert all(other in each.working.plan.rounds for other in others)
