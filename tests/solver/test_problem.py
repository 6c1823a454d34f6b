"""A problem validates itself: nothing that contradicts itself reaches a search."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from judged import MONDAY, team, travel

from scheduler.domain.horizon import Horizon
from scheduler.errors import FaultError
from scheduler.solver.build import build_problem
from scheduler.solver.problem import Problem

GOOD = build_problem(team(), Horizon(MONDAY), travel())
BEGIN = GOOD.shifts[0].start


def with_visit(**changes: Any) -> Problem:
    """The good problem with something changed about its first visit."""
    return GOOD.replace(visits=(replace(GOOD.visits[0], **changes), *GOOD.visits[1:]))


def with_shift(**changes: Any) -> Problem:
    """The good problem with something changed about its first shift."""
    return GOOD.replace(shifts=(replace(GOOD.shifts[0], **changes), *GOOD.shifts[1:]))


def with_seconds(**cells: int) -> Problem:
    """The good problem with another value in one cell of its first matrix of seconds."""
    seconds = GOOD.seconds.copy()
    seconds[0, cells["origin"], cells["to"]] = cells["value"]
    return GOOD.replace(seconds=seconds)


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda: GOOD.replace(seconds=GOOD.seconds.astype(np.float64)), "seconds is float64"),
        (lambda: GOOD.replace(metres=GOOD.metres[:, :, :-1]), "metres is int32"),
        (lambda: with_seconds(origin=0, to=1, value=-1), "seconds has negative entries"),
        (
            lambda: with_seconds(origin=2, to=2, value=1),
            "seconds is not 0 from a location to itsel",
        ),
        (lambda: GOOD.replace(meeting_steps=GOOD.meeting_steps[1:]), "meeting_steps has shape"),
        (lambda: GOOD.replace(visit_steps=GOOD.visit_steps[:, 1:]), "visit_steps has shape"),
        (lambda: GOOD.replace(shift_seconds=(1,)), "shift_seconds has 1 entries"),
        (lambda: with_visit(location=99), "v1 on 2026-11-23 has location 99"),
        (lambda: with_visit(client=-1), "v1 on 2026-11-23 has location 2, client -1"),
        (lambda: with_visit(windows=((50, 60), (10, 20))), "windows .*, not in order"),
        (lambda: with_visit(windows=((60, 50),)), "windows .*, not in order"),
        (lambda: with_visit(tasks=()), "v1 on 2026-11-23 has places"),
        (lambda: with_visit(tasks=GOOD.visits[1].tasks), "v1 on 2026-11-23 has places"),
        (lambda: with_visit(after=len(GOOD.visits)), "v1 on 2026-11-23 depends on visit"),
        (lambda: with_visit(service=-1), "v1 on 2026-11-23 has service -1"),
        (lambda: with_visit(load=-1), "v1 on 2026-11-23 has service .*, load -1"),
        (lambda: with_shift(end=BEGIN), "shift of c1 at .* has times"),
        (lambda: with_shift(latest_end=BEGIN + 1), "shift of c1 at .* has times"),
        (lambda: with_shift(carer=9), "shift of c1 at .* has carer 9"),
        (lambda: with_shift(mode=9), "shift of c1 at .* has carer 0, mode 9"),
        (lambda: with_shift(start_location=99), "shift of c1 at .* has locations"),
    ],
)
def test_a_problem_that_contradicts_itself_is_a_fault(change: Any, fault: str) -> None:
    """Each contradiction is named, with the id it is about."""
    with pytest.raises(FaultError, match=fault) as caught:
        change()
    assert caught.value.code == "problem-invalid"


def test_everything_wrong_is_told_at_once() -> None:
    """Not the first contradiction only."""
    with pytest.raises(
        FaultError, match=r"load -1.*depends on visit -1|depends on visit -1.*load -1"
    ):
        with_visit(after=-1, load=-1)
