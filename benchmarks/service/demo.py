"""The team of the demo in a running service: stored with its roads, planned, published."""

import time
from dataclasses import dataclass

from benchmarks.processes import ROOT
from benchmarks.service.running import Answer, RunningService
from scheduler.io.team import read_team, write_team_document

TEAM = ROOT / "data" / "gothenburg" / "team"
ROADS = ROOT / "data" / "gothenburg" / "gothenburg.osm.pbf"
DATE = "2026-11-23"
EVENING_BEFORE = {"at": "2026-11-22T18:00+01:00"}
"""What the clock shows, whenever the benchmark runs: nothing of the day has begun."""
NETWORK = "gothenburg.osm.pbf"
POLL_SECONDS = 0.02
ENDED = frozenset({"done", "no_solution", "invalid", "failed", "cancelled"})


class RefusedError(Exception):
    """The service refused what should have been fine; says what it answered."""


@dataclass(frozen=True)
class Planned:
    """A plan that was made.

    Attributes:
        plan: its address.
        first_seconds: from the request until a legal plan could be read.
    """

    plan: str
    plan_id: str
    draft: int
    first_seconds: float


class Demo:
    """The stored team.

    Args:
        sent_at: when its document was sent, by time.perf_counter.
    """

    def __init__(self, service: RunningService, team_id: str, sent_at: float) -> None:
        self._service = service
        self.team_id = team_id
        self.path = f"/teams/{team_id}"
        self._sent_at = sent_at

    def plan(self, seconds: float, plan_id: str | None = None) -> Planned:
        """Have a plan made, and wait for it."""
        job = self.search(seconds, plan_id)
        first = None
        while True:
            told = good(self._service.ask("GET", job)).document
            if first is None and (told["best"] is not None or told["state"] == "done"):
                first = time.perf_counter() - self._sent_at
            if told["state"] in ENDED:
                break
            time.sleep(POLL_SECONDS)
        if told["state"] != "done" or first is None:
            raise RefusedError(f"{job} ended {told['state']}: {told['problem']}")
        made = told["result"]
        plan = f"{self.path}/plans/{made['plan_id']}"
        return Planned(plan, made["plan_id"], made["draft"], first)

    def search(self, seconds: float, plan_id: str | None = None) -> str:
        """Have a plan made; the address of the job."""
        body: dict[str, object] = {"first_date": DATE, "seconds": seconds}
        if plan_id is not None:
            body["plan_id"] = plan_id
        answer = self._service.ask("POST", f"{self.path}/plans", body)
        return good(answer, 202).headers["location"]

    def publish(self, plan: str, draft: int) -> str:
        """Publish a draft; the ETag of the version."""
        seen = good(self._service.ask("GET", plan)).headers["etag"]
        body = {"draft": draft, "reason": "load", **EVENING_BEFORE}
        answer = self._service.ask("POST", f"{plan}/versions", body, {"If-Match": seen})
        return good(answer, 201).headers["etag"]

    def token(self, role: str, carer_id: str) -> str:
        """A token of a carer of the team."""
        body = {"roles": [role], "teams": [self.team_id], "carer_id": carer_id}
        return str(good(self._service.ask("POST", "/tokens", body), 201).document["secret"])

    def state(self, job: str) -> str:
        """The state of a job."""
        return str(good(self._service.ask("GET", job)).document["state"])

    def cancel(self, job: str) -> None:
        """Have a job end."""
        self._service.ask("DELETE", job)


def good(answer: Answer, *statuses: int) -> Answer:
    """An answer that is as it should be.

    Raises:
        RefusedError: it is not.
    """
    if answer.status not in (statuses or (200,)):
        raise RefusedError(f"{answer.status}: {answer.text[:500]}")
    return answer


def store_demo(service: RunningService, team_id: str = "gothenburg") -> Demo:
    """Store the team and its roads, under this id.

    The roads are stored first, for a small team of the same id, so that the time to the first plan
    is counted from the moment at which the team is sent to a service that knows the roads.
    """
    team = read_team(TEAM)
    document = write_team_document(team)
    settings = document["team"]
    if not isinstance(settings, dict):
        raise TypeError("A team document begins with its settings.")
    settings |= {"id": team_id, "network": NETWORK}
    path = f"/teams/{team_id}"
    bare = {**document, "visits": [], "history": []}
    seen = good(service.ask("POST", "/teams", bare), 201).headers["etag"]
    roads = service.ask("PUT", f"{path}/networks/{NETWORK}", ROADS.read_bytes())
    good(roads, 200, 201, 202, 204)
    begin = time.perf_counter()
    good(service.ask("PUT", path, document, {"If-Match": seen}))
    return Demo(service, team_id, begin)
