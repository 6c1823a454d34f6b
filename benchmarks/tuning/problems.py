"""The problems that a tuning run searches, by kind and name, each made once in a process."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from benchmarks.published.care_statement import state
from benchmarks.team_days.days import Day
from benchmarks.team_days.instances import DATE, FOLDER, Instance
from benchmarks.team_days.make_instances import made_team
from benchmarks.tuning.care import NEIGHBOURHOODS, Neighbourhood, drawn
from benchmarks.tuning.days import GENERAL_DAYS, REGULAR_DAYS
from scheduler.domain.horizon import Horizon
from scheduler.planning.roads import network_source, open_roads
from scheduler.rules import UNASSIGNED_RULE
from scheduler.solver.build import build_problem
from scheduler.solver.params import DEFAULTS, REGULAR, SearchParams
from scheduler.solver.problem import Problem
from scheduler.solver.regular.problem import RegularProblem
from scheduler.solver.regular.solve import solve_regular
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations, StoppingCriterion

GENERAL = "general"

WARMING = SearchParams(
    chains=1, elites=1, slice_iterations=1, first_share=0.001, child_share=0.001, shortest_cycle=1
)
"""With these a few iterations do everything that chains do: begin, breed and anneal."""
WARMING_ITERATIONS = 20


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes:
        cost: points.
        rest: points without those of what is left out.
        left_out: visits or tasks.
        iterations: of all chains.
    """

    cost: int
    rest: int
    left_out: int
    iterations: int


Search = Callable[[StoppingCriterion, int, SearchParams], Found]


@dataclass(frozen=True)
class TrainingProblem:
    """A problem, ready to be searched with a stopping criterion, a seed and parameters.

    Attributes:
        fingerprint: a sum over all that a cost depends on.
    """

    fingerprint: str
    search: Search


def made_day(day: Day) -> TrainingProblem:
    """A team day on its roads."""
    team, horizon = made_team(day), Horizon(DATE)
    travel = open_roads(team, horizon, network_source(team, FOLDER)).travel
    instance = Instance(day.name, team, travel, build_problem(team, horizon, travel))
    return TrainingProblem(instance.fingerprint, partial(search_all, instance.problem))


def made_care(here: Neighbourhood) -> TrainingProblem:
    """Drawn home care."""
    problem = state(drawn(here)).problem
    digest = hashlib.sha256()
    for name, value in sorted(vars(problem).items()):
        digest.update(f"{name} {np.asarray(value).tolist()}".encode())
    return TrainingProblem(digest.hexdigest()[:16], partial(search_regular, problem))


def search_all(problem: Problem, stop: StoppingCriterion, seed: int, params: SearchParams) -> Found:
    """Search as teams do, in one thread."""
    result = solve(problem, stop, seed, params=params)
    points = {line.rule: line.cost for line in result.score.lines}
    unassigned = sum(points[rule] for rule in UNASSIGNED_RULE.values())
    return Found(
        cost=result.score.total,
        rest=result.score.total - unassigned,
        left_out=len({each.visit for each in result.plan.unassigned}),
        iterations=int(result.statistics["iterations"]),
    )


def search_regular(
    problem: RegularProblem, stop: StoppingCriterion, seed: int, params: SearchParams
) -> Found:
    """Search as the published sets are searched, in one thread."""
    result = solve_regular(problem, stop, seed, params=params)
    left = [task for task, start in enumerate(result.starts) if start is None]
    rest = result.cost - int(problem.unassigned[left].sum())
    return Found(result.cost, rest, len(left), result.iterations)


@dataclass(frozen=True)
class Kind:
    """A kind of problem that has parameters of its own.

    Attributes:
        defaults: its parameters today.
        makers: what makes each of its training problems.
    """

    defaults: SearchParams
    makers: Mapping[str, Callable[[], TrainingProblem]]


def _makers(
    days: tuple[Day, ...], cares: tuple[Neighbourhood, ...]
) -> dict[str, Callable[[], TrainingProblem]]:
    return {
        **{day.name: partial(made_day, day) for day in days},
        **{care.name: partial(made_care, care) for care in cares},
    }


KINDS: Mapping[str, Kind] = {
    GENERAL: Kind(DEFAULTS, _makers(GENERAL_DAYS, ())),
    "regular": Kind(REGULAR, _makers(REGULAR_DAYS, NEIGHBOURHOODS)),
}


@cache
def ready(kind: str, name: str) -> TrainingProblem:
    """A training problem, with everything compiled that searching it needs."""
    problem = KINDS[kind].makers[name]()
    problem.search(MaxIterations(WARMING_ITERATIONS), 0, WARMING)
    return problem
