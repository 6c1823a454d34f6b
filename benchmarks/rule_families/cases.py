"""The cases of a family, and the verdict on what the solver makes of one."""

from dataclasses import dataclass

from benchmarks.rule_families.families import FAMILIES
from benchmarks.rule_families.teams import draft, travel_of
from scheduler.checker import check
from scheduler.domain.horizon import Horizon
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.plan import Plan
from scheduler.rules import RULE
from scheduler.score import score
from scheduler.solver.build import build_problem
from scheduler.solver.params import SearchParams
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations

ITERATIONS = 60
ITERATIONS_BEFORE = 10

PARAMS = SearchParams(exact_tasks=0)
"""The search is on trial, not the model of all rules."""

CARELESS = SearchParams(exact_tasks=0, compose_rounds=0, retime_effort=0.0)
"""For plans that need not be good."""


@dataclass(frozen=True)
class FamilyCase:
    """A team with the rule of its family, and the same team without."""

    team: Team
    before: Team
    horizon: Horizon
    before_horizon: Horizon
    travel: Travel
    published: Plan | None = None


@dataclass(frozen=True)
class Verdict:
    """What became of a case.

    Attributes:
        faults: broken rules, and a disagreement about the cost.
        bites: whether a plan made without the rule breaks it, or pays for it.
    """

    faults: tuple[str, ...]
    bites: bool


def case_of(family: str, seed: int) -> FamilyCase:
    """The case of a seed; the one of `change` has the plan that was published before."""
    made = draft(seed)
    before, horizon, travel = made.team, made.horizon, travel_of(made, seed)
    _, twist = FAMILIES[family]
    twist(made)
    published = None
    if family == "change":
        problem = build_problem(before, horizon, travel)
        published = solve(problem, MaxIterations(ITERATIONS_BEFORE), seed, params=CARELESS).plan
    return FamilyCase(made.team, before, made.horizon, horizon, travel, published)


def judged(family: str, seed: int) -> Verdict:
    """Solve a case, check the plan, and score it again."""
    case = case_of(family, seed)
    problem = build_problem(case.team, case.horizon, case.travel, case.published)
    result = solve(problem, MaxIterations(ITERATIONS), seed, params=PARAMS)
    faults = [f"{each.rule}: {each.text}" for each in check(case.team, case.travel, result.plan)]
    points = score(case.team, result.plan, case.published).total
    if points != result.score.total:
        faults.append(f"the solver says {result.score.total} points, the scorer {points}")
    return Verdict(tuple(faults), _bites(family, case, result.plan))


def _bites(family: str, case: FamilyCase, plan: Plan) -> bool:
    rule, _ = FAMILIES[family]
    hard = RULE[rule].hard
    if not hard and score(case.team, plan, case.published).by_rule[rule].quantity > 0:
        return True
    if case.published is not None:
        return False
    if case.horizon != case.before_horizon:
        return True
    problem = build_problem(case.before, case.before_horizon, case.travel)
    careless = solve(problem, MaxIterations(ITERATIONS_BEFORE), 0, params=CARELESS).plan
    if not hard:
        return score(case.team, careless).by_rule[rule].quantity > 0
    return any(each.rule is rule for each in check(case.team, case.travel, careless))
