"""Studies over HTTP: asked for, made, read, removed, and refused."""

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from api_teams import Bearer
from fastapi.testclient import TestClient
from study_planner import Planner
from study_requests import CANARY, NEIGHBOURHOODS, NETWORK, STUDIES, WHAT_IF, rural_team

from api.access.principal import Role
from api.app import create_app
from api.service import Service
from api.studies import installed
from scheduler.geo.network_file import NETWORK_SUFFIX

CLIENT_DATA = ("klant-", "bezoek-", "carer-one", "carer-two", CANARY)
"""What stands in the team's document and is of no planner's business."""


def refused(planner: Planner, study: dict[str, Any], status: int = 422) -> dict[str, Any]:
    """The problem that a study is answered with at once."""
    answer = planner.ask(study)
    assert answer.status_code == status, answer.text
    problem: dict[str, Any] = answer.json()
    return problem


def found(problem: dict[str, Any]) -> set[tuple[str, str]]:
    """Where what is wrong, by code."""
    return {(each["column"], each["code"]) for each in problem["findings"]}


def test_a_study_of_neighbourhoods_is_made_and_read(planner: Planner, service: Service) -> None:
    """Its job ends with it; figures as data, the report as a page, every plan a line, no folder."""
    job = planner.made(NEIGHBOURHOODS)
    assert (job["state"], job["kind"]) == ("done", "study"), job
    assert job["result"]["cells"] == 4
    assert job["progress"] == {"number": 5, "planned": 4, "cells": 4, "seconds_left": 0.0}
    address = f"{STUDIES}/{job['result']['study_id']}"
    study = planner.get(address).json()
    assert study["asked"]["places"][0]["network"] == NETWORK
    assert (study["cells"], study["team_revision"], study["name"]) == (4, None, "Vaduz")
    tables = {each["name"]: each["rows"] for each in study["results"]["tables"]}
    assert tables.keys() == {"side-by-side", "01-window"}
    clients = next(each for each in tables["side-by-side"] if each["measure"] == "clients")
    assert (clients["mean"], clients["teams"]) == (4, 2)
    assert {each["window"] for each in tables["01-window"]} == {"1", "2"}
    rows = list(csv.DictReader(io.StringIO(planner.get(f"{address}/results.csv").text)))
    assert sorted((row["seed"], row["setting_window"]) for row in rows) == [
        (seed, window) for seed in "01" for window in ("1.0", "2.0")
    ]
    report = planner.get(f"{address}/report.html")
    assert report.headers["content-type"].startswith("text/html")
    assert report.headers["x-content-type-options"] == "nosniff"
    assert report.headers["content-disposition"].startswith("attachment")
    assert "<script" not in report.text
    assert "plans/" not in report.text
    assert list((service.settings.cache / "studies").glob("*")) == []
    networks = service.settings.cache / "networks"
    assert len(list(networks.glob(f"*{NETWORK_SUFFIX}"))) == 3  # one for each mode, for everybody


def test_what_if_speaks_of_pseudonyms_and_totals_only(
    planner: Planner, client: TestClient, bearer: Bearer, log: io.StringIO
) -> None:
    """Neither job, figures, table, page nor log name anybody, or tell where somebody lives."""
    team = planner.get("/teams/t1/pseudonymised").json()
    carer = team["carers"][0]["carer_id"]
    job = planner.made({**WHAT_IF, "carers_more": [carer], "carers_less": [carer]})
    assert job["state"] == "done", job
    address = f"{STUDIES}/{job['result']['study_id']}"
    texts = [planner.get(f"{address}{each}").text for each in ("", "/report.html", "/results.csv")]
    lats = [str(each["lat"]) for each in rural_team()["clients"]]
    assert "job_done" in log.getvalue()
    for text in (*texts, str(job), log.getvalue()):
        assert not [each for each in (*CLIENT_DATA, *lats) if each in text]
    assert "client-" not in "".join(texts)
    assert f"a carer more, who works like {carer}" in texts[1]
    assert "plans/" not in texts[1]
    study = planner.get(address).json()
    (table,) = study["results"]["tables"]
    assert {each["question"] for each in table["rows"]} == {
        "today",
        f"more-{carer}",
        f"less-{carer}",
        "clients-1",
        "windows-2",
    }
    today = {each["measure"]: each["mean"] for each in table["rows"] if each["question"] == "today"}
    assert (today["clients"], today["left_out"]) == (5, 0)
    assert today["road_minutes"] > 0
    assert study["team_revision"] == 1
    member = bearer(Role.MEMBER)
    trail = client.get("/teams/t1/clients/klant-1/audit", headers=member).json()["lines"]
    told = [(each["action"], each["subject"].split("/")[0]) for each in trail]
    assert told.count(("make_study", "team")) == 2
    assert told.count(("make_study", "study")) == 6


def test_studies_are_listed_and_removed(planner: Planner) -> None:
    """The newest first; what is removed is not there any more."""
    ids = [planner.made({**NEIGHBOURHOODS, "seeds": 1, "questions": []}) for _ in range(2)]
    first, second = (each["result"]["study_id"] for each in ids)
    listed = planner.get(STUDIES).json()["studies"]
    assert [each["study_id"] for each in listed] == [second, first]
    assert listed[0]["job_id"] == ids[1]["job_id"]
    address = f"{STUDIES}/{first}"
    known = planner.client.get(address, headers={**planner.headers, "If-None-Match": f'"{first}"'})
    assert known.status_code == 304
    removed = planner.client.delete(address, headers=planner.headers)
    assert removed.status_code == 204
    for path in (address, f"{address}/report.html", f"{address}/results.csv"):
        assert planner.get(path).status_code == 404
    assert planner.client.delete(address, headers=planner.headers).status_code == 404


def test_a_study_of_another_team_is_not_there(
    planner: Planner, client: TestClient, bearer: Bearer
) -> None:
    """Whoever plans for both teams finds it under its own only."""
    office = bearer(Role.BACK_OFFICE, teams=None)
    assert client.post("/teams", json=rural_team("t2"), headers=office).status_code == 201
    job = planner.made({**NEIGHBOURHOODS, "seeds": 1, "questions": []})
    both = bearer(Role.PLANNER, teams=("t1", "t2"))
    study_id = job["result"]["study_id"]
    for path in ("", "/report.html", "/results.csv"):
        here = client.get(f"/teams/t1/studies/{study_id}{path}", headers=both)
        there = client.get(f"/teams/t2/studies/{study_id}{path}", headers=both)
        assert (here.status_code, there.status_code) == (200, 404)
    assert client.delete(f"/teams/t2/studies/{study_id}", headers=both).status_code == 404


def test_the_same_call_asks_for_one_study(planner: Planner) -> None:
    """By its idempotency key."""
    taken = [planner.ask(NEIGHBOURHOODS, **{"Idempotency-Key": "k"}) for _ in range(2)]
    assert taken[0].json() == taken[1].json()
    assert len(planner.get("/teams/t1/jobs").json()["jobs"]) == 1


def test_everything_wrong_with_the_form_is_told_at_once(planner: Planner) -> None:
    """By the codes of a study as a file, without the values."""
    study = {**NEIGHBOURHOODS, "paint": CANARY, "iterations": "ten", "places": [{"name": ""}]}
    del study["dates"]
    problem = refused(planner, study)
    assert found(problem) == {
        ("paint", "study-key-unknown"),
        ("iterations", "study-value-invalid"),
        ("dates", "study-key-missing"),
        ("places.0.name", "study-value-invalid"),
        ("places.0.network", "study-key-missing"),
        ("places.0.timezone", "study-key-missing"),
    }
    assert CANARY not in str(problem)
    assert found(refused(planner, {"kind": "census"})) == {("kind", "study-value-invalid")}


def test_what_no_single_value_shows_is_told_at_once(planner: Planner) -> None:
    """Networks that are not stored, paths in place of profiles, zones and figures that are none."""
    place = NEIGHBOURHOODS["places"][0]
    study = {
        **NEIGHBOURHOODS,
        "seconds": 1.0,
        "places": [
            {**place, "network": "../" + NETWORK, "timezone": "Europe/Atlantis"},
            {**place, "profile": "/etc/profile.toml"},
        ],
        "questions": [{"figures": {"clients.wings": [2.0]}}],
    }
    assert found(refused(planner, study)) == {
        ("places", "study-value-invalid"),
        ("places.0.network", "network-not-stored"),
        ("places.0.timezone", "place-refused"),
        ("places.1.profile", "study-profile-unknown"),
        ("iterations", "study-value-invalid"),
        ("questions.0.figures.clients.wings", "study-value-invalid"),
    }
    assert planner.get(STUDIES).json() == {"studies": []}


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("carers_more", ["carer-1", "carer-1"]),
        ("windows", [2.0, 2.0000001]),
        ("bases", [{"lat": 47.1, "lon": 9.5}] * 2),
        ("bases", [{"lat": 97.1, "lon": 9.5}]),
        ("clients", [0]),
        ("travel", ["sledge"]),
        ("first_date", "9999-12-31"),
    ],
)
def test_what_is_no_question_is_told_at_once(planner: Planner, key: str, value: object) -> None:
    """Nobody waits for a job to hear of it."""
    (finding,) = refused(planner, {**WHAT_IF, key: value})["findings"]
    assert finding["column"].startswith(key)
    assert finding["code"] == "study-value-invalid"


@pytest.mark.parametrize(
    ("limit", "study"),
    [
        ("study_cells", NEIGHBOURHOODS),
        ("study_cells", WHAT_IF),
        ("study_dates", {**NEIGHBOURHOODS, "dates": [f"2026-11-2{n}" for n in range(3, 6)]}),
        ("study_dates", {**WHAT_IF, "days": 3}),
        ("study_seeds", {**NEIGHBOURHOODS, "seeds": [4, 5, 6]}),
        ("study_seeds", {**WHAT_IF, "seeds": 3}),
    ],
)
def test_more_than_the_service_takes_is_refused(
    planner: Planner, service: Service, limit: str, study: dict[str, Any]
) -> None:
    """Plans, dates and seeds are counted before a job is made."""
    settings = service.settings
    strict = replace(settings, limits=replace(settings.limits, **{limit: 2}))
    with TestClient(create_app(replace(service, settings=strict))) as client:
        problem = refused(replace(planner, client=client), study)
    assert problem["code"] == "study-too-large"
    assert "the most is 2" in problem["detail"]


def test_a_search_that_is_too_long_is_refused(planner: Planner) -> None:
    """As that of a plan is."""
    study = {**WHAT_IF, "iterations": None, "seconds": 1e6}
    assert refused(planner, study)["code"] == "search-too-long"


def test_carers_are_known_by_their_pseudonyms_only(planner: Planner) -> None:
    """An id of the team is as unknown as a name, and neither is repeated."""
    job = planner.made({**WHAT_IF, "carers_more": ["carer-one"], "carers_less": [CANARY]})
    assert job["state"] == "invalid"
    assert found(job["problem"]) == {
        ("carers_more.0", "what-if-unknown"),
        ("carers_less.0", "what-if-unknown"),
    }
    assert not re.search(f"carer-one|{CANARY}", str(job))


@pytest.mark.parametrize(
    ("named", "code"), [("gone.osm.pbf", "network-not-stored"), ("", "network-not-named")]
)
def test_what_if_needs_a_stored_network(
    planner: Planner, client: TestClient, bearer: Bearer, named: str, code: str
) -> None:
    """Travel is never estimated unseen; what the request names goes before the team's own."""
    member = {**bearer(Role.MEMBER), "If-Match": '"r1"'}
    team = rural_team(network=named)
    assert client.put("/teams/t1", json=team, headers=member).status_code == 200
    job = planner.made(WHAT_IF)
    assert (job["state"], job["problem"]["code"]) == ("invalid", code)
    asked = {**WHAT_IF, "network": NETWORK, "windows": [], "clients": [2]}
    assert planner.made(asked)["state"] == "done"


def test_a_date_without_visits_is_no_question(planner: Planner) -> None:
    """The job says so."""
    job = planner.made({**WHAT_IF, "first_date": "2027-01-01"})
    assert (job["state"], job["problem"]["code"]) == ("invalid", "what-if-unknown")


def test_a_revision_that_is_not_there_is_told_at_once(planner: Planner) -> None:
    """404, as for everything else that is not there."""
    assert refused(planner, {**WHAT_IF, "revision": 7}, 404)["code"] == "not-there"


@pytest.mark.parametrize("part", ["ROOT", "LIBRARIES"])
def test_a_service_without_the_engine_says_so(
    planner: Planner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, part: str
) -> None:
    """501, and what the operator can do."""
    absent = {"ROOT": tmp_path, "LIBRARIES": ("matplotlib", "rounds_no_such_library")}
    monkeypatch.setattr(installed, part, absent[part])
    problem = refused(planner, NEIGHBOURHOODS, 501)
    assert problem["code"] == "studies-not-installed"
    assert planner.get(STUDIES).status_code == 200
