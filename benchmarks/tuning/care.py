"""Home care to tune on, drawn as Mankowska and others (2014, section 5) and Kummer (2021) drew it.

None of the published instances is used: those at hand are all measured.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from benchmarks.published.care import CareInstance, Carer, Service, Tie, Weights

SIDE = 100
"""Length and width of the area."""

WINDOW, DAY = 120, 600
"""Minutes that a window and the day last."""

HALVES = (range(3), range(3, 6))
"""The services that the carers of either half are trained for."""

TIED_SHARE = 0.15
"""Of the patients as many need two services at once, and as many two in turn."""

TERMS = 3
PLACES = Decimal("0.001")
OFFICE = 0


@dataclass(frozen=True)
class Neighbourhood:
    """What a set of home care is drawn from.

    Attributes:
        services: shortest and longest service, in minutes.
        carers: one for every five patients in the published sets.
        clusters: centres that patients live around; 0 spreads them evenly.
    """

    name: str
    patients: int
    carers: int
    services: tuple[int, int]
    clusters: int = 0


NEIGHBOURHOODS = (
    Neighbourhood("train-care-75", 75, 15, (15, 15)),
    Neighbourhood("train-care-100", 100, 20, (10, 10)),
    Neighbourhood("train-care-150", 150, 30, (15, 50), clusters=8),
    Neighbourhood("train-care-300", 300, 60, (15, 50)),
)


def drawn(here: Neighbourhood) -> CareInstance:
    """The instance of a neighbourhood, the same on every call."""
    dice = Random(here.name)  # noqa: S311 - no secret
    places = _places(dice, here)
    trained = _trained(dice, here.carers)
    services: list[Service] = []
    ties: list[Tie] = []
    for patient, needed in enumerate(_needs(dice, here.patients), 1):
        opens = dice.randint(0, DAY - WINDOW)
        services += [
            Service(
                patient=f"p{patient}",
                name=f"s{kind + 1}",
                duration=Decimal(dice.randint(*here.services)),
                location=patient,
                windows=((Decimal(opens), None),),
                due=Decimal(opens + WINDOW),
                able=frozenset(c for c, kinds in enumerate(trained) if kind in kinds),
            )
            for kind in needed.kinds
        ]
        if len(needed.kinds) > 1:
            ties.append(_tie(dice, len(services) - 1, in_turn=needed.in_turn))
    return CareInstance(
        patients=here.patients,
        services=tuple(services),
        ties=tuple(ties),
        carers=tuple(
            Carer(f"c{number}", Decimal(0), None, OFFICE, OFFICE) for number in range(here.carers)
        ),
        travel=tuple(tuple(_apart(one, other) for other in places) for one in places),
        weights=Weights(Decimal(1), Decimal(1), Decimal(1)),
        divisor=TERMS,
    )


@dataclass(frozen=True)
class _Need:
    kinds: tuple[int, ...]
    in_turn: bool = False


def _needs(dice: Random, patients: int) -> Iterator[_Need]:
    """The services of every patient; two are of one half each, so that carers differ."""
    tied = round(TIED_SHARE * patients)
    for patient in range(patients):
        one, other = (dice.choice(half) for half in HALVES)
        if patient >= 2 * tied:
            yield _Need((dice.choice((one, other)),))
        else:
            yield _Need((one, other), in_turn=patient >= tied)


def _tie(dice: Random, second: int, *, in_turn: bool) -> Tie:
    least = Decimal(dice.randint(10, 60)) if in_turn else Decimal(0)
    return Tie(second - 1, second, least, 2 * least)


def _trained(dice: Random, carers: int) -> list[set[int]]:
    """The services of every carer; the first of each half is trained for all of them."""
    trained = []
    for carer in range(carers):
        half = HALVES[carer % 2]
        count = 3 if carer < len(HALVES) else dice.randint(1, 3)
        trained.append(set(dice.sample(half, count)))
    return trained


def _places(dice: Random, here: Neighbourhood) -> list[tuple[float, float]]:
    """The office, and where every patient lives."""
    centres = [_anywhere(dice) for _ in range(here.clusters)]
    places = [_anywhere(dice)]
    for _ in range(here.patients):
        if centres:
            x, y = dice.choice(centres)
            places.append((dice.gauss(x, SIDE / 20), dice.gauss(y, SIDE / 20)))
        else:
            places.append(_anywhere(dice))
    return places


def _anywhere(dice: Random) -> tuple[float, float]:
    return dice.uniform(0, SIDE), dice.uniform(0, SIDE)


def _apart(one: Sequence[float], other: Sequence[float]) -> Decimal:
    return Decimal(math.dist(one, other)).quantize(PLACES)
