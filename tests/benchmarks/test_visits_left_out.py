"""Visits that a team day leaves out: every kind is drawn, and every repair of them works."""

from collections import Counter

from benchmarks.explanations import repair_faults
from benchmarks.visits_left_out import KINDS, day_cases, published_day
from scheduler.planning.explaining.explanation import explain

DAY = "tight-2-rural-90"


def test_repairs_of_every_kind_of_visit_work_when_applied():
    """One of each kind and two that the solver left out, for the team as read from its document."""
    published = published_day(DAY)
    left = len({each.visit for each in published.plan.unassigned})
    cases = list(day_cases(DAY, published, left + len(KINDS)))
    assert left
    assert all(any(f": {kind}" in case.label for case in cases) for kind in KINDS)
    seen = Counter()
    for label, asked, visit in [*cases[:2], *cases[left:]]:
        told = explain(asked, visit, iterations=20)
        assert list(repair_faults(told, seen, exactly=False)) == [], label
        assert told.team.proven, label
    assert sum(count for name, count in seen.items() if name.startswith("repairs")) > len(KINDS)


def test_cases_repeat_themselves():
    """The same visits are drawn from the same day every time."""
    published = published_day(DAY)
    one, other = ([c[0::2] for c in day_cases(DAY, published, 20)] for _ in range(2))
    assert one == other
