"""The figures of a plan, against a morning reckoned by hand."""

import dataclasses

import judged
import pytest

from benchmarks.neighbourhoods.study.measures import Measures, measured
from scheduler.plan import Plan
from scheduler.planning.judging import report_of


def morning(**provenance: object) -> Measures:
    """The figures of the morning of tests/judged.py."""
    report = report_of(judged.team(), judged.travel(), judged.plan())
    made = dataclasses.replace(report.provenance, **provenance)
    return measured(dataclasses.replace(report, provenance=made))


def test_minutes_and_distances_are_those_of_the_rounds() -> None:
    """Service of five places, ten legs, two shifts less their breaks."""
    found = morning()
    assert found.client_minutes == 30 + 2 * 15 + 20 + 10
    assert found.road_minutes == pytest.approx((1530 + 915) / 60)
    assert found.paid_minutes == 285 + 140
    assert found.km == pytest.approx(8 * (1530 + 915) / 1000)
    assert found.car_km == pytest.approx(8 * 915 / 1000)


def test_ratios_have_carers_at_visits_below() -> None:
    """A joint visit counts for both of its carers."""
    found = morning()
    assert found.places_filled == 5
    assert found.road_minutes_per_visit == pytest.approx(2445 / 60 / 5)
    assert found.visits_per_shift == 5 / 2
    assert found.client_share == pytest.approx(90 / 425)
    assert found.road_share == pytest.approx(40.75 / 130.75)


def test_faces_are_told_apart_by_how_well_they_are_known() -> None:
    """One primary carer, one asked for, one met lately, one long ago, one new."""
    found = morning()
    assert found.primary_share == 1 / 5
    assert found.familiar_share == 3 / 5
    assert found.new_faces == 1


def test_starts_are_compared_with_wished_ones() -> None:
    """One on time, one a quarter of an hour late, which is within the tolerance."""
    found = morning()
    assert found.start_minutes_off == 7.5
    assert found.worst_late_minutes == 15
    assert found.punctual_share == 1


def test_visits_left_out_count_once_by_their_priority() -> None:
    """One that may be made."""
    found = morning()
    assert (found.left_out_must, found.left_out_should, found.left_out_may) == (0, 0, 1)
    assert found.left_out_share == 1 / 5
    assert (found.visits, found.visits_made) == (5, 4)


def test_the_gap_is_a_share_of_what_is_not_left_out() -> None:
    """Otherwise the points of a visit left out would drown it."""
    points = morning().points
    found = morning(lower_bound=points - 1000)
    assert found.gap == pytest.approx(1000 / (points - 200_000))


def test_no_gap_is_told_where_fewer_visits_might_be_left_out() -> None:
    """A bound below the points of what is left out proves nothing about the rest."""
    assert morning(lower_bound=150_000).gap is None
    assert morning().gap is None


def test_an_empty_plan_has_no_ratios() -> None:
    """Nothing is divided by nothing."""
    team = dataclasses.replace(judged.team(), visits=(), shifts=())
    plan = Plan(team.team_id, judged.plan().horizon, (), ())
    found = measured(report_of(team, judged.travel(), plan))
    ratios = (found.client_share, found.road_minutes_per_visit, found.familiar_share)
    assert ratios == (None, None, None)
    assert found.worst_late_minutes == 0
