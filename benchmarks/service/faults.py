"""A scripted day under fire: whatever is killed at whatever moment, nothing may be lost.

`python -m benchmarks.service.faults --kills 200 --seed 0` starts a service of its own with the team
of the demo. One thread goes through a day: it replaces the team, has plans made, publishes them,
changes, offers, accepts, undoes. Whatever is not answered is asked again with the same idempotency
key. Another thread kills a worker or the server by SIGKILL at random moments, and starts the server
again. In the end everything that was acknowledged must be there, every job must have ended, none
may have written twice, and the audit trail must be whole. It ends with 0 when all of that is so.
"""

import argparse
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from uuid import uuid4

from benchmarks.circumstances import circumstances, shown
from benchmarks.service.demo import DATE, ENDED, Demo, good, store_demo
from benchmarks.service.running import Answer, NotReachedError, RunningService

AGAIN_SECONDS = 0.1
PATIENCE_SECONDS = 900
BETWEEN_KILLS = (1.0, 6.0)
SERVER_SHARE = 0.25
"""Of the kills, how many are of the server; the others are of a worker."""

LEAVE_OUT_SHARE = 0.5
AT_ONCE = {"Prefer": "wait=0"}
"""Jobs are followed by their address, so that every one of them is known."""


@dataclass
class Ledger:
    """What the service acknowledged.

    Attributes:
        jobs: addresses of jobs that it took on.
        versions: by address of the plan, the numbers of versions that it said it has.
        drafts: the same of drafts.
        revisions: of the team document.
        ended: how the jobs ended, as they were seen to.
        refused: what was answered with a problem, by code.
    """

    jobs: set[str] = field(default_factory=set)
    versions: dict[str, set[int]] = field(default_factory=dict)
    drafts: dict[str, set[int]] = field(default_factory=dict)
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
        body = {"draft": newest, "reason": "day"}
        self._published = newest
        self._versioned(self.ask("POST", f"{self._plan}/versions", body, seen))

    def _change(self) -> None:
        etag, seen = self._head()
        if not etag.startswith('"v'):
            return
        visit, carer = self._visit_and_carer()
        body = {
            "change": {"kind": "hand_over", "visit": visit, "carer_id": carer},
            "option": self._dice.choice(["unmoved", "rounds", "team"]),
            "leave_out": self._dice.random() < LEAVE_OUT_SHARE,
            "seconds": 1,
        }
        self._versioned(self._job(self.ask("POST", f"{self._plan}/changes", body, seen | AT_ONCE)))

    def _offer(self) -> None:
        etag, seen = self._head()
        if not etag.startswith('"v'):
            return
        visit, carer = self._visit_and_carer()
        body = {"offered": {"kind": "hand_over", "visit": visit, "carer_id": carer}}
        self._job(self.ask("POST", f"{self._plan}/offers", body, seen | AT_ONCE))

    def _undo(self) -> None:
        etag, seen = self._head()
        if etag.startswith('"v'):
            undo = self.ask("POST", f"{self._plan}/undo", {}, seen | AT_ONCE)
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

    def _visit_and_carer(self) -> tuple[dict[str, object], str]:
        plan = good(self.ask("GET", self._plan)).document
        rounds = plan["rounds"]
        given, taken = self._dice.sample(rounds, 2)
        stops = [each for each in given["stops"] if each["kind"] == "visit"]
        stop = self._dice.choice(stops)
        visit = {"visit_id": stop["visit_id"], "date": stop["date"], "place": stop["place"]}
        return visit, taken["carer_id"]

    def _versioned(self, answer: Answer) -> None:
        """Note a version that the service says is there."""
        etag = answer.headers.get("etag", "")
        if answer.status in {200, 201} and etag.startswith('"v'):
            self.ledger.versions.setdefault(self._plan, set()).add(_number(etag))
            return
        if answer.status == 200 and answer.document.get("state") == "done":
            number = answer.document["result"]["version"]
            self.ledger.versions.setdefault(self._plan, set()).add(number)


class Fire:
    """Kills workers and the server at random moments."""

    def __init__(self, service: RunningService, seed: int) -> None:
        self.killed: Counter[str] = Counter()
        self._service = service
        self._dice = Random(f"fire {seed}")  # noqa: S311 (repeatable is the purpose here)

    def run(self, kills: int, goes_on: Callable[[], bool]) -> None:
        """Kill so many times, as long as the day goes on."""
        while self.killed.total() < kills and goes_on():
            time.sleep(self._dice.uniform(*BETWEEN_KILLS))
            workers = self._service.workers()
            if self._dice.random() < SERVER_SHARE:
                self._service.kill()
                self.killed["server"] += 1
                self._service.start()
            elif workers:
                self._service.kill_worker(self._dice.choice(workers))
                self.killed["worker"] += 1


def faults_of(folder: Path, ledger: Ledger) -> list[str]:
    """Everything that should never be, read off the database itself."""
    with sqlite3.connect(folder / "rounds.sqlite") as database:
        faults = [
            *_lost(database, "versions", ledger.versions),
            *_lost(database, "drafts", ledger.drafts),
        ]
        jobs = dict(database.execute("SELECT job_id, state FROM jobs"))
        lost = (each for each in ledger.jobs if each.rsplit("/", 1)[1] not in jobs)
        faults += [f"{each} is lost." for each in lost]
        faults += [f"Job {job} is {state}." for job, state in jobs.items() if state not in ENDED]
        revisions = {row[0] for row in database.execute("SELECT revision FROM team_revisions")}
        faults += [f"Revision {each} is lost." for each in ledger.revisions - revisions]
        for table in ("versions", "drafts"):
            wrote = Counter(
                row[0]
                for row in database.execute(f"SELECT job_id FROM {table} WHERE job_id IS NOT NULL")  # noqa: S608 - one of two words
            )
            for job, times in wrote.items():
                if times > 1 or jobs.get(job) != "done":
                    faults.append(f"Job {job} is {jobs.get(job)} and wrote {times} {table}.")
    return faults


def _lost(
    database: sqlite3.Connection, table: str, acknowledged: Mapping[str, set[int]]
) -> list[str]:
    faults = []
    for plan, numbers in acknowledged.items():
        asked = f"SELECT number FROM {table} WHERE plan_id = ?"  # noqa: S608 - one of two words
        there = {row[0] for row in database.execute(asked, (plan.rsplit("/", 1)[1],))}
        faults += [f"{plan}: {table} {each} is lost." for each in numbers - there]
        if there != set(range(1, len(there) + 1)):
            faults.append(f"{plan}: {table} are {sorted(there)}.")
    return faults


def main() -> int:
    """Go through the day under fire, and look what is left."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        service = RunningService(Path(folder))
        service.start()
        day = Day(service, store_demo(service), given.seed)
        broke: list[BaseException] = []
        walking = threading.Thread(target=_walk, args=(day, broke))
        walking.start()
        fire = Fire(service, given.seed)
        fire.run(given.kills, walking.is_alive)
        day.stop()
        walking.join()
        _drain(Path(folder))
        took = service.stop()
        faults = [repr(each) for each in broke] + faults_of(Path(folder), day.ledger)
        verified = _verified(Path(folder))
        print(shown(circumstances("day, service and its workers share the cores", "", {})))
        print(f"killed {dict(fire.killed)}; asked {day.ledger.asked}, again {day.ledger.repeated}")
        print(f"refused {dict(day.ledger.refused)}")
        print(f"jobs {len(day.ledger.jobs)} acknowledged, ended {dict(day.ledger.ended)}")
        for name, kept in (("versions", day.ledger.versions), ("drafts", day.ledger.drafts)):
            print(f"{name} acknowledged {sum(map(len, kept.values()))}")
        print(f"stopped in {took:.1f} s; audit trail {'whole' if verified else 'BROKEN'}")
        print("\n".join(faults) or "no faults")
        return int(bool(faults) or not verified)


def _walk(day: Day, broke: list[BaseException]) -> None:
    try:
        day.run()
    except Exception as error:
        broke.append(error)


def _drain(folder: Path) -> None:
    """Wait until every job has ended."""
    end = time.monotonic() + PATIENCE_SECONDS
    marks = ", ".join("?" for _ in ENDED)
    asked = f"SELECT count(*) FROM jobs WHERE state NOT IN ({marks})"  # noqa: S608 - marks
    while time.monotonic() < end:
        with sqlite3.connect(folder / "rounds.sqlite") as database:
            if database.execute(asked, tuple(ENDED)).fetchone()[0] == 0:
                return
        time.sleep(AGAIN_SECONDS)


def _verified(folder: Path) -> bool:
    command = [sys.executable, "-c", "from scheduler.cli import main; main()"]
    command += ["service", "audit", "verify", "--data", str(folder)]
    return subprocess.run(command, check=False).returncode == 0  # noqa: S603 - our own command


def _number(etag: str) -> int:
    return int(etag.strip('"')[1:])


if __name__ == "__main__":
    sys.exit(main())
