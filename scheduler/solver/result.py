"""What a solve hands back, and what it tells on the way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scheduler.plan import Plan
from scheduler.score import Score
from scheduler.solver.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Progress:
    """The state of a running solve, told at every better plan.

    Attributes:
        cost: points of the best plan so far.
        unassigned: visits that it leaves out.
        bound: no plan costs less than this, where that is known.
        elapsed_seconds: since the solve began.
        plan: makes the best plan so far; only called by those who want to see it.
    """

    iterations: int
    cost: int
    unassigned: int
    bound: int | None
    elapsed_seconds: float
    plan: Callable[[], Plan]


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Result:
    """A plan and what is known about it.

    Attributes:
        score: rule by rule, by the solver's own reckoning; the scorer must agree to the unit.
        bound: no plan costs less than this, where that is known.
        stopped_by: `time`, `iterations`, `no_improvement`, `cancelled`, `nothing_to_plan`.
        statistics: iterations, seconds, and whatever else the engine counts.
        schedules: the rounds of the plan in the problem's indices.
    """

    plan: Plan
    score: Score
    bound: int | None
    stopped_by: str
    statistics: Mapping[str, float]
    schedules: tuple[Schedule, ...] = ()

    @property
    def gap(self) -> float | None:
        """How far the plan may be from the best possible, as a share of its cost."""
        if self.bound is None:
            return None
        return 1 - self.bound / self.score.total if self.score.total else 0.0
