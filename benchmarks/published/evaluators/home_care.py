"""Judge of the sets of Mankowska and others (2014) and Kummer (2021).

The objective is (D + T + Tmax) / 3: travel of all routes, lateness of all services, the largest
lateness. Rules: every service once, by a carer able to give it, at its full length, not before the
window of its patient opens nor before the carer is there; two services of a patient by different
carers, together or within the gap asked for. Everybody leaves the office at 0.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.published.evaluators.routes import (
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

OFFICE = 0


def evaluate(instance: Path, solution: Path) -> Verdict:
    """Judge a solution file of an instance file."""
    asked = json.loads(read_text(instance))
    routes, broken = read_routes(solution)
    broken += _broken(asked, routes)
    patients = {patient["id"]: patient for patient in asked["patients"]}
    place = {name: row for row, name in enumerate(patients, 1)}
    travel = sum(
        travel_of(route, OFFICE, OFFICE, place, asked["distances"]) for route in routes.values()
    )
    late = [
        max(0.0, given.start - patients[given.patient]["time_window"][1])
        for given in every(routes)
        if given.patient in patients
    ]
    parts = {"D": travel, "T": sum(late), "Tmax": max(late, default=0.0)}
    return Verdict(sum(parts.values()) / 3, parts, tuple(broken))


def _broken(asked: dict[str, Any], routes: Routes) -> Iterator[str]:
    needed = durations(asked["patients"], asked["services"], "required_caregivers")
    abilities = {each["id"]: each["abilities"] for each in asked["caregivers"]}
    place = {patient["id"]: row for row, patient in enumerate(asked["patients"], 1)}
    yield from care_broken(routes, needed, abilities)
    for route in routes.values():
        yield from ways_broken(route, 0.0, OFFICE, place, asked["distances"])
    for patient in asked["patients"]:
        yield from _patient_broken(patient, routes)


def _patient_broken(patient: dict[str, Any], routes: Routes) -> Iterator[str]:
    mine = [given for given in every(routes) if given.patient == patient["id"]]
    for given in mine:
        if given.start < patient["time_window"][0] - DUST:
            yield f"{given.service} of {given.patient} starts before its window opens"
    by_service = {given.service: given for given in mine}
    order = [each["service"] for each in patient["required_caregivers"]]
    if len(order) == 2 and by_service.keys() >= set(order):
        tied = patient["synchronization"]
        low, high = tied.get("distance") or (0.0, 0.0)
        pair = (by_service[order[0]], by_service[order[1]])
        yield from tie_broken(patient["id"], pair, tied["type"], (low, high))
