"""A scripted day under fire: whatever is killed at whatever moment, nothing may be lost.

`python -m benchmarks.service.faults --kills 200 --seed 0` starts a service of its own with the team
of the demo. One thread goes through a day: it replaces the team, has plans made, publishes them,
changes, offers, accepts, undoes. Another thread kills a worker or the server by SIGKILL at random
moments, and starts the server again. In the end everything that was acknowledged must be there,
every job must have ended, none may have written twice, and the audit trail must be whole. It ends
with 0 when all of that is so.
"""

import argparse
import json
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random

from benchmarks.circumstances import circumstances, shown
from benchmarks.service.day import AGAIN_SECONDS, PATIENCE_SECONDS, Day, Ledger
from benchmarks.service.demo import ENDED, store_demo
from benchmarks.service.running import RunningService

BETWEEN_KILLS = (1.0, 6.0)
SERVER_SHARE = 0.25
"""Of the kills, how many are of the server; the others are of a worker."""

SETTLED_BY = {
    "applied": "accepted",
    "refused": "refused",
    "withdrawn": "withdrawn",
    "lapsed": "lapsed",
}
"""The event that an offer which stands so ends with."""


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
        faults += _offers_at_fault(database, ledger)
    return faults


def _offers_at_fault(database: sqlite3.Connection, ledger: Ledger) -> Iterator[str]:
    """What is wrong with offers: lost, settled twice, or otherwise than was acknowledged."""
    settled: dict[tuple[str, int], list[str]] = {}
    for plan_id, text in database.execute("SELECT plan_id, document FROM offer_events"):
        event = json.loads(text)
        kinds = settled.setdefault((plan_id, event["offer"]), [])
        if event["kind"] in {"accepted", "refused", "withdrawn", "lapsed"}:
            kinds.append(event["kind"])
    for (plan, number), state in ledger.offers.items():
        kinds = settled.get((plan.rsplit("/", 1)[1], number))
        if kinds is None:
            yield f"{plan}: offer {number} is lost."
        elif len(kinds) > 1:
            yield f"{plan}: offer {number} is {' and '.join(kinds)}."
        elif state != "open" and kinds != [SETTLED_BY[state]]:
            yield f"{plan}: offer {number} was said to be {state} and is {kinds}."


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
        print(f"offers acknowledged {dict(Counter(day.ledger.offers.values()))}")
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


if __name__ == "__main__":
    sys.exit(main())
