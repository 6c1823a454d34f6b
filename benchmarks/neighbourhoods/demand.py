"""What a week of visits asks of the carers on duty."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import numpy as np

from benchmarks.neighbourhoods.past import dates_of
from benchmarks.neighbourhoods.roster import DAYS, MONDAY, Row
from scheduler.domain.agreements import DEFAULT_ACCESS_SECONDS
from scheduler.domain.carer import Mode
from scheduler.geo.earth import Floats
from scheduler.geo.travel import DETOUR_FACTOR, ESTIMATE_KPH

SLOT_MINUTES: Final = 30
SLOTS: Final = 64
"""Half hours from midnight to eight in the morning after: a night shift ends within."""

TOUR_FACTOR: Final = 0.7124
"""A shortest tour through n random points of an area A is about 0.7124 √(A n) long (Johnson,
McGeoch and Rothberg 1996, after Beardwood, Halton and Hammersley 1959)."""


@dataclass(frozen=True)
class Work:
    """One visit of the week; clock times in minutes of its day.

    Attributes:
        asks: what each of its places asks for.
    """

    day: int
    opens: int
    closes: int
    minutes: int
    asks: tuple[frozenset[str], ...]


def week_of(calls: Iterable[Row]) -> list[Work]:
    """The visits of the week that shifts are made for, by the rows of visits.csv."""
    works = []
    for call in calls:
        places = call["qualifications"].split("|")
        places += [""] * (int(call["carers_needed"]) - len(places))
        asks = tuple(frozenset(filter(None, place.split(";"))) for place in places)
        windows = [window.split("-") for window in call["windows"].split(";")]
        opens, closes = (_minutes(clock) for clock in windows[0])
        works += [
            Work((day - MONDAY).days, opens, closes, int(call["minutes"]), asks)
            for day in dates_of(call, MONDAY, MONDAY + timedelta(days=DAYS - 1))
        ]
    return works


def leg_minutes(km2: float, clients: int, modes: dict[Mode, float], leg_factor: float) -> float:
    """How long a leg is likely to take, by the area and the number of clients on duty in it.

    Args:
        modes: weights.
        leg_factor: how much longer legs are than those of a shortest tour.
    """
    metres = TOUR_FACTOR * math.sqrt(km2 * 1e6 / max(clients, 1)) * leg_factor
    total = sum(modes.values())
    return sum(
        weight
        / total
        * (
            metres * DETOUR_FACTOR[mode] / (ESTIMATE_KPH[mode] * 1000 / 60)
            + DEFAULT_ACCESS_SECONDS[mode] / 60
        )
        for mode, weight in modes.items()
    )


def needed_minutes(works: Sequence[Work], leg: float, fill: float) -> Floats:
    """Minutes of duty that must lie between two times of a day, shape (day, from, to).

    A visit counts between two times, in slots of half an hour, when it can neither start before
    the one nor end after the other; its leg goes with it, and only a share `fill` of a shift can be
    planned.
    """
    needed = np.zeros((DAYS, SLOTS + 1, SLOTS + 1))
    for work in works:
        begin = work.opens // SLOT_MINUTES
        end = min(SLOTS, -(-(work.closes + work.minutes) // SLOT_MINUTES))
        needed[work.day, begin, end] += len(work.asks) * (work.minutes + leg) / fill
    from_later = np.cumsum(needed[:, ::-1, :], axis=1)[:, ::-1, :]
    return np.cumsum(from_later, axis=2)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)
