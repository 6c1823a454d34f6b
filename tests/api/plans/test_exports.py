"""Files of plans over HTTP."""

import pytest
from api_teams import Bearer
from planned import Caller

from api.access.principal import Role


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("rounds.csv", "text/csv; charset=utf-8"),
        ("unassigned.csv", "text/csv; charset=utf-8"),
        ("map.geojson", "application/geo+json"),
        ("rounds.html", "text/html; charset=utf-8"),
        ("plan.json", "application/json"),
        ("c1.ics", "text/calendar; charset=utf-8"),
    ],
)
def test_a_file_comes_with_its_type_and_a_name_of_ids(
    member: Caller, published: str, name: str, media_type: str
) -> None:
    """To be stored and not shown by whoever fetched it."""
    answer = member.get(f"{published}/files/{name}")
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    plan_id = published.rpartition("/")[2]
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="{plan_id}-version-1-{name}"'
    )
    assert answer.headers["cache-control"] == "private, no-cache"


def test_before_anything_is_published_the_draft_is_shown(member: Caller, plan: str) -> None:
    """The files are those of the newest draft."""
    assert member.get(f"{plan}/files/rounds.csv").headers["etag"] == '"d1"'


def test_a_carer_reads_the_plan_and_the_calendar_of_nobody_else(
    carer: Caller, published: str
) -> None:
    """The team works as one; a calendar with addresses is for who goes there."""
    assert carer.get(f"{published}/files/rounds.csv").status_code == 200
    assert carer.get(f"{published}/files/c2.ics").status_code == 200
    assert carer.get(f"{published}/files/c1.ics").status_code == 403


def test_there_is_no_such_file(member: Caller, published: str) -> None:
    """404, and 422 for a name that no file can have."""
    assert member.get(f"{published}/files/other.csv").status_code == 404
    assert member.get(f"{published}/files/..%5Csecret").status_code == 422


def test_appointments_hold_ids_only(member: Caller, published: str) -> None:
    """FHIR by its own media type, one appointment for every visit, and no name in it."""
    answer = member.get(f"{published}/fhir")
    assert answer.headers["content-type"] == "application/fhir+json"
    assert len(answer.json()["entry"]) == 7
    assert "Client" not in answer.text


def test_who_does_not_care_for_the_team_reads_no_file(
    member: Caller, published: str, bearer: Bearer
) -> None:
    """403 for a planner and an operator, 401 without a token."""
    for role in (Role.PLANNER, Role.OPERATOR):
        for path in ("files/rounds.csv", "fhir"):
            headers = bearer(role)
            assert member.client.get(f"{published}/{path}", headers=headers).status_code == 403
    assert member.client.get(f"{published}/files/rounds.csv").status_code == 401
