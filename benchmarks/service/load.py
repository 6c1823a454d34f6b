"""Readers of plans while two searches run, and many publishers of one version.

`python -m benchmarks.service.load --seconds 20` starts a service of its own, stores the team of the
demo with its roads, plans and publishes a day, and begins two long searches. Then fifty readers
read the plan, each on a connection of its own (`readers.py`): once a second, and again as soon as
the answer is there, of one plan and of several. It ends with 0 only when no answer was an error, 95
of 100 answers come within the mark each time, and exactly one of the publishers won.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.circumstances import circumstances, shown
from benchmarks.service.demo import DATE, EVENING_BEFORE, Demo, store_demo
from benchmarks.service.readers import READERS
from benchmarks.service.running import Answer, RunningService

PLANS = 5
PUBLISHERS = 100
MARK_SECONDS = 0.1


@dataclass(frozen=True)
class Measured:
    """What the readers measured.

    Attributes:
        took: seconds that each answer took, in order.
        reader_share, server_share: of one core, what the readers and the server (its searches are
            processes of their own) had meanwhile.
    """

    took: Sequence[float]
    statuses: Counter[str]
    seconds: float
    reader_share: float
    server_share: float

    @property
    def p95_seconds(self) -> float:
        """95 of 100 answers took no longer."""
        return self.took[int(len(self.took) * 0.95)]

    def told(self) -> str:
        """In a line."""
        return (
            f"{len(self.took) / self.seconds:.0f} answers a second, "
            f"median {self.took[len(self.took) // 2] * 1000:.0f} ms, "
            f"p95 {self.p95_seconds * 1000:.0f} ms, {dict(self.statuses)}, of a core: "
            f"server {self.server_share:.0%}, readers {self.reader_share:.0%}"
        )


def measure_readers(
    service: RunningService, paths: Sequence[str], token: str, seconds: float, rest: float
) -> Measured:
    """What readers meet who rest for so many seconds between an answer and the next question."""
    command = [sys.executable, "-m", "benchmarks.service.readers"]
    command += [str(service.port), token, str(seconds), str(rest), *paths]
    before = service.processor_seconds()
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    used = service.processor_seconds() - before
    told = json.loads(done.stdout)
    return Measured(
        took=told["took"],
        statuses=Counter(told["statuses"]),
        seconds=told["seconds"],
        reader_share=told["processor_seconds"] / told["seconds"],
        server_share=used / told["seconds"],
    )


def measure_publishers(service: RunningService, plan: str, draft: int) -> Counter[int]:
    """How often each status came when many publish one draft in place of one version."""
    seen = service.ask("GET", plan).headers["etag"]

    def publish(_: int) -> Answer:
        body = {"draft": draft, "reason": "load", **EVENING_BEFORE}
        return service.ask("POST", f"{plan}/versions", body, {"If-Match": seen})

    with ThreadPoolExecutor(PUBLISHERS) as pool:
        return Counter(answer.status for answer in pool.map(publish, range(PUBLISHERS)))


def main() -> int:
    """Start a service, load it, tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--serve", default="", help="More arguments of `rounds serve`.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Path(folder) / "service.toml"
        settings.write_text("[limits]\nrequests_per_minute = 1000000\n", encoding="utf-8")
        service = RunningService(Path(folder), "--settings", str(settings), *given.serve.split())
        service.start()
        try:
            return _loaded(service, given.seconds)
        finally:
            service.stop()


def _loaded(service: RunningService, seconds: float) -> int:
    store_demo(service, "warm").plan(seconds=1)
    demo = store_demo(service)
    first = demo.plan(seconds=3)
    published = demo.publish(first.plan, draft=1)
    other = demo.plan(seconds=1, plan_id=first.plan_id)
    plans = [first.plan, *_more_plans(demo)]
    layout = "readers, service and searches share the cores"
    print(shown(circumstances(layout, " ".join(sys.argv[1:]) or "as they come", {})))
    print(f"first legal plan {first.first_seconds:.2f} s after the team was sent ({DATE})")
    searches = [demo.search(seconds=4 * seconds + 60) for _ in range(2)]
    faults = _read(service, plans, demo.token("carer", "c01"), seconds)
    statuses_of_publishers = measure_publishers(service, first.plan, other.draft)
    print(f"{PUBLISHERS} publishers of one draft over {published}: {dict(statuses_of_publishers)}")
    faults += statuses_of_publishers != {201: 1, 412: PUBLISHERS - 1}
    still = sum(demo.state(job) == "running" for job in searches)
    print(f"searches that still ran at the end: {still}")
    faults += still != len(searches)
    for job in searches:
        demo.cancel(job)
    return int(bool(faults))


def _more_plans(demo: Demo) -> list[str]:
    plans = [demo.plan(seconds=1).plan for _ in range(PLANS - 1)]
    for each in plans:
        demo.publish(each, draft=1)
    return plans


def _read(service: RunningService, plans: Sequence[str], token: str, seconds: float) -> int:
    """Have plans read in every way; how many ways were not as they should be."""
    faults = 0
    for read, rest in ((plans[:1], 1.0), (plans[:1], 0.0), (plans, 0.0)):
        met = measure_readers(service, read, token, seconds, rest)
        between = "at once" if rest == 0 else f"after {rest:g} s"
        print(f"{READERS} readers of {len(read)}, again {between}: {met.told()}")
        faults += met.p95_seconds > MARK_SECONDS or set(met.statuses) != {"200"}
    return faults


if __name__ == "__main__":
    sys.exit(main())
