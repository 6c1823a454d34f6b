"""When a solve ends."""

import threading

from scheduler.solver.foresight import Foresight
from scheduler.solver.stopping import (
    Cancelled,
    FirstOf,
    Left,
    MaxIterations,
    MaxSeconds,
    NoImprovement,
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
