"""A plan from the rounds that the climb has priced, where they make a cheaper one than is known.

A linear program over these rounds is what the bound rests on; whole rounds of it are often a good
plan (the restricted master heuristic; Sadykov, Vanderbeck, Pessoa, Tahiri and Uchoa 2019, INFORMS
Journal on Computing 31:251-267). CP-SAT chooses among those with the least reduced costs.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from scheduler.solver.bound.pool import watched
from scheduler.solver.bound.pricing import Column
from scheduler.solver.problem import Problem

EFFORT = 3.0
"""CP-SAT's own measure of work, about seconds."""


@dataclass(frozen=True)
class Choice:
    """Rounds that a plan can be made of.

    Attributes:
        points: of the rounds and of the visits left out; what ties rounds is not in it.
        columns: no task is in two of them.
    """

    points: int
    columns: tuple[Column, ...]


def choose(
    problem: Problem,
    columns: Sequence[Column],
    full: Sequence[int],
    below: int,
    on_slice: Callable[[], None],
) -> Choice | None:
    """The cheapest choice found among these rounds, None where none has so few points.

    Args:
        full: points of every visit when it is left out.
        below: only choices of fewer points.
    """
    model = cp_model.CpModel()
    whole = [column for column in columns if len(set(column.tasks)) == len(column.tasks)]
    used = [model.new_bool_var("") for _ in whole]
    left_out = [model.new_bool_var("") for _ in problem.visits]
    filling: list[list[cp_model.IntVar]] = [[] for _ in problem.tasks]
    rounds: list[list[cp_model.IntVar]] = [[] for _ in problem.shifts]
    for variable, column in zip(used, whole, strict=True):
        rounds[column.shift].append(variable)
        for task in column.tasks:
            filling[task].append(variable)
    for task, variables in enumerate(filling):
        # A round that does without one of its visits is no dearer: twice is as good as once.
        model.add_bool_or([*variables, left_out[problem.tasks[task].visit]])
    for shift, variables in zip(problem.shifts, rounds, strict=True):
        if shift.appointments:
            model.add_exactly_one(variables)
        else:
            model.add_at_most_one(variables)
    points = sum(
        column.points * variable for column, variable in zip(whole, used, strict=True)
    ) + sum(each * variable for each, variable in zip(full, left_out, strict=True))
    model.add(points <= below - 1)
    model.minimize(points)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = EFFORT
    status = watched(solver, model, on_slice)
    if status not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        return None
    taken = [
        column
        for column, variable in zip(whole, used, strict=True)
        if solver.boolean_value(variable)
    ]
    return Choice(round(solver.objective_value), _once_each(taken))


def _once_each(columns: Sequence[Column]) -> tuple[Column, ...]:
    """The rounds without the tasks that an earlier one fills."""
    filled: set[int] = set()
    found = []
    for column in columns:
        kept = [task not in filled for task in column.tasks]
        tasks = tuple(task for task, keep in zip(column.tasks, kept, strict=True) if keep)
        before = tuple(sum(kept[:place]) for place in column.before)
        found.append(replace(column, tasks=tasks, before=before))
        filled.update(tasks)
    return tuple(found)
