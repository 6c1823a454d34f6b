"""Explanations against the oracle: `python -m benchmarks.explanations [--cases N] [--days N]`.

On small cases (tests/generated.py) every smallest set of rules is held against the oracle: kept, it
forbids the visit; without any one of its rules, the others put aside, the visit fits. Every repair
is applied: the altered team's plan is checked, scored, and found again by the oracle. Repairs of
team days are checked and scored. Ends with 1 when anything does not hold.
"""

import argparse
import datetime
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from random import Random

from benchmarks.rules_put_aside import Oracle, Possible
from benchmarks.team_days.instances import read_instance
from scheduler.checker import check
from scheduler.domain.visit import VisitAgreement, VisitKey
from scheduler.planning.changes.published import Published
from scheduler.planning.explaining.alteration import RepairKind
from scheduler.planning.explaining.explanation import Explanation, Repair, explain
from scheduler.planning.explaining.working import without_visit
from scheduler.planning.fitting import fit, with_visit
from scheduler.rules import UNASSIGNED_RULE
from scheduler.score import score
from scheduler.solver.build import build_problem
from scheduler.solver.obstacles import Obstacle
from scheduler.solver.oracle import solve_exactly
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations
from scheduler.units import SECONDS_PER_HOUR, minutes

TESTS = Path(__file__).resolve().parents[1] / "tests"
FULL_DAY = "tight-3-urban-110"
LARGE_DAY = "light-3-urban-110"
EVE = datetime.timedelta(hours=48)
MIDNIGHT = 24 * SECONDS_PER_HOUR


def main(arguments: Sequence[str]) -> int:
    """Explain, and hold every answer against the oracle."""
    parser = argparse.ArgumentParser(description="Explanations against the oracle.")
    parser.add_argument("--cases", type=int, default=200, help="small cases with a visit left out")
    parser.add_argument("--first", type=int, default=0, help="seed of the first small case")
    parser.add_argument("--days", type=int, default=20, help="more visits of a team day")
    parser.add_argument("--fits", type=int, default=40, help="new visits to find places for")
    parser.add_argument("--iterations", type=int, default=200, help="of searches near the plan")
    asked = parser.parse_args(arguments)
    sys.path.insert(0, str(TESTS))
    faults: list[str] = []
    seen: Counter[str] = Counter()
    begin = time.process_time()
    for label, published, visit in small_cases(asked.cases, asked.first):
        explanation = explain(published, visit, iterations=asked.iterations)
        seen["small cases"] += 1
        faults += [f"{label}: {each}" for each in set_faults(explanation, seen)]
        faults += [f"{label}: {each}" for each in repair_faults(explanation, seen, exactly=True)]
    small = time.process_time() - begin
    for label, published, visit in team_day_cases(asked.days):
        begin = time.process_time()
        explanation = explain(published, visit, iterations=asked.iterations)
        seen["milliseconds of team days"] += int(1000 * (time.process_time() - begin))
        seen["visits of team days"] += 1
        faults += [f"{label}: {each}" for each in repair_faults(explanation, seen, exactly=False)]
    if asked.fits:
        print(fit_times(asked.fits))
    for name, count in sorted(seen.items()):
        print(f"{count:8} {name}")
    print(f"{small:8.0f} seconds of processor time for small cases")
    print(f"{len(faults):8} faults")
    for fault in faults:
        print(fault)
    return int(bool(faults))


def small_cases(count: int, first: int = 0) -> Iterator[tuple[str, Published, VisitKey]]:
    """Small cases whose cheapest plan leaves a visit out, with the first such visit."""
    from generated import small_case  # noqa: PLC0415 - the folder is known only now

    seed = first
    while count > 0:
        case = small_case(seed)
        seed += 1
        problem = build_problem(case.team, case.horizon, case.travel)
        plan = solve_exactly(problem).plan
        left = sorted({each.visit for each in plan.unassigned})
        if left:
            now = min(each.start for each in case.team.shifts) - EVE
            yield f"case {seed - 1}", Published(case.team, case.travel, plan, now), left[0]
            count -= 1


def team_day_cases(count: int) -> Iterator[tuple[str, Published, VisitKey]]:
    """A day with all its carers' rounds full, and one visit more, drawn from those it has."""
    if not count:
        return
    full = published_day(FULL_DAY)
    for number, more in enumerate(new_visits(full, count)):
        asked = with_visit(full, more)
        yield f"day {number}", asked, VisitKey(more.visit_id, full.plan.horizon.first_date)


def published_day(name: str) -> Published:
    """A team day with a plan, before anything of it has begun."""
    instance = read_instance(name)
    plan = solve(instance.problem, MaxIterations(2000)).plan
    now = min(each.start for each in instance.team.shifts) - EVE
    return Published(instance.team, instance.travel, plan, now)


def new_visits(published: Published, count: int) -> Iterator[VisitAgreement]:
    """More visits of a day, like those that it has, some of them longer."""
    dice = Random("one visit more")  # noqa: S311 - cases that repeat themselves
    singles = [each for each in published.team.visits if len(each.places) == 1]
    for number in range(count):
        like = dice.choice(singles)
        yield replace(
            like,
            visit_id=f"more-{number}",
            dates=published.plan.horizon.first_date,
            service_seconds=like.service_seconds + minutes(dice.choice((0, 10, 30))),
            dependency=None,
        )


def fit_times(count: int) -> str:
    """How long it takes to find places for one visit of a day with 12 carers and 110 visits."""
    published = published_day(LARGE_DAY)
    _ = published.judged
    begin = time.process_time()
    build_problem(published.team, published.plan.horizon, published.travel)
    building = time.process_time() - begin
    taken, found = [], 0
    for more in new_visits(published, count):
        begin = time.process_time()
        found += len(fit(published, more))
        taken.append(time.process_time() - begin)
    taken.sort()
    middle, late = taken[len(taken) // 2], taken[int(0.95 * (len(taken) - 1))]
    return (
        f"fit: {found} places for {count} visits, half within {middle:.3f} s of processor time, "
        f"95 of 100 within {late:.3f} s, {late / building:.1f} times stating the problem"
    )


def set_faults(explanation: Explanation, seen: Counter[str]) -> Iterator[str]:
    """Smallest sets that the oracle does not find to be so, and combinations that were missed."""
    oracle = Oracle(explanation.published, explanation.visit)
    for each in explanation.everybody:
        possible = oracle.carer(each.place, each.carer_id)
        name = f"{explanation.visit} by {each.carer_id} at place {each.place}"
        yield from _faults_of(name, each.conflicts.sets, possible, seen)
        seen["answers proven"] += each.conflicts.proven
        seen["answers searched"] += not each.conflicts.proven
    if explanation.team is not None:
        name = f"{explanation.visit} by the team"
        yield from _faults_of(name, explanation.team.sets, oracle.team(), seen)


def _faults_of(
    name: str, sets: Sequence[frozenset[Obstacle]], possible: Possible, seen: Counter[str]
) -> Iterator[str]:
    if not sets and not possible(frozenset(Obstacle)):
        yield f"{name} is said to fit and does not"
    for each in sets:
        seen["sets of rules"] += 1
        if possible(each):
            yield f"{name}: {sorted(each)} does not forbid it"
        yield from (
            f"{name}: {sorted(each)} forbids it without {one}"
            for one in each
            if not possible(each - {one})
        )
    # whatever lacks a rule of every set must be possible, or a set was missed
    for spared in {frozenset(choice) for choice in product(*sets)} if sets else ():
        if not possible(frozenset(Obstacle) - spared):
            yield f"{name}: impossible without {sorted(spared)}, so that a set was missed"


def repair_faults(explanation: Explanation, seen: Counter[str], *, exactly: bool) -> Iterator[str]:
    """Repairs that do not work when they are applied.

    Args:
        exactly: whether the oracle makes a plan for the altered team as well.
    """
    seen["visits without a repair"] += not explanation.repairs
    for repair in explanation.repairs:
        seen[f"repairs: {repair.kind}"] += 1
        for fault in _faults_of_repair(explanation, repair, exactly=exactly):
            yield f"{repair.kind} of {repair.carer_id} by {repair.minutes} min: {fault}"


def _faults_of_repair(explanation: Explanation, repair: Repair, *, exactly: bool) -> Iterator[str]:
    published, plan = explanation.published, repair.working.plan
    team, travel = repair.working.judged.team, published.travel
    if check(team, travel, plan):
        yield str(check(team, travel, plan)[0])
    made = {stop.visit for _, stop in plan.assignments()}
    if explanation.visit not in made:
        yield "the visit is not made"
    lost = {key for key, _ in published.stops} - made
    if lost:
        yield f"{len(lost)} visits are lost"
    told = without_visit(published.plan, explanation.visit)
    if repair.kind is RepairKind.HANDED_OVER:
        told = published.plan
    if score(team, plan, told) != repair.working.judged.score:
        yield "the score differs"
    if exactly:
        problem = build_problem(team, published.plan.horizon, travel)
        wanted = made | {key for key, _ in published.stops}
        weights = dict.fromkeys(problem.weights, 0)
        weights.update(dict.fromkeys(UNASSIGNED_RULE.values(), 1))
        tasks = tuple(
            task if problem.visits[task.visit].key in wanted else replace(task, shifts=frozenset())
            for task in problem.tasks
        )
        least = solve_exactly(problem.replace(weights=weights, tasks=tasks))
        if least.cost != len(problem.visits) - len(wanted):
            yield "the oracle finds no plan with all of these visits"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
