"""Column generation: the climb of the bound.

The Lagrangian bound of any dual prices is valid, so each exact pricing gives one; prices are
smoothed towards the best so far (Wentges 1997, International Transactions in Operational Research
4:151-162). When the relaxation is solved it is made tighter: by remembering more, by cuts, and by
a higher price of leaving visits out.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from scheduler.rules import UNASSIGNED_RULE
from scheduler.solver.bound.choice import choose
from scheduler.solver.bound.cuts import Cut
from scheduler.solver.bound.fair_load import between, is_priced
from scheduler.solver.bound.graphs import SCALE, ShiftGraph, shift_graph
from scheduler.solver.bound.lagrangian import duals_of, without_rounds
from scheduler.solver.bound.left_out import MULTIPLE, LeftOut
from scheduler.solver.bound.master import Master, Relaxation
from scheduler.solver.bound.memory import Memory
from scheduler.solver.bound.pool import Pool, Terms
from scheduler.solver.bound.pricers import MOST_WORKERS, Job, Pricers
from scheduler.solver.bound.pricing import Column, Duals, Priced, Stopped
from scheduler.solver.bound.records import BITS, CUT_WORDS, NEVER, Integers, Words
from scheduler.solver.bound.separation import separate
from scheduler.solver.bound.terms import barred, first_cap, reward, tied
from scheduler.solver.problem import Problem
from scheduler.solver.stopping import StoppingCriterion

MOST_LABELS = 400_000
MOST_COLUMNS = 20
MOST_CUTS = 200
CUTS_AT_ONCE = 30
SMOOTHING = 0.6
CLOSE = 0.0005
"""Share of the relaxation's value within which the bound counts as having reached it."""
CLOSE_AT_FIRST = 0.002
"""As `CLOSE`, before there are cuts: memory is soon grown, and prices change a lot with it."""
CLOSE_WHILE_PROVING = 0.01
MOVED = 0.001
"""Where more memory has raised the relaxation by less of its value, cuts are looked for at once."""
PENALTY_STEP = 8
NARROW = 0.012
"""Share of the known cost: with a smaller gap all rounds of better plans are listed."""
AGAIN = 0.7
"""When they were too many, it is tried again with a gap so much smaller."""
MOST_ENUMERATED = 50_000
CUTS_BETWEEN_CHOICES = 60
WORK_UNIT = 1_000_000


@dataclass(frozen=True)
class Proof:
    """What a bound rests on.

    Attributes:
        points: scaled points of the bound.
        bases: of every shift, what its round adds to the bound.
        duals, cuts, masks: what the shifts were priced with.
    """

    points: int
    bases: tuple[int, ...]
    duals: Duals
    cuts: tuple[Cut, ...]
    masks: tuple[Words, ...]


class Climb:
    """A bound on its way up.

    Attributes:
        bound: points; no plan costs less.
        rises: how often the bound rose.
        enumerated: rounds that were listed in the end, 0 when it did not come to that.
        best: the cheapest choice of rounds come upon, where it costs less than the known plan.
        upper: points; only plans that cost less are of interest.
    """

    def __init__(
        self,
        problem: Problem,
        stop: StoppingCriterion,
        upper: int | None,
        *,
        fewest: Mapping[int, int] | None = None,
        work: int = 0,
        workers: int = 1,
    ) -> None:
        self.bound, self.rises, self.enumerated = 0, 0, 0
        self._problem, self._stop, self.upper = problem, stop, upper
        self._graphs = [shift_graph(problem, number) for number in range(len(problem.shifts))]
        self._pricers = Pricers(MOST_LABELS, workers, work * WORK_UNIT)
        self._memory = Memory(problem)
        self._masks = [self._memory.masks(graph) for graph in self._graphs]
        self._cuts: list[Cut] = []
        full = (problem.weights[UNASSIGNED_RULE[visit.priority]] for visit in problem.visits)
        self._left_out = LeftOut(tuple(full), upper, fewest=fewest or {})
        self._known_left_out = 0
        self._beyond = 0
        self._proving = self._proved = False
        self._cap = first_cap(problem)
        self._rewards = [reward(problem, graph) for graph in self._graphs]
        self._master = Master(problem, self._penalties, self._rewards, fair=is_priced(problem))
        self._centre: Duals | None = None
        self._centre_points = -NEVER
        self._fast = True
        self._close = CLOSE_AT_FIRST
        self._proof: Proof | None = None
        self._tried_at = NEVER
        self.best: tuple[Column, ...] = ()
        self._best_points = upper
        self._choose_at = 0
        self._grown_at = -math.inf
        if fewest:
            self.bound, self._proved = self._left_out.points(), True
            self._master.leave_out(self._left_out.count())
            self._penalise()

    @property
    def work(self) -> int:
        """Millions of comparisons of labels so far."""
        return self._pricers.work // WORK_UNIT

    @property
    def columns(self) -> tuple[Column, ...]:
        """Rounds known so far."""
        return tuple(self._master.columns)

    @property
    def cuts(self) -> int:
        """Cuts held so far."""
        return len(self._cuts)

    def run(self, columns: Iterable[Column]) -> str:
        """Climb until told to stop or until there is nothing left to try; why it ended."""
        try:
            self._ask()
            self._begin(list(columns))
            while True:
                reason = self._step()
                if reason is not None:
                    return reason
        except Stopped as stopped:
            return stopped.reason

    @property
    def _penalties(self) -> list[int]:
        """Points for leaving a visit out, no more than the cap: less is a valid relaxation."""
        full = self._left_out.full
        if self._proving:
            return [MULTIPLE * points for points in full]
        return [min(points, self._cap) for points in full]

    def _begin(self, columns: list[Column]) -> None:
        """Take the known rounds, and note what they leave out."""
        self._master.add(columns)
        filled = {task for column in columns for task in column.tasks}
        self._known_left_out = sum(
            points
            for points, visit in zip(self._left_out.full, self._problem.visits, strict=True)
            if columns and filled.isdisjoint(visit.tasks)
        )

    def _prove(self) -> None:
        """Go on with penalties that show how many visits have to be left out."""
        self._proving, self._centre = True, None
        self._master.penalise(self._penalties)

    def _proven(self) -> None:
        """Back to the bound, with what was shown about visits left out."""
        self._proving, self._proved, self._fast, self._centre = False, True, True, None
        if self._left_out.known:
            self._master.leave_out(self._left_out.count())
        self._penalise()

    def _penalise(self) -> None:
        penalties = self._penalties
        self._beyond = self._left_out.beyond(penalties)
        self._master.penalise(penalties)

    def _ask(self) -> None:
        if self.upper is not None and self.bound >= self.upper:
            raise Stopped("optimal")
        reason = self._stop(self.work, -self.bound)
        if reason is not None:
            raise Stopped(reason)

    def _step(self) -> str | None:
        """Solve the relaxation, price, and tighten when nothing is left to price."""
        relaxation = self._master.solve()
        if relaxation is None:
            return "numerical"
        current = duals_of(self._problem, relaxation)
        if self._fast:
            smoothed = self._smoothed(current)
            added, _ = self._price(smoothed, relaxation, relaxed=True)
            if not added and smoothed is not current:
                added, _ = self._price(current, relaxation, relaxed=True)
            if added <= len(self._graphs) // 2:
                self._fast, self._centre, self._centre_points = False, None, -NEVER
            if added:
                return None
        smoothed = self._smoothed(current)
        added, complete = self._price(smoothed, relaxation, relaxed=False)
        if not added and smoothed is not current:
            added, complete = self._price(current, relaxation, relaxed=False)
        if self._proving and self._left_out.least >= self._known_left_out > 0:
            self._proven()
            return None
        reached = relaxation.value + sum(self._rewards)
        near = CLOSE_WHILE_PROVING if self._proving else self._close
        if added and reached - self._centre_points / SCALE > near * abs(reached):
            return None
        if not complete:
            return "memory"
        return self._tighten(relaxation)

    def _finish(self) -> str | None:
        """Where the gap is small, list all rounds that better plans can hold, and choose."""
        proof, upper = self._proof, self.upper
        if proof is None or upper is None or not self._narrow(proof, upper):
            return None
        proof = self._by_rounds_alone(proof)
        if proof is None or not self._narrow(proof, upper):
            return None
        gap = upper * SCALE - proof.points
        self._tried_at = gap
        columns = self._listed(proof, gap)
        if columns is None:
            return None
        terms = Terms(
            full=self._left_out.full,
            must=[graph.must for graph in self._graphs],
            rewards=self._rewards,
            fewest=self._left_out.count(),
            upper=upper,
        )
        pool = Pool(self._problem, columns, terms, self.bound)
        self.enumerated = len(pool)
        pool.tighten(self._ask)
        self.bound = max(self.bound, pool.bound)
        pool.choose(self._ask)
        self.bound, self.best = max(self.bound, pool.bound), pool.best or self.best
        if pool.proven and (self.bound == upper or not tied(self._problem)):
            return "optimal"
        return "converged" if pool.proven else "effort"

    def _narrow(self, proof: Proof, upper: int) -> bool:
        """Whether the gap is small, and smaller than when rounds were listed before."""
        gap = upper * SCALE - proof.points
        return gap <= NARROW * upper * SCALE and gap <= AGAIN * self._tried_at

    def _listed(self, proof: Proof, gap: int) -> list[Column] | None:
        """All rounds that plans within the gap can hold; None where there are too many."""
        columns: list[Column] = []
        shifts = list(zip(self._graphs, proof.masks, proof.bases, strict=True))
        for first in range(0, len(shifts), MOST_WORKERS):
            most = MOST_ENUMERATED - len(columns)

            def listing(graph: ShiftGraph, memory: Words, base: int, most: int = most) -> Job[Any]:
                return lambda pricer, on_slice: pricer.enumerated(
                    graph,
                    memory,
                    proof.duals,
                    proof.cuts,
                    below=gap + base,
                    most=most,
                    on_slice=on_slice,
                )

            jobs = [listing(*each) for each in shifts[first : first + MOST_WORKERS]]
            for found in self._pricers.run(jobs, self._ask):
                if found is None or len(columns) + len(found) > MOST_ENUMERATED:
                    return None
                columns += found
        return columns

    def _tighten(self, relaxation: Relaxation) -> str | None:
        self._fast = True
        reason = None if self._proving else self._finish()
        if reason is not None:
            return reason
        if self._proving:
            self._proven()
            return None
        missed = np.array(self._left_out.full) - np.array(self._penalties)
        spare = float(missed @ relaxation.left_out) > self._beyond + 0.5
        if (spare or self._known_left_out) and self.upper is not None and not self._proved:
            self._prove()
            return None
        if spare:
            self._cap *= PENALTY_STEP
            self._penalise()
            return None
        return self._grow(relaxation)

    def _grow(self, relaxation: Relaxation) -> str | None:
        """Remember more, or else cut; `converged` when there is nothing left to do."""
        columns = self._master.columns
        known = columns[: len(relaxation.shares)]
        used = [
            column.tasks
            for column, share in zip(known, relaxation.shares, strict=True)
            if share > 1e-6
        ]
        grown = self._memory.grow(used)
        if grown:
            self._masks = [self._memory.masks(graph) for graph in self._graphs]
            self._master.forbid(
                number
                for number, column in enumerate(columns)
                if not self._memory.allows(column.tasks)
            )
            if relaxation.value > self._grown_at + MOVED * abs(relaxation.value):
                self._grown_at = relaxation.value
                return None
        room = min(CUTS_AT_ONCE, MOST_CUTS - len(self._cuts))
        cuts = separate(known, relaxation.shares, self._cuts, room) if room else self._cuts
        self._choose(len(cuts))
        if cuts == self._cuts and not grown:
            # Nothing is left but to price to the very end.
            reason, self._close = (None, 0.0) if self._close else ("converged", 0.0)
            return reason
        self._cuts, self._close = cuts, CLOSE
        self._master.cut(cuts)
        return None

    def _choose(self, cuts: int) -> None:
        """Look for a better plan, now and then; without ties the climb then aims at its cost."""
        if self._best_points is None or cuts < self._choose_at or barred(self._problem):
            return
        self._choose_at = cuts + CUTS_BETWEEN_CHOICES
        columns, full = self._master.columns, self._left_out.full
        found = choose(self._problem, columns, full, self._best_points, self._ask)
        if found is not None:
            self.best, self._best_points = found.columns, found.points
            if not tied(self._problem):
                self.upper = found.points

    def _smoothed(self, current: Duals) -> Duals:
        centre = self._centre
        if centre is None or len(centre.cut) != len(current.cut):
            return current
        return Duals(
            _between(centre.task, current.task),
            _between(centre.cut, current.cut),
            round(SMOOTHING * centre.left_out + (1 - SMOOTHING) * current.left_out),
            between(self._problem, centre.busy, current.busy, SMOOTHING) if current.busy else (),
        )

    def _price(self, duals: Duals, relaxation: Relaxation, *, relaxed: bool) -> tuple[int, bool]:
        """Price every shift; how many columns are new, and whether the bound is that of `duals`."""
        dearest = np.argsort(-duals.cut, kind="stable")[: BITS * CUT_WORDS]
        active = sorted(int(number) for number in dearest if duals.cut[number] > 0)
        cuts = [self._cuts[number] for number in active]
        shown = replace(duals, cut=duals.cut[active])
        below = [
            math.floor((float(worth) + reward - 1e-4) * SCALE)
            for worth, reward in zip(relaxation.shift, self._rewards, strict=True)
        ]
        found = self._rounds(shown, cuts, below, relaxed=relaxed)
        added = sum(self._master.add(priced.columns) for priced in found)
        lagrangian, bases = self._lagrangian(shown, found)
        self._centre_on(lagrangian, duals)
        complete = all(priced.complete for priced in found)
        if complete:
            self._priced(lagrangian, bases, shown, cuts)
        return added, complete

    def _rounds(
        self, duals: Duals, cuts: Sequence[Cut], below: Sequence[int], *, relaxed: bool
    ) -> list[Priced]:
        """The cheapest rounds of every shift, those of fewer scaled points less duals."""

        def pricing(graph: ShiftGraph) -> Job[Priced]:
            return lambda pricer, on_slice: pricer.price(
                graph,
                self._masks[graph.shift],
                duals,
                cuts,
                relaxed=relaxed,
                below=below[graph.shift],
                most=MOST_COLUMNS,
                on_slice=on_slice,
            )

        return self._pricers.run([pricing(graph) for graph in self._graphs], self._ask)

    def _lagrangian(self, duals: Duals, found: Sequence[Priced]) -> tuple[int, tuple[int, ...]]:
        """Scaled points of the Lagrangian bound, and what every shift adds to them."""
        bases = []
        for graph, priced in zip(self._graphs, found, strict=True):
            if graph.must:
                bases.append(0 if priced.least >= NEVER else priced.least)
            else:
                bases.append(min(0, priced.least))
        fewest = self._master.least_left_out
        lagrangian = without_rounds(self._problem, duals, self._penalties, fewest)
        return lagrangian + sum(bases), tuple(bases)

    def _by_rounds_alone(self, proof: Proof) -> Proof | None:
        """The proof without what ties rounds: of rounds of the same visits the cheapest is enough.

        None where labels have no room.
        """
        if not any(proof.duals.busy):
            return proof
        duals = replace(proof.duals, busy=())
        found = self._rounds(duals, proof.cuts, [-NEVER] * len(self._graphs), relaxed=False)
        if not all(priced.complete for priced in found):
            return None
        lagrangian, bases = self._lagrangian(duals, found)
        points = lagrangian + self._beyond * SCALE
        return Proof(points, bases, duals, proof.cuts, tuple(self._masks))

    def _centre_on(self, lagrangian: int, duals: Duals) -> None:
        """Smooth towards the duals of the best bound since they last had another shape."""
        centre = self._centre
        if centre is None or len(centre.cut) != len(duals.cut) or lagrangian > self._centre_points:
            self._centre, self._centre_points = duals, lagrangian

    def _priced(self, lagrangian: int, bases: Sequence[int], duals: Duals, cuts: list[Cut]) -> None:
        """Take note of a proven Lagrangian bound, scaled, and of what it rests on."""
        points = lagrangian + self._beyond * SCALE
        if not self._proving and (self._proof is None or points > self._proof.points):
            self._proof = Proof(points, tuple(bases), duals, tuple(cuts), tuple(self._masks))
        self._raise_to(-(-lagrangian // SCALE))

    def _raise_to(self, points: int) -> None:
        """Take note of a Lagrangian bound in points."""
        if self._proving:
            least = self._left_out.proven_by(points)
            if least > self._left_out.least:
                self._left_out = replace(self._left_out, least=least)
        elif points + self._beyond > self.bound:
            self.bound = points + self._beyond
            self.rises += 1


def _between(centre: Integers, current: Integers) -> Integers:
    return np.rint(SMOOTHING * centre + (1 - SMOOTHING) * current).astype(np.int64)
