"""A small team, its travel times and a legal plan, made by hand for the tests that judge plans.

Two carers work on one morning. c1 (nurse, by bike, from home) makes v1, her place of the joint
visit v3, takes a break on arrival at v2, makes v2, and keeps an appointment at the base. c2
(assistant, by car, from the base) makes his place of v3 and v4, and takes a break where he stands.
v5 stays unassigned. c3 is on call only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from scheduler.domain.agreements import Agreements
from scheduler.domain.carer import Carer, Discipline, Mode
from scheduler.domain.client import Client, PastVisit
from scheduler.domain.horizon import Horizon, visits_in
from scheduler.domain.location import Location
from scheduler.domain.shift import Appointment, Break, Endpoint, Shift, ShiftKind
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.domain.visit import ClockWindow, Dependency, Priority, VisitAgreement, VisitKey
from scheduler.plan import Leg, Plan, Round, Stop, StopKind, Unassigned
from scheduler.units import after, local_instants, minutes

ZONE = ZoneInfo("Europe/Amsterdam")
MONDAY = date(2026, 11, 23)

BASE, HOME, A, B, C, D = PLACES = tuple(Location(52.5, 5.9 + n / 100) for n in range(6))

BIKE_SECONDS = np.array(
    [
        [0, 300, 240, 360, 420, 600],
        [330, 0, 180, 300, 480, 660],
        [270, 210, 0, 150, 390, 540],
        [390, 330, 180, 0, 240, 450],
        [450, 510, 420, 270, 0, 300],
        [630, 690, 570, 480, 330, 0],
    ],
    dtype=np.int32,
)
CAR_SECONDS = np.array(
    [
        [0, 270, 240, 300, 330, 420],
        [285, 0, 210, 270, 360, 450],
        [255, 225, 0, 195, 315, 390],
        [315, 285, 210, 0, 240, 345],
        [345, 375, 330, 255, 0, 270],
        [435, 465, 405, 360, 285, 0],
    ],
    dtype=np.int32,
)


def clock(shown: str) -> int:
    """`07:30` or `07:30:15` as seconds of the day; more than 24 hours is the next day."""
    parts = [int(part) for part in shown.split(":")]
    return sum(part * unit for part, unit in zip(parts, (3600, 60, 1), strict=False))


def at(shown: str, day: date = MONDAY) -> datetime:
    """The first instant at which clocks show this time on the day."""
    return local_instants(day, clock(shown), ZONE)[0]


def windows(*shown: str) -> tuple[ClockWindow, ...]:
    """`07:00-09:00` as a window."""
    return tuple(ClockWindow(*(clock(end) for end in each.split("-"))) for each in shown)


def travel() -> Travel:
    """Both modes between all six places; metres are eight times the seconds."""
    seconds = {Mode.BIKE: BIKE_SECONDS, Mode.CAR: CAR_SECONDS}
    return Travel(PLACES, seconds, {mode: matrix * 8 for mode, matrix in seconds.items()})


def carers() -> tuple[Carer, ...]:
    """c1 and c2 who work, c3 who is on call."""
    return (
        Carer("c1", "-", Discipline.NURSE, frozenset({"insulin"}), Mode.BIKE, HOME),
        Carer("c2", "-", Discipline.ASSISTANT, frozenset(), Mode.CAR, None),
        Carer("c3", "-", Discipline.NURSE, frozenset({"insulin"}), Mode.BIKE, None),
    )


def shifts(day: date) -> tuple[Shift, ...]:
    """One morning for each carer."""
    return (
        Shift(
            "c1",
            at("07:00", day),
            at("12:00", day),
            breaks=(Break(minutes(15), at("09:00", day), at("11:00", day)),),
            appointments=(Appointment(at("10:00", day), at("10:30", day), Endpoint.BASE),),
            load_cap=5,
        ),
        Shift(
            "c2",
            at("07:00", day),
            at("09:30", day),
            breaks=(Break(minutes(10), at("09:00", day), at("11:00", day)),),
        ),
        Shift("c3", at("07:00", day), at("12:00", day), kind=ShiftKind.ON_CALL),
    )


def clients() -> tuple[Client, ...]:
    """One client at each of A to D: ca to cd."""
    return (
        Client("ca", "-", A, primary_carer="c1"),
        Client("cb", "-", B, refuses=frozenset({"c2"}), wishes=frozenset({"c1"})),
        Client("cc", "-", C),
        Client("cd", "-", D),
    )


def agreements_on_visits(day: date) -> tuple[VisitAgreement, ...]:
    """v1 to v5, all on one date."""
    return (
        VisitAgreement(
            "v1",
            "ca",
            day,
            windows("07:00-09:00"),
            minutes(30),
            wished_start=clock("07:30"),
            places=(frozenset({"insulin"}),),
            load=2,
        ),
        VisitAgreement(
            "v2",
            "cb",
            day,
            windows("07:00-08:00", "09:00-10:00"),
            minutes(20),
            wished_start=clock("09:00"),
            load=2,
        ),
        VisitAgreement(
            "v3",
            "cc",
            day,
            windows("08:00-12:00"),
            minutes(15),
            places=(frozenset({"nurse"}), frozenset({"assistant"})),
            load=1,
        ),
        VisitAgreement(
            "v4",
            "ca",
            day,
            windows("08:00-09:00"),
            minutes(10),
            priority=Priority.SHOULD,
            dependency=Dependency("v1", minutes(60), minutes(100)),
            places=(frozenset(),),
            load=1,
        ),
        VisitAgreement("v5", "cd", day, windows("07:00-12:00"), minutes(45), priority=Priority.MAY),
    )


def history(day: date) -> tuple[PastVisit, ...]:
    """c1 came to cc 40 days ago, c2 to ca 10 days ago."""
    return (
        PastVisit(day - timedelta(days=40), "cc", "c1"),
        PastVisit(day - timedelta(days=10), "ca", "c2"),
    )


def team(day: date = MONDAY, **changes: Any) -> Team:
    """The team on its day, with some of its fields changed."""
    whole = Team(
        "t1",
        "-",
        ZONE,
        BASE,
        "",
        Agreements(),
        carers(),
        shifts(day),
        clients(),
        agreements_on_visits(day),
        history(day),
    )
    return replace(whole, **changes)


def with_shift(whole: Team, carer_id: str, **changes: Any) -> Team:
    """The team with something changed about the shifts of one carer."""
    return replace(
        whole,
        shifts=tuple(
            replace(shift, **changes) if shift.carer_id == carer_id else shift
            for shift in whole.shifts
        ),
    )


def with_visit(whole: Team, visit_id: str, **changes: Any) -> Team:
    """The team with something changed about one visit."""
    return replace(
        whole,
        visits=tuple(
            replace(visit, **changes) if visit.visit_id == visit_id else visit
            for visit in whole.visits
        ),
    )


@dataclass(frozen=True)
class Doing:
    """Something a carer does in a round, and when it starts."""

    kind: StopKind
    start: datetime
    seconds: int = 0
    visit: VisitKey | None = None
    place: int = 0
    on_arrival: bool = False


def call(visit_id: str, start: datetime, place: int = 1, day: date = MONDAY) -> Doing:
    """A visit's place."""
    return Doing(StopKind.VISIT, start, visit=VisitKey(visit_id, day), place=place)


def pause(start: datetime, seconds: int, *, on_arrival: bool = False) -> Doing:
    """A break, where the carer stands or on arrival at the next stop."""
    return Doing(StopKind.BREAK, start, seconds, on_arrival=on_arrival)


def meeting(start: datetime, seconds: int) -> Doing:
    """An appointment at the base."""
    return Doing(StopKind.APPOINTMENT, start, seconds)


def c1_doings(day: date = MONDAY) -> list[Doing]:
    """What c1 does in the legal plan."""
    return [
        call("v1", at("07:30", day), day=day),
        call("v3", at("08:30", day), place=1, day=day),
        pause(at("09:00", day), minutes(15), on_arrival=True),
        call("v2", at("09:15", day), day=day),
        meeting(at("10:00", day), minutes(30)),
    ]


def c2_doings(day: date = MONDAY) -> list[Doing]:
    """What c2 does in the legal plan."""
    return [
        call("v3", at("08:30", day), place=2, day=day),
        call("v4", at("09:00", day), day=day),
        pause(at("09:10", day), minutes(10)),
    ]


def round_of(
    whole: Team, shift: Shift, doings: Sequence[Doing], departure: datetime | None = None
) -> Round:
    """The round with arrivals and legs worked out; without a departure, just in time."""
    carer = whole.carer_by_id[shift.carer_id]
    visits = {v.key: v for v in visits_in(whole, Horizon(shift.start.astimezone(ZONE).date(), 2))}

    def own_location(doing: Doing) -> Location | None:
        if doing.visit is not None:
            return whole.client_by_id[visits[doing.visit].client_id].location
        return BASE if doing.kind is StopKind.APPOINTMENT else None

    locations = [own_location(doing) for doing in doings]
    locations.append(whole.endpoint(shift.carer_id, shift.end_place))
    here = whole.endpoint(shift.carer_id, shift.start_place)
    stops: list[Stop] = []
    for position, doing in enumerate(doings):
        there = locations[position]
        if there is None:
            ahead = next(place for place in locations[position:] if place is not None)
            there = ahead if doing.on_arrival else here
        leg = Leg(*travel().leg(carer.mode, here, there), carer.mode)
        if not stops:
            left = departure or after(doing.start, -leg.seconds)
            stops.append(Stop(StopKind.START, None, left, left, left))
        arrival = after(stops[-1].end, leg.seconds)
        seconds = visits[doing.visit].service_seconds if doing.visit else doing.seconds
        end = after(doing.start, seconds)
        stops.append(Stop(doing.kind, leg, arrival, doing.start, end, doing.visit, doing.place))
        here = there
    leg = Leg(*travel().leg(carer.mode, here, locations[-1] or BASE), carer.mode)
    home = after(stops[-1].end, leg.seconds)
    stops.append(Stop(StopKind.END, leg, home, home, home))
    return Round(shift.key, tuple(stops))


def left_out(whole: Team, horizon: Horizon, rounds: Iterable[Round]) -> tuple[Unassigned, ...]:
    """All places of the visits that no round makes."""
    made = {stop.visit for each in rounds for stop in each.visit_stops}
    return tuple(
        Unassigned(visit.key, place, visit.priority)
        for visit in visits_in(whole, horizon)
        if visit.key not in made
        for place in range(1, len(visit.places) + 1)
    )


def plan_of(whole: Team, horizon: Horizon, *rounds: Round) -> Plan:
    """A plan of these rounds; what they do not make is left unassigned."""
    return Plan(whole.team_id, horizon, rounds, left_out(whole, horizon, rounds))


def plan(
    c1: Sequence[Doing] | None = None,
    c2: Sequence[Doing] | None = None,
    whole: Team | None = None,
    day: date = MONDAY,
    departures: Mapping[str, datetime] | None = None,
) -> Plan:
    """The legal plan, or one in which c1 or c2 do something else; an empty list is no round."""
    whole = whole or team(day)
    departures = departures or {}
    doings = {
        "c1": c1_doings(day) if c1 is None else c1,
        "c2": c2_doings(day) if c2 is None else c2,
    }
    rounds = [
        round_of(whole, shift, doings[shift.carer_id], departures.get(shift.carer_id))
        for shift in whole.shifts
        if doings.get(shift.carer_id)
    ]
    return plan_of(whole, Horizon(day), *rounds)


def with_stop(whole: Plan, carer_id: str, position: int, **changes: Any) -> Plan:
    """The plan with something changed about one stop of the carer's round, and nothing else."""
    return replace(
        whole,
        rounds=tuple(
            replace(each, stops=_changed(each.stops, position, changes))
            if each.shift.carer_id == carer_id
            else each
            for each in whole.rounds
        ),
    )


def stops_of(whole: Plan, carer_id: str) -> tuple[Stop, ...]:
    """The stops of the carer's first round."""
    return next(each.stops for each in whole.rounds if each.shift.carer_id == carer_id)


def with_stops(whole: Plan, carer_id: str, stops: Iterable[Stop]) -> Plan:
    """The plan with other stops in the carer's rounds."""
    listed = tuple(stops)
    return replace(
        whole,
        rounds=tuple(
            replace(each, stops=listed) if each.shift.carer_id == carer_id else each
            for each in whole.rounds
        ),
    )


def with_leg(whole: Plan, carer_id: str, position: int, **changes: Any) -> Plan:
    """The plan with another leg to one stop, where waiting takes up the difference in time."""
    stops = stops_of(whole, carer_id)
    leg = stops[position].leg
    assert leg is not None
    leg = replace(leg, **changes)
    arrival = after(stops[position - 1].end, leg.seconds)
    return with_stop(whole, carer_id, position, leg=leg, arrival=arrival)


def renamed(thing: Any, names: Mapping[str, str]) -> Any:
    """The same team or plan with other ids, wherever they stand."""
    if isinstance(thing, str):
        return names.get(thing, thing) if type(thing) is str else thing
    if isinstance(thing, tuple | frozenset):
        return type(thing)(renamed(each, names) for each in thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        changed = {f.name: renamed(getattr(thing, f.name), names) for f in fields(thing)}
        return replace(thing, **changed)
    return thing


def _changed(stops: tuple[Stop, ...], position: int, changes: dict[str, Any]) -> tuple[Stop, ...]:
    listed = list(stops)
    listed[position] = replace(listed[position], **changes)
    return tuple(listed)
