"""Road networks over HTTP, and plans made on them."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from api_jobs import JOBS, PLANS, QUICK, Headers, MakeWorker, job, team_with_visits
from api_teams import Bearer
from fastapi.testclient import TestClient
from streets import Town, at, street

from api.access.principal import Role
from api.app import create_app
from api.jobs.asking import job_path
from api.jobs.task import Workplace
from api.service import Service
from api.storage.scope import rows_of_team
from api.storage.tables import PlanRow

NETWORKS = "/teams/t1/networks"
NAME = "town.osm"
PLAN = {**QUICK, "travel": "roads"}


@pytest.fixture
def extract(tmp_path: Path) -> bytes:
    """A town of one long street."""
    town = Town([street(*((float(100 * each), 0.0) for each in range(30)))])
    return town.write(tmp_path / NAME).read_bytes()


@pytest.fixture
def settled(client: TestClient, member: Headers) -> Headers:
    """A member of team t1, which lives in that street and names the network of the town."""
    team: dict[str, Any] = team_with_visits()
    team["team"]["network"] = NAME
    places = [at((100.0 * each, 10.0)) for each in range(20)]
    team["team"]["base"] = {"lat": places[0].lat, "lon": places[0].lon}
    for place, lives in zip(places[1:], team["clients"], strict=False):
        lives["lat"], lives["lon"] = place.lat, place.lon
    etag = client.get("/teams/t1", headers=member).headers["etag"]
    seen = {**member, "If-Match": etag}
    assert client.put("/teams/t1", json=team, headers=seen).status_code == 200
    return member


def put(client: TestClient, headers: Headers, content: bytes, name: str = NAME) -> Any:
    """Store a network."""
    return client.put(f"{NETWORKS}/{name}", content=content, headers=headers)


def test_a_network_is_stored_and_told_of(
    client: TestClient, member: Headers, extract: bytes
) -> None:
    """201 with its ETag; its size and checksum, and never its content."""
    stored = put(client, member, extract)
    assert (stored.status_code, stored.headers["location"]) == (201, f"{NETWORKS}/{NAME}")
    read = client.get(f"{NETWORKS}/{NAME}", headers=member)
    digest = hashlib.sha256(extract).hexdigest()
    assert read.headers["etag"] == stored.headers["etag"] == f'"{digest}"'
    told = read.json()
    assert (told["name"], told["size_bytes"], told["sha256"]) == (NAME, len(extract), digest)
    assert client.get(NETWORKS, headers=member).json() == {"networks": [told]}


def test_a_network_is_replaced_by_whoever_saw_it(
    client: TestClient, member: Headers, extract: bytes
) -> None:
    """204 with another ETag; with an old one 412."""
    first = put(client, member, extract).headers["etag"]
    seen = {**member, "If-Match": first}
    assert put(client, seen, extract + b"\n").status_code == 204
    assert put(client, seen, extract).status_code == 412
    assert put(client, member, extract).status_code == 204


def test_a_network_is_removed(client: TestClient, member: Headers, extract: bytes) -> None:
    """204, then 404."""
    put(client, member, extract)
    assert client.delete(f"{NETWORKS}/{NAME}", headers=member).status_code == 204
    assert client.get(f"{NETWORKS}/{NAME}", headers=member).status_code == 404
    assert client.delete(f"{NETWORKS}/{NAME}", headers=member).status_code == 404


def test_a_network_is_opened_by_a_job(
    client: TestClient, member: Headers, extract: bytes, make_worker: MakeWorker
) -> None:
    """For the modes of the team's carers; the header Link tells where."""
    link = put(client, member, extract).headers["link"]
    address = link.removeprefix("<").partition(">")[0]
    assert link.endswith('rel="monitor"')
    make_worker().work_once()
    read = job(client, member, address)
    assert read["state"] == "done", read["problem"]
    (told,) = read["result"]["modes"]
    assert (told["mode"], told["metres"]) == ("bike", pytest.approx(2900, abs=2))


def test_a_network_that_is_none_is_told_of_by_its_job(
    client: TestClient, member: Headers, make_worker: MakeWorker
) -> None:
    """Invalid, with the code of what is wrong."""
    put(client, member, b"no extract")
    make_worker().work_once()
    (told,) = client.get(JOBS, headers=member).json()["jobs"]
    read = job(client, member, job_path("t1", told["job_id"]))
    assert (read["state"], read["problem"]["code"]) == ("invalid", "extract-unreadable")


@pytest.mark.parametrize(
    "name", ["town", "Town.osm", "a b.osm", "town.exe", ".osm", "a" * 61 + ".osm", "t%2e%2e.osm"]
)
def test_names_that_could_be_paths_are_refused(
    client: TestClient, member: Headers, name: str
) -> None:
    """Letters, digits, hyphens, and an ending that is known."""
    refused = put(client, member, b"x", name)
    assert (refused.status_code, refused.json()["code"]) == (422, "network-name-unfit")


def test_only_networks_may_be_large(service: Service, bearer: Bearer) -> None:
    """They have a limit of their own, beyond which they are refused like everything else."""
    limits = replace(service.settings.limits, body_bytes=2000, network_bytes=5000)
    small = replace(service, settings=replace(service.settings, limits=limits))
    headers = bearer(Role.BACK_OFFICE, Role.MEMBER)
    with TestClient(create_app(small)) as client:
        assert client.post("/teams", json=team_with_visits(1), headers=headers).status_code == 201
        assert put(client, headers, b"x" * 4000).status_code == 201
        assert put(client, headers, b"x" * 6000).status_code == 413
        large = {**QUICK, "plan_id": "x" * 3000}
        assert client.post(PLANS, json=large, headers=headers).status_code == 413


def test_who_may_keep_networks(client: TestClient, member: Headers, bearer: Bearer) -> None:
    """Anonymous 401, a stranger 404, a carer 403, an operator may."""
    assert member
    assert put(client, {}, b"x").status_code == 401
    assert put(client, bearer(Role.MEMBER, teams=("t2",)), b"x").status_code == 404
    assert put(client, bearer(Role.CARER), b"x").status_code == 403
    assert put(client, bearer(Role.OPERATOR), b"x").status_code == 201


def test_a_plan_is_made_on_the_roads_of_the_team(
    client: TestClient,
    settled: Headers,
    extract: bytes,
    make_worker: MakeWorker,
    service: Service,
) -> None:
    """Its legs are read off the network, and none is estimated."""
    put(client, settled, extract)
    worker = make_worker()
    worker.work_once()
    address = client.post(PLANS, json=PLAN, headers=settled).headers["location"]
    worker.work_once()
    read = job(client, settled, address)
    assert read["state"] == "done", read["problem"]
    assert read["best"]["provenance"]["estimated_modes"] == []
    with service.database.read() as session:
        assert not session.scalars(rows_of_team(PlanRow, "t1")).one().estimated


def test_a_network_that_is_named_and_not_stored_is_told(
    client: TestClient, settled: Headers, make_worker: MakeWorker
) -> None:
    """The job ends as invalid, and says how to mend it."""
    address = client.post(PLANS, json=PLAN, headers=settled).headers["location"]
    make_worker().work_once()
    read = job(client, settled, address)
    assert (read["state"], read["problem"]["code"]) == ("invalid", "network-not-stored")


def test_the_file_of_a_network_is_written_once(
    client: TestClient, member: Headers, extract: bytes, service: Service
) -> None:
    """By its checksum, in the cache of the service; another content is another file."""
    roads = Workplace.of(service.settings, service.database).roads
    put(client, member, extract)
    first = roads.file("t1", NAME)
    assert first.read_bytes() == extract
    assert roads.file("t1", NAME) == first
    put(client, member, extract + b"\n")
    second = roads.file("t1", NAME)
    assert second != first
    assert {path.parent for path in (first, second)} == {service.settings.cache / "networks"}
