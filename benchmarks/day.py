"""How long a team waits for a demo day: the first legal plan, and the whole command.

Run `python -m benchmarks.day`. The command is run once to fill a cache of its own, then for every
seed: once in this process, step by step, and once as a user types it, on the warm cache.
"""

import argparse
import datetime
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scheduler.checker import check
from scheduler.domain.horizon import Horizon
from scheduler.io.team import read_team
from scheduler.planning.roads import network_source, open_roads
from scheduler.solver.build import build_problem
from scheduler.solver.result import Progress
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxSeconds

TEAM = Path(__file__).resolve().parents[1] / "data" / "gothenburg" / "team"
DATE = datetime.date(2026, 11, 23)
OVERHEAD_ALLOWED = 3.0
FIRST_PLAN_ALLOWED = 2.0


def command(team: Path, day: datetime.date, seconds: float, seed: int, cache: Path) -> float:
    """Wall-clock seconds of the whole command, from the shell and back."""
    rounds = Path(sys.executable).with_name("rounds")
    options = ["--date", str(day), "--seconds", str(seconds), "--seed", str(seed), "--quiet"]
    begin = time.perf_counter()
    done = subprocess.run(  # noqa: S603 - our own command
        [rounds, "plan", team, *options, "--out", cache / "out"],
        env={**os.environ, "ROUNDS_CACHE": str(cache)},
        stdout=subprocess.DEVNULL,
        check=False,
    )
    if done.returncode not in {0, 3}:
        raise SystemExit(f"rounds plan ended with {done.returncode}")
    return time.perf_counter() - begin


def first_plan(
    team: Path, day: datetime.date, seconds: float, seed: int, cache: Path
) -> tuple[float, float, int, int]:
    """Seconds to open team and roads, to a legal plan; visits left out of it, and at the end."""
    begin = time.perf_counter()
    taken, horizon = read_team(team), Horizon(day)
    roads = open_roads(taken, horizon, network_source(taken, team), cache=cache)
    opened = time.perf_counter()
    told: list[tuple[float, Progress]] = []
    result = solve(
        build_problem(taken, horizon, roads.travel),
        MaxSeconds(seconds),
        seed,
        on_progress=lambda progress: told.append((time.perf_counter(), progress)),
    )
    moment, first = told[0]
    if check(taken, roads.travel, first.plan()):
        raise SystemExit("the first plan breaks a rule")
    left = {each.visit for each in result.plan.unassigned}
    return opened - begin, moment - opened, first.unassigned, len(left)


def main() -> int:
    """Measure every seed and print; 1 when a figure is over what is allowed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.day", description=__doc__)
    parser.add_argument("--team", type=Path, default=TEAM)
    parser.add_argument("--date", type=datetime.date.fromisoformat, default=DATE)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seeds", type=int, default=3)
    chosen = parser.parse_args()
    over = False
    print(f"machine   {platform.machine()}, {os.cpu_count()} cores, Python", end=" ")
    print(f"{platform.python_version()}; team {chosen.team.parent.name}, {chosen.date}")
    print(f"{'seed':>4}{'open':>8}{'first plan':>12}{'left out':>10}{'at the end':>12}", end="")
    print(f"{'command':>10}  (seconds, --seconds {chosen.seconds:g})")
    with tempfile.TemporaryDirectory() as folder:
        cache = Path(folder)
        command(chosen.team, chosen.date, 0, 0, cache)
        for seed in range(chosen.seeds):
            what = (chosen.team, chosen.date, chosen.seconds, seed, cache)
            opened, first, left, final = first_plan(*what)
            whole = command(*what)
            print(f"{seed:>4}{opened:>8.2f}{first:>12.2f}{left:>10}{final:>12}{whole:>10.2f}")
            over |= first > FIRST_PLAN_ALLOWED or whole > chosen.seconds + OVERHEAD_ALLOWED
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
