"""The rules over rounds that are given: which of them make the best plan."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import IntVar, LinearExpr

from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.solver.compose.rounds import KnownRound
from scheduler.solver.problem import Problem
from scheduler.solver.search.state import BUSY, COST, DEPARTURE, END, LATENESS, WAITING

Amount = LinearExpr | int


class Composing:
    """The model.

    Attributes:
        chosen: one variable for every round.
    """

    def __init__(self, problem: Problem, rounds: Sequence[KnownRound]) -> None:
        self.model = cp_model.CpModel()
        self._problem = problem
        self._rounds = rounds
        self.chosen = [self.model.new_bool_var("") for _ in rounds]
        self.absent = [self.model.new_bool_var("") for _ in problem.visits]
        self._used = [self.model.new_bool_var("") for _ in problem.shifts]
        self._of_shift: defaultdict[int, list[int]] = defaultdict(list)
        self._of_task: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, each in enumerate(rounds):
            self._of_shift[each.shift].append(number)
            for node, start in zip(each.nodes, each.starts, strict=True):
                if node < len(problem.tasks):
                    self._of_task[node].append((number, start))
        self._one_round_per_shift()
        self._cover()
        self._together()
        self._dependency()
        self._rest()
        self._budget()
        self.model.minimize(self._cost())

    def _one_round_per_shift(self) -> None:
        for shift, used in enumerate(self._used):
            self.model.add(self._sum(self._of_shift[shift]) == used)
            if self._problem.shifts[shift].appointments:
                self.model.add(used == 1)

    def _cover(self) -> None:
        """Every place is filled once, or the visit is left out."""
        for visit, absent in zip(self._problem.visits, self.absent, strict=True):
            for task in visit.tasks:
                filled = self._sum(number for number, _ in self._of_task[task])
                self.model.add(filled + absent == 1)

    def _together(self) -> None:
        """All places of a joint visit start together, and by different carers."""
        for visit in self._problem.visits:
            for one, other in combinations(visit.tasks, 2):
                self.model.add(self._start(one) == self._start(other))
            if len(visit.tasks) > 1:
                by_carer: defaultdict[int, set[int]] = defaultdict(set)
                for task in visit.tasks:
                    for number, _ in self._of_task[task]:
                        by_carer[self._carer(number)].add(number)
                for numbers in by_carer.values():
                    self.model.add_at_most_one(self.chosen[number] for number in numbers)

    def _dependency(self) -> None:
        for visit, absent in zip(self._problem.visits, self.absent, strict=True):
            if visit.after is None:
                continue
            self.model.add_implication(self.absent[visit.after], absent)
            first = self._problem.visits[visit.after].tasks[0]
            gap = self._start(visit.tasks[0]) - self._start(first)
            self.model.add(gap >= visit.min_gap).only_enforce_if(~absent)
            if visit.max_gap is not None:
                self.model.add(gap <= visit.max_gap).only_enforce_if(~absent)

    def _rest(self) -> None:
        """A carer's rounds follow each other; between days they leave the rest agreed."""
        shifts = self._problem.shifts
        for one, other in combinations(range(len(shifts)), 2):
            if shifts[one].carer == shifts[other].carer:
                earlier, later = sorted((one, other), key=lambda each: shifts[each].start)
                same = shifts[earlier].day == shifts[later].day
                departure, end = self._figure(later, DEPARTURE), self._figure(earlier, END)
                self.model.add(
                    departure >= end + (0 if same else self._problem.rest)
                ).only_enforce_if(self._used[earlier], self._used[later])

    def _cost(self) -> Amount:
        weights = self._problem.weights
        points: Amount = sum(
            each.figures[COST] * chosen
            for each, chosen in zip(self._rounds, self.chosen, strict=True)
        )
        for visit, absent in zip(self._problem.visits, self.absent, strict=True):
            points += weights[UNASSIGNED_RULE[visit.priority]] * absent
        points += weights[RuleId.WORST_LATENESS] * self._worst_lateness()
        points += weights[RuleId.WAITING_SPREAD] * self._waiting_spread()
        points += weights[RuleId.FAIR_LOAD] * self._fair_load()
        return points + weights[RuleId.CHANGE] * sum(self._changes())

    def _worst_lateness(self) -> Amount:
        worst = self._amount(LATENESS)
        for shift in self._of_shift:
            self.model.add(worst >= self._figure(shift, LATENESS))
        return worst

    def _waiting_spread(self) -> Amount:
        most, least = self._amount(WAITING), self._amount(WAITING)
        self.model.add(most >= least)
        for shift, used in enumerate(self._used):
            self.model.add(most >= self._figure(shift, WAITING)).only_enforce_if(used)
            self.model.add(least <= self._figure(shift, WAITING)).only_enforce_if(used)
        return most - least

    def _fair_load(self) -> Amount:
        """As the model of all rules does it: permille of shift time, rounded down."""
        shares: list[IntVar] = []
        top = 0
        shifts = self._problem.shifts
        for carer, available in enumerate(self._problem.shift_seconds):
            if not available:
                continue
            own = [shift for shift in [*self._of_shift] if shifts[shift].carer == carer]
            busy = sum(self._figure(shift, BUSY) for shift in own)
            limit = sum(self._largest(shift, BUSY) for shift in own)
            top = max(top, 1000 * limit // available)
            share = self.model.new_int_var(0, 1000 * limit // available, "")
            self.model.add_linear_constraint(1000 * busy - available * share, 0, available - 1)
            shares.append(share)
        if len(shares) < 2:
            return 0
        most, least = self.model.new_int_var(0, top, ""), self.model.new_int_var(0, top, "")
        for share in shares:
            self.model.add(most >= share)
            self.model.add(least <= share)
        return most - least

    def _changes(self) -> Iterable[IntVar]:
        """A variable for every visit that a published plan knows: whether it is no longer so."""
        for index, visit in enumerate(self._problem.visits):
            if visit.published is None:
                continue
            filled, start = visit.published
            changed = self.model.new_bool_var("")
            if not filled:
                self.model.add_bool_or(self.absent[index], changed)
            elif {place for place, _ in filled} != set(range(1, len(visit.tasks) + 1)):
                self.model.add(changed == 1)
            else:
                for place, carer in filled:
                    same = self._as_published(visit.tasks[place - 1], carer, start)
                    self.model.add_bool_or(*(self.chosen[number] for number in same), changed)
            yield changed

    def _budget(self) -> None:
        """No held visit is left out, and not more get other carers than may."""
        for visit, absent in zip(self._problem.visits, self.absent, strict=True):
            if visit.held:
                self.model.add(absent == 0)
        if self._problem.most_moved is None:
            return
        moved: list[IntVar] = []
        for visit in self._problem.visits:
            if visit.asked or visit.published is None or not visit.published[0]:
                continue
            here, carer_of = self.model.new_bool_var(""), dict(visit.published[0])
            for task in visit.tasks:
                carer = carer_of.get(self._problem.tasks[task].place)
                for number, _ in self._of_task[task]:
                    if self._carer(number) != carer:
                        self.model.add_implication(self.chosen[number], here)
            moved.append(here)
        self.model.add(sum(moved) <= self._problem.most_moved)

    def _as_published(self, task: int, carer: int, start: int | None) -> list[int]:
        """Rounds of a carer in which a task begins about as published."""
        tolerance = self._problem.change_tolerance
        return [
            number
            for number, moment in self._of_task[task]
            if self._carer(number) == carer and (start is None or abs(moment - start) <= tolerance)
        ]

    def _carer(self, number: int) -> int:
        return self._problem.shifts[self._rounds[number].shift].carer

    def _sum(self, numbers: Iterable[int]) -> Amount:
        return sum(self.chosen[number] for number in numbers)

    def _start(self, task: int) -> Amount:
        """The start of a task, 0 while it is left out."""
        return sum(start * self.chosen[number] for number, start in self._of_task[task])

    def _figure(self, shift: int, figure: int) -> Amount:
        """A figure of the round of a shift, 0 without one."""
        return sum(
            self._rounds[number].figures[figure] * self.chosen[number]
            for number in self._of_shift[shift]
        )

    def _largest(self, shift: int, figure: int) -> int:
        numbers = self._of_shift[shift]
        return max((self._rounds[number].figures[figure] for number in numbers), default=0)

    def _amount(self, figure: int) -> IntVar:
        most = max((each.figures[figure] for each in self._rounds), default=0)
        return self.model.new_int_var(0, max(0, most), "")
