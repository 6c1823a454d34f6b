"""No global order of clients: two carers may meet the same two clients in opposite orders."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
from brute_force import cheapest
from generated import FIRST_DATE, Case
from solving import Solved, solved

from scheduler.domain.agreements import Agreements
from scheduler.domain.carer import Carer, Discipline, Mode
from scheduler.domain.client import Client
from scheduler.domain.horizon import Horizon, locations_in
from scheduler.domain.location import Location
from scheduler.domain.shift import Shift
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.domain.visit import ClockWindow, Dependency, VisitAgreement
from scheduler.units import SECONDS_PER_HOUR, minutes

EIGHT = 8 * SECONDS_PER_HOUR


def test_two_carers_meet_two_clients_in_opposite_orders() -> None:
    """Each client needs one carer after the other; in one order for both, somebody is too late.

    Legs take 15 minutes, visits 30, all start between 8:00 and 8:50: the nurse at a and the
    assistant at b first, then across, and later both together at c.
    """
    best = solved(_crossing())
    assert best.result.plan.unassigned == ()
    assert _orders(best) == {
        "nurse": ["nurse-at-a", "nurse-at-b", "both-at-c"],
        "assistant": ["assistant-at-b", "assistant-at-a", "both-at-c"],
    }


def test_opposite_orders_are_the_only_optimum() -> None:
    """When the nurse has to go the other way, a visit that must be made is left out."""
    crossing = _crossing()
    visits = tuple(
        replace(visit, dependency=Dependency("nurse-at-b", 1))
        if visit.visit_id == "nurse-at-a"
        else visit
        for visit in crossing.team.visits
    )
    other = solved(crossing._replace(team=replace(crossing.team, visits=visits)))
    assert other.result.plan.unassigned
    assert other.result.cost > solved(crossing).result.cost


def test_brute_force_meets_them_in_opposite_orders_too() -> None:
    """The optimum is not an illusion of the model."""
    best = solved(_crossing())
    assert cheapest(best.problem) == best.result.cost


def _orders(best: Solved) -> dict[str, list[str]]:
    orders: dict[str, list[str]] = {}
    for each in best.result.plan.rounds:
        stops = list(each.visit_stops)
        assert all(one.end <= other.start for one, other in pairwise(stops))
        orders[each.shift.carer_id] = [stop.visit.visit_id for stop in stops if stop.visit]
    return orders


def _crossing() -> Case:
    places = {name: Location(52.0, 5.0 + number) for number, name in enumerate("abc")}
    clients = tuple(Client(name, "", place) for name, place in places.items())
    start = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
    end = datetime(2026, 11, 23, 10, tzinfo=UTC)
    team = Team(
        team_id="crossing",
        name="",
        timezone=ZoneInfo("Europe/Amsterdam"),
        base=Location(52.5, 5.0),
        network="",
        agreements=Agreements(),
        carers=(
            Carer("nurse", "", Discipline.NURSE, frozenset(), Mode.BIKE, None),
            Carer("assistant", "", Discipline.ASSISTANT, frozenset(), Mode.BIKE, None),
        ),
        shifts=(Shift("assistant", start, end), Shift("nurse", start, end)),
        clients=clients,
        visits=(
            _visit("nurse-at-a", "a", "nurse"),
            _visit("assistant-at-a", "a", "assistant", after="nurse-at-a"),
            _visit("assistant-at-b", "b", "assistant"),
            _visit("nurse-at-b", "b", "nurse", after="assistant-at-b"),
            VisitAgreement(
                "both-at-c",
                "c",
                FIRST_DATE,
                (ClockWindow(EIGHT, EIGHT + minutes(120)),),
                minutes(30),
                places=(frozenset({"nurse"}), frozenset({"assistant"})),
            ),
        ),
    )
    horizon = Horizon(FIRST_DATE)
    locations = locations_in(team, horizon)
    size = len(locations)
    seconds = (np.ones((size, size)) - np.eye(size)).astype(np.int32) * np.int32(minutes(15))
    return Case(team, horizon, Travel(locations, {Mode.BIKE: seconds}, {Mode.BIKE: seconds * 4}))


def _visit(visit_id: str, client_id: str, discipline: str, after: str = "") -> VisitAgreement:
    return VisitAgreement(
        visit_id,
        client_id,
        FIRST_DATE,
        (ClockWindow(EIGHT, EIGHT + minutes(50)),),
        minutes(30),
        places=(frozenset({discipline}),),
        dependency=Dependency(after, minutes(30)) if after else None,
    )
