"""What carers agreed upon stays with them when others are planned anew."""

from dataclasses import replace
from pathlib import Path

import pytest
from judged import at
from publications import (
    MADE,
    QUICK,
    change,
    hand_over,
    opened,
    plan,
    published,
    signed,
    swap,
    team,
)

from scheduler.domain.change import Absence, Exchange, OptionKind
from scheduler.domain.shift import ShiftKey
from scheduler.planning.changes.preview import Preview
from scheduler.planning.publication import Publication
from scheduler.planning.publishing import publish
from scheduler.planning.undoing import undo

MORNING = at("08:00")


def agreed(publication: Publication) -> set[str]:
    """The visits that are agreed upon in the newest version."""
    head = publication.versions.head()
    return {each.visit.visit_id for each in publication.published(head, at("07:00")).agreed}


def test_swapped_visits_are_agreed_upon_until_the_swap_is_undone(tmp_path: Path) -> None:
    """With whoever has them."""
    publication = published(tmp_path)
    assert agreed(publication) == set()
    change(publication, swap("v1", "v4"))
    assert agreed(publication) == {"v1", "v4"}
    undo(publication, QUICK, signed("07:00"))
    assert agreed(publication) == set()


def test_an_exchange_agrees_upon_all_visits_of_both_rounds(tmp_path: Path) -> None:
    """As far as they change hands."""
    publication = published(tmp_path)
    change(publication, Exchange(ShiftKey("c1", MORNING), ShiftKey("c3", MORNING)))
    assert agreed(publication) == {"v1", "v2", "v3", "v7"}


def test_a_visit_that_a_search_gave_to_others_is_not_agreed_upon(tmp_path: Path) -> None:
    """c2 took v1 over and falls ill: whoever has it then never said so."""
    publication = published(tmp_path)
    change(publication, hand_over("v1", "c2"))
    change(publication, Absence("c2", at("08:00"), at("14:00")))
    assert agreed(publication) == set()


@pytest.mark.parametrize("kind", [OptionKind.ROUNDS, OptionKind.TEAM])
@pytest.mark.parametrize(("is_agreed", "carer_id"), [(True, "c3"), (False, "c1")])
def test_no_search_gives_an_agreed_visit_back(
    tmp_path: Path, kind: OptionKind, is_agreed: bool, carer_id: str
) -> None:
    """v3 went to c3, though its client knows c1: that would be mended, had nobody agreed to it."""
    clients = tuple(
        replace(each, primary_carer="c1") if each.client_id == "k3" else each
        for each in team().clients
    )
    publication = opened(tmp_path, replace(team(), clients=clients))
    publish(publication, plan(), MADE, signed("06:00"))
    change(publication, hand_over("v3", "c3"))
    before = publication.published(publication.versions.head(), at("07:00"))
    if not is_agreed:
        before = replace(before, agreed=frozenset())
    option = Preview(before, hand_over("v2", "c3"), QUICK).option(kind)
    made = {visit.visit_id: each.shift.carer_id for visit, each, _ in option.plan.filled_places()}
    assert (made["v2"], made["v3"]) == ("c3", carer_id)
