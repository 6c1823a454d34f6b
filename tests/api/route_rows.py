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

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from api_teams import Bearer, small_team
from fastapi.testclient import TestClient
from stored_plan import NUMBER, PLAN_ID, store_plan
from stored_study import STUDY_ID, store_study

from api.access.principal import Role
from api.jobs.states import Lane
from api.plans import examples
from api.service import Service
from api.storage.jobs import NewJob, add_job, ask_cancel
from api.studies.asked import WHAT_IF

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


def a_client(_: Scene) -> Values:
    """The client of the team."""
    return {"client_id": "k1"}


def a_plan(scene: Scene) -> Values:
    """A plan with one draft and one version."""
    store_plan(scene.service, "t1")
    return {"plan_id": PLAN_ID, "number": str(NUMBER), "name": "rounds.csv"}


def a_network(scene: Scene) -> Values:
    """A network of team t1."""
    keeper = scene.bearer(Role.MEMBER)
    scene.client.put("/teams/t1/networks/town.osm", content=b"x", headers=keeper)
    return {"name": "town.osm"}


def a_job(scene: Scene) -> Values:
    """A job of a planner, which has ended, as whoever follows it is told at once."""
    asker = {"roles": ["planner"], "teams": None, "carer_id": None, "action": "make_study"}
    told = {**asker, "principal_id": "token:p", "purpose": "research", "request_id": "r"}
    new = NewJob("t1", "study", Lane.LONG, "{}", json.dumps(told))
    with scene.service.database.write() as session:
        job_id = add_job(session, new, most_queued=100).job_id
        ask_cancel(session, "t1", job_id, job_seconds=60)
    return {"job_id": job_id}


def a_study(scene: Scene) -> Values:
    """A study that was made."""
    with scene.service.database.write() as session:
        store_study(session, "t1")
    return {"study_id": STUDY_ID}


PLAN = "/teams/{team_id}/plans/{plan_id}"
NETWORK = "/teams/{team_id}/networks/{name}"
JOB = "/teams/{team_id}/jobs/{job_id}"
STUDIES = "/teams/{team_id}/studies"
STUDY = f"{STUDIES}/{{study_id}}"
ALL = "carer member back_office planner operator"
CARE = "carer member back_office"
TRUSTED = "member back_office"
AT_ONCE = {"Prefer": "wait=0"}
ROWS = (
    Row("GET", "/live", ANYBODY),
    Row("GET", "/ready", ANYBODY),
    Row("GET", "/metrics", "operator"),
    Row("GET", "/schemas/plan", ANYBODY),
    Row("POST", "/teams/validate", "member back_office", small_team()),
    Row("GET", "/teams", ALL),
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
    Row("POST", "/teams/{team_id}/plans", TRUSTED, {"first_date": "2026-11-23"}),
    Row("GET", "/teams/{team_id}/networks", ALL),
    Row("GET", NETWORK, ALL, before=a_network),
    Row("PUT", NETWORK, f"{TRUSTED} operator", content=b"x", before=a_network),
    Row("DELETE", NETWORK, f"{TRUSTED} operator", before=a_network),
    Row("GET", "/teams/{team_id}/jobs", f"{CARE} planner"),
    Row("GET", JOB, f"{CARE} planner", before=a_job),
    Row("GET", f"{JOB}/events", f"{CARE} planner", before=a_job),
    Row("DELETE", JOB, f"{CARE} planner", before=a_job),
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
    Row("GET", "/teams/{team_id}/audit", TRUSTED),
    Row("GET", "/teams/{team_id}/clients/{client_id}/audit", TRUSTED, before=a_client),
    Row("DELETE", "/teams/{team_id}/clients/{client_id}", "back_office", before=a_client),
    Row("DELETE", "/teams/{team_id}", "back_office"),
    Row("GET", "/teams/{team_id}/pseudonymised", "planner"),
    Row("GET", f"{PLAN}/pseudonymised", "planner", before=a_plan),
    Row("POST", STUDIES, "planner", WHAT_IF, headers=AT_ONCE),
    Row("GET", STUDIES, "planner"),
    Row("GET", STUDY, "planner", before=a_study),
    Row("GET", f"{STUDY}/report.html", "planner", before=a_study),
    Row("GET", f"{STUDY}/results.csv", "planner", before=a_study),
    Row("DELETE", STUDY, "planner", before=a_study),
)
