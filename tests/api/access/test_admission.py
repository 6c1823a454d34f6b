"""The door: what is refused before anything of a request is read."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from api_teams import Bearer, small_team
from fastapi.testclient import TestClient

from api.access.principal import Principal, Role
from api.app import create_app
from api.limits.rates import MINUTE, MovingMinute, Rates
from api.server import open_service
from api.service import Service
from api.settings import Limits, Settings

FEW = Limits(
    requests_per_minute=5, failures_per_minute=3, body_bytes=2000, url_bytes=200, header_bytes=1000
)
WAIT_SECONDS = 30


class Clock:
    """Stands in for the module `time` where requests are counted."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def monotonic(self) -> float:
        """Seconds."""
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stands still until a test moves it."""
    made = Clock()
    monkeypatch.setattr("api.limits.rates.time", made)
    return made


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Of a service that takes little."""
    return replace(settings, limits=FEW)


@pytest.fixture
def service(settings: Settings) -> Iterator[Service]:
    """That service."""
    with open_service(settings) as opened:
        yield opened


def test_a_token_that_many_bring_at_once_is_looked_up_once(
    client: TestClient, bearer: Bearer, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever comes while it is looked up is let in by the same look."""
    looks, arrived, all_there = [], Counter[str](), threading.Event()
    look = service.identities.of

    def slow(authorization: str | None) -> Principal:
        looks.append(authorization)
        assert all_there.wait(WAIT_SECONDS)
        return look(authorization)

    def arrive(_: Rates, host: str) -> None:
        arrived[host] += 1
        if arrived[host] == FEW.requests_per_minute:
            all_there.set()

    monkeypatch.setattr(service.identities, "of", slow)
    monkeypatch.setattr(Rates, "refuse_failing", arrive)
    mine = bearer(Role.OPERATOR)
    with ThreadPoolExecutor(FEW.requests_per_minute) as callers:
        asked = [
            callers.submit(client.get, "/tokens", headers=mine)
            for _ in range(FEW.requests_per_minute)
        ]
        assert {each.result().status_code for each in asked} == {200}
    assert len(looks) == 1


def test_somebody_known_has_their_own_count(
    client: TestClient, bearer: Bearer, clock: Clock
) -> None:
    """Who asks too much waits as long as is said; others at the same address do not."""
    mine, theirs = bearer(Role.OPERATOR), bearer(Role.OPERATOR)
    for _ in range(FEW.requests_per_minute):
        assert client.get("/tokens", headers=mine).status_code == 200
        clock.now += 2.5
    refused = client.get("/tokens", headers=mine)
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-requests")
    assert refused.headers["content-type"] == "application/problem+json"
    assert client.get("/tokens", headers=theirs).status_code == 200
    wait = int(refused.headers["retry-after"])
    clock.now += wait - 1
    assert client.get("/tokens", headers=mine).status_code == 429
    clock.now += 1
    assert client.get("/tokens", headers=mine).status_code == 200


def test_nobody_known_is_counted_by_address(service: Service, clock: Clock) -> None:
    """Also those who are refused; another address is not concerned."""
    del clock
    app = create_app(service)
    one, two = (TestClient(app, client=(host, 1)) for host in ("10.0.0.1", "10.0.0.2"))
    statuses = [one.get(path).status_code for path in ("/live", "/teams/t1", "/x", "/live")]
    assert statuses == [200, 401, 404, 200]
    assert one.post("/teams", json={}).status_code == 401
    assert one.get("/live").status_code == 429
    assert two.get("/live").status_code == 200


def test_addresses_of_one_connection_count_together(service: Service, clock: Clock) -> None:
    """IPv6 addresses are for the taking."""
    del clock
    app = create_app(service)
    hosts = [f"2001:db8::{number}" for number in range(1, FEW.requests_per_minute + 2)]
    answers = [TestClient(app, client=(host, 1)).get("/live").status_code for host in hosts]
    assert answers == [200] * FEW.requests_per_minute + [429]


def test_who_has_gone_is_forgotten(clock: Clock) -> None:
    """Addresses are for the taking: whoever asks from many fills no memory."""
    minute = MovingMinute("address", 2)
    for number in range(1000):
        minute.count(f"10.0.{number}")
    clock.now += MINUTE
    minute.count("10.1.0")
    assert len(minute) == 1


def test_failures_are_limited_harder(client: TestClient, bearer: Bearer, clock: Clock) -> None:
    """After a few tokens that are not taken, the address waits, with a good token too."""
    good = bearer(Role.OPERATOR)
    for number in range(FEW.failures_per_minute):
        wrong = {"Authorization": f"Bearer rounds_{number}"}
        assert client.get("/tokens", headers=wrong).status_code == 401
    refused = client.get("/tokens", headers=good)
    assert refused.status_code == 429
    clock.now += int(refused.headers["retry-after"])
    assert client.get("/tokens", headers=good).status_code == 200


def too_large(answer: Any) -> bool:
    """Whether a body was refused for its size, as a problem."""
    return (
        answer.status_code == 413
        and answer.headers["content-type"] == "application/problem+json"
        and answer.json()["code"] == "body-too-large"
    )


def test_a_body_that_is_announced_too_large_is_refused(client: TestClient, bearer: Bearer) -> None:
    """By its Content-Length."""
    answer = client.post("/teams", content=b"x" * 2001, headers=bearer(Role.BACK_OFFICE))
    assert too_large(answer)


def test_a_body_that_grows_too_large_is_refused(client: TestClient, bearer: Bearer) -> None:
    """In chunks, none of which says how many come."""
    chunks = (b"x" * 500 for _ in range(5))
    answer = client.post("/teams", content=chunks, headers=bearer(Role.BACK_OFFICE))
    assert too_large(answer)


def test_a_body_is_not_read_of_nobody(service: Service) -> None:
    """Whoever has no token is refused before a byte of it comes in."""
    read = []

    def body() -> Iterator[bytes]:
        read.append(1)
        yield b"{}"

    with TestClient(create_app(service)) as client:
        assert client.post("/teams", content=body()).status_code == 401
    assert read == []


def test_a_team_with_too_many_rows_is_refused(settings: Settings, bearer: Bearer) -> None:
    """The most is told."""
    small = replace(settings, limits=Limits(rows=3))
    with open_service(small) as service, TestClient(create_app(service)) as client:
        answer = client.post("/teams", json=small_team(), headers=bearer(Role.BACK_OFFICE))
    assert (answer.status_code, answer.json()["code"]) == (422, "too-many-rows")


def test_a_long_address_is_refused(client: TestClient) -> None:
    """Path and query together."""
    answer = client.get("/live", params={"x": "y" * 200})
    assert (answer.status_code, answer.json()["code"]) == (414, "url-too-long")


def test_large_headers_are_refused(client: TestClient) -> None:
    """All of them together."""
    answer = client.get("/live", headers={f"x-{number}": "y" * 100 for number in range(10)})
    assert (answer.status_code, answer.json()["code"]) == (431, "headers-too-large")


def test_a_fault_is_a_problem_without_values(
    service: Service, bearer: Bearer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What went wrong inside may hold names: only its kind is told."""

    def fail(*_: object) -> None:
        raise KeyError("Jansen")

    monkeypatch.setattr("api.routes.tokens.summary", fail)
    headers = bearer(Role.OPERATOR)
    client = TestClient(create_app(service), raise_server_exceptions=False)
    answer = client.get("/tokens", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (500, "service-fault")
    assert "Jansen" not in answer.text
