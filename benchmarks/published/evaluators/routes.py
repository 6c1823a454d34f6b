"""Routes in JSON, as the sets of home care publish solutions, and the rules all of them share."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks.published.evaluators.verdict import DUST


@dataclass(frozen=True)
class Given:
    """A service as a solution says it is given."""

    carer: str
    patient: str
    service: str
    start: float
    end: float


Routes = Mapping[str, list[Given]]
"""What every carer gives, in order."""

Needed = Mapping[tuple[str, str], float]
"""How long every service of every patient lasts."""


def durations(
    patients: Iterable[Mapping[str, Any]], services: Iterable[Mapping[str, Any]], key: str
) -> dict[tuple[str, str], float]:
    """How long every service of every patient lasts: as long as named, or as its kind does.

    Args:
        key: what the patients call the services that they need.
    """
    defaults = {each["id"]: each.get("default_duration") for each in services}
    found = {}
    for patient in patients:
        for each in patient[key]:
            named = each.get("duration")
            lasts = defaults[each["service"]] if named is None else named
            found[patient["id"], each["service"]] = float(lasts or 0.0)
    return found


def read_routes(path: Path) -> tuple[Routes, list[str]]:
    """The routes of a solution file, and what keeps it from being one."""
    routes: dict[str, list[Given]] = {}
    broken: list[str] = []
    try:
        for route in json.loads(path.read_text(encoding="utf-8"))["routes"]:
            carer = route["caregiver_id"]
            if carer in routes:
                broken.append(f"{carer} has two routes")
            routes.setdefault(carer, []).extend(_given(carer, each) for each in route["locations"])
    except (ValueError, KeyError, TypeError) as error:
        broken.append(f"the file is no solution: {error!r}")
    return routes, broken


def _given(carer: str, location: Mapping[str, Any]) -> Given:
    return Given(
        carer,
        location["patient"],
        location["service"],
        float(location["arrival_time"]),
        float(location["departure_time"]),
    )


def every(routes: Routes) -> list[Given]:
    """All services given."""
    return [given for route in routes.values() for given in route]


def care_broken(
    routes: Routes, needed: Needed, abilities: Mapping[str, Iterable[str]]
) -> Iterator[str]:
    """Services that are not given once, in full, and by a carer who is able."""
    counts = Counter((given.patient, given.service) for given in every(routes))
    for key in sorted(needed.keys() | counts.keys()):
        if key not in needed:
            yield f"{key[1]} of {key[0]} is given, and nobody needs it"
        elif counts[key] != 1:
            yield f"{key[1]} of {key[0]} is given {counts[key]} times"
    for given in every(routes):
        what = f"{given.service} of {given.patient}"
        if given.carer not in abilities:
            yield f"{what} is given by {given.carer}, who does not exist"
        elif given.service not in abilities[given.carer]:
            yield f"{what} is given by {given.carer}, who is not able to"
        if given.end - given.start < needed.get((given.patient, given.service), 0.0) - DUST:
            yield f"{what} ends at {given.end:g}, before it is over"


def ways_broken(
    route: list[Given],
    starts_at: float,
    home: int,
    place: Mapping[str, int],
    legs: list[list[float]],
) -> Iterator[str]:
    """Services that start before their carer can be there."""
    here, free = home, starts_at
    for given in route:
        if given.patient not in place:
            continue
        there = place[given.patient]
        if given.start < free + legs[here][there] - DUST:
            yield (
                f"{given.carer} starts {given.service} of {given.patient} at {given.start:g} "
                f"and is there at {free + legs[here][there]:g}"
            )
        here, free = there, given.end


def travel_of(
    route: list[Given], home: int, end: int, place: Mapping[str, int], legs: list[list[float]]
) -> float:
    """Travel of a route with its way out and back; none for a carer who stays at home."""
    rows = [place[given.patient] for given in route if given.patient in place]
    if not rows:
        return 0.0
    stops = [home, *rows, end]
    return sum(legs[a][b] for a, b in pairwise(stops))


def tie_broken(
    patient: str, pair: tuple[Given, Given], kind: str, gap: tuple[float, float]
) -> Iterator[str]:
    """Two services of a patient by one carer, or not as far apart as they must be."""
    first, second = pair
    if first.carer == second.carer:
        yield f"both services of {patient} are given by {first.carer}"
    apart = second.start - first.start
    if kind == "simultaneous" and abs(apart) > DUST:
        yield f"the services of {patient} start {apart:g} apart and not together"
    if kind == "sequential" and not gap[0] - DUST <= apart <= gap[1] + DUST:
        yield f"the services of {patient} start {apart:g} apart and not {gap[0]:g} to {gap[1]:g}"
