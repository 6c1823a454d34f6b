"""Home care as the published sets know it: services of patients, ties between them, carers.

Numbers are exact decimals in the unit of the file.
"""

from dataclasses import dataclass
from decimal import Decimal

Span = tuple[Decimal, Decimal | None]
"""Earliest and latest start, None for no latest."""


@dataclass(frozen=True)
class Service:
    """One service of a patient.

    Attributes:
        location: row of the travel matrix.
        windows: allowed starts, in order, not overlapping.
        due: what starts later is late; None where lateness costs nothing.
        able: the carers who may give it, by index.
    """

    patient: str
    name: str
    duration: Decimal
    location: int
    windows: tuple[Span, ...]
    due: Decimal | None
    able: frozenset[int]


@dataclass(frozen=True)
class Tie:
    """Two services by different carers; `least` <= start of second - start of first <= `most`."""

    first: int
    second: int
    least: Decimal | None
    most: Decimal | None


@dataclass(frozen=True)
class Carer:
    """A carer with one shift; `end` is None for no end."""

    id: str
    start: Decimal
    end: Decimal | None
    first_location: int
    last_location: int


@dataclass(frozen=True)
class Weights:
    """What a unit of travel, of lateness and of the worst lateness costs."""

    travel: Decimal
    late: Decimal
    worst: Decimal


@dataclass(frozen=True)
class CareInstance:
    """An instance; its objective is the weighted sum divided by `divisor`."""

    patients: int
    services: tuple[Service, ...]
    ties: tuple[Tie, ...]
    carers: tuple[Carer, ...]
    travel: tuple[tuple[Decimal, ...], ...]
    weights: Weights
    divisor: int
