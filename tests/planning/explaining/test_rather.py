"""Why this carer and not that one: a real plan, its difference rule by rule, or what forbids it."""

from dataclasses import replace

import pytest
from judged import MONDAY, at, plan, team, travel, windows, with_shift, with_visit
from standing import V5, published, refusing

from scheduler.checker import check
from scheduler.domain.visit import VisitKey
from scheduler.planning.changes.published import Published
from scheduler.planning.explaining.alteration import RepairKind
from scheduler.planning.explaining.explanation import explain
from scheduler.planning.explaining.sentences import Sentences
from scheduler.score import score

V4 = VisitKey("v4", MONDAY)
V1 = VisitKey("v1", MONDAY)


def asked(visit, carer_id, whole=None, now="00:00"):
    """An explanation of why a carer does not make a visit of the legal plan."""
    whole = whole or team()
    return explain(
        Published(whole, travel(), plan(whole=whole), at(now)),
        visit,
        carer_id=carer_id,
        iterations=30,
    )


def test_the_difference_is_that_of_two_real_plans():
    """c1 could make v5 if it were short; the plan is legal, and its rules add up to its score."""
    told = explain(published(service_seconds=300), V5, carer_id="c1", iterations=30)
    assert told.rather is not None
    option = told.rather.option
    assert option is not None
    before = told.published.judged.score
    assert check(option.judged.team, travel(), option.plan) == ()
    assert score(option.judged.team, option.plan, told.published.plan) == option.judged.score
    differences = sum(line.cost_difference for line in option.comparison.rules)
    assert differences == option.points - before.total
    made = {each.shift.carer_id for each, stop in option.plan.assignments() if stop.visit == V5}
    assert made == {"c1"}


def test_what_forbids_the_other_carer_is_named():
    """c2 is not qualified for v1, and no plan has c2 make it."""
    told = asked(V1, "c2")
    assert told.carers == ("c1",)
    assert told.rather is not None
    (forbidden,) = told.rather.forbidden
    assert {str(each) for each in forbidden.conflicts.smallest} == {"qualification"}
    assert told.rather.option is None
    assert not told.everybody


def test_a_visit_that_has_begun_has_no_other_carer():
    """At eight v1 is over."""
    told = asked(V1, "c2", now="08:00")
    assert told.begun
    assert told.rather is None
    assert list(Sentences(told).lines()) == [f"Visit {V1} has begun; nothing about it can change."]


def test_sentences_name_times_and_ids_of_what_forbids():
    """A window by the team's clocks, and never a name."""
    told = explain(published(windows=windows("05:00-06:00")), V5, iterations=5)
    lines = "\n".join(Sentences(told).lines())
    assert "it starts between 05:00 and 06:00" in lines
    assert "the shift starts at 07:00" in lines
    assert "c3 cannot: c3 has no shift then, proven." in lines


def test_a_visit_handed_to_a_neighbour_makes_room():
    """Only c1 may make v5, and cannot make v2 as well, which c2 has time for."""
    whole = with_shift(team(), "c2", end=at("12:00"))
    whole = refusing(refusing(whole, "cd", "c2"), "cb")
    whole = with_visit(whole, "v2", windows=windows("09:00-10:00"))
    plan_ = published(whole=whole, windows=windows("09:25-09:27"), service_seconds=300)
    told = explain(plan_, V5, iterations=200)
    handed = [each for each in told.repairs if each.kind is RepairKind.HANDED_OVER]
    assert not any(each.kind is RepairKind.NOTHING for each in told.repairs)
    (found,) = handed
    assert not found.proven
    assert check(plan_.team, travel(), found.working.plan) == ()
    moves = {move.visit.visit_id: move.carers_after for move in found.working.comparison.moves}
    assert moves["v5"] == ("c1",)
    assert moves["v2"] == ("c2",)


@pytest.mark.parametrize("carer_id", ["c1", "c2"])
def test_a_plan_that_speaks_of_others_is_explained(carer_id):
    """A visit in the plan that the team does not have: no score, and still an answer."""
    whole = team()
    made = plan(whole=whole)
    fewer = replace(whole, visits=tuple(v for v in whole.visits if v.visit_id != "v2"))
    told = explain(Published(fewer, travel(), made, at("00:00")), V5, carer_id=carer_id)
    assert told.published.judged.score is None
    assert told.everybody
