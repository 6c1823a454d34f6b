"""Changes of the demo team's day: how long each answer takes, and a thousand changes in a row.

Run `python -m benchmarks.changes times` and `python -m benchmarks.changes row`. The first asks for
changes of a day as it was published, one after the other, and tells how long every option takes;
the second applies each change to what the ones before it left, while the clock goes on, and judges
every option: no hard rule broken, no visit lost or doubled, nothing moved that has begun.
"""

import argparse
import datetime
import platform
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.random_changes import RandomChanges
from scheduler.begun import undone
from scheduler.checker import check
from scheduler.domain.change import Swap
from scheduler.domain.horizon import Horizon, visits_in
from scheduler.errors import FaultError, InputError, RoundsError
from scheduler.io.team import read_team
from scheduler.planning.changes.options import Limits, Option, Options
from scheduler.planning.changes.published import Published
from scheduler.planning.changes.request import Request, request
from scheduler.planning.roads import network_source, open_roads
from scheduler.solver.build import build_problem
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations

TEAM = Path(__file__).resolve().parents[1] / "data" / "gothenburg" / "team"
DATE = datetime.date(2026, 11, 23)
ALLOWED = {"unmoved": 0.05, "rounds": 0.5, "team": 3.0}
WARMING_UP = 5
"""Changes that are asked first and not measured: the process is warm after them."""

FEW = Limits(lambda: MaxIterations(300), lambda: MaxIterations(600))


def demo_day(iterations: int, hour: int) -> Published:
    """The demo team's day, planned and published, at a full hour."""
    team, horizon = read_team(TEAM), Horizon(DATE)
    roads = open_roads(team, horizon, network_source(team, TEAM))
    plan = solve(build_problem(team, horizon, roads.travel), MaxIterations(iterations)).plan
    now = datetime.datetime.combine(DATE, datetime.time(hour), tzinfo=team.timezone)
    return Published(team, roads.travel, plan, now)


def times(published: Published, count: int, seed: int, workers: int) -> int:
    """Wall-clock seconds of every option of swaps that can be asked; whether they are allowed."""
    taken: dict[str, list[float]] = {name: [] for name in ALLOWED}
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
    within = True
    for name, measured in taken.items():
        seconds = sorted(measured[WARMING_UP:])
        middle, high = seconds[len(seconds) // 2], seconds[int(0.95 * (len(seconds) - 1))]
        within &= high <= ALLOWED[name]
        print(f"{name:8} median {middle:.3f} s, 95 % {high:.3f} s, allowed {ALLOWED[name]} s")
    return 0 if within else 1


def in_a_row(published: Published, count: int, seed: int) -> int:
    """Apply changes one after the other; whether everything was in order."""
    drawn, faults = RandomChanges(seed), 0
    kinds: Counter[str] = Counter()
    for number in range(count):
        change = drawn.draw(published)
        try:
            asked = request(published, change)
            options = list(Options(published, asked, limits=FEW))
        except InputError:
            kinds["could not be asked"] += 1
            continue
        except FaultError as fault:
            faults += 1
            print(f"{number} {change}: {fault}")
            continue
        except RoundsError as error:
            kinds[f"refused: {error.code}"] += 1
            continue
        kinds[type(change).__name__] += 1
        for option in options:
            for fault in _faults(published, asked, option):
                faults += 1
                print(f"{number} {change}: {option.kind}: {fault}")
        chosen = options[number % len(options)]
        later = published.now + timedelta(seconds=30)
        published = Published(asked.team, published.travel, chosen.plan, later)
    print(", ".join(f"{name} {times}" for name, times in sorted(kinds.items())))
    print(f"{count} changes, {faults} faults, clock at {published.now:%H:%M}")
    return 1 if faults else 0


def _faults(published: Published, asked: Request, option: Option) -> Iterator[str]:
    yield from (
        f"{each.rule}: {each.text}" for each in check(asked.team, published.travel, option.plan)
    )
    yield from undone(published.plan, option.plan, published.now, asked.running)
    filled = Counter((key, stop.place) for key, _, stop in option.plan.filled_places())
    filled.update((each.visit, each.place) for each in option.plan.unassigned)
    there = Counter(
        (visit.key, place)
        for visit in visits_in(asked.team, option.plan.horizon)
        for place in range(1, len(visit.places) + 1)
    )
    if filled != there:
        yield f"visits lost or doubled: {filled - there} {there - filled}"


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
    published = demo_day(given.iterations, given.hour)
    if given.what == "times":
        return times(published, given.count or 40, given.seed, given.workers)
    return in_a_row(published, given.count or 1000, given.seed)


if __name__ == "__main__":
    raise SystemExit(main())
