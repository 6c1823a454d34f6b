"""Readers of plans while two searches run, and many publishers of one version.

`python -m benchmarks.service.load --seconds 20` starts a service of its own, stores the team of the
demo with its roads, plans and publishes a day, and begins two long searches. Then fifty readers
read the plan, each on a connection of its own: first again as soon as the answer is there, then
once a second. They are a process of their own that does little but wait. It ends with 0 only when
no answer was an error, the 95th percentile of those who read once a second is within the mark, and
exactly one of the publishers won.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.circumstances import circumstances, shown
from benchmarks.service.demo import DATE, store_demo
from benchmarks.service.running import Answer, RunningService

READERS = 50
PUBLISHERS = 100
MARK_SECONDS = 0.1


async def read(
    port: int, path: str, token: str, *, seconds: float, rest: float, delay: float
) -> tuple[list[float], Counter[int]]:
    """One reader, who begins later than others: how long each answer took, and each status."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    asked = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n\r\n"
    ).encode()
    took: list[float] = []
    statuses: Counter[int] = Counter()
    await asyncio.sleep(delay)
    end = time.perf_counter() + seconds
    while (begin := time.perf_counter()) < end:
        writer.write(asked)
        head = await reader.readuntil(b"\r\n\r\n")
        statuses[int(head[9:12])] += 1
        length = next(
            int(line.split(b":")[1])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length:")
        )
        await reader.readexactly(length)
        took.append(time.perf_counter() - begin)
        await asyncio.sleep(rest)
    writer.close()
    return took, statuses


async def read_all(arguments: list[str]) -> None:
    """All readers; prints what they measured as JSON."""
    port, path, token, seconds, rest = arguments
    runs = await asyncio.gather(
        *(
            read(
                int(port),
                path,
                token,
                seconds=float(seconds),
                rest=float(rest),
                delay=float(rest) * number / READERS,
            )
            for number in range(READERS)
        )
    )
    took = sorted(each for times, _ in runs for each in times)
    statuses: Counter[int] = sum((counted for _, counted in runs), Counter())
    print(json.dumps({"took": took, "statuses": statuses}))


def measure_readers(
    service: RunningService, path: str, token: str, seconds: float, rest: float
) -> tuple[float, float, int, Counter[str]]:
    """Median and 95th percentile in seconds, answers, and how often each status came."""
    command = [sys.executable, "-m", "benchmarks.service.load", "readers"]
    command += [str(service.port), path, token, str(seconds), str(rest)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    told = json.loads(done.stdout)
    took = told["took"]
    return (
        took[len(took) // 2],
        took[int(len(took) * 0.95)],
        len(took),
        Counter(told["statuses"]),
    )


def measure_publishers(service: RunningService, plan: str, draft: int) -> Counter[int]:
    """How often each status came when many publish one draft in place of one version."""
    seen = service.ask("GET", plan).headers["etag"]

    def publish(_: int) -> Answer:
        body = {"draft": draft, "reason": "load"}
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
    layout = "readers, service and searches share the cores"
    print(shown(circumstances(layout, " ".join(sys.argv[1:]) or "as they come", {})))
    print(f"first legal plan {first.first_seconds:.2f} s after the team was sent ({DATE})")
    faults = 0
    searches = [demo.search(seconds=4 * seconds + 60) for _ in range(2)]
    token = demo.token("carer", "c01")
    for rest in (0.0, 1.0):
        median, p95, count, statuses = measure_readers(service, first.plan, token, seconds, rest)
        between = "at once" if rest == 0 else f"after {rest:g} s"
        print(
            f"{READERS} readers, again {between}: {count} answers, median {median * 1000:.0f} ms, "
            f"p95 {p95 * 1000:.0f} ms, {dict(statuses)}"
        )
        # whoever asks again at once asks for as much as there is: that is told, and has no mark
        faults += (rest > 0 and p95 > MARK_SECONDS) or set(statuses) != {"200"}
    statuses_of_publishers = measure_publishers(service, first.plan, other.draft)
    print(f"{PUBLISHERS} publishers of one draft over {published}: {dict(statuses_of_publishers)}")
    faults += statuses_of_publishers != {201: 1, 412: PUBLISHERS - 1}
    still = sum(demo.state(job) == "running" for job in searches)
    print(f"searches that still ran at the end: {still}")
    faults += still != len(searches)
    for job in searches:
        demo.cancel(job)
    return int(bool(faults))


if __name__ == "__main__":
    if sys.argv[1:2] == ["readers"]:
        asyncio.run(read_all(sys.argv[2:]))
    else:
        sys.exit(main())
