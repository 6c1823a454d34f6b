"""Processes of their own: which cores they get, and what becomes of their answers."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from benchmarks.processes import Cores, ProcessBrokeError, answer_apart

NAMESAKE = "benchmarks.team_days.engine"


def test_every_process_gets_a_core_and_gives_it_back() -> None:
    """While two run none has the core of the other, and one that fails returns its own."""
    cores = Cores((3, 5))

    def fails(other: int) -> None:
        with cores.lent(1) as lent:
            assert {other, *lent} == {3, 5}
            raise RuntimeError

    with cores.lent(1) as (first,), pytest.raises(RuntimeError):
        fails(first)
    with cores.lent(2) as both:
        assert both == (3, 5)


def test_whoever_needs_two_cores_waits_for_both() -> None:
    """And gets them as soon as the one that is busy is free."""
    cores, waits = Cores((3, 5)), threading.Event()

    def needs_both() -> tuple[int, ...]:
        waits.set()
        with cores.lent(2) as both:
            return both

    with ThreadPoolExecutor(1) as pool:
        with cores.lent(1):
            later = pool.submit(needs_both)
            waits.wait()
            assert not later.done()
        assert later.result(timeout=10) == (3, 5)


def test_more_cores_than_there_are_means_all() -> None:
    """Nobody waits for a core that will never come."""
    with Cores((3, 5)).lent(9) as lent:
        assert lent == (3, 5)


def test_a_process_that_breaks_says_what_it_said_last() -> None:
    """A module that knows no such job."""
    with pytest.raises(ProcessBrokeError, match="TypeError"):
        answer_apart(NAMESAKE, {"no": "job"}, allowed_seconds=60)


def test_a_process_that_hangs_is_stopped() -> None:
    """After the time allowed."""
    with pytest.raises(ProcessBrokeError, match=r"within 0.01 s"):
        answer_apart(NAMESAKE, {}, allowed_seconds=0.01)
