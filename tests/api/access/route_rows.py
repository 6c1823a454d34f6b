"""One row for every route: who may use it, and an example that the right role is not refused.

To add a route, add a row to `ROWS`:

    Row("GET", "/teams/{team_id}/things/{thing_id}", "carer member", before=a_thing)

* the path as the route has it; `{team_id}` is team t1, which is stored before;
* the roles that may use it, written out: the test compares them with `GRANTS`, so that neither
  changes unseen; `ANYBODY` is for routes without a token;
* `before` makes what the path names, through the service, and returns the values of the path;
* `body`, `content`, `query` and `headers` are those of an example that gets past access. Whether
  it then succeeds is the business of other tests: 409, 422 or 428 will do here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from api_teams import Bearer, small_team
from fastapi.testclient import TestClient
from stored_plan import NUMBER, PLAN_ID, store_plan

from api.access.principal import Role
from api.plans import examples
from api.service import Service

ANYBODY = ""


@dataclass(frozen=True)
class Scene:
    """What a row has to make its things with: over HTTP, or past it."""

    client: TestClient
    bearer: Bearer
    service: Service


Values = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """A route and who may use it."""

    method: str
    path: str
    roles: str
    body: Any = None
    content: bytes | None = None
    query: Values = field(default_factory=dict)
    headers: Values = field(default_factory=dict)
    before: Callable[[Scene], Values] = lambda _: {}

    @property
    def name(self) -> str:
        """Method and path."""
        return f"{self.method} {self.path}"

    @property
    def allowed(self) -> frozenset[Role]:
        """The roles."""
        return frozenset(map(Role, self.roles.split()))


def a_token(scene: Scene) -> Values:
    """A token of team t1 that can be revoked."""
    keeper = scene.bearer(Role.BACK_OFFICE)
    asked = {"roles": ["back_office"], "teams": ["t1"]}
    made = scene.client.post("/tokens", json=asked, headers=keeper)
    return {"token_id": made.json()["token_id"]}


def a_feed(scene: Scene) -> Values:
    """A feed of carer c1."""
    keeper = scene.bearer(Role.MEMBER)
    made = scene.client.post("/teams/t1/feeds", json={"carer_id": "c1"}, headers=keeper)
    return {"feed_id": made.json()["feed_id"], "secret": made.json()["path"][7:-4]}


def a_plan(scene: Scene) -> Values:
    """A plan with one draft and one version."""
    store_plan(scene.service, "t1")
    return {"plan_id": PLAN_ID, "number": str(NUMBER), "name": "rounds.csv"}


PLAN = "/teams/{team_id}/plans/{plan_id}"
CARE = "carer member back_office"
AT_ONCE = {"Prefer": "wait=0"}
ROWS = (
    Row("GET", "/live", ANYBODY),
    Row("GET", "/schemas/plan", ANYBODY),
    Row("POST", "/teams/validate", "member back_office", small_team()),
    Row("POST", "/teams", "back_office", small_team()),
    Row("GET", "/teams/{team_id}", CARE),
    Row("PUT", "/teams/{team_id}", "member back_office", small_team()),
    # there is no role that both may give
    Row("POST", "/tokens", "back_office operator", {"roles": [], "teams": ["t1"]}),
    Row("GET", "/tokens", "back_office operator"),
    Row("DELETE", "/tokens/{token_id}", "back_office operator", before=a_token),
    Row("POST", "/teams/{team_id}/feeds", CARE, {"carer_id": "c1"}),
    Row("GET", "/teams/{team_id}/feeds", CARE),
    Row(
        "DELETE",
        "/teams/{team_id}/feeds/{feed_id}",
        CARE,
        before=a_feed,
    ),
    Row("GET", "/feeds/{secret}.ics", ANYBODY, before=a_feed),
    Row("GET", "/teams/{team_id}/plans", CARE),
    Row("GET", PLAN, CARE, before=a_plan),
    Row("GET", f"{PLAN}/drafts", CARE, before=a_plan),
    Row("GET", f"{PLAN}/drafts/{{number}}", CARE, before=a_plan),
    Row("GET", f"{PLAN}/versions", CARE, before=a_plan),
    Row("GET", f"{PLAN}/versions/{{number}}", CARE, before=a_plan),
    Row("POST", f"{PLAN}/versions", "member", {"draft": 1}, before=a_plan),
    Row("GET", f"{PLAN}/files/{{name}}", CARE, before=a_plan),
    Row("GET", f"{PLAN}/fhir", CARE, before=a_plan),
    Row(
        "POST",
        f"{PLAN}/drafts",
        "member back_office",
        examples.PLAN,
        headers=AT_ONCE,
        before=a_plan,
    ),
    Row("POST", f"{PLAN}/previews", CARE, examples.PREVIEW_ASKED, headers=AT_ONCE, before=a_plan),
    Row("POST", f"{PLAN}/changes", "member", examples.CHANGE_ASKED, headers=AT_ONCE, before=a_plan),
    Row(
        "POST",
        f"{PLAN}/absences/previews",
        CARE,
        examples.ABSENCE_ASKED,
        headers=AT_ONCE,
        before=a_plan,
    ),
    Row(
        "POST", f"{PLAN}/absences", "member", examples.ABSENCE_ASKED, headers=AT_ONCE, before=a_plan
    ),
    Row("POST", f"{PLAN}/undo", "member", examples.UNDO_ASKED, headers=AT_ONCE, before=a_plan),
    Row("GET", f"{PLAN}/offers", CARE, before=a_plan),
    Row(
        "POST",
        f"{PLAN}/offers",
        "carer member",
        examples.OFFER_ASKED,
        headers=AT_ONCE,
        before=a_plan,
    ),
    *(
        Row(
            "POST",
            f"{PLAN}/offers/{{number}}/{answer}",
            "carer member",
            examples.ANSWER_ASKED,
            headers=AT_ONCE,
            before=a_plan,
        )
        for answer in ("accept", "refuse", "withdraw")
    ),
    Row("POST", f"{PLAN}/fits", CARE, examples.FIT_ASKED, headers=AT_ONCE, before=a_plan),
    Row(
        "POST",
        f"{PLAN}/explanations",
        CARE,
        examples.EXPLANATION_ASKED,
        headers=AT_ONCE,
        before=a_plan,
    ),
    Row(
        "POST",
        "/teams/{team_id}/comparisons",
        CARE,
        {"before": {"plan_id": PLAN_ID}, "after": {"plan_id": PLAN_ID}},
        headers=AT_ONCE,
        before=a_plan,
    ),
)
