"""The one way to solve a problem."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext

from scheduler.errors import FaultError, RoundsError
from scheduler.plan import Plan
from scheduler.score import Score, ScoreLine
from scheduler.solver.assemble import assemble
from scheduler.solver.foresight import Foresight
from scheduler.solver.kernels import Kernel, kernel_of
from scheduler.solver.params import DEFAULTS, REGULAR, SearchParams
from scheduler.solver.population import enough_chains
from scheduler.solver.problem import Problem
from scheduler.solver.reasons import reasons
from scheduler.solver.regular.translation import is_regular
from scheduler.solver.result import OnProgress, Progress, Result
from scheduler.solver.schedule import Schedule, cost, moved, quantities
from scheduler.solver.search.session import Session
from scheduler.solver.search.warm import planned_in, take_over
from scheduler.solver.steps import WIDELY, Allowance, compose_anew, prove, time_together
from scheduler.solver.stopping import StoppingCriterion, what_is_left

COMPOSING, TIMING = 0.3, 0.2
"""Seconds that composing takes until it is known, and those kept for timing rounds together."""

WORTH_SEARCHING_ON = 2.5
"""So many times as long as the last steps took has to be left for searching on before the next."""

WORTH_A_SECOND_LOOK = 15.0
"""Seconds that have to be left for plans to be composed while scouts are out, and them to go on."""

COUNTED = ("scouted", "compositions", "composed", "retied", "retimed", "proven")


def solve(
    problem: Problem,
    stop: StoppingCriterion,
    seed: int = 0,
    initial: Plan | None = None,
    on_progress: OnProgress | None = None,
    *,
    params: SearchParams | None = None,
    workers: int = 1,
) -> Result:
    """The best plan found until `stop` says so, which is asked after every slice of iterations.

    Scouts look for plans to begin from on a simpler problem; chains of ruin and recreate search
    side by side and breed from each other's plans; HiGHS composes plans of the rounds they meet;
    CP-SAT times the best plan's rounds together at the end, and solves small problems exactly. The
    same problem, seed, parameters and number of iterations give the same plan, with any number of
    workers.

    Args:
        stop: where it tells how much time is left, part of that is kept for the last steps.
        initial: a plan to begin from; what of it breaks a rule of this problem is dropped.
        on_progress: told of the first plan and of every better one.
        params: the constants that the engine is tuned by; without them those that suit the kind
            of the problem.
        workers: threads that run the chains. Where only seconds end the solve, there are at least
            as many chains as workers.

    Raises:
        RoundsError: when the appointments of a shift cannot be kept by any round, or no plan was
            found in which all visits that are held are made, and only so many get other carers as
            may.
        FaultError: when the search's own cost differs from the cost of the rounds it hands out.
    """
    begin = time.perf_counter()
    lead = Session(problem, seed, DEFAULTS if params is None else params)
    if initial is not None:
        take_over(lead, planned_in(problem, initial))
    lead.begin()
    if params is None:
        params = REGULAR if is_regular(problem) else DEFAULTS
    params = enough_chains(params, stop, workers)
    kernel = kernel_of(problem, lead, seed, params)
    return _Solve(lead, kernel, stop, on_progress, begin).run(workers)


class _Solve:
    """A solve under way."""

    def __init__(
        self,
        lead: Session,
        kernel: Kernel,
        stop: StoppingCriterion,
        on_progress: OnProgress | None,
        begin: float,
    ) -> None:
        self._begin = begin
        self._problem = lead.problem
        self._stop = stop
        self._on_progress = on_progress
        self._params = kernel.params
        self._lead = lead
        self._kernel = kernel
        self._population = kernel.population
        self._schedules: tuple[Schedule, ...] = ()
        self._cost = 0
        self._bound: int | None = None
        self._reserve = 0.0
        self._finished = False
        self._composed_at = 0
        self._composing = COMPOSING
        self._counts = dict.fromkeys(COUNTED, 0)

    def run(self, workers: int) -> Result:
        """Everything, from the first plan to the last step."""
        self._take_lead()
        if self._problem.tasks and self._problem.shifts:
            self._kernel.warm_up()
        reason = self._stop(0, self._cost) if self._problem.tasks else "nothing_to_plan"
        if reason is None:
            self._reserve = self._kept_for_the_end()
            with ThreadPoolExecutor(workers) if workers > 1 else nullcontext() as threads:
                if self._params.scout_share and not self._is_small:
                    self._scout(threads)
                reason = self._search(threads)
                while self._finish(reason):
                    reason = self._search(threads)
        return self._result(reason)

    @property
    def _is_small(self) -> bool:
        """Whether the model of all rules may prove the optimum."""
        return len(self._problem.tasks) <= self._params.exact_tasks

    def _kept_for_the_end(self) -> float:
        """Seconds for the last steps: no more than they can use."""
        seconds = what_is_left(self._stop, 0).seconds
        if seconds is None or not (self._is_small or self._kernel.retimes):
            return 0.0
        kept = min(self._params.finish_share * seconds, self._params.finish_seconds)
        if not self._is_small and kept < COMPOSING + TIMING:
            return min(kept, TIMING)
        return kept

    def _scout(self, threads: ThreadPoolExecutor | None) -> None:
        """Let scouts look for plans, compose from theirs, and let them go on from the result."""
        left = what_is_left(self._stop, 0)
        again = (left.seconds is None or left.seconds >= WORTH_A_SECOND_LOOK) and (
            left.iterations is None or left.iterations >= self._params.compose_every
        )
        scouted = self._kernel.scout(self._stop, threads, self._take_over, again=again)
        self._begin_where_scouts_end()
        if again and scouted and not what_is_left(self._stop, 0).cancelled:
            self._compose()
            self._tie_anew()
            scouted += self._kernel.scout_on(self._stop, self._lead)
            self._begin_where_scouts_end()
        self._counts["scouted"] = scouted

    def _begin_where_scouts_end(self) -> None:
        if self._population.best.cost < self._cost:
            self._kernel.hand_over(self._lead)
            self._take_lead()
        elif self._cost < self._population.best.cost:
            self._kernel.adopt(self._lead)

    def _take_over(self, other: Session) -> None:
        """The best plan so far may be one that scouts tell of."""
        if other.cost < self._cost:
            self._lead.take_best(other.plan(), other.cost)
            self._take_lead()

    def _search(self, threads: ThreadPoolExecutor | None) -> str:
        """Search until it is time to stop; why it was."""
        population, params = self._population, self._params
        foresight = Foresight(self._stop, self._reserve)
        small = self._is_small and not self._finished
        while True:
            most, foreseen = foresight(population.iterations)
            if population.run(threads, most, foreseen):
                self._kernel.hand_over(self._lead)
                if self._lead.cost < self._cost:
                    self._take_lead()
            reason = self._stop(population.iterations, self._cost)
            if reason is not None:
                return reason
            seconds = what_is_left(self._stop, population.iterations).seconds
            if seconds is not None and seconds <= self._reserve:
                return "time"
            if small and population.iterations >= params.exact_after:
                small = False
                if self._prove():
                    return "optimal"
            since = population.iterations - self._composed_at
            if population.cycle_is_over(foreseen) and since >= params.compose_every:
                self._compose()
                self._tie_anew()

    def _finish(self, reason: str) -> bool:
        """The last steps, as far as time is left for them; whether they leave some to search on."""
        self._lead.fill_up()
        if self._lead.cost < self._cost:
            self._take_lead()
        if reason in {"cancelled", "optimal"}:
            return False
        if self._is_small and self._prove():
            return False
        begin = time.perf_counter()
        self._compose()
        if self._population.iterations >= self._params.compose_every:
            self._compose(widely=True)
        self._time_together()
        self._finished, self._reserve = True, time.perf_counter() - begin
        left = what_is_left(self._stop, self._population.iterations)
        if reason != "time" or left.seconds is None or left.cancelled:
            return False
        if left.seconds < WORTH_SEARCHING_ON * self._reserve:
            return False
        self._population.end_cycle()
        return True

    def _allowance(self) -> Allowance:
        def cancelled() -> bool:
            done = self._population.iterations
            return what_is_left(self._stop, done).cancelled

        seconds = what_is_left(self._stop, self._population.iterations).seconds
        return Allowance(seconds, cancelled)

    def _compose(self, *, widely: bool = False) -> None:
        allowance = self._allowance()
        self._composed_at = self._population.iterations
        params = self._params
        if allowance.spent or not self._kernel.pools or not params.compose_effort:
            return
        if allowance.seconds is not None:
            if allowance.seconds < (WIDELY if widely else 1) * self._composing + TIMING:
                return
            allowance = Allowance(allowance.seconds - TIMING, allowance.cancelled)
        begin = time.perf_counter()
        self._counts["compositions"] += 1
        better = compose_anew(
            self._problem, self._kernel, self._lead, params, allowance, widely=widely
        )
        if better:
            self._counts["composed"] += 1
            self._kernel.adopt(self._lead)
            self._take_lead()
        if not widely:
            self._composing = time.perf_counter() - begin

    def _tie_anew(self) -> None:
        """Better starts for tied visits in the best plan, which the search then goes on from."""
        allowance = self._allowance()
        tied = self._kernel.retimes and self._lead.tables.tied.any()
        if not self._params.retime_effort or allowance.spent or not tied:
            return
        answer = time_together(self._problem, self._schedules, self._params, allowance)
        if answer is not None and self._improves(answer[0]):
            self._counts["retied"] += 1
            self._kernel.adopt(self._lead)
            self._take_lead()

    def _improves(self, schedules: tuple[Schedule, ...]) -> bool:
        """Whether the search's best plan became better by the orders and tied starts of rounds."""
        before = self._lead.cost
        self._lead.load_schedules(schedules)
        return self._lead.cost < before

    def _time_together(self) -> None:
        allowance = self._allowance()
        if not self._params.retime_effort or allowance.spent or not self._kernel.retimes:
            return
        answer = time_together(self._problem, self._schedules, self._params, allowance)
        if answer is not None and answer[1] < self._cost:
            self._counts["retimed"] += 1
            if self._improves(answer[0]):
                self._kernel.adopt(self._lead)
            self._take(*answer)

    def _prove(self) -> bool:
        allowance = self._allowance()
        if not self._params.exact_effort or allowance.spent:
            return False
        answer = prove(self._problem, self._schedules, self._params, allowance)
        if answer is None:
            return False
        schedules, points, proven = answer
        if points < self._cost:
            self._improves(schedules)
            self._take(schedules, points)
        if proven:
            self._counts["proven"] = 1
            self._bound = points
        return proven

    def _take_lead(self) -> None:
        self._take(tuple(self._lead.schedules()), self._lead.cost)

    def _take(self, schedules: tuple[Schedule, ...], points: int) -> None:
        """These are the best rounds from now on."""
        self._schedules, self._cost = schedules, points
        if self._on_progress is not None:
            self._on_progress(
                Progress(
                    iterations=self._population.iterations,
                    cost=points,
                    unassigned=len(self._lead.left_out),
                    bound=self._bound,
                    elapsed_seconds=time.perf_counter() - self._begin,
                    plan=lambda: assemble(self._problem, schedules),
                )
            )

    def _insist_on_what_is_held(self) -> None:
        problem, lost = self._problem, self._lead.left_out
        if problem.most_moved is not None and moved(problem, self._schedules) > problem.most_moved:
            raise RoundsError(
                "held-out-of-reach",
                f"No plan was found in which at most {problem.most_moved} visits get other carers.",
            )
        keys = [str(problem.visits[visit].key) for visit in lost if problem.visits[visit].held]
        if keys:
            text = f"No plan was found with all visits that are held: {', '.join(keys)}."
            raise RoundsError("held-out-of-reach", text)

    def _result(self, reason: str) -> Result:
        problem, schedules = self._problem, self._schedules
        self._insist_on_what_is_held()
        counts = quantities(problem, schedules)
        if cost(problem, counts) != self._cost:
            raise FaultError(
                "search-disagrees",
                f"The search counts {self._cost} points, its rounds cost {cost(problem, counts)}.",
            )
        return Result(
            plan=assemble(problem, schedules, reasons(self._lead)),
            score=Score(tuple(ScoreLine(r, counts[r], w) for r, w in problem.weights.items())),
            bound=self._bound,
            stopped_by=reason,
            statistics={
                "iterations": self._population.iterations,
                "generations": self._population.generations,
                **self._counts,
                "seconds": time.perf_counter() - self._begin,
            },
            schedules=schedules,
        )
