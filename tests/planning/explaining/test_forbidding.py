"""What forbids a visit: the expected set on a team made by hand, and against the oracle."""

from collections import Counter

import pytest
from judged import at, team, windows, with_shift
from standing import V5, published, refusing

from benchmarks.explanations import set_faults
from benchmarks.visits_left_out import small_cases
from scheduler.domain.visit import Dependency, Pin
from scheduler.planning.explaining.explanation import explain
from scheduler.planning.explaining.forbidding import Forbidding
from scheduler.planning.explaining.scene import scene
from scheduler.solver.obstacles import Obstacle


def smallest(plan, carer_id):
    """The names of the smallest set that forbids v5 to a carer; None when nothing does."""
    found = Forbidding(scene(plan, V5)).by_carer(1, carer_id).conflicts
    assert found.proven
    return None if found.smallest is None else {str(each) for each in found.smallest}


def test_nothing_forbids_what_a_round_has_room_for():
    """c1 has time between the break and the appointment when v5 is short."""
    assert smallest(published(service_seconds=300), "c1") is None


@pytest.mark.parametrize(
    ("changes", "carer_id", "expected"),
    [
        ({"places": (frozenset({"wound"}),)}, "c1", {"qualification"}),
        ({"windows": windows("05:00-06:00")}, "c1", {"window", "shift_start"}),
        ({"windows": windows("20:00-21:00")}, "c1", {"window", "shift_end"}),
        ({"windows": windows("10:05-10:20")}, "c1", {"window", "appointment"}),
        ({"load": 6}, "c1", {"load_cap"}),
        ({"load": 1}, "c1", {"load_cap", "other_visits"}),
        ({"windows": windows("07:30-07:35")}, "c1", {"window", "other_visits"}),
        ({"dependency": Dependency("v1", 0, 60)}, "c1", {"dependency", "other_visits"}),
        ({}, "c3", {"no_shift"}),
    ],
)
def test_just_the_rules_in_the_way_are_named(changes, carer_id, expected):
    """One change of v5 that stands in the way by itself."""
    changes = {"service_seconds": 300, **changes}
    assert smallest(published(**changes), carer_id) == expected


def test_a_refusal_forbids_by_itself():
    """Whatever the round looks like."""
    whole = refusing(team(), "cd", "c1")
    assert smallest(published(whole=whole, service_seconds=300), "c1") == {"refusal"}


def test_a_pin_to_another_carer_forbids_by_itself():
    """The pin of the carer, not of the start."""
    whole = team(pins=(Pin(V5, carer_id="c2"),))
    assert smallest(published(whole=whole, service_seconds=300), "c1") == {"pinned_carer"}


def test_a_pinned_start_forbids_with_what_is_done_then():
    """c1 makes v1 at half past seven, and may make it later."""
    whole = team(pins=(Pin(V5, start=at("10:10")),))
    assert smallest(published(whole=whole, service_seconds=300), "c1") == {
        "pinned_start",
        "appointment",
    }


def test_what_the_clock_has_taken_is_no_rule_to_put_aside():
    """In the appointment v5 could only be made after its window; a round that is over is over."""
    plan = published(now="10:20", windows=windows("07:00-10:10"), service_seconds=300)
    assert smallest(plan, "c1") == {"window"}
    assert smallest(plan, "c2") == {"shift_end"}


def test_a_broken_round_is_explained_and_said_to_be_broken():
    """c1's shift ends before the appointment that the plan keeps: no plan is refused."""
    plan = published(service_seconds=300)
    broken = with_shift(plan.team, "c1", end=at("10:15"))
    found = Forbidding(scene(type(plan)(broken, plan.travel, plan.plan, plan.now), V5))
    answer = found.by_carer(1, "c1")
    assert answer.round_broken
    assert answer.conflicts.sets


def test_the_team_is_forbidden_by_what_forbids_everybody():
    """A refusal for one carer, a qualification for the other, no shift for the third."""
    whole = refusing(team(), "cd", "c1")
    plan = published(whole=whole, places=(frozenset({"nurse"}),), service_seconds=300)
    told = explain(plan, V5, iterations=20)
    assert told.team is not None
    assert told.team.smallest == {Obstacle.REFUSAL, Obstacle.QUALIFICATION, Obstacle.NO_SHIFT}


@pytest.mark.parametrize("first", [0, 4, 8, 16, 20, 24, 28, 32, 36])
def test_the_sets_are_minimal_and_complete_by_the_oracle(first):
    """On small nasty cases: kept, a set forbids; without one of its rules it does not."""
    seen = Counter()
    for label, plan, visit in small_cases(1, first):
        told = explain(plan, visit, iterations=20)
        assert list(set_faults(told, seen)) == [], label
    assert seen["answers searched"] == 0
