"""The search against proven optima: `python -m benchmarks.small_cases [--cases N] [--search-only]`.

The cases are those of the tests (tests/generated.py). Ends with 1 when a plan costs less than the
proven least, or when fewer than 99 of 100 cost just that.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scheduler.checker import check
from scheduler.score import score
from scheduler.solver.build import build_problem
from scheduler.solver.oracle import solve_exactly
from scheduler.solver.params import SearchParams
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations

TESTS = Path(__file__).resolve().parents[1] / "tests"
SHARE_WANTED = 0.99


def main(arguments: Sequence[str]) -> int:
    """Solve every case twice and compare."""
    parser = argparse.ArgumentParser(description="The search against proven optima.")
    parser.add_argument("--cases", type=int, default=500)
    parser.add_argument("--iterations", type=int, default=60)
    parser.add_argument(
        "--search-only", action="store_true", help="without the model of all rules as a last step"
    )
    asked = parser.parse_args(arguments)
    sys.path.insert(0, str(TESTS))
    from generated import small_case  # noqa: PLC0415 - the folder is known only now

    params = SearchParams(exact_tasks=0) if asked.search_only else SearchParams()
    equal, proven, below, unsound = 0, 0, 0, 0
    for seed in range(asked.cases):
        case = small_case(seed)
        problem = build_problem(case.team, case.horizon, case.travel, case.published)
        least = solve_exactly(problem)
        result = solve(problem, MaxIterations(asked.iterations), seed, params=params)
        points = score(case.team, result.plan, case.published).total
        unsound += points != result.score.total or bool(check(case.team, case.travel, result.plan))
        equal += points == least.cost
        below += points < least.cost
        proven += result.bound is not None
    print(
        f"{equal} of {asked.cases} cost the proven least, {below} less, "
        f"{proven} proven by the solve itself, {unsound} unsound"
    )
    return int(below or unsound or equal < SHARE_WANTED * asked.cases)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
