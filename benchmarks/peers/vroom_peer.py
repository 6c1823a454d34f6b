"""VROOM: a vehicle a shift with its own costs, skills for who may fill what, priorities."""

from datetime import timedelta

import vroom
from vroom.solution.solution import Solution

from benchmarks.peers.peer import Answer, Peer
from benchmarks.team_days.features import Feature
from benchmarks.team_days.statement import PRIZES, Statement
from scheduler.domain.visit import Priority
from scheduler.solver.problem import Problem, ProblemShift

EXPLORATION = 5
"""The most thorough of its levels."""

HIGHEST_PRIORITY = 100


def solve(problem: Problem, seconds: float, seed: int) -> Answer:
    """What VROOM finds: it stops by itself, at the latest when its time is up.

    Breaks are VROOM's own. An appointment is a job of its shift alone, at its place and time. Ties
    are cut out of the windows, wished starts are not stated.
    """
    del seed
    stated = Statement(problem)
    day = vroom.Input()
    sets = _skill_sets(stated)
    for number, shift in enumerate(problem.shifts):
        profile = f"shift {number}"
        day.set_durations_matrix(profile, stated.travel_seconds(number))
        day.set_costs_matrix(profile, stated.arc_points(number))
        skills = {own for shifts, own in sets.items() if number in shifts}
        mark = len(sets) + number + 1
        day.add_vehicle(
            vroom.Vehicle(
                number + 1,
                start=stated.start_node(number),
                end=stated.end_node(number),
                profile=profile,
                capacity=[_capacity(stated, shift)],
                skills={*skills, mark},
                time_window=vroom.TimeWindow(shift.start, shift.end),
                breaks=[
                    vroom.Break(place + 1, [vroom.TimeWindow(*each.window)], each.seconds)
                    for place, each in enumerate(shift.breaks)
                ],
            )
        )
    day.add_job([*_jobs(stated, sets), *_appointments(stated, len(sets))])
    found = day.solve(EXPLORATION, nb_threads=1, timeout=timedelta(seconds=seconds))
    return _answer(stated, found)


def _jobs(stated: Statement, sets: dict[frozenset[int], int]) -> list[vroom.Job]:
    jobs = []
    for task, own in enumerate(stated.problem.tasks):
        windows = stated.untied_windows[own.visit]
        if not windows or not own.shifts:
            continue
        visit = stated.visit(task)
        jobs.append(
            vroom.Job(
                task + 1,
                location=task,
                default_service=visit.service,
                delivery=[visit.load],
                skills={sets[own.shifts]},
                priority=HIGHEST_PRIORITY * PRIZES[visit.priority] // PRIZES[Priority.MUST] - 1,
                time_windows=[vroom.TimeWindow(*window) for window in windows],
            )
        )
    return jobs


def _appointments(stated: Statement, sets: int) -> list[vroom.Job]:
    """Each a job at its time for its own shift, which has a skill of its own."""
    return [
        vroom.Job(
            stated.tasks + index + 1,
            location=stated.appointment_node(index),
            default_service=each.end - each.start,
            delivery=[0],
            skills={sets + number + 1},
            priority=HIGHEST_PRIORITY,
            time_windows=[vroom.TimeWindow(each.start, each.start)],
        )
        for index, (number, each) in enumerate(stated.appointments)
    ]


def _skill_sets(stated: Statement) -> dict[frozenset[int], int]:
    """A skill for every set of shifts that some task may be filled by."""
    sets = dict.fromkeys(task.shifts for task in stated.problem.tasks)
    return {shifts: number for number, shifts in enumerate(sets, 1)}


def _capacity(stated: Statement, shift: ProblemShift) -> int:
    total = sum(visit.load * len(visit.tasks) for visit in stated.problem.visits)
    return total if shift.load_cap is None else shift.load_cap


def _answer(stated: Statement, found: Solution) -> Answer:
    orders: list[list[int]] = [[] for _ in stated.problem.shifts]
    starts = {}
    for _, step in found.routes.iterrows():
        if step["type"] == "job" and 0 < int(step["id"]) <= stated.tasks:
            task = int(step["id"]) - 1
            orders[int(step["vehicle_id"]) - 1].append(task)
            starts[task] = int(step["arrival"]) + int(step["waiting_time"])
    return tuple(map(tuple, orders)), starts


PEER = Peer(
    name="vroom",
    package="pyvroom",
    states=frozenset(
        {
            *(Feature.SEVERAL_WINDOWS, Feature.LOAD_CAP, Feature.SPLIT_SHIFT),
            *(Feature.BREAK, Feature.APPOINTMENT),
        }
    ),
    seeded=False,
    solve=solve,
)
