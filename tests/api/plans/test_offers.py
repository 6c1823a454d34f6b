"""Offers over HTTP: nobody answers for somebody else."""

import pytest
from api_teams import Bearer
from planned import COUNT, Caller, carers_of, swapped, to_make, visit, visit_of
from sqlalchemy import text

from api.access.principal import Role
from api.service import Service


@pytest.fixture
def offered(member: Caller, published: str) -> str:
    """Address of an offer of c1 to swap a visit with c2."""
    swap = swapped(carers_of(member.get(published).json()), "c1", "c2")
    made = member.post(f"{published}/offers", {**COUNT, "offered": swap, "option": "rounds"})
    assert made.status_code == 200, made.json()
    return f"{published}/offers/{made.json()['number']}"


def offer(caller: Caller, offered: str) -> dict[str, object]:
    """The offer as somebody reads it."""
    offers, _, number = offered.rpartition("/")
    listed = caller.get(offers).json()["offers"]
    return next(each for each in listed if each["number"] == int(number))


def test_reading_notes_that_who_was_asked_has_seen_it(
    member: Caller, carer: Caller, offered: str
) -> None:
    """Once, and only for a carer who can answer."""
    assert offer(member, offered)["seen_by"] == []
    assert offer(carer, offered)["seen_by"] == ["c2"]
    assert offer(carer, offered)["seen_by"] == ["c2"]


def test_an_offer_is_made_by_who_asks(member: Caller, published: str) -> None:
    """Whatever the body says: there is no word for another maker."""
    swap = swapped(carers_of(member.get(published).json()), "c1", "c2")
    answer = member.post(f"{published}/offers", {**COUNT, "offered": swap, "by": "c2"})
    assert answer.status_code == 422


def test_nobody_without_a_carer_offers_or_answers(
    member: Caller, published: str, offered: str, bearer: Bearer
) -> None:
    """403 for a member whose token names no carer."""
    nobody = Caller(member.client, member.work, bearer(Role.MEMBER))
    swap = swapped(carers_of(member.get(published).json()), "c1", "c2")
    told = nobody.post(f"{published}/offers", {**COUNT, "offered": swap})
    assert (told.status_code, told.json()["code"]) == (403, "not-a-carer")
    for answer in ("accept", "refuse", "withdraw"):
        assert nobody.post(f"{offered}/{answer}", COUNT).status_code == 403


def test_only_who_was_asked_accepts(
    member: Caller, carer: Caller, offered: str, bearer: Bearer
) -> None:
    """Neither the maker nor a third carer; then who was asked does, and a version is made."""
    third = Caller(member.client, member.work, bearer(Role.CARER, carer_id="c3"))
    for other in (member, third):
        refused = other.post(f"{offered}/accept", COUNT)
        assert refused.json()["code"] == "offer-not-for-carer"
    accepted = carer.post(f"{offered}/accept", COUNT)
    assert accepted.json()["version"] == 2, accepted.json()
    assert (offer(carer, offered)["state"], offer(carer, offered)["made"]) == ("applied", 2)


def test_a_refused_offer_is_settled(carer: Caller, offered: str) -> None:
    """Its reason is kept, and nothing moves."""
    told = carer.post(f"{offered}/refuse", {**COUNT, "reason": "no time"}).json()
    assert (told["state"], told["why"], told["answered_by"]) == ("refused", "no time", "c2")
    assert carer.get(offered.partition("/offers")[0]).headers["etag"] == '"v1"'
    late = carer.post(f"{offered}/accept", COUNT)
    assert (late.status_code, late.json()["code"]) == (409, "offer-not-open")


def test_only_its_maker_withdraws_an_offer(member: Caller, carer: Caller, offered: str) -> None:
    """Somebody else is refused; the maker is not."""
    assert carer.post(f"{offered}/withdraw", COUNT).json()["code"] == "offer-not-makers"
    assert member.post(f"{offered}/withdraw", COUNT).json()["state"] == "withdrawn"


def test_an_offer_lapses_with_the_version_that_overtakes_it(
    member: Caller, published: str, offered: str
) -> None:
    """The change that moves its visit notes so, and says why."""
    mine = visit_of(carers_of(member.get(published).json()), "c1")
    change = {"kind": "hand_over", "visit": visit(mine), "carer_id": "c3"}
    body = to_make(change)
    assert member.post(f"{published}/changes", body, **{"If-Match": '"v1"'}).status_code == 200
    told = offer(member, offered)
    assert (told["state"], mine in str(told["why"])) == ("lapsed", True)


@pytest.mark.parametrize("answer", ["accept", "refuse"])
def test_an_answer_that_begins_again_counts_once(
    carer: Caller, offered: str, service: Service, answer: str
) -> None:
    """A worker died after it had written: the next attempt tells the same."""
    made = carer.post(f"{offered}/{answer}", COUNT)
    assert made.status_code == 200, made.json()
    forget = text("UPDATE jobs SET state='queued', worker=NULL, result=NULL WHERE job_id=:j")
    with service.database.write() as session:
        events = session.execute(text("SELECT count(*) FROM offer_events")).scalar_one()
        session.execute(forget, {"j": made.job_id})
    carer.work()
    assert carer.get(f"/teams/t1/jobs/{made.job_id}").json()["state"] == "done"
    with service.database.read() as session:
        assert session.execute(text("SELECT count(*) FROM offer_events")).scalar_one() == events
