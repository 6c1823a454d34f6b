"""Rounds of published home care written in the form of the sets, with exact times."""

import json
import math
from collections.abc import Sequence
from itertools import pairwise

from benchmarks.published.care import CareInstance, Service, Tie
from benchmarks.published.statement import Rounds
from scheduler.errors import FaultError


def solution_text(instance: CareInstance, rounds: Rounds) -> str:
    """The solution file: every round that is made, each service at its earliest start.

    Raises:
        FaultError: `solution-refused` when no starts keep windows and ties.
    """
    starts = earliest_starts(instance, rounds)
    routes = [
        {
            "caregiver_id": carer.id,
            "locations": [_location(instance.services[task], starts[task]) for task in order],
        }
        for carer, order in zip(instance.carers, rounds, strict=True)
        if order
    ]
    return json.dumps({"routes": routes}, indent=1) + "\n"


def earliest_starts(instance: CareInstance, rounds: Rounds) -> list[float]:
    """Earliest start of every service in the floats of the instance, by raising what is too early.

    An evaluator that adds up the same floats and allows for no dust finds every sum kept.

    Raises:
        FaultError: `solution-refused`.
    """
    starts = [_earliest(service, 0.0) for service in instance.services]
    for _ in range(2 * len(starts) + 2):
        before = list(starts)
        for carer, order in enumerate(rounds):
            _follow(instance, carer, order, starts)
        for tie in instance.ties:
            _tie(instance.services, tie, starts)
        if starts == before:
            return starts
    raise FaultError("solution-refused", "No starts keep the order of the rounds and the ties.")


def end_of(service: Service, start: float) -> float:
    """When a service ends: no shorter than it lasts, also when the floats are subtracted."""
    end = start + float(service.duration)
    while end - start < float(service.duration):
        end = math.nextafter(end, math.inf)
    return end


def _follow(instance: CareInstance, carer: int, order: Sequence[int], starts: list[float]) -> None:
    """Raise the starts of a round to what the way allows."""
    if not order:
        return
    services, travel = instance.services, instance.travel
    begins = instance.carers[carer]
    first = services[order[0]]
    there = float(begins.start) + float(travel[begins.first_location][first.location])
    starts[order[0]] = _earliest(first, max(there, starts[order[0]]))
    for before, after in pairwise(order):
        here, next_one = services[before], services[after]
        there = end_of(here, starts[before]) + float(travel[here.location][next_one.location])
        starts[after] = _earliest(next_one, max(there, starts[after]))


def _tie(services: Sequence[Service], tie: Tie, starts: list[float]) -> None:
    """Raise whichever of two starts is too early for the other."""
    first, second = tie.first, tie.second
    if tie.least is not None:
        later = max(starts[second], starts[first] + float(tie.least))
        starts[second] = _earliest(services[second], later)
    if tie.most is not None and starts[first] + float(tie.most) < starts[second]:
        start = max(starts[first], starts[second] - float(tie.most))
        while start + float(tie.most) < starts[second]:
            start = math.nextafter(start, math.inf)
        starts[first] = _earliest(services[first], start)


def _earliest(service: Service, start: float) -> float:
    """The first allowed start that is not before this one."""
    for opens, closes in service.windows:
        if closes is None or start <= float(closes):
            return max(start, float(opens))
    raise FaultError(
        "solution-refused",
        f"{service.name} of {service.patient} starts at {start:g}, after its last window.",
    )


def _location(service: Service, start: float) -> dict[str, str | float]:
    return {
        "patient": service.patient,
        "service": service.name,
        "arrival_time": _number(start),
        "departure_time": _number(end_of(service, start)),
    }


def _number(value: float) -> float:
    return int(value) if value.is_integer() else value
