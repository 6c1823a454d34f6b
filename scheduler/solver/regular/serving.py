"""Whom to serve where there is not room for everybody: as many as can be, priority by priority.

What costs points stands in the way of that: who suits a client best, or comes when it is wished,
often has no room left for one more. So plans to begin from are looked for on the same problem with
nothing that costs but travel and those left out, at first with the tasks of the highest priority
alone, then with those of the next one put in as well, and so on. Points count from then on.

Where hardly everybody fits in, annealing seldom gets from one plan that serves all to another. So
where they are found soon, several are.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import NamedTuple

import numpy as np

from scheduler.solver.params import SERVING, SearchParams
from scheduler.solver.population import Population
from scheduler.solver.regular.population import regular_chains, regular_population, search
from scheduler.solver.regular.price import RegularPlan, Rounds, earliest_starts, nothing_planned
from scheduler.solver.regular.problem import NOBODY, PAUSE, Ints, RegularProblem
from scheduler.solver.stopping import After, Part, StoppingCriterion, Until

SERVING_SHARE = 0.4
"""Part of a search in which nothing counts but who is served, where not everybody fits in."""

LEVEL_SHARE = 0.8
"""Part of what is left of that, at most, for those of the highest priority that is left."""

MORE_SHARE = 0.25
"""Part of that, at most, for several plans that serve all."""

SEEDS_APART = 1 << 32
"""Seeds between those of two plans."""


class Served(NamedTuple):
    """Plans to begin from, and the iterations that they took."""

    plans: list[RegularPlan]
    iterations: int


def serve(
    problem: RegularProblem,
    stop: StoppingCriterion,
    seed: int,
    threads: ThreadPoolExecutor | None,
    params: SearchParams,
) -> Served:
    """Plans that serve as many as they can, where the first one that comes to mind does not.

    Returns:
        The plan in which nothing is planned, and no iterations, where the first one does. As many
        plans as there are to be elites where all are served soon enough, and one otherwise.
    """
    if _first_serves_all(problem, seed, params):
        return Served([nothing_planned(problem)], 0)
    soon = Part(stop, MORE_SHARE)
    first, done = _serve_once(problem, stop, seed, threads, params)
    plans = [first]
    wanted = params.elites if _serves_all(problem, first) else 1
    for number in range(1, wanted):
        if soon(done, 0):
            break
        again = seed + SEEDS_APART * number
        plan, iterations = _serve_once(problem, After(soon, done), again, threads, params)
        done += iterations
        if _serves_all(problem, plan):
            plans.append(plan)
    return Served([_on_time(problem, plan) for plan in plans], done)


def _serve_once(
    problem: RegularProblem,
    stop: StoppingCriterion,
    seed: int,
    threads: ThreadPoolExecutor | None,
    params: SearchParams,
) -> tuple[RegularPlan, int]:
    """A plan that serves as many as it can, and the iterations that it took."""
    plan, done = nothing_planned(problem), 0
    worth, serving = _worth(problem), replace(SERVING, chains=params.chains)
    levels = np.unique(worth[worth > 0])[::-1]
    for least in levels:
        kept = np.flatnonzero(worth >= least)
        part = Part(stop, 1.0 if least == levels[-1] else LEVEL_SHARE, done=done)
        alike = _only_travel(problem, kept)
        population = regular_population(alike, seed, serving, [_within(plan, kept)])
        enough = Until(part, partial(_best_serves_all, alike, population))
        search(population, enough, threads, _tell_nobody)
        done += population.iterations
        plan = RegularPlan(tuple(_of_the_whole(population.best.plan.rounds, kept)))
    return plan, done


def _first_serves_all(problem: RegularProblem, seed: int, params: SearchParams) -> bool:
    """Whether the first plan that comes to mind leaves out nothing that costs something."""
    if not (problem.tasks and problem.shifts):
        return True
    (chain,) = regular_chains(problem, seed, replace(params, chains=1))
    chain.begin_afresh()
    return _serves_all(problem, chain.plan())


def _best_serves_all(problem: RegularProblem, population: Population[RegularPlan]) -> bool:
    return _serves_all(problem, population.best.plan)


def _serves_all(problem: RegularProblem, plan: RegularPlan) -> bool:
    """Whether a plan leaves out nothing that costs something."""
    planned = {task for tasks in plan.rounds for task in tasks}
    return not any(problem.unassigned[t] for t in range(problem.tasks) if t not in planned)


def _tell_nobody(population: Population[RegularPlan]) -> None:
    del population


def _worth(problem: RegularProblem) -> Ints:
    """By task, the points that leaving it out costs, or leaving out its partner if that is more."""
    of_partner = np.where(
        problem.partner == NOBODY, 0, problem.unassigned[np.maximum(problem.partner, 0)]
    )
    return np.maximum(problem.unassigned, of_partner)


def _only_travel(problem: RegularProblem, kept: Ints) -> RegularProblem:
    """The problem with some tasks alone, and without all costs but travel and those left out."""
    places = np.full(problem.tasks, NOBODY)
    places[kept] = np.arange(len(kept))
    first, last = problem.window_from[:-1][kept], problem.window_from[1:][kept]
    windows = np.concatenate([np.arange(*each) for each in zip(first, last, strict=True)])
    partner = problem.partner[kept]
    return replace(
        problem,
        location=problem.location[kept],
        service=problem.service[kept],
        load=problem.load[kept],
        window_from=np.concatenate([[0], np.cumsum(last - first)]).astype(np.int64),
        opens=problem.opens[windows],
        closes=problem.closes[windows],
        due=problem.due[kept],
        partner=np.where(partner == NOBODY, NOBODY, places[partner]),
        lag=problem.lag[kept],
        client=problem.client[kept],
        unassigned=problem.unassigned[kept],
        allowed=problem.allowed[kept],
        travel_weight=1,
        visiting=np.zeros_like(problem.visiting),
        meeting=np.zeros_like(problem.meeting),
        late_weight=0,
        worst_weight=0,
        early=None,
        apart=None if problem.apart is None else problem.apart[kept],
        fair_weight=0,
        work=None,
        spread_weight=0,
        moving=None,
    )


def _within(plan: RegularPlan, kept: Ints) -> RegularPlan:
    """A plan of the whole problem, all of whose tasks are kept, as one of some of its tasks."""
    places = {int(task): place for place, task in enumerate(kept)} | {PAUSE: PAUSE}
    return RegularPlan(tuple(tuple(places[task] for task in tasks) for tasks in plan.rounds))


def _of_the_whole(rounds: Rounds, kept: Ints) -> Iterator[tuple[int, ...]]:
    """Rounds of some tasks as rounds of the whole problem."""
    for places in rounds:
        yield tuple(PAUSE if place == PAUSE else int(kept[place]) for place in places)


def _on_time(problem: RegularProblem, plan: RegularPlan) -> RegularPlan:
    """The same plan where tasks have wishes: they may begin as early as they have to."""
    if problem.early is None:
        return plan
    starts = earliest_starts(replace(problem, early=None), plan.rounds) or {}
    return RegularPlan(
        plan.rounds,
        tuple((task, start) for task, start in starts.items() if start < problem.early[task]),
    )
