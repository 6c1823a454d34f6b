"""The main job: the rounds of a team for a horizon, checked and scored before anyone sees them."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor

from scheduler import __version__
from scheduler.continuity import before_and_after, new_faces
from scheduler.domain.horizon import Horizon
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.io.report import PlanReport, Provenance, Road
from scheduler.plan import Plan
from scheduler.planning.drawing import background, paths
from scheduler.planning.judging import insist
from scheduler.planning.roads import Roads
from scheduler.score import Score
from scheduler.solver.build import build_problem
from scheduler.solver.params import SearchParams
from scheduler.solver.problem import Problem
from scheduler.solver.result import OnProgress, Result
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations, StoppingCriterion

BETTER_ITERATIONS = 500
"""What the search does with a better plan that a proof came upon: little, it may be optimal."""


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
    params: SearchParams | None = None,
    workers: int = 1,
) -> PlanReport:
    """Plan the rounds, judge them, and gather all that there is to say about them.

    Args:
        initial: a plan to begin from.
        prove: how long to look, once the plan stands, for a bound that no plan can beat.
        params: the constants that the engine is tuned by, in place of the usual ones.
        workers: threads that search and prove; the plan depends on them only where nothing but
            seconds ends the search.

    Raises:
        FaultError: the plan breaks a hard rule, or solver and scorer disagree about its score.
    """
    problem = build_problem(team, horizon, roads.travel)
    with ThreadPoolExecutor(max_workers=1) as beside:
        # the search leaves the interpreter to others, so the streets are drawn meanwhile
        streets = beside.submit(background, roads)
        result = solve(problem, stop, seed, initial, on_progress, params=params, workers=workers)
        insist(team, roads.travel, result)
        if prove is not None and result.bound is None:
            result = _proven(problem, result, prove, seed, workers)
            insist(team, roads.travel, result)
        drawn = streets.result()
    came_about = provenance(result, roads.travel, seed)
    return plan_report(team, roads, result.plan, result.score, came_about=came_about, streets=drawn)


def _proven(
    problem: Problem, result: Result, stop: StoppingCriterion, seed: int, workers: int
) -> Result:
    """The result with a bound that no plan can beat, or the better plan that a proof came upon."""
    # only those who ask for a proof wait for the libraries that it takes
    from scheduler.solver.bound import lower_bound, plan_of  # noqa: PLC0415

    at_better = True
    while True:
        bound = lower_bound(
            problem,
            stop,
            upper=result.score.total,
            rounds=result.schedules,
            stop_at_better=at_better,
            workers=workers,
        )
        at_better = False
        if bound.better:
            initial = plan_of(problem, bound.better)
            other = solve(problem, MaxIterations(BETTER_ITERATIONS), seed, initial)
            if other.score.total < result.score.total:
                result, at_better = other, True
        if bound.stopped_by != "better":
            return dataclasses.replace(result, bound=bound.points)


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


def plan_report(
    team: Team,
    roads: Roads,
    plan: Plan,
    scored: Score,
    *,
    came_about: Provenance,
    streets: tuple[Road, ...],
) -> PlanReport:
    """A plan with its score, its continuity and its roads.

    Args:
        streets: what is drawn behind the rounds.
    """
    before, after = before_and_after(team, plan)
    faces = new_faces(team, plan)
    bare = PlanReport(team, plan, scored, before, after, faces, came_about)
    return dataclasses.replace(
        bare, paths=paths(bare, roads), roads=streets, roads_credit=roads.credit
    )
