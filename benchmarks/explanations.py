"""Explanations against the oracle: `python -m benchmarks.explanations [--cases N] [--days N]`.

On small cases (tests/generated.py) every smallest set of rules is held against the oracle: kept, it
forbids the visit; without any one of its rules, the others put aside, the visit fits. Every repair
is applied: the altered team's plan is checked, scored, and found again by the oracle. On team days
(`--days`) the altered team is written as a document and read again, and the plan checked and scored
for what was read. Ends with 1 when anything does not hold.
"""

import argparse
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path

from benchmarks.rules_put_aside import Oracle, Possible
from benchmarks.visits_left_out import new_visits, published_day, small_cases, team_day_cases
from scheduler.checker import check
from scheduler.domain.team import Team
from scheduler.errors import FaultError
from scheduler.io.team import read_team_document, write_team_document
from scheduler.planning.explaining.alteration import RepairKind
from scheduler.planning.explaining.explanation import Explanation, Repair, explain
from scheduler.planning.explaining.working import without_visit
from scheduler.planning.fitting import fit
from scheduler.rules import UNASSIGNED_RULE
from scheduler.score import score
from scheduler.solver.build import build_problem
from scheduler.solver.obstacles import Obstacle
from scheduler.solver.oracle import solve_exactly

TESTS = Path(__file__).resolve().parents[1] / "tests"
LARGE_DAY = "light-3-urban-110"


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
    for line in _days(asked.days, asked.iterations, seen, faults):
        print(line)
    if asked.fits:
        print(fit_times(asked.fits))
    for name, count in sorted(seen.items()):
        print(f"{count:8} {name}")
    print(f"{small:8.0f} seconds of processor time for small cases")
    print(f"{len(faults):8} faults")
    for fault in faults:
        print(fault)
    return int(bool(faults))


def _days(count: int, iterations: int, seen: Counter[str], faults: list[str]) -> Iterator[str]:
    """Explain visits of team days; tells how long that took."""
    taken: dict[str, list[float]] = defaultdict(list)
    for label, published, visit in team_day_cases(count):
        _ = published.judged
        begin = time.process_time()
        try:
            explanation = explain(published, visit, iterations=iterations)
        except FaultError as fault:
            faults.append(f"{label}: {fault}")
            continue
        places = "single" if len(published.visits[visit].places) == 1 else "joint"
        taken[places].append(time.process_time() - begin)
        seen[f"{places} visits of team days"] += 1
        proven = [explanation.team, *(each.conflicts for each in explanation.everybody)]
        seen["answers of team days proven"] += sum(each.proven for each in proven if each)
        seen["answers of team days searched"] += sum(not each.proven for each in proven if each)
        faults += [f"{label}: {each}" for each in repair_faults(explanation, seen, exactly=False)]
    for places, seconds in sorted(taken.items()):
        seconds.sort()
        late = seconds[int(0.95 * (len(seconds) - 1))]
        yield (
            f"{places} visits: half explained within {seconds[len(seconds) // 2]:.2f} s of "
            f"processor time, 95 of 100 within {late:.2f} s, all within {seconds[-1]:.2f} s"
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
    if not exactly:
        team = _read_again(team)
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


def _read_again(team: Team) -> Team:
    """A team as it is read from the document that it is written as."""
    return read_team_document(write_team_document(team))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
