"""What is known about a plan besides its score."""

from dataclasses import replace

import pytest
from judged import plan, team

from scheduler.score import Score, score
from scheduler.solver.result import Result

SCORE = score(team(), plan())
FREE = replace(SCORE, lines=tuple(replace(line, quantity=0) for line in SCORE.lines))


@pytest.mark.parametrize(
    ("scored", "bound", "gap"),
    [
        (SCORE, None, None),
        (SCORE, SCORE.total, 0.0),
        (SCORE, 0, 1.0),
        (FREE, 0, 0.0),
    ],
    ids=["no bound", "proven", "no help", "nothing costs"],
)
def test_the_gap_is_the_share_that_may_be_saved(
    scored: Score, bound: int | None, gap: float | None
) -> None:
    """Unknown without a bound, none when bound and score meet, all of it at a bound of nothing."""
    assert Result(plan(), scored, bound, "iterations", {}).gap == gap
