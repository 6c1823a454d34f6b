"""The twelve team days: what they are, that they can be made again, what is read off them."""

from collections import Counter
from functools import cache

import pytest

from benchmarks.team_days.capacity import tightest
from benchmarks.team_days.days import DAYS, Day
from benchmarks.team_days.features import Feature, features, shared_meetings
from benchmarks.team_days.instances import FOLDER, Instance, names, read_instance
from benchmarks.team_days.make_instances import instance_text

MOST_USED = 0.75
"""Of the working time of the worst stretch of a day: what remains is for travel and waiting."""

each_instance = pytest.mark.parametrize("name", names())


@cache
def instance(name: str) -> Instance:
    """An instance, read once."""
    return read_instance(name)


def test_there_are_three_days_of_each_class() -> None:
    """Light, full, tight and joint, as many as are made."""
    assert Counter(instance(name).day_class for name in names()) == dict.fromkeys(
        ("light", "full", "tight", "joint"), 3
    )
    assert set(names()) == {day.name for day in DAYS}


@each_instance
def test_a_day_has_the_size_of_a_team(name: str) -> None:
    """70 to 130 visits, as many as its name says, and 8 to 12 carers on duty."""
    problem = instance(name).problem
    assert 70 <= len(problem.visits) <= 130
    assert name.endswith(f"-{len(problem.visits)}")
    assert 8 <= len({shift.carer for shift in problem.shifts}) <= 12


@each_instance
def test_only_tight_days_ask_for_more_than_is_there(name: str) -> None:
    """Service alone fills at most three quarters of any stretch; tight days come close to it."""
    ratio, _, _ = tightest(instance(name).problem)
    assert ratio <= (1 if name.startswith("tight") else MOST_USED)


@each_instance
def test_every_task_can_be_filled_by_some_shift(name: str) -> None:
    """Nobody is left out for want of a qualified carer, nor for want of a second one."""
    problem = instance(name).problem
    for visit in problem.visits:
        able = [problem.tasks[task].shifts for task in visit.tasks]
        assert all(able)
        assert len(frozenset().union(*able)) >= len(visit.tasks)


@each_instance
def test_light_days_hold_only_what_every_peer_can_state(name: str) -> None:
    """And the first tight day is as light; all others have rules that some peer cannot state."""
    common = {Feature.SEVERAL_WINDOWS, Feature.LOAD_CAP, Feature.SPLIT_SHIFT}
    light = name.startswith("light") or name == "tight-1-urban-130"
    assert (features(instance(name).problem) <= common) == light


@each_instance
def test_joint_days_have_eight_per_cent_joint_visits(name: str) -> None:
    """And no other day has any."""
    visits = instance(name).problem.visits
    joint = sum(len(visit.tasks) > 1 for visit in visits)
    assert joint == (round(0.04 * len(visits)) * 2 if name.startswith("joint") else 0)


@pytest.mark.parametrize("day", [DAYS[0], DAYS[7], DAYS[10]], ids=lambda day: day.name)
def test_a_day_comes_out_again_byte_for_byte(day: Day) -> None:
    """One day of either neighbourhood, light, tight and joint."""
    assert (FOLDER / f"{day.name}.json").read_bytes() == instance_text(day).encode()


def test_a_fingerprint_tells_one_problem_from_another() -> None:
    """The same problem has the same sum; another weight or leg has another."""
    own = instance("light-1-urban-70")
    problem = own.problem
    longer = problem.seconds.copy()
    longer[0, 0, 1] += 1
    others = [
        problem.replace(seconds=longer),
        problem.replace(weights={rule: weight + 1 for rule, weight in problem.weights.items()}),
        problem.replace(visits=problem.visits[:-1], tasks=problem.tasks[:-1]),
    ]
    sums = {Instance(own.name, own.team, own.travel, each).fingerprint for each in others}
    assert len(sums) == 3
    assert own.fingerprint == read_instance(own.name).fingerprint
    assert own.fingerprint not in sums


def test_a_client_visited_twice_within_one_shift_shares_its_meeting() -> None:
    """On a full day some shift may make two visits of a client; on a light one none may."""
    assert shared_meetings(instance("full-1-urban-90").problem)
    assert not shared_meetings(instance("light-1-urban-70").problem)
