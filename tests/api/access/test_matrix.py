"""Every route against everybody: nobody, a stranger to the team, the wrong role, the right role.

A new route needs a row in `route_rows.py`, which says how.
"""

import pytest
from api_teams import Bearer, small_team
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from httpx2 import Response
from route_rows import ROWS, Row, Scene, Values

from api.access.caller import AllowedForTeam, AllowedHere
from api.access.permissions import GRANTS, Action
from api.access.principal import Role
from api.app import ALL_ROUTES
from api.service import Service

REFUSED = {401, 403, 404}
PROTECTED = [row for row in ROWS if row.roles]
OF_A_TEAM = [row for row in PROTECTED if "{team_id}" in row.path]
ROUTES: dict[str, APIRoute] = {
    f"{method} {route.path}": route for route in ALL_ROUTES for method in route.methods or ()
}


def named(row: Row) -> str:
    """Method and path."""
    return row.name


def actions(route: APIRoute) -> set[Action]:
    """What a route asks whether its caller may do."""
    return {
        each.call.action
        for each in route.dependant.dependencies
        if isinstance(each.call, AllowedForTeam | AllowedHere)
    }


@pytest.fixture
def scene(client: TestClient, bearer: Bearer, service: Service) -> Scene:
    """A service with team t1."""
    made = client.post("/teams", json=small_team(), headers=bearer(Role.BACK_OFFICE))
    assert made.status_code == 201
    return Scene(client, bearer, service)


def asked(
    scene: Scene, row: Row, who: dict[str, str], values: Values, team_id: str = "t1"
) -> Response:
    """What a route answers somebody."""
    path = row.path.format_map({**values, "team_id": team_id})
    return scene.client.request(
        row.method,
        path,
        params=row.query,
        headers={**row.headers, **who},
        **({} if row.body is None else {"json": row.body}),
        **({} if row.content is None else {"content": row.content}),
    )


def test_every_route_has_a_row() -> None:
    """One, and every row is of a route."""
    assert sorted(row.name for row in ROWS) == sorted(ROUTES)


@pytest.mark.parametrize("row", ROWS, ids=named)
def test_rows_and_grants_say_the_same(row: Row) -> None:
    """A route asks for one action, and its row names the roles that have it."""
    wanted = actions(ROUTES[row.name])
    assert len(wanted) == bool(row.roles)
    assert row.allowed == frozenset().union(*(GRANTS[action] for action in wanted))


@pytest.mark.parametrize("row", OF_A_TEAM, ids=named)
def test_the_team_of_a_path_is_asked_for(row: Row) -> None:
    """A route with a team in its path lets in whoever belongs to that team, and nobody else."""
    wanted = [each.call for each in ROUTES[row.name].dependant.dependencies]
    assert any(isinstance(each, AllowedForTeam) for each in wanted)


@pytest.mark.parametrize("row", PROTECTED, ids=named)
def test_nobody_is_refused(scene: Scene, row: Row) -> None:
    """Without a token, and with one that is not known: 401."""
    values = row.before(scene)
    for who in ({}, {"Authorization": "Bearer rounds_x"}, {"Authorization": "Basic YTpi"}):
        answer = asked(scene, row, who, values)
        assert (answer.status_code, answer.json()["code"]) == (401, "not-authenticated")
        assert answer.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.parametrize("row", OF_A_TEAM, ids=named)
def test_a_stranger_finds_nothing(scene: Scene, row: Row) -> None:
    """404, as for a team that does not exist, whatever their role."""
    strangers = scene.bearer(*Role, teams=("t2",), carer_id="c1")
    values = row.before(scene)
    answer = asked(scene, row, strangers, values)
    assert (answer.status_code, answer.json()["code"]) == (404, "not-there")
    nobody = scene.bearer(*Role, teams=None, carer_id="c1")
    nowhere = asked(scene, row, nobody, values, "t9")
    assert nowhere.status_code == 404
    assert nowhere.json()["detail"].replace("t9", "t1") == answer.json()["detail"]


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("row", PROTECTED, ids=named)
def test_roles_are_let_in_or_refused(scene: Scene, row: Row, role: Role) -> None:
    """The right role gets past access, the wrong one does not: 403."""
    answer = asked(scene, row, scene.bearer(role, carer_id="c1"), row.before(scene))
    if role in row.allowed:
        assert answer.status_code not in REFUSED, answer.text
        assert answer.status_code < 500
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, "not-allowed")


@pytest.mark.parametrize("row", [row for row in ROWS if not row.roles], ids=named)
def test_open_routes_ask_for_no_token(scene: Scene, row: Row) -> None:
    """Nobody is refused for having none."""
    assert asked(scene, row, {}, row.before(scene)).status_code == 200
