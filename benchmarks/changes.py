"""Changes of the demo team's day: how long each answer takes, and a thousand changes in a row.

Run `python -m benchmarks.changes times` and `python -m benchmarks.changes row`. The first asks for
changes of a day as it was published, one after the other, and tells how long every option takes;
the second makes each change a version on top of those before it, while the clock goes on, and
judges every option: no hard rule broken, no visit lost or doubled, nothing moved that has begun,
the budget kept; and every version is read back as it was made.
"""

import argparse
import datetime
import platform
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.changes_in_a_row import Row
from benchmarks.random_changes import RandomChanges
from scheduler import __version__
from scheduler.domain.change import Absence, Budget, OptionKind, Swap
from scheduler.domain.horizon import Horizon
from scheduler.domain.version import Signature
from scheduler.errors import InputError
from scheduler.io.report import Provenance
from scheduler.io.team import read_team
from scheduler.io.versions import Versions
from scheduler.planning.absence import SECONDS, WIDE, cover
from scheduler.planning.changes.options import Limits, Option, Options
from scheduler.planning.changes.preview import Search
from scheduler.planning.changes.published import Published
from scheduler.planning.changes.request import request
from scheduler.planning.publication import Publication
from scheduler.planning.publishing import publish
from scheduler.planning.roads import Roads, network_source, open_roads
from scheduler.solver.build import build_problem
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations, MaxSeconds

TEAM = Path(__file__).resolve().parents[1] / "data" / "gothenburg" / "team"
DATE = datetime.date(2026, 11, 23)
ALLOWED = {"unmoved": 0.05, "rounds": 0.5, "team": 3.0, "absent": 5.0}
WARMING_UP = 5
"""Changes that are asked first and not measured: the process is warm after them."""


def demo_day(iterations: int, hour: int) -> tuple[Published, Roads]:
    """The demo team's day, planned and published, at a full hour, and its roads."""
    team, horizon = read_team(TEAM), Horizon(DATE)
    roads = open_roads(team, horizon, network_source(team, TEAM))
    plan = solve(build_problem(team, horizon, roads.travel), MaxIterations(iterations)).plan
    now = datetime.datetime.combine(DATE, datetime.time(hour), tzinfo=team.timezone)
    return Published(team, roads.travel, plan, now), roads


def times(published: Published, count: int, seed: int, workers: int) -> int:
    """Wall-clock seconds of every option of swaps that can be asked; whether they are allowed."""
    taken: dict[str, list[float]] = {kind.value: [] for kind in OptionKind}
    drawn = RandomChanges(seed)
    _ = published.problem, published.judged.continuity
    while len(taken["unmoved"]) < WARMING_UP + count:
        change = drawn.draw(published)
        if not isinstance(change, Swap):
            continue
        begin = time.perf_counter()
        try:
            options = Options(published, request(published, change), workers=workers)
        except InputError:
            continue
        for name, seconds in taken.items():
            option: Option = getattr(options, name)
            _ = option.comparison
            seconds.append(time.perf_counter() - begin)
            begin = time.perf_counter()
    measured = {name: seconds[WARMING_UP:] for name, seconds in taken.items()}
    measured["absent"] = list(absences(published, count, workers))
    within = True
    for name, seconds in measured.items():
        seconds.sort()
        middle, high = seconds[len(seconds) // 2], seconds[int(0.95 * (len(seconds) - 1))]
        within &= high <= ALLOWED[name]
        print(f"{name:8} median {middle:.3f} s, 95 % {high:.3f} s, allowed {ALLOWED[name]} s")
    return 0 if within else 1


def absences(published: Published, most: int, workers: int) -> Iterator[float]:
    """Wall-clock seconds of finding others for the visits of each carer by turns."""
    limits = Limits(team=lambda: MaxSeconds(SECONDS))
    for shift in published.shifts[:most]:
        absence = Absence(shift.carer_id, published.now, shift.end)
        begin = time.perf_counter()
        _, option = cover(published, absence, Search(WIDE, limits, workers=workers))
        _ = option.comparison
        yield time.perf_counter() - begin


def in_a_row(published: Published, roads: Roads, count: int, seed: int) -> int:
    """Make changes one after the other; whether everything was in order."""
    with TemporaryDirectory() as folder:
        publication = Publication(Versions.of_folder(Path(folder)), published.team, roads)
        made = Provenance(__version__, 0, 0, "iterations", None, roads.travel.estimated)
        now = published.now
        publish(publication, published.plan, made, Signature("", "", now, now))
        row = Row(publication, Path(folder), now, seed, Budget())
        row.run(count)
        print(", ".join(f"{name} {times}" for name, times in sorted(row.seen.items())))
        print(f"{publication.versions.last()} versions, {len(row.faults)} faults")
        for fault in row.faults:
            print(fault)
    return 1 if row.faults else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and say whether it is within what is allowed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("times", "row"))
    parser.add_argument("--count", type=int, help="changes; 40 timed, 1000 in a row")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--hour", type=int, default=7, help="what the clock shows at first")
    parser.add_argument("--iterations", type=int, default=20_000, help="to make the plan")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args(arguments)
    print(f"Python {platform.python_version()} on {platform.machine()}")
    published, roads = demo_day(given.iterations, given.hour)
    if given.what == "times":
        return times(published, given.count or 40, given.seed, given.workers)
    return in_a_row(published, roads, given.count or 1000, given.seed)


if __name__ == "__main__":
    raise SystemExit(main())
