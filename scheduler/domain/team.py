"""The carers, clients and agreements of one neighbourhood."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from zoneinfo import ZoneInfo

from scheduler.domain.agreements import Agreements
from scheduler.domain.carer import Carer
from scheduler.domain.client import Client, PastVisit
from scheduler.domain.location import Location
from scheduler.domain.shift import Endpoint, Shift
from scheduler.domain.visit import Amendment, Pin, Visit, VisitAgreement, VisitKey


@dataclass(frozen=True)
class Team:
    """Everything a team gave, validated: every id that is referred to exists.

    Attributes:
        network: an extract or built network (path relative to the team folder) or a place name;
            empty when the team gave none.
        shifts: every kind, in order of start; `on_call` ones are never planned on.
        visits: agreements, not dated visits; `scheduler.domain.horizon` makes those.
        amendments: at most one for each visit and date.
        history: past visits to these clients, in order of date; the carer may have left the team.
    """

    team_id: str
    name: str
    timezone: ZoneInfo
    base: Location
    network: str
    agreements: Agreements
    carers: tuple[Carer, ...]
    shifts: tuple[Shift, ...]
    clients: tuple[Client, ...]
    visits: tuple[VisitAgreement, ...]
    history: tuple[PastVisit, ...] = ()
    pins: tuple[Pin, ...] = ()
    amendments: tuple[Amendment, ...] = ()

    @cached_property
    def carer_by_id(self) -> dict[str, Carer]:
        """Carers by their id."""
        return {carer.carer_id: carer for carer in self.carers}

    @cached_property
    def client_by_id(self) -> dict[str, Client]:
        """Clients by their id."""
        return {client.client_id: client for client in self.clients}

    @cached_property
    def dated_visits(self) -> dict[tuple[date, int], tuple[Visit, ...]]:
        """What `scheduler.domain.horizon.visits_in` found, by first date and number of days."""
        return {}

    @cached_property
    def amendment_of(self) -> dict[VisitKey, Amendment]:
        """What differs from the agreements, by visit."""
        return {amendment.visit: amendment for amendment in self.amendments}

    def endpoint(self, carer_id: str, endpoint: Endpoint) -> Location:
        """Where `home` or `base` is for this carer; a carer without a home starts at the base."""
        home = self.carer_by_id[carer_id].home
        return home if endpoint is Endpoint.HOME and home is not None else self.base
