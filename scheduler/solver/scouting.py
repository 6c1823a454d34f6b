"""Plans to begin from: those of the regular problem that is most like the one at hand.

Its chains do several iterations while those that know all rules do one, so that they find much
sooner who goes where; what they do not know of is mended where their plans are taken over.
"""

import dataclasses
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from scheduler.solver.params import SCOUTS, SearchParams
from scheduler.solver.population import Population
from scheduler.solver.problem import Problem
from scheduler.solver.regular.price import RegularPlan, earliest_starts
from scheduler.solver.regular.problem import PAUSE, RegularProblem
from scheduler.solver.regular.solve import regular_population, search
from scheduler.solver.regular.translation import regular_problem
from scheduler.solver.search.warm import Planned
from scheduler.solver.stopping import Left, StoppingCriterion, what_is_left

PACE = 2
"""Iterations of the scouts for one of the search."""

LOOK = 0.57
"""Share of their part after which scouts who still leave visits out have done enough: chains that
know all rules are better at choosing which."""

UNFORESEEN = 20_000
"""Iterations of the scouts where nobody knows how long the search will be."""

TOLD = 6
"""How often scouts tell of better plans: each has to be made one that keeps all rules."""


REMEMBERED = 20
"""Plans of a cycle that every scout leaves behind: their rounds are worth composing from."""


class Scouted(NamedTuple):
    """What scouts come back with.

    Attributes:
        found: plans worth beginning from, the best one first.
        met: others, whose rounds are worth composing from; each takes some milliseconds.
        iterations: that it took.
    """

    found: list[Planned]
    met: Iterator[Planned]
    iterations: int


class Part:
    """Stops when a part of what another criterion leaves is used up, or that one is cancelled."""

    def __init__(self, whole: StoppingCriterion, share: float) -> None:
        left = what_is_left(whole, 0)
        self._whole = whole
        self._most = None if left.iterations is None else int(PACE * share * left.iterations)
        self._kept = None if left.seconds is None else (1 - share) * left.seconds
        self._seconds = None if left.seconds is None else share * left.seconds
        if self._most is None and self._kept is None:
            self._most = UNFORESEEN

    def __call__(self, iterations: int, best_cost: int) -> str | None:
        """Stop once the part is used up."""
        del best_cost
        left = self.left(iterations)
        if left.cancelled:
            return "cancelled"
        if left.seconds == 0:
            return "time"
        return "iterations" if left.iterations == 0 else None

    def left(self, iterations: int) -> Left:
        """What is left of the part."""
        whole = what_is_left(self._whole, 0)
        return Left(
            None if self._most is None else max(0, self._most - iterations),
            None if whole.seconds is None else max(0.0, whole.seconds - (self._kept or 0.0)),
            whole.cancelled,
        )

    def used(self, iterations: int) -> float:
        """The share of the part that is used up."""
        left = self.left(iterations)
        shares = [
            1 - now / whole if whole else 1.0
            for now, whole in ((left.iterations, self._most), (left.seconds, self._seconds))
            if now is not None and whole is not None
        ]
        return max(shares)


class Look:
    """Stops with a part; or once a share of it is used up, if a condition holds then."""

    def __init__(self, part: Part, share: float, condition: Callable[[], bool]) -> None:
        self._part, self._share, self._condition = part, share, condition
        self._looked = False

    def __call__(self, iterations: int, best_cost: int) -> str | None:
        """Stop once it is time to look, and what is seen asks for it."""
        if not self._looked and self._part.used(iterations) >= self._share:
            self._looked = True
            if self._condition():
                return "seen"
        return self._part(iterations, best_cost)

    def left(self, iterations: int) -> Left:
        """What is left of the part."""
        return self._part.left(iterations)


def scout(
    problem: Problem,
    stop: StoppingCriterion,
    seed: int,
    threads: ThreadPoolExecutor | None,
    params: SearchParams,
    *,
    tell: Callable[[Planned], None],
) -> Scouted:
    """Plans of the regular problem most like this one, found in a part of the time.

    Args:
        tell: given better plans on the way, some times in all.
    """
    part = Part(stop, params.scout_share)
    scouts = dataclasses.replace(SCOUTS, chains=params.chains)
    alike = regular_problem(problem)
    population = regular_population(alike, seed, scouts, REMEMBERED)
    look = Look(part, LOOK, lambda: _leaves_out(alike, population.best.plan))
    told = 0.0

    def tell_some(population: Population[RegularPlan]) -> None:
        nonlocal told
        used = part.used(population.iterations)
        if used >= told + 1 / TOLD:
            told = used
            tell(_planned(problem, alike, population.best.plan))

    search(population, look, threads, tell_some)
    found = dict.fromkeys(population.plans)
    met = (plan for plan in dict.fromkeys(population.met) if plan not in found)
    return Scouted(
        [_planned(problem, alike, plan) for plan in found],
        (_planned(problem, alike, plan) for plan in met),
        population.iterations,
    )


def _leaves_out(alike: RegularProblem, plan: RegularPlan) -> bool:
    """Whether a plan leaves anything out that costs something."""
    planned = {task for tasks in plan.rounds for task in tasks}
    return any(alike.unassigned[task] for task in range(alike.tasks) if task not in planned)


def _planned(problem: Problem, alike: RegularProblem, plan: RegularPlan) -> Planned:
    starts = earliest_starts(alike, plan.rounds, dict(plan.openings)) or {}
    planned: Planned = {}
    for shift, tasks in enumerate(plan.rounds):
        for task in tasks:
            if task != PAUSE and task < len(problem.tasks):
                visit = problem.tasks[task].visit
                planned.setdefault(visit, (starts[task], {}))[1][task] = shift
    return planned
