"""What a round remembers where: the visits that it must not come back to.

The neighbourhoods of Baldacci, Mingozzi and Roberti (2011), grown where the relaxation uses a round
that comes back, as Roberti and Mingozzi (2014, Transportation Science 48:413-424, section 4) do.
"""

from collections.abc import Iterable, Sequence

import numpy as np

from scheduler.solver.bound.graphs import ShiftGraph
from scheduler.solver.bound.records import Words
from scheduler.solver.problem import Problem

NEIGHBOURS = 8


class Memory:
    """For every visit, the visits that a round still remembers when it leaves that visit."""

    def __init__(self, problem: Problem) -> None:
        self._visit = [task.visit for task in problem.tasks]
        self._near = [_near(problem, visit) for visit in range(len(problem.visits))]

    def masks(self, shift: ShiftGraph) -> Words:
        """Per node of a shift, the bits of the visits remembered; an appointment keeps all."""
        bit = {visit: position for position, visit in enumerate(shift.visits)}
        masks = np.zeros((len(shift.task), max(1, (len(bit) + 63) // 64)), dtype=np.uint64)
        for node, task in enumerate(shift.task):
            kept = self._near[self._visit[task]] if task >= 0 else shift.visits
            for visit in kept:
                if visit in bit:
                    masks[node, bit[visit] >> 6] |= np.uint64(1 << (bit[visit] & 63))
        return masks

    def grow(self, orders: Iterable[Sequence[int]]) -> bool:
        """Remember what these rounds come back to all the way; whether that was new."""
        grown = False
        for order in orders:
            last: dict[int, int] = {}
            for position, task in enumerate(order):
                visit = self._visit[task]
                for between in order[last.get(visit, position) + 1 : position]:
                    grown |= visit not in self._near[self._visit[between]]
                    self._near[self._visit[between]].add(visit)
                last[visit] = position
        return grown

    def allows(self, order: Sequence[int]) -> bool:
        """Whether a round never comes back to what it still remembers."""
        held: set[int] = set()
        for task in order:
            visit = self._visit[task]
            if visit in held:
                return False
            held = (held & self._near[visit]) | {visit}
        return True


def _near(problem: Problem, number: int) -> set[int]:
    """The visits nearest in seconds of a return among those that a return has time for."""
    visit = problem.visits[number]
    if not visit.windows or not problem.modes:
        return {number}
    seconds = problem.seconds.min(axis=0)
    ranked = []
    for other, there in enumerate(problem.visits):
        if other == number or not there.windows:
            continue
        away = int(seconds[visit.location, there.location])
        away += int(seconds[there.location, visit.location])
        away += visit.service + there.service
        tight = min(
            visit.windows[-1][1] - visit.windows[0][0], there.windows[-1][1] - there.windows[0][0]
        )
        overlap = min(visit.windows[-1][1], there.windows[-1][1]) - max(
            visit.windows[0][0], there.windows[0][0]
        )
        if tight >= 0 and (overlap >= 0 or away == 0):
            ranked.append((away, other))
    ranked.sort()
    none = {other for away, other in ranked if away == 0}
    return {number, *(other for _, other in ranked[:NEIGHBOURS]), *none}
