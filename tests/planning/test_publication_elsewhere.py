"""A published plan whose versions and offers are not kept in a folder."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from judged import MONDAY, ZONE, at, windows
from kept_texts import KeptTexts
from publications import (
    MADE,
    PLACES,
    QUICK,
    carers,
    change,
    hand_over,
    plan,
    roads,
    signed,
    swap,
    team,
)

from scheduler.domain.change import Budget, NewVisit, OptionKind
from scheduler.domain.location import Location
from scheduler.domain.offer import OfferState, Proposal
from scheduler.domain.visit import VisitAgreement
from scheduler.errors import InputError, RoundsError
from scheduler.io.offers import OfferEvents
from scheduler.io.versions import Versions
from scheduler.planning.offering import Offering
from scheduler.planning.publication import Publication
from scheduler.planning.publishing import publish
from scheduler.planning.undoing import undo


def opened(texts: KeptTexts) -> Publication:
    """The publication, opened afresh."""
    return Publication(Versions(texts), team(), roads())


@pytest.fixture(name="texts")
def published_texts() -> Iterator[KeptTexts]:
    """The plan, published as version 1."""
    texts = KeptTexts()
    publish(opened(texts), plan(), MADE, signed("06:00"))
    return texts


def test_changes_are_made_and_taken_back(texts: KeptTexts) -> None:
    """Every step reads what the one before has kept."""
    made = change(opened(texts), hand_over("v1", "c3")).version
    assert opened(texts).versions.head() == made
    assert carers(made)["v1"] == "c3"
    undone = undo(opened(texts), QUICK, signed("07:06")).version
    assert (undone.number, undone.plan) == (3, plan())


def test_an_offer_is_made_and_accepted(texts: KeptTexts) -> None:
    """Its events are kept beside the versions, and it becomes one of them."""
    events = KeptTexts()

    def offering() -> Offering:
        return Offering(opened(texts), OfferEvents(events, ZONE), QUICK.limits)

    proposal = Proposal(swap("v1", "v4"), OptionKind.UNMOVED, Budget(), 0, None, 1, at("07:00"))
    offering().make(proposal, signed("07:00"))
    offering().accept(1, signed("07:01", "c2"))
    (offer,) = offering().offers(signed("07:02"))
    assert (offer.state, offer.made) == (OfferState.APPLIED, 2)


def test_what_is_shown_of_a_version_is_scored(texts: KeptTexts) -> None:
    """The report of the newest version has the score that was kept with it."""
    publication = opened(texts)
    version = change(publication, hand_over("v1", "c3")).version
    report = opened(texts).report(version)
    assert report.plan == version.plan
    assert report.score.total == publication.plan_document(version).score.total


def test_a_plan_without_versions_is_named() -> None:
    """By what the store calls it."""
    with pytest.raises(RoundsError) as refused:
        Versions(KeptTexts("plan 8")).head()
    assert refused.value.code == "plan-not-published"
    assert "plan 8" in refused.value.message


def test_a_text_under_another_number_is_damaged(texts: KeptTexts) -> None:
    """Version 1 as number 2: the error says where, and what is there."""
    texts.add(2, texts.text(1))
    with pytest.raises(RoundsError) as refused:
        opened(texts).versions.head()
    assert refused.value.code == "version-damaged"
    assert "text 2: holds version 1" in refused.value.message


def test_a_version_that_needs_more_roads_is_told(texts: KeptTexts) -> None:
    """Somebody else made a visit to k8, to whom these roads do not lead."""
    agreement = VisitAgreement("v8", "k8", MONDAY, windows("08:00-13:00"), 600)
    change(opened(texts), NewVisit(agreement))
    travel = replace(roads().travel, locations=(*PLACES[:-1], Location(0.0, 1.0)))
    fewer = Publication(Versions(texts), team(), replace(roads(), travel=travel))
    with pytest.raises(RoundsError) as refused:
        change(fewer, hand_over("v1", "c3"))
    assert refused.value.code == "travel-lacks-place"
    assert "k8" in refused.value.message


def test_a_new_visit_to_where_no_roads_lead_is_refused(texts: KeptTexts) -> None:
    """Before anything is looked for."""
    travel = replace(roads().travel, locations=(*PLACES[:-1], Location(0.0, 1.0)))
    fewer = Publication(Versions(texts), team(), replace(roads(), travel=travel))
    agreement = VisitAgreement("v8", "k8", MONDAY, windows("08:00-13:00"), 600)
    with pytest.raises(InputError) as refused:
        change(fewer, NewVisit(agreement))
    assert [each.code for each in refused.value.findings] == ["travel-lacks-place"]
