"""A team as it would be: with a carer more or less, another base, other bikes, more clients."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random

from benchmarks.neighbourhoods.study.teams import windows_times
from scheduler.domain.carer import Carer, Mode
from scheduler.domain.client import Client
from scheduler.domain.location import Location
from scheduler.domain.shift import Shift
from scheduler.domain.team import Team
from scheduler.domain.visit import Dependency, VisitAgreement

NEW = "new"


def with_carer_like(team: Team, carer_id: str) -> Team:
    """One carer more, who works when another one does, can do the same and starts at the base."""
    like = team.carer_by_id[carer_id]
    carer = replace(like, carer_id=_unused(f"{NEW}-{carer_id}", team), name="", home=None)
    shifts = [replace(each, carer_id=carer.carer_id) for each in team.shifts if _of(each, carer_id)]
    return replace(
        team,
        carers=(*team.carers, carer),
        shifts=tuple(sorted((*team.shifts, *shifts), key=lambda each: each.start)),
    )


def without_carer(team: Team, carer_id: str) -> Team:
    """One carer less; whoever came most besides becomes the primary carer of the clients."""
    stay = tuple(each for each in team.carers if each.carer_id != carer_id)
    return replace(
        team,
        carers=stay,
        shifts=tuple(each for each in team.shifts if not _of(each, carer_id)),
        clients=tuple(cared_for_by(team, each, stay) for each in team.clients),
        pins=tuple(each for each in team.pins if each.carer_id != carer_id),
    )


def with_base(team: Team, base: Location) -> Team:
    """The team with its base elsewhere; homes stay."""
    return replace(team, base=base)


def with_mode(team: Team, mode: Mode, instead_of: Iterable[Mode]) -> Team:
    """Carers who travel by some means travel by another one."""
    those = frozenset(instead_of)
    carers = (replace(each, mode=mode) if each.mode in those else each for each in team.carers)
    return replace(team, carers=tuple(carers))


def with_windows(team: Team, factor: float) -> Team:
    """Every window so many times as wide."""
    visits = (
        replace(each, windows=windows_times(each.windows, factor, each.wished_start))
        for each in team.visits
    )
    return replace(team, visits=tuple(visits))


def with_clients(team: Team, count: int, seed: int) -> Team:
    """More clients like those there are: each with the needs of one, next door to another.

    Whoever is primary carer of fewest becomes that of a new client.
    """
    dice = Random(f"clients {team.team_id} {seed}")  # noqa: S311 - no secret
    needing = [each for each in team.clients if _calls(team, each.client_id)]
    for number in range(1, count + 1):
        like, door = dice.choice(needing), dice.choice(team.clients)
        client = Client(
            client_id=_unused(f"{NEW}-{number}", team),
            name="",
            location=door.location,
            primary_carer=_least_busy(team),
        )
        calls = [_call_of(client, each) for each in _calls(team, like.client_id)]
        team = replace(team, clients=(*team.clients, client), visits=(*team.visits, *calls))
    return team


def _of(shift: Shift, carer_id: str) -> bool:
    return shift.carer_id == carer_id


def _unused(wanted: str, team: Team) -> str:
    """An id that neither carer nor client has."""
    taken = team.carer_by_id.keys() | team.client_by_id.keys()
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


def cared_for_by(team: Team, client: Client, stay: Sequence[Carer]) -> Client:
    """A client whose carers are some of the team's: the primary one is of those who came most."""
    ids = {each.carer_id for each in stay}
    primary = client.primary_carer
    if primary is not None and primary not in ids:
        met = Counter(
            past.carer_id
            for past in team.history
            if past.client_id == client.client_id and past.carer_id in ids
        )
        primary = min(met, key=lambda each: (-met[each], each)) if met else None
    return replace(
        client, primary_carer=primary, refuses=client.refuses & ids, wishes=client.wishes & ids
    )


def _calls(team: Team, client_id: str) -> list[VisitAgreement]:
    return [each for each in team.visits if each.client_id == client_id]


def _call_of(client: Client, call: VisitAgreement) -> VisitAgreement:
    """The same call for another client; it depends on a call of that one."""
    dependency = call.dependency
    if dependency is not None:
        after = f"{client.client_id}-{dependency.after_visit}"
        dependency = Dependency(after, dependency.min_gap_seconds, dependency.max_gap_seconds)
    return replace(
        call,
        visit_id=f"{client.client_id}-{call.visit_id}",
        client_id=client.client_id,
        dependency=dependency,
    )


def _least_busy(team: Team) -> str | None:
    clients = Counter(each.primary_carer for each in team.clients)
    working = sorted({each.carer_id for each in team.shifts})
    return min(working, key=lambda each: (clients[each], each), default=None)
