"""When a solve ends."""

import threading

from scheduler.solver.foresight import Foresight
from scheduler.solver.stopping import (
    UNFORESEEN,
    After,
    Cancelled,
    FirstOf,
    Left,
    MaxIterations,
    MaxSeconds,
    NoImprovement,
    Part,
    Until,
    what_is_left,
)


def test_iterations_are_counted() -> None:
    """The limit itself stops, one before it does not."""
    stop = MaxIterations(3)
    assert stop(2, 0) is None
    assert stop(3, 0) == "iterations"


def test_seconds_count_from_the_first_question() -> None:
    """Time before the search begins is not held against it."""
    now = [100.0]
    stop = MaxSeconds(5, clock=lambda: now[0])
    assert stop(0, 0) is None
    now[0] = 104.9
    assert stop(1, 0) is None
    now[0] = 105.0
    assert stop(2, 0) == "time"


def test_patience_begins_anew_with_every_better_plan() -> None:
    """Only iterations without improvement count."""
    stop = NoImprovement(2)
    assert [stop(0, 9), stop(1, 9), stop(2, 8), stop(3, 8)] == [None, None, None, None]
    assert stop(4, 8) == "no_improvement"


def test_a_cancelled_solve_stops_at_once() -> None:
    """The event is looked at on every question."""
    event = threading.Event()
    stop = Cancelled(event)
    assert stop(0, 0) is None
    event.set()
    assert stop(0, 0) == "cancelled"


def test_the_first_criterion_that_stops_decides() -> None:
    """And every criterion is asked, so that all of them keep counting."""
    stop = FirstOf(NoImprovement(2), MaxIterations(5))
    assert stop(0, 9) is None
    assert stop(5, 1) == "iterations"
    assert stop(7, 1) == "no_improvement"


def test_criteria_foresee_what_is_left() -> None:
    """The nearest end of several counts, and whether it is cancelled; patience foresees nothing."""
    now, event = [10.0], threading.Event()
    timed = MaxSeconds(5, clock=lambda: now[0])
    assert what_is_left(timed, 0) == Left(seconds=5.0)
    timed(0, 0)
    now[0] = 12.0
    stop = FirstOf(timed, MaxIterations(9), MaxIterations(30), Cancelled(event), NoImprovement(3))
    assert what_is_left(stop, 4) == Left(iterations=5, seconds=3.0)
    event.set()
    assert what_is_left(stop, 40) == Left(iterations=0, seconds=3.0, cancelled=True)
    assert what_is_left(NoImprovement(3), 0) == Left()


def test_a_fast_search_that_has_just_begun_is_not_foreseen_to_be_over() -> None:
    """Ten thousand iterations at once, a hundred seconds to go: many more are to come."""
    foresight = Foresight(MaxSeconds(100.0))
    _, foreseen = foresight(10_000)
    assert foreseen is not None
    assert foreseen >= 200_000


def test_a_part_ends_with_its_share_of_iterations_or_seconds() -> None:
    """A quarter of 1,000 iterations at twice their pace; a quarter of eight seconds."""
    part = Part(MaxIterations(1000), 0.25, pace=2)
    assert part.left(0).iterations == 500
    assert part(499, 0) is None
    assert part(500, 0) == "iterations"
    now = [0.0]
    whole = MaxSeconds(8.0, clock=lambda: now[0])
    assert whole(0, 0) is None
    part = Part(whole, 0.25)
    now[0] = 1.5
    assert part(10, 0) is None
    assert part.left(10).seconds == 0.5
    assert part.used(10) == 0.75
    now[0] = 2.0
    assert part(10, 0) == "time"


def test_a_part_is_of_what_is_left_then() -> None:
    """Half of 1,000 iterations once 400 of them are done."""
    part = Part(MaxIterations(1000), 0.5, done=400)
    assert part(299, 0) is None
    assert part(300, 0) == "iterations"
    assert part.used(150) == 0.5


def test_a_part_of_nobody_knows_what_is_a_fixed_number_of_iterations() -> None:
    """Patience alone foresees nothing."""
    part = Part(NoImprovement(10), 0.25)
    assert part(UNFORESEEN // 4 - 1, 0) is None
    assert part(UNFORESEEN // 4, 0) == "iterations"


def test_what_is_done_before_counts_afterwards() -> None:
    """Of 1,000 iterations 400 are done already."""
    rest = After(MaxIterations(1000), 400)
    assert rest.left(100) == Left(iterations=500)
    assert [rest(599, 0), rest(600, 0)] == [None, "iterations"]


def test_who_has_enough_stops_before_the_end() -> None:
    """As soon as it holds; else with the other one."""
    enough = [False]
    stop = Until(MaxIterations(10), lambda: enough[0])
    assert stop.left(4) == Left(iterations=6)
    assert [stop(9, 0), stop(10, 0)] == [None, "iterations"]
    enough[0] = True
    assert stop(1, 0) == "enough"
