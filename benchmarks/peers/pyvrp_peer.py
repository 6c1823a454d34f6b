"""PyVRP: one vehicle type and one profile a shift, prizes for visits, groups for windows."""

import time

import numpy as np
import pyvrp

from benchmarks.peers.peer import Answer, Peer
from benchmarks.team_days.features import Feature
from benchmarks.team_days.statement import Statement
from scheduler.solver.problem import Problem, ProblemShift

FORBIDDEN = 1 << 22
"""Distance and duration of arcs that lead a shift to a task it may not fill."""


def solve(problem: Problem, seconds: float, seed: int) -> Answer:
    """The best that PyVRP finds in its time, model building included.

    PyVRP knows neither breaks nor wished starts: rounds are built without them, only that a shift
    ends earlier by the length of its breaks. Ties are cut out of the windows. An appointment is a
    required client of its shift alone, at its place and time.
    """
    ends = time.perf_counter() + seconds
    stated = Statement(problem)
    data, tasks = _data(stated)
    found = pyvrp.solve(
        data, lambda _: time.perf_counter() >= ends, seed=seed, collect_stats=False, display=False
    )
    orders: list[list[int]] = [[] for _ in problem.shifts]
    starts = {}
    for route in found.best.routes():
        for activity in route.schedule():
            if activity.is_client() and tasks[activity.idx] < stated.tasks:
                orders[route.vehicle_type()].append(tasks[activity.idx])
                starts[tasks[activity.idx]] = activity.start_time
    return tuple(map(tuple, orders)), starts


def _data(stated: Statement) -> tuple[pyvrp.ProblemData, list[int]]:
    """The problem in PyVRP's terms, and the task of every client."""
    clients: list[pyvrp.Client] = []
    groups: list[pyvrp.ClientGroup] = []
    tasks: list[int] = []
    for task in range(stated.tasks):
        visit = stated.visit(task)
        windows = stated.untied_windows[stated.problem.tasks[task].visit]
        group = len(groups) if len(windows) > 1 else None
        numbers = range(len(clients), len(clients) + len(windows))
        for opens, closes in windows:
            clients.append(
                pyvrp.Client(
                    task,
                    delivery=[visit.load],
                    service_duration=visit.service,
                    tw_early=opens,
                    tw_late=closes,
                    prize=stated.prize(task),
                    required=False,
                    group=group,
                )
            )
            tasks.append(task)
        if group is not None:
            groups.append(pyvrp.ClientGroup(list(numbers), required=False))
    for index, (_, appointment) in enumerate(stated.appointments):
        clients.append(
            pyvrp.Client(
                stated.appointment_node(index),
                delivery=[0],
                service_duration=appointment.end - appointment.start,
                tw_early=appointment.start,
                tw_late=appointment.start,
            )
        )
        tasks.append(stated.tasks + index)
    unlimited = sum(visit.load * len(visit.tasks) for visit in stated.problem.visits)
    shifts = stated.problem.shifts
    return (
        pyvrp.ProblemData(
            locations=[pyvrp.Location(0, 0) for _ in range(stated.nodes)],
            clients=clients,
            depots=[pyvrp.Depot(stated.tasks + node) for node in range(2 * stated.shifts)],
            vehicle_types=[
                pyvrp.VehicleType(
                    1,
                    capacity=[unlimited if shift.load_cap is None else shift.load_cap],
                    start_depot=number,
                    end_depot=stated.shifts + number,
                    tw_early=shift.start,
                    tw_late=_end(shift),
                    profile=number,
                )
                for number, shift in enumerate(shifts)
            ],
            distance_matrices=[
                _barred(stated, n, stated.arc_points(n)) for n in range(len(shifts))
            ],
            duration_matrices=[
                _barred(stated, n, stated.travel_seconds(n)) for n in range(len(shifts))
            ],
            groups=groups,
        ),
        tasks,
    )


def _end(shift: ProblemShift) -> int:
    """When a round must be over: the breaks of a shift take their time off its end.

    Not where that would cut off its appointments.
    """
    end = shift.end - sum(each.seconds for each in shift.breaks)
    return shift.end if shift.appointments else end


def _barred(
    stated: Statement, shift: int, matrix: np.ndarray[tuple[int, int], np.dtype[np.int64]]
) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    """The matrix with arcs that nobody would take to the tasks that a shift may not fill."""
    for task in range(stated.tasks):
        if shift not in stated.problem.tasks[task].shifts:
            matrix[:, task] = FORBIDDEN
    for index, (owner, _) in enumerate(stated.appointments):
        if owner != shift:
            matrix[:, stated.appointment_node(index)] = FORBIDDEN
    np.fill_diagonal(matrix, 0)
    return matrix


PEER = Peer(
    name="pyvrp",
    package="pyvrp",
    states=frozenset(
        {Feature.SEVERAL_WINDOWS, Feature.LOAD_CAP, Feature.SPLIT_SHIFT, Feature.APPOINTMENT}
    ),
    seeded=True,
    solve=solve,
)
