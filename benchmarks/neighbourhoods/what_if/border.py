"""Two teams out of one, or out of two: a straight border, and who works on which side of it.

Four borders are tried, from north to south, east to west and both ways across, each through the
point that shares the minutes of care evenly. The engine says which is the better one.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import cos, radians, sin

import numpy as np

from benchmarks.neighbourhoods.what_if.changed_team import cared_for_by
from scheduler.domain.carer import Carer
from scheduler.domain.client import Client
from scheduler.domain.location import Location
from scheduler.domain.team import Team
from scheduler.geo.earth import plane

DIRECTIONS = {
    "east and west": 0,
    "north-east and south-west": 45,
    "north and south": 90,
    "north-west and south-east": 135,
}
"""What lies on either side of a border, and the angle from east at which one side lies."""

PRIMARY_WEIGHT = 20
"""Past visits that being the primary carer of a client counts as."""


@dataclass(frozen=True)
class Border:
    """A border and the two teams that it makes."""

    name: str
    teams: tuple[Team, Team]


def merged(team: Team, other: Team) -> Team:
    """One team of two, at the base and with the agreements of the first.

    Ids of the second team that the first has too get its id before them.
    """
    other = _renamed(other, team)
    return replace(
        team,
        team_id=f"{team.team_id}-and-{other.team_id}",
        name=f"{team.name}, {other.name}",
        carers=(*team.carers, *other.carers),
        shifts=tuple(sorted((*team.shifts, *other.shifts), key=lambda each: each.start)),
        clients=(*team.clients, *other.clients),
        visits=(*team.visits, *other.visits),
        history=tuple(sorted((*team.history, *other.history))),
        pins=(*team.pins, *other.pins),
        amendments=(*team.amendments, *other.amendments),
    )


def borders(team: Team, bases: Sequence[Location]) -> tuple[Border, ...]:
    """The four borders.

    Args:
        bases: of the two teams; the one in the middle of each side takes the nearer.
    """
    return tuple(_border(team, name, angle, bases) for name, angle in DIRECTIONS.items())


def _border(team: Team, name: str, angle: float, bases: Sequence[Location]) -> Border:
    clients = _side(team, angle)
    carers = _divided(team, clients)
    pair = [
        _part(team, f"{team.team_id}-{number}", clients[side], carers[side])
        for number, side in enumerate((True, False), start=1)
    ]
    first, second = pair
    if len(bases) == 2:
        one, two = bases
        middle = _middle(clients[True])
        if _apart(middle, two) < _apart(middle, one):
            one, two = two, one
        first, second = replace(first, base=one), replace(second, base=two)
    return Border(name, (first, second))


def _side(team: Team, angle: float) -> dict[bool, list[Client]]:
    """The clients on either side, so that each has half of the minutes of care, as near as can be.

    A client on the border is on the first side.
    """
    minutes = Counter({each.client_id: 0 for each in team.clients})
    for visit in team.visits:
        minutes[visit.client_id] += visit.service_seconds * len(visit.places)
    spots = np.array([(each.location.lat, each.location.lon) for each in team.clients])
    metres = plane(spots[:, 0], spots[:, 1], float(spots[:, 0].mean()))
    towards = metres @ np.array([cos(radians(angle)), sin(radians(angle))])
    order = sorted(range(len(team.clients)), key=lambda each: (-towards[each], each))
    sides: dict[bool, list[Client]] = {True: [], False: []}
    half, done = minutes.total() / 2, 0
    for position in order:
        client = team.clients[position]
        sides[done < half].append(client)
        done += minutes[client.client_id]
    return sides


def _divided(team: Team, clients: dict[bool, list[Client]]) -> dict[bool, list[Carer]]:
    """The carers go where they are known best, until each side has half of the hours.

    What nobody on a side can do is then left out there, and counted: that is what it costs.
    """
    known = Counter({each.carer_id: 0 for each in team.carers})
    sign = {each.client_id: 1 if side else -1 for side in clients for each in clients[side]}
    for past in team.history:
        if past.carer_id in known and past.client_id in sign:
            known[past.carer_id] += sign[past.client_id]
    for client in team.clients:
        if client.primary_carer is not None and client.primary_carer in known:
            known[client.primary_carer] += PRIMARY_WEIGHT * sign[client.client_id]
    hours = Counter({each.carer_id: 0 for each in team.carers})
    for shift in team.shifts:
        hours[shift.carer_id] += shift.seconds
    sides: dict[bool, list[Carer]] = {True: [], False: []}
    half, done = hours.total() / 2, 0.0
    for carer in sorted(team.carers, key=lambda each: (-known[each.carer_id], each.carer_id)):
        # a carer stands on the side on which more than half of the hours lie
        sides[done + hours[carer.carer_id] / 2 < half].append(carer)
        done += hours[carer.carer_id]
    return sides


def _part(team: Team, team_id: str, clients: Sequence[Client], carers: Sequence[Carer]) -> Team:
    """The team of some clients and carers; past visits of the others are remembered too."""
    client_ids = {each.client_id for each in clients}
    carer_ids = {each.carer_id for each in carers}
    visits = tuple(each for each in team.visits if each.client_id in client_ids)
    visit_ids = {each.visit_id for each in visits}
    visits = tuple(
        each
        if each.dependency is None or each.dependency.after_visit in visit_ids
        else replace(each, dependency=None)
        for each in visits
    )
    return replace(
        team,
        team_id=team_id,
        carers=tuple(carers),
        shifts=tuple(each for each in team.shifts if each.carer_id in carer_ids),
        clients=tuple(cared_for_by(team, each, carers) for each in clients),
        visits=visits,
        history=tuple(each for each in team.history if each.client_id in client_ids),
        pins=tuple(
            each
            for each in team.pins
            if each.visit.visit_id in visit_ids and each.carer_id in {None, *carer_ids}
        ),
        amendments=tuple(each for each in team.amendments if each.visit.visit_id in visit_ids),
    )


def _renamed(team: Team, beside: Team) -> Team:
    """The team with ids that the one beside does not have; all or none of a kind are renamed."""
    before = f"{team.team_id}-"
    clash = (
        team.carer_by_id.keys() & beside.carer_by_id.keys()
        or team.client_by_id.keys() & beside.client_by_id.keys()
        or {each.visit_id for each in team.visits} & {each.visit_id for each in beside.visits}
    )
    if not clash:
        return team
    return replace(
        team,
        carers=tuple(replace(each, carer_id=before + each.carer_id) for each in team.carers),
        shifts=tuple(replace(each, carer_id=before + each.carer_id) for each in team.shifts),
        clients=tuple(_renamed_client(each, before) for each in team.clients),
        visits=tuple(
            replace(
                each,
                visit_id=before + each.visit_id,
                client_id=before + each.client_id,
                dependency=each.dependency
                and replace(each.dependency, after_visit=before + each.dependency.after_visit),
            )
            for each in team.visits
        ),
        history=tuple(
            replace(each, client_id=before + each.client_id, carer_id=before + each.carer_id)
            for each in team.history
        ),
        pins=tuple(
            replace(
                each,
                visit=replace(each.visit, visit_id=before + each.visit.visit_id),
                carer_id=each.carer_id and before + each.carer_id,
            )
            for each in team.pins
        ),
        amendments=tuple(
            replace(each, visit=replace(each.visit, visit_id=before + each.visit.visit_id))
            for each in team.amendments
        ),
    )


def _renamed_client(client: Client, before: str) -> Client:
    return replace(
        client,
        client_id=before + client.client_id,
        primary_carer=client.primary_carer and before + client.primary_carer,
        refuses=frozenset(before + each for each in client.refuses),
        wishes=frozenset(before + each for each in client.wishes),
    )


def _middle(clients: Sequence[Client]) -> Location:
    count = len(clients)
    return Location(
        sum(each.location.lat for each in clients) / count,
        sum(each.location.lon for each in clients) / count,
    )


def _apart(one: Location, other: Location) -> float:
    """Squared, in degrees of latitude: enough to tell which of two is nearer."""
    east = (one.lon - other.lon) * cos(radians(one.lat))
    return (one.lat - other.lat) ** 2 + east**2
