"""A scripted day in a running service, and what the service acknowledged of it.

Whatever is not answered is asked again with the same idempotency key.
"""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import uuid4

from benchmarks.service.demo import DATE, ENDED, EVENING_BEFORE, Demo, good
from benchmarks.service.running import Answer, NotReachedError, RunningService

AGAIN_SECONDS = 0.1
PATIENCE_SECONDS = 900
LEAVE_OUT_SHARE = 0.5
OPTIONS = ("unmoved", "rounds", "team")
AT_ONCE = {"Prefer": "wait=0"}
"""Jobs are followed by their address, so that every one of them is known."""


@dataclass
class Ledger:
    """What the service acknowledged.

    Attributes:
        jobs: addresses of jobs that it took on.
        versions: by address of the plan, the numbers of versions that it said it has.
        drafts: the same of drafts.
        offers: by address of the plan and number, where offers were last said to stand.
        revisions: of the team document.
        ended: how the jobs ended, as they were seen to.
        refused: what was answered with a problem, by code.
    """

    jobs: set[str] = field(default_factory=set)
    versions: dict[str, set[int]] = field(default_factory=dict)
    drafts: dict[str, set[int]] = field(default_factory=dict)
    offers: dict[tuple[str, int], str] = field(default_factory=dict)
    revisions: set[int] = field(default_factory=set)
    ended: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    repeated: int = 0


class Day:
    """Goes through a day until it is told to stop."""

    def __init__(self, service: RunningService, demo: Demo, seed: int) -> None:
        self.ledger = Ledger()
        self._service = service
        self._demo = demo
        self._dice = Random(f"day {seed}")  # noqa: S311 (repeatable is the purpose here)
        self._stopped = threading.Event()
        self._tokens: dict[str, str] = {}
        self._plan = ""
        self._published = 0

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopped.set()

    def run(self) -> None:
        """Steps of a day, drawn at random, until stopped."""
        self._make_plan()
        self._publish()
        steps = (
            self._make_plan,
            self._publish,
            self._change,
            self._change,
            self._change,
            self._offer,
            self._offer,
            self._offer,
            self._undo,
            self._replace_team,
            self._read,
        )
        while not self._stopped.is_set():
            self._dice.choice(steps)()

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask until it is answered: always with the same key."""
        sent = dict(headers or {})
        if method == "POST":
            sent["Idempotency-Key"] = uuid4().hex
        self.ledger.asked += 1
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = self._service.ask(method, path, body, sent)
            except NotReachedError:
                answer = None
            if answer is not None and answer.status not in {429, 503}:
                if answer.status >= 400:
                    self.ledger.refused[f"{path.rsplit('/', 1)[1]} {answer.document['code']}"] += 1
                return answer
            if time.monotonic() > end:
                raise TimeoutError(f"{method} {path} found nobody for {PATIENCE_SECONDS} s.")
            self.ledger.repeated += 1
            time.sleep(AGAIN_SECONDS)

    def _job(self, answer: Answer) -> Answer:
        """A job that was taken on, once it has ended."""
        location = answer.headers.get("location")
        if answer.status != 202 or location is None:
            return answer
        self.ledger.jobs.add(location)
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            told = self.ask("GET", location)
            state = good(told).document["state"]
            if state in ENDED:
                self.ledger.ended[state] += 1
                return told
            if time.monotonic() > end:
                raise TimeoutError(f"{location} is {state} after {PATIENCE_SECONDS} s.")
            time.sleep(AGAIN_SECONDS)

    def _make_plan(self) -> None:
        body: dict[str, object] = {"first_date": DATE, "seconds": self._dice.uniform(0.5, 3)}
        if self._plan:
            body["plan_id"] = self._plan.rsplit("/", 1)[1]
        told = self._job(self.ask("POST", f"{self._demo.path}/plans", body)).document
        if told.get("state") == "done":
            made = told["result"]
            self._plan = f"{self._demo.path}/plans/{made['plan_id']}"
            self.ledger.drafts.setdefault(self._plan, set()).add(made["draft"])

    def _head(self) -> tuple[str, dict[str, str]]:
        read = good(self.ask("GET", self._plan))
        return read.headers["etag"], {"If-Match": read.headers["etag"]}

    def _publish(self) -> None:
        newest = max(self.ledger.drafts.get(self._plan, {0}))
        if newest == self._published:
            return
        _, seen = self._head()
        body = {"draft": newest, "reason": "day", **EVENING_BEFORE}
        self._published = newest
        self._versioned(self.ask("POST", f"{self._plan}/versions", body, seen))

    def _change(self) -> None:
        etag, seen = self._head()
        if not etag.startswith('"v'):
            return
        visit, _, carer = self._visit_to_give()
        body = {
            "change": {"kind": "hand_over", "visit": visit, "carer_id": carer},
            "option": self._dice.choice(OPTIONS),
            "leave_out": self._dice.random() < LEAVE_OUT_SHARE,
            "seconds": 1,
            **EVENING_BEFORE,
        }
        self._versioned(self._job(self.ask("POST", f"{self._plan}/changes", body, seen | AT_ONCE)))

    def _offer(self) -> None:
        """Offer a visit, look at the offer as who is asked, and settle it or leave it open."""
        etag, seen = self._head()
        if not etag.startswith('"v'):
            return
        visit, giver, taker = self._visit_to_give()
        change = {"kind": "hand_over", "visit": visit, "carer_id": taker}
        option = self._dice.choice(OPTIONS)
        offers = f"{self._plan}/offers"
        asked = {"offered": change, "to": taker, "option": option}
        body = {**asked, "seconds": 1, **EVENING_BEFORE}
        offered = self._as(giver, offers, body, seen)
        if offered is None:
            return
        number = self._offer_stands(offered)
        good(self.ask("GET", offers, headers=self._who(taker)))
        who, answer = self._dice.choice(
            [(taker, "accept"), (taker, "accept"), (taker, "refuse"), (giver, "withdraw"), ("", "")]
        )
        if not who:
            return
        settled = self._as(who, f"{offers}/{number}/{answer}", EVENING_BEFORE)
        if settled is None:
            return
        if answer == "accept":
            self.ledger.offers[self._plan, number] = "applied"
            self.ledger.versions.setdefault(self._plan, set()).add(settled["version"])
        else:
            self._offer_stands(settled)

    def _offer_stands(self, entry: Mapping[str, Any]) -> int:
        """Note where an offer is said to stand; its number."""
        number = int(entry["number"])
        self.ledger.offers[self._plan, number] = str(entry["state"])
        return number

    def _as(
        self, carer_id: str, path: str, body: object, headers: Mapping[str, str] | None = None
    ) -> Mapping[str, Any] | None:
        """What a job made that a carer asked for; None where it made nothing."""
        sent = {**(headers or {}), **self._who(carer_id), **AT_ONCE}
        told = self._job(self.ask("POST", path, body, sent)).document
        if told.get("state") in ENDED - {"done"}:
            self.ledger.refused[f"{path.rsplit('/', 1)[1]} {told['problem']['code']}"] += 1
        result: Mapping[str, Any] | None = told.get("result")
        return result

    def _who(self, carer_id: str) -> dict[str, str]:
        """The header that names a carer; each has one token for the whole day."""
        if carer_id not in self._tokens:
            body = {"roles": ["carer"], "teams": [self._demo.team_id], "carer_id": carer_id}
            made = good(self.ask("POST", "/tokens", body), 201).document
            # a repeated answer does not tell the secret again: then another token is made
            if made["secret"] is None:
                return self._who(carer_id)
            self._tokens[carer_id] = made["secret"]
        return {"Authorization": f"Bearer {self._tokens[carer_id]}"}

    def _undo(self) -> None:
        etag, seen = self._head()
        if etag.startswith('"v'):
            undo = self.ask("POST", f"{self._plan}/undo", EVENING_BEFORE, seen | AT_ONCE)
            self._versioned(self._job(undo))

    def _replace_team(self) -> None:
        read = good(self.ask("GET", self._demo.path))
        seen = {"If-Match": read.headers["etag"]}
        done = self.ask("PUT", self._demo.path, read.document, seen)
        # a PUT that was not answered and did its work finds another ETag when it is repeated
        if done.status == 200:
            self.ledger.revisions.add(_number(done.headers["etag"]))

    def _read(self) -> None:
        good(self.ask("GET", f"{self._plan}/versions"))

    def _visit_to_give(self) -> tuple[dict[str, object], str, str]:
        """A visit of the plan, who makes it, and who else could."""
        plan = good(self.ask("GET", self._plan)).document
        given, taken = self._dice.sample(plan["rounds"], 2)
        stops = [each for each in given["stops"] if each["kind"] == "visit"]
        stop = self._dice.choice(stops)
        visit = {"visit_id": stop["visit_id"], "date": stop["date"], "place": stop["place"]}
        return visit, given["carer_id"], taken["carer_id"]

    def _versioned(self, answer: Answer) -> None:
        """Note a version that the service says is there."""
        etag = answer.headers.get("etag", "")
        if answer.status in {200, 201} and etag.startswith('"v'):
            self.ledger.versions.setdefault(self._plan, set()).add(_number(etag))
            return
        if answer.status == 200 and answer.document.get("state") == "done":
            number = answer.document["result"]["version"]
            self.ledger.versions.setdefault(self._plan, set()).add(number)


def _number(etag: str) -> int:
    return int(etag.strip('"')[1:])
