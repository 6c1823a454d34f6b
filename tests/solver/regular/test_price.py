"""Earliest starts and points of given rounds."""

import dataclasses

import numpy as np
from regular_cases import regular_case

from scheduler.solver.regular.price import Rounds, earliest_starts, priced
from scheduler.solver.regular.problem import NEVER, NOBODY, PAUSE, RegularProblem, no_breaks


def _pairs(lag: tuple[int, int, int, int]) -> RegularProblem:
    """Two carers, tasks 0 and 1 partners, 2 and 3 too; each takes 10 and lies 5 from all others."""
    count = 4
    return RegularProblem(
        location=np.arange(1, count + 1),
        service=np.full(count, 10),
        load=np.zeros(count, np.int64),
        window_from=np.arange(count + 1),
        opens=np.zeros(count, np.int64),
        closes=np.full(count, NEVER),
        due=np.full(count, 20),
        partner=np.array([1, 0, 3, 2]),
        lag=np.array(lag),
        client=np.zeros(count, np.int64),
        unassigned=np.full(count, 1000),
        allowed=np.ones((count, 2), np.bool_),
        start=np.array([0, 7]),
        end=np.full(2, NEVER),
        first_location=np.zeros(2, np.int64),
        last_location=np.zeros(2, np.int64),
        mode=np.zeros(2, np.int64),
        carer=np.arange(2),
        load_cap=np.full(2, NEVER),
        breaks=no_breaks(2),
        travel=5 * (1 - np.eye(count + 1, dtype=np.int64))[None],
        travel_weight=1,
        visiting=np.zeros((1, 2), np.int64),
        meeting=np.zeros((1, 2), np.int64),
        late_weight=2,
        worst_weight=3,
    )


def test_partners_that_start_together_wait_for_the_later_one() -> None:
    """The second carer leaves at 7: both begin at 12, and again 15 later."""
    starts = earliest_starts(_pairs((0, 0, 0, 0)), [[0, 2], [1, 3]])
    assert starts == {0: 12, 1: 12, 2: 27, 3: 27}


def test_a_least_and_a_largest_gap_hold_across_rounds() -> None:
    """Task 1 starts 30 to 35 after task 0, so task 0 waits where task 1 cannot come sooner."""
    problem = _pairs((30, -35, 0, 0))
    assert earliest_starts(problem, [[0], [1]]) == {0: 5, 1: 35}
    late = dataclasses.replace(problem, start=np.array([0, 60]))
    assert earliest_starts(late, [[0], [1]]) == {0: 30, 1: 65}


def test_opposite_orders_of_the_same_pairs_are_a_circle() -> None:
    """Two carers who meet twice cannot do so in opposite orders."""
    assert earliest_starts(_pairs((0, 0, 0, 0)), [[0, 3], [2, 1]]) is None


def test_lateness_counts_for_every_task_and_once_more_for_the_largest() -> None:
    """Legs of 15 each round, four tasks due at 20, two of them 7 late."""
    found = priced(_pairs((0, 0, 0, 0)), [[0, 2], [1, 3]])
    assert found is not None
    assert found.cost == 2 * 15 + 2 * (7 + 7) + 3 * 7


def test_a_break_is_taken_where_the_leg_leads_to_if_that_is_sooner() -> None:
    """From 12 to 20 for 30: the first carer rests at the second client, the other on the spot."""
    problem = dataclasses.replace(
        _pairs((-NEVER, -NEVER, -NEVER, -NEVER)), breaks=np.array([[30, 12, 20], [30, 12, 20]])
    )
    assert earliest_starts(problem, [[0, PAUSE, 2], [PAUSE, 1, 3]]) == {0: 5, 2: 50, 1: 42, 3: 57}
    late = dataclasses.replace(problem, start=np.array([3, 18]))
    assert earliest_starts(late, [[0, PAUSE, 2], [PAUSE, 1, 3]]) == {0: 8, 2: 53, 1: 53, 3: 68}
    later = dataclasses.replace(problem, start=np.array([6, 7]))
    assert earliest_starts(later, [[0, PAUSE, 2], [1, 3, PAUSE]]) is None


def test_a_shift_in_use_has_its_break_once() -> None:
    """None is too few, two are too many, and an unused shift has none."""
    problem = dataclasses.replace(
        _pairs((0, 0, 0, 0)), breaks=np.array([[5, 0, 100], [0, 0, 0]]), partner=np.full(4, -1)
    )
    assert priced(problem, [[0, PAUSE], []]) is not None
    assert priced(problem, [[], [0, 1]]) is not None
    assert priced(problem, [[0], []]) is None
    assert priced(problem, [[PAUSE, 0, PAUSE], []]) is None
    assert priced(problem, [[PAUSE], []]) is None
    assert priced(problem, [[], [0, PAUSE]]) is None


def test_partners_need_two_carers_and_each_other() -> None:
    """One carer for both, or one of two alone, is no plan."""
    problem = _pairs((0, 0, 0, 0))
    assert priced(problem, [[0, 1], []]) is None
    assert priced(problem, [[0], []]) is None


def test_a_task_left_out_costs_its_price() -> None:
    """Nobody does anything: all prices and nothing else."""
    problem = regular_case(3)
    found = priced(problem, ((),) * problem.shifts)
    assert found is not None
    assert found.cost == problem.unassigned.sum()
    assert found.starts == (None,) * problem.tasks


def _points_of(problem: RegularProblem, rounds: Rounds, **weights: int) -> int:
    """What some weights add to the points of rounds."""
    without, with_them = (
        priced(each, rounds) for each in (problem, dataclasses.replace(problem, **weights))
    )
    assert without is not None
    assert with_them is not None
    return with_them.cost - without.cost


def test_the_shares_that_carers_work_of_their_duty_are_compared() -> None:
    """Travel of 10 each: 50 of 100 seconds, and 20 of 50; who has no duty does not count."""
    problem = dataclasses.replace(
        _pairs((0, 0, 0, 0)),
        partner=np.full(4, NOBODY),
        duty=np.array([100, 50]),
        work=np.array([40, 0, 0, 10]),
    )
    assert _points_of(problem, ((0,), (3,)), fair_weight=3) == 3 * (500 - 400)
    assert _points_of(problem, ((0,), ()), fair_weight=3) == 3 * 500
    off = dataclasses.replace(problem, duty=np.array([100, 0]))
    assert _points_of(off, ((0,), ()), fair_weight=3) == 0


def test_the_waiting_of_rounds_that_begin_as_late_as_they_may_is_compared() -> None:
    """Task 2 opens at 60 and is reached at 20; task 0 may begin at 20 in place of 5 for nothing."""
    problem = dataclasses.replace(
        _pairs((0, 0, 0, 0)), partner=np.full(4, NOBODY), opens=np.array([0, 0, 60, 0])
    )
    assert _points_of(problem, ((0, 2), (3,)), spread_weight=2) == 2 * (40 - 15)
    assert _points_of(problem, ((0, 2), ()), spread_weight=2) == 0
    assert _points_of(problem, ((2,), (3,)), spread_weight=2) == 0
