"""A client is taken out of everything, down to the bytes of the database."""

import json
import zlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from api_teams import Bearer, small_team
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session
from stored_study import store_study

from api.access.principal import Role
from api.care.chains import verify
from api.care.erasure import wipe_freed
from api.service import Service
from api.storage.database import Database
from api.storage.scope import rows_of_team
from api.storage.tables import (
    DataSubjectRow,
    DraftRow,
    IdempotencyRow,
    JobRow,
    OfferEventRow,
    PlanFileRow,
    PlanRow,
    StudyRow,
    TeamRevisionRow,
    VersionRow,
)
from api.storage.teams import keep_data_subjects
from scheduler.io.team import read_team_document

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
NAME = "Zefanja Quispel-Öre"
ADDRESS = "Uilenspiegelkade 4711"
OMAHA = "omaha-zw 31-II"
REASON = "dochter Wilhelmina belde"
LATITUDE, LONGITUDE = 52.561234567, 5.921234567
CANARIES = (NAME, "Zefanja", ADDRESS, "Uilenspiegel", OMAHA, REASON, "Wilhelmina", "1234567")


def team_with_canary() -> dict[str, Any]:
    """Client k1 has canaries everywhere; client k2 is somebody else."""
    made = small_team()
    made["clients"] = [
        {
            "client_id": "k1",
            "name": NAME,
            "address": ADDRESS,
            "lat": LATITUDE,
            "lon": LONGITUDE,
            "refuses": "c2",
            "primary_carer": "c1",
        },
        {"client_id": "k2", "name": "Other", "address": "Kade 2", "lat": 52.552, "lon": 5.912},
    ]
    made["carers"].append({"carer_id": "c2", "name": "Carer", "discipline": "nurse"})
    visit = {"date": "2026-11-23", "minutes": 20}
    made["visits"] = [
        {"visit_id": "v1", "client_id": "k1", "omaha": OMAHA, **visit},
        {"visit_id": "v2", "client_id": "k2", "omaha": "27-I", "after_visit": "v1", **visit},
        {"visit_id": "v3", "client_id": "k2", "omaha": f"after {NAME}", **visit},
    ]
    made["history"] = [{"date": "2026-11-20", "client_id": "k1", "carer_id": "c1"}]
    made["pins"] = [{"visit_id": "v1", "date": "2026-11-23", "carer_id": "c1"}]
    return made


def plan(client_id: str, told: str) -> dict[str, Any]:
    """As much of a plan as erasure looks at."""
    return {
        "rounds": [{"stops": [{"client_id": client_id, "visit_id": "v"}]}],
        "unassigned": [{"client_id": client_id, "reasons": [{"rule": "window", "text": told}]}],
        "provenance": {"stopped": f"by {NAME}" if told else "time"},
    }


def plant(session: Session) -> None:
    """Plans p1, which has client k1, and p2, which has k2 only; their files, offers and jobs."""
    made: dict[str, Any] = {"team_id": "t1", "made_at": NOW, "made_by": "x"}
    for plan_id, client_id, told in (("p1", "k1", REASON), ("p2", "k2", "")):
        session.add(PlanRow(plan_id=plan_id, first_date=NOW.date(), days=1, estimated=True, **made))
        session.flush()
        reason = told or "holiday"
        body = {"plan_id": plan_id, "number": 1}
        drawn = json.dumps(plan(client_id, told))
        kept = {**made, **body, "team_revision": 1}
        session.add(DraftRow(document=drawn, job_id=None, **kept))
        version = {"reason": reason, "author": "c1", "plan": plan(client_id, told)}
        session.add(VersionRow(document=json.dumps(version), job_id=None, **kept))
        event = json.dumps({"number": 1, "by": "c1", "reason": reason})
        session.add(OfferEventRow(document=event, job_id=None, team_id="t1", **body))
        page = zlib.compress(f"{told and NAME} {client_id}".encode())
        session.add(
            PlanFileRow(plan_id=plan_id, shows="version-1", name="a", team_id="t1", content=page)
        )
        keep_data_subjects(session, "t1", f"plan/{plan_id}/version/1", [client_id])
        job = {"kind": "preview", "lane": "short", "caller": "{}", "made_at": NOW, "team_id": "t1"}
        asked = json.dumps({"omaha": told and OMAHA, "client_id": client_id})
        done = {"state": "done", "ended_at": NOW, "result": drawn}
        session.add(JobRow(job_id=f"done-{plan_id}", request=asked, **done, **job))
        session.add(JobRow(job_id=f"runs-{plan_id}", request="{}", state="running", **job))
        replay = {"principal_id": "x", "fingerprint": "", "status": 200, "headers": "{}"}
        answer = json.dumps({"team_id": "t1", "client_id": client_id, "told": told})
        expires = NOW + timedelta(days=1000)
        session.add(IdempotencyRow(key=plan_id, body=answer, expires_at=expires, **replay))
    # an offer of the other plan in which somebody wrote the name of the client
    named = json.dumps({"number": 2, "by": "c1", "reason": f"{REASON}: {NAME.upper()}"})
    session.add(OfferEventRow(plan_id="p2", number=2, team_id="t1", document=named, job_id=None))


@pytest.fixture
def office(client: TestClient, bearer: Bearer, service: Service) -> dict[str, str]:
    """Somebody who may erase from team t1, in which everything is planted."""
    header = bearer(Role.BACK_OFFICE)
    stored = client.post(
        "/teams", json=team_with_canary(), headers={**header, "Idempotency-Key": "x"}
    )
    assert stored.status_code == 201, stored.text
    with service.database.write() as session:
        plant(session)
    return header


def file_bytes(database: Database) -> bytes:
    """All that the database has on disk."""
    path = Path(str(database.engine.url.database))
    return b"".join(each.read_bytes() for each in sorted(path.parent.glob(f"{path.name}*")))


def found(kept: bytes) -> list[str]:
    """The canaries in it, as they are or as JSON escapes them."""
    return [
        each
        for each in CANARIES
        if each.encode() in kept or json.dumps(each)[1:-1].encode() in kept
    ]


def of_sqlite(service: Service) -> Database:
    """The database; its bytes can be looked at where it is a file of ours."""
    if not service.database.is_sqlite:
        pytest.skip("the files of a server are its own")
    return service.database


@pytest.mark.parametrize("thorough", [False, True])
def test_no_byte_of_the_client_is_left(
    client: TestClient, office: dict[str, str], service: Service, *, thorough: bool
) -> None:
    """Planted everywhere, they are in the file before, and nowhere in it after."""
    database = of_sqlite(service)
    wipe_freed(database, thorough=False)
    assert set(found(file_bytes(database))) == set(CANARIES)
    assert client.delete("/teams/t1/clients/k1", headers=office).status_code == 200
    wipe_freed(database, thorough=thorough)
    assert found(file_bytes(database)) == []


def test_what_is_of_others_stays(
    client: TestClient, office: dict[str, str], service: Service
) -> None:
    """The documents, files, finished jobs and answers that are about the other client only."""
    answer = client.delete("/teams/t1/clients/k1", headers=office).json()
    assert answer == {
        "revision": 2,
        "revisions": 1,
        "documents": 4,
        "files": 1,
        "jobs": 3,
        "replays": 1,
    }
    with service.database.read() as session:
        files = [row.plan_id for row in session.scalars(rows_of_team(PlanFileRow, "t1"))]
        jobs = [row.job_id for row in session.scalars(rows_of_team(JobRow, "t1"))]
        offers = {
            (row.plan_id, row.number): json.loads(row.document)["reason"]
            for row in session.scalars(rows_of_team(OfferEventRow, "t1"))
        }
        subjects = {row.client_id for row in session.scalars(rows_of_team(DataSubjectRow, "t1"))}
        versions = {
            row.plan_id: json.loads(row.document)
            for row in session.scalars(rows_of_team(VersionRow, "t1"))
        }
    assert (files, jobs, subjects) == (["p2"], ["done-p2"], {"k2"})
    assert offers == {("p1", 1): "", ("p2", 1): "holiday", ("p2", 2): ""}
    assert versions["p2"]["plan"]["provenance"]["stopped"] == "time"
    assert versions["p1"]["plan"]["rounds"] == plan("k1", "")["rounds"]


def test_past_and_present_teams_can_still_be_read(
    client: TestClient, office: dict[str, str], service: Service
) -> None:
    """In the past the client is an id at the base; in the new revision they are not there."""
    client.delete("/teams/t1/clients/k1", headers=office)
    with service.database.read() as session:
        kept = {
            row.revision: json.loads(row.document)
            for row in session.scalars(rows_of_team(TeamRevisionRow, "t1"))
        }
    past, present = read_team_document(kept[1]), read_team_document(kept[2])
    blank = past.client_by_id["k1"]
    assert (blank.name, blank.address, blank.location) == ("k1", "", past.base)
    assert (blank.refuses, blank.primary_carer, past.history) == (frozenset(), None, ())
    assert [each.omaha for each in past.visits] == ["", "27-I", ""]
    assert [each.client_id for each in present.clients] == ["k2"]
    assert [(each.visit_id, each.dependency) for each in present.visits] == [
        ("v2", None),
        ("v3", None),
    ]


def test_erasing_twice_is_no_harm(
    client: TestClient, office: dict[str, str], service: Service
) -> None:
    """The second time finds nothing; both stand in the trail, which is whole."""
    client.delete("/teams/t1/clients/k1", headers=office)
    again = client.delete("/teams/t1/clients/k1", headers=office)
    assert again.status_code == 200
    assert set(again.json().values()) == {0}
    with service.database.read() as session:
        report = verify(session, "t1")
    assert (report.lines, report.broken) == (3, None)
    trail = client.get("/teams/t1/clients/k1/audit", headers=office).json()["lines"]
    assert [each["action"] for each in trail] == ["erase", "erase"]


def test_a_client_who_never_was_cannot_be_erased(
    client: TestClient, office: dict[str, str]
) -> None:
    """404, and no line in the trail that holds what was asked for."""
    assert client.delete(f"/teams/t1/clients/{NAME}", headers=office).status_code == 404
    assert NAME not in client.get("/teams/t1/audit", headers=office).text


def test_a_member_may_not_erase(client: TestClient, office: dict[str, str], bearer: Bearer) -> None:
    """403 for whoever is not of the back office; the client is still there."""
    assert office
    member = bearer(Role.MEMBER)
    assert client.delete("/teams/t1/clients/k1", headers=member).status_code == 403
    assert client.delete("/teams/t1", headers=member).status_code == 403
    assert NAME in client.get("/teams/t1", headers=member).text


def test_a_team_goes_with_all_it_has(
    client: TestClient, office: dict[str, str], service: Service
) -> None:
    """Nothing of it is left but the trail, which is whole; another team stays."""
    with service.database.write() as session:
        store_study(session, "t1")
        session.add(
            PlanRow(
                plan_id="p9",
                team_id="t1",
                first_date=date(2026, 11, 23),
                days=1,
                estimated=True,
                made_at=NOW,
                made_by="x",
            )
        )
    assert client.delete("/teams/t1", headers=office).status_code == 200
    assert client.get("/teams/t1", headers=office).status_code == 404
    with service.database.read() as session:
        assert session.scalars(rows_of_team(PlanRow, "t1")).all() == []
        assert session.scalars(rows_of_team(StudyRow, "t1")).all() == []
        report = verify(session, "t1")
    assert (report.lines, report.broken) == (2, None)
    if service.database.is_sqlite:
        wipe_freed(service.database, thorough=True)
        assert found(file_bytes(service.database)) == []
