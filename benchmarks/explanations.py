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
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.team_days.instances import read_instance
from scheduler.checker import check
from scheduler.domain.horizon import Horizon, visits_in
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.domain.visit import Amendment, ClockWindow, VisitAgreement, VisitKey
from scheduler.errors import RoundsError
from scheduler.plan import Plan, StopKind, Unassigned
from scheduler.planning.changes.published import Published
from scheduler.planning.explaining.explanation import Explanation, Repair, explain
from scheduler.rules import UNASSIGNED_RULE
from scheduler.score import score
from scheduler.solver.build import build_problem
from scheduler.solver.holding import planned
from scheduler.solver.obstacles import DAY, Obstacle
from scheduler.solver.oracle import solve_exactly
from scheduler.solver.problem import Problem, ProblemShift
from scheduler.solver.solve import solve
from scheduler.solver.stopping import MaxIterations
from scheduler.units import SECONDS_PER_HOUR, hours_and_minutes, minutes

TESTS = Path(__file__).resolve().parents[1] / "tests"
FULL_DAY = "tight-3-urban-110"
EVE = datetime.timedelta(hours=48)
MIDNIGHT = 24 * SECONDS_PER_HOUR


def main(arguments: Sequence[str]) -> int:
    """Explain, and hold every answer against the oracle."""
    parser = argparse.ArgumentParser(description="Explanations against the oracle.")
    parser.add_argument("--cases", type=int, default=200, help="small cases with a visit left out")
    parser.add_argument("--days", type=int, default=20, help="more visits of a team day")
    parser.add_argument("--iterations", type=int, default=200, help="of searches near the plan")
    asked = parser.parse_args(arguments)
    sys.path.insert(0, str(TESTS))
    faults: list[str] = []
    seen: Counter[str] = Counter()
    begin = time.process_time()
    for label, published, visit in small_cases(asked.cases):
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
    instance = read_instance(FULL_DAY)
    horizon = instance.problem.horizon
    plan = solve(instance.problem, MaxIterations(2000)).plan
    now = min(each.start for each in instance.team.shifts) - EVE
    dice = Random("one visit more")  # noqa: S311 - cases that repeat themselves
    for number in range(count):
        like = dice.choice(instance.team.visits)
        more = replace(
            like,
            visit_id=f"more-{number}",
            dates=horizon.first_date,
            service_seconds=like.service_seconds + minutes(dice.choice((0, 10, 30))),
            dependency=None,
        )
        team = replace(instance.team, visits=(*instance.team.visits, more))
        key = VisitKey(more.visit_id, horizon.first_date)
        left = tuple(
            Unassigned(key, place, more.priority) for place in range(1, len(more.places) + 1)
        )
        full = replace(plan, unassigned=(*plan.unassigned, *left))
        yield f"day {number}", Published(team, instance.travel, full, now), key


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



Possible = Callable[[frozenset[Obstacle]], bool]


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


class Oracle:
    """Whether a visit can be made while some rules are kept and all others put aside.

    Nothing of the explanation's own models is used: rules are put aside in the team and in the
    whole problem, and the oracle decides.
    """

    def __init__(self, published: Published, visit: VisitKey) -> None:
        self._published = published
        self._visit = visit
        self._places = len(published.visits[visit].places)

    def carer(self, place: int, carer_id: str) -> Possible:
        """For one carer and place."""

        @cache
        def possible(kept: frozenset[Obstacle]) -> bool:
            problem = self._problem(kept, place)
            shifts = self._shifts(problem, carer_id)
            if not shifts:
                return Obstacle.NO_SHIFT not in kept
            return any(self._fits(problem, kept, {each}) for each in shifts)

        return possible

    def team(self) -> Possible:
        """For whoever of the team, all places together unless that is put aside."""
        carers = [each.carer_id for each in self._published.team.carers]
        alone = [
            self.carer(place, carer_id)
            for place in range(1, self._places + 1)
            for carer_id in carers
        ]

        @cache
        def possible(kept: frozenset[Obstacle]) -> bool:
            if self._places == 1 or Obstacle.TOGETHER not in kept:
                return any(each(kept) for each in alone)
            problem = self._problem(kept, None)
            shifts = {each for one in carers for each in self._shifts(problem, one)}
            return self._fits(problem, kept, shifts)

        return possible

    def _problem(self, kept: frozenset[Obstacle], place: int | None) -> Problem:
        """The whole problem of a team that asks less of the visit."""
        published, visit = self._published, self._visit
        team = _eased(published.team, visit, kept, place)
        return build_problem(team, published.plan.horizon, published.travel)

    def _shifts(self, problem: Problem, carer_id: str) -> list[int]:
        """The carer's shifts of the visit's date, or of its windows."""
        whole = build_problem(
            self._published.team, self._published.plan.horizon, self._published.travel
        )
        own = self._published.visits[self._visit]
        seconds = [
            int((bound - whole.origin).total_seconds())
            for window in own.windows
            for bound in (window.opens, window.closes)
        ]
        day = (self._visit.date - self._published.plan.horizon.first_date).days
        first, last = min(day * MIDNIGHT, *seconds), max((day + 1) * MIDNIGHT, *seconds)
        return [
            number
            for number, shift in enumerate(problem.shifts)
            if shift.key.carer_id == carer_id and shift.start <= last and shift.latest_end >= first
        ]

    def _fits(self, problem: Problem, kept: frozenset[Obstacle], shifts: set[int]) -> bool:
        """Whether these rounds can take the visit, all other visits being made as they are."""
        problem, made = _with_rounds_held(problem, self._published.plan, self._visit, kept, shifts)
        weights = dict.fromkeys(problem.weights, 0)
        weights.update(dict.fromkeys(UNASSIGNED_RULE.values(), 1))
        try:
            least = solve_exactly(problem.replace(weights=weights))
        except RoundsError as error:
            if error.code != "appointment-out-of-reach":
                raise
            return False
        return least.cost == len(problem.visits) - made


def _eased(
    team: Team, visit: VisitKey, kept: frozenset[Obstacle], place: int | None
) -> Team:
    """The team without what is put aside of the visit itself.

    Args:
        place: the only place that is asked about.
    """
    agreement = next(each for each in team.visits if each.visit_id == visit.visit_id)
    places = agreement.places if place is None else (agreement.places[place - 1],)
    pins = []
    for pin in team.pins:
        carer = pin.carer_id if Obstacle.PINNED_CARER in kept else None
        start = pin.start if Obstacle.PINNED_START in kept else None
        if pin.visit != visit:
            pins.append(pin)
        elif place is None:
            pins.append(replace(pin, carer_id=carer, start=start))
        else:
            pins.append(replace(pin, place=1, carer_id=carer if pin.place == place else None, start=start))
    if Obstacle.QUALIFICATION not in kept:
        places = tuple(frozenset[str]() for _ in places)
    eased = replace(agreement, places=places)
    clients = team.clients
    if Obstacle.REFUSAL not in kept:
        clients = tuple(
            replace(each, refuses=frozenset()) if each.client_id == agreement.client_id else each
            for each in clients
        )
    amendments = team.amendments
    if Obstacle.WINDOW not in kept:
        bounds = [bound for each in agreement.windows for bound in (each.opens, each.closes)]
        whole = ClockWindow(min(0, *bounds), max(MIDNIGHT, *bounds))
        amendments = (*amendments, Amendment(visit, windows=(whole,)))
    visits = tuple(eased if each is agreement else each for each in team.visits)
    return replace(team, visits=visits, pins=tuple(pins), clients=clients, amendments=amendments)


def _with_rounds_held(
    problem: Problem, plan: Plan, visit: VisitKey, kept: frozenset[Obstacle], shifts: set[int]
) -> tuple[Problem, int]:
    """Other rounds as published, these with their visits in any order and what is put aside.

    Returns:
        The problem, and how many visits are to be made in it.
    """
    number = next(n for n, each in enumerate(problem.visits) if each.key == visit)
    places = {task: place for task, place in planned(problem, plan).items()}
    inside = {task for task, (shift, _) in places.items() if shift in shifts}
    aside = inside if Obstacle.OTHER_VISITS not in kept else set()
    tasks = []
    for index, task in enumerate(problem.tasks):
        if task.visit == number:
            able = task.shifts & shifts
        elif index in aside or index not in places:
            able = frozenset()
        else:
            able = frozenset({places[index][0]})
        tasks.append(replace(task, shifts=able))
    visits = []
    starts = {problem.tasks[task].visit: start for task, (_, start) in places.items()}
    rounds_of: dict[int, set[int]] = {}
    for task, (shift, _) in places.items():
        rounds_of.setdefault(problem.tasks[task].visit, set()).add(shift)
    aside_visits = {problem.tasks[task].visit for task in aside}
    for each, own in enumerate(problem.visits):
        if each == number:
            drop = Obstacle.DEPENDENCY not in kept or own.after in aside_visits
            visits.append(replace(own, after=None) if drop else own)
            continue
        if each not in starts:
            visits.append(own)
            continue
        ties = {own.after, *problem.dependants[each]} & starts.keys()
        tied = len(own.tasks) > 1 or any(
            rounds_of[other] != rounds_of[each] and not (rounds_of[other] | rounds_of[each]) <= shifts
            for other in ties
        )
        if tied or not rounds_of[each] <= shifts:
            own = replace(own, windows=((starts[each], starts[each]),))
        if own.after in aside_visits or (own.after == number and Obstacle.DEPENDENCY not in kept):
            own = replace(own, after=None)
        visits.append(own)
    held = problem.replace(tasks=tuple(tasks), visits=tuple(visits))
    return _freed(held, kept, shifts), len(starts) - len(aside_visits) + 1


def _freed(problem: Problem, kept: frozenset[Obstacle], shifts: set[int]) -> Problem:
    """The shifts without what is put aside of them; other rounds of the carer are nobody's."""
    nobody = len(problem.carer_ids)
    carers = {problem.shifts[each].carer for each in shifts}
    changed = []
    for number, shift in enumerate(problem.shifts):
        own = shift
        if number in shifts:
            if Obstacle.SHIFT_START not in kept:
                # the order of a carer's rounds is that of their shifts
                before = [each.start + 1 for each in problem.shifts if _earlier(each, shift)]
                own = replace(own, start=max([own.start - DAY, *before]))
            if Obstacle.SHIFT_END not in kept:
                own = replace(own, latest_end=own.latest_end + DAY)
            if Obstacle.BREAK not in kept:
                own = replace(own, breaks=())
            if Obstacle.APPOINTMENT not in kept:
                own = replace(own, appointments=())
            if Obstacle.LOAD_CAP not in kept:
                own = replace(own, load_cap=None)
        elif shift.carer in carers and Obstacle.REST not in kept:
            own = replace(own, carer=nobody + number)
        changed.append(own)
    more = len(problem.shifts)
    return problem.replace(
        shifts=tuple(changed),
        carer_ids=(*problem.carer_ids, *(f"nobody {each}" for each in range(more))),
        meeting_steps=np.pad(problem.meeting_steps, ((0, 0), (0, more))),
        visit_steps=np.pad(problem.visit_steps, ((0, 0), (0, more))),
        shift_seconds=(*problem.shift_seconds, *([0] * more)),
    )


def _earlier(one: ProblemShift, other: ProblemShift) -> bool:
    return one.carer == other.carer and one.start < other.start


def repair_faults(
    explanation: Explanation, seen: Counter[str], *, exactly: bool
) -> Iterator[str]:
    """Repairs that do not work when they are applied.

    Args:
        exactly: whether the oracle makes a plan for the altered team as well.
    """
    seen["visits without a repair"] += not explanation.repairs
    for repair in explanation.repairs:
        seen[f"repairs: {repair.kind}"] += 1
        for fault in _faults_of_repair(explanation, repair, exactly=exactly):
            yield f"{repair.kind} of {repair.carer_id} by {repair.minutes} min: {fault}"


def _faults_of_repair(
    explanation: Explanation, repair: Repair, *, exactly: bool
) -> Iterator[str]:
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
    if score(team, plan, published.plan) != repair.working.judged.score:
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
