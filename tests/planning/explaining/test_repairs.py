"""What would help: every repair works when applied, is the smallest, and nothing else is lost."""

from collections import Counter
from dataclasses import replace

import pytest
from judged import at, c2_doings, plan, team, travel, windows, with_shift
from standing import V5, published, refusing

from benchmarks.explanations import repair_faults
from benchmarks.visits_left_out import small_cases
from scheduler.checker import check
from scheduler.domain.visit import Pin
from scheduler.errors import RoundsError
from scheduler.planning.changes.published import Published
from scheduler.planning.explaining.alteration import RepairKind
from scheduler.planning.explaining.explanation import explain
from scheduler.units import minutes

SHORT = {"service_seconds": 300}


def repairs(plan, kind):
    """The repairs of a kind, each with a plan that the checker finds nothing wrong with."""
    found = explain(plan, V5, iterations=20).repairs
    for each in found:
        assert check(each.working.judged.team, plan.travel, each.working.plan) == ()
        assert any(stop.visit == V5 for _, stop in each.working.plan.assignments())
    return [each for each in found if each.kind is kind]


def test_a_visit_that_fits_as_it_is_needs_nothing():
    """It was left out for its cost, or by hand."""
    found = repairs(published(**SHORT), RepairKind.NOTHING)
    assert found
    assert found[0].minutes == 0


def test_the_window_is_widened_by_the_least_that_helps():
    """c1 sets out at seven and needs eleven minutes to D, less than which no window allows."""
    plan = published(windows=windows("06:00-07:05"), **SHORT)
    best = repairs(plan, RepairKind.WIDER_WINDOW)[0]
    assert best.proven
    assert best.minutes == 2
    assert best.detail == "06:00-07:07"


def test_a_window_widened_by_less_does_not_help():
    """One minute less than the repair says, and no round takes the visit."""
    plan = published(windows=windows("06:00-07:06"), **SHORT)
    assert repairs(plan, RepairKind.WIDER_WINDOW)[0].minutes == 1
    assert not repairs(plan, RepairKind.NOTHING)


def test_a_shift_starts_earlier_by_the_least_that_helps():
    """The published round of the longer shift is still its round, and everything in it is kept."""
    plan = published(windows=windows("06:50-07:05"), **SHORT)
    found = repairs(plan, RepairKind.EARLIER_START)
    assert {each.carer_id: each.minutes for each in found} == {"c1": 6, "c2": 2}
    made = {stop.visit for _, stop in found[0].working.plan.assignments()}
    assert {visit for visit, _ in plan.stops} < made


def test_a_shift_ends_later_by_the_least_that_helps():
    """c2 comes home from D after seven minutes by car, at half past nine at the latest."""
    whole = refusing(team(), "cd", "c1")
    plan = published(whole=whole, windows=windows("09:40-09:50"), **SHORT)
    (found,) = repairs(plan, RepairKind.LATER_END)
    assert (found.carer_id, found.minutes) == ("c2", 23)


def test_a_qualification_more_helps_the_carer_who_lacks_just_that():
    """A discipline is none that can be given."""
    plan = published(places=(frozenset({"wound"}),), **SHORT)
    assert {each.carer_id for each in repairs(plan, RepairKind.QUALIFICATION)} == {"c1", "c2"}
    plan = published(places=(frozenset({"physiotherapist"}),), **SHORT)
    assert not repairs(plan, RepairKind.QUALIFICATION)


def test_a_refusal_lifted_helps_the_carer_refused():
    """And nobody else's refusals are touched."""
    whole = refusing(team(), "cd", "c1", "c2")
    found = repairs(published(whole=whole, **SHORT), RepairKind.REFUSAL_LIFTED)
    assert {each.carer_id for each in found} == {"c1", "c2"}
    client = found[0].working.judged.team.client_by_id["cd"]
    assert len(client.refuses) == 1


def test_a_pin_retired_lets_others_make_the_visit():
    """The pin is to somebody who does not work."""
    whole = team(pins=(Pin(V5, carer_id="c3"),))
    (found, *_) = repairs(published(whole=whole, **SHORT), RepairKind.PIN_RETIRED)
    assert found.working.judged.team.pins == ()


def test_a_visit_is_never_cut_into_what_is_protected():
    """Shorter by so much helps, unless that much is protected."""
    long = {"windows": windows("10:45-11:30"), "service_seconds": minutes(80)}
    found = repairs(published(**long), RepairKind.SHORTER_VISIT)
    assert found
    assert found[0].minutes > 0
    assert not repairs(published(**long, protected_seconds=minutes(80)), RepairKind.SHORTER_VISIT)


def test_a_shift_that_would_then_need_a_break_is_not_made_longer():
    """c2 has no break, and may not work longer than the team's limit without."""
    whole = refusing(with_shift(team(), "c2", breaks=()), "cd", "c1")
    made = plan(whole=whole, c2=[each for each in c2_doings() if each.visit is not None])
    agreed = replace(whole.agreements, break_after_seconds=minutes(150))
    late = replace(whole.visits[-1], windows=windows("09:40-09:50"), **SHORT)
    for agreements, helps in ((whole.agreements, True), (agreed, False)):
        altered = replace(whole, agreements=agreements, visits=(*whole.visits[:-1], late))
        asked = Published(altered, travel(), made, at("00:00"))
        assert bool(repairs(asked, RepairKind.LATER_END)) == helps


def test_what_has_begun_stays_in_every_repair():
    """At half past eight v1 and v3 are under way: nothing of them moves."""
    plan = published(now="08:30", windows=windows("07:00-08:45"), **SHORT)
    found = explain(plan, V5, iterations=20).repairs
    assert found
    for each in found:
        moved = {move.visit.visit_id for move in each.working.comparison.moves}
        assert moved.isdisjoint({"v1", "v3"})


def test_a_visit_that_has_begun_is_not_explained_away():
    """Nothing about it can change."""
    plan = published(now="07:40")
    told = explain(plan, next(visit for visit, _ in plan.stops if visit.visit_id == "v1"))
    assert told.begun
    assert not told.repairs


def test_an_unknown_visit_or_carer_is_refused():
    """With a code."""
    plan = published()
    with pytest.raises(RoundsError, match="change-visit-unknown"):
        explain(plan, replace(V5, visit_id="v9"))
    with pytest.raises(RoundsError, match="change-carer-unknown"):
        explain(plan, V5, carer_id="c9")


@pytest.mark.parametrize("first", range(100, 140, 4))
def test_repairs_of_small_cases_work_by_the_oracle(first):
    """The altered team's plan is checked, scored, and found again by the oracle."""
    for label, asked, visit in small_cases(1, first):
        told = explain(asked, visit, iterations=20)
        assert list(repair_faults(told, Counter(), exactly=True)) == [], label
