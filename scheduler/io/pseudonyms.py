"""What a planner may see of a team: no names, no addresses, no free text, and other ids.

The same id has the same pseudonym in every document of a team, so that plans can be compared with
each other and with their team. Nobody without the key can tell whose it is, nor try out ids. The
dates, times and disciplines stay: such data are pseudonymous, and not anonymous (GDPR, recital 26).
"""

import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from math import cos, degrees, floor, radians
from operator import attrgetter
from typing import Final, TypeVar

from scheduler.domain.carer import Carer, Discipline
from scheduler.domain.client import Client, PastVisit
from scheduler.domain.location import Location
from scheduler.domain.team import Team
from scheduler.domain.visit import Amendment, Dependency, Pin, VisitAgreement, VisitKey
from scheduler.io.plan_document import (
    ClientContinuityEntry,
    ContinuityEntry,
    ContinuityPair,
    PlanDocument,
    ProvenanceEntry,
    ReasonEntry,
    RoundEntry,
    StopEntry,
    UnassignedEntry,
)
from scheduler.io.team.writing import write_team_document

LEAST_KEY_BYTES: Final = 32
"""As many as SHA-256 gives: a shorter key weakens it (RFC 2104, section 3)."""

HEX_DIGITS: Final = 16
"""Of a pseudonym: of a million ids no two share one, but for a chance of one in 37 million."""

CELL_METRES: Final = 500
"""Statistics Netherlands publishes what it counts of inhabitants and homes by squares of this size
(Kerncijfers per vierkant van 500 bij 500 meter)."""

RowT = TypeVar("RowT")
_EARTH_RADIUS_METRES: Final = 6_371_009
_DISCIPLINES: Final = frozenset(each.value for each in Discipline)


@dataclass(frozen=True, slots=True, repr=False)
class Pseudonyms:
    """The pseudonyms of one team: `client-3f9c2d5a81b0e674` and so on.

    Keyed hashes (HMAC-SHA-256, RFC 2104) of an id with its kind and its team.

    Args:
        key: secret, of at least 32 bytes; whoever has it can tell which id is whose.

    Raises:
        ValueError: the key is too short.
    """

    key: bytes
    team_id: str

    def __post_init__(self) -> None:
        if len(self.key) < LEAST_KEY_BYTES:
            raise ValueError(f"the key has {len(self.key)} bytes, and not {LEAST_KEY_BYTES}")

    def client(self, client_id: str) -> str:
        """That of a client."""
        return self._of("client", client_id)

    def carer(self, carer_id: str) -> str:
        """That of a carer."""
        return self._of("carer", carer_id)

    def visit(self, visit_id: str) -> str:
        """That of a visit."""
        return self._of("visit", visit_id)

    def qualification(self, word: str) -> str:
        """That of a word that the team chose; a discipline stays what it is."""
        return word if word in _DISCIPLINES else self._of("skill", word)

    def _of(self, kind: str, name: str) -> str:
        words = json.dumps([self.team_id, kind, name]).encode()
        return f"{kind}-{hmac.new(self.key, words, sha256).hexdigest()[:HEX_DIGITS]}"


def pseudonymous_plan(document: PlanDocument, key: bytes) -> PlanDocument:
    """A plan without anything that names anybody, ordered by pseudonym where order could tell.

    Texts that somebody may have written (reasons, how the plan came about) are left blank.
    """
    names = Pseudonyms(key, document.team_id)
    rounds = (
        RoundEntry(
            carer_id=names.carer(each.carer_id),
            shift_start=each.shift_start,
            stops=tuple(_stop(stop, names) for stop in each.stops),
        )
        for each in document.rounds
    )
    left = (_unassigned(each, names) for each in document.unassigned)
    made = document.provenance
    return PlanDocument(
        schema_version=document.schema_version,
        team_id=document.team_id,
        timezone=document.timezone,
        first_date=document.first_date,
        days=document.days,
        rounds=tuple(sorted(rounds, key=lambda each: (each.shift_start, each.carer_id))),
        unassigned=tuple(sorted(left, key=lambda each: (each.date, each.visit_id, each.place))),
        score=document.score,
        continuity=ContinuityPair(
            before=_continuity(document.continuity.before, names),
            after=_continuity(document.continuity.after, names),
        ),
        provenance=ProvenanceEntry(
            rounds_version="",
            seed=made.seed,
            iterations=made.iterations,
            stopped="",
            lower_bound=made.lower_bound,
            gap=made.gap,
            estimated_modes=made.estimated_modes,
        ),
    )


def pseudonymous_team(team: Team, key: bytes) -> dict[str, object]:
    """A team as a document (`read_team_document` reads it) without anything that names anybody.

    Places are coarsened to the centre of a cell of about 500 m, so that some may lie off the roads
    by more than the team allows. Words for qualifications are pseudonyms too. The network, which
    may be named after anything, is left out.

    Raises:
        ValueError: as `write_team_document`.
    """
    names = Pseudonyms(key, team.team_id)
    shifts = (replace(each, carer_id=names.carer(each.carer_id)) for each in team.shifts)
    return write_team_document(
        Team(
            team_id=team.team_id,
            name=team.team_id,
            timezone=team.timezone,
            base=coarse(team.base),
            network="",
            agreements=team.agreements,
            carers=_by_id((_carer(each, names) for each in team.carers), "carer_id"),
            shifts=tuple(sorted(shifts, key=lambda each: (each.start, each.carer_id))),
            clients=_by_id((_client(each, names) for each in team.clients), "client_id"),
            visits=_by_id((_visit(each, names) for each in team.visits), "visit_id"),
            history=tuple(
                sorted(
                    PastVisit(each.date, names.client(each.client_id), names.carer(each.carer_id))
                    for each in team.history
                )
            ),
            pins=tuple(_pin(each, names) for each in team.pins),
            amendments=tuple(_amendment(each, names) for each in team.amendments),
        )
    )


def coarse(place: Location) -> Location:
    """The centre of the cell that a place lies in, of about 500 m from south to north and across.

    Rows are parallel to the equator, and every row is cut into cells from the zero meridian on.
    """
    height = degrees(CELL_METRES / _EARTH_RADIUS_METRES)
    lat = min((floor(place.lat / height) + 0.5) * height, 90 - height)
    width = height / cos(radians(lat))
    lon = (floor(place.lon / width) + 0.5) * width
    return Location(round(lat, 5), round(min(max(lon, -180.0), 180.0), 5))


def _stop(stop: StopEntry, names: Pseudonyms) -> StopEntry:
    return StopEntry(
        kind=stop.kind,
        visit_id=None if stop.visit_id is None else names.visit(stop.visit_id),
        date=stop.date,
        place=stop.place,
        client_id=None if stop.client_id is None else names.client(stop.client_id),
        new_face=stop.new_face,
        arrival=stop.arrival,
        start=stop.start,
        end=stop.end,
        leg=stop.leg,
    )


def _unassigned(left: UnassignedEntry, names: Pseudonyms) -> UnassignedEntry:
    reasons = (
        ReasonEntry(carer_id=names.carer(each.carer_id), rule=each.rule, text="")
        for each in left.reasons
    )
    return UnassignedEntry(
        visit_id=names.visit(left.visit_id),
        date=left.date,
        place=left.place,
        client_id=names.client(left.client_id),
        priority=left.priority,
        reasons=tuple(sorted(reasons, key=lambda each: (each.carer_id, each.rule))),
    )


def _continuity(entry: ContinuityEntry, names: Pseudonyms) -> ContinuityEntry:
    clients = (
        ClientContinuityEntry(
            client_id=names.client(each.client_id),
            visits=each.visits,
            carers_14_days=each.carers_14_days,
            carers_28_days=each.carers_28_days,
            upc=each.upc,
            coc=each.coc,
        )
        for each in entry.clients
    )
    listed = tuple(sorted(clients, key=lambda each: each.client_id))
    return ContinuityEntry(until=entry.until, clients=listed, team=entry.team)


def _carer(carer: Carer, names: Pseudonyms) -> Carer:
    name = names.carer(carer.carer_id)
    return Carer(
        carer_id=name,
        name=name,
        discipline=carer.discipline,
        qualifications=frozenset(map(names.qualification, carer.qualifications)),
        mode=carer.mode,
        home=None if carer.home is None else coarse(carer.home),
        contract_seconds_per_week=carer.contract_seconds_per_week,
    )


def _client(client: Client, names: Pseudonyms) -> Client:
    name, first = names.client(client.client_id), client.primary_carer
    return Client(
        client_id=name,
        name=name,
        location=coarse(client.location),
        primary_carer=None if first is None else names.carer(first),
        refuses=frozenset(map(names.carer, client.refuses)),
        wishes=frozenset(map(names.carer, client.wishes)),
    )


def _visit(visit: VisitAgreement, names: Pseudonyms) -> VisitAgreement:
    tied = visit.dependency
    return VisitAgreement(
        visit_id=names.visit(visit.visit_id),
        client_id=names.client(visit.client_id),
        dates=visit.dates,
        windows=visit.windows,
        service_seconds=visit.service_seconds,
        wished_start=visit.wished_start,
        places=tuple(frozenset(map(names.qualification, place)) for place in visit.places),
        priority=visit.priority,
        dependency=None
        if tied is None
        else Dependency(names.visit(tied.after_visit), tied.min_gap_seconds, tied.max_gap_seconds),
        kind=visit.kind,
        protected_seconds=visit.protected_seconds,
        load=visit.load,
    )


def _pin(pin: Pin, names: Pseudonyms) -> Pin:
    carer_id = None if pin.carer_id is None else names.carer(pin.carer_id)
    return Pin(_key(pin.visit, names), pin.place, carer_id, pin.start)


def _amendment(amendment: Amendment, names: Pseudonyms) -> Amendment:
    return replace(amendment, visit=_key(amendment.visit, names))


def _key(visit: VisitKey, names: Pseudonyms) -> VisitKey:
    return VisitKey(names.visit(visit.visit_id), visit.date)


def _by_id(rows: Iterable[RowT], column: str) -> tuple[RowT, ...]:
    return tuple(sorted(rows, key=attrgetter(column)))
