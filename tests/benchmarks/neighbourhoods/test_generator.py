"""Generated teams are the same for the same seed, believable, and can be planned."""

import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest
from generated_teams import (
    CENTRE,
    DATA,
    WEEK,
    agreements_by_client,
    centre,
    many,
    profile,
    usual_team,
)
from solving import assert_sound

from benchmarks.neighbourhoods.dwelling import metres
from benchmarks.neighbourhoods.generator import FIRST_DATE, generate
from benchmarks.neighbourhoods.needs import expected
from scheduler.continuity import before_and_after
from scheduler.domain.carer import Mode
from scheduler.domain.horizon import Horizon, shifts_in, visits_in
from scheduler.domain.team import Team
from scheduler.errors import RoundsError
from scheduler.io.team.writing import write_team_document
from scheduler.planning.roads import open_roads
from scheduler.solver.build import build_problem
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations


def test_the_same_seed_gives_the_same_team() -> None:
    """Drawn again, in this process."""
    assert generate(centre(), profile(), 1) == usual_team()


def test_another_seed_gives_another_team() -> None:
    """Other clients with other needs."""
    one, other = usual_team(1), usual_team(2)
    assert {client.location for client in one.clients} != {
        client.location for client in other.clients
    }
    assert one.visits != other.visits


def test_one_carer_alone_makes_no_joint_visit() -> None:
    """Nobody else can have come; the history tells of those who did."""
    team = generate(centre(), profile(), 1, carers=1, clients=40)
    assert any(len(each.places) > 1 for each in team.visits)
    assert {each.carer_id for each in team.history} == {team.carers[0].carer_id}


def test_a_place_may_be_called_anything() -> None:
    """Ids begin with a letter or a digit, whatever the place does."""
    here = replace(centre(), place=replace(centre().place, name="'s-Hertogenbosch"))
    team = generate(here, profile(), 0, carers=2, clients=3)
    assert (team.name, team.team_id[:17]) == ("'s-Hertogenbosch", "s-Hertogenbosch u")


def test_another_process_draws_the_same_team(command_cache: Path) -> None:
    """Whatever order its sets have."""
    script = f"""
import json, sys
sys.path[:0] = {[str(Path(__file__).parent), str(DATA.parent)]!r}
from generated_teams import usual_team
from scheduler.io.team.writing import write_team_document
print(json.dumps(write_team_document(usual_team())))
"""
    drawn = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        check=True,
        text=True,
        env={"PYTHONHASHSEED": "7", "ROUNDS_CACHE": str(command_cache)},
    )
    assert drawn.stdout.strip() == json.dumps(write_team_document(usual_team()))


def test_more_clients_are_the_same_ones_and_others() -> None:
    """What the first ones need does not hang on how many there are."""
    few = agreements_by_client(generate(centre(), profile(), 1, clients=10, carers=4))
    usual = agreements_by_client(usual_team())
    assert len(few) == 10
    assert all(few[client_id] == usual[client_id] for client_id in few)


def test_a_team_has_at_most_twelve_carers() -> None:
    """And as many clients as those can serve, up to the usual number."""
    team = usual_team()
    assert len(team.carers) <= 12
    assert 25 <= len(team.clients) <= 55


def test_clients_follow_the_carers() -> None:
    """Half the carers have half the clients, more or less."""
    whole = len(usual_team().clients)
    half = len(generate(centre(), profile(), 1, carers=6).clients)
    assert 0.25 * whole <= half <= 0.75 * whole


def test_carers_follow_the_clients() -> None:
    """Fewer clients need fewer carers, and no more than it takes."""
    few = generate(centre(), profile(), 1, clients=15)
    assert len(few.clients) == 15
    assert len(few.carers) < len(usual_team().carers)


def test_one_more_carer_is_more_working_time() -> None:
    """With the clients as they are, the others keep their contracts and work as before or so."""
    clients = len(usual_team().clients)
    hours = [
        sum(shift.seconds for shift in generate(
            centre(), profile(), 1, clients=clients, carers=carers
        ).shifts) / 3600
        for carers in (8, 12, 16)
    ]  # fmt: skip
    assert hours == sorted(hours)
    assert hours[2] > 1.5 * hours[0]


@pytest.mark.parametrize("count", [{"carers": 0}, {"clients": 0}])
def test_a_team_of_nobody_is_refused(count: dict[str, int]) -> None:
    """With a code of its own."""
    with pytest.raises(RoundsError, match="team-size"):
        generate(centre(), profile(), 1, **count)


def test_one_mode_may_be_asked_for() -> None:
    """All else is drawn as without."""
    team = generate(centre(), profile(), 1, mode=Mode.CAR, carers=6, clients=20)
    other = generate(centre(), profile(), 1, mode=Mode.BIKE, carers=6, clients=20)
    assert {carer.mode for carer in team.carers} == {Mode.CAR}
    assert [carer.home for carer in team.carers] == [carer.home for carer in other.carers]
    assert [client.location for client in team.clients] == [
        client.location for client in other.clients
    ]


def test_a_sparser_clientele_lives_further_apart() -> None:
    """A quarter of the clients among as many people: twice as far apart, as even as streets are."""
    dense = profile().with_("clients.per_1000_inhabitants", 40)
    sparse = profile().with_("clients.per_1000_inhabitants", 10)
    spreads = [
        _spread(generate(centre(), each, 1, clients=40, carers=12)) for each in (dense, sparse)
    ]
    assert 1.5 <= spreads[1] / spreads[0] <= 3.5


def _spread(team: Team) -> float:
    """Median distance of the clients from the base."""
    base = (team.base.lat, team.base.lon)
    return median(
        metres(base, (client.location.lat, client.location.lon)) for client in team.clients
    )


def test_carers_live_as_near_as_declared() -> None:
    """Within the radius of the profile around the base."""
    near = profile().with_("carers.home_metres", 300)
    team = generate(centre(), near, 1, clients=20, carers=6)
    base = (team.base.lat, team.base.lon)
    homes = [carer.home for carer in team.carers if carer.home]
    assert homes
    assert all(metres(base, (home.lat, home.lon)) <= 301 for home in homes)


@pytest.mark.parametrize("team_of", [usual_team, many], ids=["usual", "many"])
def test_somebody_on_duty_can_make_every_visit(team_of: Callable[[], Team]) -> None:
    """Every place of every visit of the week, within a window."""
    team = team_of()
    shifts = shifts_in(team, WEEK)
    by_date = defaultdict(list)
    for shift in shifts:
        by_date[shift.start.astimezone(team.timezone).date()].append(shift)
    alone = []
    for visit in visits_in(team, WEEK):
        length = timedelta(seconds=visit.service_seconds)
        on_duty = {
            shift.carer_id
            for shift in by_date[visit.key.date]
            for window in visit.windows
            if max(shift.start, window.opens) <= window.closes
            and max(shift.start, window.opens) + length <= shift.end
        }
        able = [{c for c in on_duty if team.carer_by_id[c].can_do(ask)} for ask in visit.places]
        if len(on_duty) < len(visit.places) or not all(able):
            alone.append(visit.key)
    assert not alone


def test_where_hours_are_short_all_days_are() -> None:
    """Half the carers that the clients need are on duty at weekends too."""
    team = generate(centre(), profile(), 1, clients=len(usual_team().clients), carers=6)
    zone = team.timezone
    hours = Counter(shift.start.astimezone(zone).date() for shift in shifts_in(team, WEEK))
    assert min(hours[day] for day in WEEK.dates) >= 2


def test_carers_rest_and_have_free_days() -> None:
    """Eleven hours between shifts of different dates, at most five days a week."""
    team = many()
    by_carer = defaultdict(list)
    for shift in shifts_in(team, WEEK):
        by_carer[shift.carer_id].append(shift)
    for shifts in by_carer.values():
        dates = {shift.start.astimezone(team.timezone).date() for shift in shifts}
        assert len(dates) <= 5
        for before, after in pairwise(sorted(shifts, key=lambda shift: shift.start)):
            if before.start.date() != after.start.date():
                assert after.start - before.end >= timedelta(hours=11)


def test_nobody_works_much_more_than_the_contract() -> None:
    """An hour over what is rostered of it, at most, team meetings aside."""
    team = usual_team()
    rostered = profile().number("carers.rostered_share")
    for carer in team.carers:
        worked = sum(
            shift.seconds for shift in shifts_in(team, WEEK) if shift.carer_id == carer.carer_id
        )
        assert carer.contract_seconds_per_week is not None
        # on the day of the team meeting early and late shifts last up to an hour and a half longer
        assert worked <= rostered * carer.contract_seconds_per_week + 3600 + 5400 + 60


def test_insulin_comes_twice_a_day_and_hoists_need_two() -> None:
    """What belongs together is drawn together."""
    by_client = agreements_by_client(many())
    names = [{each.visit_id.split("-")[1] for each in agreed} for agreed in by_client.values()]
    assert all(("insulin1" in each) == ("insulin2" in each) for each in names)
    assert all(("stockings1" in each) == ("stockings2" in each) for each in names)
    hoists = [each for each in many().visits if "-hoist" in each.visit_id]
    assert hoists
    assert all(len(each.places) == 2 for each in hoists)


def test_nights_are_drawn_where_a_profile_has_them() -> None:
    """With somebody on duty after midnight."""
    nights = profile().with_("packages.night.weight", 0.1)
    team = generate(centre(), nights, 1, clients=30, carers=14)
    visits = [each for each in visits_in(team, WEEK) if each.key.visit_id.endswith("-night")]
    assert visits
    assert expected(nights).night_share > 0
    ends = {shift.end.astimezone(team.timezone).hour for shift in shifts_in(team, WEEK)}
    assert 7 in ends


def test_wider_windows_are_wider() -> None:
    """Half as wide, as wide, and twice as wide, of the same visits."""
    widths = []
    for factor in (0.5, 1.0, 2.0):
        other = profile().with_("windows.factor", factor)
        team = generate(centre(), other, 1, clients=20, carers=6)
        widths.append(
            median(window.closes - window.opens for each in team.visits for window in each.windows)
        )
    assert widths[0] == widths[1] / 2 < widths[1] < widths[2]


def test_history_makes_carers_known() -> None:
    """Six weeks up to the day before, in which clients met three to eight carers."""
    team = usual_team()
    dates = {past.date for past in team.history}
    assert max(dates) == FIRST_DATE - timedelta(days=1)
    assert min(dates) == FIRST_DATE - timedelta(weeks=6)
    seen = defaultdict(set)
    for past in team.history:
        seen[past.client_id].add(past.carer_id)
    assert 3 <= median(len(each) for each in seen.values()) <= 8


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_most_visits_of_a_generated_day_are_made(seed: int, tmp_path_factory) -> None:
    """By the engine, on real roads: at most one in twenty is left out, and the plan is sound."""
    team, monday = usual_team(seed), Horizon(FIRST_DATE)
    cache = tmp_path_factory.getbasetemp() / "generated-roads"
    roads = open_roads(team, monday, DATA / CENTRE.network, cache=cache)
    result = solve(build_problem(team, monday, roads.travel), MaxIterations(300), 0)
    assert_sound(team, roads.travel, result.plan, cost=result.score.total)
    visits = visits_in(team, monday)
    left_out = {each.visit for each in result.plan.unassigned}
    assert len(left_out) <= 0.05 * len(visits)
    known_before, _ = before_and_after(team, result.plan)
    assert known_before
