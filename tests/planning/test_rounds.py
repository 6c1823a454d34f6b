"""From a team and its roads to a report that was judged."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from judged import MONDAY, team, travel
from judged import plan as judged_plan

from scheduler.domain.carer import Mode
from scheduler.domain.horizon import Horizon
from scheduler.errors import FaultError, RoundsError
from scheduler.planning import rounds as planning
from scheduler.planning.judging import insist, judge
from scheduler.planning.roads import (
    Roads,
    estimated_roads,
    modes_on_duty,
    network_source,
    open_roads,
    places,
)
from scheduler.planning.rounds import plan_rounds
from scheduler.score import score
from scheduler.solver.params import SearchParams
from scheduler.solver.result import Result
from scheduler.solver.stopping import MaxIterations

ONE_DAY = Horizon(MONDAY)


def result_of(plan: Any, **changes: Any) -> Result:
    """A result that claims the true score of a plan, or something else."""
    honest = Result(plan, score(team(), plan), None, "iterations", {"iterations": 1})
    return dataclasses.replace(honest, **changes)


def test_a_report_holds_plan_score_continuity_and_provenance() -> None:
    """Everything the writers ask for, from one call."""
    report = plan_rounds(team(), ONE_DAY, Roads(travel()), MaxIterations(20), seed=3)
    assert report.plan.unassigned == ()
    assert report.score == score(team(), report.plan)
    assert report.continuity_after.until == MONDAY
    assert report.provenance.seed == 3
    assert report.provenance.iterations == 20
    assert report.provenance.stopped == "iterations"


def test_a_plan_can_be_told_how_far_from_the_best_it_may_be() -> None:
    """The bound is below the score and above nothing, and only there when asked for."""
    roads = Roads(travel())
    params = SearchParams(exact_tasks=0)
    proven = plan_rounds(
        team(), ONE_DAY, roads, MaxIterations(50), prove=MaxIterations(100), params=params
    )
    bound = proven.provenance.lower_bound
    assert bound is not None
    assert 0 < bound <= proven.score.total
    plain = plan_rounds(team(), ONE_DAY, roads, MaxIterations(50), params=params)
    assert plain.provenance.lower_bound is None
    assert plain.plan == proven.plan


def test_a_small_plan_that_the_solve_itself_proves_needs_no_other_bound() -> None:
    """The bound is the score, whether a proof was asked for or not."""
    report = plan_rounds(team(), ONE_DAY, Roads(travel()), MaxIterations(50))
    assert report.provenance.lower_bound == report.score.total


def test_a_legal_and_honest_result_passes() -> None:
    """Nothing is raised for the plan made by hand."""
    insist(team(), travel(), result_of(judged_plan()))


def test_a_plan_that_breaks_a_rule_is_refused() -> None:
    """The fault names the rule."""
    legal = judged_plan()
    half = dataclasses.replace(legal, rounds=legal.rounds[:1])
    with pytest.raises(FaultError, match="plan-breaks-rule: complete"):
        insist(team(), travel(), result_of(half))


def test_a_score_off_by_one_unit_is_refused() -> None:
    """One second of travel is enough, and both numbers are told."""
    plan = judged_plan()
    honest = score(team(), plan)
    lines = tuple(
        dataclasses.replace(line, quantity=line.quantity + (line.rule == "travel"))
        for line in honest.lines
    )
    off = honest.by_rule["travel"].quantity
    with pytest.raises(FaultError, match=f"travel {off + 1} by the solver and {off} by"):
        insist(team(), travel(), result_of(plan, score=dataclasses.replace(honest, lines=lines)))


def test_a_refused_plan_never_becomes_a_report(monkeypatch: pytest.MonkeyPatch) -> None:
    """`plan_rounds` hands nothing out that was not judged."""

    def crooked(*_: object, **__: object) -> Result:
        legal = judged_plan()
        return result_of(dataclasses.replace(legal, rounds=legal.rounds[:1]))

    monkeypatch.setattr(planning, "solve", crooked)
    with pytest.raises(FaultError):
        plan_rounds(team(), ONE_DAY, Roads(travel()), MaxIterations(0))


def test_a_plan_from_elsewhere_is_judged_without_being_refused() -> None:
    """Violations and the true score are told; a wrong claim makes it unsound."""
    legal = judged_plan()
    total = score(team(), legal).total
    assert judge(team(), travel(), legal, total).sound
    assert not judge(team(), travel(), legal, total + 1).sound
    foreign = dataclasses.replace(legal, team_id="t2")
    assert not judge(team(), travel(), foreign, total).sound


def test_a_plan_that_speaks_of_others_has_no_score() -> None:
    """Visits the team does not have are told as violations, and nothing is made up for them."""
    legal = judged_plan()
    fewer = team(visits=tuple(each for each in team().visits if each.visit_id != "v3"))
    judgement = judge(fewer, travel(), legal, score(team(), legal).total)
    assert judgement.score is None
    assert not judgement.sound
    assert any("v3" in each.text for each in judgement.violations)


def test_modes_and_places_of_those_on_duty() -> None:
    """Carers on call need no roads; every place says who is there, by id."""
    assert modes_on_duty(team(), ONE_DAY) == (Mode.BIKE, Mode.CAR)
    named = sorted(name for names in places(team(), ONE_DAY).values() for name in names)
    assert named == [
        "base",
        "client ca",
        "client cb",
        "client cc",
        "client cd",
        "home of carer c1",
    ]


def test_a_team_without_a_network_is_told_how_to_name_one(tmp_path: Path) -> None:
    """No silent straight lines."""
    with pytest.raises(RoundsError, match="network-not-named"):
        network_source(team(), tmp_path)


def test_the_network_is_found_beside_the_team(tmp_path: Path) -> None:
    """A path is relative to the team's folder, an override to where the user stands."""
    named = team(network="town.osm.pbf")
    assert network_source(named, tmp_path) == tmp_path / "town.osm.pbf"
    assert network_source(named, tmp_path, "other.osm.pbf") == Path("other.osm.pbf")
    assert network_source(team(network="Kampen, Netherlands"), tmp_path) == "Kampen, Netherlands"


def test_a_missing_network_file_is_no_place_name(tmp_path: Path) -> None:
    """A file that is not there is an error and is never looked up online."""
    source = network_source(team(network="town.osm.pbf"), tmp_path)
    with pytest.raises(RoundsError, match="network-not-found"):
        open_roads(team(), ONE_DAY, source, cache=tmp_path)


def test_estimates_are_marked() -> None:
    """Whoever asked for estimates finds them named in the report."""
    roads = estimated_roads(team(), ONE_DAY)
    report = plan_rounds(team(), ONE_DAY, roads, MaxIterations(5))
    assert report.provenance.estimated == {Mode.BIKE, Mode.CAR}
    assert report.paths == {}
    assert report.roads == ()
