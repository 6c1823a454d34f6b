"""The one way to a lower bound."""

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from scheduler.errors import FaultError
from scheduler.plan import StopKind
from scheduler.rules import RuleId
from scheduler.solver.bound.climb import Climb
from scheduler.solver.bound.pricing import Column
from scheduler.solver.bound.refutation import fewest_left_out
from scheduler.solver.problem import Problem
from scheduler.solver.schedule import Schedule, TimedStop, timed_stops
from scheduler.solver.stopping import StoppingCriterion


@dataclass(frozen=True, slots=True)
class Bound:
    """What is proven about every legal plan.

    Attributes:
        points: no legal plan costs less.
        stopped_by: what the criterion said, or `optimal` (the bound is the cost of the known plan
            or of `better`), `converged` (nothing left to tighten), `effort` (the last choice took
            CP-SAT too much), `memory` (more labels than there is room for),
            `better` (see `stop_at_better`), `numerical` (the solver of linear programs gave up),
            `nothing_to_plan`.
        statistics: seconds, work, rises, columns, cuts, rounds enumerated.
        columns: the rounds that the climb priced, good ones to compose plans from: tasks in order,
            each at what its round costs by itself. A task may come back, and where rounds are tied
            one may be impossible, so each has to be timed before it is used.
        better: rounds that make a cheaper plan than the known one, where such were found and
            nothing but weights ties them; visits that are in none may yet fit in (`plan_of`).
    """

    points: int
    stopped_by: str
    statistics: Mapping[str, float]
    columns: tuple[Column, ...] = ()
    better: tuple[Column, ...] = ()


def lower_bound(
    problem: Problem,
    stop: StoppingCriterion,
    *,
    upper: int | None = None,
    rounds: Iterable[Schedule] = (),
    stop_at_better: bool = False,
    workers: int = 1,
) -> Bound:
    """A number of points that no legal plan of the problem goes below.

    Every soft rule that a round decides by itself is priced in full: travel, overtime, continuity
    and, for the best starts, the wished start. Visits left out pay their priority, and fair load is
    priced as far as shares of rounds show. What else ties rounds to each other is left aside, which
    is valid since each of it costs 0 at least: spread of waiting, worst lateness and change; that
    the places of a joint visit start together and have different carers; the distance in time of
    dependent visits (but their windows are cut); rest between the rounds of a carer, and that they
    do not overlap.

    The points are exact: dual prices are rounded to whole thousandths of a point and the bound is
    evaluated in integers, so no error of floating-point arithmetic can raise it.

    Args:
        problem: what to plan.
        stop: asked with the work done (millions of comparisons of labels) and the bound negated,
            every few hundredths of a second; a limit on work gives the same bound on every run.
        upper: cost of a known legal plan: the climb ends when the bound reaches it.
        rounds: known rounds, best those of a good plan: prices are sound from the start.
        stop_at_better: come back with bound 0 as soon as rounds turn up that leave out fewer
            visits: beginning again from their plan proves more.
        workers: threads that price shifts side by side; the bound does not depend on them where
            work is limited.

    Raises:
        FaultError: when the bound exceeds `upper`, which then is not the cost of a legal plan, or
            the bound is wrong.
    """
    begin = time.perf_counter()
    if not problem.tasks:
        return Bound(0, "nothing_to_plan", {})
    known = list(columns_of(problem, rounds))
    fewest = fewest_left_out(problem, stop, upper, known, workers)
    if fewest.choice and stop_at_better:
        statistics = {"seconds": time.perf_counter() - begin, "work": fewest.work}
        return Bound(0, "better", statistics, (), fewest.choice)
    climb = Climb(problem, stop, upper, fewest=fewest.counts, work=fewest.work, workers=workers)
    reason = climb.run(known)
    if upper is not None and climb.bound > upper:
        raise FaultError(
            "bound-above-cost", f"The bound is {climb.bound} points, a known plan costs {upper}."
        )
    statistics = {
        "seconds": time.perf_counter() - begin,
        "work": climb.work,
        "rises": climb.rises,
        "columns": len(climb.columns),
        "cuts": climb.cuts,
        "enumerated": climb.enumerated,
    }
    # A choice of rounds may have shown where to stop looking for plans.
    points = climb.bound if climb.upper is None else min(climb.bound, climb.upper)
    return Bound(points, reason, statistics, climb.columns, climb.best or fewest.choice)


def columns_of(problem: Problem, rounds: Iterable[Schedule]) -> Iterator[Column]:
    """The rounds at what they decide by themselves."""
    for each in rounds:
        shift = problem.shifts[each.shift]
        stops = timed_stops(problem, each)
        points = problem.weights[RuleId.TRAVEL] * sum(stop.leg_seconds for stop in stops)
        points += problem.weights[RuleId.OVERTIME] * max(0, stops[-1].end - shift.end)
        tasks = [stop.index for stop in stops if stop.kind is StopKind.VISIT]
        visits = [problem.visits[problem.tasks[task].visit] for task in tasks]
        steps = sum(int(problem.visit_steps[visit.client, shift.carer]) for visit in visits)
        steps += sum(
            int(problem.meeting_steps[client, shift.carer])
            for client in {visit.client for visit in visits}
        )
        points += problem.weights[RuleId.CONTINUITY] * steps
        starts = [stop.start for stop in stops if stop.kind is StopKind.VISIT]
        for task, start in zip(tasks, starts, strict=True):
            visit = problem.visits[problem.tasks[task].visit]
            if visit.wished is not None and problem.tasks[task].place == 1:
                beyond = abs(start - visit.wished) - problem.wished_tolerance
                points += problem.weights[RuleId.WISHED_START] * max(0, beyond)
        busy = sum(stop.leg_seconds for stop in stops) + sum(visit.service for visit in visits)
        yield Column(each.shift, tuple(tasks), points, tuple(_before(stops)), busy)


def _before(stops: Iterable[TimedStop]) -> Iterator[int]:
    """How many tasks come before each appointment."""
    tasks = 0
    for stop in stops:
        tasks += stop.kind is StopKind.VISIT
        if stop.kind is StopKind.APPOINTMENT:
            yield tasks
