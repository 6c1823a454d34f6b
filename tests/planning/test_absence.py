"""A carer is ill: the visits that must be made are made where that is possible."""

from dataclasses import replace
from pathlib import Path

import pytest
from judged import at, windows
from publications import MADE, QUICK, key, opened, place, plan, signed, team

from scheduler.domain.change import Absence, Budget
from scheduler.domain.team import Team
from scheduler.domain.visit import Priority
from scheduler.planning.absence import WIDE, cover
from scheduler.planning.changes.preview import Search
from scheduler.planning.changes.published import Published
from scheduler.planning.publishing import publish

NOTHING = Search(Budget(0, 0), QUICK.limits)


def looked_at(folder: Path, of: Team) -> Published:
    """The plan for a team, published, at seven."""
    publication = opened(folder, of)
    publish(publication, plan(), MADE, signed("06:00"))
    return publication.published(publication.versions.head(), at("07:00"))


def ill(carer_id: str) -> Absence:
    """All day."""
    return Absence(carer_id, at("08:00"), at("14:00"))


def tight() -> Team:
    """Only c1 and c2 can see to v3, which has to be made; v6 could be made by anybody.

    At half past ten, and at no other time, both are to be made.
    """
    original = team()
    return replace(
        original,
        carers=tuple(
            replace(each, qualifications=frozenset() if each.carer_id == "c3" else frozenset({"w"}))
            for each in original.carers
        ),
        visits=tuple(
            replace(
                each,
                windows=windows("10:30-10:30"),
                places=(frozenset({"w"}),) if each.visit_id == "v3" else each.places,
            )
            if each.visit_id in {"v3", "v6"}
            else each
            for each in original.visits
        ),
    )


def test_all_visits_of_an_absent_carer_find_somebody(tmp_path: Path) -> None:
    """There is room: nothing is left out, nobody who was called for is doubled."""
    published = looked_at(tmp_path, team())
    preview, option = cover(published, ill("c1"), Search(WIDE, QUICK.limits))
    assert option.plan.unassigned == ()
    assert preview.search.budget == WIDE
    assert "c1" not in {each.shift.carer_id for each in option.plan.rounds}


def test_what_must_be_made_is_made_though_the_budget_has_no_room_for_it(tmp_path: Path) -> None:
    """v6 has to leave c2 for v3: no visit may move by the budget, so it is passed."""
    published = looked_at(tmp_path, tight())
    preview, option = cover(published, ill("c1"), NOTHING)
    assert option.plan.unassigned == ()
    assert preview.search.budget.visits > 0
    made = {visit.visit_id: each.shift.carer_id for visit, each, _ in option.plan.filled_places()}
    assert (made["v3"], made["v6"]) == ("c2", "c3")


def test_for_what_must_be_made_agreements_give_way(tmp_path: Path) -> None:
    """c2 agreed to make v6, which has to go to c3 for v3."""
    published = replace(looked_at(tmp_path, tight()), agreed=frozenset({place("v6")}))
    _, option = cover(published, ill("c1"), Search(WIDE, QUICK.limits))
    assert option.plan.unassigned == ()


def test_the_budget_is_kept_where_only_lesser_visits_are_left_out(tmp_path: Path) -> None:
    """v3 may be made: nobody is moved for that beyond the budget."""
    lesser = tight()
    lesser = replace(
        lesser,
        visits=tuple(
            replace(each, priority=Priority.MAY) if each.visit_id == "v3" else each
            for each in lesser.visits
        ),
    )
    published = looked_at(tmp_path, lesser)
    preview, option = cover(published, ill("c1"), NOTHING)
    assert preview.search.budget == NOTHING.budget
    assert {each.visit for each in option.plan.unassigned} == {key("v3")}


def test_a_visit_that_nobody_can_make_is_left_out_with_the_reasons(tmp_path: Path) -> None:
    """c1 alone can see to v3."""
    alone = replace(
        tight(),
        carers=tuple(
            replace(each, qualifications=frozenset({"w"} if each.carer_id == "c1" else ()))
            for each in tight().carers
        ),
    )
    preview, option = cover(looked_at(tmp_path, alone), ill("c1"), Search(WIDE, QUICK.limits))
    (left,) = preview.obstacles(option)
    assert left.visit == key("v3")
    assert {"c2", "c3"} <= {reason.carer_id for reason in left.reasons}


@pytest.mark.parametrize("since", ["08:00", "09:10"])
def test_what_has_begun_is_finished_by_the_absent_carer(tmp_path: Path, since: str) -> None:
    """From ten past nine on c1 has made v1; from eight on nothing."""
    published = looked_at(tmp_path, team())
    absence = Absence("c1", at(since), at("14:00"))
    _, option = cover(replace(published, now=at(since)), absence, Search(WIDE, QUICK.limits))
    kept = [
        visit.visit_id
        for visit, each, _ in option.plan.filled_places()
        if each.shift.carer_id == "c1"
    ]
    assert kept == ([] if since == "08:00" else ["v1"])
    assert option.plan.unassigned == ()
