"""The oracle finds the optimum, says what it knows, and means what the checker and scorer mean."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest
from brute_force import cheapest
from generated import Case, small_case
from solving import Solved, optimum, problem_of, solved

from scheduler.domain.agreements import Agreements
from scheduler.domain.shift import Appointment, Endpoint
from scheduler.errors import FaultError, RoundsError
from scheduler.plan import StopKind
from scheduler.rules import SOFT_RULES
from scheduler.score import score
from scheduler.solver.oracle import solution, solve_exactly
from scheduler.solver.problem import Problem
from scheduler.solver.schedule import Schedule, timed_stops
from scheduler.units import after, minutes, seconds_between

CHUNK = 20


@pytest.mark.parametrize("first", range(0, 500, CHUNK))
def test_oracle_finds_the_optimum_of_brute_force(first: int) -> None:
    """On 500 small cases the proven optimum is the cheapest of all plans, and is sound."""
    for seed in range(first, first + CHUNK):
        _, problem, result = optimum(seed)
        assert result.cost == cheapest(problem), f"seed {seed}"


def test_generated_cases_cost_something_under_every_soft_rule() -> None:
    """No soft rule is left out of the comparison: each costs points in an optimal plan."""
    costly: Counter[str] = Counter()
    for seed in range(150):
        case, _, result = optimum(seed)
        costly.update(
            line.rule for line in score(case.team, result.plan, case.published).lines if line.cost
        )
    assert {rule.rule_id for rule in SOFT_RULES} == costly.keys()


def test_generated_cases_hold_what_makes_rounds_difficult() -> None:
    """Optimal plans keep every kind of hard rule where it matters, several times over."""
    seen: Counter[str] = Counter()
    for seed in range(150):
        seen.update(set(_difficulties(optimum(seed))))
    expected = {
        "appointment",
        "assigned pin",
        "break before leaving",
        "break on arrival",
        "dependency across carers",
        "joint visit",
        "load cap reached",
        "nobody left out",
        "overtime",
        "second window",
        "two rounds of one carer",
        "rounds of one carer on two dates",
        "visit left out",
    }
    assert expected == {name for name, count in seen.items() if count >= 3}


def _difficulties(each: Solved) -> Iterator[str]:
    yield "visit left out" if each.result.plan.unassigned else "nobody left out"
    yield from _difficult_pairs(each)
    for schedule in each.result.schedules:
        yield from _difficult_round(each.problem, schedule)
    for index in range(len(each.problem.visits)):
        yield from _difficult_visit(each, index)


def _difficult_pairs(each: Solved) -> Iterator[str]:
    shifts = [each.problem.shifts[schedule.shift] for schedule in each.result.schedules]
    for one, other in permutations(shifts, 2):
        if one.carer == other.carer:
            same = one.day == other.day
            yield "two rounds of one carer" if same else "rounds of one carer on two dates"


def _difficult_round(problem: Problem, schedule: Schedule) -> Iterator[str]:
    shift = problem.shifts[schedule.shift]
    load = 0
    for activity in schedule.activities:
        if activity.kind is StopKind.BREAK:
            yield "break on arrival" if activity.on_arrival else "break before leaving"
        elif activity.kind is StopKind.APPOINTMENT:
            yield "appointment"
        else:
            load += problem.visits[problem.tasks[activity.index].visit].load
    if load and load == shift.load_cap:
        yield "load cap reached"
    if timed_stops(problem, schedule)[-1].end > shift.end:
        yield "overtime"


def _difficult_visit(each: Solved, index: int) -> Iterator[str]:
    visit = each.problem.visits[index]
    carers, start = _made(each, index)
    if start is None:
        return
    if len(carers) > 1:
        yield "joint visit"
    if visit.after is not None and carers != _made(each, visit.after)[0]:
        yield "dependency across carers"
    if start > visit.windows[0][1]:
        yield "second window"
    if any(pin.visit == visit.key for pin in each.case.team.pins):
        yield "assigned pin"


def _made(each: Solved, visit: int) -> tuple[set[str], int | None]:
    """The carers of a visit and its start in the optimal plan."""
    key, origin = each.problem.visits[visit].key, each.problem.origin
    made = [
        (a.shift.carer_id, s.start) for a, s in each.result.plan.assignments() if s.visit == key
    ]
    start = seconds_between(origin, made[0][1]) if made else None
    return {carer for carer, _ in made}, start


def test_oracle_repeats_itself() -> None:
    """With one worker and no clock the same problem gives the same plan."""
    for seed in (0, 5, 12):
        _, problem, result = optimum(seed)
        assert solve_exactly(problem).plan == result.plan


def test_several_workers_find_the_same_cost() -> None:
    """The optimum does not depend on how many threads look for it."""
    _, problem, result = optimum(12)
    assert solve_exactly(problem, workers=2, seconds=60).cost == result.cost


def test_unfinished_oracle_does_not_claim_a_proof() -> None:
    """Stopped early, it hands out what it has, with a bound that the optimum respects."""
    _, problem, result = optimum(230)
    early = solve_exactly(problem, effort=0.02)
    assert not early.proven
    assert early.bound <= result.cost <= early.cost
    assert early.bound < early.cost


def test_oracle_without_time_says_so() -> None:
    """No time at all is an error of its own, not an empty plan."""
    with pytest.raises(RoundsError) as caught:
        solve_exactly(optimum(0).problem, seconds=0.0)
    assert caught.value.code == "oracle-out-of-time"


def test_appointments_that_nobody_can_keep_are_named() -> None:
    """An appointment out of reach of the start of its shift makes every plan impossible."""
    case = _with_meeting_at_once(small_case(3))
    with pytest.raises(RoundsError) as caught:
        solve_exactly(problem_of(case))
    assert caught.value.code == "appointment-out-of-reach"
    assert case.team.shifts[0].carer_id in str(caught.value)


def _with_meeting_at_once(case: Case) -> Case:
    first = case.team.shifts[0]
    meeting = Appointment(first.start, after(first.start, minutes(10)), Endpoint.BASE)
    far = replace(first, start_place=Endpoint.HOME, appointments=(meeting,))
    carers = tuple(replace(carer, home=case.team.clients[0].location) for carer in case.team.carers)
    team = replace(case.team, carers=carers, shifts=(far, *case.team.shifts[1:]))
    apart = 1 - np.eye(len(case.travel.locations), dtype=np.int32)
    seconds = {mode: matrix + apart for mode, matrix in case.travel.seconds.items()}
    return case._replace(team=team, travel=replace(case.travel, seconds=seconds))


def test_a_cost_that_differs_from_the_model_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """One unit of difference between model and rounds is not passed over."""
    problem = optimum(0).problem
    monkeypatch.setattr(solution, "cost", lambda *_: optimum(0).result.cost - 1)
    with pytest.raises(FaultError) as caught:
        solve_exactly(problem)
    assert caught.value.code == "oracle-disagrees"


def test_nothing_to_do_costs_nothing() -> None:
    """Without visits there are no rounds, unless an appointment asks for one."""
    case = next(c for c in map(small_case, range(50)) if not _meets(c))
    empty = case._replace(team=replace(case.team, visits=(), pins=(), agreements=Agreements()))
    result = solved(empty._replace(published=None)).result
    assert result.plan.rounds == ()
    assert result.cost == 0


def _meets(case: Case) -> bool:
    return any(shift.appointments for shift in case.team.shifts)
