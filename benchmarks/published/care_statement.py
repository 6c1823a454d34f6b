"""Published home care stated as rounds with a regular objective.

What delays is rounded up and what must be met is rounded down, so that whatever the search holds
for possible is possible in the numbers of the instance, and legs keep the triangle inequality.
"""

import math
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from fractions import Fraction
from itertools import chain

import numpy as np

from benchmarks.published.care import CareInstance
from benchmarks.published.care_solution import solution_text
from benchmarks.published.statement import FINEST, Statement, places
from scheduler.errors import RoundsError
from scheduler.solver.regular.problem import NEVER, NOBODY, Flags, Ints, RegularProblem, no_breaks


def state(instance: CareInstance) -> Statement:
    """Everything in whole numbers: times in the smallest unit of the instance.

    Raises:
        RoundsError: `instance-not-stated` when its times are too long for how fine they are.
    """
    weights = instance.weights
    scale = 10 ** places(_times(instance))
    if _latest(instance) * scale >= NEVER:
        raise RoundsError(
            "instance-not-stated",
            f"It has times up to {_latest(instance):f} in steps of {Decimal(1) / scale:f}.",
        )
    weight_scale = 10 ** places((weights.travel, weights.late, weights.worst))
    travel = np.array([[_up(leg, scale) for leg in row] for row in instance.travel], np.int64)
    problem = RegularProblem(
        **_by_task(instance, scale),
        **_by_shift(instance, scale),
        allowed=_allowed(instance),
        unassigned=np.full(
            len(instance.services), _beyond(instance) * scale * weight_scale + 1, np.int64
        ),
        travel=travel[None, :, :],
        travel_weight=int(weights.travel * weight_scale),
        visiting=np.zeros((instance.patients, len(instance.carers)), np.int64),
        meeting=np.zeros((instance.patients, len(instance.carers)), np.int64),
        late_weight=int(weights.late * weight_scale),
        worst_weight=int(weights.worst * weight_scale),
    )
    return Statement(
        problem=problem,
        unit=Fraction(1, scale * weight_scale * instance.divisor),
        blur=_blur(instance, scale),
        write=lambda rounds: solution_text(instance, rounds),
    )


def _times(instance: CareInstance) -> list[Decimal]:
    """Every number that is a time."""
    spans = [
        *(span for service in instance.services for span in service.windows),
        *((tie.least, tie.most) for tie in instance.ties),
        *((carer.start, carer.end) for carer in instance.carers),
        *((service.duration, service.due) for service in instance.services),
    ]
    ends = (number for span in spans for number in span if number is not None)
    return [*ends, *chain.from_iterable(instance.travel)]


def _up(number: Decimal, scale: int) -> int:
    return int((number * scale).to_integral_value(ROUND_CEILING))


def _down(number: Decimal | None, scale: int) -> int:
    return NEVER if number is None else int((number * scale).to_integral_value(ROUND_FLOOR))


def _by_task(instance: CareInstance, scale: int) -> dict[str, Ints]:
    services = instance.services
    patients = {
        name: index for index, name in enumerate(dict.fromkeys(s.patient for s in services))
    }
    windows = [span for service in services for span in service.windows]
    partner = np.full(len(services), NOBODY, np.int64)
    lag = np.full(len(services), -NEVER, np.int64)
    for tie in instance.ties:
        partner[tie.first], partner[tie.second] = tie.second, tie.first
        lag[tie.first] = -NEVER if tie.least is None else _up(tie.least, scale)
        lag[tie.second] = -_down(tie.most, scale)
    return {
        "location": np.array([service.location for service in services], np.int64),
        "service": np.array([_up(service.duration, scale) for service in services], np.int64),
        "load": np.zeros(len(services), np.int64),
        "window_from": np.cumsum([0, *(len(service.windows) for service in services)]),
        "opens": np.array([_up(opens, scale) for opens, _ in windows], np.int64),
        "closes": np.array([_down(closes, scale) for _, closes in windows], np.int64),
        "due": np.array([_down(service.due, scale) for service in services], np.int64),
        "partner": partner,
        "lag": lag,
        "client": np.array([patients[service.patient] for service in services], np.int64),
    }


def _by_shift(instance: CareInstance, scale: int) -> dict[str, Ints]:
    carers = instance.carers
    return {
        "start": np.array([_up(carer.start, scale) for carer in carers], np.int64),
        "end": np.array([_down(carer.end, scale) for carer in carers], np.int64),
        "first_location": np.array([carer.first_location for carer in carers], np.int64),
        "last_location": np.array([carer.last_location for carer in carers], np.int64),
        "mode": np.zeros(len(carers), np.int64),
        "carer": np.arange(len(carers), dtype=np.int64),
        "load_cap": np.full(len(carers), NEVER, np.int64),
        "breaks": no_breaks(len(carers)),
    }


def _allowed(instance: CareInstance) -> Flags:
    allowed = np.zeros((len(instance.services), len(instance.carers)), np.bool_)
    for index, service in enumerate(instance.services):
        allowed[index, sorted(service.able)] = True
    return allowed


def _latest(instance: CareInstance) -> Decimal:
    """No earliest start is later: all openings, services, legs and gaps one after another."""
    leg = max(chain.from_iterable(instance.travel))
    opening = max(opens for service in instance.services for opens, _ in service.windows)
    gaps = sum((abs(tie.least) for tie in instance.ties if tie.least is not None), Decimal(0))
    beginning = max(carer.start for carer in instance.carers)
    work = sum((service.duration for service in instance.services), Decimal(0))
    return max(opening, beginning) + work + gaps + leg * (len(instance.services) + 1)


def _beyond(instance: CareInstance) -> int:
    """More than any plan that serves everybody can cost, in published units times the divisor."""
    count = len(instance.services)
    weights = instance.weights
    leg = max(chain.from_iterable(instance.travel))
    ways = weights.travel * leg * (count + len(instance.carers))
    return math.ceil(ways + _latest(instance) * (weights.late * count + weights.worst))


def _blur(instance: CareInstance, scale: int) -> float:
    """Each number is off by less than one unit, and a start by as many as lead up to it."""
    if scale < 10**FINEST:
        return 0.0
    count = len(instance.services)
    weights = instance.weights
    units = weights.travel * (count + len(instance.carers))
    units += (weights.late * count + weights.worst) * (3 * count + 1)
    return float(units) / scale / instance.divisor
