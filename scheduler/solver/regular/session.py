"""One annealing chain, as the rest of the solver sees it."""

from collections.abc import Container, Sequence
from itertools import accumulate

import numpy as np

from scheduler.solver.params import SearchParams
from scheduler.solver.references import refer_to
from scheduler.solver.regular.anneal import anneal, copy_state, cost
from scheduler.solver.regular.price import RegularPlan, earliest_starts, nothing_planned
from scheduler.solver.regular.problem import NOBODY, PAUSE, RegularProblem
from scheduler.solver.regular.rebuild import complete, rebuild
from scheduler.solver.regular.state import empty_state, workshop
from scheduler.solver.regular.tables import Tables


class Session:
    """A chain of annealing over rounds; several may share one problem's tables.

    Args:
        seed: of the chain's random numbers.

    Attributes:
        origins: the plans at which it begins afresh, in turn; nothing is in the only one at first.
    """

    def __init__(
        self, problem: RegularProblem, tables: Tables, seed: int, params: SearchParams
    ) -> None:
        self._problem, self._tables, self._params = problem, tables, params
        self._current, self._trial, self._best = (empty_state(tables) for _ in range(3))
        self._shop = workshop(tables, seed)
        self._to_tables = refer_to(tables)
        self._to_current = refer_to(self._current)
        self._to_trial = refer_to(self._trial)
        self._to_best = refer_to(self._best)
        self._to_shop = refer_to(self._shop)
        self._draw = np.random.default_rng(seed)
        self.origins: Sequence[RegularPlan] = (nothing_planned(problem),)
        self._afresh = 0
        self._heat = (1.0, 1.0)
        self._done = 0

    @property
    def cost(self) -> int:
        """Points of the best rounds of the cycle."""
        return cost(self._to_tables, self._to_best)

    def plan(self) -> RegularPlan:
        """The best rounds of the cycle."""
        tasks, rounds = self._tables.tasks, []
        for shift in range(self._tables.shifts):
            held, node = [], tasks + shift
            while node != tasks + self._tables.shifts + shift:
                if node < tasks:
                    held.append(node)
                if self._best.pause[node]:
                    held.append(PAUSE)
                node = int(self._best.following[node])
            rounds.append(tuple(held))
        starts = self._best.start[:tasks]
        early = (self._best.shift[:tasks] != NOBODY) & (starts < self._tables.early[:tasks])
        openings = tuple((int(task), int(starts[task])) for task in np.flatnonzero(early))
        return RegularPlan(tuple(rounds), openings)

    def begin_afresh(self) -> None:
        """Begin at the next origin."""
        self.begin_at(self.origins[self._afresh % len(self.origins)])
        self._afresh += 1

    def begin_at(self, plan: RegularPlan) -> None:
        """Begin at rounds, with what they leave out put back where it costs least.

        Rounds that wait for each other in a circle, or cannot be kept in time for their ties, lose
        their tied tasks first.
        """
        if not self._filled(plan):
            plan = self._kept(plan, {NOBODY})
            if not self._filled(plan):
                self._clear()
        complete(self._to_tables, self._to_current, self._to_trial, self._to_shop)
        copy_state(self._to_tables, self._to_current, self._to_best)

    def begin_between(self, one: RegularPlan, other: RegularPlan) -> None:
        """Begin at rounds of one plan with up to half of those in which the other differs."""
        differing = [
            shift for shift, tasks in enumerate(one.rounds) if tasks != other.rounds[shift]
        ]
        if not differing:
            self.begin_at(one)
            return
        count = int(self._draw.integers(1, max(2, len(differing) // 2 + 1)))
        taken = {int(shift) for shift in self._draw.choice(differing, count, replace=False)}
        used = {task for shift in taken for task in other.rounds[shift]} - {PAUSE}
        rounds = tuple(
            other.rounds[shift]
            if shift in taken
            else tuple(task for task in tasks if task not in used)
            for shift, tasks in enumerate(one.rounds)
        )
        present = {task for tasks in rounds for task in tasks} | {NOBODY}
        openings = tuple(
            (task, opening)
            for openings, of_other in ((one.openings, False), (other.openings, True))
            for task, opening in openings
            if (task in used) == of_other
        )
        self.begin_at(self._kept(RegularPlan(rounds, openings), present))

    def begin_cycle(self, hot: float, cold: float) -> None:
        """Begin to anneal; temperatures in near legs."""
        leg = self._tables.near_leg
        self._heat = (hot * leg, cold * leg)
        self._done = 0

    def run(self, iterations: int, cycle: int) -> bool:
        """Search on, in a cycle of so many iterations; whether its best rounds became better."""
        params = self._params
        hot = self._temperature(cycle)
        self._done += iterations
        return anneal(
            self._to_tables,
            self._to_current,
            self._to_trial,
            self._to_best,
            self._to_shop,
            iterations,
            hot,
            self._temperature(cycle),
            float(params.removed_on_average),
            params.string_length,
            float(params.single_removals),
            float(params.blink),
            float(params.ejections),
        )

    def _temperature(self, cycle: int) -> float:
        hot, cold = self._heat
        return float(hot * (cold / hot) ** min(1.0, self._done / max(1, cycle)))

    def _partner(self, task: int) -> int:
        return NOBODY if task == PAUSE else int(self._problem.partner[task])

    def _kept(self, plan: RegularPlan, partners: Container[int]) -> RegularPlan:
        """What of a plan has one of some partners."""
        kept = (
            tuple(task for task in tasks if self._partner(task) in partners)
            for tasks in plan.rounds
        )
        return RegularPlan(tuple(kept), plan.openings)

    def _filled(self, plan: RegularPlan) -> bool:
        rounds, openings = plan.rounds, dict(plan.openings)
        starts = earliest_starts(self._problem, rounds, openings)
        if starts is None:
            return False
        self._clear()
        tasks = np.array([task for each in rounds for task in each], dtype=np.int64)
        begins = np.array(list(accumulate(map(len, rounds), initial=0)), dtype=np.int64)
        moments = np.array([starts.get(t, 0) for t in range(self._tables.tasks)], dtype=np.int64)
        opens = self._tables.ideal[: self._tables.tasks].copy()
        for task, opening in plan.openings:
            opens[task] = opening
        return rebuild(
            self._to_tables, self._to_current, self._to_shop, tasks, begins, opens, moments
        )

    def _clear(self) -> None:
        for target, origin in zip(self._current, empty_state(self._tables), strict=True):
            target[:] = origin
