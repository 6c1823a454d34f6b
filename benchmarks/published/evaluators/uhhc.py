"""Judge of Unified Home Healthcare (doi 10.1111/itor.70140), for the components named here.

The objective is the sum of weight x component. travel_time: of all routes, from the departing to
the arrival point; total_tardiness and highest_tardiness: of all services, at their start or at
their end as the instance has it, against the window they start in; total_extra_time: of returns
after the end of a shift. A component that is HARD must be 0. Any other one is not computed, and a
solution of an instance that weighs it is not valid here.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.published.evaluators.routes import (
    Given,
    Routes,
    care_broken,
    durations,
    every,
    read_routes,
    tie_broken,
    travel_of,
    ways_broken,
)
from benchmarks.published.evaluators.verdict import DUST, Verdict
from benchmarks.published.files import read_text

Ends = dict[str, tuple[int, int]]
"""Rows of the departing and the arrival point of every carer."""


def evaluate(instance: Path, solution: Path) -> Verdict:
    """Judge a solution file of an instance file."""
    asked = json.loads(read_text(instance))
    routes, broken = read_routes(solution)
    broken += _broken(asked, routes)
    parts = _components(asked, {carer: route for carer, route in routes.items() if route})
    objective = 0.0
    for name, weight in asked["metadata"]["cost_components"].items():
        if weight is None:
            continue
        if name not in parts:
            broken.append(f"{name} is not computed here")
        elif weight != "HARD":
            objective += weight * parts[name]
        elif parts[name] > DUST:
            broken.append(f"{name} is {parts[name]:g} and must be 0")
    return Verdict(objective, parts, tuple(broken))


def _components(asked: dict[str, Any], routes: Routes) -> dict[str, float]:
    place, ends = _places(asked)
    patients = {patient["id"]: patient for patient in asked["patients"]}
    shifts = {each["id"]: each["working_shift"] for each in asked["caregivers"]}
    at_end = asked["metadata"]["time_window_met"] == "at_service_end"
    late = [
        _tardiness(patients[given.patient]["time_windows"], given, at_end=at_end)
        for given in every(routes)
        if given.patient in patients
    ]
    travel = extra = 0.0
    for carer, route in routes.items():
        if carer not in ends or route[-1].patient not in place:
            continue
        home, end = ends[carer]
        travel += travel_of(route, home, end, place, asked["distances"])
        back = route[-1].end + asked["distances"][place[route[-1].patient]][end]
        extra += max(0.0, back - shifts[carer]["end"])
    return {
        "travel_time": travel,
        "total_tardiness": sum(late),
        "highest_tardiness": max(late, default=0.0),
        "total_extra_time": extra,
    }


def _places(asked: dict[str, Any]) -> tuple[dict[str, int], Ends]:
    place = {patient["id"]: patient["distance_matrix_index"] for patient in asked["patients"]}
    points = {point["id"]: point["distance_matrix_index"] for point in asked["terminal_points"]}
    ends = {
        each["id"]: (points[each["departing_point"]], points[each["arrival_point"]])
        for each in asked["caregivers"]
    }
    return place, ends


def _tardiness(windows: list[dict[str, float]], given: Given, *, at_end: bool) -> float:
    """How late a service is for the last window that has opened when it starts."""
    opened = [window for window in windows if window["start"] <= given.start + DUST]
    if not opened:
        return 0.0
    window = max(opened, key=lambda each: each["start"])
    return max(0.0, (given.end if at_end else given.start) - window["end"])


def _broken(asked: dict[str, Any], routes: Routes) -> Iterator[str]:
    needed = durations(asked["patients"], asked["services"], "required_services")
    abilities = {each["id"]: each["abilities"] for each in asked["caregivers"]}
    shifts = {each["id"]: each["working_shift"] for each in asked["caregivers"]}
    place, ends = _places(asked)
    yield from care_broken(routes, needed, abilities)
    for carer, route in routes.items():
        if carer in ends:
            begins = shifts[carer]["start"]
            yield from ways_broken(route, begins, ends[carer][0], place, asked["distances"])
    for patient in asked["patients"]:
        yield from _patient_broken(patient, routes)


def _patient_broken(patient: dict[str, Any], routes: Routes) -> Iterator[str]:
    mine = [given for given in every(routes) if given.patient == patient["id"]]
    opening = min(window["start"] for window in patient["time_windows"])
    for given in mine:
        if given.start < opening - DUST:
            yield f"{given.service} of {given.patient} starts before its window opens"
        if given.carer in (patient.get("incompatible_caregivers") or ()):
            yield f"{given.service} of {given.patient} is given by {given.carer}, who may not"
    by_service = {given.service: given for given in mine}
    order = [each["service"] for each in patient["required_services"]]
    if len(order) == 2 and by_service.keys() >= set(order):
        tied = patient["synchronization"]
        gap = tied.get("distance") or {"min": 0.0, "max": 0.0}
        pair = (by_service[order[0]], by_service[order[1]])
        yield from tie_broken(patient["id"], pair, tied["type"], (gap["min"], gap["max"]))
