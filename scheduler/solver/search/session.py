"""One search, as the rest of the solver sees it."""

import numpy as np

from scheduler.errors import RoundsError
from scheduler.plan import StopKind
from scheduler.solver.problem import Problem
from scheduler.solver.schedule import Activity, Schedule
from scheduler.solver.search.anneal import BEST_COST, FIRST_CYCLE, anneal, copy_state
from scheduler.solver.search.links import NODE, PAUSE, link_up
from scheduler.solver.search.recreate import recreate
from scheduler.solver.search.references import (
    refer_to_chain,
    refer_to_state,
    refer_to_tables,
    refer_to_workshop,
)
from scheduler.solver.search.rounds import bounds, open_shift, total_cost
from scheduler.solver.search.state import UNUSABLE, empty_state, workshop
from scheduler.solver.search.tables import tables_of


class Session:
    """A search that can be run on for some iterations at a time.

    Raises:
        RoundsError: when the appointments of a shift cannot be kept by any round.
    """

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem = problem
        self.tables = tables_of(problem)
        self.current = empty_state(self.tables)
        self.shop = workshop(self.tables, self.current, seed)
        self.trial = empty_state(self.tables)
        self.best = empty_state(self.tables)
        self.to_tables = refer_to_tables(self.tables)
        self.to_current = refer_to_state(self.current)
        self.to_trial = refer_to_state(self.trial)
        self.to_best = refer_to_state(self.best)
        self.to_shop = refer_to_workshop(self.shop, refer_to_chain(self.shop.chain))
        self._open_shifts()
        self._log = np.array([0, FIRST_CYCLE, 0, 0], dtype=np.int64)

    def begin(self) -> None:
        """Fill the current rounds with what fits, and make that the first plan."""
        recreate(self.to_tables, self.to_current, self.to_shop, 0.0)
        copy_state(self.to_tables, self.to_current, self.to_trial)
        copy_state(self.to_tables, self.to_current, self.to_best)
        self._log[2:] = total_cost(self.to_tables, self.to_current, self.to_shop)

    def run(self, iterations: int) -> bool:
        """Search on; whether the best plan has become better."""
        return anneal(
            self.to_tables,
            self.to_current,
            self.to_trial,
            self.to_best,
            self.to_shop,
            self._log,
            iterations,
        )

    def fill_up(self) -> None:
        """Try once more, overlooking nothing, to insert what the best plan leaves out."""
        copy_state(self.to_tables, self.to_best, self.to_trial)
        recreate(self.to_tables, self.to_trial, self.to_shop, 0.0)
        total = total_cost(self.to_tables, self.to_trial, self.to_shop)
        if total < self.cost:
            copy_state(self.to_tables, self.to_trial, self.to_best)
            self._log[BEST_COST] = total

    @property
    def cost(self) -> int:
        """Points of the best plan."""
        return int(self._log[BEST_COST])

    @property
    def left_out(self) -> list[int]:
        """Visits that the best plan leaves out."""
        return [int(visit) for visit in np.flatnonzero(self.best.absent)]

    def schedules(self) -> list[Schedule]:
        """The rounds of the best plan."""
        used = [s for s in range(len(self.problem.shifts)) if self.best.length[s] > 0]
        return [Schedule(shift, self._activities(shift)) for shift in used]

    def _activities(self, shift: int) -> tuple[Activity, ...]:
        shop = self.shop
        begin, latest_end = bounds(self.to_tables, self.to_best, shift)
        count, _ = link_up(
            self.to_tables, self.to_best, self.to_shop, shift, shift, begin, latest_end
        )
        activities = []
        for link in range(count - 1):
            index, kind = int(shop.number[link]), StopKind.BREAK
            if shop.kind[link] == NODE:
                kind = StopKind.VISIT
                if index >= self.tables.tasks:
                    kind = StopKind.APPOINTMENT
                    index -= self.tables.tasks + int(self.tables.appointment_from[shift])
            start, late = int(shop.chain.starts[link]), bool(shop.late[link])
            activities.append(Activity(kind, index, start, late and shop.kind[link] == PAUSE))
        return tuple(activities)

    def _open_shifts(self) -> None:
        """Give every shift its appointments; the others learn what those leave them."""
        spare = len(self.problem.shifts)
        for shift in [*range(spare), *range(spare)]:
            if self.current.length[shift] > 0:
                continue
            open_shift(self.to_tables, self.to_current, self.to_shop, shift, spare)
            key = self.problem.shifts[shift].key
            if self.problem.shifts[shift].appointments and self.current.length[shift] == UNUSABLE:
                raise RoundsError(
                    "appointment-out-of-reach",
                    f"The appointments of carer {key.carer_id} in the shift that starts at "
                    f"{key.start.isoformat()} cannot all be kept.",
                )
