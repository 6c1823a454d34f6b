"""No name, address or free text leaves the service but to whoever may read it."""

import io
import json
import logging
import threading
import warnings
from typing import Any

import pytest
from api_teams import Bearer, small_team
from fastapi.testclient import TestClient

from api.access.principal import Role
from api.app import create_app
from api.operations.log import logger
from api.routes import teams
from api.service import Service

CANARIES = ("Quispel", "Uilenspiegel", "omaha-zw", "Wilhelmina")


def lines(log: io.StringIO) -> list[dict[str, Any]]:
    """Every line, each of which is JSON."""
    return [json.loads(each) for each in log.getvalue().splitlines()]


def team_with_canary() -> dict[str, Any]:
    """A team with canaries wherever it can have a text."""
    made = small_team()
    made["clients"][0] |= {"name": "Zefanja Quispel", "address": "Uilenspiegelkade 4711"}
    made["visits"][0]["omaha"] = "omaha-zw"
    return made


def test_a_request_is_told_by_template(
    client: TestClient, bearer: Bearer, log: io.StringIO
) -> None:
    """Route, method, status, who and which team; the team only once it is known to be one."""
    office = bearer(Role.BACK_OFFICE, teams=None)
    client.post("/teams", json=small_team(), headers=office)
    client.get("/teams/t1", headers=office)
    client.get("/teams/Quispel", headers=office)
    made, read, missing = lines(log)
    assert (made["event"], made["method"], made["status"]) == ("request", "POST", 201)
    assert (read["route"], read["team_id"]) == ("/teams/{team_id}", "t1")
    assert read["principal_id"].startswith("token:")
    assert read["level"] == "info"
    assert {"time", "request_id", "milliseconds"} <= set(read)
    assert (missing["status"], missing["code"]) == (404, "not-there")
    assert "team_id" not in missing


def nasty_requests(client: TestClient, office: dict[str, str]) -> None:
    """Canaries in every wrong place of a request."""
    name = "Zefanja Quispel"
    client.get(f"/teams/{name}", headers=office)
    client.get(f"/{name}/Uilenspiegelkade", headers=office)
    client.get(f"/teams/t1/clients/{name}/audit", headers=office)
    client.delete(f"/teams/t1/clients/{name}", headers=office)
    client.get(f"/teams/t1/plans/{name}/pseudonymised", headers=office)
    client.get(f"/teams/t1/audit?who={name}&subject=Wilhelmina&after=Wilhelmina", headers=office)
    client.get("/teams/t1", headers={**office, "Purpose": "Wilhelmina"})
    client.get("/teams/t1", headers={"Authorization": "Bearer Quispel"})
    client.get("/teams/t1", headers={**office, "X-Request-Id": "Quispel", "User-Agent": "Quispel"})
    client.put("/teams/t1", json={}, headers={**office, "If-Match": "Quispel"})
    client.post("/teams", json={"Quispel": "Wilhelmina"}, headers=office)
    client.post("/teams", content=b'{"Quispel": Wilhelmina', headers=office)
    client.post("/teams/validate", json=[{"Quispel": 1}], headers=office)
    client.request("QUISPEL", "/teams/t1", headers=office)
    client.request("WILHELMINA", "/teams", headers={**office, "Idempotency-Key": "Quispel"})
    broken = team_with_canary()
    broken["clients"].append(dict(broken["clients"][0]))
    broken["visits"][0]["minutes"] = "Wilhelmina"
    client.post("/teams", json=broken, headers=office)


def test_no_canary_in_log_or_figures(
    service: Service, bearer: Bearer, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a day of good calls, nasty calls and faults of ours, not one of them is there."""
    office = bearer(Role.BACK_OFFICE, Role.MEMBER, teams=None)
    operator = bearer(Role.OPERATOR)
    with TestClient(create_app(service), raise_server_exceptions=False) as client:
        stored = client.post("/teams", json=team_with_canary(), headers=office)
        assert stored.status_code == 201
        assert "Quispel" in client.get("/teams/t1", headers=office).text
        planner = client.get("/teams/t1/pseudonymised", headers=bearer(Role.PLANNER))
        nasty_requests(client, office)

        def broken(*_: object, **__: object) -> None:
            address = "Uilenspiegelkade 4711"
            try:
                raise KeyError(address)
            except KeyError as error:
                raise ValueError("Zefanja Quispel: Wilhelmina") from error

        monkeypatch.setattr(teams, "newest_revision", broken)
        failed = client.get("/teams/t1", headers=office)
        assert failed.status_code == 500
        figures = client.get("/metrics", headers=operator)
        ready = client.get("/ready")
        audit = client.get("/teams/t1/audit", headers=office)
    logging.getLogger("uvicorn.error").error("Quispel %s", "Wilhelmina")
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("Zefanja Quispel", stacklevel=1)
    assert [each["logger"] for each in lines(log)[-2:]] == ["uvicorn.error", "py.warnings"]
    told = {
        "log": log.getvalue(),
        "figures": figures.text,
        "problem": failed.text,
        "ready": ready.text,
        "pseudonyms": planner.text,
        "audit": audit.text,
    }
    assert {where: each for where, text in told.items() for each in CANARIES if each in text} == {}


def test_a_fault_is_told_by_kind_and_place(
    service: Service, bearer: Bearer, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kinds of the error and its cause, where they were raised, and nothing they say."""

    def broken(*_: object, **__: object) -> None:
        try:
            raise KeyError("Quispel")
        except KeyError as error:
            raise ValueError("Wilhelmina") from error

    monkeypatch.setattr(teams, "newest_revision", broken)
    office = bearer(Role.BACK_OFFICE)
    with TestClient(create_app(service), raise_server_exceptions=False) as client:
        client.post("/teams", json=small_team(), headers=office)
        client.get("/teams/t1", headers=office)
    told = lines(log)[-1]
    assert (told["level"], told["status"]) == ("error", 500)
    assert [each["kind"] for each in told["errors"]] == ["ValueError", "KeyError"]
    assert told["errors"][0]["place"].endswith(" broken")


def test_a_library_is_told_by_name_and_place(log: io.StringIO) -> None:
    """What it says is dropped: it may be made of anything."""
    try:
        raise RuntimeError("Quispel")
    except RuntimeError:
        logging.getLogger("uvicorn.error").exception("Wilhelmina %s", "Quispel")
    (told,) = lines(log)
    assert (told["event"], told["logger"], told["level"]) == ("library", "uvicorn.error", "error")
    assert told["errors"][0]["kind"] == "RuntimeError"
    assert not any(each in log.getvalue() for each in CANARIES)


def test_a_field_that_nobody_thought_about_is_dropped(log: io.StringIO) -> None:
    """Only fields of the list stand in a line."""
    logger().info("request", status=200, name="Quispel")
    (told,) = lines(log)
    assert set(told) == {"event", "status", "level", "time"}


def test_a_thread_that_crashes_is_told_of_without_its_message(log: io.StringIO) -> None:
    """Also what nobody catches goes through here."""

    def crash() -> None:
        raise RuntimeError("Quispel")

    thread = threading.Thread(target=crash)
    thread.start()
    thread.join()
    (told,) = lines(log)
    assert (told["event"], told["level"]) == ("thread_crashed", "critical")
    assert "Quispel" not in log.getvalue()
