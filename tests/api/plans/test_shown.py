"""Texts of plans that are kept for their readers: never one of before, never one of others."""

import json
import zlib
from typing import Any

import pytest
from api_teams import Bearer
from fastapi.testclient import TestClient
from planned import PLANS, team_document
from sqlalchemy import text
from stored_plan import PLAN_ID, store_plan

from api.access.principal import Role
from api.care.erasure import erase_client
from api.plans.shown import ShownPlans
from api.service import Service
from api.storage.tables import PlanFileRow, VersionRow
from scheduler.errors import RoundsError

REASON = "dochter Wilhelmina belde"


@pytest.fixture
def office(client: TestClient, bearer: Bearer, service: Service) -> dict[str, str]:
    """Who may erase from team t1, which has a published plan with a reason in it."""
    header = bearer(Role.BACK_OFFICE)
    stored = client.post("/teams", json=team_document(), headers=header)
    assert stored.status_code == 201, stored.text
    store_plan(service, "t1")
    with service.database.write() as session:
        file = session.get_one(PlanFileRow, (PLAN_ID, "version-1", "plan.json"))
        version = session.get_one(VersionRow, (PLAN_ID, 1))
        plan = with_reason(json.loads(zlib.decompress(file.content)))
        file.content = zlib.compress(json.dumps(plan).encode())
        version.document = json.dumps({**json.loads(version.document), "plan": plan})
    return header


def with_reason(plan: dict[str, Any]) -> dict[str, Any]:
    """A plan that says why a visit of client k1 has no place."""
    left = {"client_id": "k1", "reasons": [{"rule": "window", "text": REASON}]}
    return {**plan, "unassigned": [left]}


def body(service: Service, plans: ShownPlans, team_id: str = "t1") -> str:
    """What is shown to a reader."""
    with service.database.read() as session:
        return plans.shown(session, team_id, PLAN_ID).body.decode()


def blank(service: Service) -> None:
    """Take the texts away behind everybody's back."""
    with service.database.write() as session:
        session.execute(text("DELETE FROM plan_files"))
        session.execute(text("""UPDATE versions SET document = '{"plan": {}}'"""))


@pytest.mark.usefixtures("office")
def test_a_text_that_was_read_is_kept(service: Service) -> None:
    """It is not read again, and whoever has not read it reads what is there."""
    plans = ShownPlans()
    shown = body(service, plans)
    blank(service)
    assert body(service, plans) == shown
    assert body(service, ShownPlans()) == "{}"


@pytest.mark.usefixtures("office")
def test_no_more_is_kept_than_may_be(service: Service) -> None:
    """A text that alone is too large is read every time."""
    plans = ShownPlans(most_bytes=100)
    assert REASON in body(service, plans)
    blank(service)
    assert (body(service, plans), len(plans)) == ("{}", 1)


@pytest.mark.usefixtures("office")
def test_another_team_is_not_shown_what_is_kept(service: Service) -> None:
    """The plan is not there for it, though its text lies ready."""
    plans = ShownPlans()
    assert REASON in body(service, plans)
    with pytest.raises(RoundsError, match="no plan"):
        body(service, plans, "t2")


@pytest.mark.usefixtures("office")
def test_what_was_erased_is_shown_by_no_process(service: Service) -> None:
    """Each process keeps texts of its own; the next read of each sees that a client is gone."""
    here, elsewhere = ShownPlans(), ShownPlans()
    assert REASON in body(service, here)
    assert REASON in body(service, elsewhere)
    with service.database.write() as session:
        erase_client(session, "t1", "k1", "test")
    assert REASON not in body(service, here) + body(service, elsewhere)


def test_who_erases_leaves_no_text_behind(
    client: TestClient, office: dict[str, str], service: Service
) -> None:
    """Not in the memory of the service that did it either."""
    shown = client.get(f"{PLANS}/{PLAN_ID}", headers=office)
    assert REASON in shown.text
    assert len(service.plans) == 1
    assert client.delete("/teams/t1/clients/k1", headers=office).status_code == 200
    assert len(service.plans) == 0
    assert REASON not in client.get(f"{PLANS}/{PLAN_ID}", headers=office).text


def test_a_team_that_was_erased_is_not_shown(client: TestClient, office: dict[str, str]) -> None:
    """Its plan is gone with it."""
    assert client.get(f"{PLANS}/{PLAN_ID}", headers=office).status_code == 200
    assert client.delete("/teams/t1", headers=office).status_code == 200
    assert client.get(f"{PLANS}/{PLAN_ID}", headers=office).status_code == 404
