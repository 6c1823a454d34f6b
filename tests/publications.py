"""A morning of three carers that is published and changed in the tests of versions and offers.

c1 makes v1, v2, v3 at 08:30, 09:30 and 10:30; c2 makes v4, v5, v6 at the same times; c3 makes v7 at
11:00. Everybody can do everything, every way takes five minutes, every visit half an hour. k8 has
no visit.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from judged import MONDAY, ZONE, at, windows

from scheduler.domain.agreements import Agreements
from scheduler.domain.carer import Carer, Discipline, Mode
from scheduler.domain.change import Budget, Change, HandOver, OptionKind, Swap, VisitPlace
from scheduler.domain.client import Client
from scheduler.domain.horizon import Horizon
from scheduler.domain.location import Location
from scheduler.domain.shift import Endpoint, Shift, ShiftKey
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.domain.version import Signature, Version
from scheduler.domain.visit import VisitAgreement, VisitKey
from scheduler.io.report import Provenance
from scheduler.io.versions import Versions
from scheduler.plan import Leg, Plan, Round, Stop, StopKind
from scheduler.planning.applying import Applied, Order, apply
from scheduler.planning.changes.options import Limits
from scheduler.planning.changes.preview import Search
from scheduler.planning.publication import Publication
from scheduler.planning.publication_folder import PublicationFolder
from scheduler.planning.publishing import publish
from scheduler.planning.roads import Roads
from scheduler.solver.stopping import MaxIterations
from scheduler.units import after, minutes

HORIZON = Horizon(MONDAY)
LEG_SECONDS, LEG_METRES = 300, 2400
SERVICE_SECONDS = minutes(30)
PLACES = tuple(Location(52.5, 5.9 + n / 100) for n in range(9))
BASE, *HOMES = PLACES
MADE = Provenance("0", 0, 0, "iterations", None, frozenset({Mode.BIKE}))
MADE_AT = at("07:00")
QUICK = Search(Budget(), Limits(lambda: MaxIterations(200), lambda: MaxIterations(200)))


def team() -> Team:
    """The carers, the clients and their visits."""
    return Team(
        team_id="morning",
        name="Morning",
        timezone=ZONE,
        base=BASE,
        network="",
        agreements=Agreements(),
        carers=tuple(
            Carer(name, name, Discipline.NURSE, frozenset({"wound"}), Mode.BIKE, None)
            for name in ("c1", "c2", "c3")
        ),
        shifts=tuple(
            Shift(name, at("08:00"), at("14:00"), Endpoint.BASE, Endpoint.BASE)
            for name in ("c1", "c2", "c3")
        ),
        clients=tuple(Client(f"k{n}", f"Client {n}", home) for n, home in enumerate(HOMES, 1)),
        visits=tuple(
            VisitAgreement(f"v{n}", f"k{n}", MONDAY, windows("08:00-13:00"), SERVICE_SECONDS)
            for n in range(1, 8)
        ),
    )


def roads() -> Roads:
    """Five minutes between any two places."""
    seconds = np.full((len(PLACES), len(PLACES)), LEG_SECONDS, dtype=np.int32)
    np.fill_diagonal(seconds, 0)
    metres = seconds * (LEG_METRES // LEG_SECONDS)
    estimated = frozenset({Mode.BIKE})
    return Roads(Travel(PLACES, {Mode.BIKE: seconds}, {Mode.BIKE: metres}, estimated))


def key(visit_id: str) -> VisitKey:
    """The visit on the Monday."""
    return VisitKey(visit_id, MONDAY)


def place(visit_id: str) -> VisitPlace:
    """Its only place."""
    return VisitPlace(key(visit_id))


def plan() -> Plan:
    """The plan of the morning."""
    times = ("08:30", "09:30", "10:30")
    rounds = (
        round_of("c1", list(zip(("v1", "v2", "v3"), times, strict=True))),
        round_of("c2", list(zip(("v4", "v5", "v6"), times, strict=True))),
        round_of("c3", [("v7", "11:00")]),
    )
    return Plan("morning", HORIZON, rounds, ())


def round_of(carer_id: str, visits: Sequence[tuple[str, str]]) -> Round:
    """A round of visits at these times; who is early waits."""
    leg = Leg(LEG_SECONDS, LEG_METRES, Mode.BIKE)
    departure = after(at(visits[0][1]), -LEG_SECONDS)
    stops = [Stop(StopKind.START, None, departure, departure, departure)]
    for visit_id, shown in visits:
        start, arrival = at(shown), after(stops[-1].end, LEG_SECONDS)
        end = after(start, SERVICE_SECONDS)
        stops.append(Stop(StopKind.VISIT, leg, arrival, start, end, key(visit_id), 1))
    home = after(stops[-1].end, LEG_SECONDS)
    stops.append(Stop(StopKind.END, leg, home, home, home))
    return Round(ShiftKey(carer_id, at("08:00")), tuple(stops))


def signed(shown: str, by: str = "c1", reason: str = "") -> Signature:
    """Somebody, when the clock shows this."""
    return Signature(by, reason, MADE_AT + timedelta(minutes=1), at(shown))


def opened(folder: Path, of: Team | None = None) -> Publication:
    """The publication in a folder, opened afresh."""
    return Publication(Versions.of_folder(folder), team() if of is None else of, roads())


def published(folder: Path) -> Publication:
    """The plan, published as version 1."""
    publication = opened(folder)
    publish(publication, plan(), MADE, signed("06:00", reason="evening before"))
    show(folder, publication)
    return publication


def show(folder: Path, publication: Publication) -> None:
    """Have the files of its folder show the newest version."""
    PublicationFolder(folder, publication).show_head()


def change(
    publication: Publication,
    wanted: Change,
    shown: str = "07:00",
    seen: int | None = None,
    option: OptionKind = OptionKind.UNMOVED,
) -> Applied:
    """Apply a change when the clock shows this."""
    number = publication.versions.last() if seen is None else seen
    return apply(publication, Order(wanted, option, QUICK, number), signed(shown))


def hand_over(visit_id: str, carer_id: str) -> HandOver:
    """A hand-over of a visit of the morning."""
    return HandOver(place(visit_id), carer_id)


def swap(first: str, second: str) -> Swap:
    """A swap of two visits of the morning."""
    return Swap(place(first), place(second))


def carers(version: Version) -> dict[str, str]:
    """Who makes which visit."""
    return {visit.visit_id: each.shift.carer_id for visit, each, _ in version.plan.filled_places()}


def start_of(version: Version, visit_id: str) -> datetime:
    """When a visit starts."""
    return next(
        stop.start for visit, _, stop in version.plan.filled_places() if visit.visit_id == visit_id
    )


def longer(of: Team, visit_id: str) -> Team:
    """The team once a visit was agreed to take a quarter of an hour longer."""
    visits = tuple(
        replace(each, service_seconds=each.service_seconds + minutes(15))
        if each.visit_id == visit_id
        else each
        for each in of.visits
    )
    return replace(of, visits=visits)
