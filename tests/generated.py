"""Small but nasty cases, each from one seed: at most 6 visits, 3 carers and 4 shifts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

import numpy as np

from scheduler.domain.agreements import Agreements
from scheduler.domain.carer import Carer, Discipline, Mode
from scheduler.domain.client import Client, PastVisit
from scheduler.domain.horizon import Horizon, locations_in
from scheduler.domain.location import Location
from scheduler.domain.shift import Appointment, Break, Endpoint, Shift, ShiftKey, ShiftKind
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.domain.visit import (
    ClockWindow,
    Dependency,
    Pin,
    Priority,
    VisitAgreement,
    VisitKey,
)
from scheduler.plan import Plan, Round, Stop, StopKind, Unassigned
from scheduler.rules import RuleId
from scheduler.units import after, minutes

ZONE = ZoneInfo("Europe/Amsterdam")
FIRST_DATE = date(2026, 11, 23)
LONGEST_LEG = minutes(20)


class Case(NamedTuple):
    """All that `build_problem` and the checker ask for."""

    team: Team
    horizon: Horizon
    travel: Travel
    published: Plan | None = None


def small_case(seed: int, *, most_visits: int = 6) -> Case:
    """The case of a seed: even seeds count in steps of five minutes, odd ones in seconds."""
    return _Draw(Random(f"small case {seed}"), 300 if seed % 2 == 0 else 1, most_visits).case(seed)


@dataclass
class _Draw:
    """The dice of one case; `step` divides every duration and instant but the loads and weights."""

    dice: Random
    step: int
    most_visits: int

    def case(self, seed: int) -> Case:
        carers = self.carers()
        days = 2 if self.chance(0.25) else 1
        horizon = Horizon(FIRST_DATE, days)
        shifts = self.shifts(carers, days)
        clients = self.clients(carers)
        visits = self.visits(clients, len(carers), days, shifts)
        team = Team(
            team_id=f"team-{seed}",
            name="",
            timezone=ZONE,
            base=self.location(0),
            network="",
            agreements=self.agreements(),
            carers=carers,
            shifts=shifts,
            clients=clients,
            visits=visits,
            history=self.history(carers, clients),
            pins=self.pins(carers, visits),
        )
        published = self.published(team, horizon) if self.chance(0.25) else None
        return Case(team, horizon, self.travel(team, horizon), published)

    def chance(self, probability: float) -> bool:
        return self.dice.random() < probability

    def between(self, least: int, most: int) -> int:
        """A multiple of the step."""
        return self.dice.randint(least // self.step, most // self.step) * self.step

    def some(self, ids: list[str], probability: float) -> frozenset[str]:
        return frozenset(each for each in ids if self.chance(probability))

    def location(self, number: int) -> Location:
        return Location(52.0 + number / 100, 5.0 + self.dice.random())

    def carers(self) -> tuple[Carer, ...]:
        return tuple(
            Carer(
                carer_id=f"carer-{number}",
                name="",
                discipline=self.dice.choice((Discipline.NURSE, Discipline.ASSISTANT)),
                qualifications=self.some(["injection", "wound"], 0.8),
                mode=self.dice.choice((Mode.BIKE, Mode.CAR)),
                home=self.location(10 + number) if self.chance(0.7) else None,
            )
            for number in range(self.dice.choice((1, 2, 2, 3, 3)))
        )

    def clients(self, carers: tuple[Carer, ...]) -> tuple[Client, ...]:
        ids = [carer.carer_id for carer in carers]
        return tuple(
            Client(
                client_id=f"client-{number}",
                name="",
                location=self.location(20 + number),
                primary_carer=self.dice.choice([None, *ids]),
                refuses=self.some(ids, 0.12),
                wishes=self.some(ids, 0.15),
            )
            for number in range(self.dice.randint(2, 5))
        )

    def shifts(self, carers: tuple[Carer, ...], days: int) -> tuple[Shift, ...]:
        drawn: list[Shift] = []
        for carer in carers:
            first = _instant(0, minutes(7 * 60) + self.between(0, minutes(60)))
            if days == 2:
                first += timedelta(hours=self.dice.choice((0, 11)))
            drawn.append(self.shift(carer.carer_id, first, can_meet=True))
            room = len(drawn) < 4 - (len(carers) - len({each.carer_id for each in drawn}))
            if room and self.chance(0.9 if days == 2 else 0.25):
                later = drawn[-1].end + timedelta(seconds=self.between(0, minutes(60)))
                if days == 2:
                    later = _instant(1, minutes(6 * 60) + self.between(0, minutes(120)))
                drawn.append(self.shift(carer.carer_id, later, can_meet=False))
        if self.chance(0.1):
            start = _instant(0, minutes(22 * 60))
            end = start + timedelta(hours=1)
            drawn.append(Shift(carers[0].carer_id, start, end, kind=ShiftKind.ON_CALL))
        return tuple(sorted(drawn, key=lambda each: each.start))

    def shift(self, carer_id: str, start: datetime, *, can_meet: bool) -> Shift:
        seconds = self.between(minutes(100), minutes(200))
        end = after(start, seconds)
        appointments = self.appointments(start, seconds) if can_meet and self.chance(0.2) else ()
        # A shift that must have a round gets its breaks where they are possible for certain.
        free = appointments[-1].end if appointments else start
        breaks: tuple[Break, ...] = ()
        if self.chance(0.45):
            breaks = (self.taken(free, end),)
            if self.chance(0.2) and not appointments:
                breaks = (*breaks, self.taken(breaks[0].latest, end))
        return Shift(
            carer_id=carer_id,
            start=start,
            end=end,
            start_place=self.dice.choice(tuple(Endpoint)),
            end_place=self.dice.choice(tuple(Endpoint)),
            breaks=breaks,
            appointments=appointments,
            load_cap=self.dice.randint(2, 5) if self.chance(0.2) else None,
        )

    def appointments(self, start: datetime, shift_seconds: int) -> tuple[Appointment, ...]:
        begin = after(start, self.between(minutes(25), shift_seconds - minutes(65)))
        end = after(begin, self.between(minutes(5), minutes(20)))
        return (Appointment(begin, end, self.dice.choice(tuple(Endpoint))),)

    def taken(self, earliest: datetime, shift_end: datetime) -> Break:
        seconds = self.between(minutes(5), minutes(15))
        # 20 minutes stay free for the leg home, so that a round is possible.
        slack = int((shift_end - earliest).total_seconds()) - LONGEST_LEG - seconds
        opens = self.between(0, max(0, slack))
        width = self.between(0, minutes(60))
        return Break(seconds, after(earliest, opens), after(earliest, opens + seconds + width))

    def visits(
        self, clients: tuple[Client, ...], carers: int, days: int, shifts: tuple[Shift, ...]
    ) -> tuple[VisitAgreement, ...]:
        drawn: list[VisitAgreement] = []
        places = 0
        for number in range(min(self.most_visits, self.dice.choice((1, 3, 4, 5, 5, 6, 6)))):
            shift = self.dice.choice(shifts)
            day = min(days - 1, (shift.start.date() - FIRST_DATE).days)
            wanted = self.places(carers)
            places += len(wanted)
            windows = self.windows(shift, day)
            drawn.append(
                VisitAgreement(
                    visit_id=f"visit-{number}",
                    client_id=self.dice.choice(clients).client_id,
                    dates=FIRST_DATE + timedelta(days=day),
                    windows=windows,
                    service_seconds=self.between(0, minutes(30)),
                    wished_start=self.wished(windows) if self.chance(0.6) else None,
                    places=wanted if places <= 7 else wanted[:1],
                    priority=self.dice.choice((Priority.MUST, Priority.SHOULD, Priority.MAY)),
                    dependency=self.dependency(drawn) if drawn and self.chance(0.25) else None,
                    load=self.dice.randint(0, 2),
                )
            )
        self.dice.shuffle(drawn)
        return tuple(drawn)

    def places(self, carers: int) -> tuple[frozenset[str], ...]:
        count = min(carers, self.dice.choice((1, 1, 1, 1, 1, 2, 2, 3)))
        wanted = ["injection", "wound", "nurse"]
        return tuple(self.some(wanted, 0.1) for _ in range(count))

    def windows(self, shift: Shift, day: int) -> tuple[ClockWindow, ...]:
        midnight = _instant(day, 0)
        begin = int((shift.start - midnight).total_seconds())
        spans = 2 if self.chance(0.3) else 1
        last = begin + int((shift.end - shift.start).total_seconds())
        bounds = sorted(self.between(begin, last) for _ in range(2 * spans))
        pairs = zip(bounds[::2], bounds[1::2], strict=True)
        return tuple(
            ClockWindow(opens, closes)
            for number, (opens, closes) in enumerate(pairs)
            if number == 0 or opens > bounds[2 * number - 1]
        )

    def wished(self, windows: tuple[ClockWindow, ...]) -> int:
        window = self.dice.choice(windows)
        return self.between(window.opens - minutes(30), window.closes + minutes(30))

    def dependency(self, earlier: list[VisitAgreement]) -> Dependency:
        least = self.between(0, minutes(60))
        most = None if self.chance(0.4) else least + self.between(0, minutes(45))
        return Dependency(self.dice.choice(earlier).visit_id, least, most)

    def agreements(self) -> Agreements:
        return Agreements(
            weights=self.weights(),
            wished_tolerance_seconds=self.between(0, minutes(15)),
            change_tolerance_seconds=self.between(0, minutes(15)),
            overtime_limit_seconds=self.between(0, minutes(20)) if self.chance(0.65) else 0,
            rest_seconds=self.between(minutes(8 * 60), minutes(11 * 60)),
        )

    def weights(self) -> Mapping[str, int]:
        """Half of the cases keep the weights of the table; the others make little of visits."""
        if self.chance(0.5):
            return {}
        return {
            RuleId.UNASSIGNED_SHOULD: self.dice.randint(5_000, 30_000),
            RuleId.UNASSIGNED_MAY: self.dice.randint(0, 15_000),
            RuleId.WISHED_START: self.dice.randint(0, 8),
            RuleId.WORST_LATENESS: self.dice.randint(0, 10),
            RuleId.OVERTIME: self.dice.randint(0, 10),
            RuleId.FAIR_LOAD: self.dice.randint(0, 40),
            RuleId.WAITING_SPREAD: self.dice.randint(0, 3),
        }

    def history(
        self, carers: tuple[Carer, ...], clients: tuple[Client, ...]
    ) -> tuple[PastVisit, ...]:
        met = [
            PastVisit(
                FIRST_DATE - timedelta(days=self.dice.choice((1, 27, 28, 29, 90))),
                client.client_id,
                carer.carer_id,
            )
            for client in clients
            for carer in carers
            if self.chance(0.6)
        ]
        return tuple(sorted(met))

    def pins(
        self, carers: tuple[Carer, ...], visits: tuple[VisitAgreement, ...]
    ) -> tuple[Pin, ...]:
        pins: list[Pin] = []
        for visit in visits:
            assert isinstance(visit.dates, date)
            key = VisitKey(visit.visit_id, visit.dates)
            if self.chance(0.12):
                place = self.dice.randint(1, len(visit.places))
                pins.append(Pin(key, place, carer_id=self.dice.choice(carers).carer_id))
            if self.chance(0.08):
                window = self.dice.choice(visit.windows)
                start = self.between(window.opens, window.closes)
                day = (visit.dates - FIRST_DATE).days
                pins.append(Pin(key, start=_instant(day, start)))
        return tuple(pins)

    def published(self, team: Team, horizon: Horizon) -> Plan:
        """Who was told to come when; as plans go it need not be legal, and somebody has left."""
        stops: dict[ShiftKey, list[Stop]] = {}
        left: list[Unassigned] = []
        gone = ShiftKey("carer-gone", _instant(0, minutes(7 * 60)))
        shifts = [each.key for each in team.shifts if each.kind is ShiftKind.WORK] * 2 + [gone]
        for visit in team.visits:
            assert isinstance(visit.dates, date)
            key = VisitKey(visit.visit_id, visit.dates)
            if self.chance(0.2):
                continue
            if self.chance(0.2) or len(shifts) < len(visit.places):
                places = range(1, len(visit.places) + 1)
                left += [Unassigned(key, place, visit.priority) for place in places]
                continue
            begin = self.between(visit.windows[0].opens, visit.windows[-1].closes)
            start = _instant((visit.dates - FIRST_DATE).days, begin)
            end = after(start, visit.service_seconds)
            chosen = self.dice.sample(sorted(set(shifts)), min(len(set(shifts)), len(visit.places)))
            for place, shift in enumerate(chosen, start=1):
                stop = Stop(StopKind.VISIT, None, start, start, end, key, place)
                stops.setdefault(shift, []).append(stop)
        rounds = tuple(Round(shift, tuple(made)) for shift, made in stops.items())
        return Plan(team.team_id, horizon, rounds, tuple(left))

    def travel(self, team: Team, horizon: Horizon) -> Travel:
        """Legs in two modes, not alike in both directions, and detours that are shorter."""
        locations = locations_in(team, horizon)
        size = len(locations)
        seconds, metres = {}, {}
        for mode, longest in ((Mode.BIKE, LONGEST_LEG), (Mode.CAR, minutes(10))):
            legs = [[self.between(0, longest) for _ in locations] for _ in locations]
            seconds[mode] = np.array(legs, dtype=np.int32) * (1 - np.eye(size, dtype=np.int32))
            metres[mode] = (seconds[mode] * 4).astype(np.int32)
        return Travel(locations, seconds, metres)


def _instant(day: int, seconds: int) -> datetime:
    """Clock seconds of a day of the horizon; no clock changes in November."""
    midnight = datetime.combine(FIRST_DATE + timedelta(days=day), time(), tzinfo=ZONE)
    return midnight.astimezone(UTC) + timedelta(seconds=seconds)
