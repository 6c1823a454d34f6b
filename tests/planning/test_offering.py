"""Offers: nothing moves before the other carer agrees, and nobody agrees for somebody else."""

from dataclasses import replace
from pathlib import Path

import pytest
from judged import ZONE, at
from publications import (
    QUICK,
    carers,
    change,
    hand_over,
    opened,
    place,
    published,
    signed,
    swap,
)

from scheduler.domain.change import Budget, OptionKind
from scheduler.domain.offer import Offer, Offered, OfferState, OpenHandOver, Proposal
from scheduler.errors import InputError, RoundsError
from scheduler.io.offers import OfferEvents
from scheduler.io.versions import Versions
from scheduler.planning import offering as module
from scheduler.planning.offering import Offering
from scheduler.planning.undoing import undo


def offering(folder: Path) -> Offering:
    """The offers, opened afresh."""
    return Offering(opened(folder), OfferEvents.of_folder(folder, ZONE), QUICK.limits)


def offered(
    folder: Path,
    what: Offered,
    by: str = "c1",
    to: str | None = None,
    option: OptionKind = OptionKind.UNMOVED,
) -> Offer:
    """An offer made on the newest version at seven."""
    head = Versions.of_folder(folder).last()
    proposal = Proposal(what, option, Budget(), 0, to, head, at("07:00"))
    return offering(folder).make(proposal, signed("07:00", by, "I know them"))


def state(folder: Path, offer: Offer, shown: str = "07:00") -> Offer:
    """The offer as it stands when the clock shows this."""
    listed = offering(folder).offers(signed(shown))
    return next(each for each in listed if each.number == offer.number)


def test_an_offer_moves_nothing_until_it_is_accepted(tmp_path: Path) -> None:
    """Then it is a version with both carers in it."""
    publication = published(tmp_path)
    offer = offered(tmp_path, swap("v1", "v4"))
    assert (offer.by, offer.proposal.to, offer.state) == ("c1", "c2", OfferState.OPEN)
    assert publication.versions.last() == 1
    version = offering(tmp_path).accept(offer.number, signed("07:10", "c2")).version
    assert (carers(version)["v1"], carers(version)["v4"]) == ("c2", "c1")
    assert version.taken is not None
    assert (version.author, version.taken.accepted_by) == ("c1", "c2")
    assert (version.taken.offer, version.reason) == (offer.number, "I know them")
    assert state(tmp_path, offer).made == 2


@pytest.mark.parametrize("by", ["c1", "c3", "c9"])
def test_nobody_accepts_or_refuses_on_behalf_of_another(tmp_path: Path, by: str) -> None:
    """Not its maker, not a third carer, not a stranger."""
    publication = published(tmp_path)
    offer = offered(tmp_path, swap("v1", "v4"))
    for answer in (offering(tmp_path).accept, offering(tmp_path).refuse):
        with pytest.raises(RoundsError) as refused:
            answer(offer.number, signed("07:10", by))
        assert refused.value.code == "offer-not-for-carer"
    assert publication.versions.last() == 1
    assert state(tmp_path, offer).state is OfferState.OPEN


def test_a_refused_offer_cannot_be_accepted(tmp_path: Path) -> None:
    """The reason is kept."""
    published(tmp_path)
    offer = offered(tmp_path, swap("v1", "v4"))
    answered = offering(tmp_path).refuse(offer.number, signed("07:10", "c2", "too far"))
    assert (answered.state, answered.answered_by, answered.why) == (
        OfferState.REFUSED,
        "c2",
        "too far",
    )
    with pytest.raises(RoundsError) as refused:
        offering(tmp_path).accept(offer.number, signed("07:20", "c2"))
    assert refused.value.code == "offer-not-open"
    assert "too far" in refused.value.message


def test_a_visit_offered_to_the_team_goes_to_whoever_accepts_first(tmp_path: Path) -> None:
    """One who refuses leaves it open to the others; the second to accept is told."""
    published(tmp_path)
    offer = offered(tmp_path, OpenHandOver(place("v1")))
    assert offer.proposal.to is None
    left = offering(tmp_path).refuse(offer.number, signed("07:05", "c2"))
    assert (left.state, left.refused_by) == (OfferState.OPEN, ("c2",))
    version = offering(tmp_path).accept(offer.number, signed("07:10", "c3")).version
    assert carers(version)["v1"] == "c3"
    with pytest.raises(RoundsError) as refused:
        offering(tmp_path).accept(offer.number, signed("07:11", "c2"))
    assert refused.value.code == "offer-not-open"


def test_its_maker_withdraws_an_offer_and_nobody_else(tmp_path: Path) -> None:
    """After that it cannot be accepted."""
    published(tmp_path)
    offer = offered(tmp_path, swap("v1", "v4"))
    with pytest.raises(RoundsError) as refused:
        offering(tmp_path).withdraw(offer.number, signed("07:10", "c2"))
    assert refused.value.code == "offer-not-makers"
    offering(tmp_path).withdraw(offer.number, signed("07:10", "c1"))
    with pytest.raises(RoundsError) as refused:
        offering(tmp_path).accept(offer.number, signed("07:20", "c2"))
    assert refused.value.code == "offer-not-open"


def test_who_is_asked_has_seen_an_offer_once_it_was_shown_to_them(tmp_path: Path) -> None:
    """Once, however often; a carer who is not asked sees it without being noted."""
    published(tmp_path)
    offer = offered(tmp_path, swap("v1", "v4"))
    for by in ("c3", "c2", "c2"):
        offering(tmp_path).see(by, signed("07:05", by))
    assert state(tmp_path, offer).seen_by == ("c2",)
    assert len(list((tmp_path / "offers").glob("*.json"))) == 2


def test_an_offer_lapses_when_one_of_its_visits_has_begun(tmp_path: Path) -> None:
    """At 08:25 c1 is on the way to v1."""
    published(tmp_path)
    offer = offered(tmp_path, swap("v1", "v4"))
    assert state(tmp_path, offer, "08:20").state is OfferState.OPEN
    lapsed = state(tmp_path, offer, "08:26")
    assert lapsed.state is OfferState.LAPSED
    assert "v1" in lapsed.why
    with pytest.raises(RoundsError) as refused:
        offering(tmp_path).accept(offer.number, signed("08:26", "c2"))
    assert refused.value.code == "offer-not-open"


def test_an_offer_lapses_for_good_when_the_plan_moved_on_in_what_concerns_it(
    tmp_path: Path,
) -> None:
    """v4 went to c3; that this is undone does not bring the offer back."""
    publication = published(tmp_path)
    offer = offered(tmp_path, swap("v1", "v4"))
    change(publication, hand_over("v4", "c3"))
    undo(publication, QUICK, signed("07:06"))
    lapsed = state(tmp_path, offer)
    assert lapsed.state is OfferState.LAPSED
    assert "In version 2 v4 on 2026-11-23 went from c2 at 08:30 to c3 at 08:30." in lapsed.why


def test_an_offer_outlives_changes_that_do_not_concern_it(tmp_path: Path) -> None:
    """It is asked again on the newest version, and made there."""
    publication = published(tmp_path)
    offer = offered(tmp_path, swap("v1", "v4"))
    change(publication, hand_over("v6", "c3"))
    version = offering(tmp_path).accept(offer.number, signed("07:10", "c2")).version
    assert version.number == 3
    assert (carers(version)["v1"], carers(version)["v6"]) == ("c2", "c3")


def test_an_offer_that_cannot_be_done_is_not_made(tmp_path: Path) -> None:
    """What is asked for is checked before anybody is bothered with it."""
    published(tmp_path)
    with pytest.raises(InputError) as refused:
        offered(tmp_path, hand_over("v9", "c2"), to="c8")
    assert {each.code for each in refused.value.findings} == {
        "change-carer-unknown",
        "change-visit-unknown",
    }
    with pytest.raises(InputError):
        offered(tmp_path, swap("v1", "v2"))
    assert not (tmp_path / "offers").exists()


def test_an_offer_is_made_by_somebody_who_has_a_part_in_it(tmp_path: Path) -> None:
    """And to somebody who has."""
    published(tmp_path)
    for by, to in (("c3", None), ("c1", "c3")):
        with pytest.raises(RoundsError) as refused:
            offered(tmp_path, swap("v1", "v4"), by=by, to=to)
        assert refused.value.code == "offer-concerns-others"


def test_a_visit_offered_to_somebody_is_a_hand_over_to_them(tmp_path: Path) -> None:
    """So that only they can accept it."""
    published(tmp_path)
    offer = offered(tmp_path, OpenHandOver(place("v1")), to="c3")
    assert offer.proposal.offered == hand_over("v1", "c3")
    assert offer.proposal.to == "c3"


def test_an_accepted_offer_that_was_interrupted_is_completed_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash between consent and version: accepting again makes it, and a third time is told."""
    publication = published(tmp_path)
    offer = offered(tmp_path, swap("v1", "v4"))

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "apply", crash)
    with pytest.raises(KeyboardInterrupt):
        offering(tmp_path).accept(offer.number, signed("07:10", "c2"))
    monkeypatch.undo()
    assert state(tmp_path, offer).state is OfferState.ACCEPTED
    with pytest.raises(RoundsError) as refused:
        offering(tmp_path).withdraw(offer.number, signed("07:11", "c1"))
    assert refused.value.code == "offer-not-open"
    assert offering(tmp_path).accept(offer.number, signed("07:12", "c2")).version.number == 2
    with pytest.raises(RoundsError):
        offering(tmp_path).accept(offer.number, signed("07:13", "c2"))
    assert publication.versions.last() == 2


def test_of_two_answers_at_once_the_first_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """c1 withdraws while c2's acceptance is being prepared: it is not made."""
    publication = published(tmp_path)
    offer = offered(tmp_path, swap("v1", "v4"))
    prepare = module.prepare

    def interrupted(*given: object) -> object:
        prepared = prepare(*given)
        if state(tmp_path, offer).state is OfferState.OPEN:
            offering(tmp_path).withdraw(offer.number, signed("07:10", "c1"))
        return prepared

    monkeypatch.setattr(module, "prepare", interrupted)
    with pytest.raises(RoundsError) as refused:
        offering(tmp_path).accept(offer.number, signed("07:10", "c2"))
    assert refused.value.code == "offer-not-open"
    assert publication.versions.last() == 1


def test_an_accepted_offer_whose_visit_has_begun_meanwhile_lapses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was interrupted, and too late when it was taken up again."""
    published(tmp_path)
    offer = offered(tmp_path, swap("v1", "v4"))

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "apply", crash)
    with pytest.raises(KeyboardInterrupt):
        offering(tmp_path).accept(offer.number, signed("07:10", "c2"))
    monkeypatch.undo()
    with pytest.raises(RoundsError):
        offering(tmp_path).accept(offer.number, signed("08:40", "c2"))
    assert state(tmp_path, offer).state is OfferState.LAPSED


def test_an_offer_that_moves_visits_of_others_is_refused(tmp_path: Path) -> None:
    """They would have to agree as well."""
    publication = published(tmp_path)
    head = publication.versions.head()
    proposal = Proposal(
        hand_over("v1", "c3"), OptionKind.UNMOVED, Budget(), 0, None, head.number, at("07:00")
    )
    asked = offering(tmp_path)
    order = module.Order(hand_over("v1", "c2"), OptionKind.UNMOVED, QUICK, head.number)
    prepared = module.prepare(publication, order, at("07:00"))
    with pytest.raises(RoundsError) as refused:
        module._refuse_others(prepared, {"c1", "c3"})
    assert refused.value.code == "offer-concerns-others"
    assert "c2" in refused.value.message
    assert asked.make(proposal, signed("07:00", "c1")).proposal.to == "c3"


def test_an_offer_made_on_an_older_version_is_not_made(tmp_path: Path) -> None:
    """Its maker looks at the newest one first."""
    publication = published(tmp_path)
    change(publication, hand_over("v6", "c3"))
    proposal = Proposal(swap("v1", "v4"), OptionKind.UNMOVED, Budget(), 0, None, 1, at("07:00"))
    with pytest.raises(RoundsError) as refused:
        offering(tmp_path).make(proposal, signed("07:00", "c1"))
    assert refused.value.code == "change-overtaken"
    made = offering(tmp_path).make(replace(proposal, version=2), signed("07:00", "c1"))
    assert made.proposal.version == 2


def test_an_unknown_offer_is_told(tmp_path: Path) -> None:
    """By its number."""
    published(tmp_path)
    with pytest.raises(RoundsError) as refused:
        offering(tmp_path).accept(4, signed("07:00", "c2"))
    assert refused.value.code == "offer-unknown"
