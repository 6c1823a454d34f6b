"""The demo teams of data/ and the generator that makes them."""

import csv
import subprocess
import sys
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from neighbourhoods import GOTHENBURG, LIECHTENSTEIN, NEIGHBOURHOODS, Neighbourhood

from benchmarks.neighbourhoods.dice import Dice
from scheduler.domain.carer import Mode
from scheduler.domain.horizon import Horizon, locations_in, shifts_in, visits_in
from scheduler.domain.team import Team
from scheduler.domain.visit import Visit
from scheduler.geo.source import build_network
from scheduler.geo.travel import build_travel
from scheduler.io.team.reading import read_team

DATA = Path(__file__).resolve().parents[2] / "data"
DEMO_DATE = date(2026, 11, 23)
WEEK = Horizon(DEMO_DATE, 7)

each_team = pytest.mark.parametrize("here", NEIGHBOURHOODS, ids=lambda here: here.team_id)


def folder(here: Neighbourhood) -> Path:
    """The team folder of a neighbourhood."""
    return DATA / here.folder / "team"


@cache
def read_once(path: Path) -> Team:
    """The team of a folder, read as any other."""
    return read_team(path)


def team(here: Neighbourhood) -> Team:
    """The team of a neighbourhood."""
    return read_once(folder(here))


def demo_visits(here: Neighbourhood) -> tuple[Visit, ...]:
    """The visits of the demo date."""
    return visits_in(team(here), Horizon(DEMO_DATE))


def test_running_the_generator_gives_the_same_bytes(tmp_path: Path) -> None:
    """Every committed file of both teams comes out again, and no other."""
    script = str(DATA / "make_teams.py")
    subprocess.run([sys.executable, script, "--out", str(tmp_path)], check=True)
    for here in NEIGHBOURHOODS:
        made = tmp_path / here.folder / "team"
        committed = {path.name: path.read_bytes() for path in folder(here).iterdir()}
        assert {path.name: path.read_bytes() for path in made.iterdir()} == committed


def test_draws_for_another_subject_differ() -> None:
    """Two subjects of one seed do not share their draws, two runs of one subject do."""
    draws = {
        subject: [Dice("seed", subject).between(0, 1) for _ in range(2)] for subject in ("a", "b")
    }
    assert draws["a"][0] == draws["a"][1]
    assert draws["a"] != draws["b"]


def test_draws_follow_their_weights() -> None:
    """A weight twice as large is drawn about twice as often, a weight of nothing never."""
    dice = Dice("seed", "weights")
    drawn = Counter(dice.weighted({"one": 1.0, "two": 2.0, "none": 0.0}) for _ in range(3000))
    assert 1850 < drawn["two"] < 2150
    assert drawn["none"] == 0


@each_team
def test_team_reads_without_a_finding(here: Neighbourhood) -> None:
    """The reader has nothing to say about a demo team, and nothing gets lost on the way."""
    read = team(here)
    for name, rows in (("carers", read.carers), ("clients", read.clients), ("visits", read.visits)):
        with (folder(here) / f"{name}.csv").open(encoding="utf-8") as file:
            assert len(list(csv.DictReader(file))) == len(rows)
    assert (folder(here) / read.network).resolve() == (DATA / here.extract).resolve()


@pytest.mark.parametrize(
    ("here", "carers", "visits", "modes"),
    [
        (GOTHENBURG, 12, 110, {Mode.BIKE, Mode.EBIKE}),
        (LIECHTENSTEIN, 8, 71, {Mode.CAR}),
    ],
    ids=["urban", "rural"],
)
def test_size_of_the_demo_date(
    here: Neighbourhood, carers: int, visits: int, modes: set[Mode]
) -> None:
    """All carers work on the demo date, at the mode and with the number of visits promised."""
    read = team(here)
    assert len(read.carers) == carers
    assert len({shift.carer_id for shift in shifts_in(read, Horizon(DEMO_DATE))}) == carers
    assert {carer.mode for carer in read.carers} == modes
    assert len(demo_visits(here)) == visits


@each_team
def test_demo_date_has_ties_between_rounds(here: Neighbourhood) -> None:
    """Joint visits, one with a physiotherapist, and dependencies fall on the demo date."""
    visits = demo_visits(here)
    joint = [visit for visit in visits if len(visit.places) > 1]
    assert len(joint) == 5
    assert any({"physiotherapist"} in visit.places for visit in joint)
    assert sum(visit.after is not None for visit in visits) == 4
    assert {visit.priority.value for visit in visits} == {1, 2, 3}


@each_team
def test_every_place_can_be_filled_on_the_demo_date(here: Neighbourhood) -> None:
    """Somebody on duty in a window can do what each place asks, and is not refused."""
    read = team(here)
    shifts = shifts_in(read, Horizon(DEMO_DATE))
    for visit in demo_visits(here):
        length = timedelta(seconds=visit.service_seconds)
        refused = read.client_by_id[visit.client_id].refuses
        on_duty = {
            shift.carer_id
            for shift in shifts
            for window in visit.windows
            if shift.start <= window.closes and window.opens + length <= shift.end
        }
        for place in visit.places:
            able = {c for c in on_duty - refused if read.carer_by_id[c].can_do(place)}
            assert len(able) >= len(visit.places) or len(place) > 0
            assert able, visit.key


@each_team
def test_work_fills_three_quarters_of_the_demo_date(here: Neighbourhood) -> None:
    """Service takes 55 to 65 % of working time, which leaves room for travel and little else."""
    shifts = shifts_in(team(here), Horizon(DEMO_DATE))
    working = sum(shift.seconds - sum(b.seconds for b in shift.breaks) for shift in shifts)
    service = sum(visit.service_seconds * len(visit.places) for visit in demo_visits(here))
    assert 0.55 <= service / working <= 0.65


@each_team
def test_every_date_of_the_week_has_shifts_and_visits(here: Neighbourhood) -> None:
    """The demo date is the busiest of a week that can be planned as a whole."""
    read = team(here)
    visits = Counter(visit.key.date for visit in visits_in(read, WEEK))
    shifts = {shift.start.astimezone(read.timezone).date() for shift in shifts_in(read, WEEK)}
    assert set(visits) == shifts == set(WEEK.dates)
    assert max(visits, key=lambda day: visits[day]) == DEMO_DATE


@each_team
def test_carers_rest_between_dates(here: Neighbourhood) -> None:
    """Nobody starts within eleven hours of a shift that ended on an earlier date."""
    read = team(here)
    ended: dict[str, tuple[date, datetime]] = {}
    for shift in shifts_in(read, WEEK):
        day = shift.start.astimezone(read.timezone).date()
        before, end = ended.get(shift.carer_id, (day, datetime.min.replace(tzinfo=UTC)))
        assert before == day or shift.start - end >= timedelta(hours=11)
        ended[shift.carer_id] = (day, shift.end)


@each_team
def test_history_is_dominated_by_primary_carers(here: Neighbourhood) -> None:
    """In four weeks the usual provider of a client makes about half of the visits."""
    read = team(here)
    since = DEMO_DATE - timedelta(days=28)
    by_client: dict[str, Counter[str]] = defaultdict(Counter)
    for past in read.history:
        if past.date >= since:
            by_client[past.client_id][past.carer_id] += 1
    often = {client: seen for client, seen in by_client.items() if seen.total() >= 10}
    usual = [max(seen.values()) / seen.total() for seen in often.values()]
    primary = [
        read.client_by_id[client].primary_carer == seen.most_common(1)[0][0]
        for client, seen in often.items()
    ]
    assert 0.45 <= sum(usual) / len(usual) <= 0.6
    assert sum(primary) / len(primary) >= 0.8
    faces = [len(seen) for seen in often.values()]
    assert 3 <= sum(faces) / len(faces) <= 5
    assert max(faces) <= 8


@each_team
def test_history_ends_before_the_demo_date(here: Neighbourhood) -> None:
    """Six weeks are remembered, up to the day before."""
    dates = {past.date for past in team(here).history}
    assert (min(dates), max(dates)) == (DEMO_DATE - timedelta(42), DEMO_DATE - timedelta(1))


@each_team
def test_refused_carers_never_came(here: Neighbourhood) -> None:
    """A client refuses strangers only: neither the primary carer nor anybody of the history."""
    read = team(here)
    came = {(past.client_id, past.carer_id) for past in read.history}
    refusals = [(client, refused) for client in read.clients for refused in client.refuses]
    assert len(refusals) == here.refusals
    for client, refused in refusals:
        assert refused != client.primary_carer
        assert (client.client_id, refused) not in came


@each_team
def test_every_place_is_on_the_roads(here: Neighbourhood) -> None:
    """Clients, homes and base snap to the roads of every mode, and reach each other."""
    read = team(here)
    modes = sorted({carer.mode for carer in read.carers})
    networks = {mode: build_network(DATA / here.extract, mode) for mode in modes}
    places = dict.fromkeys(locations_in(read, WEEK), ("a place of the team",))
    limit = read.agreements.snap_limit_metres
    travel = build_travel(networks, places, read.agreements.access_seconds, limit)
    for mode in modes:
        assert 0 < travel.seconds[mode].max() < 30 * 60
