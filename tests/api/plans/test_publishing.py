"""Publishing drafts over HTTP."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from planned import BEFORE, DATE, Caller

from api.care.audit import locked_head
from api.care.erasure import erase_client
from api.plans import publishing
from api.service import Service
from scheduler.domain.version import Version
from scheduler.io.version_document import VersionDocument
from scheduler.planning.published_version import published_version


def publish(caller: Caller, plan: str, draft: int, seen: str | None, at: str = BEFORE) -> int:
    """The status of publishing a draft by somebody who has seen this."""
    more = {} if seen is None else {"If-Match": seen}
    answer = caller.post(f"{plan}/versions", {"draft": draft, "at": at}, **more)
    return int(answer.status_code)


def test_a_draft_becomes_a_version_with_its_files(member: Caller, plan: str) -> None:
    """201 with the version's address and ETag; the plan and its page are those of the draft."""
    draft, page = member.get(plan), member.get(f"{plan}/files/rounds.html")
    made = member.post(f"{plan}/versions", {"draft": 1, "at": BEFORE}, **{"If-Match": '"d1"'})
    assert (made.status_code, made.headers["etag"]) == (201, '"v1"')
    version = member.get(made.headers["location"])
    document = VersionDocument.model_validate_json(version.text)
    assert (document.number, document.author) == (1, "c1")
    stands = member.get(plan)
    assert (stands.text, stands.headers["etag"]) == (draft.text, '"v1"')
    assert member.get(f"{plan}/files/rounds.html").content == page.content


def test_nobody_publishes_over_what_they_have_not_seen(member: Caller, plan: str) -> None:
    """428 without If-Match, 412 with an old one, 409 for the plan that stands already."""
    assert publish(member, plan, 1, None) == 428
    assert publish(member, plan, 1, '"d2"') == 412
    assert publish(member, plan, 1, '"d1"') == 201
    assert publish(member, plan, 1, '"d1"') == 412
    assert publish(member, plan, 1, '"v1"') == 409


def test_of_many_who_publish_at_once_exactly_one_wins(member: Caller, plan: str) -> None:
    """A hundred publish one state: one version, and 412 for all the others."""
    with ThreadPoolExecutor(25) as pool:
        statuses = Counter(pool.map(lambda _: publish(member, plan, 1, '"d1"'), range(100)))
    assert statuses == {201: 1, 412: 99}
    assert len(member.get(f"{plan}/versions").json()["versions"]) == 1


def test_others_write_while_a_version_is_worked_out(
    member: Caller, plan: str, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes a fifth of a second: nobody waits for it, with the reads that are to be noted."""

    def worked_out(*given: Any) -> Version:
        with service.database.write() as session:
            locked_head(session, "t1")
        return published_version(*given)

    monkeypatch.setattr(publishing, "published_version", worked_out)
    assert publish(member, plan, 1, '"d1"') == 201


def test_what_is_erased_while_a_version_is_worked_out_is_not_published(
    member: Caller, plan: str, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read before may speak of somebody who is gone: the draft is read again."""
    calls: list[int] = []

    def worked_out(*given: Any) -> Version:
        calls.append(len(calls))
        if len(calls) == 1:
            with service.database.write() as session:
                erase_client(session, "t1", "k1", "test")
        return published_version(*given)

    monkeypatch.setattr(publishing, "published_version", worked_out)
    assert publish(member, plan, 1, '"d1"') == 201
    assert len(calls) == 2
    assert len(member.get(f"{plan}/versions").json()["versions"]) == 1


def test_a_newer_draft_takes_the_place_of_a_version(member: Caller, published: str) -> None:
    """It is the next version, and the files are its own."""
    document = member.get(published).json()
    document["rounds"] = document["rounds"][1:]
    brought = member.post(f"{published}/drafts", document).json()
    assert brought["draft"] == 2
    assert publish(member, published, 2, '"v1"') == 201
    assert member.get(published).headers["etag"] == '"v2"'
    stands = member.get(published).json()
    assert member.get(f"{published}/files/plan.json").json() == stands
    assert len(stands["rounds"]) == len(document["rounds"])


def test_what_has_begun_is_not_moved_by_publishing(member: Caller, published: str) -> None:
    """409 once somebody is under way, and the version stands."""
    document = member.get(published).json()
    document["rounds"] = document["rounds"][1:]
    member.post(f"{published}/drafts", document)
    noon = f"{DATE}T12:00:00+01:00"
    answer = member.post(f"{published}/versions", {"draft": 2, "at": noon}, **{"If-Match": '"v1"'})
    assert (answer.status_code, answer.json()["code"]) == (409, "publish-moves-begun")
    assert member.get(published).headers["etag"] == '"v1"'


def test_a_repeated_publish_makes_one_version(member: Caller, plan: str) -> None:
    """The same idempotency key answers the same again, though the ETag is old by then."""
    told = {"If-Match": '"d1"', "Idempotency-Key": "once"}
    body = {"draft": 1, "at": BEFORE}
    first = member.post(f"{plan}/versions", body, **told)
    again = member.post(f"{plan}/versions", body, **told)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert len(member.get(f"{plan}/versions").json()["versions"]) == 1


def test_a_brought_plan_is_judged_anew(member: Caller, plan: str) -> None:
    """Its score is reckoned again whatever it claims, and what it breaks is told."""
    document = member.get(plan).json()
    gone = document["rounds"].pop(0)
    brought = member.post(f"{plan}/drafts", document)
    assert brought.status_code == 200, brought.json()
    told = brought.json()
    lost = {stop["visit_id"] for stop in gone["stops"]} - {None}
    assert all(any(each in v["text"] for v in told["violations"]) for each in lost)
    kept = member.get(f"{plan}/drafts/2").json()
    assert kept["score"]["total"] == told["score"] != document["score"]["total"]


def test_a_brought_plan_of_others_is_refused(member: Caller, plan: str) -> None:
    """Another team, other dates or unknown visits: everything wrong is told, nothing stored."""
    document = member.get(plan).json()
    other = {**document, "team_id": "t9", "days": 2}
    refused = member.post(f"{plan}/drafts", other)
    assert refused.state == "invalid"
    assert [each["column"] for each in refused.json()["findings"]] == ["$.first_date", "$.team_id"]
    unknown = member.get(plan).text.replace('"v1"', '"v99"')
    refused = member.post(f"{plan}/drafts", json.loads(unknown))
    assert (refused.state, "v99" in str(refused.json())) == ("invalid", True)
    assert member.get(f"{plan}/drafts").json()["drafts"][-1]["number"] == 1
