"""What-if: the teams there would be, and what their figures say."""

import dataclasses
import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import judged
import pytest
from made_rows import MORNING

from benchmarks.neighbourhoods.study.measures import Measures
from benchmarks.neighbourhoods.study.teams import windows_times
from benchmarks.neighbourhoods.what_if.border import borders, merged
from benchmarks.neighbourhoods.what_if.case import CaseRow
from benchmarks.neighbourhoods.what_if.changed_team import (
    with_base,
    with_carer_like,
    with_clients,
    with_mode,
    without_carer,
)
from benchmarks.neighbourhoods.what_if.findings import SHOWN, what_if
from benchmarks.neighbourhoods.what_if.question import Asked, Question, questions
from benchmarks.neighbourhoods.what_if.together import together
from scheduler.domain.carer import Mode
from scheduler.domain.client import PastVisit
from scheduler.domain.location import Location
from scheduler.domain.team import Team
from scheduler.domain.visit import ClockWindow
from scheduler.errors import InputError
from scheduler.io.team import read_team, read_team_document
from scheduler.io.team.writing import write_team_document

DATA = Path(__file__).parents[3] / "data"
LIECHTENSTEIN = DATA / "liechtenstein" / "team"
ROAD = next(each for each in SHOWN if each.name == "road_minutes")


@pytest.fixture(scope="module")
def team() -> Team:
    """The rural team of the demo."""
    return read_team(LIECHTENSTEIN)


def valid(team: Team) -> Team:
    """The team as whoever reads its document has it: every rule of team folders is kept."""
    document = json.loads(json.dumps(write_team_document(team)))
    return read_team_document(document)


def test_a_carer_more_works_when_the_other_one_does(team: Team) -> None:
    """With the same qualifications, from the base, and with a name of its own."""
    more = valid(with_carer_like(team, "c03"))
    new = more.carer_by_id["new-c03"]
    like = team.carer_by_id["c03"]
    assert (new.qualifications, new.discipline, new.home) == (
        like.qualifications,
        like.discipline,
        None,
    )
    times = {carer_id: [] for carer_id in ("c03", "new-c03")}
    for shift in more.shifts:
        times.get(shift.carer_id, []).append((shift.start, shift.end))
    assert times["new-c03"] == times["c03"] != []
    assert "new-c03-2" in with_carer_like(more, "c03").carer_by_id


def test_a_carer_less_leaves_clients_to_whoever_came_most(team: Team) -> None:
    """No shift is left of the one who goes, and no client waits for them."""
    less = valid(without_carer(team, "c01"))
    assert "c01" not in less.carer_by_id
    assert all(shift.carer_id != "c01" for shift in less.shifts)
    alone = [each for each in team.clients if each.primary_carer == "c01"]
    assert alone
    for client in alone:
        came = [past.carer_id for past in team.history if past.client_id == client.client_id]
        others = [each for each in came if each != "c01"]
        now = less.client_by_id[client.client_id].primary_carer
        assert now is not None
        assert others.count(now) == max(map(others.count, others))


def test_new_clients_are_like_those_there_are(team: Team) -> None:
    """The needs of one at the door of another; drawn anew by each seed, the same by the same."""
    more = valid(with_clients(team, 3, seed=1))
    new = [each for each in more.clients if each.client_id not in team.client_by_id]
    assert len(new) == 3
    doors = {each.location for each in team.clients}
    for client in new:
        assert client.location in doors
        calls = [each for each in more.visits if each.client_id == client.client_id]
        assert calls
        like = {call.visit_id.removeprefix(f"{client.client_id}-") for call in calls}
        owners = {each.client_id for each in team.visits if each.visit_id in like}
        assert len(owners) == 1
    assert with_clients(team, 3, seed=1) == with_clients(team, 3, seed=1)
    assert with_clients(team, 3, seed=1) != with_clients(team, 3, seed=2)


def test_a_team_may_have_another_base_and_other_bikes(team: Team) -> None:
    """Homes stay; only those who travel by what is replaced change."""
    moved = valid(with_base(team, Location(47.2, 9.5)))
    assert moved.base == Location(47.2, 9.5)
    assert moved.carers == team.carers
    gothenburg = read_team(DATA / "gothenburg" / "team")
    electric = with_mode(gothenburg, Mode.EBIKE, (Mode.BIKE,))
    assert {each.mode for each in electric.carers} == {Mode.EBIKE}
    assert with_mode(team, Mode.EBIKE, (Mode.BIKE,)) == team


def test_a_border_gives_each_side_half_of_the_care(team: Team) -> None:
    """Every client, carer, visit and shift is on one side, and no side does much more."""
    for border in borders(team, (team.base,)):
        first, second = (valid(each) for each in border.teams)
        for kind in ("clients", "carers", "visits", "shifts", "history"):
            sizes = [len(getattr(each, kind)) for each in (first, second, team)]
            assert sizes[0] + sizes[1] == sizes[2], (border.name, kind)
        minutes = [
            sum(each.service_seconds * len(each.places) for each in side.visits)
            for side in (first, second)
        ]
        assert 0.8 < minutes[0] / minutes[1] < 1.25, border.name


def test_a_border_lies_between_its_sides(team: Team) -> None:
    """North of a border nobody lives further south than anybody south of it."""
    both = next(each for each in borders(team, (team.base,)) if each.name == "north and south")
    north, south = ([c.location.lat for c in side.clients] for side in both.teams)
    assert min(north) >= max(south)


def test_carers_go_where_they_are_known() -> None:
    """With equal hours, each to the side whose clients they visited."""
    whole = judged.team()
    shift = whole.shifts[0]
    clients = [
        dataclasses.replace(each, primary_carer=None, refuses=frozenset(), wishes=frozenset())
        for each in whole.clients
    ]
    day = judged.MONDAY - timedelta(days=3)
    east, west = clients[-1].client_id, clients[0].client_id
    whole = dataclasses.replace(
        whole,
        carers=whole.carers[:2],
        shifts=(shift, dataclasses.replace(shift, carer_id="c2")),
        clients=tuple(clients),
        history=(PastVisit(day, east, "c2"), PastVisit(day, west, "c1")),
    )
    border = borders(whole, (whole.base,))[0]
    assert [[each.carer_id for each in side.carers] for side in border.teams] == [["c2"], ["c1"]]


def test_two_teams_with_the_same_ids_become_one(team: Team) -> None:
    """What the second has in common with the first gets its id before it."""
    other = dataclasses.replace(team, team_id="oberland")
    both = valid(merged(team, other))
    assert len(both.carers) == 2 * len(team.carers)
    assert len(both.visits) == 2 * len(team.visits)
    assert "oberland-c01" in both.carer_by_id
    assert len(both.history) == 2 * len(team.history)


def test_windows_grow_about_the_wished_start() -> None:
    """In proportion on both sides; they shrink to ten minutes, and those that meet are one."""
    hour = 3600
    window = ClockWindow(8 * hour, 10 * hour)
    assert windows_times([window], 0.5, 8 * hour + 1800) == (
        ClockWindow(8 * hour + 900, 9 * hour + 900),
    )
    assert windows_times([window], 2, None) == (ClockWindow(7 * hour, 11 * hour),)
    assert windows_times([window], 0.01, None) == (ClockWindow(9 * hour - 300, 9 * hour + 300),)
    later = ClockWindow(11 * hour, 12 * hour)
    assert windows_times([window, later], 2, None) == (ClockWindow(7 * hour, 12.5 * hour),)
    fixed = ClockWindow(8 * hour, 8 * hour)
    assert windows_times([fixed], 2, None) == (fixed,)


def test_what_is_asked_of_nobody_is_refused_all_at_once(team: Team) -> None:
    """With the option, the value and a code."""
    asked = Asked(
        carers_more=("c99",), carers_less=("c98",), bases=("Vaduz",), windows=(0.0,), clients=(0,)
    )
    with pytest.raises(InputError) as refused:
        questions(asked, team, None)
    assert {(each.column, each.value) for each in refused.value.findings} == {
        ("--carer-more", "c99"),
        ("--carer-less", "c98"),
        ("--base", "Vaduz"),
        ("--windows", "0.0"),
        ("--clients", "0"),
    }


def test_without_a_question_everything_is_asked_that_any_team_can_be(team: Team) -> None:
    """No electric bikes where nobody cycles."""
    names = [each.name for each in questions(Asked(), team, None)]
    assert names[0] == "today"
    assert sum(name.startswith("border-") for name in names) == 4
    assert {"clients-1", "windows-2"} <= set(names)
    assert not any(name.startswith("by-") for name in names)


def test_the_team_beside_makes_one_team_or_another_border(team: Team) -> None:
    """Today there are two."""
    other = dataclasses.replace(team, team_id="oberland")
    found = questions(Asked(), team, other)
    assert [len(each.teams(0)) for each in found] == [2, 1, 2, 2, 2, 2]


def test_teams_together_have_the_sums_and_the_means_of_both() -> None:
    """Ratios are those of the sums, means count every visit alike."""
    half = dataclasses.replace(
        MORNING, places_filled=15, road_minutes=10.0, familiar_share=1.0, bound=5, gap=0.1
    )
    other = dataclasses.replace(MORNING, bound=6, gap=0.3)
    both = together([half, other])
    assert both.road_minutes == 10.0 + MORNING.road_minutes
    assert both.road_minutes_per_visit == pytest.approx(both.road_minutes / 20)
    assert both.familiar_share == pytest.approx((15 * 1.0 + 5 * 0.6) / 20)
    assert both.left_out_share == pytest.approx(2 / 10)
    assert both.bound == 11
    assert both.gap == pytest.approx(0.2)
    assert together([other]) == other
    assert together([half, MORNING]).gap is None


def rows(name: str, road: Sequence[float]) -> list[CaseRow]:
    """A row for each date, with so many minutes on the road."""
    return [
        CaseRow(f"{name}-{n}", name, 0, f"2026-11-{23 + n}", 0, _with_road(minutes), 1.0)
        for n, minutes in enumerate(road)
    ]


def _with_road(minutes: float) -> Measures:
    return dataclasses.replace(MORNING, road_minutes=minutes)


def test_a_question_is_compared_date_by_date() -> None:
    """A long day is long today too: only what changes counts."""
    today, then = (
        Question(name, name, lambda _: (judged.team(),)) for name in ("today", "border-x")
    )
    made = {"today": rows("today", [10, 100, 1000]), "border-x": rows("border-x", [12, 103, 1001])}
    found = what_if((today, then), made.__getitem__)
    difference = found.difference(found.asked[0], ROAD)
    assert difference is not None
    assert difference.mean == pytest.approx(2)
    assert difference.count == 3
    assert found.better_border is found.asked[0]
    assert {row["question"] for row in found.table()} == {"today", "border-x"}
