"""Carers, clients, and what is remembered of who visited whom."""

from dataclasses import dataclass

from scheduler.domain.carer import Carer, Discipline, Mode
from scheduler.domain.client import Client, PastVisit
from scheduler.io.team.cells import NO_WORDS, choice, day, text, whole, words
from scheduler.io.team.fields import Fields, rows_of
from scheduler.io.team.ids import KnownIds
from scheduler.io.team.places import Places
from scheduler.io.team.problems import Problems
from scheduler.io.team.tables import Table
from scheduler.units import minutes

_MINUTES_PER_WEEK = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class TeamIds:
    """The ids that a team knows."""

    carers: KnownIds
    clients: KnownIds
    visits: KnownIds


def read_carers(
    table: Table, ids: TeamIds, places: Places, problems: Problems
) -> tuple[Carer, ...]:
    """The carers; at least one."""
    if table.complete and not table.rows and not table.suspects:
        problems.add(table.name, 0, "", "no-carers", "There are no carers.")
    carers = (_carer(fields, ids, places) for fields in rows_of(table, problems))
    return tuple(carer for carer in carers if carer is not None)


def read_clients(
    table: Table, ids: TeamIds, places: Places, problems: Problems
) -> tuple[Client, ...]:
    """The clients."""
    clients = (_client(fields, ids, places) for fields in rows_of(table, problems))
    return tuple(client for client in clients if client is not None)


def read_history(table: Table, ids: TeamIds, problems: Problems) -> tuple[PastVisit, ...]:
    """Past visits to the team's clients, in order of date.

    A carer who has left is part of what a client has known, and the visits to a client who has
    left are passed over; an id that is a slip of a known one is reported, and so is the history of
    another team altogether.
    """
    past: list[PastVisit] = []
    for fields in rows_of(table, problems):
        date = fields.optional("date", day)
        client_id = _remembered(fields, "client_id", ids.clients)
        carer_id = _remembered(fields, "carer_id", ids.carers)
        if date is None or client_id is None or carer_id is None:
            continue
        if client_id in ids.clients:
            past.append(PastVisit(date, client_id, carer_id))
    for column, known in (("client_id", ids.clients), ("carer_id", ids.carers)):
        names = {row.cells[column] for row in table.rows if column in row.cells}
        if names and not any(known.may_exist(name) or known.near(name) for name in names):
            message = f"Not one {column} of the history belongs to this team."
            problems.add(table.name, 0, column, "history-foreign", message)
    return tuple(sorted(past, key=lambda visit: visit.date))


def _carer(fields: Fields, ids: TeamIds, places: Places) -> Carer | None:
    carer_id = ids.carers.define(fields, "carer_id")
    discipline = fields.optional("discipline", choice(Discipline))
    name = fields.value("name", text, carer_id or "")
    qualifications = frozenset(fields.value("qualifications", words, NO_WORDS))
    mode = fields.value("mode", choice(Mode), Mode.BIKE)
    home = places.read(fields, "home_lat", "home_lon")
    contract = fields.optional("contract_minutes_per_week", whole(0, _MINUTES_PER_WEEK))
    if carer_id is None or discipline is None:
        return None
    seconds = None if contract is None else minutes(contract)
    return Carer(carer_id, name, discipline, qualifications, mode, home, seconds)


def _client(fields: Fields, ids: TeamIds, places: Places) -> Client | None:
    client_id = ids.clients.define(fields, "client_id")
    name = fields.value("name", text, client_id or "")
    location = places.read(fields, "lat", "lon")
    address = fields.value("address", text, "")
    primary = ids.carers.refer(fields, "primary_carer")
    refuses = ids.carers.refer_many(fields, "refuses")
    wishes = ids.carers.refer_many(fields, "wishes")
    wanted = wishes | ({primary} if primary is not None else frozenset())
    for carer_id in sorted(refuses & wanted):
        message = f"Carer {carer_id} is refused, and wished or primary as well."
        fields.report("refuses", "carer-both-ways", message, value=carer_id)
    if client_id is None or location is None:
        return None
    return Client(client_id, name, location, address, primary, refuses, wishes)


def _remembered(fields: Fields, column: str, known: KnownIds) -> str | None:
    name = fields.optional(column, str)
    if name is not None and not known.may_exist(name) and known.near(name):
        remedy = f"Ids are case-sensitive: did you mean {known.near(name)}?"
        fields.report(column, "id-unknown", f"There is no {column} {name!r}.", remedy=remedy)
    return name
