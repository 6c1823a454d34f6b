"""The search behind `solve`: sound, repeatable, interruptible, able to begin from any plan."""

import dataclasses
import itertools
import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from generated import small_case
from judged import MONDAY, at, clock, plan_of, team, travel, windows, with_shift, with_visit
from judged import plan as judged_plan
from solving import assert_sound

from scheduler.domain.horizon import Horizon
from scheduler.domain.shift import Appointment, Break, Endpoint
from scheduler.domain.team import Team
from scheduler.domain.visit import Dependency, Pin, Priority, VisitKey
from scheduler.errors import FaultError, RoundsError
from scheduler.plan import Plan, Reason, StopKind
from scheduler.rules import RuleId
from scheduler.score import score
from scheduler.solver import solve as solving
from scheduler.solver.build import build_problem
from scheduler.solver.oracle import solve_exactly
from scheduler.solver.result import Progress, Result
from scheduler.solver.solve import solve
from scheduler.solver.stopping import Cancelled, MaxIterations

ONE_DAY = Horizon(MONDAY)


def solved(whole: Team, iterations: int = 40, **options: Any) -> Result:
    """The result for a team on its one day, judged."""
    problem = build_problem(whole, ONE_DAY, travel())
    result = solve(problem, MaxIterations(iterations), **options)
    assert_sound(whole, travel(), result.plan, cost=result.score.total)
    return result


def reasons(result: Result, visit_id: str) -> dict[str, tuple[RuleId, str]]:
    """Why nobody makes a visit, by carer, for its first place."""
    left = next(each for each in result.plan.unassigned if each.visit.visit_id == visit_id)
    return {each.carer_id: (each.rule, each.text) for each in left.reasons}


def start_of(plan: Plan, visit_id: str) -> Any:
    """When a visit starts."""
    return next(stop.start for key, _, stop in plan.filled_places() if key.visit_id == visit_id)


def carers_of(plan: Plan, visit_id: str) -> list[str]:
    """Who makes a visit, by place."""
    filled = [
        (stop.place, each.shift.carer_id)
        for key, each, stop in plan.filled_places()
        if key.visit_id == visit_id
    ]
    return [carer for _, carer in sorted(filled)]


def test_everything_that_fits_is_assigned() -> None:
    """Joint visit, dependency, breaks and appointment in one team: nothing is left out."""
    result = solved(team())
    assert result.plan.unassigned == ()
    assert result.stopped_by == "iterations"
    assert result.statistics["iterations"] == 40


def test_the_search_is_no_worse_than_the_plan_made_by_hand() -> None:
    """Begun from a legal plan it can only get better."""
    by_hand = judged_plan()
    result = solved(team(), iterations=0, initial=by_hand)
    assert len(result.plan.unassigned) <= len(by_hand.unassigned)
    assert carers_of(result.plan, "v3") == carers_of(by_hand, "v3")
    assert start_of(result.plan, "v3") == start_of(by_hand, "v3")


@pytest.mark.parametrize("seed", range(5))
def test_same_seed_and_iterations_give_the_same_plan(seed: int) -> None:
    """Five problems solved twice each: equal plans, equal scores."""
    case = small_case(seed)
    results = [
        solve(
            build_problem(case.team, case.horizon, case.travel, case.published),
            MaxIterations(60),
            seed=7,
        )
        for _ in range(2)
    ]
    assert results[0].plan == results[1].plan
    assert results[0].score == results[1].score


def test_progress_tells_of_ever_better_plans() -> None:
    """The first report comes before any iteration, each later one costs less, the last is it."""
    told: list[Progress] = []
    result = solved(team(), on_progress=told.append)
    assert told[0].iterations == 0
    assert all(a.cost > b.cost for a, b in itertools.pairwise(told))
    assert told[-1].cost == result.score.total
    assert told[-1].plan().rounds == result.plan.rounds
    assert told[-1].unassigned == 0


def test_a_cancelled_solve_hands_out_its_best_plan() -> None:
    """Cancelled before the first iteration there is a plan already."""
    event = threading.Event()
    event.set()
    problem = build_problem(team(), ONE_DAY, travel())
    result = solve(problem, Cancelled(event))
    assert_sound(team(), travel(), result.plan, cost=result.score.total)
    assert result.stopped_by == "cancelled"
    assert result.plan.rounds


def test_a_team_without_visits_has_only_its_appointments() -> None:
    """The carer with a meeting has a round, nobody else has."""
    result = solved(team(visits=()))
    assert result.stopped_by == "nothing_to_plan"
    kinds = [[stop.kind for stop in each.stops] for each in result.plan.rounds]
    assert len(kinds) == 1
    assert sorted(kinds[0]) == ["appointment", "break", "end", "start"]


def test_nobody_on_duty_leaves_everything_unassigned() -> None:
    """No shift at all is no fault: every place has a reason for every carer."""
    result = solved(team(shifts=()))
    assert result.plan.rounds == ()
    assert len(result.plan.unassigned) == 6
    assert set(reasons(result, "v5").values()) == {(RuleId.SHIFT, "has no shift on these dates")}


def test_appointments_out_of_reach_are_told() -> None:
    """Two meetings that follow each other too fast name the carer and the shift."""
    meetings = (
        Appointment(at("10:00"), at("10:30"), Endpoint.BASE),
        Appointment(at("10:31"), at("11:00"), Endpoint.HOME),
    )
    problem = build_problem(with_shift(team(), "c1", appointments=meetings), ONE_DAY, travel())
    with pytest.raises(RoundsError, match="carer c1 in the shift that starts at 2026-11-23T06:00"):
        solve(problem, MaxIterations(0))


def test_a_search_that_miscounts_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """The cost of the rounds handed out is reckoned again, not believed."""
    monkeypatch.setattr(solving, "cost", lambda *_: -1)
    with pytest.raises(FaultError, match="search-disagrees"):
        solve(build_problem(team(), ONE_DAY, travel()), MaxIterations(0))


def test_an_initial_plan_of_another_team_is_no_obstacle() -> None:
    """Visits and shifts that nobody knows are dropped."""
    foreign = judged_plan()
    moved = dataclasses.replace(
        foreign,
        rounds=tuple(
            dataclasses.replace(
                each,
                stops=tuple(
                    dataclasses.replace(stop, visit=stop.visit and VisitKey("x", MONDAY))
                    for stop in each.stops
                ),
            )
            for each in foreign.rounds
        ),
    )
    assert solved(team(), initial=moved).plan.unassigned == ()


def broken_plans() -> Sequence[tuple[str, Plan]]:
    """Plans that break a rule of the team they are handed to."""
    legal = judged_plan()
    first, second = legal.rounds
    swapped = (
        dataclasses.replace(first, shift=second.shift),
        dataclasses.replace(second, shift=first.shift),
    )
    late = tuple(
        dataclasses.replace(
            each,
            stops=tuple(
                dataclasses.replace(stop, start=stop.start + timedelta(hours=9))
                for stop in each.stops
            ),
        )
        for each in legal.rounds
    )
    return (
        ("a place missing", dataclasses.replace(legal, rounds=(first,))),
        ("carers swapped", dataclasses.replace(legal, rounds=swapped)),
        ("nine hours late", dataclasses.replace(legal, rounds=late)),
        ("every round twice", dataclasses.replace(legal, rounds=legal.rounds * 2)),
        (
            "stops backwards",
            dataclasses.replace(
                legal,
                rounds=tuple(
                    dataclasses.replace(each, stops=each.stops[::-1]) for each in legal.rounds
                ),
            ),
        ),
    )


@pytest.mark.parametrize(("name", "broken"), broken_plans(), ids=lambda each: str(each)[:20])
def test_a_broken_initial_plan_is_mended(name: str, broken: Plan) -> None:
    """Whatever is wrong with the plan begun from, the result is legal and complete."""
    del name
    assert solved(team(), initial=broken).plan.unassigned == ()


def test_a_pinned_carer_and_start_are_kept() -> None:
    """The pin decides, against the cost."""
    free = solved(team())
    pins = (
        Pin(VisitKey("v5", MONDAY), carer_id="c1"),
        Pin(VisitKey("v1", MONDAY), start=at("08:05")),
    )
    pinned = solved(team(pins=pins))
    assert carers_of(pinned.plan, "v5") == ["c1"]
    assert start_of(pinned.plan, "v1") == at("08:05")
    assert free.score.total < pinned.score.total


def test_a_pin_outside_the_windows_leaves_the_visit_out() -> None:
    """No start keeps both: search and oracle leave it out, and everybody is told why."""
    whole = team(pins=(Pin(VisitKey("v1", MONDAY), start=at("13:00")),))
    found = reasons(solved(whole), "v1")
    assert set(found) == {"c1", "c2", "c3"}
    assert found["c1"] == (
        RuleId.WINDOW,
        "the visit has no start that keeps its windows and pins",
    )
    best = solve_exactly(build_problem(whole, ONE_DAY, travel()))
    assert "v1" in {each.visit.visit_id for each in best.plan.unassigned}
    assert_sound(whole, travel(), best.plan, cost=best.cost)


def test_what_was_published_as_left_out_and_is_made_now_is_a_change() -> None:
    """Search, oracle and scorer count each such visit once."""
    published = plan_of(team(), ONE_DAY)
    problem = build_problem(team(), ONE_DAY, travel(), published)
    made = {each.visit for each in published.unassigned}
    found, best = solve(problem, MaxIterations(40)), solve_exactly(problem)
    for plan, cost in ((found.plan, found.score.total), (best.plan, best.cost)):
        assert_sound(team(), travel(), plan, cost=cost, published=published)
        assert plan.unassigned == ()
        assert score(team(), plan, published).by_rule[RuleId.CHANGE].quantity == len(made)


def test_visits_start_when_it_is_wished() -> None:
    """With time to spare the wished start is met, not the earliest one."""
    assert abs(start_of(solved(team()).plan, "v1") - at("07:30")) <= timedelta(minutes=15)


def test_a_higher_priority_takes_the_only_place() -> None:
    """Of two visits that exclude each other the one that must be made is made."""
    narrow = {"windows": windows("07:30-07:31"), "dependency": None, "wished_start": None}
    whole = team(shifts=team().shifts[:1])
    whole = with_visit(whole, "v1", priority=Priority.MAY, **narrow)
    whole = with_visit(whole, "v2", priority=Priority.MUST, **narrow)
    result = solved(whole)
    assert carers_of(result.plan, "v2") == ["c1"]
    assert reasons(result, "v1")["c1"][0] is RuleId.ONE_PLACE


REASONS = [
    ("v1", {}, "c2", RuleId.QUALIFICATION, "lacks insulin"),
    ("v2", {}, "c2", RuleId.REFUSAL, "is refused by cb"),
    ("v2", {}, "c3", RuleId.SHIFT, "has no shift on these dates"),
    (
        "v1",
        {"windows": windows("13:00-14:00"), "wished_start": None},
        "c1",
        RuleId.SHIFT,
        "does not work during the visit's windows",
    ),
    (
        "v1",
        {"windows": windows("07:00-07:01"), "wished_start": None},
        "c1",
        RuleId.SHIFT,
        "cannot get there and back within the shift, its breaks and meetings",
    ),
    (
        "v1",
        {"load": 6},
        "c1",
        RuleId.LOAD_CAP,
        "the visit's 6 load points exceed the cap of the shift",
    ),
]


@pytest.mark.parametrize(("visit_id", "changes", "carer", "rule", "text"), REASONS)
def test_every_unassigned_visit_says_why_for_every_carer(
    visit_id: str, changes: dict[str, Any], carer: str, rule: RuleId, text: str
) -> None:
    """One obstacle each, named by its rule; all carers of the team are spoken of."""
    whole = with_visit(team(), visit_id, **changes)
    if not changes:
        # nobody is left who could: c1 works no more
        whole = dataclasses.replace(whole, shifts=whole.shifts[1:])
    found = reasons(solved(whole), visit_id)
    assert set(found) == {"c1", "c2", "c3"}
    assert found[carer] == (rule, text)


def test_a_full_round_says_how_much_it_lacks() -> None:
    """Two loads that exceed the cap together: the lesser visit gives way to the cap."""
    whole = with_shift(team(shifts=team().shifts[:1]), "c1", load_cap=2)
    found = reasons(solved(with_visit(whole, "v2", priority=Priority.MAY)), "v2")
    assert found["c1"] == (
        RuleId.LOAD_CAP,
        "the visit's 2 load points exceed what the round has left",
    )


def test_a_visit_whose_predecessor_is_left_out_says_so() -> None:
    """The dependency is the reason, for those who could have come."""
    whole = with_visit(team(), "v1", windows=windows("13:00-14:00"), wished_start=None)
    found = reasons(solved(whole), "v4")
    assert found["c2"] == (RuleId.DEPENDENCY, "v1 on 2026-11-23 is left out itself")


def test_a_joint_visit_without_a_second_carer_says_so() -> None:
    """Who is free alone is told apart from who is not there at all."""
    whole = dataclasses.replace(team(), shifts=team().shifts[:1])
    result = solved(with_shift(whole, "c1", load_cap=None))
    assert reasons(result, "v3")["c1"] == (
        RuleId.TOGETHER,
        "is free, but not at one time with enough other carers",
    )


def test_a_visit_dearer_than_its_omission_is_left_out_with_that_reason() -> None:
    """The team's weights say so, and the reason says it."""
    whole = team()
    agreements = dataclasses.replace(whole.agreements, weights={"unassigned_may": 1})
    result = solved(dataclasses.replace(whole, agreements=agreements))
    rule, text = reasons(result, "v5")["c2"]
    assert (rule, text) == (
        RuleId.UNASSIGNED_MAY,
        "has room for it, but that costs more than leaving it out",
    )


def test_a_pinned_place_bars_everybody_else() -> None:
    """The reason names the carer the place is pinned to."""
    pins = (Pin(VisitKey("v5", MONDAY), carer_id="c3"),)
    assert reasons(solved(team(pins=pins)), "v5")["c1"] == (
        RuleId.PIN,
        "the place is pinned to c3",
    )


def test_breaks_find_their_place_on_either_side_of_the_road() -> None:
    """A break that fits only on arrival, and one that fits only before leaving, are both taken."""
    for earliest, latest in (("08:02", "08:20"), ("07:47", "08:05")):
        whole = team(visits=team().visits[:1], shifts=team().shifts[:1])
        whole = with_visit(whole, "v1", windows=windows("07:15-07:15"), wished_start=None)
        taken = Break(15 * 60, at(earliest), at(latest))
        whole = with_shift(whole, "c1", breaks=(taken,), appointments=())
        stops = solved(whole).plan.rounds[0].stops
        assert [stop.kind for stop in stops].count(StopKind.BREAK) == 1


def test_reasons_are_values() -> None:
    """Reasons of equal problems are equal, so that plan files repeat themselves."""
    whole = dataclasses.replace(team(), shifts=())
    first, second = solved(whole), solved(whole)
    assert first.plan.unassigned == second.plan.unassigned
    assert all(isinstance(each, Reason) for left in first.plan.unassigned for each in left.reasons)


def test_dependencies_hold_across_carers_in_both_directions() -> None:
    """v4 follows v1 by 60 to 100 minutes, whoever makes them."""
    result = solved(team())
    gap = start_of(result.plan, "v4") - start_of(result.plan, "v1")
    assert timedelta(minutes=60) <= gap <= timedelta(minutes=100)
    whole = with_visit(team(), "v1", windows=windows("08:00-12:00"), wished_start=clock("09:00"))
    whole = with_visit(
        whole, "v4", windows=windows("07:00-12:00"), dependency=Dependency("v1", 600, 1200)
    )
    gap = start_of(solved(whole).plan, "v4") - start_of(solved(whole).plan, "v1")
    assert timedelta(seconds=600) <= gap <= timedelta(seconds=1200)
