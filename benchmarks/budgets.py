"""Plans within a change budget against proven optima: `python -m benchmarks.budgets [--cases N]`.

The cases are those of the tests (tests/generated.py): the proven best plan of each is published,
and a change drawn at random is asked for some time into the day. Ends with 1 when a plan costs more
than 1 % above the proven least within the same budget.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from benchmarks.random_changes import RandomChanges
from scheduler.domain.change import Budget
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.errors import FaultError, InputError, RoundsError
from scheduler.plan import Plan
from scheduler.planning.changes.options import Limits, Options
from scheduler.planning.changes.published import Published
from scheduler.planning.changes.request import request
from scheduler.solver.build import build_problem
from scheduler.solver.oracle import solve_exactly
from scheduler.solver.stopping import MaxIterations

TESTS = Path(__file__).resolve().parents[1] / "tests"
LIMITS = Limits(lambda: MaxIterations(2500), lambda: MaxIterations(2500))
MOST = 1.01
DRAWS = 10


def options_of(team: Team, travel: Travel, plan: Plan, seed: int) -> Options | None:
    """The first change drawn that can be asked of a plan, some time into its day.

    The budget goes by the seed: none to two visits, twenty minutes.
    """
    first = min(shift.start for shift in team.shifts)
    published = Published(team, travel, plan, first + timedelta(minutes=seed % 90))
    drawn, budget = RandomChanges(seed), Budget(visits=seed % 3, seconds=1200)
    for _ in range(DRAWS):
        try:
            asked = request(published, drawn.draw(published))
            options = Options(published, asked, budget, limits=LIMITS)
            _ = options.unmoved
        except FaultError:
            raise
        except (InputError, RoundsError):
            continue
        return options
    return None


def excess(options: Options) -> float:
    """How much dearer the team option is than the proven best within its budget, as a ratio.

    The unmoved plan may be cheaper than any within the budget: pushed starts are not counted there.
    """
    best = solve_exactly(options.budgeted)
    least = min(best.cost, options.unmoved.points)
    if not best.proven or options.team.points < least:
        raise FaultError("oracle-disagrees", f"{options.team.points} points, least {least}.")
    return options.team.points / least if least else float(options.team.points == 0)


def main(arguments: Sequence[str]) -> int:
    """Solve every case and compare."""
    parser = argparse.ArgumentParser(description="Plans within a change budget.")
    parser.add_argument("--cases", type=int, default=200)
    asked = parser.parse_args(arguments)
    sys.path.insert(0, str(TESTS))
    from generated import small_case  # noqa: PLC0415 - the folder is known only now

    ratios: list[float] = []
    for seed in range(asked.cases):
        case = small_case(seed)
        problem = build_problem(case.team, case.horizon, case.travel, case.published)
        options = options_of(case.team, case.travel, solve_exactly(problem).plan, seed)
        if options is not None:
            ratios.append(excess(options))
    within = sum(ratio <= MOST for ratio in ratios)
    print(
        f"{within} of {len(ratios)} within {MOST - 1:.0%} of the proven best, "
        f"{sum(ratio == 1 for ratio in ratios)} equal to it, worst {max(ratios) - 1:.2%}; "
        f"{asked.cases - len(ratios)} cases without a change that can be asked"
    )
    return int(within < len(ratios))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
