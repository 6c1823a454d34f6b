"""Instances as the search knows them: its points are the objective, its times the evaluator's."""

import dataclasses
import json
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from published_cases import (
    TABLE,
    TOWN,
    VILLAGE,
    VRPLIB,
    changed,
    three_calls,
)

from benchmarks.published import care_statement, home_care, solomon, uhhc
from benchmarks.published.care_solution import earliest_starts
from benchmarks.published.sets import SETS
from benchmarks.published.statement import Statement
from scheduler.errors import FaultError, RoundsError
from scheduler.solver.regular.price import priced
from scheduler.solver.regular.problem import NEVER, NOBODY, RegularProblem
from scheduler.solver.regular.solve import solve_regular
from scheduler.solver.stopping import MaxIterations

THREE_ORDER = ((0, 1, 4), (2, 3))
"""p1, p2 and the second service of p3 by c1; the other two by c2."""


def test_the_points_of_three_calls_are_those_added_up_by_hand(tmp_path: Path) -> None:
    """Travel 120, lateness 55, the largest 25: 200 points, each a third."""
    stated = care_statement.state(home_care.read(three_calls(tmp_path)))
    found = priced(stated.problem, THREE_ORDER)
    assert found is not None
    assert found.cost == 200
    assert found.starts == (10, 30, 30, 60, 65)
    assert stated.unit == Fraction(1, 3)


def test_a_tie_is_a_lag_each_way(tmp_path: Path) -> None:
    """Together: 0 and 0. A gap of 5 to 20: 5 one way and -20 the other."""
    problem = care_statement.state(home_care.read(three_calls(tmp_path))).problem
    assert problem.partner.tolist() == [NOBODY, 2, 1, 4, 3]
    assert problem.lag.tolist() == [-NEVER, 0, 0, 5, -20]
    assert problem.closes.tolist() == [NEVER] * 5


def test_independent_services_are_partners_without_a_gap() -> None:
    """So that different carers give them, whenever they like."""
    problem = care_statement.state(uhhc.read(VILLAGE)).problem
    assert problem.partner[-2:].tolist() == [len(problem.partner) - 1, len(problem.partner) - 2]
    assert problem.lag[-2:].tolist() == [-NEVER, -NEVER]


def test_published_decimals_are_whole_in_the_search() -> None:
    """Three places of the matrix: thousandths, and nothing is rounded."""
    stated = care_statement.state(home_care.read(TOWN))
    assert (stated.unit, stated.blur) == (Fraction(1, 3000), 0.0)
    assert stated.problem.travel[0, 0, 1] == 11_180


def test_what_cannot_be_whole_is_rounded_to_the_safe_side(tmp_path: Path) -> None:
    """Ways up and ends of windows down, with the blur that comes of it said."""
    path = changed(TOWN, tmp_path, lambda each: each["distances"][0].__setitem__(1, 10 / 3))
    stated = care_statement.state(home_care.read(path))
    assert stated.problem.travel[0, 0, 1] == 3_333_334
    assert 0 < stated.blur < 0.001


def test_times_too_long_for_how_fine_they_are_are_refused(tmp_path: Path) -> None:
    """Rather than that they run into what stands for never."""
    path = changed(
        TOWN,
        tmp_path,
        lambda each: each["distances"][0].__setitem__(1, 10 / 3),
        lambda each: each["distances"][0].__setitem__(2, 900_000),
    )
    with pytest.raises(RoundsError, match=r"in steps of 0\.000001"):
        care_statement.state(home_care.read(path))


def test_leaving_somebody_out_costs_more_than_any_plan_that_serves_all() -> None:
    """Of a hundred plans that serve everybody, none is dearer than one service left out."""
    for stated in _examples():
        draw = np.random.default_rng(1)
        least = int(stated.problem.unassigned.min())
        for _ in range(100):
            found = priced(stated.problem, _shuffled(stated.problem, draw))
            assert found is None or found.cost < least


def _examples() -> list[Statement]:
    return [
        care_statement.state(home_care.read(TOWN)),
        care_statement.state(uhhc.read(VILLAGE)),
        solomon.state(solomon.read(TABLE)),
    ]


def _shuffled(problem: RegularProblem, draw: np.random.Generator) -> tuple[tuple[int, ...], ...]:
    """All tasks in some order, each given to somebody who may."""
    rounds: list[list[int]] = [[] for _ in range(problem.shifts)]
    for task in draw.permutation(problem.tasks):
        able = np.flatnonzero(problem.allowed[task])
        rounds[int(draw.choice(able))].append(int(task))
    return tuple(map(tuple, rounds))


FORMS = {
    "home care": ("mankowska", TOWN),
    "uhhc": ("uhhc", VILLAGE),
    "solomon": ("solomon", TABLE),
    "vrplib": ("solomon", VRPLIB),
}


@pytest.mark.parametrize(("name", "path"), FORMS.values(), ids=FORMS)
def test_the_points_of_a_plan_are_the_objective_of_its_solution(
    tmp_path: Path, name: str, path: Path
) -> None:
    """The evaluator, which knows nothing of the search, agrees for every seed and length."""
    published = SETS[name]
    stated = published.state(published.read(path))
    solution = tmp_path / "solution"
    costs = set()
    for seed in range(6):
        found = solve_regular(stated.problem, MaxIterations(1 + seed % 3), seed)
        costs.add(found.cost)
        if sum(map(len, found.rounds)) < stated.problem.tasks:
            continue
        solution.write_text(stated.write(found.rounds))
        verdict = published.evaluate(path, solution)
        assert verdict.broken == ()
        assert verdict.objective == pytest.approx(float(found.cost * stated.unit), abs=1e-9)
    assert costs


def test_a_late_plan_costs_what_its_solution_does(tmp_path: Path) -> None:
    """Orders drawn at random are late by much, and each is judged as the search prices it."""
    stated = care_statement.state(home_care.read(TOWN))
    draw = np.random.default_rng(7)
    judged = 0
    for _ in range(60):
        rounds = _shuffled(stated.problem, draw)
        found = priced(stated.problem, rounds)
        if found is None or found.cost >= stated.problem.unassigned[0]:
            continue
        solution = tmp_path / "solution.json"
        solution.write_text(stated.write(rounds))
        verdict = SETS["mankowska"].evaluate(TOWN, solution)
        assert [each for each in verdict.broken if "both services" not in each] == []
        if not verdict.broken:
            judged += 1
            assert verdict.objective == pytest.approx(float(found.cost * stated.unit), abs=1e-9)
    assert judged


def test_solutions_hold_in_floats_without_any_dust() -> None:
    """Whoever adds up the same floats and allows for nothing finds every sum kept."""
    stated = care_statement.state(home_care.read(TOWN))
    rounds = solve_regular(stated.problem, MaxIterations(3)).rounds
    asked, told = json.loads(TOWN.read_text()), json.loads(stated.write(rounds))
    row = {each["id"]: number for number, each in enumerate(asked["patients"], 1)}
    lasts = {
        (each["id"], needed["service"]): needed.get("duration", 18)
        for each in asked["patients"]
        for needed in each["required_caregivers"]
    }
    legs = 0
    for route in told["routes"]:
        here, free = 0, 0.0
        for stop in route["locations"]:
            there = row[stop["patient"]]
            assert stop["arrival_time"] >= free + asked["distances"][here][there]
            duration = lasts[stop["patient"], stop["service"]]
            assert stop["departure_time"] - stop["arrival_time"] >= duration
            here, free = there, stop["departure_time"]
            legs += 1
    assert legs == stated.problem.tasks


def test_an_order_without_any_starts_is_a_fault(tmp_path: Path) -> None:
    """Two pairs met in opposite orders, and each tie asks the other round to wait for ever."""
    instance = home_care.read(three_calls(tmp_path))
    assert earliest_starts(instance, THREE_ORDER) == [10, 30, 30, 60, 65]
    with pytest.raises(FaultError, match="No starts keep"):
        earliest_starts(instance, ((0, 4, 1), (2, 3)))


def test_a_start_after_the_last_window_is_a_fault() -> None:
    """Windows of uhhc are hard: p2 twice round the village is too late for p1."""
    village = uhhc.read(VILLAGE)
    p1, p2, p5 = 0, 1, 6
    assert village.services[p5].patient == "p5"
    with pytest.raises(FaultError, match="after its last window"):
        earliest_starts(village, ((p5, p2, p1), (), ()))


def test_routes_are_lines_of_customer_numbers() -> None:
    """Counted from 1; vehicles that stay have no line."""
    stated = solomon.state(solomon.read(TABLE))
    assert stated.write(((4, 7), (), (0,))) == "5 8\n1\n"


def test_vehicles_of_solomon_are_never_short() -> None:
    """Any number may be used: 25, or one for every customer, and not the three of the file."""
    instance = solomon.read(TABLE)
    assert solomon.state(instance).problem.shifts == 8
    many = dataclasses.replace(instance, stops=(*instance.stops, *instance.stops[1:] * 4))
    assert solomon.state(many).problem.shifts == 25


def test_unused_carers_have_no_route(tmp_path: Path) -> None:
    """As in the published solutions."""
    stated = care_statement.state(home_care.read(three_calls(tmp_path)))
    told = json.loads(stated.write(((0,), ())))
    assert told == {
        "routes": [
            {
                "caregiver_id": "c1",
                "locations": [
                    {"patient": "p1", "service": "a", "arrival_time": 10, "departure_time": 20}
                ],
            }
        ]
    }
