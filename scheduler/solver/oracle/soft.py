"""The soft rules, one function each: quantities as `scheduler.solver.schedule` defines them.

A quantity is held from below only where less of it is always cheaper.
"""

from collections.abc import Iterable

from ortools.sat.python.cp_model import IntVar

from scheduler.rules import UNASSIGNED_RULE, RuleId
from scheduler.solver.oracle.rounds import Amount, Decisions, RoundVariables, leg_seconds


def total_cost(made: Decisions) -> Amount:
    """Points: the sum of weight times quantity over all soft rules."""
    counts: dict[RuleId, Amount] = {
        rule: _unassigned(made, rule) for rule in UNASSIGNED_RULE.values()
    }
    counts[RuleId.WISHED_START] = _wished_start(made)
    counts[RuleId.WORST_LATENESS] = _worst_lateness(made)
    counts[RuleId.CONTINUITY] = _continuity(made)
    counts[RuleId.TRAVEL] = sum(_travel(made, each) for each in made.rounds)
    counts[RuleId.OVERTIME] = _overtime(made)
    counts[RuleId.FAIR_LOAD] = _fair_load(made)
    counts[RuleId.WAITING_SPREAD] = _waiting_spread(made)
    counts[RuleId.CHANGE] = _change(made)
    return sum(weight * counts[rule] for rule, weight in made.problem.weights.items())


def _unassigned(made: Decisions, rule: RuleId) -> Amount:
    """Visits of one priority that nobody makes."""
    pairs = zip(made.problem.visits, made.visits, strict=True)
    return sum(
        1 - each.assigned for visit, each in pairs if UNASSIGNED_RULE[visit.priority] is rule
    )


def _wished_start(made: Decisions) -> Amount:
    """Seconds of every assigned visit outside the tolerance around its wished start."""
    beyond: list[IntVar] = []
    for start, wished, assigned in _wished(made):
        here = _amount(made, "beyond the wished start")
        tolerance = made.problem.wished_tolerance
        made.model.add(here >= start - wished - tolerance).only_enforce_if(assigned)
        made.model.add(here >= wished - start - tolerance).only_enforce_if(assigned)
        beyond.append(here)
    return sum(beyond)


def _worst_lateness(made: Decisions) -> Amount:
    """Most seconds that an assigned visit starts after its wished start and the tolerance."""
    worst = _amount(made, "worst lateness")
    for start, wished, assigned in _wished(made):
        made.model.add(worst >= start - wished - made.problem.wished_tolerance).only_enforce_if(
            assigned
        )
    return worst


def _wished(made: Decisions) -> list[tuple[IntVar, int, IntVar]]:
    pairs = zip(made.problem.visits, made.visits, strict=True)
    return [
        (each.start, visit.wished, each.assigned)
        for visit, each in pairs
        if visit.wished is not None
    ]


def _continuity(made: Decisions) -> Amount:
    """Steps of every visit, and of every client met, once per round."""
    problem = made.problem
    steps: list[Amount] = []
    for each in made.rounds:
        carer = each.shift.carer
        met: dict[int, IntVar] = {}
        for task, present in each.present.items():
            client = problem.visits[problem.tasks[task].visit].client
            if client not in met:
                met[client] = made.model.new_bool_var(f"shift {each.number} meets {client}")
                steps.append(int(problem.meeting_steps[client, carer]) * met[client])
            made.model.add_implication(present, met[client])
            steps.append(int(problem.visit_steps[client, carer]) * present)
    return sum(steps)


def _travel(made: Decisions, each: RoundVariables) -> Amount:
    """Seconds on the road in a round."""
    return sum(
        leg_seconds(made.problem, each.shift, *ends) * leg for ends, leg in each.legs.items()
    )


def _service(made: Decisions, each: RoundVariables) -> Amount:
    """Seconds of visits in a round."""
    problem = made.problem
    return sum(
        problem.visits[problem.tasks[task].visit].service * present
        for task, present in each.present.items()
    )


def _overtime(made: Decisions) -> Amount:
    """Seconds that used rounds last beyond the end of their shifts."""
    overtime: list[IntVar] = []
    for each in made.rounds:
        here = _amount(made, "overtime")
        made.model.add(here >= each.end - each.shift.end).only_enforce_if(each.used)
        overtime.append(here)
    return sum(overtime)


def _fair_load(made: Decisions) -> Amount:
    """Spread over carers of the permille of shift time that goes into visits and travel."""
    shares: list[tuple[IntVar, list[IntVar]]] = []
    for carer, available in enumerate(made.problem.shift_seconds):
        if available:
            busy = sum(
                _travel(made, each) + _service(made, each)
                for each in made.rounds
                if each.shift.carer == carer
            )
            share = _amount(made, "permille")
            made.model.add_linear_constraint(1000 * busy - available * share, 0, available - 1)
            shares.append((share, []))
    return _spread(made, shares)


def _waiting_spread(made: Decisions) -> Amount:
    """Spread over used rounds of the seconds between arrivals and starts."""
    waits: list[tuple[IntVar, list[IntVar]]] = []
    for each in made.rounds:
        occupied = sum(taken.seconds for taken in each.shift.breaks)
        occupied += sum(kept.end - kept.start for kept in each.shift.appointments)
        waiting = each.end - each.departure - _travel(made, each) - _service(made, each) - occupied
        amount = _amount(made, "waiting")
        made.model.add(amount == waiting).only_enforce_if(each.used)
        waits.append((amount, [each.used]))
    return _spread(made, waits)


def _spread(made: Decisions, amounts: Iterable[tuple[IntVar, list[IntVar]]]) -> Amount:
    """Largest minus smallest of the amounts that count; each comes with its conditions."""
    most, least = _amount(made, "most"), _amount(made, "least")
    made.model.add(most >= least)
    for amount, conditions in amounts:
        made.model.add(most >= amount).only_enforce_if(*conditions)
        made.model.add(least <= amount).only_enforce_if(*conditions)
    return most - least


def _change(made: Decisions) -> Amount:
    """Visits that are no longer what the published plan says of them."""
    changes: list[IntVar] = []
    for index, visit in enumerate(made.problem.visits):
        if visit.published is None:
            continue
        filled, start = visit.published
        changed = made.model.new_bool_var(f"visit {index} changed")
        changes.append(changed)
        _same_carers(made, index, filled, changed)
        if start is not None:
            off = made.visits[index].start - start
            tolerance = made.problem.change_tolerance
            made.model.add_linear_constraint(off, -tolerance, tolerance).only_enforce_if(
                made.visits[index].assigned, ~changed
            )
    return sum(changes)


def keep_budget(made: Decisions) -> None:
    """No held visit is left out, and not more get other carers than may.

    Leaving a visit out is no other carer.
    """
    for visit, decided in zip(made.problem.visits, made.visits, strict=True):
        if visit.held:
            made.model.add(decided.assigned == 1)
    if made.problem.most_moved is None:
        return
    moved: list[IntVar] = []
    for index, visit in enumerate(made.problem.visits):
        if visit.asked or visit.published is None or not visit.published[0]:
            continue
        here = made.model.new_bool_var(f"visit {index} gets other carers")
        changed = made.model.new_bool_var(f"visit {index} is not as published")
        _same_carers(made, index, visit.published[0], changed)
        made.model.add_bool_or(~changed, ~made.visits[index].assigned, here)
        moved.append(here)
    made.model.add(sum(moved) <= made.problem.most_moved)


def _same_carers(
    made: Decisions, index: int, filled: frozenset[tuple[int, int]], changed: IntVar
) -> None:
    """Unless it changed, a visit has just the carers it was published with, or none as before."""
    visit = made.problem.visits[index]
    if not filled:
        made.model.add_bool_or(~made.visits[index].assigned, changed)
    elif sorted(place for place, _ in filled) != [made.problem.tasks[t].place for t in visit.tasks]:
        made.model.add(changed == 1)
    else:
        for place, carer in filled:
            made.model.add_bool_or(*made.filled_by(visit.tasks[place - 1], carer), changed)


def _amount(made: Decisions, name: str) -> IntVar:
    """A number from 0 to more than any quantity of one visit, round or carer can be."""
    instants = [0, 1]
    for visit in made.problem.visits:
        instants += [bound for window in visit.windows for bound in window]
        instants += [] if visit.wished is None else [visit.wished]
    for shift in made.problem.shifts:
        instants += [shift.start, shift.latest_end]
    return made.model.new_int_var(0, 1000 * (max(instants) - min(instants)), name)
