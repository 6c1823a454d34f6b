"""How many visits of a priority have to be left out.

A known plan leaves out k visits of the highest priority that it does not serve in full. No plan
leaves out fewer where every set of k - 1 of them is refuted: leaving out just that set, no rounds
serve the others. Then the same for the next priority, where k - 1 of its visits go along with a set
of those above. For dual prices of covering tasks, rounds gain no more than their cheapest ones
do; where prices less those gains exceed the prices of the set, the set is refuted. One vector of
prices refutes many sets; for those that are left, prices are looked for with the set's own at 0.

Travel, continuity and wished starts do not matter here, and visits of lower priority are left
aside, with legs shortened so that doing without them takes no longer.
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, product

import numpy as np

from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.solver.bound.climb import Climb
from scheduler.solver.bound.cuts import Cut
from scheduler.solver.bound.graphs import shortest
from scheduler.solver.bound.master import Relaxation
from scheduler.solver.bound.pricing import Column, Duals, Stopped
from scheduler.solver.problem import Problem
from scheduler.solver.stopping import StoppingCriterion

UNIT = 1_000_000
"""Points of a visit left out here."""
CLOSE_ENOUGH = 0.02
"""Share of the relaxation's value within which it counts as solved."""
MOST_TRIES = 12
"""How often the relaxation of one set is made tighter before it is given up."""
WHOLE = 1e-6
"""How far from a whole number a share may be."""
MOST_SETS = 100_000
MOST_WORK = 4_000
"""Millions of comparisons of labels after which it is given up."""
WORTH_WHILE = 0.002
"""Share of the known cost that the visits left out must make for it to be tried."""
FREE = (
    RuleId.TRAVEL,
    RuleId.OVERTIME,
    RuleId.CONTINUITY,
    RuleId.WISHED_START,
    RuleId.FAIR_LOAD,
)


class Refutation(Climb):
    """Dual prices under which fewer visits left out cannot be."""

    def __init__(
        self,
        problem: Problem,
        stop: StoppingCriterion,
        groups: Sequence[tuple[Sequence[int], int]],
        workers: int = 1,
    ) -> None:
        """Refute every set that holds so many visits of each group.

        Args:
            problem: as `_bare` makes it, with the visits of the groups.
        """
        choices = [combinations(visits, size) for visits, size in groups]
        sets = [list(chain.from_iterable(parts)) for parts in product(*choices)]
        self._sets = np.array(sets, dtype=np.int64).reshape(len(sets), -1)
        self._counted = {visit for visits, _ in groups for visit in visits}
        self._target: frozenset[int] = frozenset()
        self._tries = 0
        self.choice: tuple[Column, ...] = ()
        super().__init__(problem, stop, None, workers=workers)
        self._close = CLOSE_ENOUGH

    @property
    def _penalties(self) -> list[int]:
        counted = self._counted - self._target
        return [UNIT if visit in counted else 0 for visit in range(len(self._problem.visits))]

    @property
    def refuted(self) -> bool:
        """Whether no set is left."""
        return not len(self._sets)

    def _ask(self) -> None:
        if self.refuted:
            raise Stopped("refuted")
        if self.work > MOST_WORK:
            raise Stopped("too_much")
        reason = self._stop(self.work, 0)
        if reason is not None:
            raise Stopped(reason)

    def _priced(self, lagrangian: int, bases: Sequence[int], duals: Duals, cuts: list[Cut]) -> None:
        """Take out the sets that these prices refute, and look at another set where one is."""
        del lagrangian, cuts
        worth = np.array(
            [
                int(duals.task[list(visit.tasks)].sum()) if number in self._counted else 0
                for number, visit in enumerate(self._problem.visits)
            ]
        )
        points = int(worth.sum()) + sum(bases) - int(duals.cut.sum())
        left = worth[self._sets].sum(axis=1) >= points
        if left.all():
            return
        self._sets = self._sets[left]
        if not self.refuted and points > int(worth[list(self._target)].sum()):
            self._aim()

    def _aim(self) -> None:
        """Look at the first set that is left."""
        self._target = frozenset(self._sets[0].tolist())
        self._fast, self._centre, self._tries = True, None, 0
        self._grown_at = -math.inf
        self._master.penalise(self._penalties)

    def _tighten(self, relaxation: Relaxation) -> str | None:
        self._fast = True
        if self.refuted:
            return "refuted"
        if len(self._target) < self._sets.shape[1]:
            self._aim()
            return None
        self._tries += 1
        reason = self._grow(relaxation) if self._tries < MOST_TRIES else "open"
        shares = relaxation.shares
        if reason is not None and (np.abs(shares - np.rint(shares)) < WHOLE).all():
            known = zip(self._master.columns, shares, strict=False)
            self.choice = tuple(column for column, share in known if share > 1 - WHOLE)
        return reason


@dataclass(frozen=True)
class Fewest:
    """What is proven about whole visits left out.

    Attributes:
        counts: by points of a visit left out, so many of these visits are left out at least.
        work: millions of comparisons of labels that it took.
        choice: rounds that leave out fewer than the known ones, where such were found on the way;
            only the visits that count are in them.
    """

    counts: Mapping[int, int]
    work: int = 0
    choice: tuple[Column, ...] = ()


def fewest_left_out(
    problem: Problem,
    stop: StoppingCriterion,
    upper: int | None,
    columns: Sequence[Column],
    workers: int = 1,
) -> Fewest:
    """How many visits every plan cheaper than `upper` leaves out, from the dearest priority on.

    A priority is looked at where for every dearer one it is known exactly how many are left out.
    """
    full = [problem.weights[UNASSIGNED_RULE[visit.priority]] for visit in problem.visits]
    if upper is None or not columns:
        return Fewest({})
    filled = {task for column in columns for task in column.tasks}
    counts: dict[int, int] = {}
    groups: list[tuple[list[int], int]] = []
    work, spent = 0, 0
    for points in sorted(set(full), reverse=True):
        visits = [number for number, each in enumerate(full) if each == points]
        known = sum(filled.isdisjoint(problem.visits[visit].tasks) for visit in visits)
        if known * points > WORTH_WHILE * upper:
            attempted = [*groups, (visits, known - 1)]
            if math.prod(math.comb(len(group), size) for group, size in attempted) > MOST_SETS:
                break
            bare = _bare(problem, {visit for group, _ in attempted for visit in group})
            attempt = Refutation(bare, stop, attempted, workers)
            attempt.run(_only(columns, bare))
            work += attempt.work
            if not attempt.refuted:
                return Fewest(counts, work, attempt.choice)
            counts[points] = known
        elif known:
            break
        spent += known * points
        if upper - spent > points:
            # A cheaper plan may leave out one more of these and serve others for it.
            break
        groups.append((visits, known))
    return Fewest(counts, work)


def _bare(problem: Problem, kept: Collection[int]) -> Problem:
    """The problem with these visits only, and nothing costs but leaving one of them out."""
    weights = {**problem.weights, **dict.fromkeys(FREE, 0)}
    weights.update(dict.fromkeys(UNASSIGNED_RULE.values(), UNIT))
    seconds = np.array([shortest(each.astype(np.int64)) for each in problem.seconds])
    return problem.replace(
        weights=weights,
        seconds=seconds.astype(np.int32).reshape(problem.seconds.shape),
        tasks=tuple(
            task if task.visit in kept else replace(task, shifts=frozenset())
            for task in problem.tasks
        ),
    )


def _only(columns: Sequence[Column], bare: Problem) -> list[Column]:
    """The rounds with the visits that are kept, at no cost."""
    found = []
    for column in columns:
        kept = [bool(bare.tasks[task].shifts) for task in column.tasks]
        tasks = tuple(task for task, keep in zip(column.tasks, kept, strict=True) if keep)
        before = tuple(sum(kept[:place]) for place in column.before)
        found.append(Column(column.shift, tasks, 0, before))
    return found
