"""A search of a job: told about while it runs, stopped when the job is not gone on with."""

import dataclasses
import time

from api.jobs.plan_request import PlanJob
from api.jobs.task import Task
from api.plans.opening import remember_clients
from scheduler import __version__
from scheduler.checker import check
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.errors import FaultError
from scheduler.io.plan_document import PlanDocument
from scheduler.io.plan_json import plan_document
from scheduler.io.report import Provenance
from scheduler.planning.judging import report_of
from scheduler.solver.result import Progress
from scheduler.solver.stopping import Left, StoppingCriterion, what_is_left

TELL_SECONDS = 0.5
"""Between two plans that are told of, at least."""

SEARCHING = "searching"
"""What stands in a plan that is told of on the way in place of why the search stopped."""


class BestSoFar:
    """Tells of the best plan so far, checked and scored, so that whatever is shown is legal."""

    def __init__(self, task: Task[PlanJob], team: Team, travel: Travel) -> None:
        self._task, self._team, self._travel = task, team, travel
        self._before = float(str(task.begun_progress.get("elapsed_seconds", 0.0)))
        self._pending: Progress | None = None
        self._told_at = float("-inf")
        self._noted = False

    @property
    def seconds_before(self) -> float:
        """How long earlier attempts have searched."""
        return self._before

    def __call__(self, progress: Progress) -> None:
        """There is a better plan."""
        self._pending = progress
        self.tell_if_due()

    def tell_if_due(self) -> None:
        """Tell of the newest plan, unless one was told of just now.

        Raises:
            FaultError: it breaks a hard rule, or solver and scorer disagree about its score.
            LeaseLostError: the job is somebody else's by now.
        """
        if self._pending is None or time.monotonic() - self._told_at < TELL_SECONDS:
            return
        progress, self._pending = self._pending, None
        document = self._document(progress)
        self._note(document)
        told = {
            "score": progress.cost,
            "unassigned": progress.unassigned,
            "lower_bound": progress.bound,
            "iterations": progress.iterations,
            "elapsed_seconds": round(self._before + progress.elapsed_seconds, 3),
        }
        self._task.tell(told, document.model_dump_json())
        self._told_at = time.monotonic()

    def _document(self, progress: Progress) -> PlanDocument:
        plan = progress.plan()
        violations = check(self._team, self._travel, plan)
        if violations:
            listed = " ".join(f"{each.rule}: {each.text}" for each in violations)
            raise FaultError("plan-breaks-rule", listed)
        report = report_of(self._team, self._travel, plan)
        if report.score.total != progress.cost:
            text = f"{progress.cost} points by the solver and {report.score.total} by the scorer."
            raise FaultError("score-disagrees", text)
        came_about = Provenance(
            rounds_version=__version__,
            seed=self._task.request.asked.seed,
            iterations=progress.iterations,
            stopped=SEARCHING,
            lower_bound=progress.bound,
            estimated=self._travel.estimated,
        )
        return plan_document(dataclasses.replace(report, provenance=came_about))

    def _note(self, document: PlanDocument) -> None:
        """Whoever reads the job from now on reads of these clients."""
        if self._noted:
            return
        remember_clients(self._task, document)
        self._noted = True


class Watched:
    """Stops as another criterion does, at the latest after some seconds.

    Between two slices of iterations it tells of the best plan, and raises where the job is not
    gone on with.

    Args:
        longest: seconds after which it stops whatever the other says; never told to the search,
            whose plan must not depend on it.
    """

    def __init__(
        self, stop: StoppingCriterion, longest: float, task: Task[PlanJob], best: BestSoFar
    ) -> None:
        self._stop, self._task, self._best = stop, task, best
        self._end = time.monotonic() + longest

    def __call__(self, iterations: int, best_cost: int) -> str | None:
        """The reason to stop.

        Raises:
            JobInterruptedError: the job is not gone on with.
        """
        self._task.insist()
        self._best.tell_if_due()
        reason = self._stop(iterations, best_cost)
        return "time" if reason is None and time.monotonic() >= self._end else reason

    def left(self, iterations: int) -> Left:
        """What the other leaves."""
        left = what_is_left(self._stop, iterations)
        return left._replace(cancelled=left.cancelled or self._task.cancelled())
