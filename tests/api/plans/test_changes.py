"""Changes of a published plan over HTTP."""

import threading

import pytest
from planned import (
    BEFORE,
    COUNT,
    DATE,
    Caller,
    WorkAll,
    carers_of,
    handed_over,
    swapped,
    to_make,
    visit,
    visit_of,
)
from sqlalchemy import text

from api.service import Service

SEEN = {"If-Match": '"v1"'}


def test_a_preview_moves_nothing_and_names_its_version(member: Caller, published: str) -> None:
    """Only the options asked for; the plan stands as it was."""
    change = swapped(carers_of(member.get(published).json()), "c1", "c2")
    body = {**COUNT, "change": change, "options": ["unmoved"]}
    look = member.post(f"{published}/previews", body).json()
    assert (look["version"], [each["kind"] for each in look["options"]]) == (1, ["unmoved"])
    assert member.get(published).headers["etag"] == '"v1"'


def test_a_change_made_on_an_older_version_still_counts(member: Caller, published: str) -> None:
    """What others changed meanwhile is told, where the change does the same all the same."""
    who = carers_of(member.get(published).json())
    first = to_make({"kind": "cancellation", "visit": visit(visit_of(who, "c3"))})
    assert member.post(f"{published}/changes", first, **SEEN).json()["version"] == 2
    other = to_make(handed_over(who, "c1", "c2"))
    made = member.post(f"{published}/changes", other, **SEEN).json()
    assert made["version"] == 3, made
    assert made["since"]["moves"]


def test_a_change_that_was_overtaken_is_refused(member: Caller, published: str) -> None:
    """409 where another version has changed what it is about."""
    change = handed_over(carers_of(member.get(published).json()), "c1", "c2")
    cancel = {"kind": "cancellation", "visit": change["visit"]}
    assert member.post(f"{published}/changes", to_make(cancel), **SEEN).status_code == 200
    late = member.post(f"{published}/changes", to_make(change), **SEEN)
    assert (late.status_code, late.json()["code"]) == (409, "change-overtaken")


def test_a_change_without_a_solution_says_so(member: Caller, published: str) -> None:
    """No plan allows for it: a state and a code of their own, and nothing is written."""
    who = carers_of(member.get(published).json())
    away = {"kind": "absence", "carer_id": "c2", "since": BEFORE, "until": f"{DATE}T12:30:00+01:00"}
    assert member.post(f"{published}/changes", to_make(away), **SEEN).status_code == 200
    change = handed_over(who, "c1", "c2")
    told = member.post(f"{published}/changes", to_make(change), **{"If-Match": '"v2"'})
    assert told.state in {"no_solution", "invalid"}
    assert member.get(published).headers["etag"] == '"v2"'


def test_a_change_names_what_was_seen(member: Caller, published: str) -> None:
    """428 without If-Match; 412 for a version that never was."""
    change = swapped(carers_of(member.get(published).json()), "c1", "c2")
    body = {**COUNT, "change": change}
    assert member.post(f"{published}/changes", body).status_code == 428
    assert member.post(f"{published}/changes", body, **{"If-Match": '"v2"'}).status_code == 412
    assert member.post(f"{published}/changes", body, **{"If-Match": "x"}).status_code == 412


def test_a_draft_cannot_be_changed(member: Caller, plan: str) -> None:
    """409: there is no version yet."""
    change = {"kind": "cancellation", "visit": visit("v1")}
    for path in ("previews", "changes"):
        answer = member.post(f"{plan}/{path}", {**COUNT, "change": change}, **SEEN)
        assert (answer.status_code, answer.json()["code"]) == (409, "plan-not-published")


def test_a_change_that_cannot_be_asked_says_everything_wrong(
    member: Caller, published: str
) -> None:
    """422 with a finding for each, in the words of the command line."""
    change = {"kind": "hand_over", "visit": visit("v99"), "carer_id": "c9"}
    answer = member.post(f"{published}/changes", to_make(change), **SEEN)
    assert answer.state == "invalid"
    assert answer.status_code == 422
    assert {each["value"] for each in answer.json()["findings"]} >= {"c9"}


def test_a_new_visit_is_made_and_its_client_is_reached(member: Caller, published: str) -> None:
    """A client without a visit on the date gets one; roads to them are opened."""
    change = {
        "kind": "new_visit",
        "visit_id": "urgent",
        "client_id": "k8",
        "dates": DATE,
        "windows": [{"opens": "08:00", "closes": "10:30"}],
        "service_seconds": 600,
    }
    made = member.post(f"{published}/changes", to_make(change), **SEEN)
    assert made.status_code == 200, made.json()
    assert "urgent" in carers_of(member.get(published).json())
    further = to_make({"kind": "cancellation", "visit": visit("v1")})
    again = member.post(f"{published}/changes", further, **{"If-Match": '"v2"'})
    assert again.json()["version"] == 3


def test_a_version_keeps_only_the_newest_files(
    member: Caller, published: str, service: Service
) -> None:
    """After a change the page shows it, and nothing is left of the page before."""
    before = member.get(f"{published}/files/rounds.html").content
    change = handed_over(carers_of(member.get(published).json()), "c1", "c2")
    member.post(f"{published}/changes", to_make(change), **SEEN)
    assert member.get(f"{published}/files/rounds.html").content != before
    assert member.get(f"{published}/files/plan.json").json() == member.get(published).json()
    with service.database.read() as session:
        shown = set(session.execute(text("SELECT DISTINCT shows FROM plan_files")).scalars())
    assert shown == {"draft-1", "version-2"}


def test_a_job_that_begins_again_makes_no_second_version(
    member: Caller, published: str, service: Service
) -> None:
    """A worker died after its version was written: the next attempt finds it."""
    change = handed_over(carers_of(member.get(published).json()), "c1", "c2")
    made = member.post(f"{published}/changes", to_make(change), **SEEN)
    forget = text("UPDATE jobs SET state='queued', worker=NULL, result=NULL WHERE job_id=:j")
    with service.database.write() as session:
        session.execute(forget, {"j": made.job_id})
    member.work()
    again = member.get(f"/teams/t1/jobs/{made.job_id}").json()
    assert (again["state"], again["result"]["version"]) == ("done", 2)
    assert len(member.get(f"{published}/versions").json()["versions"]) == 2


def test_an_undo_names_the_version_that_stands(member: Caller, published: str) -> None:
    """412 with an older one, 409 for the first version."""
    back = {"at": BEFORE}
    first = member.post(f"{published}/undo", back, **SEEN)
    assert (first.status_code, first.json()["code"]) == (409, "undo-of-first")
    change = handed_over(carers_of(member.get(published).json()), "c1", "c2")
    member.post(f"{published}/changes", to_make(change), **SEEN)
    assert member.post(f"{published}/undo", back, **SEEN).status_code == 412
    assert member.post(f"{published}/undo", back).status_code == 428


def test_an_absence_can_be_looked_at_before_it_is_made(member: Caller, published: str) -> None:
    """A preview of the day without the carer, until the end of their shift."""
    look = member.post(f"{published}/absences/previews", {**COUNT, "carer_id": "c3"}).json()
    assert look["change"]["until"] == f"{DATE}T12:30:00+01:00"
    assert member.get(published).headers["etag"] == '"v1"'
    unknown = member.post(f"{published}/absences/previews", {**COUNT, "carer_id": "c9"})
    assert unknown.status_code == 422


@pytest.mark.parametrize("path", ["changes", "absences", "undo"])
def test_a_carer_without_the_right_changes_nothing(
    carer: Caller, published: str, path: str
) -> None:
    """403; looking is theirs, making is a member's."""
    body = {
        "changes": {"change": {"kind": "cancellation", "visit": visit("v1")}},
        "absences": {"carer_id": "c2"},
        "undo": {},
    }[path]
    assert carer.post(f"{published}/{path}", body, **SEEN).status_code == 403


def test_who_waits_gets_the_result_itself(member: Caller, published: str, work: WorkAll) -> None:
    """200 with the preview where a worker answers within the time that somebody waits."""
    change = swapped(carers_of(member.get(published).json()), "c1", "c2")
    over = threading.Event()

    def serve() -> None:
        while not over.wait(0.02):
            work()

    worker = threading.Thread(target=serve)
    worker.start()
    try:
        answer = member.client.post(
            f"{published}/previews",
            json={**COUNT, "change": change},
            headers={**member.headers, "Prefer": "wait=30"},
        )
    finally:
        over.set()
        worker.join()
    assert (answer.status_code, answer.json()["version"]) == (200, 1)
