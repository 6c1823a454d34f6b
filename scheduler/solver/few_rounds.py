"""A few rounds by themselves, in which every visit is made: exact, by the model of all rules.

The model is that of the oracle, with all that follows from every visit being made said as well:
what a round takes, from the first leg to the last, fits between its departure and its end.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import IntVar

from scheduler.rules import RuleId
from scheduler.solver.oracle.hard import keep_hard_rules
from scheduler.solver.oracle.hint import add_hint
from scheduler.solver.oracle.rounds import Decisions, RoundVariables, decisions, leg_seconds
from scheduler.solver.oracle.soft import total_cost
from scheduler.solver.oracle.solution import read_schedules
from scheduler.solver.problem import Problem
from scheduler.solver.schedule import Schedule
from scheduler.units import SECONDS_PER_MINUTE

EFFORT = 2.0
"""Limit of one question, in CP-SAT's deterministic time units."""

SHARED = (RuleId.FAIR_LOAD, RuleId.WAITING_SPREAD, RuleId.WORST_LATENESS)
"""Rules that compare all rounds of a plan, and mean nothing for a few of them."""

POLISH = 0.3
"""Limit of looking for cheaper rounds; nearly always the cheapest are found and proven by then."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether there are such rounds.

    Attributes:
        schedules: the rounds; None where there are none, or none was found.
        amount: the least of what was asked to be least.
        proven: that there are none, or that the amount is the least.
    """

    schedules: tuple[Schedule, ...] | None
    amount: int = 0
    proven: bool = True

    @property
    def impossible(self) -> bool:
        """Whether it is proven that there are none."""
        return self.schedules is None and self.proven


IMPOSSIBLE = Answer(None)

Least = Callable[[Decisions], IntVar]
"""Adds an amount to the model that is to be as small as can be."""


def all_made(problem: Problem, least: Least | None = None, effort: float = EFFORT) -> Answer:
    """Rounds in which every visit of a small problem is made.

    Args:
        least: what is to be as little as can be; without, any rounds will do.
    """
    made = _every_visit_made(problem)
    amount = None if least is None else least(made)
    if amount is not None:
        made.model.minimize(amount)
    solver, status = _solved(made, effort)
    if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        found = 0 if amount is None else solver.value(amount)
        proven = amount is None or status == cp_model.OPTIMAL
        return Answer(read_schedules(solver, made), found, proven)
    return Answer(None, proven=status == cp_model.INFEASIBLE)


def cheapest(
    problem: Problem, hint: Sequence[Schedule], effort: float = POLISH
) -> tuple[Schedule, ...]:
    """The cheapest rounds found in which every visit is made, by the rules that speak of rounds.

    Args:
        hint: rounds in which every visit is made; without them it takes several times as long.
    """
    weights = dict(problem.weights)
    weights.update(dict.fromkeys(SHARED, 0))
    made = _every_visit_made(problem.replace(weights=weights))
    made.model.minimize(total_cost(made))
    add_hint(made, hint)
    solver, status = _solved(made, effort)
    if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return read_schedules(solver, made)
    return tuple(hint)


def _every_visit_made(problem: Problem) -> Decisions:
    made = decisions(problem)
    keep_hard_rules(made)
    for each in made.visits:
        made.model.add(each.assigned == 1)
    for each_round in made.rounds:
        _fits(made, each_round)
    return made


def _solved(made: Decisions, effort: float) -> tuple[cp_model.CpSolver, cp_model.CpSolverStatus]:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    # measured on the questions of a team day: a fifth of the time of thorough preparations
    solver.parameters.linearization_level = 1
    solver.parameters.cp_model_probing_level = 0
    solver.parameters.symmetry_level = 0
    solver.parameters.max_presolve_iterations = 1
    solver.parameters.max_deterministic_time = effort
    return solver, solver.solve(made.model)


def beyond_windows(windows: Sequence[tuple[int, int]], visit: int) -> Least:
    """Whole minutes by which a visit starts outside the nearest of some windows."""

    def least(made: Decisions) -> IntVar:
        model, start = made.model, made.visits[visit].start
        amount = _minutes(made)
        inside = [model.new_bool_var(f"nearest window {n}") for n in range(len(windows))]
        model.add_exactly_one(inside)
        for here, (opens, closes) in zip(inside, windows, strict=True):
            model.add(SECONDS_PER_MINUTE * amount >= opens - start).only_enforce_if(here)
            model.add(SECONDS_PER_MINUTE * amount >= start - closes).only_enforce_if(here)
        return amount

    return least


def before_start(shift: int, start: int) -> Least:
    """Whole minutes by which a round leaves before a moment."""

    def least(made: Decisions) -> IntVar:
        amount = _minutes(made)
        made.model.add(SECONDS_PER_MINUTE * amount >= start - made.rounds[shift].departure)
        return amount

    return least


def behind_end(shift: int, end: int) -> Least:
    """Whole minutes by which a round ends after a moment."""

    def least(made: Decisions) -> IntVar:
        amount = _minutes(made)
        made.model.add(SECONDS_PER_MINUTE * amount >= made.rounds[shift].end - end)
        return amount

    return least


def _minutes(made: Decisions) -> IntVar:
    return made.model.new_int_var(0, 3 * 24 * 60, "minutes")


def _fits(made: Decisions, each: RoundVariables) -> None:
    """What a round takes fits between its departure and its end."""
    problem = made.problem
    travel = sum(leg_seconds(problem, each.shift, *ends) * leg for ends, leg in each.legs.items())
    service = sum(
        problem.visits[problem.tasks[task].visit].service * present
        for task, present in each.present.items()
    )
    fixed = sum(taken.seconds for taken in each.shift.breaks)
    fixed += sum(kept.end - kept.start for kept in each.shift.appointments)
    length = each.end - each.departure
    made.model.add(travel + service + fixed <= length).only_enforce_if(each.used)
