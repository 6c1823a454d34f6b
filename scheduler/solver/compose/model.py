"""The rules over rounds that are given: which of them make the best plan.

Where rounds are tied to each other the rows go by moments: as many rounds fill the first place of a
joint visit at a moment as fill the second one then. That leaves far less to the relaxation than
one row on the difference of two starts.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.solver.compose.program import INFINITE, Floats, Program, Term
from scheduler.solver.compose.rounds import KnownRound
from scheduler.solver.problem import Problem, ProblemVisit
from scheduler.solver.search.state import (
    BUSY,
    COST,
    DEPARTURE,
    EARLIER,
    END,
    LATENESS,
    LATER,
    WAITING,
)

DEARER = 4
"""Leaving out a visit costs no more than so many times the dearest round: what is beyond that only
spoils the arithmetic."""

HALF = 0.5
"""Above it a whole value is 1: it may be off by a little."""

STEP = 100
"""How many visits of a priority are worth one of the next priority at most, for the same reason."""


class Composing:
    """The model.

    Shares of work are not rounded in the program, so that its value may be off by less than the
    weight of fair load, and leaving out visits costs less in it than it does.

    Attributes:
        program: its first columns are the rounds.
    """

    def __init__(self, problem: Problem, rounds: Sequence[KnownRound]) -> None:
        self.program = Program()
        self._problem = problem
        self._rounds = rounds
        for each in rounds:
            self.program.column(each.figures[COST], whole=True)
        self._eased, costs = _penalties(problem, rounds)
        self._absent = [
            self.program.column(cost, 0.0 if visit.held else 1.0, whole=True)
            for visit, cost in zip(problem.visits, costs, strict=True)
        ]
        self._of_shift: defaultdict[int, list[int]] = defaultdict(list)
        self._at: defaultdict[int, defaultdict[int, list[int]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for number, each in enumerate(rounds):
            self._of_shift[each.shift].append(number)
            for node, start in zip(each.nodes, each.starts, strict=True):
                if node < len(problem.tasks):
                    self._at[node][start].append(number)
        self._one_round_per_shift()
        self._cover()
        for visit in problem.visits:
            self._together(visit)
            self._depending(visit)
        self._rest()
        self._budget()
        self._worst_lateness()
        self._waiting_spread()
        self._fair_load()
        self._change()

    def columns(self, rounds: Iterable[int], absent: Iterable[int]) -> list[int]:
        """Those that are 1 in a plan of some rounds that leaves out some visits."""
        return [*rounds, *(self._absent[visit] for visit in absent)]

    def in_program(self, cost: int, absent: Iterable[int]) -> float:
        """What a plan that leaves out some visits costs in the program."""
        return cost - sum(self._eased[visit] for visit in absent)

    def left_out(self, values: Floats) -> list[int]:
        """The visits that values of the program's columns leave out."""
        return [visit for visit, column in enumerate(self._absent) if values[column] > HALF]

    def cost(self, values: Floats) -> int:
        """Points of the plan that values of the program's columns say."""
        points = self.program.value(values)
        points += sum(self._eased[visit] for visit in self.left_out(values))
        shares = [sum(part * values[n] for n, part in share) for share in self._shares]
        if shares:
            # the score rounds shares down; a whole number may be off by a little here
            whole = [math.floor(share + 1e-6) for share in shares]
            rounded = (max(whole) - min(whole)) - (max(shares) - min(shares))
            points += self._problem.weights[RuleId.FAIR_LOAD] * rounded
        return round(points)

    def _one_round_per_shift(self) -> None:
        for shift, each in enumerate(self._problem.shifts):
            used = 1 if each.appointments else 0
            self.program.row(_each(self._of_shift[shift]), used, 1)

    def _cover(self) -> None:
        """Every place is filled once, or the visit is left out."""
        for visit, absent in zip(self._problem.visits, self._absent, strict=True):
            for task in visit.tasks:
                self.program.row([*_each(self._with(task)), (absent, 1)], 1, 1)

    def _together(self, visit: ProblemVisit) -> None:
        """All places of a joint visit start together, and are filled by different carers."""
        for one, other in combinations(visit.tasks, 2):
            for moment in sorted({*self._at[one], *self._at[other]}):
                terms = [*_each(self._at[one][moment]), *_each(self._at[other][moment], -1)]
                self.program.row(terms, 0, 0)
        if len(visit.tasks) > 1:
            by_carer: defaultdict[int, set[int]] = defaultdict(set)
            for task in visit.tasks:
                for number in self._with(task):
                    by_carer[self._carer(number)].add(number)
            for numbers in by_carer.values():
                self.program.row(_each(sorted(numbers)), 0, 1)

    def _depending(self, visit: ProblemVisit) -> None:
        """Whoever makes a dependent visit at a moment has somebody before who was in time."""
        if visit.after is None:
            return
        second, first = visit.tasks[0], self._problem.visits[visit.after].tasks[0]
        most = INFINITE if visit.max_gap is None else visit.max_gap
        for moment, numbers in self._at[second].items():
            before = [
                number
                for begun, others in self._at[first].items()
                if visit.min_gap <= moment - begun <= most
                for number in others
            ]
            self.program.row([*_each(before), *_each(numbers, -1)], 0)

    def _rest(self) -> None:
        """A carer's rounds follow each other; between days they leave the rest agreed."""
        shifts = self._problem.shifts
        for one, other in combinations(range(len(shifts)), 2):
            if shifts[one].carer != shifts[other].carer:
                continue
            earlier, later = sorted((one, other), key=lambda each: shifts[each].start)
            rest = 0 if shifts[earlier].day == shifts[later].day else self._problem.rest
            for leaves in sorted({self._figure(n, DEPARTURE) for n in self._of_shift[later]}):
                soon = [n for n in self._of_shift[later] if self._figure(n, DEPARTURE) <= leaves]
                long = [n for n in self._of_shift[earlier] if self._figure(n, END) + rest > leaves]
                if long:
                    self.program.row([*_each(soon), *_each(long)], 0, 1)

    def _budget(self) -> None:
        """Not more visits get other carers than may."""
        if self._problem.most_moved is None:
            return
        moved = [self.program.column() for visit in self._problem.visits if _may_not_move(visit)]
        visits = (visit for visit in self._problem.visits if _may_not_move(visit))
        for visit, here in zip(visits, moved, strict=True):
            carer_of = dict(visit.published[0]) if visit.published else {}
            for task in visit.tasks:
                carer = carer_of.get(self._problem.tasks[task].place)
                others = [number for number in self._with(task) if self._carer(number) != carer]
                self.program.row([(here, 1), *_each(others, -1)], 0)
        self.program.row(_each(moved), 0, self._problem.most_moved)

    def _worst_lateness(self) -> None:
        worst = self.program.column(self._problem.weights[RuleId.WORST_LATENESS], INFINITE)
        for numbers in self._of_shift.values():
            late = ((number, -self._figure(number, LATENESS)) for number in numbers)
            self.program.row([(worst, 1), *late], 0)

    def _waiting_spread(self) -> None:
        """Rounds that would wait less than others leave earlier or end later, at no cost."""
        most, least = self._spread(RuleId.WAITING_SPREAD)
        longest = max((each.figures[WAITING] for each in self._rounds), default=0)
        for numbers in self._of_shift.values():
            waiting = ((number, -self._figure(number, WAITING)) for number in numbers)
            self.program.row([(most, 1), *waiting], 0)
            short = ((n, longest - min(longest, self._most_waiting(n))) for n in numbers)
            self.program.row([(least, 1), *short], -INFINITE, longest)

    def _most_waiting(self, number: int) -> int:
        return sum(self._figure(number, figure) for figure in (WAITING, EARLIER, LATER))

    def _fair_load(self) -> None:
        most, least = self._spread(RuleId.FAIR_LOAD)
        shares = [
            [
                (number, 1000 * self._figure(number, BUSY) / available)
                for shift, numbers in self._of_shift.items()
                if self._problem.shifts[shift].carer == carer
                for number in numbers
            ]
            for carer, available in enumerate(self._problem.shift_seconds)
            if available
        ]
        self._shares = shares if len(shares) > 1 else []
        for share in self._shares:
            self.program.row([(most, 1), *((number, -part) for number, part in share)], 0)
            self.program.row(
                [(least, 1), *((number, -part) for number, part in share)], -INFINITE, 0
            )

    def _spread(self, rule: RuleId) -> tuple[int, int]:
        """Columns of the largest and the smallest of some amounts; the difference costs."""
        weight = self._problem.weights[rule]
        most = self.program.column(weight, INFINITE)
        least = self.program.column(-weight, INFINITE)
        self.program.row([(most, 1), (least, -1)], 0)
        return most, least

    def _change(self) -> None:
        """Visits that are no longer what the published plan says of them."""
        weight = self._problem.weights[RuleId.CHANGE]
        for visit, absent in zip(self._problem.visits, self._absent, strict=True):
            if visit.published is None:
                continue
            filled, start = visit.published
            changed = self.program.column(weight)
            if not filled:
                self.program.row([(changed, 1), (absent, 1)], 1)
            elif {place for place, _ in filled} != set(range(1, len(visit.tasks) + 1)):
                self.program.row([(changed, 1)], 1)
            else:
                for place, carer in filled:
                    same = self._as_published(visit.tasks[place - 1], carer, start)
                    self.program.row([(changed, 1), *_each(same)], 1)

    def _as_published(self, task: int, carer: int, start: int | None) -> list[int]:
        """Rounds of a carer in which a task begins about as published."""
        tolerance = self._problem.change_tolerance
        return [
            number
            for moment, numbers in self._at[task].items()
            if start is None or abs(moment - start) <= tolerance
            for number in numbers
            if self._carer(number) == carer
        ]

    def _with(self, task: int) -> Iterator[int]:
        """The rounds that have a task."""
        return (number for numbers in self._at[task].values() for number in numbers)

    def _carer(self, number: int) -> int:
        return self._problem.shifts[self._rounds[number].shift].carer

    def _figure(self, number: int, figure: int) -> int:
        return self._rounds[number].figures[figure]


def _each(columns: Iterable[int], factor: float = 1) -> Iterator[Term]:
    return ((column, factor) for column in columns)


def _may_not_move(visit: ProblemVisit) -> bool:
    """Whether other carers for a visit count."""
    return not visit.asked and visit.published is not None and bool(visit.published[0])


def _penalties(problem: Problem, rounds: Sequence[KnownRound]) -> tuple[list[int], list[int]]:
    """What leaving visits out costs in the program: as much more than rounds as it has to.

    Returns:
        By visit, the points by which it costs less than it does, and those that are left.
    """
    weights = [problem.weights[UNASSIGNED_RULE[visit.priority]] for visit in problem.visits]
    limit = DEARER * max((each.figures[COST] for each in rounds), default=0) + 1
    capped: dict[int, int] = {}
    before = 0
    for weight in sorted(set(weights)):
        room = min(STEP, -(-weight // before)) * max(capped.values()) if before else 0
        capped[weight] = min(weight, max(limit, room))
        before = weight
    return [weight - capped[weight] for weight in weights], [capped[weight] for weight in weights]
