"""The hard rules, one function each.

Some are kept by what can be decided at all (`scheduler.solver.oracle.rounds`): qualification,
refusal and pinned carers by the shifts of a task, windows and pinned starts by the domain of a
start, together by one start for all places, appointments by nodes that are never absent.
"""

from itertools import combinations

from ortools.sat.python.cp_model import BoolVarT

from scheduler.solver.oracle.rounds import END, START, Decisions, RoundVariables, leg_seconds


def keep_hard_rules(made: Decisions) -> None:
    """Every hard rule that the decisions do not keep by themselves."""
    _complete(made)
    _distinct_carers(made)
    _dependency(made)
    _rest(made)
    for each in made.rounds:
        _used(made, each)
        _one_place(made, each)
        _break(made, each)
        _departure(made, each)
        _end(made, each)
        _load_cap(made, each)


def _complete(made: Decisions) -> None:
    """All places of a visit are filled once, or none is."""
    for visit, variables in zip(made.problem.visits, made.visits, strict=True):
        for task in visit.tasks:
            made.model.add(sum(made.filling(task).values()) == variables.assigned)
        if not visit.windows:
            made.model.add(variables.assigned == 0)


def _distinct_carers(made: Decisions) -> None:
    """A carer fills at most one place of a visit, with all their shifts together."""
    for visit in made.problem.visits:
        for carer in range(len(made.problem.carer_ids)):
            made.model.add_at_most_one(
                present for task in visit.tasks for present in made.filled_by(task, carer)
            )


def _dependency(made: Decisions) -> None:
    """A visit needs the one it depends on, and keeps its distance in time to it."""
    for visit, variables in zip(made.problem.visits, made.visits, strict=True):
        if visit.after is None:
            continue
        other = made.visits[visit.after]
        gap = variables.start - other.start
        made.model.add_implication(variables.assigned, other.assigned)
        made.model.add(gap >= visit.min_gap).only_enforce_if(variables.assigned)
        if visit.max_gap is not None:
            made.model.add(gap <= visit.max_gap).only_enforce_if(variables.assigned)


def _rest(made: Decisions) -> None:
    """A carer's rounds follow each other; between days they leave the rest agreed."""
    for one, other in combinations(made.rounds, 2):
        if one.shift.carer != other.shift.carer:
            continue
        earlier, later = sorted((one, other), key=lambda each: each.shift.start)
        rest = 0 if earlier.shift.day == later.shift.day else made.problem.rest
        made.model.add(later.departure >= earlier.end + rest).only_enforce_if(
            earlier.used, later.used
        )


def _used(made: Decisions, each: RoundVariables) -> None:
    """Visits are made in a round, and a shift with an appointment always has one."""
    for present in each.present.values():
        made.model.add_implication(present, each.used)
    if each.shift.appointments:
        made.model.add(each.used == 1)


def _one_place(made: Decisions, each: RoundVariables) -> None:
    """A carer gets from node to node by road, and does one thing after the other."""
    for node, leave in each.leave.items():
        made.model.add(leave >= each.finish[node]).only_enforce_if(each.presence(node))
    for node, arrive in each.arrive.items():
        made.model.add(arrive <= each.begin[node]).only_enforce_if(each.presence(node))
    for (origin, destination), leg in each.legs.items():
        seconds = leg_seconds(made.problem, each.shift, origin, destination)
        made.model.add(each.arrive[destination] >= each.leave[origin] + seconds).only_enforce_if(
            leg
        )


def _break(made: Decisions, each: RoundVariables) -> None:
    """A used shift takes all its breaks in order, each while the carer is somewhere, not on a leg.

    Before leaving a node a break fits between its finish and the leg; on arrival at a node it fits
    between the leg and its begin.
    """
    model = made.model
    for index, (start, taken) in enumerate(zip(each.breaks, each.shift.breaks, strict=True)):
        opens, closes = taken.window
        model.add_linear_constraint(start, opens, closes).only_enforce_if(each.used)
        model.add(sum(_spots(each, index)) == each.used)
        if index:
            previous_end = each.breaks[index - 1] + each.shift.breaks[index - 1].seconds
            model.add(start >= previous_end).only_enforce_if(each.used)
        for node, leave in each.leave.items():
            here = each.before_leaving[index, node]
            model.add_implication(here, each.presence(node))
            model.add(start >= each.finish[node]).only_enforce_if(here)
            model.add(start + taken.seconds <= leave).only_enforce_if(here)
        for node, arrive in each.arrive.items():
            here = each.on_arrival[index, node]
            model.add_implication(here, each.presence(node))
            model.add(start >= arrive).only_enforce_if(here)
            model.add(start + taken.seconds <= each.begin[node]).only_enforce_if(here)


def _spots(each: RoundVariables, index: int) -> list[BoolVarT]:
    spots = (each.before_leaving, each.on_arrival)
    return [here for spot in spots for (taken, _), here in spot.items() if taken == index]


def _departure(made: Decisions, each: RoundVariables) -> None:
    """The carer leaves as late as the first thing done allows: the first break or the first stop.

    Breaks are taken in order, so if any comes before the first stop, the first one does.
    """
    for (origin, first), leg in each.legs.items():
        if origin != START:
            continue
        seconds = leg_seconds(made.problem, each.shift, START, first)
        others: list[BoolVarT] = [leg]
        if each.breaks:
            on_arrival, before = each.on_arrival[0, first], each.before_leaving[0, START]
            made.model.add(each.departure == each.breaks[0] - seconds).only_enforce_if(
                leg, on_arrival
            )
            made.model.add(each.departure == each.breaks[0]).only_enforce_if(leg, before)
            others += [~on_arrival, ~before]
        made.model.add(each.departure == each.begin[first] - seconds).only_enforce_if(*others)


def _end(made: Decisions, each: RoundVariables) -> None:
    """The round is over as soon as the carer gets to the end after the last break and stop.

    Breaks are taken in order, so if any comes after the last stop, the last one does.
    """
    for (last, destination), leg in each.legs.items():
        if destination != END:
            continue
        seconds = leg_seconds(made.problem, each.shift, last, END)
        others: list[BoolVarT] = [leg]
        if each.breaks:
            index = len(each.breaks) - 1
            break_end = each.breaks[index] + each.shift.breaks[index].seconds
            on_arrival, before = each.on_arrival[index, END], each.before_leaving[index, last]
            made.model.add(each.end == break_end).only_enforce_if(leg, on_arrival)
            made.model.add(each.end == break_end + seconds).only_enforce_if(leg, before)
            others += [~on_arrival, ~before]
        made.model.add(each.end == each.finish[last] + seconds).only_enforce_if(*others)


def _load_cap(made: Decisions, each: RoundVariables) -> None:
    """The load of the visits of a round stays within the cap of its shift."""
    if each.shift.load_cap is not None:
        problem = made.problem
        loads = {task: problem.visits[problem.tasks[task].visit].load for task in each.present}
        made.model.add(
            sum(loads[task] * here for task, here in each.present.items()) <= each.shift.load_cap
        )
