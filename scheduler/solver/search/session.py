"""One chain of the search, as the rest of the solver sees it."""

from collections.abc import Mapping, Sequence

import numpy as np

from scheduler.errors import RoundsError
from scheduler.plan import StopKind
from scheduler.solver.params import DEFAULTS, SearchParams
from scheduler.solver.problem import Problem
from scheduler.solver.references import refer_to
from scheduler.solver.schedule import Activity, Schedule
from scheduler.solver.search.anneal import (
    BEST_COST,
    COLD,
    CURRENT_COST,
    DONE,
    HOT,
    LENGTH,
    anneal,
    copy_state,
)
from scheduler.solver.search.around import keep_around
from scheduler.solver.search.child import breed
from scheduler.solver.search.links import NODE, PAUSE, link_up
from scheduler.solver.search.pool import RoundPool, empty_pool
from scheduler.solver.search.recreate import UNLIMITED, recreate
from scheduler.solver.search.rounds import (
    bounds,
    copy_row,
    evaluate,
    open_shift,
    room_beside_others,
    total_cost,
    waiting_between,
)
from scheduler.solver.search.state import UNUSABLE, WAITING, State, empty_state, workshop
from scheduler.solver.search.tables import NEVER, NOBODY, Tables, tables_of

UNKNOWN_COST = NEVER

ROUNDS_AROUND = 20_000
"""Rounds around a plan that are kept at most: full days of 130 visits have some thousands."""


class Session:
    """A search that can be run on for some iterations at a time, in cycles.

    Args:
        tables: of the problem, where somebody has made them already.

    Attributes:
        best: the best plan of the cycle.
        beginnings: plans to begin afresh from, best first, as long as there are any.

    Raises:
        RoundsError: when the appointments of a shift cannot be kept by any round.
    """

    def __init__(
        self,
        problem: Problem,
        seed: int,
        params: SearchParams = DEFAULTS,
        tables: Tables | None = None,
    ) -> None:
        self.problem = problem
        self.tables = tables_of(problem) if tables is None else tables
        self.current = empty_state(self.tables)
        self.shop = workshop(self.tables, self.current, seed, params.settings)
        self.trial = empty_state(self.tables)
        self.best = empty_state(self.tables)
        self.pool = empty_pool(self.current, params.pool_rounds)
        self.to_tables = refer_to(self.tables)
        self.to_current = refer_to(self.current)
        self.to_trial = refer_to(self.trial)
        self.to_best = refer_to(self.best)
        self.to_shop = refer_to(self.shop)
        self._to_pool = refer_to(self.pool)
        lost = self._open_shifts()
        if lost is not None:
            key = problem.shifts[lost].key
            raise RoundsError(
                "appointment-out-of-reach",
                f"The appointments of carer {key.carer_id} in the shift that starts at "
                f"{key.start.isoformat()} cannot all be kept.",
            )
        self._log = np.array([0, 1, UNKNOWN_COST, UNKNOWN_COST], dtype=np.int64)
        self._heat = np.ones(2, dtype=np.float64)
        self.params = params
        self.beginnings: list[State] = []

    def begin(self) -> None:
        """Fill the current rounds with what fits, and make that the first plan."""
        recreate(self.to_tables, self.to_current, self.to_shop, 0.0, UNLIMITED)
        self._settle()

    def begin_afresh(self) -> None:
        """Make a plan that nobody has begun from yet the current one, or one made from nothing."""
        if self.beginnings:
            self.begin_at(self.beginnings.pop(0))
            return
        self.load({}, {})
        self.begin()

    def begin_at(self, plan: State) -> None:
        """Make a plan the current one."""
        copy_state(self.to_tables, refer_to(plan), self.to_current)
        self._settle()

    def begin_between(self, one: State, other: State) -> None:
        """Make a child of two plans the current one."""
        parents = refer_to(one), refer_to(other)
        breed(self.to_tables, *parents, self.to_current, self.to_shop)
        self._settle()

    def begin_cycle(self, hot: float, cold: float) -> None:
        """Begin to anneal the current plan; temperatures in near legs."""
        leg = float(self.tables.near_leg)
        self._heat[HOT], self._heat[COLD] = leg * hot, leg * cold
        self._log[DONE] = 0
        self.shop.stubborn[:] = 0

    def run(self, iterations: int, cycle: int) -> bool:
        """Search on, in a cycle of so many iterations; whether its best plan became better."""
        self._log[LENGTH] = max(1, cycle)
        return anneal(
            self.to_tables,
            self.to_current,
            self.to_trial,
            self.to_best,
            self.to_shop,
            self._to_pool,
            self._log,
            self._heat,
            iterations,
        )

    def fill_up(self) -> None:
        """Try once more, overlooking nothing, to insert what the best plan leaves out."""
        copy_state(self.to_tables, self.to_best, self.to_trial)
        recreate(self.to_tables, self.to_trial, self.to_shop, 0.0, UNLIMITED)
        total = total_cost(self.to_tables, self.to_trial, self.to_shop)
        if total < self.cost:
            copy_state(self.to_tables, self.to_trial, self.to_best)
            self._log[BEST_COST] = total

    def rounds_around(self) -> RoundPool:
        """The legal rounds that differ from those of the best plan by a visit, or two."""
        pool, plan = empty_pool(self.best, ROUNDS_AROUND), self.plan()
        spare = len(self.problem.shifts)
        keep_around(self.to_tables, refer_to(plan), self.to_shop, refer_to(pool), spare)
        return pool

    def plan(self) -> State:
        """The best plan, to keep."""
        kept = empty_state(self.tables)
        copy_state(self.to_tables, self.to_best, refer_to(kept))
        return kept

    def take_best(self, other: State, cost: int) -> None:
        """Make a plan of another chain the best one."""
        copy_state(self.to_tables, refer_to(other), self.to_best)
        self._log[BEST_COST] = cost

    def load(self, orders: Mapping[int, Sequence[int]], starts: Mapping[int, int]) -> int | None:
        """Make the rounds given the current plan, and the best one where it is better.

        Args:
            orders: nodes in order by shift; shifts left out have no round of visits.
            starts: of the visits in them.

        Returns:
            What the plan costs, None when the rounds cannot be like that.
        """
        tables, state, spare = self.tables, self.current, len(self.problem.shifts)
        state.absent[:] = True
        state.frozen[:] = NEVER
        state.shift_of[:] = NOBODY
        state.length[:] = UNUSABLE
        for visit, start in starts.items():
            state.absent[visit] = False
            if tables.tied[visit]:
                state.frozen[visit] = start
        if self._open_shifts() is not None:
            return None
        for shift, nodes in orders.items():
            state.nodes[spare, : len(nodes)] = nodes
            state.length[spare] = len(nodes)
            if not evaluate(self.to_tables, self.to_current, self.to_shop, spare, shift):
                return None
            copy_row(self.to_tables, self.to_current, spare, self.to_current, shift, shift)
            state.shift_of[[node for node in nodes if node < tables.tasks]] = shift
            if self._open_shifts() is not None:
                return None
        total = int(total_cost(self.to_tables, self.to_current, self.to_shop))
        copy_state(self.to_tables, self.to_current, self.to_trial)
        self._log[CURRENT_COST] = total
        if total < self.cost:
            self.take_best(self.current, total)
        return total

    def load_schedules(self, schedules: Sequence[Schedule]) -> int | None:
        """As `load`, from rounds in the problem's indices; only starts of tied visits are kept."""
        orders: dict[int, list[int]] = {}
        starts: dict[int, int] = {}
        for each in schedules:
            nodes = orders.setdefault(each.shift, [])
            for activity in each.activities:
                if activity.kind is StopKind.VISIT:
                    nodes.append(activity.index)
                    starts[self.problem.tasks[activity.index].visit] = activity.start
                elif activity.kind is StopKind.APPOINTMENT:
                    first = self.tables.appointment_from[each.shift]
                    nodes.append(int(self.tables.appointments[first + activity.index]))
        return self.load(orders, starts)

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
        least = 0
        if self.tables.weights.waiting_spread:
            _, least = waiting_between(self.to_tables, self.to_best)
        used = [s for s in range(len(self.problem.shifts)) if self.best.length[s] > 0]
        return [Schedule(shift, self._activities(shift, least)) for shift in used]

    def _activities(self, shift: int, least_waiting: int) -> tuple[Activity, ...]:
        """What a round does, waiting for so many seconds at least where that costs nothing."""
        shop = self.shop
        begin, latest_end = bounds(self.to_tables, self.to_best, shift)
        count, _ = link_up(
            self.to_tables, self.to_best, self.to_shop, shift, shift, begin, latest_end
        )
        missing = max(0, least_waiting - int(self.best.figures[shift, WAITING]))
        earlier, later = room_beside_others(self.to_tables, self.to_best, shift)
        shop.chain.starts[0] -= min(missing, earlier)
        shop.chain.starts[max(0, count - 2)] += min(max(0, missing - earlier), later)
        activities = []
        for link in range(count - 1):
            index, kind = int(shop.number[link]), StopKind.BREAK
            if shop.kind[link] == NODE:
                kind = StopKind.VISIT
                if index >= self.tables.tasks:
                    kind = StopKind.APPOINTMENT
                    index -= self.tables.tasks + int(self.tables.appointment_from[shift])
            late = bool(shop.late[link] and shop.kind[link] == PAUSE)
            activities.append(Activity(kind, index, int(shop.chain.starts[link]), late))
        return tuple(activities)

    def _settle(self) -> None:
        """The current plan is the trial one and the best one of the cycle."""
        copy_state(self.to_tables, self.to_current, self.to_trial)
        copy_state(self.to_tables, self.to_current, self.to_best)
        total = total_cost(self.to_tables, self.to_current, self.to_shop)
        self._log[CURRENT_COST] = self._log[BEST_COST] = total

    def _open_shifts(self) -> int | None:
        """Give every shift its appointments; the others learn what those leave them.

        Returns:
            A shift whose appointments cannot be kept, None without.
        """
        spare = len(self.problem.shifts)
        for shift in [*range(spare), *range(spare)]:
            if self.current.length[shift] > 0:
                continue
            open_shift(self.to_tables, self.to_current, self.to_shop, shift, spare)
            if self.problem.shifts[shift].appointments and self.current.length[shift] == UNUSABLE:
                return shift
        return None
