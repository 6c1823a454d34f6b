"""A small team from a seed, to which a family adds its rule: four carers, ten visits, two dates."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import numpy as np

from scheduler.domain.agreements import Agreements
from scheduler.domain.carer import Carer, Discipline, Mode
from scheduler.domain.client import Client, PastVisit
from scheduler.domain.horizon import Horizon, locations_in
from scheduler.domain.location import Location
from scheduler.domain.shift import Shift
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.domain.visit import ClockWindow, Pin, Priority, VisitAgreement, VisitKey
from scheduler.plan import Plan
from scheduler.units import minutes

ZONE = ZoneInfo("Europe/Amsterdam")
FIRST_DATE = date(2026, 11, 23)
CARERS = ("ada", "ben", "cor", "dia")
VISITS = 10
OPENS, CLOSES = minutes(7 * 60), minutes(12 * 60)

Changed = Callable[[VisitAgreement], VisitAgreement]


@dataclass
class Draft:
    """What a family may change before it becomes a team."""

    dice: Random
    carers: list[Carer]
    clients: list[Client]
    shifts: list[Shift]
    visits: list[VisitAgreement]
    history: list[PastVisit]
    agreements: Agreements = field(default_factory=Agreements)
    pins: list[Pin] = field(default_factory=list)
    days: int = 1
    published: Plan | None = None

    def chance(self, probability: float) -> bool:
        """True as often as that."""
        return self.dice.random() < probability

    def between(self, least: int, most: int) -> int:
        """Whole seconds."""
        return self.dice.randint(least, most)

    @property
    def team(self) -> Team:
        """The team as it stands."""
        return Team(
            team_id="generated",
            name="",
            timezone=ZONE,
            base=Location(52.0, 5.0),
            network="",
            agreements=self.agreements,
            carers=tuple(self.carers),
            shifts=tuple(sorted(self.shifts, key=lambda each: each.start)),
            clients=tuple(self.clients),
            visits=tuple(self.visits),
            history=tuple(sorted(self.history)),
            pins=tuple(self.pins),
        )

    @property
    def horizon(self) -> Horizon:
        """The dates that are planned."""
        return Horizon(FIRST_DATE, self.days)


def draft(seed: int) -> Draft:
    """A team without anything that is hard to keep: everybody may visit everybody all morning."""
    dice = Random(f"rule family {seed}")  # noqa: S311 - cases repeat themselves by seed
    carers = [
        Carer(name, "", Discipline.NURSE, frozenset({"wound"}), Mode.BIKE, _location(10 + number))
        for number, name in enumerate(CARERS[: dice.choice((2, 3, 3, 4))])
    ]
    clients = [Client(f"client-{number}", "", _location(20 + number)) for number in range(6)]
    shifts = [
        Shift(carer.carer_id, instant(0, OPENS), instant(0, CLOSES + dice.randint(0, minutes(60))))
        for carer in carers
    ]
    visits = [
        VisitAgreement(
            visit_id=f"visit-{number}",
            client_id=dice.choice(clients).client_id,
            dates=FIRST_DATE,
            windows=(ClockWindow(OPENS, CLOSES),),
            service_seconds=dice.randint(minutes(10), minutes(40)),
            priority=dice.choice((Priority.MUST, Priority.SHOULD, Priority.MAY)),
            load=1,
        )
        for number in range(VISITS)
    ]
    history = [
        PastVisit(FIRST_DATE - timedelta(days=dice.randint(1, 60)), client.client_id, each.carer_id)
        for client in clients
        for each in carers
        if dice.random() < 0.5
    ]
    return Draft(dice, carers, clients, shifts, visits, history)


def travel_of(made: Draft, seed: int) -> Travel:
    """Legs of two to twenty minutes, not alike in both directions."""
    dice = np.random.default_rng(seed)
    locations = locations_in(made.team, made.horizon)
    size = len(locations)
    seconds = dice.integers(minutes(2), minutes(20), (size, size), dtype=np.int32)
    np.fill_diagonal(seconds, 0)
    return Travel(locations, {Mode.BIKE: seconds}, {Mode.BIKE: (seconds * 4).astype(np.int32)})


def instant(day: int, seconds: int) -> datetime:
    """Clock seconds of a date of the horizon; no clock changes in November."""
    midnight = datetime.combine(FIRST_DATE + timedelta(days=day), time(), tzinfo=ZONE)
    return midnight.astimezone(UTC) + timedelta(seconds=seconds)


def key_of(visit: VisitAgreement) -> VisitKey:
    """The visit on its only date."""
    if not isinstance(visit.dates, date):
        raise TypeError(visit.visit_id)
    return VisitKey(visit.visit_id, visit.dates)


def _location(number: int) -> Location:
    return Location(52.0 + number / 100, 5.0)
