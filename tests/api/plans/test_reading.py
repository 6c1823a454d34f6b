"""Reading plans, drafts and versions over HTTP."""

import pytest
from api_teams import Bearer
from planned import DATE, PLANS, Caller
from sqlalchemy import text

from api.access.principal import Role
from api.service import Service


def test_plans_are_listed_with_how_much_there_is_of_them(member: Caller, published: str) -> None:
    """Dates, drafts, versions and the ETag of what stands."""
    listed = member.get(PLANS).json()["plans"]
    assert [each["plan_id"] for each in listed] == [published.rpartition("/")[2]]
    told = {key: listed[0][key] for key in ("first_date", "days", "drafts", "versions", "etag")}
    assert told == {"first_date": DATE, "days": 1, "drafts": 1, "versions": 1, "etag": '"v1"'}


@pytest.mark.parametrize("path", ["", "/drafts/1", "/versions/1", "/files/rounds.csv", "/fhir"])
def test_what_has_not_changed_is_not_sent_again(member: Caller, published: str, path: str) -> None:
    """304 without a body for the ETag that came with it, and the whole for another."""
    first = member.get(f"{published}{path}")
    assert first.status_code == 200
    again = member.get(f"{published}{path}", **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert member.get(f"{published}{path}", **{"If-None-Match": '"v9"'}).content == first.content


@pytest.mark.parametrize("path", ["x", "x/versions", "x/versions/1", "x/drafts/1", "x/offers"])
def test_there_is_no_such_plan(member: Caller, path: str) -> None:
    """404 for a plan that is not there, and for all that would be of it."""
    assert member.get(f"{PLANS}/{path}").status_code == 404


def test_there_is_no_such_version_or_draft(member: Caller, published: str) -> None:
    """404 for numbers beyond the last."""
    assert member.get(f"{published}/versions/2").status_code == 404
    assert member.get(f"{published}/drafts/2").status_code == 404


def test_a_plan_of_another_team_is_not_there(
    member: Caller, published: str, bearer: Bearer
) -> None:
    """A stranger finds no team, and a team's own address leads to no plan of others."""
    stranger = bearer(Role.MEMBER, teams=("t2",))
    assert member.client.get(published, headers=stranger).status_code == 404
    assert member.client.get(published.replace("t1", "t2"), headers=stranger).status_code == 404


def test_a_version_without_files_can_still_be_read(
    member: Caller, published: str, service: Service
) -> None:
    """The plan is in the version itself, wherever the files that showed it went."""
    before = member.get(published).json()
    with service.database.write() as session:
        session.execute(text("DELETE FROM plan_files"))
    assert member.get(published).json() == before
    assert member.get(f"{published}/files/rounds.html").status_code == 404


def test_reading_a_plan_is_noted_with_what_was_read(
    member: Caller, published: str, service: Service
) -> None:
    """The trail names the version, and the version is known to speak of its clients."""
    subject = f"plan/{published.rpartition('/')[2]}/version/1"
    member.get(published)
    with service.database.read() as session:
        asked = text("SELECT count(*) FROM audit WHERE subject = :s AND action = 'read_plan'")
        lines = session.execute(asked, {"s": subject}).scalar_one()
        asked = text("SELECT client_id FROM data_subjects WHERE subject = :s")
        clients = set(session.execute(asked, {"s": subject}).scalars())
    assert lines == 1
    assert clients >= {f"k{n}" for n in range(1, 8)}
