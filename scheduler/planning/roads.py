"""The roads of a team: networks, travel times between its places, and paths to draw."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from scheduler.domain.carer import Mode
from scheduler.domain.horizon import Horizon, locations_in, shifts_in, visits_in
from scheduler.domain.location import Location
from scheduler.domain.shift import Endpoint
from scheduler.domain.team import Team
from scheduler.domain.travel import Travel
from scheduler.errors import RoundsError
from scheduler.geo.network import RoadNetwork
from scheduler.geo.source import looks_like_file, open_network
from scheduler.geo.travel import build_travel, estimate_travel

OnNetwork = Callable[[RoadNetwork], None]


@dataclass(frozen=True)
class Roads:
    """What travel was read off.

    Attributes:
        networks: by mode; empty when travel is estimated.
        credit: whom to name for them.
    """

    travel: Travel
    networks: Mapping[Mode, RoadNetwork] = field(default_factory=dict)
    credit: str = ""


def open_roads(
    team: Team,
    horizon: Horizon,
    source: Path | str,
    *,
    cache: Path | None = None,
    on_network: OnNetwork | None = None,
    besides: frozenset[Mode] = frozenset(),
    clients: Collection[str] = (),
    keeps_travel: bool = True,
) -> Roads:
    """Networks of every mode on duty, and the travel between every place of the horizon.

    Args:
        source: an extract, a graph, a built network, or the name of a place.
        besides: more modes, of carers who are in a plan and not on duty.
        clients: ids of clients to whom a way is needed though they have no visit on those dates.
        cache: folder of the cache; the user's own by default.
        on_network: told of every network once it is open.
        keeps_travel: whether the cache keeps travel too; networks it keeps in any case.

    Raises:
        RoundsError: the source cannot be used, or places lie off the roads.
    """
    networks = {}
    for mode in _modes(team, horizon, besides):
        networks[mode] = open_network(source, mode, cache)
        if on_network is not None:
            on_network(networks[mode])
    travel = build_travel(
        networks,
        places(team, horizon, clients),
        team.agreements.access_seconds,
        team.agreements.snap_limit_metres,
        cache,
        keeps=keeps_travel,
    )
    return Roads(travel, networks, "© OpenStreetMap contributors, ODbL 1.0")


def estimated_roads(
    team: Team,
    horizon: Horizon,
    besides: frozenset[Mode] = frozenset(),
    clients: Collection[str] = (),
) -> Roads:
    """Travel by great-circle estimates, for those who asked for it; the plan will say so.

    The arguments are as in `open_roads`.
    """
    return Roads(
        estimate_travel(
            _modes(team, horizon, besides),
            tuple(places(team, horizon, clients)),
            team.agreements.access_seconds,
        )
    )


def network_source(team: Team, folder: Path, override: str | None = None) -> Path | str:
    """Where the team's network is: the override, or what the team names.

    Args:
        folder: the folder that the team's own paths are relative to.
        override: a path relative to the working folder, or a place name.

    Raises:
        RoundsError: neither names a network.
    """
    named = override or team.network
    if not named:
        raise RoundsError("network-not-named", f"Team {team.team_id} names no road network.")
    path = Path(named) if override else folder / named
    return path if path.exists() or looks_like_file(named) else named


def modes_on_duty(team: Team, horizon: Horizon) -> tuple[Mode, ...]:
    """The modes of the carers with a shift in the horizon, in the order of `Mode`."""
    used = {team.carer_by_id[shift.carer_id].mode for shift in shifts_in(team, horizon)}
    return tuple(mode for mode in Mode if mode in used)


def _modes(team: Team, horizon: Horizon, besides: frozenset[Mode]) -> tuple[Mode, ...]:
    wanted = besides.union(modes_on_duty(team, horizon))
    return tuple(mode for mode in Mode if mode in wanted)


def places(
    team: Team, horizon: Horizon, clients: Collection[str] = ()
) -> dict[Location, list[str]]:
    """Every location of the horizon, in order, with the ids of who or what is there.

    Args:
        clients: ids of clients to add, whether they have a visit on those dates or not.
    """
    visited = {visit.client_id for visit in visits_in(team, horizon)}.union(clients)
    homes = {client_id: team.client_by_id[client_id].location for client_id in sorted(visited)}
    named: dict[Location, list[str]] = {
        each: [] for each in sorted({*locations_in(team, horizon), *homes.values()})
    }
    named[team.base].append("base")
    for client_id, location in homes.items():
        named[location].append(f"client {client_id}")
    for carer_id in sorted({shift.carer_id for shift in shifts_in(team, horizon)}):
        if team.carer_by_id[carer_id].home is not None:
            named[team.endpoint(carer_id, Endpoint.HOME)].append(f"home of carer {carer_id}")
    return named
