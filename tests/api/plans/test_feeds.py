"""Calendar feeds over HTTP: a secret in place of a token."""

from datetime import date

import pytest
from icalendar import Calendar
from planned import BEFORE, DATE, PLANS, Caller, carers_of, handed_over, to_make
from sqlalchemy import text

from api.routes import feeds
from api.service import Service

FEEDS = "/teams/t1/feeds"


@pytest.fixture(autouse=True)
def _monday(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the date of the plan."""
    monkeypatch.setattr(feeds, "today_in", lambda _: date.fromisoformat(DATE))


@pytest.fixture
def feed(carer: Caller, published: str) -> str:
    """The secret address of the rounds of c2."""
    assert published
    made = carer.client.post(FEEDS, json={"carer_id": "c2"}, headers=carer.headers)
    assert made.status_code == 201, made.text
    return str(made.json()["path"])


def visits(content: bytes) -> list[str]:
    """The ids of the clients whom a calendar visits, in order."""
    events = Calendar.from_ical(content).walk("VEVENT")
    told = [str(each["description"]) for each in events if "description" in each]
    return [each.split()[1].rstrip(",") for each in told]


def test_a_feed_shows_the_rounds_of_its_carer(
    member: Caller, carer: Caller, published: str, feed: str
) -> None:
    """Without a token; and what was changed since, by another ETag."""
    who = carers_of(member.get(published).json())
    first = carer.client.get(feed)
    assert first.headers["content-type"] == "text/calendar; charset=utf-8"
    assert first.headers["cache-control"] == "private, no-cache"
    own = {visit_id.replace("v", "k") for visit_id, each in who.items() if each == "c2"}
    assert set(visits(first.content)) == own
    known = {"If-None-Match": first.headers["etag"]}
    assert carer.client.get(feed, headers=known).status_code == 304
    change = handed_over(who, "c1", "c2")
    member.post(f"{published}/changes", to_make(change), **{"If-Match": '"v1"'})
    later = carer.client.get(feed, headers=known)
    assert later.status_code == 200
    assert len(visits(later.content)) == len(own) + 1


def test_a_revoked_feed_is_not_there(carer: Caller, feed: str) -> None:
    """404 from then on, as for a secret that never was; it is listed no more."""
    listed = carer.get(FEEDS).json()["feeds"]
    assert [each["carer_id"] for each in listed] == ["c2"]
    assert "path" not in listed[0]
    gone = carer.client.delete(f"{FEEDS}/{listed[0]['feed_id']}", headers=carer.headers)
    assert gone.status_code == 204
    assert carer.client.get(feed).status_code == 404
    assert carer.client.get("/feeds/" + "x" * 43 + ".ics").status_code == 404
    assert carer.get(FEEDS).json()["feeds"] == []


def test_a_carer_keeps_the_feeds_of_nobody_else(member: Caller, carer: Caller, feed: str) -> None:
    """403 to make or revoke one of others, who are not listed either; a member may."""
    assert feed
    asked = {"carer_id": "c1"}
    refused = carer.client.post(FEEDS, json=asked, headers=carer.headers)
    assert refused.status_code == 403
    made = member.client.post(FEEDS, json=asked, headers=member.headers)
    assert made.status_code == 201
    other = made.headers["location"]
    assert carer.client.delete(other, headers=carer.headers).status_code == 403
    assert [each["carer_id"] for each in carer.get(FEEDS).json()["feeds"]] == ["c2"]


def test_a_feed_is_of_a_carer_of_the_team(member: Caller) -> None:
    """422 for an id that the team does not have."""
    answer = member.client.post(FEEDS, json={"carer_id": "c9"}, headers=member.headers)
    assert answer.status_code == 422


def test_reading_a_feed_is_noted(carer: Caller, feed: str, service: Service) -> None:
    """By the feed, with the version whose rounds it showed; the secret is nowhere."""
    carer.client.get(feed)
    asked = text("SELECT who, subject FROM audit WHERE action = 'read_feed' ORDER BY number")
    with service.database.read() as session:
        lines = session.execute(asked).all()
        kept = session.execute(text("SELECT secret_hash FROM feeds")).scalar_one()
    assert {who for who, _ in lines} == {f"feed:{lines[0][1].removeprefix('feed/')}"}
    assert any(subject.endswith("/version/1") for _, subject in lines)
    secret = feed.removeprefix("/feeds/").removesuffix(".ics")
    assert secret not in kept


def test_what_is_over_is_left_out(
    carer: Caller, feed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Yesterday is shown, the day before is not."""
    monkeypatch.setattr(feeds, "today_in", lambda _: date(2026, 11, 24))
    assert visits(carer.client.get(feed).content)
    monkeypatch.setattr(feeds, "today_in", lambda _: date(2026, 11, 25))
    assert visits(carer.client.get(feed).content) == []


def test_of_two_plans_of_a_date_the_one_published_last_counts(
    member: Caller, carer: Caller, published: str, feed: str
) -> None:
    """Nobody is sent to a client twice."""
    assert published
    body = {"first_date": DATE, "iterations": 200, "travel": "estimated"}
    other = f"{PLANS}/{member.post(PLANS, body).json()['plan_id']}"
    document = member.get(other).json()
    document["rounds"] = [each for each in document["rounds"] if each["carer_id"] != "c2"]
    member.post(f"{other}/drafts", document)
    made = member.post(f"{other}/versions", {"draft": 2, "at": BEFORE}, **{"If-Match": '"d2"'})
    assert made.status_code == 201
    assert visits(carer.client.get(feed).content) == []
