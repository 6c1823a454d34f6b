"""Two services on one database: who asks cannot tell which of them answers."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient
from planned import BEFORE, Caller, to_make, visit

from api.access.keeping import first_token, listed
from api.app import create_app
from api.care.chains import chains, verify
from api.server import open_service
from api.service import Service
from api.settings import Settings
from api.storage.database import Database


@pytest.fixture
def elsewhere(settings: Settings, member: Caller) -> Iterator[Caller]:
    """The same member at the second service; jobs are done by the workers of the first."""
    with open_service(settings) as opened, TestClient(create_app(opened)) as client:
        yield Caller(client, member.work, member.headers)


def test_what_one_took_on_the_other_tells(elsewhere: Caller, member: Caller, plan: str) -> None:
    """A job asked for here and done there; what is published there is read here."""
    body = {"draft": 1, "at": BEFORE}
    assert {each.get(plan).headers["etag"] for each in (member, elsewhere)} == {'"d1"'}
    assert elsewhere.post(f"{plan}/versions", body, **{"If-Match": '"d1"'}).status_code == 201
    stands = member.get(plan)
    assert (stands.headers["etag"], stands.text) == ('"v1"', elsewhere.get(plan).text)
    change = to_make({"kind": "cancellation", "visit": visit("v1")})
    made = elsewhere.post(f"{plan}/changes", change, **{"If-Match": '"v1"'})
    assert made.status_code == 200, made.json()
    assert member.get(plan).headers["etag"] == '"v2"'


def test_of_many_who_publish_at_both_exactly_one_wins(
    elsewhere: Caller, member: Caller, plan: str, service: Service
) -> None:
    """And the lines of both make one chain."""

    def publish(number: int) -> int:
        caller = (elsewhere, member)[number % 2]
        body = {"draft": 1, "at": BEFORE}
        answer = caller.post(f"{plan}/versions", body, **{"If-Match": '"d1"'})
        return int(answer.status_code)

    with ThreadPoolExecutor(20) as pool:
        assert Counter(pool.map(publish, range(40))) == {201: 1, 412: 39}
    with service.database.read() as session:
        assert {verify(session, chain).fault for chain in chains(session)} == {None}


def test_what_is_repeated_at_the_other_is_done_once(
    elsewhere: Caller, member: Caller, plan: str
) -> None:
    """The same idempotency key answers the same there."""
    told = {"If-Match": '"d1"', "Idempotency-Key": "once"}
    body = {"draft": 1, "at": BEFORE}
    first = member.post(f"{plan}/versions", body, **told)
    again = elsewhere.post(f"{plan}/versions", body, **told)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert again.headers["idempotency-replayed"] == "true"


def test_two_that_start_at_once_make_one_first_token(settings: Settings) -> None:
    """Whichever is first tells it."""
    databases = [Database(settings.database_url) for _ in range(8)]
    with ThreadPoolExecutor(len(databases)) as pool:
        list(pool.map(Database.prepare, databases))
        told = list(pool.map(first_token, databases))
    assert len([each for each in told if each is not None]) == 1
    assert len(listed(databases[0])) == 1
    for database in databases:
        database.close()
