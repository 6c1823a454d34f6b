"""The main job: the rounds of a team for a horizon, checked and scored before anyone sees them."""

import dataclasses

from scheduler import __version__
from scheduler.continuity import before_and_after, new_faces
from scheduler.domain.horizon import Horizon
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.io.report import PlanReport, Provenance
from scheduler.plan import Plan
from scheduler.planning.drawing import background, paths
from scheduler.planning.judging import insist
from scheduler.planning.roads import Roads
from scheduler.score import Score
from scheduler.solver.bound import lower_bound
from scheduler.solver.build import build_problem
from scheduler.solver.result import OnProgress, Result
from scheduler.solver.solve import solve
from scheduler.solver.stopping import StoppingCriterion


def plan_rounds(
    team: Team,
    horizon: Horizon,
    roads: Roads,
    stop: StoppingCriterion,
    *,
    seed: int = 0,
    initial: Plan | None = None,
    on_progress: OnProgress | None = None,
    prove: StoppingCriterion | None = None,
) -> PlanReport:
    """Plan the rounds, judge them, and gather all that there is to say about them.

    Args:
        initial: a plan to begin from.
        prove: how long to look, once the plan stands, for a bound that no plan can beat.

    Raises:
        FaultError: the plan breaks a hard rule, or solver and scorer disagree about its score.
    """
    problem = build_problem(team, horizon, roads.travel)
    result = solve(problem, stop, seed, initial, on_progress)
    insist(team, roads.travel, result)
    if prove is not None:
        total = result.score.total
        bound = lower_bound(problem, prove, upper=total, rounds=result.schedules)
        result = dataclasses.replace(result, bound=bound.points)
    return report(team, roads, result.plan, result.score, provenance(result, roads.travel, seed))


def provenance(result: Result, travel: Travel, seed: int) -> Provenance:
    """How a result came about."""
    return Provenance(
        rounds_version=__version__,
        seed=seed,
        iterations=int(result.statistics["iterations"]),
        stopped=result.stopped_by,
        lower_bound=result.bound,
        estimated=travel.estimated,
    )


def report(
    team: Team, roads: Roads, plan: Plan, scored: Score, came_about: Provenance
) -> PlanReport:
    """A plan with its score, its continuity and its roads."""
    before, after = before_and_after(team, plan)
    bare = PlanReport(team, plan, scored, before, after, new_faces(team, plan), came_about)
    return dataclasses.replace(
        bare,
        paths=paths(bare, roads),
        roads=background(roads),
        roads_credit=roads.credit,
    )
